"""That two are not the same person: said of one record, it holds for the one that stays, and goes back with an undo."""

from typing import Any

import sqlalchemy as sa

from network.database import db
from network.members.models import Member
from network.members.pairs import DistinctPair, ordered

_PAIRS: Any = DistinctPair.__table__
_MEMBERS: Any = Member.__table__


def unite(stays_id: int, goes_id: int) -> None:
    """Inside the open change of a merge. That the two themselves are two people is taken back by it."""
    execute = db.session.connection().execute
    for row in execute(sa.select(_PAIRS).where(_of(goes_id))).all():
        pair = ordered(stays_id, _beside(row, goes_id))
        known = sa.exists().where(_PAIRS.c.one_id == pair[0], _PAIRS.c.other_id == pair[1])
        this = _PAIRS.c.id == row.id
        if pair[0] == pair[1] or db.session.scalar(sa.select(known)):
            execute(sa.delete(_PAIRS).where(this))
        else:
            execute(sa.update(_PAIRS).where(this).values(one_id=pair[0], other_id=pair[1]))


def part(pair_id: int, stays_id: int, gone_id: int) -> dict[str, int]:
    """The two of a pair that goes back to the record that went; none where it is not of the other any more."""
    row = db.session.connection().execute(sa.select(_PAIRS).where(_PAIRS.c.id == pair_id, _of(stays_id))).first()
    if row is None:
        return {}
    return dict(zip(("one_id", "other_id"), ordered(gone_id, _beside(row, stays_id)), strict=True))


def still_two(one_id: int, other_id: int) -> bool:
    """Whether both are there, and neither was erased meanwhile."""
    there = sa.select(sa.func.count()).where(_MEMBERS.c.id.in_((one_id, other_id)), _MEMBERS.c.erased_at.is_(None))
    return db.session.scalar(there) == 2


def _of(member_id: int) -> sa.ColumnElement[bool]:
    return sa.or_(_PAIRS.c.one_id == member_id, _PAIRS.c.other_id == member_id)


def _beside(row: Any, member_id: int) -> int:
    return int(row.other_id if row.one_id == member_id else row.one_id)
