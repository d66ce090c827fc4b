"""The one way in which a list leaves: numbered, written, recorded, and only then sent."""

import logging
import os
import re
import shutil
import tempfile
import time
from collections import namedtuple
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from operator import itemgetter
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote

import sqlalchemy as sa
from flask import Response, current_app
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wsgi import FileWrapper

from network.access.scope import Actor
from network.audit.changes import Author, bookkeeping, change
from network.audit.events import Event
from network.audit.seen import Listed, note_list
from network.clock import now, today
from network.database import db
from network.errors import Refused
from network.exports.formats import FORMATS
from network.exports.locking import lock
from network.exports.models import Export, ExportNumber
from network.exports.table import Column, Table
from network.exports.written import Written
from network.vocabulary import REGION_ZONE, ExportFormat, Language
from network.web.formats import day

#: Rows that are fetched at once; memory does not depend on how many there are in all.
BATCH = 1000
#: Bytes that are read and sent at once.
_BLOCK = 64 * 1024
#: Seconds after which a file that a killed worker left behind is cleared away.
_LEFT_BEHIND = 3600
#: What some system does not take in the name of a file.
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|]')

log = logging.getLogger(__name__)


class NotWritten(Refused):
    """The file could not be written."""

    sentence = _l(
        "The list could not be written on the server, and nothing was sent. "
        "Tell whoever runs it that its disk may be full."
    )


class Taker(Author, Actor, Protocol):
    """Who takes a list: the one behind it in the records, and what she may read."""


class Delivery(Response):
    """A list on its way out; `number` names it in the records."""

    number: int


@dataclass(frozen=True, slots=True)
class Terms:
    """What is agreed before a list leaves: what it is for, who receives it, in which form, and who takes it.

    With a `password` the file opens with it alone. `shielded_why`: why the names of the shielded are on it; else their
    codes are.
    """

    purpose: str
    recipient: str
    format: ExportFormat
    language: Language
    by: Taker
    password: str = field(default="", repr=False)
    shielded_why: str = ""


def deliver(
    list_name: str,
    title: str,
    columns: Sequence[Column[Any]],
    select: sa.Select[Any],
    terms: Terms,
    *,
    filters: dict[str, Any],
    facts: Sequence[str] = (),
    group_by: str | None = None,
) -> Delivery:
    """The rows of `select` as a file, after the export was recorded. Nothing is recorded of one that fails.

    `select` gives rows that the columns can read, sorted, each with the person it is of (`member_id`), and once more
    where the taker may view her (`viewed_id`): each of them can read of it afterwards. `title` and `facts` are in the
    terms' language (`force_locale`). Raises `Refused` where the format takes no such list or the disk no such file.
    """
    if not terms.purpose.strip():
        raise Refused(_l("Say what the list is for."), field="purpose")
    if not terms.recipient.strip():
        raise Refused(_l("Say who receives the list."), field="recipient")
    number = _take_number(terms.by)
    with force_locale(terms.language):
        if terms.shielded_why:
            facts = [*facts, _("With the names of shielded members: %(why)s", why=terms.shielded_why)]
        footer = _footer(number, terms)
        name = f"{_file_name(title)}, {_('List no. %(number)s', number=number)}"
        path = _new_file()
        try:
            people = Listed()
            with _streamed(select, people) as rows:
                table = Table(title, columns, rows, facts, footer, terms.language, group_by)
                written = _write(table, path, terms)
            note_list(number, people, terms.by)
            _record(number, list_name, table, written, terms, filters)
            return _send(path, number, name, terms.format, written)
        except BaseException:
            path.unlink(missing_ok=True)
            raise


def _take_number(by: Author) -> int:
    """A number that no other list has, on both databases: a row of its own, committed at once."""
    with bookkeeping():
        taken = ExportNumber(at=now(), account_id=by.account_id)
        db.session.add(taken)
        db.session.flush()
        return taken.id


def _footer(number: int, terms: Terms) -> str:
    """What stands on every page: the number first, which leads back to the record, wherever the rest is cut off."""
    return str(
        _(
            "List no. %(number)s · %(day)s · for %(recipient)s · %(purpose)s",
            number=number,
            day=day(today(REGION_ZONE)),
            recipient=terms.recipient,
            purpose=terms.purpose,
        )
    )


