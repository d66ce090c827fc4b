"""Which row is the header, what each column says, and which rows hold people: lists as ministries send them."""

import json
from datetime import date
from typing import Any

import pytest

from network.imports.headers import Field, Mapping, body, find
from network.imports.reading import Sheet, read
from tests.imports.sheets import separated, xlsx

F = Field


def _sheet(*rows: list[Any]) -> Sheet:
    return Sheet("x", [list(row) for row in rows])


@pytest.mark.parametrize(
    ("heading", "said"),
    [
        ("№ п/п", None),
        ("Номер", None),
        ("Номер удостоверения", None),
        ("Member number", F.NUMBER),
        ("Ф. И. О.", F.FULL_NAME),
        ("Фамилия, имя,\nотчество (полностью)", F.FULL_NAME),
        ("Аты-жөнү", F.FULL_NAME),
        ("F.I.Sh.", F.FULL_NAME),
        ("ФИО латиницей", F.FULL_NAME_LATIN),
        ("Фамилия (лат.)", F.FAMILY_LATIN),
        ("Full name as in passport", F.FULL_NAME_LATIN),
        ("Насаб", F.FAMILY),
        ("Әкесінің аты", F.PATRONYMIC),
        ("Девичья фамилия", F.PREVIOUS_NAME),
        ("Дата рожд.", F.BORN),
        ("Туған күні", F.BORN),
        ("м/ж", F.SEX),
        ("Sex (M/F)", F.SEX),
        ("Жынысы", F.SEX),
        ("Тел. моб.", F.PHONE),
        ("Номер телефона", F.PHONE),
        ("E-mail", F.EMAIL),
        ("Эл. почта", F.EMAIL),
        ("Специальное звание", F.RANK),
        ("Занимаемая\nдолжность", F.POSITION),
        ("Lavozimi", F.POSITION),
        ("Место работы", F.AGENCY),
        ("Name of organisation", F.AGENCY),
        ("Гос-во", F.STATE),
        ("Кишвар", F.STATE),
        ("Дата назначения", F.SINCE),
        ("Примечание", F.NOTES),
        ("Роль", F.ROLE),
        ("26.11.2025, до обеда", F.SESSION),
        ("День 2", F.SESSION),
        ("26 ноября", F.SESSION),
        ("Days attended", F.DAYS),
        ("Полное описание задач", None),
        ("Telegram", None),
    ],
)
def test_headings(heading: str, said: Field | None) -> None:
    row = ["Фамилия Имя" if said is not F.FULL_NAME else "Пол", "Звание" if said is not F.RANK else "Пол", heading]
    if said is F.SEX:
        row[0] = "Телефон"
    assert find(_sheet(row, ["а", "б", "в"])).columns.get(2) is said


def test_a_header_below_a_letterhead_and_a_merged_title() -> None:
    rows = [
        ["УТВЕРЖДАЮ\nНачальник службы"],
        [],
        ["Список сотрудниц Государственной пограничной службы на обучение 26-27.11.2025", None, None, None],
        ["№", "Ф.И.О.", "Звание", "Дата рождения"],
        [1, 2, 3, 4],
        [1, "Асанова Айгүл", "майор", date(1990, 2, 1)],
        [None, None, None, None],
        [2, "Рымбаева Зарина", "капитан", date(1991, 2, 1)],
        ["Итого:", "2 чел."],
        [],
        [None, None, "Начальник отдела", None],
    ]
    sheet = read(xlsx(rows, merged=[(2, 0, 2, 3)]), "list.xlsx").sheets[0]
    mapping = find(sheet)
    assert mapping.header_row == 3
    assert mapping.columns == {1: F.FULL_NAME, 2: F.RANK, 3: F.BORN}
    lines = list(body(sheet, mapping))
    assert [(line.number, line.of(F.FULL_NAME)) for line in lines] == [(6, "Асанова Айгүл"), (8, "Рымбаева Зарина")]
    assert lines[0].of(F.BORN) == date(1990, 2, 1)
    assert lines[0].of(F.PHONE) is None


