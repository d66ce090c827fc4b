"""Erasing a person: nothing says who she was, every figure stays, and she never signs in again."""

import re
import stat
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from network.access.scope import Reader
from network.accounts import roles
from network.accounts.models import Account
from network.audit.changes import Operator
from network.audit.models import AuditEntry, PersonKey
from network.audit.queries import faults
from network.database import db
from network.errors import Refused
from network.home.queries import figures
from network.members.models import Affiliation, Member
from network.participation import commands as participation
from network.participation.models import Participation
from network.privacy import erased, erasing
from network.privacy.models import Erasure
from network.vocabulary import ParticipantRole, Role
from tests import factories as make
from tests.databases import AUDIT
from tests.participation.people import actor
from tests.privacy.conftest import EMAIL, NAMES, WORDS, Canary, places_of
from tests.visitor import Visitor

SignedIn = Callable[[Account], Visitor]


def erase(visitor: Visitor, canary: Canary, **more: Any) -> None:
    form = {"why": "She asked for it", "number": canary.member.number}
    visitor.post(f"/members/{canary.member.uid}/erase", form, **more)


def list_of(visitor: Visitor, canary: Canary) -> list[str]:
    """The participants list as JSON, its rows without the names."""
    terms = {"format": "json", "language": "en", "purpose": "Hotel", "recipient": "Hotel", "take": "1"}
    columns = "column=state&column=agency&column=sex&column=band&column=role"
    answer = visitor.post(f"/lists?training={canary.training.id}&{columns}", terms, status=200)
    rows = sorted(answer.text.partition('"rows"')[2].splitlines())
    answer.close()
    return rows


def test_nothing_says_who_she_was(app: Flask, signed_in: SignedIn, canary: Canary) -> None:
    with app.app_context():
        before = places_of(*WORDS)
        assert {"member.family", "member.phone", "account.email", "account_word.token", "name_token.token"} <= before
        assert {"affiliation.rank", "layout.name", "export.by_name", "letter.address"} <= before
        assert {"privacy_request.wrong", "member.notes"} <= before
    erase(signed_in(canary.office), canary)
    with app.app_context():
        assert places_of(*WORDS) == set()
        assert list(faults(AUDIT)) == []


def test_the_trail_tells_no_more_of_her(app: Flask, signed_in: SignedIn, canary: Canary) -> None:
    office = signed_in(canary.office)
    with app.app_context():
        about = f"member:{canary.member.id}", f"account:{canary.account.id}"
        numbers = db.session.scalars(sa.select(AuditEntry.number).where(AuditEntry.subject.in_(about))).all()
    assert any(NAMES[0] in office.get(f"/audit/{number}").text for number in numbers)
    erase(office, canary)
    with app.app_context():
        numbers = db.session.scalars(sa.select(AuditEntry.number)).all()
    for number in numbers:
        assert not [word for word in WORDS if word in office.get(f"/audit/{number}").text]


def test_figures_and_lists_stay_the_same(app: Flask, signed_in: SignedIn, canary: Canary) -> None:
    office = signed_in(canary.office)
    before, register = list_of(office, canary), office.get(f"/trainings/{canary.training.id}/attendance").text
    erase(office, canary)
    assert list_of(office, canary) == before
    after = office.get(f"/trainings/{canary.training.id}/attendance").text
    assert erasing.OWN in after
    marks = re.compile(r"<td[^>]*data-[^>]*>|checked|selected")
    assert len(marks.findall(after)) == len(marks.findall(register))
    with app.app_context():
        shell = db.session.get_one(Member, canary.member.id)
        post = db.session.scalars(sa.select(Affiliation).where(Affiliation.member_id == shell.id)).one()
        assert (shell.name, shell.latin) == (erasing.OWN, erasing.LATIN)
        assert (shell.state, shell.sex) == (canary.member.state, canary.member.sex)
        assert shell.agency_now_id == post.agency_id
        assert figures(Reader(frozenset({Role.SECRETARIAT}))).members == 1  # the other one


