"""Shielding, opening with a reason, who is named, and the register on the day."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from network.accounts import roles
from network.accounts.models import Account, RoleGrant, TrainingAssignment
from network.audit.changes import Operator
from network.audit.models import AuditEntry, Reading, Seen
from network.audit.persons import reasons
from network.clock import now, today
from network.database import db
from network.members.models import Member
from network.participation.models import Participation
from network.trainings.models import Training
from network.vocabulary import Role, Sighting, State
from tests import factories as make
from tests.shields.canary import Canary, canary, put_on
from tests.trainings.typed import session, typed
from tests.visitor import Visitor

SignIn = Callable[[Account], Visitor]


@pytest.fixture
def office(app: Flask) -> Account:
    with app.app_context():
        return make.secretariat(name="Office")


@pytest.fixture
def coordinator(app: Flask) -> Account:
    with app.app_context():
        return make.coordinator(State.KG, name="Named Coordinator")


@pytest.fixture
def bird(app: Flask, coordinator: Account) -> Canary:
    with app.app_context():
        return canary(State.KG, "S-CANKG", coordinator)


def entries(app: Flask, event: str) -> list[tuple[str, str]]:
    """Subject and reason of these entries."""
    with app.app_context():
        found = db.session.scalars(db.select(AuditEntry).where(AuditEntry.event == event)).all()
        why = reasons(found)
        return [(one.subject, why[one.number]) for one in found]


def record(app: Flask, who: Member) -> Any:
    with app.app_context():
        return db.session.execute(
            db.select(Member.shield_code, Member.shield_account_id).where(Member.id == who.id)
        ).one()


def test_the_secretariat_shields_a_member_with_a_reason(
    app: Flask, signed_in: SignIn, office: Account, coordinator: Account
) -> None:
    with app.app_context():
        who, other = make.member(State.KG, "Асанова"), make.coordinator(State.KG, name="Another")
        far = make.coordinator(State.UZ, name="Far")
    visitor, page = signed_in(office), f"/members/{who.uid}/shield"

    assert "Far" not in visitor.get(page).text
    assert "Write the reason" in visitor.post(page, {"why": "...", "coordinator": ""}, status=422).text
    assert "Choose somebody" in visitor.post(page, {"why": "Threats", "coordinator": str(far.id)}, status=422).text
    visitor.post(page, {"why": "Threats at home", "coordinator": str(coordinator.id)})
    code = record(app, who).shield_code
    assert re.fullmatch(r"S-[2-9A-HJ-NP-Z]{5}", code)
    assert entries(app, "shield:set") == [(f"member:{who.id}", "Threats at home")]
    assert "Асанова" not in signed_in(other).get("/members/").text
    assert "Асанова" in signed_in(coordinator).get("/members/").text
    signed_in(coordinator).get(page, status=403)

    signed_in(office).post(f"/members/{who.uid}/shield/lift", {"why": "In safety", "shield_why": "She called"})
    assert record(app, who) == (None, None)
    assert "Асанова" in signed_in(other).get("/members/").text


def test_a_record_opens_with_a_reason_that_she_reads(
    app: Flask, signed_in: SignIn, office: Account, bird: Canary, coordinator: Account
) -> None:
    visitor, path = signed_in(office), f"/members/{bird.member.uid}"
    for closed in (path, f"{path}/edit", f"{path}/affiliations/new", f"{path}/shield", f"{path}/shield/lift"):
        page = visitor.get(closed).text
        assert "This record is shielded" in page, closed
        assert "Канарейкина" not in page, closed
    assert "Write the reason" in visitor.post(f"{path}/open", {"shield_why": "x"}, status=422).text
    visitor.post(f"{path}/invite", status=403)
    opened = visitor.post(f"{path}/open", {"shield_why": "A new phone number", "next": f"{path}/edit"})
    assert opened.location == f"{path}/edit"
    assert "Канарейкина" in visitor.get(path).text
    assert "Канарейкина" in visitor.get(f"{path}/edit").text
    assert entries(app, "shield:record opened") == [(f"member:{bird.member.id}", "A new phone number")]
    assert "Purpose: A new phone number" in signed_in(bird.account).get("/members/me").text

    assert "This record is shielded" in signed_in(office).get(path).text, "it is open on that browser alone"
    assert "This record is shielded" in signed_in(coordinator).get(path).text, "for the named coordinator too"
    with time_machine.travel(now() + timedelta(minutes=29)):
        assert "Канарейкина" in visitor.get(path).text
    with time_machine.travel(now() + timedelta(minutes=31)):
        assert "This record is shielded" in visitor.get(path).text


def test_what_was_typed_meanwhile_is_saved_once_the_reason_is_written(
    app: Flask, signed_in: SignIn, bird: Canary, coordinator: Account
) -> None:
    visitor, path = signed_in(coordinator), f"/members/{bird.member.uid}/edit"
    version = {"version": str(bird.member.version)}
    typed = {"family": "Воробьёва", "given": "Вера", "sex": "female", "standing": "member", "state": "KG", **version}
    page = visitor.post(path, typed, status=403).text
    assert 'name="family" value="Воробьёва"' in page
    assert "Write the reason" in visitor.post(path, {**typed, "shield_why": "!"}, status=422).text
    visitor.post(path, {**typed, "shield_why": "She married"})
    with app.app_context():
        assert db.session.get(Member, bird.member.id).family == "Воробьёва"


def test_her_own_record_is_open_to_herself(signed_in: SignIn, bird: Canary, coordinator: Account, app: Flask) -> None:
    with app.app_context():
        make.coordinator(State.KG, name="Another", email="another@example.org")
    visitor = signed_in(bird.account)
    assert "Канарейкина" in visitor.get(f"/members/{bird.member.uid}").text
    mine = visitor.get("/members/me").text
    assert "S-CANKG" in mine
    assert "Named Coordinator" in mine
    assert "another@example.org" not in mine, "nobody else could help her"


@pytest.mark.parametrize("how", ["role", "state"])
def test_the_name_of_a_coordinator_ends_with_her_role_or_the_member_s_move(
    app: Flask, signed_in: SignIn, office: Account, bird: Canary, coordinator: Account, how: str
) -> None:
    visitor = signed_in(office)
    assert "no coordinator is named" not in visitor.get("/").text
    if how == "role":
        with app.app_context():
            make.save(RoleGrant(account_id=coordinator.id, role="coordinator", state=State.UZ, starts_on=today()))
            grant = db.session.scalar(
                db.select(RoleGrant.id).where(RoleGrant.account_id == coordinator.id, RoleGrant.state == State.KG)
            )
            db.session.rollback()
            roles.end_role(grant, account_id=coordinator.id, by=Operator())
    else:
        path = f"/members/{bird.member.uid}/edit"
        moved = {"family": "Канарейкина", "given": "Канария", "sex": "female", "standing": "member", "state": "UZ"}
        visitor.post(path, {**moved, "version": str(bird.member.version), "shield_why": "She moved"})
    assert record(app, bird.member) == ("S-CANKG", None), "her code stays"
    assert "For 1 shielded member no coordinator is named." in visitor.get("/").text
    assert "Nobody is named" in visitor.get("/members/shielded").text
    assert "Канарейкина" not in signed_in(coordinator).get("/members/").text


def test_whose_role_ended_by_its_last_day_knows_nobody_when_it_comes_again(
    app: Flask, signed_in: SignIn, bird: Canary, coordinator: Account
) -> None:
    with app.app_context():
        with make.saving():
            for grant in db.session.scalars(sa.select(RoleGrant).where(RoleGrant.account_id == coordinator.id)):
                grant.starts_on, grant.ends_on = today() - timedelta(days=9), today() - timedelta(days=1)
        roles.give_role(coordinator.id, Role.COORDINATOR, State.KG, "again@example.org", by=Operator())
        with make.saving():
            db.session.get_one(Account, coordinator.id).password_hash = coordinator.password_hash
    assert record(app, bird.member) == ("S-CANKG", None)
    assert "Канарейкина" not in signed_in(coordinator).get("/members/").text


def part_of(app: Flask, participation_id: int) -> int:
    with app.app_context():
        return db.session.get_one(Participation, participation_id).member_id


def told(app: Flask) -> list[tuple[int, int]]:
    """Who opened whose record, as it is written down."""
    with app.app_context():
        opened = sa.select(Reading.account_id, Seen.member_id).join(Seen, Seen.reading_id == Reading.id)
        return list(db.session.execute(opened.where(Reading.what == Sighting.OPENED)).tuples())


def test_whoever_takes_the_register_reads_her_name_on_the_day_alone(
    app: Flask, signed_in: SignIn, office: Account, bird: Canary
) -> None:
    with app.app_context():
        # From 20 to 22 March by the clock of Bishkek (UTC+6), where the day begins six hours before that of UTC.
        training = make.training(State.KG, datetime(2026, 3, 20, tzinfo=UTC).date(), days=3)
        part = put_on(bird, training.id)
        taker, reader = make.coordinator(State.KG, name="Taker"), make.coordinator(State.UZ, name="Reader")
    register = f"/trainings/{training.id}/attendance"
    pages = [(register, "get"), (f"{register}/{part}", "get"), (f"{register}/sheet", "post")]

    def read(by: Account, at: datetime) -> list[bool]:
        with time_machine.travel(at, tick=False):
            with app.app_context():
                db.session.execute(db.text("UPDATE role_grant SET starts_on = '2026-01-01'"))
                db.session.commit()
            visitor = signed_in(by)
            texts = [
                (visitor.get(path) if verb == "get" else visitor.post(path, status=200)).text for path, verb in pages
            ]
        assert all("Quiet Office" not in text for text in texts), "her agency is nobody's business"
        assert all(("Канарейкина" in text) != ("S-CANKG" in text) for text in texts)
        return ["Канарейкина" in text for text in texts]

    before, first = datetime(2026, 3, 19, 17, 59, tzinfo=UTC), datetime(2026, 3, 19, 18, 1, tzinfo=UTC)
    last, after = datetime(2026, 3, 22, 17, 59, tzinfo=UTC), datetime(2026, 3, 22, 18, 1, tzinfo=UTC)
    assert read(taker, before) == [False] * 3
    assert told(app) == []
    assert read(taker, first) == [True] * 3
    assert (taker.id, part_of(app, part)) in told(app), "whoever takes the register chooses its days: she is told"
    assert read(taker, last) == [True] * 3
    assert read(taker, after) == [False] * 3
    assert read(reader, first) == [False] * 3, "whoever may not take it"


def test_a_sheet_with_her_code_is_no_sight_of_her(
    app: Flask, signed_in: SignIn, bird: Canary, coordinator: Account
) -> None:
    with app.app_context():
        training = make.training(State.KG, today() + timedelta(days=20), title="A quiet course")
        put_on(bird, training.id)
        other = make.coordinator(State.KG)
    signed_in(other).post(f"/trainings/{training.id}/attendance/sheet", status=200)
    terms = {"format": "csv", "language": "en", "purpose": "Hotel", "recipient": "Hotel Ala-Too"}
    signed_in(other).post(f"/lists?training={training.id}", terms, status=200).close()
    seen = signed_in(bird.account).get("/members/me/seen").text
    assert "A quiet course" not in seen
    assert "Hotel Ala-Too" not in seen
    signed_in(coordinator).post(f"/trainings/{training.id}/attendance/sheet", status=200)
    assert "A quiet course" in signed_in(bird.account).get("/members/me/seen").text


def test_she_is_sorted_by_her_code_so_that_her_place_tells_nothing(
    app: Flask, signed_in: SignIn, bird: Canary, coordinator: Account
) -> None:
    with app.app_context():
        training = make.training(State.KG, today() + timedelta(days=20))
        make.participation(training, make.member(State.KG, "Асанова", family_latin="Asanova"))
        put_on(bird, training.id)
        other = make.coordinator(State.KG)
    terms = {"format": "csv", "language": "en", "purpose": "Hotel", "recipient": "Hotel"}

    def order(by: Account, hers: str) -> list[bool]:
        visitor, path = signed_in(by), f"/trainings/{training.id}"
        texts = [visitor.get(path + part).text for part in ("", "/participants/", "/attendance")]
        texts += [visitor.post(f"{path}/attendance/sheet", status=200).text]
        return [text.index(hers) < text.index("Асанова") for text in texts]

    assert order(coordinator, "Канарейкина") == [False] * 4
    assert order(other, "S-CANKG") == [True] * 4
    for by in (other, coordinator):
        listed = signed_in(by).post(f"/lists?training={training.id}&column=family", terms, status=200)
        assert listed.text.split() == ["\ufeffFamily", "name", "S-CANKG", "Асанова"]
        listed.close()


def test_a_link_that_a_coordinator_made_before_opens_nothing_once_she_is_shielded(
    app: Flask, signed_in: SignIn, office: Account
) -> None:
    with app.app_context():
        who, maker = make.member(State.KG, "Асанова"), make.coordinator(State.KG)
    made = signed_in(maker).post(f"/members/{who.uid}/invite", status=200).text
    link = re.search(r"/invitation/[\w-]+", made)
    assert link is not None
    Visitor(app).get(link[0])
    signed_in(office).post(f"/members/{who.uid}/shield", {"why": "Threats", "coordinator": ""})
    Visitor(app).get(link[0], status=404)


@pytest.mark.parametrize("runs", ["host", "assigned"])
def test_nobody_makes_the_day_on_which_a_register_says_names(
    app: Flask, signed_in: SignIn, bird: Canary, runs: str
) -> None:
    with app.app_context():
        training = make.training(State.KG, today() - timedelta(days=30))
        put_on(bird, training.id)
        state = State.KG if runs == "host" else State.UZ
        taker = make.coordinator(state, name="Taker")
        if runs == "assigned":
            make.save(TrainingAssignment(training_id=training.id, account_id=taker.id))
        version = db.session.get_one(Training, training.id).version
    visitor = signed_in(taker)
    path = f"/trainings/{training.id}/edit"
    first = (today() - timedelta(days=30)).isoformat()
    fields = typed([session(today().isoformat(), "09:00", "10:00")], starts_on=first, ends_on=today().isoformat())
    page = visitor.post(path, fields | {"version": str(version)}, status=422).text
    assert "the secretariat sets other days for it" in page, re.findall("error-summary.*?</ul>", page, re.S)
    assert "Канарейкина" not in visitor.get(f"/trainings/{training.id}/attendance").text
