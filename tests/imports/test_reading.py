"""What a file says comes back to the letter, whoever wrote it; what cannot be read is a sentence, never a fault."""

from contextlib import suppress
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from network.imports.encodings import decoded
from network.imports.reading import BadFile, read
from network.imports.separated import table
from tests.imports.sheets import ods, separated, trimmed, xls, xlsx

LIST = [
    ["№", "Ф.И.О.", "Дата рождения"],
    ["1", "Асанова Айгүл Бакыт кызы", "01.02.1990"],
    ["2", "Gʻulomova Dilnoza", "строка\nвторая"],
]
PLAIN = [["N", "Фамилия", "Звание"], ["1", "Рымбаева", "майор"], ["2", "Ёлкина", "«старший» лейтенант"]]
_ROUGHLY = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
#: What a list says in each encoding; Windows-1251 and Windows-1250 are told by their words.
_WIDE = st.text(
    st.characters(codec="utf-8", exclude_categories=["C", "Zl", "Zp"], exclude_characters=";,\t|"), max_size=12
)
_RUSSIAN = st.from_regex(
    r"[А-ЯЁ][а-яё]{2,9}([ -][А-ЯЁ][а-яё]{2,9})?|[А-ЯЁ]{2,6}|[0-9]{0,9}|[a-z]{3,8}@[a-z]{3,8}\.kg", fullmatch=True
)
_TURKMEN = st.from_regex(r"[A-ZÇŞÝÄ][a-zäçňöşüýž]{2,9}", fullmatch=True)
#: What stands in a cell as text; what begins with = is a formula.
_CELL = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1, max_size=9).filter(
    lambda text: not text.startswith("=")
)


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_text_in_every_encoding_and_with_every_separator(encoding: str, separator: str) -> None:
    assert _table(separated(LIST, encoding, separator)) == trimmed(LIST)


@pytest.mark.parametrize("encoding", ["cp1251", "koi8_r", "cp866"])
def test_russian_in_the_encodings_of_old_machines(encoding: str) -> None:
    rows = PLAIN if encoding == "cp1251" else [[cell.strip("«»").replace("«", "") for cell in row] for row in PLAIN[:2]]
    assert _table(separated(rows, encoding)) == rows


@_ROUGHLY
@given(
    rows=st.lists(st.lists(_WIDE, min_size=3, max_size=5), min_size=1, max_size=8),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    separator=st.sampled_from([";", ",", "\t", "|"]),
)
def test_any_table_comes_back_to_the_letter(rows: list[list[str]], encoding: str, separator: str) -> None:
    rows = [[f"x{number}" for number in range(6)], *([*row, "x"] for row in rows)]
    assert _table(separated(rows, encoding, separator)) == trimmed(rows)


@_ROUGHLY
@given(
    rows=st.one_of(
        st.tuples(st.just("cp1251"), st.lists(st.lists(_RUSSIAN, min_size=4, max_size=4), min_size=3, max_size=8)),
        st.tuples(st.just("cp1250"), st.lists(st.lists(_TURKMEN, min_size=4, max_size=4), min_size=3, max_size=8)),
    ),
    separator=st.sampled_from([";", ",", "\t", "|"]),
)
def test_any_russian_or_turkmen_list_of_one_byte_a_letter(rows: tuple[str, list[list[str]]], separator: str) -> None:
    encoding, cells = rows
    assert _table(separated(cells, encoding, separator)) == trimmed(cells)


def test_cells_with_quotes_separators_and_line_breaks() -> None:
    rows = [["a;b", 'сказала "да"', "одна\r\nдве"], ["x,y", "1\t2", "в|г"]]
    for separator in ";,\t|":
        assert _table(separated(rows, "utf-8", separator)) == rows


def test_a_quotation_mark_that_never_closes_swallows_nothing() -> None:
    assert _table('Имя;Отдел\nАйгүл;"Восток\nАйша;Запад\n'.encode()) == [
        ["Имя", "Отдел"],
        ["Айгүл", '"Восток'],
        ["Айша", "Запад"],
    ]


def test_a_line_that_names_the_separator_is_obeyed_and_left_out() -> None:
    assert _table(b"sep=,\r\na;b,c\r\n") == [["a;b", "c"]]


def test_a_workbook_keeps_its_kinds_of_cells_and_its_merged_ones() -> None:
    rows = [["Список", None, None], ["Имя", "Дата", "Явка"], ["Айгүл", date(2025, 11, 26), 12], ["Айша", 1.5, True]]
    book = read(xlsx(rows, merged=[(0, 0, 0, 2)]), "a.xlsx")
    assert (book.kind, [sheet.name for sheet in book.sheets]) == ("xlsx", ["Список"])
    assert book.sheets[0].rows == [["Список"] * 3, *rows[1:]]
    old = read(xls(rows, merged=[(0, 0, 0, 2)]), "a.xls")
    assert (old.kind, old.sheets[0].rows) == ("xls", [["Список"] * 3, *rows[1:]])


