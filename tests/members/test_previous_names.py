"""Names of before, the name on certificates, and suggestions: all kept to the letter, nothing filled in by itself."""

import re
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
from network.clock import today
from network.database import db
from network.members.models import Member
from network.members.previous import NAME_PARTS, PreviousName
from network.members.renaming import differs
from network.vocabulary import NameChange, State
from network.web.fields import refused_characters
from tests import factories as make
from tests.visitor import Visitor

SignedIn = Callable[[Account], Visitor]
NEW = {"sex": "female", "standing": "member", "version": "1", "keep_old": "y"}
FORMER = {"family": "Осмонова", "given": "Айгүл", "why": "marriage", "version": "1"}


def previous(app: Flask, who: Member) -> list[PreviousName]:
    with app.app_context():
        found = db.session.scalars(sa.select(PreviousName).where(PreviousName.member_id == who.id)).all()
        db.session.expunge_all()
        return list(found)


def woman(**names: str) -> Member:
    return make.member(State.KG, **{"family": "Осмонова", "given": "Айгүл", "family_latin": "Osmonova", **names})


def found_by(visitor: Visitor, text: str) -> list[str]:
    return [one["uid"] for one in visitor.get("/members/suggest", query_string={"q": text}).json]


def test_marriage_does_not_lose_the_old_name(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        who, coordinator = woman(patronymic="Бакытовна"), make.coordinator(State.KG)
    visitor = signed_in(coordinator)
    assert re.search(r'<input[^>]* checked [^>]*name="keep_old"', visitor.get(f"/members/{who.uid}/edit").text)
    typed = {"family": "Токтосунова", "given": "Айгүл", "patronymic": "Бакытовна", "family_latin": "Toktosunova"}
    shown = visitor.post(f"/members/{who.uid}/edit", {**NEW, **typed})
    page = visitor.get(shown.location).text
    assert "Her old name stands under previous names" in page
    assert "Осмонова Айгүл Бакытовна" in page
    [old] = previous(app, who)
    assert (old.family, old.given, old.patronymic) == ("Осмонова", "Айгүл", "Бакытовна")
    assert (old.family_latin, old.given_latin) == ("Osmonova", "Aigul")
    assert (old.until, old.why) == (today(), NameChange.OTHER)
    for text in ("осмон", "Osmonova", "токтосунова"):
        assert found_by(visitor, text) == [who.uid]


def test_a_no_on_the_page_keeps_nothing(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        who, coordinator = woman(), make.coordinator(State.KG)
    visitor = signed_in(coordinator)
    typed = {name: value for name, value in NEW.items() if name != "keep_old"}
    visitor.post(f"/members/{who.uid}/edit", {**typed, "family": "Токтосунова", "given": "Айгүл", "family_latin": ""})
    assert previous(app, who) == []
    assert found_by(visitor, "осмонова") == []


@pytest.mark.parametrize(
    ("old", "new", "another"),
    [
        (("Осмонова", "Айгүл", ""), ("Токтосунова", "Айгүл", ""), True),
        (("Раҳимова", "Зарина", "Аҳмедовна"), ("Раҳимӣ", "Зарина", ""), True),
        (("Ким", "Анна", ""), ("Цой", "Анна", ""), True),
        (("Рымбаева", "Роза", ""), ("Rymbayeva", "Roza", ""), False),  # the other script
        (("Айгүл", "Осмонова", ""), ("Осмонова", "Айгүл", ""), False),  # in the wrong fields
        (("Осмонова", "Айгүл", ""), ("Османова", "Айгүл", ""), False),  # mistyped
        (("Gʻulomova", "Nodira", ""), ("G'ulomova", "Nodira", ""), False),
        (("Осмонова", "Айгүл", ""), ("Осмонова", "Айгүл", "Бакытовна"), False),  # more is known now
    ],
)
def test_what_is_another_name(old: tuple[str, ...], new: tuple[str, ...], another: bool) -> None:
    assert differs(list(old), list(new)) is another


def test_a_previous_name_is_added_corrected_and_removed(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        who, coordinator = make.member(State.KG, "Токтосунова"), make.coordinator(State.KG)
    visitor, path = signed_in(coordinator), f"/members/{who.uid}/names"
    page = visitor.get(visitor.post(f"{path}/new", {**FORMER, "until": "2019-05-03"}).location).text
    assert "Осмонова Айгүл" in page
    assert "until 3 May 2019 · Marriage or divorce" in page
    [one] = previous(app, who)
    assert (one.until, one.why) == (date(2019, 5, 3), NameChange.MARRIAGE)
    assert found_by(visitor, "осмонова айг") == [who.uid]
    with app.app_context():
        assert "Осмонова" not in "".join(db.session.scalars(sa.select(AuditEntry.what))), "sealed with her key"

    visitor.post(f"{path}/{one.id}/correct", {**FORMER, "family": "Усенова", "why": "other"})
    assert found_by(visitor, "осмонова") == []
    assert found_by(visitor, "усенова") == [who.uid]
    stale = visitor.post(f"{path}/{one.id}/correct", {**FORMER, "family": "Третья"}, status=422).text
    assert 'value="Третья"' in stale

    visitor.post(f"{path}/{one.id}/remove")
    assert previous(app, who) == []
    assert found_by(visitor, "усенова") == []


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"family": "", "given": ""}, "at least one name"),
        ({"family": "Токтосунова", "family_latin": "Toktosunova", "given_latin": "Aigul"}, "her name now"),
        ({"until": "2099-01-01"}, "not come yet"),
        ({"until": "31.31.2020"}, "not a date"),
        ({"why": "divorce"}, "Choose one of those"),
        ({"family": "Прежняя"}, "kept already"),
    ],
)
def test_what_is_no_previous_name_gets_a_sentence(
    app: Flask, signed_in: SignedIn, typed: dict[str, str], words: str
) -> None:
    with app.app_context():
        who, coordinator = make.member(State.KG, "Токтосунова"), make.coordinator(State.KG)
        make.previous_name(who)
    page = signed_in(coordinator).post(f"/members/{who.uid}/names/new", {**FORMER, **typed}, status=422).text
    assert words in page
    assert "<title>Error:" in page
    assert len(previous(app, who)) == 1


