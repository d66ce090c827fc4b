"""Who has seen whom: written down when a record is opened, a list leaves, a sheet is printed; never in the way of it.

Each member reads it of herself. It names the readers by their role, and is no part of the audit trail: it is kept
for `NETWORK_SEEN_DAYS` and then forgotten.
"""

import itertools
import json
from array import array
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import OperationalError

from network.access.scope import Actor
from network.audit.changes import bookkeeping
from network.audit.models import Reading, Seen
from network.clock import now
from network.database import db, in_turns, is_locked, upsert
from network.vocabulary import Role, Sighting

#: A list of more people than this is looked up by itself, not by each of them.
BULK = 1000
#: People that are written in one transaction, so that nobody's mark waits for a long list; readings forgotten in one.
_BATCH, _READINGS = 20_000, 20
#: Seconds that a page waits for another writer; what could not be written then is written with the next page.
_PATIENCE = 0.1
#: Openings that a process remembers.
_MOST = 10_000

_readings, _seen = cast(sa.Table, Reading.__table__), cast(sa.Table, Seen.__table__)
_members = sa.table("member", sa.column("id"))


@dataclass(frozen=True, slots=True)
class Opening:
    """That an account opened a member's record in that hour, as what."""

    member_id: int
    account_id: int | None
    hour: datetime
    role: Role
    states: tuple[str, ...]


class Openings:
    """What a process has written down already, so that it writes once an hour; and what still waits to be written."""

    def __init__(self) -> None:
        self.written: set[Opening] = set()
        self.waiting: set[Opening] = set()


def note_opened(member_id: int, by: Actor) -> None:
    """Somebody opened the record of another person: once an hour for each. Never fails, never makes her wait long.

    Where the database is busy it is written with the next record that this process shows.
    """
    note_all_opened([member_id], by)


def note_all_opened(member_ids: Collection[int], by: Actor) -> None:
    """The same of a page that shows what several records say."""
    openings: Openings = current_app.extensions.setdefault("openings", Openings())
    role, states = _capacity(by)
    hour = _hour()
    shown = {Opening(one, by.account_id, hour, role, tuple(states)) for one in member_ids if one != by.member_id}
    new = shown - openings.written
    if not new or len(openings.waiting) >= _MOST:
        return
    openings.waiting |= new
    waiting = list(openings.waiting)
    try:
        with bookkeeping(_PATIENCE):
            for people in _by_reading(waiting):
                _write(people)
    except OperationalError as error:
        if not is_locked(error):
            raise
        return
    openings.waiting.difference_update(waiting)
    if len(openings.written) > _MOST:
        openings.written.clear()
    openings.written.update(waiting)


def _by_reading(openings: Iterable[Opening]) -> Iterable[Sequence[Opening]]:
    """Those that one account made in one hour, together."""
    found: dict[tuple[Any, ...], list[Opening]] = {}
    for one in openings:
        found.setdefault((one.account_id, one.hour, one.role, one.states), []).append(one)
    return found.values()


def _write(openings: Sequence[Opening]) -> None:
    """The hour's reading of the account, unless it is there; in it the people, unless they are there or are gone."""
    first = openings[0]
    values = _reading(Sighting.OPENED, first.account_id, first.hour, first.role, first.states)
    execute = db.session.connection().execute
    execute(upsert(_readings).values(values).on_conflict_do_nothing())
    people = (
        sa.select(_readings.c.id, _members.c.id, sa.false(), sa.false())
        .join_from(_readings, _members, _members.c.id.in_([one.member_id for one in openings]))
        .where(
            _readings.c.what == Sighting.OPENED,
            _readings.c.account_id == first.account_id,
            _readings.c.hour == first.hour,
            _readings.c.purpose == "",
        )
    )
    execute(_inserted(people))


def note_reason(member_id: int, reason: str, by: Actor) -> None:
    """A shielded record was opened for this reason, inside the open change that opens it."""
    _add(_begin(Sighting.OPENED, by, purpose=reason), [member_id], in_part=False, bulk=False)


class Listed:
    """The people on a list, gathered while it is written: four bytes for each, and a bit more.

    Rows have `member_id`, and `viewed_id` where the reader may view her.
    """

    def __init__(self) -> None:
        self.whole: array[int] = array("i")
        self.in_part: array[int] = array("i")

    def add(self, member_ids: Sequence[int | None], viewed_ids: Sequence[int | None]) -> None:
        """More rows of the list. Where a code stood (no `member_id`), nothing of anybody left."""
        if None not in viewed_ids:
            self.whole.extend(viewed_ids)  # type: ignore[arg-type]  # just seen
            return
        for member_id, viewed_id in zip(member_ids, viewed_ids, strict=True):
            if member_id is not None:
                (self.in_part if viewed_id is None else self.whole).append(member_id)

    def __len__(self) -> int:
        return len(self.whole) + len(self.in_part)