def test_rows_are_numbered_as_the_spreadsheet_numbers_them() -> None:
    assert read(xlsx([[], [], [None, "x"]]), "a.xlsx").sheets[0].rows == [[], [], [None, "x"]]


def test_formulas_are_their_values_and_errors_are_said() -> None:
    def formulas(book: Any) -> None:
        sheet = book.get_worksheet_by_name("Список")
        sheet.write_formula("B1", "=1+1", None, 2)
        sheet.write_formula("C1", "=[other.xlsx]Sheet1!A1", None, "from elsewhere")
        sheet.write_formula("D1", "=1/0", None, "#DIV/0!")
        sheet.write_formula("E1", '=HYPERLINK("http://127.0.0.1:9/","x")', None, "x")

    assert read(xlsx([["a"]], more=formulas), "a").sheets[0].rows == [["a", 2, "from elsewhere", "#DIV/0!", "x"]]


def test_hidden_sheets_are_named_and_not_read() -> None:
    def hidden(book: Any) -> None:
        book.add_worksheet("Черновик").write(0, 0, "secret")
        book.get_worksheet_by_name("Черновик").hide()
        book.add_worksheet("Пусто")

    book = read(xlsx([["a", "b"]], more=hidden), "a.xlsx")
    assert [sheet.name for sheet in book.sheets] == ["Список"]
    assert book.hidden == ("Черновик",)


def test_empty_cells_that_are_only_formatted_are_no_columns() -> None:
    def formatted(book: Any) -> None:
        sheet = book.get_worksheet_by_name("Список")
        sheet.write_blank(0, 16_383, None, book.add_format({"bold": True}))

    assert read(xlsx([["a"]], more=formatted), "a.xlsx").sheets[0].rows == [["a"]]


def test_open_documents_and_web_pages_called_xls() -> None:
    assert read(ods(LIST[:2]), "a.ods").sheets[0].rows == LIST[:2]
    page = (
        "<html><head><title>x</title></head><body><table><tr><th rowspan=2>Ф.И.О.<th colspan=2>Дни"
        "<tr><td>1<td>2</td></tr><tr><td>Асанова&nbsp;А.<td>+<td>-</table>"
    )
    book = read(page.encode("cp1251"), "a.xls")
    assert (book.kind, book.encoding) == ("html", "cp1251")
    assert book.sheets[0].rows == [["Ф.И.О.", "Дни", "Дни"], ["Ф.И.О.", "1", "2"], ["Асанова\u00a0А.", "+", "-"]]


@_ROUGHLY
@given(
    st.lists(
        st.lists(
            st.one_of(
                st.none(),
                _CELL,
                st.integers(-(10**14), 10**14),
                st.booleans(),
                st.dates(date(1901, 1, 1), date(2099, 12, 31)),
            ),
            max_size=5,
        ),
        min_size=1,
        max_size=6,
    ).filter(lambda rows: any(cell is not None for row in rows for cell in row))
)
def test_any_workbook_comes_back_to_the_letter(rows: list[list[Any]]) -> None:
    assert _workbook(xlsx(rows)) == trimmed(rows)


@settings(max_examples=40, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=400),
        st.tuples(
            st.sampled_from([b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1Workbook", b"<html><table>", b'"']),
            st.binary(),
        ).map(b"".join),
        st.tuples(st.integers(0, 5000), st.integers(0, 255)).map(lambda where: _bent(*where)),
    )
)
def test_any_bytes_give_a_book_or_a_sentence(data: bytes) -> None:
    with suppress(BadFile):
        assert read(data, "x").sheets


_WHOLE = xlsx([["Фамилия", "Имя"], ["Асанова", date(2025, 11, 26)]])


def _bent(at: int, byte: int) -> bytes:
    """A workbook with one byte of it changed."""
    at %= len(_WHOLE)
    return _WHOLE[:at] + bytes([byte]) + _WHOLE[at + 1 :]


def _table(data: bytes) -> list[list[Any]]:
    """As `read`, without the child process: the same two steps."""
    text, _encoding = decoded(data)
    made = table(text, 20_000, 200, 600_000, 20_000_000)
    assert "bad" not in made
    return made["sheets"][0]["rows"] if made["sheets"] else []


def _workbook(data: bytes) -> list[list[Any]]:
    """As `read`, without the child process."""
    from network.imports.reading import _cells
    from network.imports.workbook import Bounds, book

    made = book(data, Bounds(20_000, 200, 600_000, 20_000_000, 150_000_000))
    return [_cells(row) for row in made["sheets"][0]["rows"]]


def test_a_moment_and_a_clock() -> None:
    rows = [[datetime(2025, 11, 26, 9, 30), "09:30"]]
    assert read(xlsx(rows, default_date_format="dd.mm.yyyy hh:mm"), "a.xlsx").sheets[0].rows == rows
