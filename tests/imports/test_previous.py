"""Names that people bore before, as lists tell of them: in a column, or in brackets behind the present one."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from network.accounts.models import Account
from network.database import db
from network.imports.names import Name, full_name, previous_name
from network.members.models import Member
from network.members.previous import PreviousName
from network.vocabulary import State
from tests import factories as make
from tests.imports.lists import as_csv, checked, sent, tabs, worked
from tests.imports.test_people import uids
from tests.visitor import Visitor

SignedIn = Callable[[Account], Visitor]
HEADINGS = ("ФИО", "Девичья фамилия", "Пол", "Телефон")


def before(app: Flask) -> list[tuple[str, str]]:
    """Who bore which name before."""
    with app.app_context():
        pairs = sa.select(Member.family, PreviousName).join(Member, Member.id == PreviousName.member_id)
        return [(family, one.name) for family, one in db.session.execute(pairs.order_by(PreviousName.id))]


def test_previous_names_come_in_find_her_and_are_taken_back(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        known = make.member(family="Токтосунова", given="Бүбүсара", patronymic="", phone="+996 555 100 200")
        coordinator = make.coordinator(State.KG)
    visitor = signed_in(coordinator)
    rows = [
        ("Асанова Айгүл", "Иванова", "ж", ""),
        ("Токтосунова (Бейшеева) Бүбүсара", "", "ж", "+996 555 100 200"),
        ("Садыкова Мээрим", "нет", "ж", ""),
    ]
    path = sent(visitor, as_csv(rows, HEADINGS))
    page = checked(app, visitor, path, **{"column-1": "previous_name"})
    assert (tabs(page)["new"], tabs(page)["changed"]) == (2, 1)
    assert "before: Иванова" in visitor.get(f"{path}?tab=new").text
    assert "Бейшеева" in visitor.get(f"{path}?tab=changed").text
    visitor.post(f"{path}/rows", {"what": "all"})
    worked(app)
    assert before(app) == [("Асанова", "Иванова"), ("Токтосунова", "Бейшеева")]
    for maiden, family in (("Иванова", "Асанова"), ("Beisheeva", "Токтосунова")):
        assert family in visitor.get(f"/members/?q={maiden}").text

    again = sent(visitor, as_csv(rows, HEADINGS))
    assert tabs(checked(app, visitor, again, **{"column-1": "previous_name"}))["same"] == 3

    visitor.post(f"{path}/undo")
    worked(app)
    assert before(app) == []
    with app.app_context():
        assert db.session.scalars(sa.select(Member.id)).all() == [known.id]
    assert "Токтосунова" not in visitor.get("/members/?q=Beisheeva").text


def test_a_name_that_a_list_replaces_stays_as_a_previous_one(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        known = [
            make.member(family=family, given="Айгүл", patronymic="", family_latin="", phone=f"+996 555 100 {phone}").id
            for phone, family in (("100", "Иванова"), ("200", "Токтосонова"))
        ]
        coordinator = make.coordinator(State.KG)
    visitor = signed_in(coordinator)
    rows = [("Асанова Айгүл", "ж", "+996 555 100 100"), ("Токтосунова Айгүл", "ж", "+996 555 100 200")]
    path = sent(visitor, as_csv(rows, ("ФИО", "Пол", "Телефон")))
    checked(app, visitor, path)
    for member_id, uid in zip(known, uids(visitor.get(f"{path}?tab=question").text), strict=False):
        visitor.post(f"{path}/rows/{uid}/answer", {"who": member_id})
    page = visitor.get(f"{path}?tab=changed").text
    assert page.count("the old one stays among her previous names") == 1, "a slip of the pen was no name"
    for uid in uids(page):
        visitor.post(f"{path}/rows/{uid}/replace", {"take": "family"})
    visitor.post(f"{path}/rows", {"what": "all"})
    worked(app)
    assert before(app) == [("Асанова", "Иванова Айгүл")]
    assert "Токтосунова" in visitor.get("/members/?q=Токтосунова").text
    assert "Асанова" in visitor.get("/members/?q=Ivanova").text
    visitor.post(f"{path}/undo")
    worked(app)
    assert before(app) == []
    with app.app_context():
        assert set(db.session.scalars(sa.select(Member.family))) == {"Иванова", "Токтосонова"}


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("Асанова (Иванова) Айгүл", Name("Асанова", "Айгүл", previous="Иванова")),
        ("Асанова Айгүл (Петрова-Ким)", Name("Асанова", "Айгүл", previous="Петрова-Ким")),
        ("Асанова Айгүл (декрет)", Name("Асанова", "Айгүл")),
        ("Асанова Айгүл (до 2024)", Name("Асанова", "Айгүл")),
    ],
)
def test_what_stands_in_brackets_is_a_name_or_a_remark(cell: str, name: Name) -> None:
    assert full_name(cell) == name


@pytest.mark.parametrize("cell", ["-", "нет", "Не меняла", "n/a", "—", "жоқ"])
def test_no_previous_name(cell: str) -> None:
    assert previous_name(cell) is None


def test_a_whole_previous_name() -> None:
    assert previous_name("Иванова Айгүл Бакытовна") == Name("Иванова", "Айгүл", "Бакытовна")
    assert previous_name("Иванова") == Name("Иванова")
