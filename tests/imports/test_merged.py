"""Taking an import back after its people were merged or renamed: nothing that the list did not bring is lost."""

from collections.abc import Callable

import sqlalchemy as sa
from flask import Flask

from network.accounts.models import Account
from network.attendance.models import Mark
from network.database import db
from network.members import commands
from network.members.commands import Person
from network.members.models import Member
from network.members.previous import PreviousName
from network.merging import commands as merging
from network.merging.choices import Choices
from network.merging.preview import preview_of
from network.participation.models import Participation
from network.vocabulary import Sex, Standing, State
from tests import factories as make
from tests.imports.lists import as_csv, checked, sent, tabs, worked
from tests.imports.test_participants import FIRST, _checked, _sent, _workbook
from tests.imports.test_people import uids
from tests.participation.people import actor
from tests.visitor import Visitor

SignedIn = Callable[[Account], Visitor]
PHONE = "+996 555 100 200"


def united(stays_id: int, goes_id: int, account: Account) -> None:
    by = actor(account)
    digest = preview_of(*(db.session.get_one(Member, one) for one in (stays_id, goes_id)), by).digest
    db.session.rollback()
    merging.merge(stays_id, goes_id, Choices(), digest=digest, why="one person", by=by)


def test_undo_takes_nothing_from_a_record_into_which_another_was_merged(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        had = make.member(family="Асанова", given="Айгүл", phone=PHONE)
        twice = make.member(family="Асанова", given="Айгүл", phone="")
        coordinator = make.coordinator(State.KG)
    visitor = signed_in(coordinator)
    headings = ("Номер", "Фамилия", "Имя", "Пол", "Телефон")
    path = sent(visitor, as_csv([(twice.number, "Асанова", "Айгүл", "ж", PHONE)], headings))
    assert tabs(checked(app, visitor, path, **{"column-0": "number"}))["changed"] == 1
    visitor.post(f"{path}/rows", {"what": "all"})
    worked(app)
    with app.app_context():
        united(had.id, twice.id, coordinator)
    visitor.post(f"{path}/undo")
    worked(app)
    with app.app_context():
        assert db.session.get_one(Member, had.id).phone == PHONE, "it was hers before any list came"
    assert "Her record was edited since" in visitor.get(f"{path}?tab=done").text


def test_undo_leaves_the_name_of_before_of_whoever_is_called_something_else_by_now(
    app: Flask, signed_in: SignedIn
) -> None:
    with app.app_context():
        who = make.member(family="Иванова", given="Айгүл", patronymic="", family_latin="", given_latin="", phone=PHONE)
        coordinator = make.coordinator(State.KG)
    visitor = signed_in(coordinator)
    path = sent(visitor, as_csv([("Токтосунова Айгүл", "ж", PHONE)], ("ФИО", "Пол", "Телефон")))
    checked(app, visitor, path)
    [uid] = uids(visitor.get(f"{path}?tab=question").text)
    visitor.post(f"{path}/rows/{uid}/answer", {"who": who.id})
    visitor.post(f"{path}/rows/{uid}/replace", {"take": "family"})
    visitor.post(f"{path}/rows", {"what": "all"})
    worked(app)
    with app.app_context():
        married = Person(State.KG, "Садыкова", "Айгүл", phone=PHONE, sex=Sex.FEMALE)
        version = db.session.get_one(Member, who.id).version
        db.session.rollback()
        commands.edit_member(who.id, version, married, Standing.MEMBER, by=actor(coordinator))
    visitor.post(f"{path}/undo")
    worked(app)
    with app.app_context():
        assert set(db.session.scalars(sa.select(PreviousName.family))) == {"Иванова", "Токтосунова"}
    assert "Садыкова" in visitor.get("/members/?q=Иванова").text


def test_undo_leaves_the_place_and_the_marks_of_whoever_stood_on_the_list_before_it_came(
    app: Flask, signed_in: SignedIn
) -> None:
    with app.app_context():
        coordinator, training = make.coordinator(State.KG), make.training(starts_on=FIRST)
        had = make.member(family="Исакова", given="Жылдыз", family_latin="Isakova", given_latin="Jyldyz")
        place = make.participation(training, had)
        make.mark(place, make.sessions_of(training)[0], coordinator)
    visitor = signed_in(coordinator)
    path = _sent(visitor, training.id, _workbook([1, "Сыдыкова Жылдыз", "ж", "участница", "+", "", ""]))
    assert tabs(_checked(app, visitor, path))["new"] == 1
    visitor.post(f"{path}/rows", {"what": "all"})
    worked(app)
    with app.app_context():
        twice = db.session.scalars(sa.select(Member).where(Member.family == "Сыдыкова")).one()
        united(had.id, twice.id, coordinator)
    visitor.post(f"{path}/undo")
    worked(app)
    with app.app_context():
        assert db.session.scalars(sa.select(Participation.id)).all() == [place.id]
        assert db.session.scalars(sa.select(Mark.participation_id)).all() == [place.id]
