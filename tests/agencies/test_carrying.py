"""An agency is closed and its people are carried over into the successor in one change, and back."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from network.accounts.models import Account
from network.agencies import carrying
from network.agencies.models import Agency, CarryOver
from network.audit.changes import Operator
from network.clock import today
from network.database import db
from network.errors import Refused
from network.members import careers
from network.members.careers import Post
from network.members.models import Affiliation, Member
from network.participation.models import Participation
from network.vocabulary import State
from tests import factories as make
from tests.visitor import Visitor

BY = Operator()
LAST = date(2025, 12, 31)


class Closed:
    """An agency that was closed while three people are recorded there, and what followed it."""

    def __init__(self, app: Flask, signed_in: Callable[[Account], Visitor]) -> None:
        self.app = app
        with app.app_context():
            self.old = make.agency(State.KG, "Old Service", closed_on=LAST)
            self.new = make.agency(State.KG, "New Service")
            self.rank = make.rank(State.KG, "Captain")
            self.people = [make.member(State.KG, given=f"Айгүл {n}") for n in range(3)]
            more = {"rank_id": self.rank.id, "position": "Inspector"}
            self.posts = [make.affiliation(who, self.old, date(2020, 1, 1), **more) for who in self.people]
            gone = make.member(State.KG, given="Ушедшая")
            make.affiliation(gone, self.old, date(2018, 1, 1), ends_on=date(2019, 1, 1))
            self.then, self.now = make.training(State.KG, date(2025, 6, 1)), make.training(State.KG, date(2026, 6, 1))
            for one in (self.then, self.now):
                make.participation(one, self.people[0], affiliation_id=self.posts[0].id)
            self.office = signed_in(make.secretariat())
        self.path = f"/agencies/{self.old.id}"

    def career(self, who: Member) -> list[tuple[int, date, date | None, int | None, str]]:
        with self.app.app_context():
            select = sa.select(Affiliation).where(Affiliation.member_id == who.id).order_by(Affiliation.starts_on)
            rows = db.session.scalars(select)
            return [(row.agency_id, row.starts_on, row.ends_on, row.rank_id, row.position) for row in rows]

    def printed(self) -> dict[int, int | None]:
        """The agency on each training's list."""
        select = sa.select(Participation.training_id, Affiliation.agency_id)
        with self.app.app_context():
            joined = select.join(Affiliation, Affiliation.id == Participation.affiliation_id)
            return dict(map(tuple, db.session.execute(joined)))

    def carry(self) -> str:
        typed = {"version": "1", "successor_id": str(self.new.id)}
        return self.office.post(f"{self.path}/carry-over", {**typed, "seen": str(self.new.id)}).text


@pytest.fixture
def closed(app: Flask, signed_in: Callable[[Account], Visitor]) -> Closed:
    return Closed(app, signed_in)


def test_how_many_is_shown_before_anything_is_done(closed: Closed) -> None:
    assert "3 people are still recorded as serving here" in closed.office.get(closed.path).text
    typed = {"version": "1", "successor_id": str(closed.new.id), "seen": ""}
    page = closed.office.post(f"{closed.path}/carry-over", typed, status=200).text
    assert "3 posts end on 31 December 2025, the last day of Old Service" in page
    assert "Carry 3 people over" in page
    assert closed.career(closed.people[0])[-1][0] == closed.old.id


def test_each_goes_on_in_the_successor_with_rank_and_position(closed: Closed) -> None:
    closed.carry()
    day = LAST + timedelta(days=1)
    for who in closed.people:
        assert closed.career(who) == [
            (closed.old.id, date(2020, 1, 1), LAST, closed.rank.id, "Inspector"),
            (closed.new.id, day, None, closed.rank.id, "Inspector"),
        ]
    assert closed.printed() == {closed.then.id: closed.old.id, closed.now.id: closed.new.id}
    with closed.app.app_context():
        assert db.session.get_one(Member, closed.people[0].id).agency_now_id == closed.new.id
        assert db.session.get_one(Agency, closed.old.id).successor_id == closed.new.id
    page = closed.office.get(closed.path).text
    assert "still recorded" not in page
    assert "3 posts went on in the successor" in page


def test_it_is_undone_in_one_press(closed: Closed) -> None:
    closed.carry()
    with closed.app.app_context():
        key = db.session.scalar(sa.select(CarryOver.id))
    closed.office.post(f"{closed.path}/carry-over/{key}/undo")
    for who in closed.people:
        assert closed.career(who) == [(closed.old.id, date(2020, 1, 1), None, closed.rank.id, "Inspector")]
    assert closed.printed() == {closed.then.id: closed.old.id, closed.now.id: closed.old.id}
    assert "carried back already" in closed.office.post(f"{closed.path}/carry-over/{key}/undo", status=403).text


def test_once_one_of_the_posts_was_changed_it_stays(closed: Closed) -> None:
    closed.carry()
    with closed.app.app_context():
        key = db.session.scalars(sa.select(CarryOver.id)).one()
        careers.add_affiliation(closed.people[1].id, Post(closed.new.id, today()), by=BY)
    page = closed.office.post(f"{closed.path}/carry-over/{key}/undo", status=403).text
    assert "changed since" in page
    assert len(closed.career(closed.people[0])) == 2


def test_an_open_agency_is_merged_instead_and_that_can_be_undone_too(closed: Closed) -> None:
    with closed.app.app_context():
        open_one = make.agency(State.KG, "Third Service")
        part = make.agency(State.KG, "Its Academy", parent_id=open_one.id)
        who = make.member(State.KG)
        make.affiliation(who, open_one, date(2020, 1, 1))
        later = make.member(State.KG)
        make.affiliation(later, open_one, date(2026, 8, 1))
        with pytest.raises(Refused):
            carrying.carry_over(open_one.id, 1, closed.new.id, by=BY)
    typed = {"version": "1", "successor_id": str(closed.new.id), "day": "2026-07-01", "why": "Law"}
    closed.office.post(f"/agencies/{open_one.id}/merge", {**typed, "seen": f"{closed.new.id} 2026-07-01"})
    assert closed.career(who)[-1][0] == closed.career(later)[-1][0] == closed.new.id
    with closed.app.app_context():
        key = db.session.scalar(sa.select(CarryOver.id).where(CarryOver.agency_id == open_one.id))
    closed.office.post(f"/agencies/{open_one.id}/carry-over/{key}/undo")
    assert closed.career(who) == [(open_one.id, date(2020, 1, 1), None, None, "")]
    assert closed.career(later) == [(open_one.id, date(2026, 8, 1), None, None, "")]
    with closed.app.app_context():
        again = db.session.get_one(Agency, open_one.id)
        assert (again.closed_on, again.successor_id) == (None, None)
        assert db.session.get_one(Agency, part.id).parent_id == open_one.id
