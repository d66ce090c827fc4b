"""The check of a list, slice by slice: each row is read, compared with who is there, and gets its verdict."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from network.access.scope import Actor
from network.agencies.models import folded
from network.audit.changes import bookkeeping
from network.database import db
from network.imports.choices import Choices
from network.imports.dates import date_order
from network.imports.drafts import Terms
from network.imports.headers import Field, body
from network.imports.judging import judged, name_key
from network.imports.known_agencies import known_agencies
from network.imports.models import ImportRow, ListImport
from network.imports.programme import Programme
from network.imports.staging import sealed, sheet_of
from network.members.models import Member
from network.sealing import blind
from network.vocabulary import ImportStatus, RowVerdict, State
from network.web.i18n import language

#: Rows that are compared and written at once.
SLICE = 500
#: Columns whose texts have an order of day and month.
_DATES = (Field.BORN, Field.SINCE)

_ROWS: Any = ImportRow.__table__
_LISTS: Any = ListImport.__table__


def terms_of(list_import: ListImport) -> Terms:
    """What holds for every row of the list now; one statement."""
    states = states_of(list_import)
    agencies = known_agencies(states, language(), list_import.answers or {})
    choices = Choices.from_json(list_import.choices)
    return Terms(choices, states, agencies, Programme.from_json(choices.programme) if choices.programme else None)


def states_of(list_import: ListImport) -> Sequence[State]:
    """The states whose people it may bring."""
    return [list_import.state] if list_import.state else list(State)


def lay_out(list_import: ListImport) -> None:
    """Tell the rows that hold people from titles, totals and blanks; everything is looked at anew."""
    choices = Choices.from_json(list_import.choices)
    sheet = sheet_of(list_import, choices.sheet)
    lines = {line.number: line for line in body(sheet, choices.mapping)}
    first = choices.mapping.header_row + 1
    choices.orders = {
        column: date_order([row[column] for row in sheet.rows[first:] if column < len(row)])
        for column, said in choices.mapping.columns.items()
        if said in _DATES
    }
    of_sheet = sa.and_(_ROWS.c.import_id == list_import.id, _ROWS.c.sheet == choices.sheet)
    places = db.session.execute(sa.select(_ROWS.c.id, _ROWS.c.uid, _ROWS.c.place).where(of_sheet)).all()
    over = [row.id for row in places if row.place not in lines]
    sections = [
        {"key": row.id, "section": sealed(ImportRow.section, lines[row.place].section, row.uid)}
        for row in places
        if row.place in lines and lines[row.place].section
    ]
    import_id, kept, whole = list_import.id, choices.as_json(), len(places) - len(over)
    open_rows = sa.and_(of_sheet, _ROWS.c.outcome.is_(None))
    fresh = {"verdict": RowVerdict.PENDING, "section": "", "writes": False, "ticked": False}
    last = db.session.scalar(sa.select(sa.func.max(Member.id))) or 0
    with bookkeeping():
        execute = db.session.connection().execute
        execute(sa.update(_ROWS).where(open_rows).values(**fresh))
        for at in range(0, len(over), SLICE):
            some = _ROWS.c.id.in_(over[at : at + SLICE])
            execute(sa.update(_ROWS).where(some).values(verdict=RowVerdict.PASSED_OVER))
        if sections:
            execute(sa.update(_ROWS).where(_ROWS.c.id == sa.bindparam("key")), sections)
        values = {"choices": kept, "whole": whole, "done": 0, "checked_to": last}
        execute(sa.update(_LISTS).where(_LISTS.c.id == import_id).values(values))


def check_slice(list_import: ListImport, terms: Terms, reader: Actor) -> bool:
    """Judge the next rows that wait; False where none does any more, and the list is ready then."""
    import_id, sheet, list_applied = list_import.id, terms.choices.sheet, list_import.applied_at is not None
    waiting = sa.select(ImportRow).where(
        ImportRow.import_id == import_id, ImportRow.sheet == sheet, ImportRow.verdict == RowVerdict.PENDING
    )
    rows = db.session.scalars(waiting.order_by(ImportRow.place).limit(SLICE)).all()
    values = verdicts(rows, terms, reader)
    with bookkeeping():
        execute = db.session.connection().execute
        if values:
            execute(sa.update(_ROWS).where(_ROWS.c.id == sa.bindparam("key")), values)
        moved = {"done": _LISTS.c.done + len(values)}
        if len(rows) < SLICE:
            ready = ImportStatus.APPLIED if list_applied else ImportStatus.READY
            moved |= {"status": ready, "claimed_until": None}
        still = _LISTS.c.id == import_id, _LISTS.c.status == ImportStatus.CHECKING
        execute(sa.update(_LISTS).where(*still).values(moved))
    return len(rows) == SLICE


def verdicts(rows: Sequence[ImportRow], terms: Terms, reader: Actor) -> list[dict[str, Any]]:
    """What is kept of each row's judgement, by its key."""
    return [
        {
            "key": one.row.id,
            "verdict": one.verdict,
            "writes": one.writes,
            "member_id": member_id,
            "found": sealed(ImportRow.found, found, one.row.uid),
            "name_key": name_key(one.draft),
            "agency_key": agency_key(one.draft.state, one.draft.unknown_agency),
        }
        for one, found, member_id in judged(rows, terms, reader)
    ]


def agency_key(state: State | None, text: str) -> str | None:
    """A keyed hash of what an agency that nobody knows is called: rows that call it so find each other."""
    return blind(f"{state} {folded(text)}", "import_row.agency") if text else None


def recheck(list_import: ListImport, rows: Sequence[ImportRow], reader: Actor) -> None:
    """Judge these rows anew at once: after one was mended or answered."""
    values = verdicts(rows, terms_of(list_import), reader)
    with bookkeeping():
        if values:
            # Brought in meanwhile, in another tab: what became of it holds.
            still = _ROWS.c.id == sa.bindparam("key"), _ROWS.c.outcome.is_(None)
            db.session.connection().execute(sa.update(_ROWS).where(*still), values)