def note_list(export_id: int, people: Listed, by: Actor) -> None:
    """Everybody on the list with this number, in transactions of its own. Told to them once the export is recorded."""
    bulk = len(people) > BULK
    reading_id: int | None = None
    for ids, in_part in ((people.whole, False), (people.in_part, True)):
        for start in range(0, len(ids), _BATCH):
            with bookkeeping():
                reading_id = reading_id or _begin(Sighting.LISTED, by, export_id=export_id, bulk=bulk)
                _add(reading_id, ids[start : start + _BATCH], in_part=in_part, bulk=bulk)


def note_sheet(training_id: int, member_ids: Sequence[int], by: Actor) -> None:
    """Everybody on a printed sheet, inside the open change that prints it."""
    if member_ids:
        reading_id = _begin(Sighting.PRINTED, by, training_id=training_id)
        _add(reading_id, member_ids, in_part=True, bulk=False)


def forget_seen(before: datetime) -> int:
    """Forget what was seen before that moment; says how many readings. In short transactions."""
    forgotten = 0
    old = sa.select(_readings.c.id).where(_readings.c.hour < before).limit(_READINGS)
    for _some in in_turns(itertools.count()):
        with bookkeeping():
            connection = db.session.connection()
            ids = list(connection.scalars(old))
            for table, column in ((_seen, _seen.c.reading_id), (_readings, _readings.c.id)):
                connection.execute(table.delete().where(column.in_(ids)))
        forgotten += len(ids)
        if len(ids) < _READINGS:
            break
    return forgotten


def forget_person(member_id: int) -> None:
    """Forget who has seen a record that is being deleted, inside the open change that deletes it."""
    crowded = _seen.c.reading_id.in_(sa.select(_readings.c.id).where(_readings.c.bulk.is_(True)))
    for whichever in (_seen.c.bulk.is_(False), crowded):
        db.session.connection().execute(_seen.delete().where(_seen.c.member_id == member_id, whichever))


def _capacity(by: Actor) -> tuple[Role, list[str]]:
    """As what she reads: the role by which she reaches furthest, and the states that she coordinates."""
    role = next((one for one in (Role.SECRETARIAT, Role.COORDINATOR) if one in by.roles), Role.MEMBER)
    return role, sorted(by.states) if role is Role.COORDINATOR else []


def _hour() -> datetime:
    return now().replace(minute=0, second=0, microsecond=0)


def _reading(
    what: Sighting, account_id: int | None, hour: datetime, role: Role, states: Sequence[str], **about: Any
) -> dict[str, Any]:
    facts = {"account_id": account_id, "hour": hour, "what": what, "role": role, "states": list(states)}
    return {"bulk": False, **facts, **about}


def _begin(what: Sighting, by: Actor, **about: Any) -> int:
    """A new reading; gives its id."""
    values = _reading(what, by.account_id, _hour(), *_capacity(by), **about)
    return int(db.session.connection().execute(_readings.insert().returning(_readings.c.id), values).scalar_one())


def _add(reading_id: int, ids: Sequence[int], *, in_part: bool, bulk: bool) -> None:
    """These people, each once: on a list over several trainings somebody stands several times. Whoever has gone since
    the list was read is left out.

    One statement that takes them all apart in the database: a row at a time takes five times as long.
    """
    if db.session.get_bind().dialect.name == "postgresql":
        each: Any = sa.func.unnest(sa.literal(sorted(ids), postgresql.ARRAY(sa.Integer))).column_valued("member_id")
    else:
        each = sa.func.json_each(json.dumps(sorted(ids))).table_valued("value").c.value
    there = _members.c.id == each
    rows = sa.select(sa.literal(reading_id), _members.c.id, sa.literal(in_part), sa.literal(bulk)).where(there)
    db.session.connection().execute(_inserted(rows))


def _inserted(rows: sa.Select[Any]) -> Any:
    """Rows of `seen`, but for those that are there."""
    return upsert(_seen).from_select(["reading_id", "member_id", "in_part", "bulk"], rows).on_conflict_do_nothing()