def test_a_header_of_two_rows_with_merged_groups() -> None:
    rows: list[list[Any]] = [
        ["№", "Ф.И.О.", None, None, "26.11.2025", None, "Паспортные данные", None],
        [None, "Фамилия", "Имя", "Отчество", "до обеда", "после обеда", "Фамилия", "Имя"],
        [1, "Асанова", "Айгүл", "Бакытовна", "+", "-", "Asanova", "Aigul"],
    ]
    names = {1: F.FAMILY, 2: F.GIVEN, 3: F.PATRONYMIC, 4: F.SESSION, 5: F.SESSION, 6: F.FAMILY_LATIN, 7: F.GIVEN_LATIN}
    merged = read(xlsx(rows, [(0, 0, 1, 0), (0, 1, 0, 3), (0, 4, 0, 5), (0, 6, 0, 7)]), "x").sheets[0]
    plain = read(separated(rows), "x").sheets[0]
    for sheet in (merged, plain):
        mapping = find(sheet)
        assert (mapping.header_row, mapping.columns) == (1, names)
        assert mapping.headings[4:6] == ["26.11.2025 до обеда", "26.11.2025 после обеда"]
        assert [line.of(F.GIVEN) for line in body(sheet, mapping)] == ["Айгүл"]


def test_the_same_header_in_a_second_language_and_on_every_page_holds_nobody() -> None:
    english, russian = ["Full name", "Country", "Rank"], ["Ф.И.О.", "Страна", "Звание"]
    rows = [english, russian, ["Асанова", "KG", "майор"], english, ["Рымбаева", "KZ", "капитан"]]
    sheet = _sheet(*rows)
    assert [line.number for line in body(sheet, find(sheet))] == [3, 5]


def test_parts_of_a_list_are_told_and_stand_for_the_state() -> None:
    sheet = _sheet(
        ["№", "Ф.И.О.", "Звание"],
        ["Кыргызстан", "Кыргызстан", "Кыргызстан"],
        ["1", "Асанова Айгүл", "майор"],
        [None, "Казахстан"],
        ["2", "Рымбаева Зарина", None],
        [None, "Нурланова", None],
    )
    lines = list(body(sheet, find(sheet)))
    assert [(line.of(F.FULL_NAME), line.of(F.STATE)) for line in lines] == [
        ("Асанова Айгүл", "Кыргызстан"),
        ("Рымбаева Зарина", "Казахстан"),
        ("Нурланова", "Казахстан"),
    ]


@pytest.mark.parametrize(
    ("headings", "columns"),
    [
        (["Name", "Country"], {0: F.FULL_NAME, 1: F.STATE}),
        (["Name", "Surname"], {0: F.GIVEN, 1: F.FAMILY}),
        (["Full name", "Ф.И.О.", "Rank"], {0: F.FULL_NAME_LATIN, 1: F.FULL_NAME, 2: F.RANK}),
        (["ФИО", "Телефон", "Телефон рабочий"], {0: F.FULL_NAME, 1: F.PHONE}),
        (["Фамилия", "Имя", "№"], {0: F.FAMILY, 1: F.GIVEN, 2: F.NUMBER}),
    ],
)
def test_what_a_column_says_beside_others(headings: list[str], columns: dict[int, Field]) -> None:
    assert find(_sheet(headings, ["а", "б", "KG-0042" if headings[-1] == "№" else "в"])).columns == columns


def test_a_list_in_unknown_words_is_left_to_a_person_and_loses_nobody() -> None:
    unknown = _sheet(["Aaa", "Bbb", "Ccc"], ["x", "y", "12"])
    assert (find(unknown).header_row, find(unknown).columns, find(unknown).headings) == (0, {}, ["Aaa", "Bbb", "Ccc"])
    headless = _sheet(["Асанова Айгүл", "KG"], ["Рымбаева Зарина", "KZ"])
    assert find(headless).header_row == -1
    assert [line.number for line in body(headless, Mapping(-1, {0: F.FULL_NAME, 1: F.STATE}, ["", ""]))] == [1, 2]


def test_a_mapping_is_kept_as_it_was_changed() -> None:
    found = find(_sheet(["Ф.И.О.", "Откуда", "Чин"], ["Асанова", "KG", "майор"]))
    found.columns[1] = F.STATE
    assert Mapping.from_json(json.loads(json.dumps(found.as_json()))) == found


def test_dates_as_headings_are_sessions() -> None:
    sheet = _sheet(["ФИО", date(2025, 11, 26), date(2025, 11, 27)], ["Асанова", "+", "+"])
    mapping = find(sheet)
    assert mapping.columns == {0: F.FULL_NAME, 1: F.SESSION, 2: F.SESSION}
    assert mapping.headings == ["ФИО", "26.11.2025", "27.11.2025"]
