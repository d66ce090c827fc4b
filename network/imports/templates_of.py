"""The workbook to begin with: the headings that are recognised, and a row that shows how they are meant."""

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Response
from flask_babel import gettext as _

from network.exports import xlsx
from network.exports.table import Cell, Column, Kind, Table
from network.imports.headings import Field
from network.imports.labels import FIELDS
from network.vocabulary import Language
from network.web.i18n import language

_SHOWN: dict[Field, Cell] = {
    Field.FAMILY: "Асанова",
    Field.GIVEN: "Айгүл",
    Field.PATRONYMIC: "Бакытовна",
    Field.FAMILY_LATIN: "Asanova",
    Field.GIVEN_LATIN: "Aigul",
    Field.PREVIOUS_NAME: "Иванова",
    Field.SEX: "ж",
    Field.STATE: "KG",
    Field.AGENCY: "State Border Service",
    Field.RANK: "майор",
    Field.POSITION: "старший инспектор",
    Field.SINCE: date(2024, 3, 1),
    Field.BORN: date(1990, 5, 17),
    Field.EMAIL: "a.asanova@example.org",
    Field.PHONE: "+996 555 000 000",
}


def people() -> Response:
    """For a list of people. The person in it is invented; the row is to be written over."""
    columns = [
        Column(one.value, FIELDS[one], _reader(one), 22, Kind.DATE if isinstance(value, date) else Kind.TEXT)
        for one, value in _SHOWN.items()
    ]
    facts = [_("Write over the invented person in the first row.")]
    table = Table(_("People of the Network"), columns, [_SHOWN], facts, language=Language(language()))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "people.xlsx"
        xlsx.write(table, path)
        content = path.read_bytes()
    response = Response(content, mimetype="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    response.headers["Content-Disposition"] = "attachment; filename=people.xlsx"
    return response


def _reader(one: Field):  # type: ignore[no-untyped-def]
    return lambda row: row[one]
