"""That two records are not the same person: said by somebody who may edit both, remembered, and taken back."""

from typing import Any

import sqlalchemy as sa

from network.access.policy import Action
from network.access.scope import Actor, permitted
from network.audit.changes import Author, change
from network.audit.events import Event
from network.clock import now
from network.database import db
from network.members.models import Member
from network.members.pairing import pairs_of, write_pairs
from network.members.pairs import DistinctPair, LikelyPair, ordered

_PAIRS: Any = LikelyPair.__table__


def tell_apart(one: Member, other: Member, *, by: Author) -> None:
    """They are two people: from now on they are no pair. Once more does nothing more."""
    pair = ordered(one.id, other.id)
    with change(Event.PAIR_TOLD_APART, by=by, about=one) as note:
        if not keep_apart(*pair):
            note.nothing()


def keep_apart(one_id: int, other_id: int) -> bool:
    """Inside an open change: remember that these two are not one person. False where that is known already."""
    one_id, other_id = ordered(one_id, other_id)
    # Wait for whoever changes one of them before touching their pair: she is about to write it anew herself.
    there = sa.select(Member.id).where(Member.id.in_((one_id, other_id))).order_by(Member.id)
    db.session.execute(there.with_for_update(read=True, key_share=True)).all()
    db.session.execute(sa.delete(_PAIRS).where(_PAIRS.c.one_id == one_id, _PAIRS.c.other_id == other_id))
    if _distinct(one_id, other_id) is not None:
        return False
    db.session.add(DistinctPair(one_id=one_id, other_id=other_id, said_at=now()))
    db.session.flush()
    return True


def take_back(one: Member, other: Member, *, by: Author) -> None:
    """Nobody says any more that they are two people; they are compared again."""
    pair = ordered(one.id, other.id)
    with change(Event.PAIR_TAKEN_BACK, by=by, about=one) as note:
        said = _distinct(*pair)
        if said is None:
            note.nothing()
            return
        db.session.delete(said)
        db.session.flush()
        write_pairs(pair, pairs_of(pair))


def _distinct(one_id: int, other_id: int) -> DistinctPair | None:
    select = sa.select(DistinctPair).where(DistinctPair.one_id == one_id, DistinctPair.other_id == other_id)
    return db.session.scalar(select.with_for_update())


def both(actor: Actor, one_uid: str, other_uid: str) -> tuple[Member, Member] | None:
    """The two records, where the actor may edit both of them and neither is erased."""
    select = permitted(actor, Action.MEMBER_EDIT, Member).where(Member.uid.in_([one_uid, other_uid]))
    found_ones = {one.uid: one for one in db.session.scalars(select.where(Member.erased_at.is_(None)))}
    if one_uid == other_uid or len(found_ones) < 2:
        return None
    return found_ones[one_uid], found_ones[other_uid]
