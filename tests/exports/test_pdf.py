"""PDF: every letter, headings and numbers on every page, nothing read as markup, and bounds that hold."""

from dataclasses import replace
from datetime import date, datetime
from operator import itemgetter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from network.exports import pdf as writer
from network.exports.table import Column, Kind
from network.exports.written import TooLong
from network.participation.columns import CATALOGUE
from network.vocabulary import Language
from tests.exports.lists import LETTERS, participants, table

#: Letters that the shipped font has, and the signs that mean something to the typesetter.
WRITABLE = st.text(
    st.sampled_from(
        "".join(
            sorted(set(LETTERS + "АБВГДЕЖЯабвгдежя ABCXYZabcxyz 0123456789 #$*_`@<>[]{}()/\\|~^&%!?.,:;'\"+-=–—«»"))
        )
    ),
    max_size=60,
)


def pages(path: Path) -> list[str]:
    return [page.extract_text() for page in PdfReader(path).pages]


def letters(text: str) -> str:
    """The text without white space: where lines are broken is the typesetter's business."""
    return "".join(text.split())


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(WRITABLE, WRITABLE), max_size=6))
def test_every_cell_comes_back_to_the_letter(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]]
) -> None:
    path = tmp_path_factory.mktemp("pdf") / "list.pdf"
    assert writer.write(table(rows, width=2), path).rows == len(rows)
    shown = letters("".join(pages(path)))
    at = 0
    for number, row in enumerate(rows, 1):
        for cell in (str(number), *row):
            at = shown.index(letters(cell), at) + len(letters(cell))


