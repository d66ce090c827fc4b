"""Many onto the list of a training, and off it again as long as nobody is marked."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from flask import Flask

from network.clock import today
from network.database import db
from network.members.models import Member
from network.participation.models import Participation
from network.trainings.models import Training
from network.vocabulary import ParticipantRole, ParticipationStatus, State, TrainingStatus
from tests import factories as make
from tests.bulk.conftest import Bulk

Working = Callable[[Any], Bulk]


def on_list(app: Flask, training: Training) -> dict[int, tuple[Any, ...]]:
    with app.app_context():
        rows = db.session.scalars(sa.select(Participation).where(Participation.training_id == training.id))
        return {one.member_id: (one.role, one.status, one.state, one.affiliation_id, one.joined_at) for one in rows}


def test_who_is_not_on_it_comes_onto_it_and_goes_again_but_for_whoever_is_marked(app: Flask, bulk: Working) -> None:
    with app.app_context():
        office, agency = make.secretariat(), make.agency()
        training = make.training(capacity=3)
        new = [make.member(given=f"New{n}") for n in range(3)]
        post = make.affiliation(new[0], agency)
        there, removed = make.member(given="There"), make.member(given="Removed")
        make.participation(training, there)
        make.participation(training, removed, status=ParticipationStatus.WITHDRAWN, removed_why="ill")
    before = on_list(app, training)
    work = bulk(office).choose("training", [*new, there, removed]).answer(training=training.id, role="participant")

    assert work.fates() == {
        **{f"New{n}": "Comes onto the list" for n in range(3)},
        "There": "On the list already",
        "Removed": "Was taken off this list",
    }
    assert "There would be 4 participants for 3 places." in work.page
    assert on_list(app, training) == before

    work.do()

    confirmed = (ParticipantRole.PARTICIPANT, ParticipationStatus.CONFIRMED, State.KG)
    after = on_list(app, training)
    assert after[new[0].id] == (*confirmed, post.id, None)
    assert after[new[1].id] == (*confirmed, None, None)
    assert {one: after[one] for one in before} == before

    with app.app_context():
        part = db.session.scalars(sa.select(Participation).where(Participation.member_id == new[0].id)).one()
        db.session.rollback()
        make.mark(part, make.sessions_of(training)[0], office)
    work.undo()

    assert set(on_list(app, training)) == {*before, new[0].id}
    assert work.fates()["New0"] == "Has marks: stays"


def test_once_it_has_begun_they_are_expected_from_the_present_session(app: Flask, bulk: Working) -> None:
    with app.app_context():
        office, person = make.secretariat(), make.member()
        training = make.training(starts_on=today().replace(day=1), days=60)
    work = bulk(office).choose("training", [person]).answer(training=training.id, role="observer")
    assert "expected from" in work.page
    work.do()

    role, *_others, joined_at = on_list(app, training)[person.id]
    assert (role, joined_at is not None) == (ParticipantRole.OBSERVER, True)


def test_a_training_that_was_cancelled_meanwhile_takes_nobody(app: Flask, bulk: Working) -> None:
    with app.app_context():
        office, person, training = make.secretariat(), make.member(), make.training()
    work = bulk(office).choose("training", [person]).answer(training=training.id, role="participant")
    with app.app_context(), make.saving():
        db.session.get_one(Training, training.id).status = TrainingStatus.CANCELLED

    work.do()

    assert "This training was cancelled" in work.page
    assert on_list(app, training) == {}


def test_whoever_left_the_state_meanwhile_is_touched_neither_way(app: Flask, bulk: Working) -> None:
    with app.app_context():
        coordinator, training = make.coordinator(State.KG), make.training()
        first, second = make.member(given="First"), make.member(given="Second")
    work = bulk(coordinator).choose("training", [first, second]).answer(training=training.id, role="participant")

    def leaves(who: Member) -> None:
        with app.app_context(), make.saving():
            db.session.get_one(Member, who.id).state = State.UZ

    leaves(first)
    work.do()
    assert set(on_list(app, training)) == {second.id}
    leaves(second)
    work.undo()
    assert set(on_list(app, training)) == {second.id}
