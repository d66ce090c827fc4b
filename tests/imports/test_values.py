"""What cells say: kept to the letter where it is taken, and a sentence where it is not."""

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.imports import values
from network.imports.dates import Order, date_order, day
from network.imports.names import Name, full_name
from network.imports.phones import phone
from network.imports.values import Problem
from network.vocabulary import MarkStatus, ParticipantRole, Sex, State


def _said(value: Any) -> Any:
    return str(value.sentence) if isinstance(value, Problem) else value


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("Асанова Айгүл Бакытовна", Name("Асанова", "Айгүл", "Бакытовна")),
        ("gʻulomova Dilnoza Rustam qizi", Name("gʻulomova", "Dilnoza", "Rustam qizi")),
        ("Асанова Айгүл Бакыт кызы", Name("Асанова", "Айгүл", "Бакыт кызы")),
        ("Асанбек кызы Айгүл", Name("Асанбек кызы", "Айгүл")),
        ("Айгүл Асанбек кызы", Name("", "Айгүл", "Асанбек кызы")),
        ("Makanbai kyzy", Name("Makanbai kyzy")),
        ("Каримзода Зарина", Name("Каримзода", "Зарина")),
        ("Aigul ASANOVA", Name("ASANOVA", "Aigul")),
        ("Aigul Bakyt kyzy ASANOVA", Name("ASANOVA", "Aigul", "Bakyt kyzy")),
        ("ASANOVA Aigul", Name("ASANOVA", "Aigul")),
        ("АСАНОВА АЙГҮЛ", Name("АСАНОВА", "АЙГҮЛ")),
        ("Айгүл Бакытовна Асанова", Name("Асанова", "Айгүл", "Бакытовна")),
        ("Айгүл Асанова", Name("Асанова", "Айгүл")),
        ("Зарина Каримзода", Name("Каримзода", "Зарина")),
        ("Токтосун Марина", Name("Токтосун", "Марина")),
        ("Асанова Ева", Name("Асанова", "Ева")),
        ("Asanova, Aigul", Name("Asanova", "Aigul")),
        ("Асанова (Иванова) Айгүл", Name("Асанова", "Айгүл", previous="Иванова")),
        ("Zarina", Name(given="Zarina")),
        (" \u00a0Асанова\u00a0 \u200bАйгүл\n", Name("Асанова", "Айгүл")),
        ("", None),
        (None, None),
    ],
)
def test_whole_names(cell: Any, name: Name | None) -> None:
    assert full_name(cell) == name


@given(st.text(st.characters(exclude_categories=["C", "Z"], exclude_characters=",()\u00ad"), min_size=1))
def test_every_letter_of_a_name_is_kept(word: str) -> None:
    name = full_name(f"{word} Айгүл Xx")
    if isinstance(name, Name):
        assert {*name.family.split(), *name.given.split(), *name.patronymic.split()} == {word, "Айгүл", "Xx"}


@pytest.mark.parametrize(
    ("column", "order"),
    [
        (["01/02/1990", "26/11/2025"], Order.DMY),
        (["01/02/1990", "11/26/2025"], Order.MDY),
        (["01/02/1990", "05/06/1991"], None),
        (["26/11/2025", "11/26/2025"], None),
        (["01.02.1990", "05.06.1991"], Order.DMY),
        (["1990-02-01", None, "нет", date(1990, 2, 1), 32905], Order.DMY),
    ],
)
def test_the_whole_column_tells_the_order_of_day_and_month(column: list[Any], order: Order | None) -> None:
    assert date_order(column) is order


FEBRUARY = date(1990, 2, 1)


@pytest.mark.parametrize(
    ("cell", "order", "said"),
    [
        ("01.02.1990", Order.DMY, FEBRUARY),
        ("1/2/90", Order.DMY, FEBRUARY),
        ("2/1/1990", Order.MDY, FEBRUARY),
        ("1990-02-01", Order.MDY, FEBRUARY),
        ("1990-02-01T00:00:00", None, FEBRUARY),
        ("1 февраля 1990 г.", None, FEBRUARY),
        ("01-фев-90", None, FEBRUARY),
        ("February 1, 1990", None, FEBRUARY),
        ("1 fewral 1990", None, FEBRUARY),
        ("01021990", None, FEBRUARY),
        ("19900201", None, FEBRUARY),
        (32905, None, FEBRUARY),
        (32905.0, None, FEBRUARY),
        ("32905", None, FEBRUARY),
        (datetime(1990, 2, 1, 0, 0), None, FEBRUARY),
        (FEBRUARY, None, FEBRUARY),
        ("01.02.25", Order.DMY, date(2025, 2, 1)),
        ("01.02.85", Order.DMY, date(1985, 2, 1)),
        ("13.02.1990", None, date(1990, 2, 13)),
        ("–", None, None),
        (None, None, None),
        ("01/02/1990", None, "“01/02/1990” can be read in two ways. Choose the order of day and month."),
        ("12.12.1687", Order.DMY, "The year 1687 cannot be right. Check the date."),
        ("01.02.2190", Order.DMY, "The year 2190 cannot be right. Check the date."),
        ("1990 г.р.", None, "Only the year 1990 stands here. Write the whole date, or leave it blank."),
        (1990, None, "Only the year 1990 stands here. Write the whole date, or leave it blank."),
        ("30.02.1990", Order.DMY, "“30.02.1990” is not a date. Write it like 26.11.2025"),
        ("11/26/2025", Order.DMY, "“11/26/2025” is not a date. Write it like 26.11.2025"),
        (True, None, "“1” is not a date. Write it like 26.11.2025"),
    ],
)
def test_days(cell: Any, order: Order | None, said: Any) -> None:
    assert _said(day(cell, order)) == said


