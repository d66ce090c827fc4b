"""A file becomes rows that wait: read in a process of its own, then written at once, sealed. It is kept nowhere."""

import hashlib
import itertools
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import PurePath
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from network.audit.changes import Author, bookkeeping, change
from network.audit.events import Event
from network.clock import now
from network.database import db, in_turns, new_uid
from network.errors import Refused
from network.imports.cells import packed, unpacked
from network.imports.choices import Choices
from network.imports.headers import Mapping, find
from network.imports.models import ImportRow, ListImport
from network.imports.programme import programme_of, set_sessions
from network.imports.reading import BadFile, Book, Sheet, read
from network.sealing import seal
from network.vocabulary import ImportKind, ImportStatus, Language, RowVerdict, State
from network.web.i18n import language

#: Rows that are deleted in one transaction, so that nobody's mark waits for a long list.
BATCH = 1000
#: Letters of a file's or a sheet's name that are kept.
_LONGEST_NAME = 200
#: Rows of a list of participants: the largest trainings have some hundred, and each is put on the list by itself.
MOST_PARTICIPANTS = 1_000
#: Lists of hers that are looked through for one with the same headings.
_LAST = 20

_ROWS: Any = ImportRow.__table__


def send(
    data: bytes,
    filename: str,
    *,
    by: Author,
    state: State | None,
    kind: ImportKind = ImportKind.PEOPLE,
    training_id: int | None = None,
) -> ListImport:
    """Read the file and let its rows wait. Raises BadFile. `state` is the one whose people it brings (None: any)."""
    book = read(data, filename)
    sheet = max(range(len(book.sheets)), key=lambda at: len(book.sheets[at].rows))
    programme = programme_of(training_id)
    if programme is not None and len(book.sheets[sheet].rows) > MOST_PARTICIPANTS:
        raise BadFile(_l("The list of a training has at most 1,000 rows. Send only the sheet with its participants."))
    choices = Choices(sheet, find(book.sheets[sheet]), state=state, since=programme.starts_on if programme else None)
    if programme is None:
        _as_last_time(choices.mapping, by)
    set_sessions(choices, programme)
    list_import = ListImport(
        kind=kind,
        training_id=training_id,
        account_id=by.account_id,
        by_account_id=by.account_id,
        state=state,
        language=Language(language()),
        format=book.kind,
        encoding=book.encoding,
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        sheets=[len(one.rows) for one in book.sheets],
        choices=choices.as_json(),
        sent_at=now(),
    )
    list_import.names = [PurePath(filename).name[:_LONGEST_NAME], *(one.name[:_LONGEST_NAME] for one in book.sheets)]
    rows = list(_rows(book))  # sealed before the database is locked
    with change(Event.IMPORT_SENT, by=by) as note:
        db.session.add(list_import)
        db.session.flush()
        note.about(list_import)
        for row in rows:
            row["import_id"] = list_import.id
        if rows:  # all or none of them: half a list would be taken for a whole one
            db.session.connection().execute(sa.insert(_ROWS), rows)
    return list_import


def _as_last_time(mapping: Mapping, by: Author) -> None:
    """Take the columns as she said them of her last list with the same headings: each month's list looks like the last.

    She is shown them, as all that is recognised, before anything is read by them.
    """
    chosen = sa.select(ListImport.choices).where(
        ListImport.account_id == by.account_id,
        ListImport.training_id.is_(None),
        ListImport.status != ImportStatus.COLUMNS,
    )
    for kept in db.session.scalars(chosen.order_by(ListImport.id.desc()).limit(_LAST)):
        earlier = Choices.from_json(kept).mapping
        if earlier.columns and any(mapping.headings) and earlier.signature == mapping.signature:
            mapping.columns = dict(earlier.columns)
            return


def _rows(book: Book) -> Iterator[dict[str, Any]]:
    for at, sheet in enumerate(book.sheets):
        for place, cells in enumerate(sheet.rows, start=1):
            if any(cell is not None for cell in cells):
                uid = new_uid()
                kept = sealed(ImportRow.cells, packed(cells), uid)
                yield {"uid": uid, "sheet": at, "place": place, "cells": kept}


def sealed(column: Any, value: Any, uid: str) -> str:
    """A value as a column of a row holds it, for rows that are written without their record."""
    return seal(column.write(value), column.place(uid)) if value else ""


def sheet_of(list_import: ListImport, at: int, last: int | None = None) -> Sheet:
    """A sheet as it was in the file, up to row `last`."""
    select = sa.select(ImportRow.place, ImportRow.uid, ImportRow.cells_sealed).where(
        ImportRow.import_id == list_import.id, ImportRow.sheet == at
    )
    if last is not None:
        select = select.where(ImportRow.place <= last)
    rows: list[list[Any]] = []
    for place, uid, kept in db.session.execute(select.order_by(ImportRow.place)):
        rows.extend([] for _missing in range(place - 1 - len(rows)))
        rows.append(unpacked(ImportRow.cells.opened(kept, uid)))
    return Sheet((list_import.sheet_names or [""] * (at + 1))[at], rows)


def head_of(list_import: ListImport, at: int, most: int = 60) -> tuple[Sheet, Mapping]:
    """The beginning of a sheet, and what is recognised of it."""
    sheet = sheet_of(list_import, at, most)
    return sheet, find(sheet)


def discard(list_import: ListImport, *, by: Author) -> None:
    """Give it up: its rows go, and with them all that it said of anybody. Raises Refused where something is done to it
    just now, or was brought in: whoever pressed that first, in another tab too, has it."""
    import_id = list_import.id
    with bookkeeping():
        locked = db.session.get(ListImport, import_id, with_for_update=True, populate_existing=True)
        if locked is None or locked.is_working or locked.applied_at is not None:
            raise Refused(_l("This list was brought in, or is being worked on. It is not deleted."))
        locked.status = ImportStatus.UNDONE  # nobody begins anything with it any more
    forget_rows(import_id)
    with change(Event.IMPORT_DISCARDED, by=by) as note:
        found = db.session.get(ListImport, import_id, with_for_update=True, populate_existing=True)
        if found is not None:
            note.about(found)
            db.session.delete(found)


def forget_rows(import_id: int) -> None:
    """Let the rows of a list go, batch by batch."""
    for _some in in_turns(itertools.count()):
        with bookkeeping():
            some = sa.select(_ROWS.c.id).where(_ROWS.c.import_id == import_id).limit(BATCH)
            keys = list(db.session.scalars(some))
            db.session.connection().execute(sa.delete(_ROWS).where(_ROWS.c.id.in_(keys)))
        if len(keys) < BATCH:
            return


def earliest() -> datetime:
    """A moment before every other, for what has no lease."""
    return datetime(1970, 1, 1, tzinfo=UTC)


__all__ = ["BATCH", "RowVerdict", "discard", "forget_rows", "head_of", "sealed", "send", "sheet_of"]
