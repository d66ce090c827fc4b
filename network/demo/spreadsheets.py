"""A folder of lists as they arrive, to try importing with: two scripts, three orders of dates, and the usual mess.

Made from the demo's people, the same each time. Each file has members in other spellings, people who are new, and
rows that are wrong: without a name, born in 1687, of an agency that nobody knows.
"""

import csv
import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook

from network.demo import opendocument
from network.demo.demo import Demo
from network.demo.sent import Sent, by_name, in_russian, listed, of_member
from network.vocabulary import MarkStatus, ParticipationStatus, Sex, State

#: The folder in the demo's instance.
FOLDER = "sample-spreadsheets"
#: The past training whose participants came as a workbook.
ATTENDED = "bishkek-2025"

KYRGYZSTAN = "1-kyrgyzstan-consolidated-list.xlsx"
KAZAKHSTAN = "2-kazakhstan-old-system.csv"
UZBEKISTAN = "3-uzbekistan-unicode-text.txt"
TAJIKISTAN = "4-tajikistan-libreoffice.ods"
TRAINING = "5-bishkek-november-2025-attendance.xlsx"

_SEED = 1687
_MADE = datetime(2025, 11, 28, 9, 0)  # noqa: DTZ001 - a workbook's moment has no zone
_SEXES = {Sex.FEMALE: "ж", Sex.MALE: "м"}
_STATES = {
    State.KZ: ("Казахстан", "РК"),
    State.KG: ("Кыргызстан", "КР"),
    State.TJ: ("Таджикистан", "TJ"),
    State.TM: ("Туркменистан", "Туркмения"),
    State.UZ: ("Узбекистан", "Uzbekistan"),
}
#: How the register on paper was typed: whoever typed it changed her mind on the way.
_TYPED = {
    MarkStatus.PRESENT: ("+", "+", "+", 1, "1", "да"),
    MarkStatus.LATE: ("опоздала",),
    MarkStatus.LEFT_EARLY: ("ушла раньше",),
    MarkStatus.EXCUSED: ("б", "ув."),
    MarkStatus.ABSENT: ("н", 0, "-"),
}


def write(folder: Path, shown: Demo) -> None:
    """All files, in a new folder or over those of before."""
    folder.mkdir(parents=True, exist_ok=True)
    chance = random.Random(_SEED)  # noqa: S311  # nosec B311 - nothing here is a secret
    people = {
        state: listed(state, shown.people, chance, known=8, new=9) for state in (State.KG, State.KZ, State.UZ, State.TJ)
    }
    _kyrgyzstan(folder / KYRGYZSTAN, people[State.KG])
    _kazakhstan(folder / KAZAKHSTAN, people[State.KZ])
    _uzbekistan(folder / UZBEKISTAN, people[State.UZ])
    _tajikistan(folder / TAJIKISTAN, people[State.TJ])
    _training(folder / TRAINING, shown, chance)


def _kyrgyzstan(path: Path, people: Sequence[Sent]) -> None:
    """A letterhead, merged cells, names in one column, days of three kinds, telephones that became numbers, a total."""
    with _workbook(path) as book:
        sheet = book.add_worksheet("Список")
        title, head = book.add_format({"bold": True, "align": "center"}), book.add_format({"bold": True, "border": 1})
        day = book.add_format({"num_format": "dd.mm.yyyy"})
        sheet.merge_range("A1:H1", "Сводный список правоохранительных и силовых органов Кыргызской Республики", title)
        sheet.merge_range("A2:H2", "СОТРУДНИЦЫ, рекомендуемые в Региональную сеть", title)
        sheet.write("G3", "по состоянию на 01.11.2025")
        heads = ("№ п/п", "Ф.И.О.", "Звание", "Должность", "Место службы", "Дата рождения", "Телефон", "Примечание")
        sheet.write_row(4, 0, heads, head)
        at = 5
        for n, row in enumerate(by_name(in_russian(one, State.KG) for one in people), start=1):
            if n == 7:
                at += 1  # somebody left a line between two departments
            sheet.write_row(at, 0, [n, _name(row, n), row.rank, row.position, row.agency])
            if row.born is not None and n % 3 == 0:
                sheet.write_datetime(at, 5, datetime.combine(row.born, datetime.min.time()), day)
            elif row.born is not None:
                sheet.write_string(at, 5, f"{row.born:%d.%m.%Y}{' г.р.' if n % 3 == 1 else ''}")
            if row.phone:
                sheet.write_number(at, 6, int(row.phone.lstrip("+")))  # Excel took it for a number
            sheet.write_string(at, 7, "повторно" if row.number else "")
            at += 1
        sheet.write_row(at, 0, [len(people) + 1, "", "Капитан милиции", "Инспектор", people[0].agency, "12.05.1990"])
        sheet.write_row(
            at + 1,
            0,
            [len(people) + 2, "Касымкулова Бурул Асановна", "Майор милиции", "", people[0].agency, "03.09.1687"],
        )
        sheet.write_row(
            at + 2,
            0,
            [len(people) + 3, "Турсуналиева Гүлбара", "", "Методист", "Служба межведомственной координации", ""],
        )
        sheet.merge_range(at + 3, 0, at + 3, 4, f"Итого: {len(people) + 3} чел.", head)
        sheet.set_column(1, 4, 28)