def test_every_letter_of_the_seven_languages_is_shown_in_a_shipped_font(tmp_path: Path) -> None:
    list_ = table([(LETTERS, LETTERS)], width=2, title=LETTERS, facts=[LETTERS], footer=LETTERS)
    writer.write(list_, tmp_path / "list.pdf")
    assert letters("".join(pages(tmp_path / "list.pdf"))).count(letters(LETTERS)) == 5
    fonts = {
        str(font.get_object()["/BaseFont"])
        for page in PdfReader(tmp_path / "list.pdf").pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert {name.split("+")[1].split("-Identity")[0] for name in fonts} == {
        "NotoSans-Regular",
        "NotoSans-Bold",
    }


def test_headings_states_footer_and_page_numbers_stand_on_every_page(tmp_path: Path) -> None:
    writer.write(participants(90), tmp_path / "list.pdf")
    texts = pages(tmp_path / "list.pdf")
    assert len(texts) > 2
    for number, text in enumerate(texts, 1):
        assert "Family name" in text
        assert "Agency" in text
        assert "Export 42" in text
        assert f"page {number} of {len(texts)}" in text
    assert "Kazakhstan · 18" in texts[0]
    assert "Kyrgyzstan · 18" in "".join(texts)
    assert texts[0].count("Kazakhstan") == 1, "a group's column is its heading, and not a column"
    box = PdfReader(tmp_path / "list.pdf").pages[0].mediabox
    assert (round(box.width), round(box.height)) == (842, 595)


def test_what_a_row_is_called_by_is_bold_wherever_its_column_stands(tmp_path: Path) -> None:
    offered = {column.key: column for column in CATALOGUE}
    columns = [replace(offered[key], value=itemgetter(at)) for at, key in enumerate(("agency", "family", "position"))]
    writer.write(table([("Police", "Asanova", "Inspector")], columns=columns), tmp_path / "list.pdf")
    bold = {}

    def read(text: str, _matrix: object, _place: object, font: dict[str, str] | None, _size: float) -> None:
        if font and text.strip():
            bold[text.strip()] = "Bold" in font["/BaseFont"]

    PdfReader(tmp_path / "list.pdf").pages[0].extract_text(visitor_text=read)
    assert {word: bold[word] for word in ("Police", "Asanova", "Inspector")} == {
        "Police": False,
        "Asanova": True,
        "Inspector": False,
    }


def test_what_people_wrote_is_never_markup(tmp_path: Path) -> None:
    code = '#panic("no") #strong[x] $x^2$ *b* _i_ `r` <label> @ref // gone /* gone */ #import "list.typ"'
    list_ = table([(code,)], title=code, facts=[code], footer=code)
    writer.write(list_, tmp_path / "list.pdf")
    assert letters("".join(pages(tmp_path / "list.pdf"))).count(letters(code)) == 4
    assert PdfReader(tmp_path / "list.pdf").metadata.title == code


def test_characters_that_act_unseen_are_shown(tmp_path: Path) -> None:
    writer.write(table([("Saule\u202eevil\u202c\x00\x07\ud800",)]), tmp_path / "list.pdf")
    assert "Saule�evil����" in pages(tmp_path / "list.pdf")[0]


def test_a_word_wider_than_its_column_is_broken_and_not_cut(tmp_path: Path) -> None:
    columns = [Column(key, key, lambda row, at=at: row[at], 8) for at, key in enumerate("abcdefghijklmnop")]
    words = ["Донишгоҳидавлатии" * 3, *["saule.nurlanova@example.org"] * 15]
    writer.write(table([words], columns=columns), tmp_path / "list.pdf")
    (text,) = pages(tmp_path / "list.pdf")
    assert letters(text).count("saule.nurlanova@example.org") == 15
    assert letters(text).count(words[0]) == 1
    assert not any(word in line for line in text.splitlines() for word in words)


def test_a_cell_longer_than_a_page_goes_on_overleaf(tmp_path: Path) -> None:
    writer.write(table([("слово " * 3000,)]), tmp_path / "list.pdf")
    counts = [text.count("слово") for text in pages(tmp_path / "list.pdf")]
    assert sum(counts) == 3000
    assert max(counts) < 1500, "a page cannot show more"


@pytest.mark.parametrize(
    ("language", "day", "moment"),
    [
        (Language.ENGLISH, "26 Nov 2025", "26 Nov 2025 09:30"),
        (Language.RUSSIAN, "26.11.2025", "26.11.2025 09:30"),
    ],
)
def test_dates_are_in_the_language_of_the_list_and_times_in_their_own_zone(
    tmp_path: Path, language: Language, day: str, moment: str
) -> None:
    start = datetime.fromisoformat("2025-11-26T09:30:00+06:00")
    columns = [Column(str(at), f"H{at}", lambda row, at=at: row[at], 20, Kind.DATE) for at in range(2)]
    writer.write(table([(date(2025, 11, 26), start)], columns=columns, language=language), tmp_path / "list.pdf")
    assert f"1 {day} {moment}" in pages(tmp_path / "list.pdf")[0]


def test_rows_without_a_group_stand_under_a_dash(tmp_path: Path) -> None:
    writer.write(table([(None, "Сауле")], width=2, group_by="c0"), tmp_path / "list.pdf")
    assert "– · 1\n1 Сауле" in pages(tmp_path / "list.pdf")[0]


def test_an_empty_list_says_so(tmp_path: Path) -> None:
    assert writer.write(table([]), tmp_path / "list.pdf").rows == 0
    assert "Nothing is on this list." in pages(tmp_path / "list.pdf")[0]


def test_a_list_of_5001_is_refused_with_a_way_on_and_nothing_is_left(tmp_path: Path) -> None:
    with pytest.raises(TooLong) as refusal:
        writer.write(table([("x",)] * 5001), tmp_path / "list.pdf")
    assert "5000 rows" in str(refusal.value.sentence)
    assert "XLSX" in str(refusal.value.sentence)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("bound", "value"), [("PATIENCE", 0.01), ("MEMORY", 60_000_000)])
def test_a_typesetter_out_of_time_or_memory_takes_nothing_with_it(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    bound: str,
    value: float,
) -> None:
    monkeypatch.setattr(writer, bound, value)
    with pytest.raises(writer.NotTypeset) as refusal:
        writer.write(table([("Secret name",)]), tmp_path / "list.pdf")
    assert "XLSX" in str(refusal.value.sentence)
    assert "The typesetter" in caplog.text
    assert "Secret" not in caplog.text
    assert list(tmp_path.iterdir()) == []


def test_a_row_is_not_torn_between_two_pages(tmp_path: Path) -> None:
    writer.write(table([("line\n" * 8,)] * 40), tmp_path / "list.pdf")
    assert all(text.count("line") % 8 == 0 for text in pages(tmp_path / "list.pdf"))
