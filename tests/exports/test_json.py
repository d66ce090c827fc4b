"""JSON: one valid object, whatever the text; dates in ISO 8601, numbers as numbers."""

import json
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings

from network.exports import json as writer
from tests.exports.lists import rows_of_cells, table


def expected(cell: object) -> object:
    if isinstance(cell, date):
        return cell.isoformat()
    return float(cell) if isinstance(cell, Decimal) else cell


@settings(deadline=None)
@given(rows_of_cells)
def test_every_cell_comes_back(tmp_path_factory: pytest.TempPathFactory, list_: tuple[int, list[tuple]]) -> None:
    width, rows = list_
    path = tmp_path_factory.mktemp("json") / "list.json"
    written = writer.write(table(rows, width=width), path)
    came = json.loads(path.read_text(encoding="utf-8"))
    assert written.rows == len(rows)
    assert came["rows"] == [{f"c{at}": expected(cell) for at, cell in enumerate(row)} for row in rows]


def test_it_says_what_it_is_and_keeps_the_order_of_the_columns(tmp_path: Path) -> None:
    list_ = table([("Әсел", 3)], width=2, title="Тізім", facts=["Bishkek"], footer="Export 42")
    writer.write(list_, tmp_path / "list.json")
    content = (tmp_path / "list.json").read_text(encoding="utf-8")
    assert "Әсел" in content
    came = json.loads(content)
    assert came == {
        "title": "Тізім",
        "facts": ["Bishkek"],
        "footer": "Export 42",
        "language": "en",
        "columns": [{"key": "c0", "heading": "Heading 0"}, {"key": "c1", "heading": "Heading 1"}],
        "rows": [{"c0": "Әсел", "c1": 3}],
    }


def test_a_time_keeps_its_zone_and_a_long_decimal_its_digits(tmp_path: Path) -> None:
    moment = datetime.fromisoformat("2025-11-26T09:30:00+06:00")
    writer.write(table([(moment, Decimal("0.12345678901234567"))], width=2), tmp_path / "list.json")
    row = json.loads((tmp_path / "list.json").read_text())["rows"][0]
    assert row == {"c0": "2025-11-26T09:30:00+06:00", "c1": "0.12345678901234567"}


def test_an_empty_list_is_valid(tmp_path: Path) -> None:
    writer.write(table([]), tmp_path / "list.json")
    assert json.loads((tmp_path / "list.json").read_text())["rows"] == []
