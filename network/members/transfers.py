"""One new agency for many people, inside one change: the same rules as for one (`careers`), a few statements for all.

Written past the ORM, and told to the trail as a flush would tell it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum, auto
from typing import Any, cast

import sqlalchemy as sa

from network.agencies.models import Agency
from network.audit.changes import Change
from network.database import among, db
from network.members.careers import settled
from network.members.models import Affiliation
from network.vocabulary import State

_TABLE = cast(sa.Table, Affiliation.__table__)
_DAY = timedelta(days=1)
#: What the trail says of a row.
_TOLD = [
    _TABLE.c[name]
    for name in ("id", "member_id", "agency_id", "rank_id", "rank", "band", "position", "starts_on", "ends_on")
]


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
    ending = [one for one in closing.values() if one is not None]
    _update(ending, ends_on=day - _DAY)
    members, former = sa.table("member", sa.column("id")), _TABLE.alias("former")
    kept = sa.and_(former.c.member_id == members.c.id, among(former.c.id, ending), sa.literal(keeps))
    values: dict[str, Any] = {
        "member_id": members.c.id,
        "agency_id": sa.literal(agency_id),
        "rank_id": former.c.rank_id,
        "rank": sa.func.coalesce(former.c.rank, ""),
        "band": former.c.band,
        "position": sa.func.coalesce(former.c.position, ""),
        "starts_on": sa.literal(day, sa.Date()),
        "version": sa.literal(1),
    }
    posts = sa.select(*values.values()).select_from(members).outerjoin(former, kept)
    begun = _TABLE.insert().from_select(list(values), posts.where(among(members.c.id, closing))).returning(*_TOLD)
    rows = db.session.connection().execute(begun).all()
    _tell_ends(note, closing, dict.fromkeys(closing, (None, day - _DAY)))
    note.rows.extend(_told("added", row) for row in rows)
    settled(list(closing))
    return {row.member_id: row.id for row in rows}


def take_back(note: Change, began: Mapping[int, int], closed: Mapping[int, int]) -> None:
    """The new rows (by person) go, the ones that they ended are open again. Inside such a change, too."""
    gone = _TABLE.delete().where(among(_TABLE.c.id, began.values())).returning(*_TOLD)
    rows = {row.member_id: row for row in db.session.connection().execute(gone)}
    _update(closed.values(), ends_on=None)
    note.rows.extend(_told("removed", row) for row in rows.values())
    _tell_ends(note, closed, {one: (rows[one].starts_on - _DAY, None) for one in closed})
    settled(list(began))


def _update(ids: Collection[int], **values: Any) -> None:
    changed = _TABLE.update().where(among(_TABLE.c.id, ids))
    db.session.connection().execute(changed.values(version=_TABLE.c.version + 1, **values))


def _told(verb: str, row: Any) -> dict[str, Any]:
    """A row of the trail: her own trail finds it by whose it is."""
    said = {name: value for name, value in row._mapping.items() if name != "id" and value is not None}
    personal = {name: said.pop(name) for name in ("rank_id", "rank", "position") if name in said}
    told = {"table": _TABLE.name, "id": row.id, verb: said, "of": f"member:{row.member_id}"}
    return {**told, "personal": personal} if any(personal.values()) else told


def _tell_ends(
    note: Change, whose: Mapping[int, int | None], ends: Mapping[int, tuple[date | None, date | None]]
) -> None:
    note.rows.extend(
        {"table": _TABLE.name, "id": one, "changed": {"ends_on": list(ends[person])}, "of": f"member:{person}"}
        for person, one in whose.items()
        if one is not None
    )
