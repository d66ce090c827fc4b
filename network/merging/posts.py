"""Two careers become one without a day that two posts share: where they overlap, those of the chosen record stand."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

import sqlalchemy as sa

from network.database import db
from network.members.models import Affiliation
from network.merging.choices import Side
from network.merging.preview import is_same
from network.participation.models import Participation

_DAY = timedelta(days=1)


def unite(stays_id: int, goes_id: int, side: Side) -> None:
    """Inside the open change of a merge, under both locks. Lists are pointed at their posts afterwards."""
    standing, yielding = (_of(one) for one in ((goes_id, stays_id) if side is Side.GOES else (stays_id, goes_id)))
    pieces: list[Affiliation] = []
    gone: list[Affiliation] = []
    for one in yielding:
        left = [] if any(is_same(one, other) for other in standing) else _free_days(one, standing)
        if not left:
            gone.append(one)
            continue
        (one.starts_on, one.ends_on), *more = left
        pieces += [_piece(one, stays_id, *days) for days in more]
    db.session.flush()
    named = Participation.affiliation_id.in_([one.id for one in gone])
    db.session.execute(sa.update(Participation.__table__).where(named).values(affiliation_id=None))  # type: ignore[arg-type]
    for one in gone:
        db.session.delete(one)
    db.session.flush()
    for one in (*standing, *yielding):
        if one not in gone:
            one.member_id = stays_id
    db.session.flush()
    db.session.add_all(pieces)
    db.session.flush()


def _of(member_id: int) -> Sequence[Affiliation]:
    select = sa.select(Affiliation).where(Affiliation.member_id == member_id).order_by(Affiliation.starts_on)
    return db.session.scalars(select.execution_options(populate_existing=True)).all()


def _free_days(one: Affiliation, others: Sequence[Affiliation]) -> list[tuple[date, date | None]]:
    """The periods of a post on which none of the others stands, in order."""
    left = [(one.starts_on, one.ends_on)]
    for other in others:
        left = [piece for days in left for piece in _without(days, (other.starts_on, other.ends_on))]
    return left


Days = tuple[date, date | None]


def _without(days: Days, taken: Days) -> list[Days]:
    first, last = days
    if taken[0] > (last or date.max) or (taken[1] or date.max) < first:
        return [days]
    pieces: list[Days] = []
    if first < taken[0]:
        pieces.append((first, taken[0] - _DAY))
    if taken[1] is not None and taken[1] < (last or date.max):
        pieces.append((taken[1] + _DAY, last))
    return pieces


def _piece(one: Affiliation, member_id: int, first: date, last: date | None) -> Affiliation:
    """The rest of a post that another one interrupts."""
    same = {
        "agency_id": one.agency_id,
        "rank_id": one.rank_id,
        "rank": one.rank,
        "band": one.band,
        "position": one.position,
    }
    return Affiliation(member_id=member_id, starts_on=first, ends_on=last, **same)


def part(member_ids: Sequence[int]) -> None:
    """After an undo: a post that was recorded meanwhile ends the one before it, so that no day has two."""
    for member_id in member_ids:
        held = _of(member_id)
        for before, after in pairwise(held):
            if before.ends_on is None or before.ends_on >= after.starts_on:
                before.ends_on = after.starts_on - _DAY
        db.session.flush()
