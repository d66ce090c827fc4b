"""A list of people from the file to the records, as a coordinator goes through it, and back again."""

import re
from collections.abc import Callable

import sqlalchemy as sa
from flask import Flask

from network.accounts.models import Account
from network.database import db
from network.members.models import Affiliation, Member
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


def brought_in(app: Flask, visitor: Visitor, content: bytes, what: str = "all", **more: object) -> str:
    """Send a list, check it, bring it in; its page's address."""
    path = sent(visitor, content)
    checked(app, visitor, path)
    visitor.post(f"{path}/rows", {"what": what, **more})
    worked(app)
    return path


def people(app: Flask) -> list[Member]:
    with app.app_context():
        return list(db.session.scalars(sa.select(Member).order_by(Member.id)))


def uids(page: str) -> list[str]:
    return re.findall(r'<li id="row-([\w-]+)"', page)


def test_columns_are_as_she_said_them_of_her_last_list_with_these_headings(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        coordinator, other = make.coordinator(State.KG), make.coordinator(State.KG)
    visitor = signed_in(coordinator)

    def taken(of: Visitor, *lines: tuple[str, ...]) -> list[str]:
        """What the columns of a new list are taken for."""
        page = of.get(f"{sent(of, as_csv([*lines, ('Асанова Айгүл', 'ж', 'KG')], ()))}/columns").text
        return re.findall(r'<select name="column-\d+".*?<option value="(\w*)" selected', page)

    headings = ("Ф.И.О.", "Пол", "Откуда")
    assert taken(visitor, headings) == ["full_name", "sex", ""], "nobody said anything of them yet"
    checked(app, visitor, sent(visitor, as_csv([("Асанова Айгүл", "ж", "KG")], headings)), **{"column-2": "state"})
    assert taken(visitor, ("Список за май",), ("Ф.И.О.", "ПОЛ", "Откуда")) == ["full_name", "sex", "state"]
    assert taken(visitor, ("Ф.И.О.", "Пол", "Откуда она")) == ["full_name", "sex", ""]
    assert taken(signed_in(other), headings) == ["full_name", "sex", ""], "what another said is not hers"


def test_rows_of_another_state_or_without_sex_are_wrong_and_say_why(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        make.agency()
        coordinator = make.coordinator(State.KG)
    visitor = signed_in(coordinator)
    headings = ("Фамилия", "Имя", "Пол", "Страна")
    path = sent(
        visitor, as_csv([("Асанова", "А", "ж", "UZ"), ("Каримова", "Б", "", "KG"), ("Ли", "В", "ж", "KG")], headings)
    )
    page = checked(app, visitor, path)
    assert tabs(page)["wrong"] == 2
    assert tabs(page)["new"] == 1
    assert "She is of Uzbekistan. You bring in people of Kyrgyzstan only." in page
    assert "Write woman or man" in page


def test_a_wrong_row_is_mended_on_the_page_and_nothing_else_is_lost(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        make.agency()
        coordinator = make.coordinator(State.KG)
    visitor = signed_in(coordinator)
    path = sent(visitor, as_csv([row(phone="12", email="nobody@"), row("Бекова")]))
    page = checked(app, visitor, path)
    [uid] = uids(page)
    page = visitor.post(f"{path}/rows/{uid}", {f"{uid}-phone": "+996 555 100 200"}, status=422).text
    assert 'value="+996 555 100 200"' in page
    assert 'value="nobody@"' in page
    assert 'aria-invalid="true"' in page
    visitor.post(f"{path}/rows/{uid}", {f"{uid}-email": "a@example.org"})
    assert tabs(visitor.get(path).text) == {"wrong": 0, "new": 2}
    visitor.post(f"{path}/rows", {"what": "all"})
    worked(app)
    with app.app_context():
        assert [(one.phone, one.email) for one in people(app)] == [("+996 555 100 200", "a@example.org"), ("", "")]


def test_an_unknown_agency_is_answered_once_for_all_rows(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        agency_id = make.agency().id
        coordinator = make.coordinator(State.KG)
    visitor = signed_in(coordinator)
    rows = [row(f"Асанова{n}", agency="Погран. служба Бишкек", born="") for n in "абв"]
    path = sent(visitor, as_csv(rows))
    page = checked(app, visitor, path)
    assert "Погран. служба Бишкек" in page
    field = re.search(r'<select[^>]*name="([0-9a-f]{16}-agency)"', page)
    assert field is not None
    visitor.post(f"{path}/agencies", {field[1]: str(agency_id)})
    worked(app)
    assert tabs(visitor.get(path).text) == {"wrong": 0, "new": 3}
    visitor.post(f"{path}/rows", {"what": "all"})
    worked(app)
    assert {one.agency_now_id for one in people(app)} == {agency_id}


def test_empty_fields_are_filled_and_differing_ones_replaced_only_where_ticked(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        agency = make.agency()
        who = make.member(family="Асанова", given="Айгүл", family_latin="", given_latin="", email="old@example.org",
                          phone="+996 555 100 200")  # fmt: skip
        make.affiliation(who, agency, rank="", position="инспектор")
        coordinator = make.coordinator(State.KG)
    visitor = signed_in(coordinator)
    path = sent(visitor, as_csv([row(phone="+996 555 100 200", email="new@example.org", born="17.05.1990")]))
    page = checked(app, visitor, path)
    assert tabs(page)["changed"] == 1
    [uid] = uids(page)
    visitor.post(f"{path}/rows", {"what": "all"})
    worked(app)
    with app.app_context():
        now = db.session.get(Member, who.id)
        assert (now.email, now.born_on.isoformat()) == ("old@example.org", "1990-05-17")
        assert db.session.scalars(sa.select(Affiliation.rank)).all() == ["майор"]

    path = sent(visitor, as_csv([row(phone="+996 555 100 200", email="new@example.org", born="17.05.1990")]))
    page = checked(app, visitor, path)
    [uid] = uids(page)
    visitor.post(f"{path}/rows/{uid}/replace", {"take": "email"})
    visitor.post(f"{path}/rows", {"what": "all"})
    worked(app)
    assert people(app)[0].email == "new@example.org"


def test_who_may_be_there_already_is_asked_about_and_never_decided(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        make.agency()
        make.member(family="Асанова", given="Айгүл", family_latin="", given_latin="")
        coordinator = make.coordinator(State.KG)
    visitor = signed_in(coordinator)
    path = sent(visitor, as_csv([row("Asanova", "Aigul", born="")]))
    page = checked(app, visitor, path)
    assert tabs(page) == {"wrong": 0, "question": 1, "new": 0}
    [uid] = uids(page)
    assert "Асанова Айгүл" in page
    visitor.post(f"{path}/rows/{uid}/answer", {"who": "else"})
    assert tabs(visitor.get(path).text)["new"] == 1
    visitor.post(f"{path}/rows", {"what": "all"})
    worked(app)
    assert len(people(app)) == 2


def test_two_rows_of_one_person_say_so_and_one_is_left_out(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        make.agency()
        coordinator = make.coordinator(State.KG)
    visitor = signed_in(coordinator)
    path = sent(visitor, as_csv([row(), row(), row(born="18.05.1990")]))
    page = checked(app, visitor, path)
    assert tabs(page)["question"] == 1
    assert "Row 2 of this list seems to be of the same person" in page
    [uid] = uids(page)
    visitor.post(f"{path}/rows", {"what": "leave", "row": uid})
    visitor.post(f"{path}/rows", {"what": "all"})
    worked(app)
    assert len(people(app)) == 2


def test_only_the_ticked_rows_are_brought_in_and_the_rest_later(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        make.agency()
        coordinator = make.coordinator(State.KG)
    visitor = signed_in(coordinator)
    path = sent(visitor, as_csv([row("Бекова"), row("Токтосунова")]))
    first, _second = uids(checked(app, visitor, path))
    visitor.post(f"{path}/rows", {"what": "ticked", "row": first})
    worked(app)
    assert [one.family for one in people(app)] == ["Бекова"]
    visitor.post(f"{path}/rows", {"what": "all"})
    worked(app)
    assert [one.family for one in people(app)] == ["Бекова", "Токтосунова"]
