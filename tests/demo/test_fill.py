"""The demo in a database: everything of it, on both kinds, the same each time."""

import re

import pytest
import sqlalchemy as sa
from flask import Flask

from network.accounts.models import Account
from network.accounts.passwords import is_right
from network.attendance.models import Mark
from network.audit import queries
from network.cli import reference
from network.clock import today
from network.database import db
from network.demo import fill
from network.demo.demo import demo
from network.demo.logins import LOGINS, PASSWORD
from network.members.models import Affiliation, Member, NameToken
from network.members.names import search_tokens
from network.members.pairs import LikelyPair, LikenessDue
from network.members.previous import PreviousName
from network.participation.models import Participation
from network.priorities.models import Plan
from network.trainings.models import Organisation, Training, TrainingSession
from network.vocabulary import State
from tests.databases import AUDIT


@pytest.fixture
def filled(app: Flask) -> Flask:
    with app.app_context():
        reference.fill()
        assert not fill.is_filled()
        fill.fill()
        assert fill.is_filled()
        db.session.remove()
    return app


def _count(model: type) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def test_everything_that_was_made_up_is_there(filled: Flask) -> None:
    made = demo(today(fill.ZONE))
    with filled.app_context():
        assert _count(Member) == len(made.people) == 240
        assert _count(Affiliation) == sum(len(person.affiliations) for person in made.people)
        assert _count(Training) == len(made.trainings)
        assert _count(TrainingSession) == sum(len(training.sessions) for training in made.trainings)
        assert _count(Participation) == len(made.participations)
        assert _count(Mark) == len(made.marks)
        assert _count(Organisation) == len(made.organisations)
        assert db.session.scalars(sa.select(Plan.sample)).all() == [True]


def test_whoever_is_there_twice_stands_on_the_review_list_and_nobody_waits_to_be_compared(filled: Flask) -> None:
    with filled.app_context():
        assert (_count(LikenessDue), _count(LikelyPair)) == (0, 3)


def test_everybody_told_of_can_sign_in_and_the_member_has_a_record(filled: Flask) -> None:
    with filled.app_context():
        accounts = {one.email: one for one in db.session.scalars(sa.select(Account))}
        for login in LOGINS:
            assert is_right(accounts[login.email].password_hash, PASSWORD)
        people = [one.member_id for one in accounts.values() if one.member_id is not None]
        assert len(set(people)) == len(people)
        own = sa.select(sa.func.count()).select_from(Participation)
        member = accounts["member@example.org"].member_id
        assert (db.session.scalar(own.where(Participation.member_id == member)) or 0) >= 4


def test_lists_point_at_the_post_of_the_first_day_and_marks_at_their_own_training(filled: Flask) -> None:
    with filled.app_context():
        posts = (
            sa.select(Training.starts_on, Affiliation.starts_on, Affiliation.ends_on)
            .join_from(Participation, Training)
            .join(Affiliation, Participation.affiliation_id == Affiliation.id)
            .where(Affiliation.member_id == Participation.member_id)
        )
        rows = db.session.execute(posts).all()
        assert len(rows) == _count(Participation)
        assert all(starts <= day and (ends is None or day <= ends) for day, starts, ends in rows)
        astray = (
            sa.select(sa.func.count())
            .select_from(Mark)
            .join(Participation, Participation.id == Mark.participation_id)
            .join(TrainingSession, TrainingSession.id == Mark.session_id)
            .where(TrainingSession.training_id != Participation.training_id)
        )
        assert db.session.scalar(astray) == 0


def test_people_are_found_by_their_names_and_counted_where_they_serve(filled: Flask) -> None:
    with filled.app_context():
        assert db.session.scalar(sa.select(sa.func.count(sa.distinct(NameToken.member_id)))) == 240
        assert db.session.scalars(sa.select(Member.id).where(Member.agency_now_id.is_(None))).all() == []


def test_some_women_are_found_by_the_name_of_before_they_married(filled: Flask) -> None:
    with filled.app_context():
        bore = db.session.scalars(sa.select(PreviousName)).all()
        assert len(bore) >= 10
        for one in bore:
            tokens = set(db.session.scalars(sa.select(NameToken.token).where(NameToken.member_id == one.member_id)))
            assert search_tokens(one.family, one.family_latin) <= tokens


def test_the_trail_holds_and_says_what_it_was(filled: Flask) -> None:
    with filled.app_context():
        assert list(queries.faults(AUDIT)) == []
        assert queries.head()[0] == 2


def test_ranks_and_posts_are_in_the_language_in_which_each_state_types_them(filled: Flask) -> None:
    with filled.app_context():
        typed = sa.select(Member.state, Affiliation.rank, Affiliation.position)
        rows = db.session.execute(typed.join(Affiliation, Affiliation.member_id == Member.id)).all()
    written = {
        state: "".join(f"{row.rank}{row.position}" for row in rows if row.state is state).casefold() for state in State
    }
    for state in (State.KZ, State.KG, State.TJ):
        assert not re.search("[a-z]", written[state])
    for state in (State.TM, State.UZ):
        assert not re.search("[а-я]", written[state])


def test_every_training_names_its_place_in_both_languages(filled: Flask) -> None:
    with filled.app_context():
        for one in db.session.scalars(sa.select(Training)):
            assert (bool(one.city), bool(one.venue)) == (bool(one.city_ru), bool(one.venue_ru))
            assert not re.search("[A-Za-z]", one.city_ru + one.venue_ru)
