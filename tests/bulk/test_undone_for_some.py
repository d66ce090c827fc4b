"""An undo that leaves somebody as she is leaves the lists alone that print where she serves."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask

from network.clock import today
from network.database import db
from network.members import careers
from network.members.careers import Post
from network.members.models import Affiliation
from network.participation.models import Participation
from tests import factories as make
from tests.bulk.conftest import Bulk
from tests.bulk.test_transferring import FIRST, Crowd, signed


def test_whose_post_stays_is_printed_with_it(app: Flask, bulk: Callable[[Any], Bulk]) -> None:
    with app.app_context():
        crowd, office = Crowd(), make.secretariat()
    work = bulk(office).choose("agency", crowd.moving).answer(**crowd.answers)
    work.do()
    with app.app_context():
        stays, back = crowd.moving
        begun = sa.select(Affiliation).where(Affiliation.starts_on == FIRST)
        posts = {one.member_id: (one.id, one.version) for one in db.session.scalars(begun)}
        db.session.rollback()
        training = make.training(starts_on=today() - timedelta(days=1))
        for one in crowd.moving:
            make.participation(training, one, affiliation_id=posts[one.id][0])
        changed = Post(crowd.new.id, FIRST, None, "Major", position="Head of the shift")
        careers.correct_affiliation(*posts[stays.id], changed, by=signed(office))

    work.undo()

    with app.app_context():
        printed = sa.select(Participation.member_id, Affiliation.agency_id).join(
            Affiliation, Affiliation.id == Participation.affiliation_id
        )
        assert dict(tuple(row) for row in db.session.execute(printed)) == {
            stays.id: crowd.new.id, back.id: crowd.old.id,
        }  # fmt: skip