NO_PHONE = "“%s” is not a phone number. Write it with + and the country, like +996 312 000 000"


@pytest.mark.parametrize(
    ("cell", "state", "said"),
    [
        ("+996 (312) 00-00-00", None, "+996 (312) 00-00-00"),
        (996312000000.0, None, "+996312000000"),
        (996312000000, State.UZ, "+996312000000"),
        ("996312000000.0", State.KG, "+996312000000"),
        ("9.96312345678E+11", State.KG, "+996312345678"),
        ("9,96312345678E+11", State.KG, "+996312345678"),
        ("9.96312E+11", State.KG, "The spreadsheet shortened this number (9.96312E+11). Write it in full."),
        (312000000, State.KG, "+996312000000"),
        ("0312 00 00 00", State.KG, "+996312000000"),
        ("8 701 000 00 00", State.KZ, "+77010000000"),
        (7010000000, State.KZ, "+77010000000"),
        ("90 000 00 00", State.UZ, "+998900000000"),
        ("00996312000000", None, "+996312000000"),
        ("0312000000; 0555000000", State.KG, "+996312000000"),
        ("нет", State.KG, None),
        (None, State.KG, None),
        ("312000000", None, NO_PHONE % "312000000"),
        ("0312000000", State.KZ, NO_PHONE % "0312000000"),
        ("12-34", State.KG, NO_PHONE % "12-34"),
    ],
)
def test_phones(cell: Any, state: State | None, said: Any) -> None:
    assert _said(phone(cell, state)) == said


@pytest.mark.parametrize(
    ("read", "cells", "value"),
    [
        (values.sex, ["Ж", "жен.", "F", "female", "Женский", "аял", "әйел", "ayol", "зан"], Sex.FEMALE),
        (values.sex, ["м", "муж", "Male", "эркек"], Sex.MALE),
        (values.state, ["KG", "kgz", "Kyrgyzstan", "Кыргызская Республика", "Киргизия", "КР"], State.KG),
        (values.state, ["O‘zbekiston", "Республика Узбекистан", "ЎЗБЕКИСТОН", "UZ"], State.UZ),
        (values.state, ["Қазақстан", "Republic of Kazakhstan", "РК"], State.KZ),
        (values.state, ["Тоҷикистон", "Tajikistan"], State.TJ),
        (values.state, ["Türkmenistan", "Туркмения"], State.TM),
        (values.mark, ["+", "1", 1, 1.0, True, "да", "Да.", "present", "✓", "v"], MarkStatus.PRESENT),
        (values.mark, ["-", "—", 0, "н", "Н/Я", "нет", "absent"], MarkStatus.ABSENT),
        (values.mark, ["ув", "ув.", "б", "болела", "excused"], MarkStatus.EXCUSED),
        (values.mark, ["опоздала", "Late"], MarkStatus.LATE),
        (values.mark, ["", " \u00a0", None], None),
        (values.role, ["Участница", "participant"], ParticipantRole.PARTICIPANT),
        (values.role, ["Тренер", "lecturer"], ParticipantRole.TRAINER),
        (values.number, ["kg-0042", " KG–0042 "], "KG-0042"),
        (values.email, [" aigul@example.org ", "mailto:aigul@example.org", "<aigul@example.org>"], "aigul@example.org"),
        (values.line, [12.0, 12, "12", " 12\u00a0"], "12"),
        (values.line, [date(2025, 11, 26), datetime(2025, 11, 26)], "26.11.2025"),
        (values.text, ["a\nb", " a \u00a0\n b "], "a\nb"),
    ],
)
def test_words(read: Any, cells: list[Any], value: Any) -> None:
    assert [read(cell) for cell in cells] == [value] * len(cells)


@pytest.mark.parametrize(
    ("read", "cell"),
    [
        (values.sex, "x"),
        (values.state, "Россия"),
        (values.mark, "?"),
        (values.role, "повар"),
        (values.number, "12"),
        (values.email, "a@b@c"),
        (values.line, "#REF!"),
        (values.text, "#ССЫЛКА!"),
        (full_name, "#N/A"),
        (full_name, "12"),
        (lambda cell: day(cell, None), "#NAME?"),
        (lambda cell: phone(cell, None), "#VALUE!"),
    ],
)
def test_what_is_not_taken_is_said(read: Any, cell: str) -> None:
    problem = read(cell)
    assert isinstance(problem, Problem)
    assert cell in str(problem.sentence)


@given(st.one_of(st.text(), st.integers(), st.floats(), st.booleans(), st.dates(), st.datetimes()))
def test_no_cell_is_a_fault(cell: Any) -> None:
    for read in (
        values.text,
        values.sex,
        values.state,
        values.email,
        values.mark,
        values.role,
        values.number,
        full_name,
    ):
        read(cell)  # type: ignore[operator]
    date_order([cell])
    for order in (None, *Order):
        day(cell, order)
    for state in (None, *State):
        phone(cell, state)
