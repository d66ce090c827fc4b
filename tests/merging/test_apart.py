"""That two are not the same person is remembered of the record that stays, and comes back where it was."""

import sqlalchemy as sa
from flask import Flask

from network.audit.changes import Operator
from network.database import db
from network.members.models import Member
from network.members.pairs import DistinctPair, LikelyPair
from network.members.telling_apart import tell_apart
from network.merging import undoing
from network.merging.models import Merger
from network.privacy import erasing
from tests import factories as make
from tests.merging.test_rights import as_office, merged


def told(*pairs: tuple[Member, Member]) -> set[frozenset[int]]:
    """As the test says them."""
    return {frozenset((one.id, other.id)) for one, other in pairs}


def rows(model: type[DistinctPair] | type[LikelyPair]) -> set[frozenset[int]]:
    found = {frozenset(row) for row in db.session.execute(sa.select(model.one_id, model.other_id))}
    db.session.rollback()
    return found


def undone(uid: str) -> None:
    merger = db.session.scalars(sa.select(Merger).where(Merger.uid == uid)).one()
    db.session.rollback()
    undoing.undo(merger.id, why="They are two", by=as_office())


def test_who_was_told_apart_stays_so_through_a_merge_and_its_undo(app: Flask) -> None:
    with app.app_context():
        before, stays, between, goes, after = (make.member() for _five in range(5))
        for other in (before, stays, between, after):
            tell_apart(goes, other, by=Operator())
        tell_apart(stays, after, by=Operator())
        apart = rows(DistinctPair)

        uid = merged(stays, goes)

        assert rows(DistinctPair) == told((stays, before), (stays, between), (stays, after))
        assert not rows(LikelyPair) & rows(DistinctPair), "nobody is asked about them again"

        undone(uid)

        assert rows(DistinctPair) == apart
        assert not rows(LikelyPair) & apart


def test_what_changed_meanwhile_is_not_brought_back(app: Flask) -> None:
    with app.app_context():
        other, stays, goes, erased, another = (make.member() for _five in range(5))
        for one in (stays, goes):
            tell_apart(one, erased, by=Operator())
        tell_apart(goes, other, by=Operator())
        uid = merged(stays, goes)
        erasing.erase(erased.id, why="She asked for it", by=Operator())
        merged(another, other)

        undone(uid)

        assert rows(DistinctPair) == told((goes, another))
