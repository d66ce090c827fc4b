"""One new agency for many people, inside one change: the same rules as for one (`careers`), a few statements for all.

Every statement names a few hundred people; written past the ORM, and told to the trail as a flush would tell it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum, auto
from typing import Any, cast

import sqlalchemy as sa

from network.agencies.models import Agency
from network.audit.changes import Change
from network.database import db
from network.members.careers import settled
from network.members.derived import batches
from network.members.models import Affiliation
from network.vocabulary import State

_TABLE = cast(sa.Table, Affiliation.__table__)
_DAY = timedelta(days=1)


class Outcome(Enum):
    """What one new agency from a day on is to one person's career."""

    MOVES = auto()
    BEGINS = auto()
    SERVES_THERE = auto()
    OTHER_STATE = auto()
    OVERLAPS = auto()


@dataclass(frozen=True, slots=True)
class Held:
    """One post of hers, as much of it as decides."""

    id: int
    version: int
    agency_id: int
    starts_on: date
    ends_on: date | None


def outcome(state: State, held: Sequence[Held], agency: Agency, day: date) -> tuple[Outcome, Held | None]:
    """What happens to her, and the open post that would end on the day before. As `careers.begin` decides of one."""
    open_one = next((one for one in held if one.ends_on is None), None)
    if open_one is not None and open_one.agency_id == agency.id:
        return Outcome.SERVES_THERE, open_one
    if agency.state is not state and all(one.agency_id != agency.id for one in held):
        return Outcome.OTHER_STATE, open_one
    closes = open_one if open_one is not None and open_one.starts_on < day else None
    if any((one.ends_on or date.max) >= day for one in held if one is not closes):
        return Outcome.OVERLAPS, open_one
    return (Outcome.MOVES if closes else Outcome.BEGINS), closes


def begin_many(
    note: Change, closing: Mapping[int, int | None], agency_id: int, day: date, *, keeps: bool
) -> dict[int, int]:
    """From that day on these people serve there; gives the new row's id by person.

    Inside an open change that holds their locks. `closing` is, by person, her open post: it ends on the day before.
    With `keeps` rank, band and position go with her.
    """
    ids = [one for one in closing.values() if one is not None]
    kept = {row.member_id: row for row in _rows(ids)} if keeps else {}
    for some in batches(ids):
        _update(some, ends_on=day - _DAY)
    values = [_post(member_id, agency_id, day, kept.get(member_id)) for member_id in sorted(closing)]
    made: dict[int, int] = {}
    for batch in (values[start : start + 500] for start in range(0, len(values), 500)):
        added = db.session.connection().execute(_TABLE.insert().returning(_TABLE.c.id, _TABLE.c.member_id), batch)
        made.update((row.member_id, row.id) for row in added)
    _tell_ends(note, closing, (None, day - _DAY))
    note.rows.extend(_told(made[one["member_id"]], "added", one) for one in values)
    settled(list(closing))
    return made


def take_back(note: Change, began: Mapping[int, int], closed: Mapping[int, int]) -> None:
    """The new rows (by person) go, the ones that they ended are open again. Inside such a change, too."""
    gone = {row.id: row for row in _rows(began.values())}
    for some in batches(list(began.values())):
        db.session.connection().execute(_TABLE.delete().where(_TABLE.c.id.in_(some)))
    for some in batches(list(closed.values())):
        _update(some, ends_on=None)
    note.rows.extend(_told(row.id, "removed", dict(row._mapping)) for row in gone.values())
    ended = {member_id: gone[began[member_id]].starts_on - _DAY for member_id in closed}
    for member_id, affiliation_id in closed.items():
        _tell_ends(note, {member_id: affiliation_id}, (ended[member_id], None))
    settled(list(began))


def _rows(ids: Collection[int]) -> Iterable[Any]:
    for some in batches(list(ids)):
        yield from db.session.connection().execute(sa.select(_TABLE).where(_TABLE.c.id.in_(some)))


def _update(ids: Sequence[int], **values: Any) -> None:
    changed = _TABLE.update().where(_TABLE.c.id.in_(ids))
    db.session.connection().execute(changed.values(version=_TABLE.c.version + 1, **values))


def _post(member_id: int, agency_id: int, day: date, kept: Any) -> dict[str, Any]:
    words = {"rank": kept.rank, "band": kept.band, "position": kept.position} if kept else {}
    empty = {"rank": "", "band": None, "position": ""}
    return {"member_id": member_id, "agency_id": agency_id, "starts_on": day, "version": 1, **empty, **words}


def _told(affiliation_id: int, verb: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """A row of the trail: her own trail finds it by whose it is."""
    said = {name: value for name, value in values.items() if name != "id" and value is not None}
    personal = {name: said.pop(name) for name in ("rank", "position") if name in said}
    row = {"table": _TABLE.name, "id": affiliation_id, verb: said, "of": f"member:{values['member_id']}"}
    return {**row, "personal": personal} if any(personal.values()) else row


def _tell_ends(note: Change, whose: Mapping[int, int | None], ends: tuple[date | None, date | None]) -> None:
    note.rows.extend(
        {"table": _TABLE.name, "id": one, "changed": {"ends_on": list(ends)}, "of": f"member:{member_id}"}
        for member_id, one in whose.items()
        if one is not None
    )
