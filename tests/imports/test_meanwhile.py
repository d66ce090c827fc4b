"""What somebody did in another tab, by hand, or with another list, while this list waited or before it was undone."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from network.accounts.models import Account
from network.audit.changes import Operator
from network.database import db
from network.imports import checking
from network.imports.models import ImportRow, ListImport
from network.members import careers
from network.members.careers import Post
from network.members.models import Affiliation, Member
from network.privacy.erasing import erase
from network.shields.commands import shield
from network.vocabulary import State
from tests import factories as make
from tests.imports.lists import as_csv, checked, row, sent, tabs, worked
from tests.imports.test_people import brought_in, people, uids
from tests.participation.people import actor
from tests.visitor import Visitor

PHONE = "+996 555 100 200"
#: A row without a post.
ALONE = {"agency": "", "rank": "", "position": ""}


@pytest.fixture
def coordinator(app: Flask) -> Account:
    with app.app_context():
        make.agency()
        return make.coordinator(State.KG)


@pytest.fixture
def visitor(coordinator: Account, signed_in: Callable[[Account], Visitor]) -> Visitor:
    return signed_in(coordinator)


@pytest.mark.parametrize("how", ["moved", "shielded"])
def test_the_same_as_somebody_who_is_out_of_reach_by_now_is_asked_again_and_not_added(
    app: Flask, visitor: Visitor, how: str
) -> None:
    with app.app_context():
        who = make.member(family="Асанова", given="Айгүл", family_latin="", given_latin="")
    path = sent(visitor, as_csv([row(phone=PHONE, **ALONE)]))
    [uid] = uids(checked(app, visitor, path))
    with app.app_context():
        if how == "shielded":
            shield(who.id, None, why="Threatened", by=Operator())
        else:
            with make.saving():
                db.session.get_one(Member, who.id).state = State.UZ
    visitor.post(f"{path}/rows/{uid}/answer", {"who": str(who.id)})
    assert tabs(visitor.get(path).text)["question"] == 1
    visitor.post(f"{path}/rows", {"what": "all"})
    worked(app)
    assert [one.id for one in people(app)] == [who.id]


def test_a_row_that_was_brought_in_while_it_was_judged_again_keeps_its_person(
    app: Flask, visitor: Visitor, coordinator: Account
) -> None:
    with app.app_context():
        namesake = make.member(family="Асанова", given="Айгүл", family_latin="", given_latin="")
    path = sent(visitor, as_csv([row(**ALONE)]))
    [uid] = uids(checked(app, visitor, path))
    visitor.post(f"{path}/rows/{uid}/answer", {"who": "else"})
    with app.app_context():
        answered = db.session.scalars(sa.select(ImportRow).where(ImportRow.uid == uid)).one()
        db.session.expunge_all()
        db.session.rollback()
        visitor.post(f"{path}/rows", {"what": "all"})
        worked(app)
        list_import = db.session.scalars(sa.select(ListImport)).one()
        checking.recheck(list_import, [answered], actor(coordinator))
    assert len(people(app)) == 2
    visitor.post(f"{path}/undo")
    worked(app)
    assert [one.id for one in people(app)] == [namesake.id], "whom the list brought is known, and goes with it"


def test_undo_leaves_a_post_that_was_recorded_anew_by_hand(app: Flask, visitor: Visitor) -> None:
    with app.app_context():
        who = make.member(family="Асанова", given="Айгүл", family_latin="", given_latin="", phone=PHONE)
    path = brought_in(app, visitor, as_csv([row(phone=PHONE)]))
    with app.app_context():
        post = db.session.scalars(sa.select(Affiliation)).one()
        agency_id, first, mistake = post.agency_id, post.starts_on, (post.id, post.version)
        db.session.rollback()
        careers.remove_affiliation(*mistake, by=Operator())
        careers.add_affiliation(who.id, Post(agency_id, first, None, "полковник", position="начальник"), by=Operator())
    visitor.post(f"{path}/undo")
    worked(app)
    with app.app_context():
        assert db.session.scalars(sa.select(Affiliation.rank)).all() == ["полковник"]
    assert "Her record was edited since" in visitor.get(f"{path}?tab=done").text


def test_a_row_that_was_left_because_she_had_come_goes_when_she_is_erased(
    app: Flask, visitor: Visitor, signed_in: Callable[[Account], Visitor]
) -> None:
    with app.app_context():
        colleague = signed_in(make.coordinator(State.KG))
    content = as_csv([row("Канарейкина", phone=PHONE, **ALONE)])
    hers, second = sent(visitor, content), sent(colleague, content)
    for who, path in ((visitor, hers), (colleague, second)):
        checked(app, who, path)
    for who, path in ((visitor, hers), (colleague, second)):
        who.post(f"{path}/rows", {"what": "all"})
        worked(app)
    assert "Канарейкина" in colleague.get(f"{second}?tab=done").text
    [member] = people(app)
    with app.app_context():
        erase(member.id, why="She asked for it", by=Operator())
    for tab in ("done", "question", "new", "same", "left_out"):
        assert "Канарейкина" not in colleague.get(f"{second}?tab={tab}").text


def test_of_two_rows_of_one_member_the_first_comes_in_and_the_second_says_why_it_does_not(
    app: Flask, visitor: Visitor
) -> None:
    with app.app_context():
        old, new, _customs = (make.agency(english=name) for name in ("Old Office", "Border Force", "Customs Service"))
        who = make.member(family="Асанова", given="Айгүл", patronymic="", family_latin="", given_latin="")
        make.affiliation(who, old)
    headings = ("Номер", "Фамилия", "Имя", "Пол", "Ведомство", "С какого дня")
    rows = [(who.number, "Асанова", "Айгүл", "ж", *post) for post in (
        ("Border Force", "01.03.2024"), ("Customs Service", "01.03.2025"),
    )]  # fmt: skip
    other = ("", "Бекова", "Айгүл", "ж", "", "")
    path = sent(visitor, as_csv([*rows, other], headings))
    page = checked(app, visitor, path, **{"column-0": "number", "column-5": "since"})
    [twin] = uids(visitor.get(f"{path}?tab=question").text)
    visitor.post(f"{path}/rows/{twin}/answer", {"who": "apart"})
    for uid in uids(visitor.get(f"{path}?tab=changed").text):
        visitor.post(f"{path}/rows/{uid}/replace", {"take": "agency"})
    visitor.post(f"{path}/rows", {"what": "all"})
    worked(app)
    with app.app_context():
        served = db.session.scalars(sa.select(Affiliation.agency_id).order_by(Affiliation.starts_on)).all()
        assert served == [old.id, new.id]
    assert [one.family for one in people(app)] == ["Асанова", "Бекова"]
    page = visitor.get(f"{path}?tab=done").text
    assert "Somebody changed her record after the check" in page
    assert "1 row was left as it was" in page