def _name(row: Sent, n: int) -> str:
    """As three people type it: in capitals, with two spaces, or as it is."""
    if n % 5 == 0:
        return row.full.upper()
    return row.full.replace(" ", "  ", 1) if n % 5 == 1 else row.full


def _kazakhstan(path: Path, people: Sequence[Sent]) -> None:
    """Windows-1251 and semicolons, as the old system of the service gives it: it has no letters of Kazakh."""
    rows: list[list[str]] = [
        ["Фамилия", "Имя", "Отчество", "Пол", "Звание", "Должность", "Ведомство", "Дата рождения", "Тел."]
    ]
    for row in by_name(in_russian(one, State.KZ) for one in people):
        born = f"{row.born:%d/%m/%Y}" if row.born else ""
        words = [row.family, row.given, row.patronymic, _SEXES[row.sex], row.rank, row.position, row.agency]
        rows.append([*words, born, row.phone.replace("+7", "8", 1)])
    rows.append(["", "", "", "ж", "Сержант", "Контролёр", people[0].agency, "01/02/1994", ""])
    rows.append(["Ертаева", "Самал", "", "ж", "Прапорщик", "Кинолог", "в/ч 00000", "30/02/1991", ""])
    with path.open("w", encoding="cp1251", errors="replace", newline="") as file:
        csv.writer(file, delimiter=";", lineterminator="\r\n").writerows(rows)


def _uzbekistan(path: Path, people: Sequence[Sent]) -> None:
    """Excel's "Unicode text": UTF-16 and tabs; English headings, the year first, and apostrophes of the keyboard."""
    rows = [["No", "Surname", "Given name", "Patronymic", "Agency", "Position", "Date of birth", "E-mail"]]
    for n, row in enumerate(by_name(people), start=1):
        names = [part.replace("ʻ", "'").replace("ʼ", "'") for part in (row.family, row.given, row.patronymic)]
        rows.append(
            [str(n), *names, row.agency_en, row.position_en, f"{row.born:%Y-%m-%d}" if row.born else "", row.email]
        )
    rows.append(["18", "Oʻktamova", "Nasiba", "", "Customs Committee", "Inspector", "1992-13-40", "nasiba at example"])
    with path.open("w", encoding="utf-16-le", newline="") as file:
        file.write("\ufeff")
        csv.writer(file, delimiter="\t", lineterminator="\r\n").writerows(rows)


def _tajikistan(path: Path, people: Sequence[Sent]) -> None:
    """From LibreOffice, in Tajik letters, with the month first as the office's English system has it."""
    rows: list[Sequence[str | int | date | None]] = [
        ["Рӯйхати кормандон / Список сотрудниц"],
        [],
        ["№", "Насаб", "Ном", "Номи падар", "Орган", "Вазифа", "Дата рождения (мм/дд/гггг)", "Телефон"],
    ]
    for n, row in enumerate(by_name(people), start=1):
        born = f"{row.born:%m/%d/%Y}" if row.born else ""
        rows.append([n, row.family, row.given, row.patronymic, row.agency, row.position, born, row.phone])
    rows.append([len(people) + 1, "", "", "", people[0].agency, "Мутахассис", "", ""])
    rows.append(["", "Всего", len(people) + 1])
    opendocument.write(path, "Рӯйхат", rows)


def _training(path: Path, shown: Demo, chance: random.Random) -> None:
    """The participants of a past training: a column a half-day, with marks as somebody typed them from paper."""
    training = next(one for one in shown.trainings if one.key == ATTENDED)
    confirmed = [row for row in shown.participations if row.status is ParticipationStatus.CONFIRMED]
    people = {person.number: person for person in shown.people}
    marks = {(mark.member, mark.session): mark.status for mark in shown.marks if mark.training == ATTENDED}
    sessions = range(len(training.sessions))
    with _workbook(path) as book:
        sheet, bold = book.add_worksheet("Явка"), book.add_format({"bold": True, "text_wrap": True})
        sheet.merge_range(0, 0, 0, 3 + len(sessions), training.title_ru, bold)
        halves = [f"{training.sessions[at].day:%d.%m.%Y} {('до обеда', 'после обеда')[at % 2]}" for at in sessions]
        sheet.write_row(2, 0, ["№", "Участница", "Страна", "Ведомство", *halves], bold)
        at = 2
        for at, one in enumerate((row for row in confirmed if row.training == ATTENDED), start=3):
            person = people[one.member]
            row = in_russian(of_member(person, chance, training.starts_on), person.state)
            name = row.full if at % 2 else f"{row.given} {row.family}"
            typed = [_mark(marks.get((person.number, session)), chance) for session in sessions]
            sheet.write_row(at, 0, [at - 2, name, _STATES[person.state][at % 2], row.agency, *typed])
        sheet.write_row(at + 1, 0, [at - 1, "Асылбекова Нуржамал", "Кыргызстан", "МВД", "+", "+", "?", "+"])
        sheet.write_row(at + 2, 1, ["Всего участниц:", at - 1])
        sheet.set_column(1, 3, 30)


def _mark(status: MarkStatus | None, chance: random.Random) -> Any:
    """What the register of the demo leaves open, the paper has."""
    return chance.choice(_TYPED[status or MarkStatus.PRESENT])


@contextmanager
def _workbook(path: Path) -> Iterator[Workbook]:
    book = Workbook(str(path))
    book.set_properties({"created": _MADE})
    with book:
        yield book
