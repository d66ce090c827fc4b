"""Promotions, secondments, moves between states: history stays, one post holds on a day, then and now both print."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from network.accounts.models import Account
from network.audit.changes import Operator
from network.clock import today
from network.database import db
from network.errors import Refused
from network.members import careers, secondments
from network.members.careers import Post
from network.members.models import Affiliation, Member, NameToken
from network.members.queries import listed
from network.members.seconded import Secondment
from network.members.secondments import Loan
from network.participation.models import Participation
from network.vocabulary import State
from tests import factories as make
from tests.members.test_records import field_error
from tests.visitor import Visitor

SignedIn = Callable[[Account], Visitor]
BY = Operator()


class Place:
    """An officer of Kyrgyzstan who has served in the First Service since 2020."""

    def __init__(self, app: Flask, signed_in: SignedIn) -> None:
        self.app = app
        with app.app_context():
            self.who = make.member(State.KG)
            self.first = make.agency(State.KG, "First Service")
            self.second = make.agency(State.KG, "Second Service")
            self.abroad = make.agency(State.UZ, "Steppe Customs")
            self.captain, self.major = make.rank(State.KG, "Captain"), make.rank(State.KG, "Major")
            self.post = make.affiliation(self.who, self.first, date(2020, 1, 1), rank_id=self.captain.id)
            self.own = signed_in(make.coordinator(State.KG))
            self.office = signed_in(make.secretariat())
            self.there = signed_in(make.coordinator(State.UZ))
        self.path = f"/members/{self.who.uid}"

    def career(self) -> list[tuple[int, date, date | None]]:
        with self.app.app_context():
            rows = db.session.scalars(sa.select(Affiliation).order_by(Affiliation.starts_on))
            return [(row.agency_id, row.starts_on, row.ends_on) for row in rows]


@pytest.fixture
def place(app: Flask, signed_in: SignedIn) -> Place:
    return Place(app, signed_in)


def test_a_promotion_is_a_new_row_in_the_same_agency(place: Place) -> None:
    form = place.own.get(f"{place.path}/promotion").text
    assert "In First Service" in form
    typed = {"starts_on": "2025-03-01", "rank_id": str(place.major.id), "closes": str(place.post.id)}
    place.own.post(f"{place.path}/promotion", typed)
    assert place.career() == [
        (place.first.id, date(2020, 1, 1), date(2025, 2, 28)),
        (place.first.id, date(2025, 3, 1), None),
    ]
    page = place.own.get(place.path).text
    assert page.index("Major") < page.index("Captain")
    late = place.own.post(f"{place.path}/promotion", {**typed, "starts_on": "2025-05-01"}, status=422).text
    assert "Somebody else changed this record" in late
    assert len(place.career()) == 2


def test_a_secondment_stands_beside_the_post_that_she_keeps(place: Place) -> None:
    typed = {"agency": str(place.second.id), "position": "Adviser", "starts_on": "2025-01-01"}
    place.own.post(f"{place.path}/secondments/new", typed)
    page = place.own.get(place.path).text
    assert "Now seconded to Second Service" in page
    assert "Adviser" in page
    row = place.own.get("/members/").text.partition("<tbody>")[2]
    assert "First Service" in row
    assert "seconded to Second Service" in row
    assert "Second Service" not in place.own.get(f"/members/?agency={place.second.id}").text.partition("<tbody>")[2]
    assert place.career() == [(place.first.id, date(2020, 1, 1), None)]

    again = place.own.post(f"{place.path}/secondments/new", {**typed, "starts_on": "2025-06-01"}, status=422).text
    assert "She is seconded to Second Service then" in field_error(again, "starts_on")
    with place.app.app_context():
        one = db.session.scalars(sa.select(Secondment)).one()
    ended = {**typed, "ends_on": "2025-12-31", "version": "1"}
    place.own.post(f"{place.path}/secondments/{one.id}/correct", ended)
    page = place.own.get(place.path).text
    assert "Now seconded" not in page
    assert "1 January 2025 – 31 December 2025" in page
    assert "Somebody else" in place.own.post(f"{place.path}/secondments/{one.id}/correct", ended, status=422).text
    place.own.post(f"{place.path}/secondments/{one.id}/remove")
    assert "Adviser" not in place.own.get(place.path).text


def test_a_training_prints_her_post_and_not_where_she_is_seconded_to(place: Place) -> None:
    with place.app.app_context():
        make.secondment(place.who, place.second, date(2020, 1, 1))
        training = make.training(State.KG, today())
    place.own.post(f"/trainings/{training.id}/participants/add", {"member": place.who.id, "role": "participant"})
    with place.app.app_context():
        assert db.session.scalar(sa.select(Participation.affiliation_id)) == place.post.id


def test_only_those_who_edit_her_change_her_career(place: Place) -> None:
    with place.app.app_context():
        one = make.secondment(place.who, place.second, date(2025, 1, 1))
        theirs = make.secondment(make.member(State.KG, "Другая"), place.second, date(2025, 1, 1))
        herself = Visitor(place.app).sign_in(make.member_account(place.who))
    typed = {"agency": str(place.second.id), "starts_on": "2026-01-01", "closes": str(place.post.id), "version": "1"}
    changes = ("promotion", "affiliations/new", "secondments/new")
    known = (f"secondments/{one.id}/correct", f"secondments/{one.id}/remove")
    for visitor, status in ((place.there, 404), (herself, 403)):
        for path in (*changes, *known, "move"):
            visitor.post(f"{place.path}/{path}", typed, status=status)
    place.own.post(f"{place.path}/move", {**typed, "agency": str(place.abroad.id)}, status=403)
    for what in ("correct", "remove"):
        place.own.post(f"{place.path}/secondments/{theirs.id}/{what}", typed, status=404)
    assert place.career() == [(place.first.id, date(2020, 1, 1), None)]
    with place.app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Secondment)) == 2


class TestMoves:
    def lists(self, place: Place) -> list[int]:
        """A training of before and one to come, both with her on the list."""
        with place.app.app_context():
            before, coming = make.training(State.KG, today() - timedelta(days=200)), make.training(State.KG)
            for one in (before, coming):
                make.participation(one, place.who, affiliation_id=place.post.id)
            return [before.id, coming.id]

    def move(self, place: Place, status: int = 303, **typed: object) -> str:
        day = today() - timedelta(days=30)
        facts = {"agency": place.abroad.id, "starts_on": day.isoformat(), "version": 1, "position": "Inspector"}
        text = {name: str(value) for name, value in {**facts, **typed}.items()}
        return place.office.post(f"{place.path}/move", text, status=status).text

    def test_one_flow_ends_the_old_post_and_begins_the_new_one(self, place: Place) -> None:
        with place.app.app_context():
            make.secondment(place.who, place.second, date(2025, 1, 1))
        self.move(place)
        day = today() - timedelta(days=30)
        assert place.career() == [
            (place.first.id, date(2020, 1, 1), day - timedelta(days=1)),
            (place.abroad.id, day, None),
        ]
        with place.app.app_context():
            who = db.session.get_one(Member, place.who.id)
            assert (who.state, who.number, who.agency_now_id) == (State.UZ, place.who.number, place.abroad.id)
            assert set(db.session.scalars(sa.select(NameToken.state))) == {State.UZ}
            assert db.session.scalar(sa.select(Secondment.ends_on)) == day - timedelta(days=1)
        assert "Steppe Customs" in place.there.get(place.path).text
        place.own.get(place.path, status=404)

    def test_lists_of_then_keep_the_state_and_agency_of_then(self, place: Place) -> None:
        before, coming = self.lists(place)
        self.move(place)
        then = place.office.get(f"/trainings/{before}/participants/").text.partition("<tbody>")[2]
        assert "First Service" in then
        assert '<abbr class="state-code" title="Kyrgyzstan">KG' in then or ">KG<" in then
        assert "Now: Steppe Customs" in then
        now = place.office.get(f"/trainings/{coming}/participants/").text.partition("<tbody>")[2]
        assert "Steppe Customs" in now
        assert "First Service" not in now
        with place.app.app_context():
            states = dict(map(tuple, db.session.execute(sa.select(Participation.training_id, Participation.state))))
        assert states == {before: State.KG, coming: State.UZ}
        record = place.there.get(place.path).text.partition('id="record"')[2]
        for agency in ("First Service", "Steppe Customs"):
            assert agency in record, "each training with the agency of then"

    def test_the_former_coordinator_keeps_her_own_trainings_alone(self, place: Place) -> None:
        before, _coming = self.lists(place)
        self.move(place)
        page = place.own.get(f"/trainings/{before}/participants/").text
        assert "Токтосунова" in page
        assert "First Service" in page
        assert "Captain" not in page
        assert "Steppe Customs" not in page
        assert place.who.uid not in page
        assert "Токтосунова" not in place.own.get("/members/").text

    def test_a_past_training_to_which_she_is_added_afterwards_prints_the_state_of_then(self, place: Place) -> None:
        self.move(place)
        with place.app.app_context():
            past = make.training(State.KG, today() - timedelta(days=200))
        typed = {"member": place.who.id, "role": "participant"}
        place.there.post(f"/trainings/{past.id}/participants/add", typed)
        with place.app.app_context():
            assert db.session.scalar(sa.select(Participation.state)) is State.KG

    @pytest.mark.parametrize(
        ("typed", "field", "words"),
        [
            ({"agency": "own"}, "agency", "Choose one of those"),
            ({"starts_on": "2099-01-01"}, "starts_on", "on the day itself"),
            ({"starts_on": "2019-01-01"}, "starts_on", "overlaps with First Service"),
            ({"starts_on": ""}, "starts_on", "first day"),
        ],
    )
    def test_bad_input_changes_nothing(self, place: Place, typed: dict[str, str], field: str, words: str) -> None:
        if typed.get("agency"):
            typed = {"agency": str(place.second.id)}
        page = self.move(place, 422, **typed)
        assert words in field_error(page, field)
        assert 'value="Inspector"' in page
        assert place.career() == [(place.first.id, date(2020, 1, 1), None)]
        with place.app.app_context():
            assert db.session.get_one(Member, place.who.id).state is State.KG


_DAYS = st.integers(0, 60).map(lambda days: date(2025, 1, 1) + timedelta(days=days))
_PERIODS = st.lists(
    st.tuples(st.sampled_from(["post", "loan"]), _DAYS, st.none() | st.integers(0, 30)), min_size=1, max_size=8
)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
@given(periods=_PERIODS)
def test_main_posts_never_overlap_and_each_day_has_one_now(app: Flask, periods: list[tuple[str, date, int]]) -> None:
    with app.app_context():
        agencies = [make.agency(State.KG, f"Service {n}", id=None) for n in range(2)]
        who = make.member(State.KG)
        for n, (kind, starts_on, length) in enumerate(periods):
            ends_on = None if length is None else starts_on + timedelta(days=length)
            try:
                if kind == "post":
                    careers.add_affiliation(who.id, Post(agencies[n % 2].id, starts_on, ends_on), by=BY)
                else:
                    secondments.second(who.id, Loan(agencies[n % 2].id, starts_on, ends_on), by=BY)
            except Refused:
                db.session.rollback()
        for table in (Affiliation, Secondment):
            rows = db.session.scalars(sa.select(table).where(table.member_id == who.id)).all()
            for day in (date(2025, 1, 1) + timedelta(days=n) for n in range(100)):
                assert sum(row.holds_on(day) for row in rows) <= 1, day
        assert len(listed([who.id])) == 1
        db.session.rollback()
