"""XLSX: typed cells, text as text whatever it looks like, a header that stays, a page that prints."""

import zipfile
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from openpyxl.utils.escape import unescape
from openpyxl.worksheet.worksheet import Worksheet

from network.exports import xlsx as writer
from network.exports.written import TooLong
from network.vocabulary import Language
from tests.exports.lists import FORMULAS, participants, rows_of_cells, table

#: Title, no facts, one free line: the headings stand in this line of a plain list.
HEADER = 3


def read(path: Path) -> Worksheet:
    sheet = openpyxl.load_workbook(path).active
    assert isinstance(sheet, Worksheet)
    return sheet


def came_back(cell: Any) -> Any:
    """Excel undoes the escapes of control characters; openpyxl leaves that to us."""
    return unescape(cell.value) if isinstance(cell.value, str) else cell.value


def expected(cell: Any) -> Any:
    if isinstance(cell, datetime | date) and cell.year < 1900:
        return cell.isoformat(" ") if isinstance(cell, datetime) else cell.isoformat()
    if isinstance(cell, date) and not isinstance(cell, datetime):
        return datetime.combine(cell, time())
    if isinstance(cell, int) and abs(cell) >= 10**15:
        return str(cell)
    if isinstance(cell, str):
        return cell.replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd") or None
    return cell


def same(cell: Any, sent: Any) -> bool:
    came, wanted = came_back(cell), expected(sent)
    if isinstance(wanted, float | Decimal):
        return float(came) == pytest.approx(float(wanted), rel=1e-14, abs=1e-300)
    if isinstance(wanted, datetime) and wanted < datetime(1900, 3, 1):
        return cell.is_date  # the 29th of February 1900, which only Excel knows, lies in between
    return (came or None) == wanted if wanted != 0 else came == 0


@settings(deadline=None)
@given(rows_of_cells)
def test_every_cell_comes_back(tmp_path_factory: pytest.TempPathFactory, list_: tuple[int, list[tuple]]) -> None:
    width, rows = list_
    path = tmp_path_factory.mktemp("xlsx") / "list.xlsx"
    written = writer.write(table(rows, width=width), path)
    sheet = read(path)
    headings, *records = list(sheet.iter_rows(min_row=HEADER))
    assert [cell.value for cell in headings] == ["No.", *(f"Heading {at}" for at in range(width))]
    assert written.rows == len(rows) == len(records)
    for number, (record, row) in enumerate(zip(records, rows, strict=True), 1):
        assert record[0].value == number
        for cell, sent in zip(record[1:], row, strict=False):
            assert same(cell, sent), (came_back(cell), sent)


def test_nothing_in_the_file_is_a_formula_or_a_link(tmp_path: Path) -> None:
    writer.write(table([(text,) for text in [*FORMULAS, "https://example.org"]]), tmp_path / "list.xlsx")
    sheet = read(tmp_path / "list.xlsx")
    texts = [cell for (cell,) in sheet.iter_rows(min_row=HEADER + 1, min_col=2)]
    assert {cell.data_type for cell in texts} == {"s"}
    assert [came_back(cell) for cell in texts] == [*FORMULAS, "https://example.org"]
    with zipfile.ZipFile(tmp_path / "list.xlsx") as parts:
        page = parts.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in page
    assert "hyperlink" not in page


def test_text_that_looks_like_the_library_s_own_markup_is_text(tmp_path: Path) -> None:
    writer.write(table([("<r>x</r>",), ("<r><t>&broken</r>",)]), tmp_path / "list.xlsx")
    sheet = read(tmp_path / "list.xlsx")
    assert [sheet.cell(HEADER + 1, 2).value, sheet.cell(HEADER + 2, 2).value] == [
        "<r>x</r>",
        "<r><t>&broken</r>",
    ]


def test_cells_are_typed(tmp_path: Path) -> None:
    moment = datetime.fromisoformat("2025-11-26T09:30:00+06:00")
    row = ("+996 555", -5, Decimal("82.5"), date(2025, 11, 26), moment)
    writer.write(table([row], width=5, language=Language.RUSSIAN), tmp_path / "list.xlsx")
    phone, number, share, day, start = read(tmp_path / "list.xlsx")[HEADER + 1][1:]
    assert (phone.value, phone.data_type, phone.number_format) == ("+996 555", "s", "@")
    assert (number.value, share.value) == (-5, 82.5)
    assert (day.value, day.number_format) == (datetime(2025, 11, 26), "dd.mm.yyyy")
    assert (start.value, start.number_format) == (datetime(2025, 11, 26, 9, 30), "dd.mm.yyyy hh:mm")


def test_the_header_stays_filters_and_prints(tmp_path: Path) -> None:
    writer.write(participants(20), tmp_path / "list.xlsx")
    book = openpyxl.load_workbook(tmp_path / "list.xlsx")
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    assert [sheet.cell(line, 1).value for line in (1, 2, 3)] == ["Participants", "Bishkek", "Export 42"]
    assert sheet.cell(5, 2).value == "State"
    assert sheet.cell(5, 2).font.bold
    assert sheet.freeze_panes == "A6"
    assert sheet.auto_filter.ref == "A5:M25"
    assert sheet.print_title_rows == "$5:$5"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.column_dimensions["F"].width > sheet.column_dimensions["G"].width
    assert sheet.oddFooter.left.text == "Export 42"
    assert (book.properties.title, book.properties.description) == ("Participants", "Export 42")


def test_control_characters_around_the_list_do_not_break_the_file(tmp_path: Path) -> None:
    list_ = table([("x",)], title="A\x01\ud800<&", facts=["\x0b"], footer="\x1f&P")
    writer.write(list_, tmp_path / "list.xlsx")
    assert openpyxl.load_workbook(tmp_path / "list.xlsx").properties.title == "A  <&"


def test_more_rows_than_a_sheet_has_are_refused_and_nothing_is_left(tmp_path: Path) -> None:
    with pytest.raises(TooLong) as refusal:
        writer.write(table([("x",)] * 8), tmp_path / "list.xlsx", limit=HEADER + 7)
    assert "at most 7 rows" in str(refusal.value.sentence)
    assert "CSV" in str(refusal.value.sentence)
    assert list(tmp_path.iterdir()) == []