def test_only_those_who_edit_her_change_her_names(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        who, other = make.member(State.KG), make.member(State.KG, "Другая")
        names = [make.previous_name(who), make.previous_name(other)]
        strangers = [make.coordinator(State.UZ), make.member_account(who)]
        own = make.coordinator(State.KG)
    for stranger, status in zip(strangers, (404, 403), strict=True):
        for path in ("new", f"{names[0].id}/correct", f"{names[0].id}/remove"):
            signed_in(stranger).post(f"/members/{who.uid}/names/{path}", FORMER, status=status)
    signed_in(own).post(f"/members/{who.uid}/names/{names[1].id}/remove", status=404)  # of another record
    assert len(previous(app, who)) == len(previous(app, other)) == 1


def test_she_chooses_her_name_on_certificates_and_sees_her_names(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        who = make.member(State.KG)
        make.previous_name(who, "Осмонова", until=date(2019, 5, 3))
        account, coordinator = make.member_account(who), make.coordinator(State.KG)
    hers = signed_in(account)
    assert "Осмонова Айгүл" in hers.get("/members/me").text
    page = hers.get(hers.post("/members/me/name", {"certificate_name": "Aigul  d'Osmon", "version": "1"}).location).text
    assert "Aigul  d&#39;Osmon" in page
    hers.post("/members/me/name", {"certificate_name": "Late", "version": "1"}, status=422)
    office = signed_in(coordinator)
    assert "Aigul  d&#39;Osmon" in office.get(f"/members/{who.uid}").text
    typed = {**NEW, "family": who.family, "given": who.given, "version": "2", "certificate_name": "gʻAIGUL"}
    office.post(f"/members/{who.uid}/edit", typed)
    with app.app_context():
        assert db.session.get_one(Member, who.id).certificate_name == "gʻAIGUL"


LETTERS = st.characters(exclude_categories=("Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp"))
TEXTS = st.text(LETTERS, max_size=40).filter(lambda text: not refused_characters(text)).map(str.strip)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(TEXTS, min_size=6, max_size=6))
@example(["gʻulomova", "O’КТАМ  Я", "Ғайникен-Әбдіқызы", "McKENZIE", "ǅ", "İı"])
def test_every_letter_comes_back_as_typed(app: Flask, signed_in: SignedIn, texts: list[str]) -> None:
    with app.app_context():
        who, coordinator = make.member(State.KG), make.coordinator(State.KG)
    names = dict(zip(NAME_PARTS, texts, strict=True)) | {"given": texts[1] or "А"}
    signed_in(coordinator).post(f"/members/{who.uid}/names/new", {**FORMER, **names})
    [one] = previous(app, who)
    assert {part: getattr(one, part) for part in NAME_PARTS} == names


def fillings(page: str) -> dict[str, list[str]]:
    """What each field is offered, on a page that was sent without a script."""
    found: dict[str, list[str]] = {}
    for field, text in re.findall(r'name="fill" value="(\w+):([^"]*)"', page):
        found.setdefault(field, []).append(unescape(text))
    return found


def value_of(page: str, name: str) -> str:
    tag = re.search(rf'<input[^>]* name="{name}"[^>]*>', page)
    assert tag is not None
    value = re.search(r' value="([^"]*)"', tag[0])
    return unescape(value[1]) if value else ""


def test_the_latin_form_is_suggested_and_never_filled_in_by_itself(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        secretariat = make.secretariat()
    visitor = signed_in(secretariat)
    typed = {"state": "KZ", "family": "Жұмабекова", "given": "Айгүл", "email": "not an address", "sex": "female"}
    page = visitor.post("/members/new", {**typed, "given_latin": "Aigul", "suggest": "1"}, status=200).text
    assert fillings(page) == {"family_latin": ["Zhumabekova", "Jumabekova"]}
    assert value_of(page, "family_latin") == ""
    assert value_of(page, "email") == "not an address"  # what was typed stays, and is not judged yet
    page = visitor.post("/members/new", {**typed, "fill": "family_latin:Jumabekova"}, status=200).text
    assert value_of(page, "family_latin") == "Jumabekova"
    assert value_of(page, "family") == "Жұмабекова"
    page = visitor.post("/members/new", {**typed, "family": "", "given_latin": "Roza", "suggest": "1"}, status=200).text
    assert fillings(page)["given_latin"] == ["Aigul", "Aygul"]
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Member)) == 0


