"""Spreadsheets such as ministries send, with the usual mess, for whoever tries the import: made anew with each demo.

Every person in them is invented. The files have in them what such lists have: letterheads, totals, headings in two
rows, dates as text and as dates, telephones that a spreadsheet took for numbers, a person twice, a date that never was.
"""

import csv
import html
import io
import random
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import xlsxwriter

from network.demo.demo import Demo
from network.demo.names import DemoName, names_of
from network.demo.people import DemoPerson
from network.vocabulary import MarkStatus, ParticipationStatus, Sex, State

#: The course of Bishkek, whose list came on paper and then as a workbook.
_TRAINING = "bishkek-2025"
_SEED = 20251127
_MARKS = {
    MarkStatus.PRESENT: "+",
    MarkStatus.LATE: "опоздала",
    MarkStatus.LEFT_EARLY: "ушла раньше",
    MarkStatus.EXCUSED: "ув.",
    MarkStatus.ABSENT: "н",
    None: "",
}
#: Windows-1251 has no letters of Kazakh: programs that wrote it made Russian ones of them.
_KAZAKH = str.maketrans("ӘәҒғҚқҢңӨөҰұҮүҺһІі", "АаГгКкНнОоУуУуХхИи")
Rows = Sequence[Sequence[Any]]


def write_samples(folder: Path, shown: Demo) -> list[Path]:
    """The files, in a folder that is made if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    chance = random.Random(_SEED)  # noqa: S311  # nosec B311 - nothing here is a secret
    made: dict[str, Callable[[Demo, random.Random], bytes]] = {
        "1-kg-border-service.xlsx": _border_service,
        "2-kz-police.csv": _police,
        "3-uz-customs.xls": _customs,
        "4-tm-migration.ods": _migration,
        "5-bishkek-2025-participants.xlsx": _participants,
    }
    paths = []
    for name, make in made.items():
        path = folder / name
        path.write_bytes(make(shown, chance))
        paths.append(path)
    return paths


def _new(shown: Demo, state: State, count: int, chance: random.Random) -> list[DemoName]:
    """So many women of a state who are not in the demo."""
    there = {(one.family, one.given) for one in shown.people}
    return [one for one in names_of(state, chance) if (one.family, one.given) not in there and one.sex is Sex.FEMALE][
        :count
    ]


def _whole(one: DemoName | DemoPerson) -> str:
    return " ".join(part for part in (one.family, one.given, one.patronymic) if part)


def _born(chance: random.Random) -> date:
    return date(1976, 1, 1) + timedelta(days=chance.randrange(365 * 22))


def _border_service(shown: Demo, chance: random.Random) -> bytes:
    """XLSX with a letterhead, merged headings, dates and texts, telephones as numbers, a total, a hidden sheet."""
    rows: list[list[Any]] = [
        ["", "", "", "", "", "", "", "", "УТВЕРЖДАЮ"],
        ["", "", "", "", "", "", "", "", "Начальник управления кадров"],
        [],
        ["Список сотрудниц Государственной пограничной службы для включения в Региональную сеть"],
        ["№", "Ф.И.О.", "", "", "Пол", "Дата рожд.", "Ведомство", "Звание", "Должность", "Контакты", ""],
        ["", "Фамилия", "Имя", "Отчество", "", "", "", "", "", "тел.", "эл. почта"],
        [*range(1, 12)],
    ]
    ranks = ("лейтенант", "старший лейтенант", "капитан", "майор", "подполковник")
    posts = ("инспектор", "старший инспектор", "начальник смены", "начальник отделения")
    for place, one in enumerate(_new(shown, State.KG, 11, chance), start=1):
        born = _born(chance)
        phone = 996700001000 + chance.randrange(1000)
        rows.append(
            [
                place, one.family, one.given, one.patronymic, chance.choice(("ж", "жен.", "Ж")),
                born if place % 3 else f"{born:%d.%m.%Y}", "Государственная пограничная служба" if place % 4 else "ГПС",
                chance.choice(ranks), chance.choice(posts), phone if place % 2 else f"+{phone}",
                f"kg{place}@example.org" if place % 3 else "",
            ]
        )  # fmt: skip
    known = next(one for one in shown.people if one.state is State.KG and not one.email and one.sex is Sex.FEMALE)
    rows.append([12, known.family, known.given, known.patronymic, "ж", "", "", "", "", "", "known@example.org"])
    rows.append([13, *rows[7][1:]])  # she stands there twice
    rows[9][5] = "31.02.1990"
    rows += [["Итого: 13 чел."], [], ["", "", "", "", "", "", "", "", "Исполнитель: отдел кадров, тел. 0312 00-00-00"]]
    merged = [(3, 0, 3, 10), (4, 1, 4, 3), (4, 9, 4, 10), *((4, at, 5, at) for at in (0, 4, 5, 6, 7, 8))]
    return _xlsx(rows, merged, "Список", hidden="Черновик")


def _police(shown: Demo, chance: random.Random) -> bytes:
    """CSV with semicolons in Windows-1251: whole names, years of two figures, telephones with an 8 in front."""
    rows: list[list[str]] = [["№ п/п", "Ф.И.О.", "м/ж", "дата рожд.", "Место службы", "Звание", "Должность", "Тел."]]
    for place, one in enumerate(_new(shown, State.KZ, 9, chance), start=1):
        whole = _whole(one).translate(_KAZAKH)
        phone = f"8 701 000 {chance.randrange(100):02d} {chance.randrange(100):02d}"
        agency = "МВД" if place % 3 else "Министерство внутренних дел"
        rank = chance.choice(("капитан полиции", "майор полиции", "старший лейтенант полиции"))
        rows.append([str(place), whole, "ж", f"{_born(chance):%d.%m.%y}", agency, rank, "инспектор;\nУМПС", phone])
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";").writerows(rows)
    return out.getvalue().encode("cp1251")


def _customs(shown: Demo, chance: random.Random) -> bytes:
    """A web page that a system called .xls: headings in English, month before day, names in capitals."""
    cells = [["No.", "Full name", "Sex", "Date of birth", "Organization", "Rank", "Position", "Mobile phone"]]
    for place, one in enumerate(_new(shown, State.UZ, 8, chance), start=1):
        name = " ".join(part for part in (one.given, one.patronymic, one.family.upper()) if part)
        phone = f"90 000 {chance.randrange(100):02d} {chance.randrange(100):02d}"
        born = f"{_born(chance):%m/%d/%Y}" if place > 1 else "11/26/1985"
        cells.append([str(place), name, "F", born, "Customs Committee", "captain", "inspector", phone])
    lines = "".join("<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in cells)
    page = f"<html><head><meta charset=utf-8></head><body><table border=1>{lines}</table></body></html>"
    return page.encode()


def _migration(shown: Demo, chance: random.Random) -> bytes:
    """ODS in Turkmen: headings that are partly to be mapped by hand."""
    rows = [["T/b", "Familiýasy, ady", "Jynsy", "Doglan senesi", "Işleýän ýeri", "Wezipesi"]]
    for place, one in enumerate(_new(shown, State.TM, 6, chance), start=1):
        rows.append(
            [str(place), _whole(one), "aýal", f"{_born(chance):%d.%m.%Y}", "State Migration Service", "inspektor"]
        )
    lines = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{html.escape(cell)}</text:p></table:table-cell>'
            for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    names = "".join(
        f' xmlns:{one}="urn:oasis:names:tc:opendocument:xmlns:{one}:1.0"' for one in ("office", "table", "text")
    )
    table = f'<table:table table:name="Sanaw">{lines}</table:table>'
    content = f"<office:document-content{names}><office:body><office:spreadsheet>{table}"
    return _zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": f"{content}</office:spreadsheet></office:body></office:document-content>",
            "META-INF/manifest.xml": '<manifest xmlns="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        }
    )


def _participants(shown: Demo, chance: random.Random) -> bytes:
    """The course of Bishkek as it was kept on paper: with attendance, and two whom nobody recorded."""
    training = next(one for one in shown.trainings if one.key == _TRAINING)
    days = sorted({session.day for session in training.sessions})
    people = {one.number: one for one in shown.people if one.state is State.KG}
    here = [
        people[one.member]
        for one in shown.participations
        if one.training == _TRAINING and one.member in people and one.status is ParticipationStatus.CONFIRMED
    ]
    marks = {(one.member, one.session): one.status for one in shown.marks if one.training == _TRAINING}
    rows: list[list[Any]] = [
        [training.title_ru],
        [f"г. {training.city_ru}, {days[0]:%d.%m.%Y} – {days[-1]:%d.%m.%Y}"],
        [
            "№",
            "Ф.И.О.",
            "Пол",
            "В качестве",
            *(f"{session.day:%d.%m.%Y}" for session in training.sessions),
            "Примечание",
        ],
        [
            "",
            "",
            "",
            "",
            *("до обеда" if place % 2 == 0 else "после обеда" for place, _one in enumerate(training.sessions)),
            "",
        ],
    ]
    for person in here:
        said = [_MARKS[marks.get((person.number, place))] for place, _session in enumerate(training.sessions)]
        rows.append([len(rows) - 3, _whole(person), "ж" if person.sex is Sex.FEMALE else "м", "", *said, ""])
    listed = {one.number for one in here}
    forgotten = [one for one in people.values() if one.number not in listed and one.sex is Sex.FEMALE][:2]
    for person in forgotten:
        rows.append([len(rows) - 3, _whole(person), "ж", "", *["+"] * len(training.sessions), "не была в списке"])
    for one in _new(shown, State.KG, 2, chance):
        rows.append(
            [len(rows) - 3, _whole(one), "ж", "участница", *["+"] * len(training.sessions), "пришла без заявки"]
        )
    rows.append(["Всего:", len(rows) - 4])
    last = 4 + len(training.sessions)
    merged = [(0, 0, 0, last), (1, 0, 1, last), *((2, at, 2, at + 1) for at in range(4, last, 2))]
    merged += [(2, at, 3, at) for at in (0, 1, 2, 3, last)]
    return _xlsx(rows, merged, "Посещаемость")


def _xlsx(rows: Rows, merged: Sequence[tuple[int, int, int, int]], name: str, hidden: str = "") -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "dd.mm.yyyy"}) as book:
        sheet = book.add_worksheet(name)
        bold = book.add_format({"bold": True, "text_wrap": True, "align": "center", "valign": "vcenter", "border": 1})
        for r, row in enumerate(rows):
            for c, cell in enumerate(row):
                if cell != "":
                    (sheet.write_string if isinstance(cell, str) else sheet.write)(r, c, cell)
        for area in merged:
            sheet.merge_range(*area, rows[area[0]][area[1]], bold)
        sheet.set_column(1, 10, 20)
        if hidden:
            draft = book.add_worksheet(hidden)
            draft.write(0, 0, "не отправлять")
            draft.hide()
    return out.getvalue()


def _zipped(parts: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()
