"""Keeps keys and likely pairs as names are written.

Of few people the pairs are found at once, inside the change that wrote their names: that reads only whom they may be.
Of many it is put off (`LikenessDue`): the review list goes on with some at every visit, `network members pairs` with
all. What is found is found before the database is locked, so no writer waits for it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from network.access.policy import Action
from network.access.scope import Actor, condition
from network.audit.changes import bookkeeping
from network.clock import now
from network.database import db, is_locked, upsert
from network.members.duplicates import asked_members, found, previous_of
from network.members.keys import key_rows
from network.members.models import Member
from network.members.pairs import DistinctPair, LikelyPair, LikenessDue, LikenessKey, ordered

#: People whose pairs are found at once; more come from a list.
FEW = 5
#: Pairs of one person, as she is looked at: who has more namesakes is found by hand.
MOST_PAIRS = 8
#: People of one visit of the review list, and of one step of the operator's command.
A_VISIT, A_STEP = 50, 500
#: Ids that one statement names.
_BATCH = 500

_KEYS: Any = LikenessKey.__table__
_DUE: Any = LikenessDue.__table__
_PAIRS: Any = LikelyPair.__table__
_DISTINCT: Any = DistinctPair.__table__


def write_keys(members: Iterable[Any], previous: Mapping[int, Sequence[Any]] | None = None) -> None:
    """Inside an open change: what these members (they have ids) are looked for under, and whom they may be."""
    members = list(members)
    ids = [member.id for member in members]
    if previous is None:
        previous = previous_of(ids)
    for batch in _batches(ids):
        db.session.execute(sa.delete(_KEYS).where(_KEYS.c.member_id.in_(batch)))
    if rows := [row for member in members for row in key_rows(member, previous.get(member.id, ()))]:
        db.session.execute(sa.insert(_KEYS), rows)
    if len(members) <= FEW:
        write_pairs(ids, pairs_of(ids))
    else:
        put_off(ids)


def put_off(member_ids: Sequence[int]) -> None:
    """Inside an open change: their pairs are found later."""
    since = now()
    for batch in _batches(member_ids):
        rows = [{"member_id": member_id, "since": since} for member_id in batch]
        again = upsert(_DUE).on_conflict_do_update(index_elements=["member_id"], set_={"since": since})
        db.session.execute(again, rows)


def pairs_of(member_ids: Sequence[int]) -> list[dict[str, int]]:
    """The pairs of these people as rows, without those that are distinct: whoever may see them, the list decides."""
    asked = asked_members(member_ids)
    apart = _apart(member_ids)
    rows: dict[tuple[int, int], int] = {}
    for one, likely_ones in zip(asked, found(asked, sa.true(), MOST_PAIRS), strict=True):
        for likely in likely_ones:
            pair = ordered(one.own_id or 0, likely.member_id)
            if pair not in apart:
                rows[pair] = max(likely.score, rows.get(pair, 0))
    return [{"one_id": one, "other_id": other, "score": score} for (one, other), score in rows.items()]


def _apart(member_ids: Sequence[int]) -> set[tuple[int, int]]:
    """The distinct pairs that one of these is of."""
    columns = _DISTINCT.c.one_id, _DISTINCT.c.other_id
    return {
        tuple(row)
        for batch in _batches(member_ids)
        for row in db.session.execute(sa.select(*columns).where(sa.or_(*(column.in_(batch) for column in columns))))
    }


def write_pairs(member_ids: Sequence[int], pairs: Sequence[dict[str, int]]) -> None:
    """Inside an open change: these are the pairs of these people, and nobody waits for them any more.

    A pair with somebody whom another one changes just now is found later: her row would have to be waited for, and
    whoever changes it may be waiting for one of these.
    """
    for batch in _batches(member_ids):
        for column in (_PAIRS.c.one_id, _PAIRS.c.other_id):
            db.session.execute(sa.delete(_PAIRS).where(column.in_(batch)))
        db.session.execute(sa.delete(_DUE).where(_DUE.c.member_id.in_(batch)))
    free = _free({one for pair in pairs for one in (pair["one_id"], pair["other_id"])})
    held = [pair for pair in pairs if not {pair["one_id"], pair["other_id"]} <= free]
    if held:
        put_off([one for one in member_ids if any(one in (pair["one_id"], pair["other_id"]) for pair in held)])
        pairs = [pair for pair in pairs if pair not in held]
    if pairs:
        again = upsert(_PAIRS)
        again = again.on_conflict_do_update(index_elements=["one_id", "other_id"], set_={"score": again.excluded.score})
        db.session.execute(again, pairs)


def _free(member_ids: Iterable[int]) -> set[int]:
    """Of these people those whose rows can be pointed at without waiting; nobody else changes them from now on."""
    free: set[int] = set()
    for batch in _batches(sorted(member_ids)):
        there = sa.select(Member.id).where(Member.id.in_(batch)).order_by(Member.id)
        free |= set(db.session.scalars(there.with_for_update(read=True, key_share=True, skip_locked=True)))
    return free


def find_due(most: int, patience: float = 0.1) -> int:
    """Find the pairs of some who wait for it; how many they were. Raises OperationalError where another writes.

    Whoever was written anew meanwhile waits for the next time.
    """
    due = db.session.execute(sa.select(_DUE).order_by(_DUE.c.since, _DUE.c.member_id).limit(most)).all()
    if not due:
        return 0
    pairs = pairs_of([row.member_id for row in due])
    with bookkeeping(patience):
        same = sa.select(_DUE).where(_DUE.c.member_id.in_([row.member_id for row in due]))
        still = {tuple(row) for row in db.session.execute(same)} & {tuple(row) for row in due}
        ids = _free(member_id for member_id, _since in still)
        held = _apart(sorted(ids))
        write_pairs(sorted(ids), [
            row for row in pairs
            if ids & {row["one_id"], row["other_id"]} and (row["one_id"], row["other_id"]) not in held
        ])  # fmt: skip
    return len(due)


def go_on(reader: Actor) -> int:
    """Find the pairs of some who wait, as far as nobody else writes just now; how many of the reader's wait still."""
    try:
        if find_due(A_VISIT) < A_VISIT:
            return 0
    except sa.exc.OperationalError as error:
        if not is_locked(error):
            raise
    return waiting(reader)


def find_all(*, anew: bool, said: Callable[[int], None]) -> int:
    """Find the pairs of all who wait; `anew`, of everybody. `said` is told how many are done."""
    if anew:
        with bookkeeping():
            everybody = sa.select(Member.id, sa.literal(now(), _DUE.c.since.type)).where(Member.erased_at.is_(None))
            db.session.execute(sa.delete(_DUE))
            db.session.execute(sa.insert(_DUE).from_select(["member_id", "since"], everybody))
    done = 0
    while step := find_due(A_STEP, patience=15):
        done += step
        said(done)
    return done


def waiting(reader: Actor, most: int = 10_000) -> int:
    """How many people on the reader's list wait to be compared; counted no further than `most`."""
    hers = sa.select(sa.literal(1)).join_from(_DUE, Member, Member.id == _DUE.c.member_id)
    counted = hers.where(condition(reader, Action.MEMBER_LIST, Member)).limit(most).subquery()
    return db.session.scalar(sa.select(sa.func.count()).select_from(counted)) or 0


def _batches(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    return (ids[start : start + _BATCH] for start in range(0, len(ids), _BATCH))
