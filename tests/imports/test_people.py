"""A list of people from the file to the records, as a coordinator goes through it, and back again."""

from collections.abc import Callable

import sqlalchemy as sa
from flask import Flask

from network.accounts.models import Account
from network.database import db
from network.members.models import Member
from network.vocabulary import State
from tests import factories as make
from tests.imports.lists import as_csv, checked, row, sent, tabs, worked
from tests.visitor import Visitor

SignedIn = Callable[[Account], Visitor]


def test_a_list_becomes_people_and_the_same_list_again_changes_nothing(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        make.agency()
        coordinator = make.coordinator(State.KG)
    visitor = signed_in(coordinator)
    content = as_csv([row(phone="+996 555 100 200", email="a@example.org"), row("Токтосунова", "Бүбүсара")])
    path = sent(visitor, content)
    assert tabs(checked(app, visitor, path))["new"] == 2

    visitor.post(f"{path}/rows", {"what": "all"})
    visitor.post(f"{path}/rows", {"what": "all"})
    worked(app)
    visitor.get(path)
    with app.app_context():
        people = db.session.scalars(sa.select(Member).order_by(Member.number)).all()
        assert [(one.number, one.name, one.phone) for one in people] == [
            ("KG-0001", "Асанова Айгүл", "+996 555 100 200"),
            ("KG-0002", "Токтосунова Бүбүсара", ""),
        ]
    assert "Токтосунова" in visitor.get("/members/?q=toktosun").text

    again = sent(visitor, content)
    assert tabs(checked(app, visitor, again))["same"] == 2
