"""What a list that comes in may not tell: of people of another state, of the shielded, of those who were erased."""

from collections.abc import Callable
from datetime import date
from typing import Any

import sqlalchemy as sa
from flask import Flask

from network.accounts.models import Account
from network.audit.changes import Operator
from network.database import db
from network.imports.models import ImportRow
from network.members import commands as members
from network.members.commands import Person
from network.members.models import Member
from network.privacy import erasing
from network.shields import commands as shields
from network.vocabulary import Standing, State
from tests import factories as make
from tests.imports.lists import as_csv, checked, sent, tabs, worked
from tests.imports.test_people import brought_in, people, uids
from tests.visitor import Visitor

SignedIn = Callable[[Account], Visitor]

HEADINGS = ("Номер участницы", "Фамилия", "Имя", "Пол", "Телефон", "E-mail", "Дата рождения", "Примечание")
#: What only her record says.
SECRETS = ("Юсупова", "998 90", "hers@example.org", "1980", "A note about her", "Colonel")


def somebody(state: State, **facts: Any) -> Member:
    who = make.member(
        state, "Юсупова", "Зарина", phone="+998 90 123 45 67", email="hers@example.org", born_on=date(1980, 1, 2),
        notes="A note about her", **facts,
    )  # fmt: skip
    make.affiliation(who, make.agency(state, "Customs Committee"), rank="Colonel")
    return who


def guessed(number: str | None) -> bytes:
    """A row that names her by her number, and says something else everywhere."""
    row = (number or "", "Ли", "Вера", "ж", "+996 555 100 200", "x@example.org", "17.05.1990", "x")
    return as_csv([row], HEADINGS)


def test_the_number_of_somebody_of_another_state_is_that_of_nobody(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        who = somebody(State.UZ)
        visitor = signed_in(make.coordinator(State.KG))
    path = sent(visitor, guessed(who.number))
    page = checked(app, visitor, path)
    assert tabs(page)["wrong"] == 1
    assert "You know no member with this number." in page
    [uid] = uids(page)
    for text in (page, visitor.get(f"{path}/rows/{uid}").text):
        assert not [one for one in SECRETS if one in text]


def test_of_a_shielded_record_a_list_tells_and_changes_nothing(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        coordinator = make.coordinator(State.KG)
        who = somebody(State.KG, shield_code="KG-S7", shield_account_id=coordinator.id)
        visitor = signed_in(coordinator)
    path = sent(visitor, guessed(who.number))
    page = checked(app, visitor, path)
    assert tabs(page)["same"] == 1
    assert "Her record is shielded." in page
    assert not [one for one in SECRETS[1:] if one in page]
    visitor.post(f"{path}/rows", {"what": "all"})
    worked(app)
    assert [(one.family, one.email) for one in people(app)] == [("Юсупова", "hers@example.org")]


def test_who_was_erased_is_named_in_nobody_elses_row(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        who = make.member(State.KG, "Канарейкина", "Жылдыз", family_latin="", given_latin="")
        make.previous_name(who, "Щеглова", "Жылдыз")
        visitor = signed_in(make.coordinator(State.KG))
    headings = HEADINGS[1:4]
    path = sent(visitor, as_csv([("Kanareikina", "Zhyldyz", "ж"), ("Sheglova", "Zhyldyz", "ж")], headings))
    page = checked(app, visitor, path)
    assert tabs(page)["question"] == 2
    for both in ("Kanareikina = Канарейкина", "Sheglova = Щеглова"):
        assert both in page
    with app.app_context():
        erasing.erase(who.id, why="She asked for it", by=Operator())
        kept = [one.found for one in db.session.scalars(sa.select(ImportRow))]
    assert not [one for one in kept if "Канарейкина" in str(one) or "Щеглова" in str(one)]
    assert "Канарейкина" not in visitor.get(path).text


def test_an_undo_changes_nobody_who_is_of_another_state_or_shielded_by_now(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        names = {"family_latin": "", "given_latin": ""}
        here, moved, hidden = (
            make.member(State.KG, "Асанова", given, phone=f"+996 555 100 20{n}", **names)
            for n, given in enumerate(("Айгүл", "Бермет", "Жылдыз"))
        )
        visitor, named = signed_in(make.coordinator(State.KG)), make.coordinator(State.KG)
    headings = ("Фамилия", "Имя", "Пол", "Телефон", "E-mail")
    rows = [(one.family, one.given, "ж", f"+996 555 100 20{n}", f"{n}@example.org") for n, one in
            enumerate((here, moved, hidden))]  # fmt: skip
    path = brought_in(app, visitor, as_csv(rows, headings))
    with app.app_context():
        record = db.session.get_one(Member, moved.id)
        person = Person(State.UZ, record.family, record.given, email=record.email, phone=record.phone)
        db.session.rollback()
        members.edit_member(moved.id, record.version, person, Standing.MEMBER, by=Operator())
        shields.shield(hidden.id, named.id, why="Threats", by=Operator())
    visitor.post(f"{path}/undo")
    worked(app)
    assert [one.email for one in people(app)] == ["", "1@example.org", "2@example.org"]
    assert visitor.get(f"{path}?tab=done").text.count("not among yours any more") == 2
