"""A person's record: added, edited, admitted, and kept to the letter, whatever is typed."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from html import unescape

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from network.accounts.models import Account
from network.audit.models import AuditEntry
from network.database import db
from network.members import commands
from network.members.commands import Person
from network.members.models import Affiliation, Member, NameToken
from network.vocabulary import Sex, Standing, State
from network.web.fields import refused_characters
from tests import factories as make
from tests.statements import counted
from tests.visitor import Visitor

SignedIn = Callable[[Account], Visitor]
NEW = {"state": "KG", "family": "Асанова", "given": "Жылдыз", "sex": "female"}
NAMES = ("family", "given", "patronymic", "family_latin", "given_latin", "patronymic_latin")


def stored(app: Flask, **which: object) -> Member:
    with app.app_context():
        member = db.session.scalars(sa.select(Member).filter_by(**which)).one()
        db.session.expunge(member)
        return member


def count(app: Flask, model: type = Member) -> int:
    with app.app_context():
        return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def field_error(page: str, name: str) -> str:
    """The words beside a field, which is marked as wrong."""
    tag = re.search(rf'<[^>]* id="{name}"[^>]*>', page)
    assert tag is not None
    assert 'aria-invalid="true"' in tag[0]
    return page.partition(f'id="{name}-error"')[2].partition("</p>")[0]


def test_a_coordinator_adds_a_member_of_her_state(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        where, coordinator = make.agency(State.KG), make.coordinator(State.KG)
    visitor = signed_in(coordinator)
    typed = {
        **NEW, "patronymic": "Бакытовна", "family_latin": "Asanova", "given_latin": "Zhyldyz",
        "email": "zhyldyz@agency.example.org", "phone": "+996 312 123 456", "agency": str(where.id),
        "rank": "Капитан", "band": "middle", "position": "Инспектор", "starts_on": "2021-03-01",
        # What no field asks for changes nothing.
        "number": "KG-9999", "standing": "former", "version": "7",
    }  # fmt: skip
    shown = visitor.post("/members/new", {**typed, "state": "UZ"})
    page = visitor.get(shown.location).text
    for text in (
        "Асанова Жылдыз Бакытовна",
        "Asanova Zhyldyz",
        "KG-0001",
        "+996 312 123 456",
        "Капитан",
        "1 March 2021",
    ):
        assert text in page
    member = stored(app)
    assert (member.state, member.number, member.standing) == (State.KG, "KG-0001", Standing.MEMBER)
    with app.app_context():
        assert (member.email, member.phone) == ("zhyldyz@agency.example.org", "+996 312 123 456")
        entry = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.event == "member:added")).one()
        assert (entry.subject, entry.account_id) == (f"member:{member.id}", coordinator.id)


def test_numbers_go_on_by_state(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        make.member(State.KG, "Прежняя", "Первая", number="KG-0002")
        secretariat = make.secretariat()
    visitor = signed_in(secretariat)
    for n, state in enumerate(("KG", "UZ", "KG", "KG")):
        visitor.post("/members/new", {**NEW, "state": state, "family": f"Новая{n}"})
    with app.app_context():
        numbers = db.session.scalars(sa.select(Member.number).order_by(Member.id)).all()
    assert numbers == ["KG-0002", "KG-0001", "UZ-0001", "KG-0003", "KG-0004"]


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"family": "", "given": ""}, "family", "at least one name"),
        ({"family": "а" * 201}, "family", "At most 200 characters"),
        ({"family": "Аса\u202eнова"}, "family", "U+202E"),
        ({"given": "Жыл\x00дыз"}, "given", "U+0000"),
        ({"patronymic": "\u2066Бакытовна"}, "patronymic", "U+2066"),
        ({"family_latin": "Asa\u200bnova"}, "family_latin", "U+200B"),
        ({"email": "zhyldyz"}, "email", "not an e-mail address"),
        ({"email": "a@b@example.org"}, "email", "not an e-mail address"),
        ({"phone": "312 123 456"}, "phone", "not a phone number"),
        ({"phone": "+996 abc"}, "phone", "not a phone number"),
        ({"state": "XX"}, "state", "Choose one of those"),
        ({"sex": "other"}, "sex", "Choose one of those"),
        ({"rank": "Капитан"}, "agency", "Choose the agency"),
        ({"agency": "1"}, "starts_on", "first day"),
        ({"agency": "99999", "starts_on": "2021-03-01"}, "agency", "Choose one of those"),
        ({"agency": "1", "starts_on": "31.31.2021"}, "starts_on", "not a date"),
        ({"agency": "1", "starts_on": "2021-03-01", "state": "UZ"}, "agency", "another state"),
    ],
)
def test_bad_input_is_told_beside_the_field(
    app: Flask, signed_in: SignedIn, typed: dict[str, str], field: str, words: str
) -> None:
    with app.app_context():
        make.agency(State.KG)
        secretariat = make.secretariat()
    page = signed_in(secretariat).post("/members/new", {**NEW, "position": "", **typed}, status=422).text
    assert words in field_error(page, field)
    assert "<title>Error:" in page
    assert f'href="#{field}"' in page
    for value in {**NEW, **typed}.values():
        if value.isprintable() and len(value) > 2 and value not in ("XX", "99999", "other"):
            assert value in page  # everything typed is kept
    assert count(app) == count(app, Affiliation) == 0


def test_one_name_is_enough(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        secretariat = make.secretariat()
    visitor = signed_in(secretariat)
    for n, names in enumerate(({"family": "", "given": "Айна"}, {"family": "Я", "given": ""})):
        visitor.post("/members/new", {**NEW, **names})
        assert count(app) == n + 1


def test_two_hundred_letters_of_any_script_are_kept_and_found(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        secretariat = make.secretariat()
    visitor = signed_in(secretariat)
    for n, letter in enumerate("Щ鿃ﷺ𐐀ʻ"):
        names = dict.fromkeys(NAMES, letter * 200) | {"given": f"Уникальная{'абвгд'[n]}"}
        visitor.post("/members/new", {**NEW, **names})
        member = stored(app, given=names["given"])
        assert {name: getattr(member, name) for name in NAMES} == names
        assert f"/members/{member.uid}" in visitor.get("/members/", query_string={"q": names["given"]}).text


LETTERS = st.text(
    st.characters(exclude_categories=("Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp")), min_size=1, max_size=200
)
KEPT = LETTERS.map(str.strip).filter(lambda text: text and not refused_characters(text))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(family=KEPT, own=KEPT, latin=KEPT)
@example(family="Gʻulomova", own="O’Neill-Smith", latin="d'Arc")
@example(family="Makanbai kyzy", own="ﬁ İ ẞ ß", latin="e\u0301")
@example(family="Ғ" * 200, own="'", latin="‘ʼ’ʻ")
def test_any_letters_come_back_to_the_letter(app: Flask, family: str, own: str, latin: str) -> None:
    with app.app_context():
        account = db.session.scalar(sa.select(Account)) or make.secretariat()
    visitor = Visitor(app).sign_in(account)
    typed = {**NEW, "family": family, "given": own, "given_latin": latin, "another": "y"}
    shown = visitor.post("/members/new", typed)
    uid = shown.location.rpartition("/")[2]
    member = stored(app, uid=uid)
    assert (member.family, member.given, member.given_latin) == (family, own, latin)
    page = visitor.get(f"/members/{uid}/edit").text
    visitor.post(f"/members/{uid}/edit", {**typed, "standing": "member", "version": str(member.version)})
    again = stored(app, uid=uid)
    assert (again.family, again.given, again.given_latin) == (family, own, latin)
    assert {family, own, latin} <= {unescape(value) for value in re.findall(r' value="([^"]*)"', page)}


def test_people_of_the_same_name_are_shown_first_and_block_nothing(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        make.member(State.KG, "Гуломова", "Барно", family_latin="Gulomova", given_latin="Barno", number="KG-0500")
        make.member(State.UZ, "Гуломова", "Барно", family_latin="Gulomova", given_latin="Barno", number="UZ-0500")
        make.member(State.KG, "Гуломова", "Нодира", family_latin="Gulomova", given_latin="Nodira", number="KG-0501")
        coordinator = make.coordinator(State.KG)
    visitor = signed_in(coordinator)
    typed = {**NEW, "family": "G‘ulomova", "given": "Barno"}
    page = visitor.post("/members/new", typed, status=422).text
    assert "KG-0500" in page
    assert "KG-0501" not in page
    assert "UZ-0500" not in page  # another state's people are not hers to see
    assert "Is she one of these people" in field_error(page, "another")
    assert count(app) == 3
    visitor.post("/members/new", {**typed, "another": "y"})
    assert count(app) == 4


def test_another_states_member_is_not_there(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        other, where = make.member(State.UZ), make.agency(State.UZ)
        post = make.affiliation(other, where)
        visitors = [
            signed_in(make.coordinator(State.KG)),
            signed_in(make.member_account(make.member(State.UZ))),
        ]
    own = f"/members/{other.uid}"
    for visitor in visitors:
        for path in (own, f"{own}/edit", f"{own}/affiliations/new", f"{own}/affiliations/{post.id}/correct"):
            visitor.get(path, status=404)
        for path in (
            f"{own}/edit", f"{own}/admit", f"{own}/affiliations/new", f"{own}/affiliations/{post.id}/correct",
            f"{own}/affiliations/{post.id}/end", f"{own}/affiliations/{post.id}/remove",
        ):  # fmt: skip
            visitor.post(path, {**NEW, "version": "1", "standing": "member"}, status=404)
    assert stored(app, id=other.id).version == 1
    assert count(app, Affiliation) == 1


def test_a_post_of_somebody_else_is_not_reached_through_ones_own(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        mine, other = make.member(State.KG), make.member(State.UZ)
        post = make.affiliation(other, make.agency(State.UZ))
        visitor = signed_in(make.coordinator(State.KG))
    for what in ("correct", "end"):
        visitor.get(f"/members/{mine.uid}/affiliations/{post.id}/{what}", status=404)
    for what in ("correct", "end", "remove"):
        visitor.post(f"/members/{mine.uid}/affiliations/{post.id}/{what}", {"version": "1"}, status=404)
    assert count(app, Affiliation) == 1


def test_a_member_reads_her_record_and_edits_only_her_contacts(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        who = make.member(State.KG, email="old@example.org")
        make.affiliation(who, make.agency(State.KG, "State Border Service"), rank="Майор")
        account = make.member_account(who, email="signs.in@example.org")
    visitor = signed_in(account)
    page = visitor.get("/members/me").text
    for text in ("Токтосунова Айгүл", "State Border Service", "Майор", "old@example.org"):
        assert text in page
    assert "/correct" not in visitor.get(f"/members/{who.uid}").text
    visitor.get(f"/members/{who.uid}/edit", status=403)
    visitor.get(f"/members/{who.uid}/affiliations/new", status=403)
    contact = {"email": "new@example.org", "phone": "+996 312 000 000", "version": "1", "family": "Другая"}
    visitor.post("/members/me", contact)
    member = stored(app, id=who.id)
    with app.app_context():  # she signs in as before
        assert (member.email, member.phone, member.family) == ("new@example.org", "+996 312 000 000", "Токтосунова")
        assert db.session.scalar(sa.select(Account.email).where(Account.id == account.id)) == "signs.in@example.org"
    refused = visitor.post("/members/me", {**contact, "phone": "12", "version": "2"}, status=422).text
    assert "not a phone number" in field_error(refused, "phone")
    assert 'value="12"' in refused


def test_whoever_has_no_record_has_no_page_of_it(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        secretariat = make.secretariat()
    signed_in(secretariat).get("/members/me", status=404)


def test_a_change_on_an_older_page_is_refused_and_nothing_is_lost(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        who = make.member(State.KG)
        first, second = signed_in(make.coordinator(State.KG)), signed_in(make.secretariat())
        herself = signed_in(make.member_account(who))
    path, typed = f"/members/{who.uid}/edit", {**NEW, "standing": "member", "version": "1"}
    first.post(path, {**typed, "family": "Первая"})
    page = second.post(path, {**typed, "family": "Вторая"}, status=422).text
    assert "Somebody else changed this record" in page
    assert 'value="Вторая"' in page
    herself.post("/members/me", {"email": "", "phone": "", "version": "1"}, status=422)
    assert stored(app, id=who.id).family == "Первая"
    # The page now carries the present version: looking first and saving again is possible.
    assert 'name="version" type="hidden" value="2"' in page
    second.post(path, {**typed, "family": "Вторая", "version": "2"})
    assert stored(app, id=who.id).family == "Вторая"


def test_only_the_secretariat_moves_her_to_another_state(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        who = make.member(State.KG, number="KG-0042")
        coordinator, secretariat = signed_in(make.coordinator(State.KG)), signed_in(make.secretariat())
    path, typed = f"/members/{who.uid}/edit", {**NEW, "state": "UZ", "standing": "former"}
    coordinator.post(path, {**typed, "version": "1"})
    assert (stored(app).state, stored(app).standing) == (State.KG, Standing.FORMER)
    secretariat.post(path, {**typed, "version": "2"})
    assert (stored(app).state, stored(app).number) == (State.UZ, "KG-0042")
    coordinator.get(f"/members/{who.uid}", status=404)
    assert coordinator.get("/members/suggest?q=asanova").json == []
    assert len(secretariat.get("/members/suggest?q=asanova").json) == 1


def test_a_new_name_is_found_and_the_old_one_is_not(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        who = make.member(State.KG, "Прежняя", "Айна", family_latin="", given_latin="")
        secretariat = make.secretariat()
    visitor = signed_in(secretariat)
    typed = {**NEW, "family": "Новикова", "given": "Айна", "standing": "member", "version": "1"}
    visitor.post(f"/members/{who.uid}/edit", typed)
    assert visitor.get("/members/suggest?q=прежняя").json == []
    assert len(visitor.get("/members/suggest?q=novikova").json) == 1


def test_a_guest_becomes_a_member_with_the_next_number(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        guest = make.member(State.KG, "Гостева", "Нурзат", standing=Standing.GUEST, number=None)
        visitor = signed_in(make.coordinator(State.KG))
    path = f"/members/{guest.uid}"
    assert f"{path}/admit" in visitor.get(path).text
    # Editing her does not make her one.
    visitor.post(f"{path}/edit", {**NEW, "family": "Гостева", "standing": "member", "version": "1"})
    assert stored(app).standing is Standing.GUEST
    visitor.post(f"{path}/admit")
    member = stored(app)
    assert (member.standing, member.number) == (Standing.MEMBER, "KG-0001")
    assert len(visitor.get("/members/suggest?q=KG-0001").json) == 1
    visitor.post(f"{path}/admit", status=403)
    assert stored(app).number == "KG-0001"


def test_a_walk_in_is_made_inside_an_open_change(app: Flask) -> None:
    with app.app_context():
        with make.saving():
            guest = commands.new_guest(Person(State.TJ, "Зоирова", "Мадина", sex=Sex.FEMALE))
            assert guest.id
        assert (guest.number, guest.standing) == (None, Standing.GUEST)
        with make.saving():
            assert commands.take_numbers(State.TJ, 3) == ["TJ-0001", "TJ-0002", "TJ-0003"]


def test_tokens_are_cut_where_an_index_could_not_hold_them(app: Flask) -> None:
    with app.app_context():
        make.member(State.KG, "鿃" * 200, "я" * 200, patronymic="ﷺ" * 200)
        longest = max(db.session.scalars(sa.select(NameToken.token)), key=len)
        assert len(longest) == 60
        assert unicodedata.category(longest[0]).startswith("L")


@pytest.mark.parametrize("page", ["", "/edit", "/affiliations/new"])
def test_a_longer_career_costs_the_same_statements(app: Flask, signed_in: SignedIn, page: str) -> None:
    with app.app_context():
        who, coordinator = make.member(State.KG), make.coordinator(State.KG)
    visitor, costs = signed_in(coordinator), []
    for decade in (1990, 2000):
        with app.app_context():
            for year in range(decade, decade + 5):
                where = make.agency(State.KG, f"Service of {year}")
                make.affiliation(who, where, date(year, 1, 1), ends_on=date(year, 12, 31))
        visitor.get(f"/members/{who.uid}{page}")
        with counted(app) as statements:
            visitor.get(f"/members/{who.uid}{page}")
        costs.append(len(statements))
    assert costs[0] == costs[1] <= 8
