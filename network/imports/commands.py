"""What people do with a list that came in. What takes long is only asked for here; `working` does it."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask import current_app
from flask_babel import lazy_gettext as _l

from network.access.scope import Actor
from network.audit.changes import Author, bookkeeping
from network.clock import now
from network.database import db
from network.errors import Refused
from network.imports.checking import recheck, terms_of
from network.imports.choices import Choices
from network.imports.eyes import reader_of
from network.imports.headings import Field
from network.imports.judging import drafted, typed_marks
from network.imports.models import ImportRow, ListImport
from network.imports.queries import open_rows
from network.vocabulary import ImportStatus, RowAnswer, RowVerdict

_ROWS: Any = ImportRow.__table__
#: Rows of one member that are looked at again when one more is said to be hers.
_SAME = 50


class Busy(Refused):
    """Something is done to the list just now."""

    sentence = _l("This list is being worked on. Wait until that is done.")


class Over(Refused):
    """The list has come to its end."""

    sentence = _l("This import is over. Send the file again to begin a new one.")


@contextmanager
def _open_list(list_import_id: int, *, by: Author) -> Iterator[ListImport]:
    """The list, locked, while nothing else is done to it and it is not over; then the worker is woken."""
    with bookkeeping():
        found = db.session.get(ListImport, list_import_id, with_for_update=True, populate_existing=True)
        if found is None or found.status is ImportStatus.UNDONE:
            raise Over
        if found.is_working:
            raise Busy
        found.by_account_id = by.account_id
        yield found
    current_app.extensions["importer"].wake()


def begin_check(list_import_id: int, choices: Choices, *, by: Author) -> None:
    """Look at every row with these choices: what was typed into rows, and answered, stays."""
    with _open_list(list_import_id, by=by) as found:
        found.choices = choices.as_json()
        found.status, found.whole, found.done, found.fault = ImportStatus.CHECKING, 0, 0, ""


def answer_agencies(list_import_id: int, answers: Mapping[str, int], keys: Sequence[str], *, by: Author) -> None:
    """What agencies are meant by names that nobody knows; the rows that bear them are looked at again."""
    with _open_list(list_import_id, by=by) as found:
        found.answers = {**(found.answers or {}), **answers}
        waiting = sa.update(_ROWS).where(_ROWS.c.import_id == found.id, _ROWS.c.agency_key.in_(list(keys)))
        moved: Any = db.session.connection().execute(
            waiting.where(_ROWS.c.outcome.is_(None)).values(verdict=RowVerdict.PENDING)
        )
        if moved.rowcount:
            found.status, found.whole, found.done = ImportStatus.CHECKING, moved.rowcount, 0


@contextmanager
def _open_row(list_import: ListImport, row_id: int, *, reader: Actor) -> Iterator[ImportRow]:
    """A row that is not applied yet, while nothing else is done to its list; it is judged again at once."""
    with bookkeeping():
        found = db.session.get(ListImport, list_import.id, with_for_update=True, populate_existing=True)
        row = db.session.get(ImportRow, row_id, with_for_update=True, populate_existing=True)
        if found is None or row is None or found.status is ImportStatus.UNDONE or row.outcome is not None:
            raise Over
        if found.is_working:
            raise Busy
        yield row
    again = db.session.get_one(ListImport, list_import.id)
    recheck(again, [db.session.get_one(ImportRow, row_id)], reader_of(again, reader))
    again = db.session.get_one(ListImport, list_import.id)
    if others := _later_rows_of_her(again, row_id):
        recheck(again, others, reader_of(again, reader))


def _later_rows_of_her(list_import: ListImport, row_id: int) -> Sequence[ImportRow]:
    """Rows further down of the member that this row is of now: whether they are hers too has to be asked."""
    row = db.session.get_one(ImportRow, row_id)
    if row.member_id is None:
        return ()
    hers = sa.select(ImportRow).where(
        ImportRow.import_id == list_import.id,
        ImportRow.sheet == row.sheet,
        ImportRow.member_id == row.member_id,
        ImportRow.place > row.place,
        ImportRow.outcome.is_(None),
        ImportRow.left_out.is_(False),
    )
    return db.session.scalars(hers.order_by(ImportRow.place).limit(_SAME)).all()


def type_row(list_import: ListImport, row_id: int, typed: Mapping[str, str], *, reader: Actor) -> None:
    """Keep what was typed in the place of cells, whether it is right or not."""
    with _open_row(list_import, row_id, reader=reader) as row:
        terms = terms_of(list_import)
        before, stands = row.typed or {}, drafted(row, terms).texts
        # Fields that nobody changed stay those of the list: its columns may still be said otherwise.
        changed = {
            name: text for name, text in typed.items()
            if name in before or text != stands.get(Field(name), "").strip()
        }  # fmt: skip
        if (text := changed.pop(Field.SESSION.value, None)) is not None:
            changed |= typed_marks(text, list(terms.choices.sessions))
        row.typed = {**before, **changed}


def take_fields(list_import: ListImport, row_id: int, takes: Sequence[str], *, reader: Actor) -> None:
    """Which differing fields of her record the row replaces."""
    with _open_row(list_import, row_id, reader=reader) as row:
        row.takes = sorted(set(takes))


def answer_row(list_import: ListImport, row_id: int, member_id: int | None, *, reader: Actor) -> None:
    """Who the row is of: one of those whom she may be, or (None) somebody else."""
    with _open_row(list_import, row_id, reader=reader) as row:
        guessed = [guess[0] for guess in (row.found or {}).get("likely", ())]
        if member_id is not None and member_id not in [*guessed, row.member_id]:
            raise Refused(_l("She is not one of those who were asked about."))
        # Who was asked about stays known, so that nobody is asked again.
        row.answer = RowAnswer.ANOTHER if member_id is None else RowAnswer.SAME
        row.member_id = member_id


def stand_apart(list_import: ListImport, row_id: int, *, reader: Actor) -> None:
    """She is nobody of another row of the list."""
    with _open_row(list_import, row_id, reader=reader) as row:
        row.apart = True


def leave_out(list_import_id: int, row_uids: Sequence[str], *, left: bool, by: Author) -> int:
    """Leave rows out, or take them in again; how many."""
    with _open_list(list_import_id, by=by) as found:
        some = sa.and_(_ROWS.c.import_id == found.id, _ROWS.c.uid.in_(list(row_uids)), _ROWS.c.outcome.is_(None))
        moved: Any = db.session.connection().execute(sa.update(_ROWS).where(some).values(left_out=left))
        return int(moved.rowcount)


def begin_apply(list_import_id: int, row_uids: Sequence[str] | None, *, by: Author) -> None:
    """Bring in every row that is ready, or only these. Pressed twice it is done once."""
    with bookkeeping():
        found = db.session.get(ListImport, list_import_id, with_for_update=True, populate_existing=True)
        if found is not None and found.status is ImportStatus.APPLYING:
            return
    with _open_list(list_import_id, by=by) as found:
        execute = db.session.connection().execute
        execute(sa.update(_ROWS).where(_ROWS.c.import_id == found.id, _ROWS.c.ticked.is_(True)).values(ticked=False))
        if row_uids is not None:
            ticked = sa.and_(_ROWS.c.import_id == found.id, _ROWS.c.uid.in_(list(row_uids)))
            execute(sa.update(_ROWS).where(ticked).values(ticked=True))
        found.only_ticked = row_uids is not None
        count = db.session.scalar(sa.select(sa.func.count()).select_from(open_rows(found).subquery())) or 0
        if not count:
            raise Refused(_l("None of these rows is ready. Mend what is wrong, or answer what is asked first."))
        found.status, found.whole, found.done, found.fault = ImportStatus.APPLYING, count, 0, ""


def can_undo(list_import: ListImport) -> bool:
    """Whether it was applied, and not longer ago than it is kept what it wrote."""
    days = current_app.config["SETTINGS"].keep["import_undo"]
    if list_import.status is not ImportStatus.APPLIED or list_import.applied_at is None:
        return False
    return not days or list_import.applied_at > now() - timedelta(days=days)


def begin_undo(list_import_id: int, *, by: Author) -> None:
    """Take back what it did, as far as that can be."""
    with _open_list(list_import_id, by=by) as found:
        if not can_undo(found):
            raise Refused(_l("This import can be undone no more."))
        found.status, found.done, found.fault = ImportStatus.UNDOING, 0, ""
        found.whole = found.counts.get("added", 0) + found.counts.get("changed", 0)
