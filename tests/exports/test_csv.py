"""CSV: every cell comes back to the letter, or behind the apostrophe that keeps spreadsheets off it."""

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings

from network.exports import csv as writer
from network.exports.table import Column
from tests.exports.lists import FORMULAS, rows_of_cells, table

SIGNS = "=+-@＝＋－＠"


def read(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def same(came_back: str, sent: object) -> bool:
    if not isinstance(sent, str):
        return came_back == ("" if sent is None else str(sent))
    if sent.strip()[:1] and sent.strip()[0] in SIGNS:
        return came_back == f"'{sent}"
    if sent[:1].isalnum():
        return came_back == sent
    return came_back in (sent, f"'{sent}")


@settings(deadline=None)
@given(rows_of_cells)
def test_every_cell_comes_back(tmp_path_factory: pytest.TempPathFactory, list_: tuple[int, list[tuple]]) -> None:
    width, rows = list_
    path = tmp_path_factory.mktemp("csv") / "list.csv"
    written = writer.write(table(rows, width=width), path)
    headings, *records = read(path)
    assert headings == [f"Heading {at}" for at in range(width)]
    assert written.rows == len(records) == len(rows)
    for record, row in zip(records, rows, strict=True):
        assert len(record) == width
        assert all(map(same, record, row)), (record, row)


@pytest.mark.parametrize("formula", FORMULAS)
def test_what_a_spreadsheet_would_run_stands_whole_behind_an_apostrophe(tmp_path: Path, formula: str) -> None:
    writer.write(table([(formula, "free")], width=2), tmp_path / "list.csv")
    assert read(tmp_path / "list.csv")[1] == [f"'{formula}", "free"]


def test_a_heading_is_text_like_any_other(tmp_path: Path) -> None:
    writer.write(table([], columns=[Column("sum", "=SUM(A:A)", str)]), tmp_path / "list.csv")
    assert read(tmp_path / "list.csv") == [["'=SUM(A:A)"]]


def test_numbers_and_inner_signs_stay_as_they_are(tmp_path: Path) -> None:
    writer.write(table([(-5, -2.5, "a-b", "Сауле =")], width=4), tmp_path / "list.csv")
    assert read(tmp_path / "list.csv")[1] == ["-5", "-2.5", "a-b", "Сауле ="]


def test_the_file_is_utf8_with_a_mark_and_dos_line_ends(tmp_path: Path) -> None:
    written = writer.write(table([("Нұрланова",), ("two\nlines",)]), tmp_path / "list.csv")
    content = (tmp_path / "list.csv").read_bytes()
    assert content == '\ufeffHeading 0\r\nНұрланова\r\n"two\nlines"\r\n'.encode()
    assert written.size == len(content)


def test_half_a_character_costs_that_character_and_not_the_file(tmp_path: Path) -> None:
    writer.write(table([("a\ud800b",)]), tmp_path / "list.csv")
    assert read(tmp_path / "list.csv")[1] == ["a?b"]
