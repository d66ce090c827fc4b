"""Possible duplicates: asked about on entry with the reason, listed for review, told apart for good; and whom nobody
may learn of so."""

import re
from collections.abc import Callable
from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask

from network.access.scope import Reader
from network.accounts.models import Account
from network.audit.changes import Operator
from network.database import db
from network.members import commands, pairing
from network.members.commands import Person
from network.members.duplicates import likely
from network.members.models import Member
from network.members.pairs import DistinctPair, LikelyPair, LikenessDue, LikenessKey
from network.privacy.erasing import erase
from network.shields.commands import shield
from network.vocabulary import Role, State
from tests import factories as make
from tests.statements import counted
from tests.visitor import Visitor

SignedIn = Callable[[Account], Visitor]
KG = {"state": "KG", "sex": "female"}


def person(family: str, given: str, patronymic: str = "", state: State = State.KG, **facts: object) -> Member:
    """Somebody with a name in her own script alone."""
    latin = {"family_latin": "", "given_latin": ""}
    return make.member(state, family, given, patronymic=patronymic, **{**latin, **facts})


def asked(text: str) -> str:
    """What the page asks about, without its marks."""
    found = re.search(r'id="namesakes".*?</ul>\s*<div', text, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).split()) if found else ""


def pairs(app: Flask) -> list[tuple[int, int]]:
    with app.app_context():
        rows = db.session.execute(sa.select(LikelyPair.one_id, LikelyPair.other_id).order_by(LikelyPair.one_id))
        return [(one, other) for one, other in rows]


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"family": "Boronbayeva", "given": "Gulzat"}, "Boronbayeva = Боронбаева"),
        ({"family": "Гулзат", "given": "Боронбаева"}, "in each other’s place"),
        ({"family": "Боронбева", "given": "Гүлзат"}, "Боронбева = Боронбаева"),
        ({"family": "Осмонова", "given": "Гүлзат", "patronymic": "Нурланкызы", "phone": "+996312000111"}, "same phone"),
        ({"family": "Другая", "given": "Имя", "email": "GULZAT@example.org"}, "same e-mail"),
        ({"family": "Осмонова", "given": "Gulzat", "patronymic": "Nurlanovna", "born_on": "1985-04-09"}, "of birth"),
    ],
)  # fmt: skip
def test_whoever_adds_her_again_is_asked_and_told_why(
    app: Flask, signed_in: SignedIn, typed: dict[str, str], why: str
) -> None:
    with app.app_context():
        facts = {"phone": "+996 312 000 111", "email": "gulzat@example.org", "born_on": date(1985, 4, 9)}
        person("Боронбаева", "Гүлзат", "Нурлановна", number="KG-0077", **facts)
        visitor = signed_in(make.coordinator(State.KG))
    page = visitor.post("/members/new", {**KG, **typed}, status=422).text
    assert "KG-0077" in asked(page)
    assert why in asked(page)


@pytest.mark.parametrize(
    "typed",
    [
        {"family": "Боронбаева", "given": "Айзада", "patronymic": "Нурлановна"},  # her sister
        {"family": "Боронбаева", "given": "Гүлзат", "patronymic": "Эсенбековна"},  # a namesake of another father
    ],
)
def test_sisters_and_namesakes_of_another_father_are_not_asked_about(
    app: Flask, signed_in: SignedIn, typed: dict[str, str]
) -> None:
    with app.app_context():
        person("Боронбаева", "Гүлзат", "Нурлановна")
        visitor = signed_in(make.coordinator(State.KG))
    visitor.post("/members/new", {**KG, **typed}, status=303)


