"""What was done between a merge and its undo holds: nobody's later work is lost, and nobody knows more than before."""

from collections.abc import Callable
from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask

from network.accounts.models import Account
from network.audit.changes import Operator
from network.database import db
from network.members import careers, renaming
from network.members.careers import Post
from network.members.models import Affiliation, Member
from network.members.previous import PreviousName
from network.members.renaming import FormerName
from network.merging.choices import Side
from network.merging.putting_back import Corrected
from network.shields import commands as shields
from network.vocabulary import State
from tests import factories as make
from tests.merging.test_apart import undone
from tests.merging.test_rights import merged
from tests.visitor import Visitor

BY = Operator()


def spelt_otherwise() -> tuple[str, Member, tuple[int, int]]:
    """A merge that kept the other spelling: it, who stays, and key and version of that name."""
    stays = make.member(family="Асанова", family_latin="Asanova")
    uid = merged(stays, make.member(family="Асанбекова", family_latin="Asanbekova"))
    kept = db.session.scalars(sa.select(PreviousName)).one()
    place = kept.id, kept.version
    db.session.rollback()
    return uid, stays, place


def test_an_undo_leaves_the_name_of_another_that_was_written_since(app: Flask) -> None:
    with app.app_context():
        uid, _stays, kept = spelt_otherwise()
        another = make.member(given="Зоя")
        renaming.remove_previous_name(*kept, by=BY)
        renaming.add_previous_name(another.id, FormerName(family="Девичья", given="Зоя"), by=BY)

        undone(uid)

        names = sa.select(PreviousName.member_id, PreviousName.family)
        assert [tuple(row) for row in db.session.execute(names)] == [(another.id, "Девичья")]


def test_a_kept_spelling_that_was_corrected_to_an_earlier_name_stays(app: Flask) -> None:
    with app.app_context():
        uid, stays, kept = spelt_otherwise()
        earlier = FormerName(family="Мамытова", given="Айгүл", until=date(2015, 6, 1))
        renaming.correct_previous_name(*kept, earlier, by=BY)

        undone(uid)

        names = sa.select(PreviousName.member_id, PreviousName.family)
        assert [tuple(row) for row in db.session.execute(names)] == [(stays.id, "Мамытова")]


def posts(who: Member) -> list[tuple[int, date, date | None]]:
    columns = Affiliation.agency_id, Affiliation.starts_on, Affiliation.ends_on
    found = db.session.execute(sa.select(*columns).where(Affiliation.member_id == who.id).order_by(columns[1]))
    careers = [row.tuple() for row in found]
    db.session.rollback()
    return careers


class Interrupted:
    """A merge that cut her open post in two: she served elsewhere for two years."""

    def __init__(self) -> None:
        self.here, self.between, self.later = (make.agency(english=name) for name in ("Here", "Between", "Later"))
        self.stays, self.goes = make.member(), make.member()
        make.affiliation(self.stays, self.here, date(2010, 1, 1))
        make.affiliation(self.goes, self.between, date(2015, 1, 1), ends_on=date(2016, 12, 31))
        self.uid = merged(self.stays, self.goes, posts=Side.GOES)
        rest = db.session.scalars(sa.select(Affiliation).where(Affiliation.starts_on == date(2017, 1, 1))).one()
        self.rest = rest.id, rest.version
        db.session.rollback()


def test_an_ordinary_transfer_since_does_not_stop_the_undo(app: Flask) -> None:
    with app.app_context():
        one = Interrupted()
        careers.add_affiliation(one.stays.id, Post(one.later.id, date(2026, 1, 1)), by=BY)

        undone(one.uid)

        served = one.here.id, date(2010, 1, 1), date(2025, 12, 31)
        assert posts(one.stays) == [served, (one.later.id, date(2026, 1, 1), None)]
        assert posts(one.goes) == [(one.between.id, date(2015, 1, 1), date(2016, 12, 31))]


def test_nor_does_a_post_of_another_that_was_recorded_since(app: Flask) -> None:
    with app.app_context():
        one, another = Interrupted(), make.member()
        careers.remove_affiliation(*one.rest, by=BY)
        careers.add_affiliation(another.id, Post(one.later.id, date(2026, 1, 1)), by=BY)

        undone(one.uid)

        assert posts(another) == [(one.later.id, date(2026, 1, 1), None)]
        assert posts(one.stays) == [(one.here.id, date(2010, 1, 1), None)]


def test_a_post_that_was_corrected_since_is_not_lost_to_an_undo(app: Flask) -> None:
    with app.app_context():
        one = Interrupted()
        corrected = Post(one.here.id, date(2017, 1, 1), None, "Major", position="Head of the shift")
        careers.correct_affiliation(*one.rest, corrected, by=BY)

        with pytest.raises(Corrected):
            undone(one.uid)
        db.session.rollback()

        assert [row[1] for row in posts(one.stays)] == [date(year, 1, 1) for year in (2010, 2015, 2017)]
        said = sa.select(Affiliation.position).where(Affiliation.id == one.rest[0])
        assert db.session.scalar(said) == "Head of the shift"


def test_a_coordinator_who_was_replaced_since_knows_the_shielded_no_more(
    app: Flask, signed_in: Callable[[Account], Visitor]
) -> None:
    with app.app_context():
        before, now = make.coordinator(State.KG), make.coordinator(State.KG)
        stays, goes = (make.member(family="Канарейкина", family_latin="Kanareikina") for _two in range(2))
        shields.shield(goes.id, before.id, why="Threatened", by=BY)
        uid = merged(stays, goes)
        shields.name_coordinator(stays.id, now.id, why="The first one told others", by=BY)

        undone(uid)

        shielded = sa.select(Member.shield_account_id).where(Member.shield_code.is_not(None))
        assert db.session.scalars(shielded).all() == [now.id]
        named = sa.select(Member.id).where(Member.shield_account_id == before.id)
        assert db.session.scalars(named).all() == []
        number = db.session.get_one(Member, goes.id).number
        db.session.rollback()
    assert number not in signed_in(before).get("/members/?q=Канарейкина").text
    assert number in signed_in(now).get("/members/?q=Канарейкина").text
