"""Whoever brings a list in does with each person what she may do with her at that moment, and no more."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from network.accounts.models import Account, RoleGrant
from network.clock import now, today
from network.database import db
from network.imports.models import ImportRow
from network.imports.working import NoRight
from network.members.models import Member
from network.members.pairs import DistinctPair
from network.vocabulary import RowOutcome, RowWhy, State
from tests import factories as make
from tests.imports.lists import as_csv, checked, row, sent, tabs, worked
from tests.imports.test_people import brought_in, people, uids
from tests.visitor import Visitor

NUMBERED = ("Номер участницы", "Фамилия", "Имя", "Пол")


@pytest.fixture
def visitor(app: Flask, signed_in: Callable[[Account], Visitor]) -> Visitor:
    with app.app_context():
        make.agency()
        return signed_in(make.coordinator(State.KG))


def known(app: Flask) -> Member:
    with app.app_context():
        return make.member(family="Асанова", given="Айгүл", family_latin="", given_latin="", phone="+996 555 100 200")


def test_of_a_record_that_she_does_not_keep_a_number_changes_nothing(app: Flask, visitor: Visitor) -> None:
    with app.app_context():
        other = make.member(State.UZ, "Каримова", "Нодира")
    page = checked(app, visitor, sent(visitor, as_csv([(other.number, "Ли", "Вера", "ж")], NUMBERED)))
    assert tabs(page)["wrong"] == 1
    assert "You know no member with this number." in page


def test_a_row_is_of_nobody_who_was_not_asked_about(app: Flask, visitor: Visitor) -> None:
    known(app)
    with app.app_context():
        other = make.member(family="Ли", given="Вера", family_latin="", given_latin="")
    path = sent(visitor, as_csv([row("Asanova", "Aigul", born="")]))
    [uid] = uids(checked(app, visitor, path))
    visitor.post(f"{path}/rows/{uid}/answer", {"who": str(other.id)})
    page = visitor.get(path).text
    assert "She is not one of those who were asked about." in page
    assert tabs(page)["question"] == 1


def test_a_name_alone_makes_nobody_the_same(app: Flask, visitor: Visitor) -> None:
    known(app)
    page = checked(app, visitor, sent(visitor, as_csv([row(born="")])))
    assert tabs(page)["question"] == 1


def test_that_she_is_another_is_asked_once(app: Flask, visitor: Visitor) -> None:
    first = known(app)
    path = sent(visitor, as_csv([row("Asanova", "Aigul", born="")]))
    [uid] = uids(checked(app, visitor, path))
    visitor.post(f"{path}/rows/{uid}/answer", {"who": "else"})
    visitor.post(f"{path}/rows", {"what": "all"})
    worked(app)
    with app.app_context():
        [pair] = db.session.scalars(sa.select(DistinctPair))
        assert pair.one_id == first.id
    assert "No possible duplicates" in visitor.get("/members/duplicates").text


def test_whoever_lost_the_right_meanwhile_brings_in_nobody(app: Flask, visitor: Visitor) -> None:
    path = sent(visitor, as_csv([row()]))
    checked(app, visitor, path)
    visitor.post(f"{path}/rows", {"what": "all"})
    with app.app_context(), make.saving():
        db.session.execute(sa.update(RoleGrant).values(ends_on=today() - timedelta(days=1)))
    with pytest.raises(NoRight):
        worked(app)
    assert people(app) == []


def test_undo_touches_nobody_who_left_the_state_since(app: Flask, visitor: Visitor) -> None:
    who = known(app)
    path = brought_in(app, visitor, as_csv([row(phone="+996 555 100 200", email="a@example.org")]))
    with app.app_context(), make.saving():
        db.session.get_one(Member, who.id).state = State.UZ
    visitor.post(f"{path}/undo")
    worked(app)
    assert people(app)[0].email == "a@example.org"
    with app.app_context():
        done = sa.select(ImportRow.outcome, ImportRow.why).where(ImportRow.outcome.is_not(None))
        found = db.session.execute(done).one()
        assert tuple(found) == (RowOutcome.KEPT, RowWhy.GONE)


def test_after_thirty_days_it_stays(app: Flask, visitor: Visitor) -> None:
    path = brought_in(app, visitor, as_csv([row()]))
    with app.app_context():
        account = db.session.scalars(sa.select(Account)).one()
        db.session.expunge(account)
    with time_machine.travel(now() + timedelta(days=31)):
        late = Visitor(app).sign_in(account)
        late.post(f"{path}/undo")
        assert "This import can be undone no more." in late.get(path).text
        worked(app)
    assert len(people(app)) == 1
