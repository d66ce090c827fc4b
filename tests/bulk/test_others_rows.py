"""Undo takes back what was done to her, and touches no row of somebody else: SQLite gives the key of a row that went
to the next one, whosever that is.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from network.database import db
from network.members import careers
from network.members.careers import Post
from network.members.models import Affiliation
from network.participation.models import Participation
from tests import factories as make
from tests.bulk.conftest import Bulk
from tests.bulk.test_transferring import FIRST, signed
from tests.merging.test_rights import merged

Working = Callable[[Any], Bulk]


@pytest.mark.parametrize("served", [False, True], ids=["began", "moved"])
def test_undo_of_a_transfer_that_was_taken_out_leaves_the_post_of_another(
    app: Flask, bulk: Working, served: bool
) -> None:
    with app.app_context():
        old, new, office = make.agency(english="Border Service"), make.agency(english="Customs"), make.secretariat()
        her, another = make.member(given="Hers"), make.member(given="Another")
        if served:
            make.affiliation(her, old)
    work = bulk(office).choose("agency", [her]).answer(agency=str(new.id), starts_on=FIRST.isoformat(), keeps="y")
    work.do()
    with app.app_context():
        begun = db.session.scalars(sa.select(Affiliation).where(Affiliation.starts_on == FIRST)).one()
        mistake = begun.id, begun.version
        db.session.rollback()
        careers.remove_affiliation(*mistake, by=signed(office))
        careers.add_affiliation(another.id, Post(new.id, date(2021, 5, 5)), by=signed(office))

    work.undo()

    assert work.fates() == {"Hers": "Changed since: stays"}
    with app.app_context():
        hers = sa.select(Affiliation.starts_on).where(Affiliation.member_id == another.id)
        assert db.session.scalars(hers).all() == [date(2021, 5, 5)]


def test_undo_of_a_place_that_a_merge_took_away_leaves_the_place_of_another(app: Flask, bulk: Working) -> None:
    with app.app_context():
        office, training = make.secretariat(), make.training()
        stays, goes, another = (make.member(given=given) for given in ("Stays", "Goes", "Another"))
        make.participation(training, stays)
    work = bulk(office).choose("training", [goes]).answer(training=training.id, role="participant")
    work.do()
    with app.app_context():
        merged(stays, goes)
        make.participation(training, another)

    work.undo()

    with app.app_context():
        assert set(db.session.scalars(sa.select(Participation.member_id))) == {stays.id, another.id}