def test_she_never_signs_in_again(app: Flask, signed_in: SignedIn, canary: Canary) -> None:
    hers = signed_in(canary.account)
    hers.get("/members/me")
    erase(signed_in(canary.office), canary)
    assert hers.get("/members/me", status=303).location.startswith("/sign-in")
    for name in (EMAIL, canary.member.number):
        Visitor(app).post("/sign-in", {"identifier": name, "password": make.PASSWORD}, status=422)
    with app.app_context():
        for change in (
            lambda: roles.set_disabled(canary.account.id, False, by=Operator()),
            lambda: roles.give_role(canary.account.id, Role.SECRETARIAT, None, "x@example.org", by=Operator()),
            lambda: roles.invite(by=Operator(), role=Role.MEMBER, member=db.session.get(Member, canary.member.id)),
        ):
            with pytest.raises(Refused):
                change()
        db.session.rollback()
    office = signed_in(canary.office)
    assert "is erased" in office.get(f"/members/{canary.member.uid}").text
    office.get(f"/members/{canary.member.uid}/erase", status=403)


def test_her_number_is_typed_out_and_a_reason_given(app: Flask, signed_in: SignedIn, canary: Canary) -> None:
    office, path = signed_in(canary.office), f"/members/{canary.member.uid}/erase"
    page = office.get(path).text
    assert canary.member.number in page
    assert "1 training with its marks" in page
    assert "not what her record says" in office.post(path, {"why": "x", "number": "KG-9999"}, status=422).text
    office.post(path, {"why": "", "number": canary.member.number}, status=422)
    with app.app_context():
        assert db.session.get_one(Member, canary.member.id).erased_at is None
        assert not erased.known(app.config["SETTINGS"])
        db.session.rollback()
        coordinator = make.coordinator()
    erase(signed_in(coordinator), canary, status=403)


def test_the_last_of_the_secretariat_is_not_erased(app: Flask, signed_in: SignedIn, canary: Canary) -> None:
    with app.app_context():
        roles.give_role(canary.account.id, Role.SECRETARIAT, None, EMAIL, by=Operator())
        roles.set_disabled(canary.office.id, True, by=Operator())
        with pytest.raises(Refused, match="Refused") as refused:
            erasing.erase(canary.member.id, why="", by=Operator())
        assert "last account of the secretariat" in str(refused.value.sentence)
        assert db.session.get_one(Member, canary.member.id).family == NAMES[0]


def test_who_is_erased_is_on_both_lists_by_a_name_that_says_nothing(app: Flask, canary: Canary) -> None:
    with app.app_context():
        erasing.erase(canary.member.id, why="", by=Operator())
        assert db.session.scalars(sa.select(Erasure.uid)).all() == [canary.member.uid]
        path = app.config["SETTINGS"].instance / erased.NAME
        assert erased.read(path) == [canary.member.uid]
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_where_the_list_cannot_be_written_nobody_is_erased(app: Flask, canary: Canary) -> None:
    (app.config["SETTINGS"].instance / erased.NAME).mkdir()
    with app.app_context():
        with pytest.raises(Refused) as refused:
            erasing.erase(canary.member.id, why="", by=Operator())
        assert "nothing was changed" in str(refused.value.sentence)
        assert db.session.get_one(Member, canary.member.id).family == NAMES[0]
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Erasure)) == 0


def test_the_file_itself_holds_no_name_any_more(app: Flask, canary: Canary) -> None:
    path = app.config["SETTINGS"].sqlite_path
    if path is None:
        return  # PostgreSQL vacuums its files itself
    with app.app_context():
        erasing.erase(canary.member.id, why="She asked", by=Operator())
        lying = b"".join(one.read_bytes() for one in path.parent.glob(f"{path.name}*"))
    assert not [word for word in WORDS if word.encode() in lying]


def test_an_old_page_of_a_list_writes_nothing_about_her_any_more(app: Flask, canary: Canary) -> None:
    with app.app_context():
        part = db.session.scalars(sa.select(Participation).where(Participation.member_id == canary.member.id)).one()
        training_id, part_id, version = part.training_id, part.id, part.version
        erasing.erase(canary.member.id, why="She asked", by=Operator())
        office = actor(canary.office)
        with pytest.raises(Refused) as refused:
            participation.remove(part_id, version, "Kanareikina fell ill", by=office)
        assert "This person is erased" in str(refused.value.sentence)
        with pytest.raises(Refused):
            participation.add(training_id, [canary.member.id], ParticipantRole.PARTICIPANT, None, by=office)
        owners = set(db.session.scalars(sa.select(PersonKey.owner)))
    assert f"member:{canary.member.id}" not in owners
