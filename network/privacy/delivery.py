"""All that is held of a member as a file: JSON for machines, complete; PDF for herself, in words, typeset."""

import json
import tempfile
from collections.abc import Iterator
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from flask import Response, current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from network.audit.changes import Author
from network.clock import now, today
from network.database import db
from network.exports import pdf
from network.exports.table import Column, Table
from network.members.models import Member
from network.privacy.commands import note_download
from network.privacy.holdings import Part, all_of
from network.privacy.words import word_for
from network.vocabulary import STATE_ZONES, ExportFormat, Language
from network.web.formats import day, moment
from network.web.i18n import language
from network.web.words import label

#: Kinds of second steps, which no vocabulary has.
_KINDS = ("passkey", "app", "recovery_code")
_TYPES = {ExportFormat.JSON: "application/json", ExportFormat.PDF: "application/pdf"}


class _Line(NamedTuple):
    part: str
    what: str
    value: str


_COLUMNS: list[Column[_Line]] = [
    Column("part", "", lambda line: line.part),
    Column("what", _l("What"), lambda line: line.what, width=22, names=True),
    Column("value", _l("As it is held"), lambda line: line.value, width=90),
]


def deliver(member: Member, word: ExportFormat, *, by: Author) -> Response:
    """The file. That she took it is written down before it leaves. Raises NotTypeset and TooLong."""
    member_id, number, zone = member.id, member.number or "", STATE_ZONES[member.state]
    parts = all_of(member_id)
    db.session.rollback()  # typesetting takes a second: no read stays open over it
    body = _json(parts) if word is ExportFormat.JSON else _pdf(parts, number, zone)
    note_download(member_id, word, by=by)
    response = Response(body, mimetype=_TYPES[word])
    response.headers["Content-Disposition"] = f"attachment; filename=my-data-{today()}.{word}"
    response.headers["Cache-Control"] = "no-store"
    return response


def _json(parts: list[Part]) -> bytes:
    held = {part.key: part.records for part in parts}
    return json.dumps({"made_at": now().isoformat(), **held}, ensure_ascii=False, indent=1, default=_plain).encode()


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else str(value)


def _pdf(parts: list[Part], number: str, zone: str) -> bytes:
    table = Table(
        title=_("What the Network holds of me"),
        columns=_COLUMNS,
        rows=_lines(parts, zone),
        facts=[_("As of %(day)s", day=day(today(zone))), number],
        footer=_("Made for the person herself."),
        language=Language(language()),
        group_by="part",
    )
    folder = current_app.config["SETTINGS"].instance / "tmp"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="held-", dir=folder) as inside:
        path = Path(inside) / "held.pdf"
        pdf.write(table, path)
        return path.read_bytes()


def _lines(parts: list[Part], zone: str) -> Iterator[_Line]:
    """A line for each record: its first field leads, the others follow by their names; a person field by field."""
    for part in parts:
        title = str(part.title)
        if not part.records:
            yield _Line(title, "", _("Nothing is held."))
        for record in part.records:
            said = {name: shown for name, value in record.items() if (shown := _shown(value, zone))}
            if len(part.records) == 1 and part.key == "person":
                yield from (_Line(title, word_for(name), shown) for name, shown in said.items())
                continue
            first, *others = said.items()
            yield _Line(title, first[1], "; ".join(f"{word_for(name)}: {shown}" for name, shown in others))


def _shown(value: Any, zone: str) -> str:
    """A value as people of the page's language read it; moments by the clock of her state."""
    match value:
        case None | "":
            return ""
        case bool():
            return str(_("yes") if value else _("no"))
        case StrEnum():
            return label(value)
        case datetime():
            return moment(value.astimezone(ZoneInfo(zone)), zone)
        case date():
            return day(value)
        case list():
            return "; ".join(_shown(one, zone) for one in value)
        case _:
            return word_for(value) if value in _KINDS else str(value)