def test_that_she_is_another_is_remembered(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        first = person("Боронбаева", "Гүлзат")
        visitor = signed_in(make.coordinator(State.KG))
    typed = {**KG, "family": "Boronbaeva", "given": "Gulzat"}
    page = visitor.post("/members/new", typed, status=422).text
    assert f'name="shown" type="hidden" value="{first.uid}"' in page
    visitor.post("/members/new", {**typed, "another": "y", "shown": first.uid}, status=303)
    assert pairs(app) == []
    assert "Боронбаева" not in visitor.get("/members/duplicates").text.partition("<main")[2]
    assert "Боронбаева" in visitor.get("/members/duplicates/apart").text


def test_two_records_are_told_apart_and_compared_again(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        one, other = person("Боронбаева", "Гүлзат", number="KG-0001"), person("Boronbayeva", "Gulzat", number="KG-0002")
        visitor = signed_in(make.coordinator(State.KG))
    assert "1 possible duplicate" in visitor.get("/").text
    page = visitor.get("/members/duplicates").text
    assert "Боронбаева = Boronbayeva" in page
    assert {"KG-0001", "KG-0002"} <= set(re.findall(r"KG-\d+", page))
    beside = visitor.get(f"/members/duplicates/{one.uid}/{other.uid}").text
    assert {"Gulzat", "Гүлзат"} <= set(re.findall(r"\w+", beside))
    visitor.post(f"/members/duplicates/{one.uid}/{other.uid}/apart", status=303)
    after = visitor.get("/members/duplicates").text
    assert "No possible duplicates" in after
    assert "possible duplicate" not in visitor.get("/").text.partition("<main")[2]
    with app.app_context():  # what is written anew finds them no more
        member = db.session.get_one(Member, one.id)
        commands.edit_contact(member.id, member.version, "new@example.org", "", by=Operator())
    assert pairs(app) == []
    visitor.post(f"/members/duplicates/{one.uid}/{other.uid}/take-back", status=303)
    assert pairs(app) == [(one.id, other.id)]


def test_a_corrected_name_makes_and_ends_a_pair(app: Flask) -> None:
    with app.app_context():
        one, other = person("Боронбаева", "Гүлзат"), person("Осмонова", "Чынара")
        typed = Person(State.KG, "Боронбаева", "Гулзат")
        commands.edit_member(other.id, other.version, typed, other.standing, by=Operator(), keep_old=False)
        assert pairs(app) == [(one.id, other.id)]
        typed = Person(State.KG, "Осмонова", "Чынара")
        commands.edit_member(other.id, other.version + 1, typed, other.standing, by=Operator(), keep_old=False)
    assert pairs(app) == []


def test_by_a_name_that_she_bore_before_she_is_found(app: Flask) -> None:
    with app.app_context():
        who = person("Осмонова", "Гүлзат")
        make.previous_name(who, "Боронбаева", "Гүлзат")
        [found] = likely([Person(State.KG, family="Boronbayeva", given="Gulzat")], reader=None)
        assert [one.member_id for one in found] == [who.id]


def test_of_another_state_and_of_the_shielded_a_coordinator_learns_nothing(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        one, other = person("Боронбаева", "Гүлзат"), person("Боронбаева", "Гүлзат", state=State.UZ)
        office = make.secretariat()
        shielded = person("Кубатова", "Чынара"), person("Kubatova", "Chynara")
        shield(shielded[0].id, None, why="Threatened", by=Operator())
        people = [Person(State.KG, "Боронбаева", "Гүлзат"), Person(State.KG, "Кубатова", "Чынара")]
        coordinator = make.coordinator(State.KG)
        reader = Reader(frozenset({Role.COORDINATOR}), frozenset({State.KG}), coordinator.id)
        found = [[likely_one.member_id for likely_one in each] for each in likely(people, reader=reader)]
        assert found == [[one.id], [shielded[1].id]]
        every = likely(people, reader=Reader(frozenset({Role.SECRETARIAT})))
        assert [{likely_one.member_id for likely_one in each} for each in every] == [
            {one.id, other.id},
            {who.id for who in shielded},
        ]
        hers = signed_in(coordinator)
    assert len(pairs(app)) == 2
    assert "No possible duplicates" in hers.get("/members/duplicates").text
    assert "possible duplicate" not in hers.get("/").text.partition("<main")[2]
    for a, b in ((one, other), shielded):
        hers.get(f"/members/duplicates/{a.uid}/{b.uid}", status=404)
        hers.post(f"/members/duplicates/{a.uid}/{b.uid}/apart", status=404)
    page = signed_in(office).get("/members/duplicates").text
    assert page.count("Not the same person") == 2
    assert signed_in(office).get("/members/duplicates?state=UZ").text.count("Not the same person") == 1


def test_without_a_reader_she_may_be_somebody_unshielded_of_her_own_state_alone(app: Flask) -> None:
    with app.app_context():
        known = person("Боронбаева", "Гүлзат")
        person("Боронбаева", "Гүлзат", shield_code="S-7K3QF")
        person("Боронбаева", "Гүлзат", state=State.UZ)
        [found] = likely([Person(State.KG, "Боронбаева", "Гүлзат")], reader=None)
        assert [one.member_id for one in found] == [known.id]


def test_beside_another_a_shielded_record_shows_nothing_that_opens_with_a_reason(
    app: Flask, signed_in: SignedIn
) -> None:
    with app.app_context():
        facts = {"phone": "+996 312 000 111", "email": "hidden@example.org", "born_on": date(1985, 4, 9)}
        one, other = person("Кубатова", "Чынара"), person("Kubatova", "Chynara", shield_code="S-7K3QF", **facts)
        office = signed_in(make.secretariat())
    page = office.get(f"/members/duplicates/{one.uid}/{other.uid}").text
    assert "Kubatova" in page
    for guarded in ("312 000 111", "hidden@example.org", "1985"):
        assert guarded not in page


def test_erasing_takes_keys_and_pairs_away(app: Flask) -> None:
    with app.app_context():
        one, other = person("Боронбаева", "Гүлзат"), person("Boronbayeva", "Gulzat")
        gone = person("Боронбаева", "Гулзат")
        make.save(DistinctPair(one_id=one.id, other_id=gone.id, said_at=make.now()))
        erase(gone.id, why="Asked", by=Operator())
        left = db.session.scalars(sa.select(LikenessKey.member_id).distinct())
        assert set(left) == {one.id, other.id}
        assert db.session.scalar(sa.select(sa.func.count()).select_from(DistinctPair)) == 0
        assert likely([Person(State.KG, "Erased", "person")], reader=None) == [[]]
    assert pairs(app) == [(one.id, other.id)]


def test_of_many_the_pairs_are_found_later_visit_by_visit(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        people = [person(family, "Гүлзат") for family in ("Боронбаева", "Boronbayeva", "Осмонова")]
        with make.saving():
            pairing.put_off([who.id for who in people])
            db.session.execute(sa.delete(LikelyPair))
        visitor = signed_in(make.secretariat())
    assert "Боронбаева = Boronbayeva" in visitor.get("/members/duplicates").text
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(LikenessDue)) == 0
        told: list[int] = []
        assert pairing.find_all(anew=True, said=told.append) == 3 == told[-1]
    assert len(pairs(app)) == 1


def test_how_many_of_another_state_wait_a_coordinator_does_not_learn(
    app: Flask, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pairing, "A_VISIT", 1)
    with app.app_context():
        people = [person("Каримова", f"Нодира{n}", state=State.UZ) for n in range(4)]
        with make.saving():
            pairing.put_off([who.id for who in people])
        coordinator, office = signed_in(make.coordinator(State.KG)), signed_in(make.secretariat())
    assert "still to be compared" not in coordinator.get("/members/duplicates").text
    assert "2 people are still to be compared" in office.get("/members/duplicates").text


def test_many_are_asked_about_in_a_handful_of_statements(app: Flask) -> None:
    with app.app_context():
        known = [person(f"Борон{end}баева", "Гүлзат") for end in ("", "ку", "ша")]
        typed = [Person(State.KG, f"Boron{end}bayeva", "Gulzat") for end in ("", "ku", "sha")]
        with counted(app) as few:
            likely(typed[:1] * 21, reader=None)
        with counted(app) as many:
            found = likely(typed * 100, reader=None)
        assert [each[0].member_id for each in found] == [who.id for who in known] * 100
        assert len(many) == len(few) <= 8