def _file_name(title: str) -> str:
    """The title as a part of a file's name, short enough for every system."""
    return " ".join(_NOT_IN_NAMES.sub(" ", title).split())[:100].strip(" .")


def _new_file() -> Path:
    """An empty file that only the server's own user can read, in the instance folder."""
    folder = current_app.config["SETTINGS"].instance / "tmp"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _clear_away(folder)
        handle, name = tempfile.mkstemp(prefix="list-", dir=folder)
    except OSError as error:
        raise _not_written(error) from error
    os.close(handle)
    return Path(name)


def _clear_away(folder: Path) -> None:
    """Removes what killed workers left: names of people do not lie around."""
    for left in folder.iterdir():
        try:
            if left.stat().st_mtime < time.time() - _LEFT_BEHIND:
                shutil.rmtree(left) if left.is_dir() else left.unlink()
        except FileNotFoundError:
            continue  # another worker was quicker


@contextmanager
def _streamed(select: sa.Select[Any], people: Listed) -> Iterator[Iterator[Any]]:
    """The rows in batches from an open cursor, their people added to `people`. The read is over when this ends.

    As named tuples: their fields are read four times as fast as those of the database's own rows.
    """
    result = db.session.connection().execute(select.execution_options(yield_per=BATCH))
    keys = list(result.keys())
    named = namedtuple("Row", keys)  # type: ignore[misc]  # the select says which
    whose = itemgetter(keys.index("member_id"), keys.index("viewed_id"))

    def read() -> Iterator[Any]:
        for batch in result.partitions():
            people.add(*zip(*map(whose, batch), strict=True))
            yield from map(named._make, batch)

    try:
        yield read()
    finally:
        result.close()
        db.session.rollback()


def _write(table: Table[Any], path: Path, terms: Terms) -> Written:
    try:
        written = FORMATS[terms.format].write(table, path)
        return lock(path, terms.format, terms.password, written.rows) if terms.password else written
    except OSError as error:
        raise _not_written(error) from error


def _not_written(error: OSError) -> NotWritten:
    log.error("a list could not be written: %s", error.strerror)
    return NotWritten()


def _record(
    number: int, list_name: str, table: Table[Any], written: Written, terms: Terms, filters: dict[str, Any]
) -> None:
    with change(Event.LIST_EXPORTED, by=terms.by, why=terms.purpose) as note:
        note.facts = {"shielded_why": terms.shielded_why} if terms.shielded_why else {}
        export = Export(
            id=number,
            at=now(),
            account_id=terms.by.account_id,
            by_name=terms.by.name,
            list_name=list_name,
            title=table.title,
            facts=list(table.facts),
            purpose=terms.purpose,
            recipient=terms.recipient,
            locked=bool(terms.password),
            format=terms.format,
            language=terms.language,
            filters=filters,
            columns=[column.key for column in table.columns],
            rows=written.rows,
            size=written.size,
            sha256=written.sha256,
        )
        db.session.add(export)
        note.about(export)
        note.person = ""  # what it was for stays readable when whoever took it is erased


def _send(path: Path, number: int, name: str, word: ExportFormat, written: Written) -> Delivery:
    """The file block by block. It is gone from the disk when it is sent, or when sending it fails."""
    file = path.open("rb")
    if os.name == "posix":
        path.unlink()  # an open file outlives its name, and not a killed worker
    response = Delivery(FileWrapper(file, _BLOCK), mimetype=None, direct_passthrough=True)
    response.number = number
    response.headers["Content-Type"] = FORMATS[word].media_type
    response.headers["Content-Length"] = str(written.size)
    # Older browsers read the first name, the others the second; neither names a person.
    plain, full = f"list-{number}.{word}", quote(f"{name}.{word}", safe="")
    response.headers["Content-Disposition"] = f"attachment; filename={plain}; filename*=UTF-8''{full}"
    response.headers["Cache-Control"] = "no-store"

    @response.call_on_close
    def sent() -> None:
        file.close()
        path.unlink(missing_ok=True)

    return response
