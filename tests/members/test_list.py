"""The list of members: who sees whom, what finds somebody, and what it costs."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import time_machine
from flask import Flask

from network.accounts.models import Account
from network.clock import today
from network.database import db
from network.vocabulary import AgencyKind, RankBand, Role, Standing, State
from tests import factories as make
from tests.statements import counted
from tests.visitor import Visitor

SignedIn = Callable[[Account], Visitor]


def names(page: str) -> list[str]:
    """The own names in the table, in its order."""
    cells = page.partition("<tbody>")[2].split('<bdi class="person-own">')[1:]
    return [cell.partition('">')[2].partition("</a>")[0] for cell in cells]


def test_each_role_lists_whom_it_may(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        own = make.member(State.KG, "Акматова", "Бурул")
        make.member(State.UZ, "Yoʻldosheva", "Gulnora", family_latin="Yuldosheva", given_latin="Gulnora")
        coordinator, secretariat = make.coordinator(State.KG), make.secretariat()
        both = make.account((Role.COORDINATOR, State.KG), (Role.COORDINATOR, State.UZ))
        member = make.member_account(own)
        without_a_state = make.member_account(make.member(State.TJ, "Зоирова", "Мадина"))
    assert names(signed_in(coordinator).get("/members/").text) == ["Акматова Бурул"]
    assert len(names(signed_in(both).get("/members/").text)) == 2
    assert len(names(signed_in(secretariat).get("/members/").text)) == 3
    for account in (member, without_a_state):
        signed_in(account).get("/members/", status=403)
        signed_in(account).get("/members/suggest?q=a", status=403)


def test_a_coordinator_cannot_ask_for_another_state(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        make.member(State.UZ, "Yoʻldosheva", "Gulnora")
        coordinator = make.coordinator(State.KG)
    visitor = signed_in(coordinator)
    for query in ("state=UZ", "q=gulnora", "state=UZ&q=gulnora", "q=KZ"):
        assert names(visitor.get(f"/members/?{query}").text) == []
    assert visitor.get("/members/suggest?q=gulnora").json == []
    assert 'name="state"' not in visitor.get("/members/").text


@pytest.mark.parametrize(
    "typed",
    ["ымбаева", "Рымбаева", "rymbayeva", "RYMBAEVA", "рым", "r", "сәуле", "Saule", "saule rymb", "Rymbaeva Saule",
     "Нұрланқызы", "KZ-0042", "kz 42", "0042", "42"],
)  # fmt: skip
def test_any_part_of_any_name_finds_her(app: Flask, signed_in: SignedIn, typed: str) -> None:
    with app.app_context():
        make.member(
            State.KZ, "Рымбаева", "Сәуле", patronymic="Нұрланқызы", number="KZ-0042",
            family_latin="Rymbayeva", given_latin="Saule",
        )  # fmt: skip
        make.member(State.KZ, "Омарова", "Дана", number="KZ-0777", family_latin="Omarova", given_latin="Dana")
        secretariat = make.secretariat()
    visitor = signed_in(secretariat)
    assert names(visitor.get("/members/", query_string={"q": typed}).text) == ["Рымбаева Сәуле Нұрланқызы"]
    (found,) = visitor.get("/members/suggest", query_string={"q": typed}).json
    assert (found["name"], found["number"]) == ("Рымбаева Сәуле Нұрланқызы", "KZ-0042")


@pytest.mark.parametrize("typed", ["ым", "saule omarova", "—", "%", "_", "'", "\\", "0", "рымбаева я"])
def test_what_nobody_is_called_finds_nobody(app: Flask, signed_in: SignedIn, typed: str) -> None:
    with app.app_context():
        make.member(State.KZ, "Рымбаева", "Сәуле", number="KZ-1142", family_latin="Rymbayeva", given_latin="Saule")
        secretariat = make.secretariat()
    page = signed_in(secretariat).get("/members/", query_string={"q": typed}).text
    assert names(page) == []
    assert "Nobody like this" in page


def test_each_filter_narrows(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        border = make.agency(State.KG, "State Border Service")
        police = make.agency(State.KG, "Ministry of Internal Affairs", kind=AgencyKind.POLICE)
        moved = make.member(State.KG, "Анарбаева", "Айна")
        make.affiliation(moved, police, date(2018, 1, 1), ends_on=date(2020, 12, 31), band=RankBand.JUNIOR)
        make.affiliation(moved, border, date(2021, 1, 1), band=RankBand.SENIOR)
        still = make.member(State.KG, "Бекова", "Бурул")
        make.affiliation(still, police, band=RankBand.JUNIOR)
        make.member(State.KG, "Сыдыкова", "Назик", standing=Standing.FORMER)
        make.member(State.UZ, "Turdieva", "Nilufar")
        secretariat = make.secretariat()
    visitor = signed_in(secretariat)
    for query, expected in {
        f"agency={border.id}": ["Анарбаева Айна"],
        f"agency={police.id}": ["Бекова Бурул"],
        "kind=police": ["Бекова Бурул"],
        "band=senior": ["Анарбаева Айна"],
        "standing=former": ["Сыдыкова Назик"],
        "unplaced=y": ["Сыдыкова Назик", "Turdieva Nilufar"],
        "unplaced=y&state=UZ": ["Turdieva Nilufar"],
        "state=UZ": ["Turdieva Nilufar"],
        "q=anar&kind=police": [],
        "q=bek&kind=police": ["Бекова Бурул"],
        f"q=b&agency={police.id}": ["Бекова Бурул"],
        "state=XX&band=nonsense&agency=99999": [
            "Анарбаева Айна",
            "Бекова Бурул",
            "Сыдыкова Назик",
            "Turdieva Nilufar",
        ],
    }.items():
        assert sorted(names(visitor.get(f"/members/?{query}").text)) == sorted(expected), query


def test_a_filter_is_right_on_the_day_a_post_ends_or_begins(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        before, after = make.agency(State.KG, "Before"), make.agency(State.KG, "After")
        who, day = make.member(State.KG, "Акматова", "Бурул"), today()
        make.affiliation(who, before, date(2020, 1, 1), ends_on=day)
        make.affiliation(who, after, day + timedelta(days=3))
        secretariat = make.secretariat()
    for passed, expected in ((0, before.id), (1, None), (2, None), (3, after.id), (400, after.id)):
        with time_machine.travel(day + timedelta(days=passed)):
            visitor = signed_in(secretariat)
            query = f"agency={expected}" if expected else "unplaced=y"
            assert names(visitor.get(f"/members/?{query}").text) == ["Акматова Бурул"], passed


def test_it_is_sorted_by_family_name_and_turns_pages(app: Flask, signed_in: SignedIn) -> None:
    families = [f"Family{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(60)]
    with app.app_context():
        for family in reversed(families):
            make.member(State.KG, family, "Ай", family_latin=family)
        secretariat = make.secretariat()
    visitor, path, seen = signed_in(secretariat), "/members/", []
    turned: set[str] = set()
    while path:
        assert path not in turned, "it turns to the same page again"
        turned.add(path)
        page = visitor.get(path).text
        seen.append(names(page))
        link = page.rpartition('rel="next"')[0].rpartition('href="')[2].partition('"')[0]
        path = link.replace("&amp;", "&") if 'rel="next"' in page else ""
    assert [len(page) for page in seen] == [25, 25, 10]
    assert [name.split()[0] for page in seen for name in page] == families
    last = names(visitor.get("/members/?end=1").text)
    assert [name.split()[0] for name in last] == families[-25:]
    searched = names(visitor.get("/members/?q=fami&end=1").text)
    assert [name.split()[0] for name in searched] == families, "a search has one page"


def test_empty_lists_say_how_to_fill_them(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        secretariat = make.secretariat()
    visitor = signed_in(secretariat)
    assert "/members/new" in visitor.get("/members/").text.partition("Nobody here yet")[2]
    assert "Clear the filters" in visitor.get("/members/?q=nobody").text


@pytest.mark.parametrize(
    "path", ["/members/", "/members/?q=tok", "/members/?q=t", "/members/?kind=border", "/members/suggest?q=t"]
)
def test_twice_the_people_cost_the_same_statements(app: Flask, signed_in: SignedIn, path: str) -> None:
    with app.app_context():
        coordinator, where = make.coordinator(State.KG), make.agency()
    visitor, costs = signed_in(coordinator), []
    for _ in range(2):
        with app.app_context():
            for _ in range(4):
                make.affiliation(make.member(), where)
        visitor.get(path)
        with counted(app) as statements:
            visitor.get(path)
        costs.append(len(statements))
    assert costs[0] == costs[1] <= 8


def test_another_kind_of_agency_reaches_its_people(app: Flask, signed_in: SignedIn) -> None:
    """The copy of the kind on a member follows the agency by itself."""
    with app.app_context():
        where = make.agency(State.KG, kind=AgencyKind.BORDER)
        make.affiliation(make.member(State.KG, "Акматова", "Бурул"), where)
        where.kind = AgencyKind.SECURITY
        with make.saving():
            db.session.merge(where)
        secretariat = make.secretariat()
    visitor = signed_in(secretariat)
    assert names(visitor.get("/members/?kind=border").text) == []
    assert names(visitor.get("/members/?kind=security").text) == ["Акматова Бурул"]
