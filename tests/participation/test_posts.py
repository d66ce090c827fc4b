"""A list prints where each person served on the training's first day, whatever becomes known of it later."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from flask import Flask

from network.agencies import commands as agencies
from network.audit.changes import Operator
from network.clock import today
from network.database import db
from network.members import careers
from network.members.careers import Post
from network.members.models import Affiliation
from network.participation import commands
from network.participation.models import Participation
from network.trainings import commands as trainings
from network.trainings.editing import TrainingFacts
from network.vocabulary import ParticipantRole, State
from tests import factories as make
from tests.participation.people import actor, rows

BY = Operator()
Work = Callable[[int], object]


class Lists:
    """A woman of the First Service since 2020, on the lists of a training held and of one to come."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        with app.app_context():
            self.office = make.secretariat()
            self.first, self.second = make.agency(State.KG, "First Service"), make.agency(State.KG, "Second Service")
            self.who = make.member(State.KG)
            self.post = make.affiliation(self.who, self.first, date(2020, 1, 1))
            self.held = make.training(State.KG, today() - timedelta(days=90))
            self.coming = make.training(State.KG, today() + timedelta(days=90))
            by = actor(self.office)
            for one in (self.held, self.coming):
                commands.add(one.id, [self.who.id], ParticipantRole.PARTICIPANT, None, by=by)

    def printed(self) -> list[str | None]:
        """The agency on the list that was held, and on the one to come."""
        return [rows(self.office, ["agency"], training_ids=[one.id])[0].agency for one in (self.held, self.coming)]

    def move(self, starts_on: date) -> None:
        """Give the coming training another first day."""
        facts = TrainingFacts("Moved", self.coming.kind, State.KG, starts_on, self.coming.ends_on)
        version = db.session.get_one(type(self.coming), self.coming.id).version
        db.session.rollback()
        trainings.edit_training(self.coming.id, facts, sessions=[], version=version, by=BY)


@pytest.fixture
def lists(app: Flask) -> Lists:
    return Lists(app)


def test_after_a_transfer_the_coming_list_prints_the_new_agency_and_the_old_list_the_old(lists: Lists) -> None:
    with lists.app.app_context():
        assert lists.printed() == ["First Service", "First Service"]
        careers.add_affiliation(lists.who.id, Post(lists.second.id, today()), by=BY)
        assert lists.printed() == ["First Service", "Second Service"]


def test_a_correction_of_the_days_changes_both_lists(lists: Lists) -> None:
    with lists.app.app_context():
        new = careers.add_affiliation(lists.who.id, Post(lists.second.id, today()), by=BY)
        earlier = lists.held.starts_on - timedelta(days=1)
        key, version = new.id, new.version
        old = db.session.get_one(Affiliation, lists.post.id)
        ended, old_version = Post(lists.first.id, old.starts_on, earlier - timedelta(days=1)), old.version
        db.session.rollback()
        careers.correct_affiliation(lists.post.id, old_version, ended, by=BY)
        assert lists.printed() == [None, "Second Service"]
        careers.correct_affiliation(key, version, Post(lists.second.id, earlier), by=BY)
        assert lists.printed() == ["Second Service", "Second Service"]


def test_whoever_left_before_the_first_day_is_printed_without_an_agency(lists: Lists) -> None:
    with lists.app.app_context():
        careers.end_affiliation(lists.post.id, 1, today(), by=BY)
        assert lists.printed() == ["First Service", None]


def test_after_a_merger_the_coming_list_prints_the_successor(lists: Lists) -> None:
    with lists.app.app_context():
        agencies.merge(lists.first.id, 1, lists.second.id, today(), "Decree", by=BY)
        assert lists.printed() == ["First Service", "Second Service"]


def test_another_first_day_is_another_day_to_look_at(lists: Lists) -> None:
    with lists.app.app_context():
        careers.add_affiliation(lists.who.id, Post(lists.second.id, today()), by=BY)
        lists.move(today() - timedelta(days=3))
        assert lists.printed() == ["First Service", "First Service"]
        lists.move(today() + timedelta(days=3))
        assert lists.printed() == ["First Service", "Second Service"]


def test_whoever_was_removed_is_followed_too(lists: Lists) -> None:
    with lists.app.app_context():
        by = actor(lists.office)
        part = db.session.scalars(db.select(Participation).where(Participation.training_id == lists.coming.id)).one()
        key, version = part.id, part.version
        db.session.rollback()
        commands.remove(key, version, "Fell ill", by=by)
        careers.add_affiliation(lists.who.id, Post(lists.second.id, today()), by=BY)
        commands.restore(key, by=by)
        assert lists.printed() == ["First Service", "Second Service"]


def test_a_transfer_while_she_is_put_on_a_list_is_on_that_list(app: Flask) -> None:
    """Whichever of the two is first: the list prints where she serves on the first day."""
    with app.app_context():
        office = make.secretariat()
        first, second = make.agency(State.KG, "First Service"), make.agency(State.KG, "Second Service")
        people = [make.member(State.KG, f"Имя{n}") for n in range(6)]
        for who in people:
            make.affiliation(who, first)
        training = make.training(State.KG, today() + timedelta(days=30))
        by = actor(office)
    for who in people:
        barrier = Barrier(2)

        def transfer(who: object = who, barrier: Barrier = barrier) -> None:
            with app.app_context():
                barrier.wait()
                careers.add_affiliation(who.id, Post(second.id, today()), by=BY)  # type: ignore[attr-defined]

        def add(who: object = who, barrier: Barrier = barrier) -> None:
            with app.app_context():
                barrier.wait()
                commands.add(training.id, [who.id], ParticipantRole.PARTICIPANT, None, by=by)  # type: ignore[attr-defined]

        with ThreadPoolExecutor(2) as threads:
            for work in [threads.submit(transfer), threads.submit(add)]:
                work.result()
    with app.app_context():
        printed = rows(office, ["agency"], training_ids=[training.id])
        assert [row.agency for row in printed] == ["Second Service"] * len(people)