def test_a_record_without_latin_names_opens_with_suggestions(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        who = make.member(State.UZ, "Ғуломова", "Нодира", family_latin="", given_latin="")
        full, coordinator = make.member(State.UZ, "Ўктамова"), make.coordinator(State.UZ)
    visitor = signed_in(coordinator)
    assert fillings(visitor.get(f"/members/{who.uid}/edit").text)["family_latin"] == [
        "Gʻulomova",
        "G'ulomova",
        "Gulomova",
    ]
    assert fillings(visitor.get(f"/members/{full.uid}/edit").text) == {}
    page = visitor.post(f"/members/{full.uid}/edit", {**NEW, "family": "Ўктамова", "suggest": "1"}, status=200).text
    assert fillings(page)["family_latin"] == ["Oʻktamova", "O'ktamova", "Oktamova"]
    with app.app_context():
        assert db.session.get_one(Member, full.id).version == 1


def test_suggestions_while_typing_are_for_those_who_add(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        coordinator, member = make.coordinator(State.TM), make.member_account(make.member())
    typed = {"state": "TM", "family": "Çaryýewa", "given_latin": "Maral"}
    found = signed_in(coordinator).post("/members/transliterations", typed, status=200).json
    assert found["family_latin"] == ["Çaryýewa", "Charyyewa", "Charyyeva", "Caryyewa"]
    assert found["given"] == ["Maral", "Марал"]
    assert found["family"] == found["patronymic"] == []
    assert signed_in(coordinator).post("/members/transliterations", {"state": "XX"}, status=200).json["given"] == []
    signed_in(member).post("/members/transliterations", typed, status=403)
