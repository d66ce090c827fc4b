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
from network.members.models import Member
from network.privacy import erasing
from network.vocabulary import State
from tests import factories as make
from tests.imports.lists import as_csv, checked, sent, tabs, worked
from tests.imports.test_people import people, uids
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
