"""Every kind of entry opens as the commands write it: a day on which each thing happens that is written down."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pyotp
import pytest
import sqlalchemy as sa
from flask import Flask, current_app
from sqlalchemy.orm import selectinload

from network import keyring
from network.accounts import addresses, links, resending, roles
from network.accounts import commands as accounts
from network.accounts.actor import SignedIn
from network.accounts.models import Account, RoleGrant, SignIn
from network.accounts.queries import snapshot
from network.agencies import carrying
from network.agencies import commands as agencies
from network.agencies.models import Agency, CarryOver
from network.attendance import commands as attendance
from network.attendance.operations import Operation
from network.audit.changes import Operator
from network.audit.events import Event
from network.audit.models import AuditEntry
from network.backups import commands as backups
from network.backups.manifest import Beginning, Manifest
from network.bulk import commands as bulk
from network.bulk.kinds import BulkKind
from network.bulk.queries import chosen_ones
from network.bulk.queries import of as bulk_batch
from network.cli import reference
from network.clock import now, today
from network.database import db
from network.demo import fill
from network.exports import commands as exports
from network.factors import commands as factors
from network.factors import passkeys
from network.factors.models import Passkey
from network.handover import commands as handover
from network.imports import commands as importing
from network.imports import staging, working
from network.imports.choices import Choices
from network.mail.head import put_head
from network.members import careers, deciding, directory, moves, renaming, secondments, telling_apart
from network.members import commands as members
from network.members.models import Affiliation, Member
from network.members.previous import PreviousName
from network.members.seconded import Secondment
from network.merging import commands as merging
from network.merging import undoing
from network.merging.choices import Choices as MergeChoices
from network.merging.models import Merger
from network.merging.preview import preview_of
from network.participation import commands as participation
from network.participation.models import Participation
from network.priorities import commands as priorities
from network.priorities.models import Plan, Priority
from network.privacy import commands as privacy
from network.privacy import erasing, sweeping
from network.privacy.models import PrivacyRequest
from network.ranks import commands as ranks
from network.ranks.models import Rank
from network.shields import commands as shields
from network.trainings import commands as trainings
from network.trainings.editing import TrainingFacts
from network.trainings.models import Training
from network.trainings.programme import SessionFacts
from network.vocabulary import (
    AgencyKind,
    Audience,
    ExportFormat,
    Language,
    LinkKind,
    MarkStatus,
    Mode,
    Opened,
    ParticipantRole,
    RankBand,
    RankService,
    RequestKind,
    RequestStatus,
    Role,
    Sex,
    Standing,
    State,
    TrainingKind,
)
from tests import factories as make
from tests.factors.authenticator import SecurityKey
from tests.imports.lists import as_csv
from tests.reports.conftest import table_of
from tests.visitor import Visitor

DAY = date(2025, 3, 3)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def last(model: Any) -> Any:
    """The newest row of a table, as it is now."""
    db.session.rollback()
    return db.session.scalars(sa.select(model).order_by(model.id.desc())).first()


def signed_in_as(account: Account) -> SignedIn:
    accounts.begin_sign_in(account.id, account.password_hash, address="127.0.0.1", device="tests")
    found = db.session.scalar(
        sa.select(Account).where(Account.id == account.id).options(sa.orm.selectinload(Account.grants))
    )
    return snapshot(found, "", last(SignIn).id)


def the_office(account: Account, by: SignedIn) -> None:
    accounts.change_password(make.PASSWORD, "another saffron river 8", by=by, address="127.0.0.1")
    accounts.choose_language(Language.ENGLISH, by=by)
    accounts.renew_feed(by=by)
    invited = roles.invite(by=by, role=Role.COORDINATOR, email="new@example.org", state=State.KG)
    links.use_link(LinkKind.INVITATION, invited, "a new saffron river 9")
    new = last(Account)
    links.use_link(LinkKind.RESET, links.make_link(new.id, LinkKind.RESET, by=by), "a new saffron river 10")
    kept_id = last(RoleGrant).id
    roles.give_role(new.id, Role.COORDINATOR, State.UZ, "new@example.org", by=by)
    roles.end_role(last(RoleGrant).id, account_id=new.id, by=by)
    handover.end_role(kept_id, account_id=new.id, receiver_id=None, by=by)
    addresses.change_address(new.id, "newer@example.org", by=by)
    second_factors(new, by)
    roles.set_disabled(new.id, True, by=by)
    roles.set_disabled(new.id, False, by=by)
    resending.try_again(make.letter("new@example.org").id, by=by)
    put_head()
    accounts.end_other_sign_ins(by=by)


def second_factors(new: Account, by: SignedIn) -> None:
    key, secret = SecurityKey(), factors.new_secret()
    with current_app.test_request_context(base_url="http://localhost"):
        options = json.loads(passkeys.to_register(by.account_id, by.name, ()))
        answer = key.create(options)
        factors.add_passkey(answer, passkeys.asked_challenge(passkeys.NEW), "Blue key", by=by)
    codes = factors.renew_codes(by=by)
    account = db.session.get(Account, by.account_id)
    factors.accept(account, code=codes[0], address="127.0.0.1")
    factors.add_app(secret, pyotp.TOTP(secret).now(), by=by)
    factors.remove_app(by=by)
    factors.remove_passkey(last(Passkey).id, by=by)
    factors.reset(new.id, by=by)


def agencies_and_hosts(by: SignedIn) -> Agency:
    naming, facts = agencies.Naming("A Border Service"), agencies.Facts(AgencyKind.BORDER)
    one, other = (
        agencies.add(State.KG, facts, naming, by=by),
        agencies.add(State.KG, facts, agencies.Naming("B"), by=by),
    )
    one_id, other_id = one.id, other.id

    def version(key: int) -> int:
        db.session.rollback()
        return db.session.get(Agency, key).version

    agencies.edit(one_id, version(one_id), facts, replace(naming, acronym="ABS"), by=by)
    agencies.rename(one_id, version(one_id), DAY, agencies.Naming("A Border Guard"), by=by)
    agencies.close(other_id, version(other_id), DAY, "Law", by=by)
    agencies.reopen(other_id, version(other_id), by=by)
    agencies.merge(other_id, version(other_id), one_id, DAY + timedelta(days=1), "Law", by=by)
    carrying.carry_back(other_id, last(CarryOver).id, by=by)
    agencies.close(other_id, version(other_id), DAY, "Law", by=by)
    left = make.affiliation(make.member(number="KG-9002"), db.session.get(Agency, other_id), DAY - timedelta(days=5))
    carrying.carry_over(other_id, version(other_id), one_id, by=by)
    assert left.id
    trainings.save_organisation(None, name="A Host", name_ru="", in_use=True, by=by)
    host = last(trainings.Organisation)
    trainings.save_organisation(host.id, name="The Host", name_ru="", in_use=True, version=host.version, by=by)
    return db.session.get(Agency, one_id)


def the_ranks(by: SignedIn) -> None:
    facts = ranks.Facts("Captain of the Lake", RankBand.MIDDLE)
    one_id = ranks.add(State.KG, RankService.MIGRATION, facts, by=by).id
    make.rank(State.KG, service=RankService.MIGRATION, verify=True)
    ranks.confirm(State.KG, RankService.MIGRATION, by=by)
    ranks.edit(one_id, db.session.get(Rank, one_id).version, replace(facts, band=RankBand.SENIOR), by=by)
    db.session.rollback()
    ranks.close(one_id, db.session.get(Rank, one_id).version, DAY, by=by)
    ranks.reopen(one_id, by=by)


def people(agency: Agency, by: SignedIn) -> Member:
    person = members.Person(State.KG, "Асанова", "Айгүл", family_latin="Asanova", given_latin="Aigul")
    agency_id, who_id = agency.id, members.add_member(person, by=by).id

    def version() -> int:
        db.session.rollback()
        return db.session.get(Member, who_id).version

    members.edit_member(who_id, version(), replace(person, given="Айсулуу"), Standing.MEMBER, by=by)
    members.edit_contact(who_id, version(), "asanova@example.org", "", by=by)
    twin = make.member(number="KG-9005", family="Асанова", given="Айсулу")
    telling_apart.tell_apart(db.session.get_one(Member, who_id), db.session.get_one(Member, twin.id), by=by)
    telling_apart.take_back(db.session.get_one(Member, who_id), db.session.get_one(Member, twin.id), by=by)
    renaming.choose_certificate_name(who_id, version(), "A. Asanova", by=by)
    renaming.add_previous_name(who_id, renaming.FormerName("Осмонова", "Айгүл"), by=by)
    bore = last(PreviousName)
    renaming.correct_previous_name(bore.id, bore.version, renaming.FormerName("Усманова", "Айгүл"), by=by)
    renaming.remove_previous_name(bore.id, last(PreviousName).version, by=by)
    post = careers.Post(agency_id, DAY + timedelta(days=5))
    careers.add_affiliation(who_id, post, by=by)
    held = last(Affiliation)
    careers.correct_affiliation(held.id, held.version, replace(post, rank="Major"), by=by)
    careers.remove_affiliation(held.id, last(Affiliation).version, by=by)
    loan = secondments.Loan(agency_id, DAY + timedelta(days=5))
    secondments.second(who_id, loan, by=by)
    lent = last(Secondment)
    secondments.correct(lent.id, lent.version, replace(loan, position="Adviser"), by=by)
    secondments.remove(lent.id, last(Secondment).version, by=by)
    abroad = careers.Post(make.agency(State.UZ, "Customs of the Steppe").id, today())
    moves.move(who_id, version(), abroad, by=by)
    back = replace(person, given="Айсулуу", email="asanova@example.org")
    members.edit_member(who_id, version(), back, Standing.MEMBER, by=by)
    coordinator = make.coordinator(State.KG)
    shields.shield(who_id, None, why="She asked for it", by=by)
    shields.name_coordinator(who_id, coordinator.id, why="Her own", by=by)
    shields.open_record(db.session.get(Member, who_id), "A new phone number", by=by)
    shields.lift(who_id, why="She asked for it", by=by)
    twin_id = members.add_member(replace(person, phone="+996555010203"), another=True, by=by).id
    both = [db.session.get(Member, one) for one in (who_id, twin_id)]
    digest = preview_of(*both, by).digest
    uid = merging.merge(who_id, twin_id, MergeChoices(), digest=digest, why="Recorded twice", by=by)
    merger_id = db.session.scalar(sa.select(Merger.id).where(Merger.uid == uid))
    undoing.undo(merger_id, why="They are two", by=by)
    return db.session.get(Member, who_id)


def the_plan(by: SignedIn) -> None:
    facts = priorities.PlanFacts("Plan", DAY, DAY + timedelta(days=700))
    plan_id = priorities.add_plan(facts, by=by)
    priorities.edit_plan(plan_id, last(Plan).version, replace(facts, summary="More"), by=by)
    one = priorities.PriorityFacts("A", "First")
    for code in "AB":
        priorities.add_priority(plan_id, replace(one, code=code), by=by)
    new = last(Priority)
    priorities.edit_priority(new.id, new.version, replace(one, code="C"), by=by)
    priorities.move_priority(new.id, -1, by=by)
    priorities.remove_priority(new.id, by=by)


def a_training(who: Member, by: SignedIn) -> int:
    facts = TrainingFacts("Leading", TrainingKind.COURSE, State.KG, today(), today())
    sessions = [SessionFacts(today(), time(9), time(12))]
    who_id = who.id
    key = trainings.create_training(facts, sessions=sessions, by=by)
    trainings.edit_training(key, replace(facts, city="Osh"), sessions=[], version=last(Training).version, by=by)
    trainings.publish(key, by=by)
    coordinator = make.coordinator(State.UZ)
    trainings.assign(key, coordinator.id, by=by)
    trainings.unassign(key, coordinator.id, by=by)
    participation.add(key, [who_id], ParticipantRole.PARTICIPANT, None, by=by)
    one = last(Participation)
    participation.set_role(one.id, one.version, ParticipantRole.TRAINER, None, by=by)
    participation.remove(one.id, last(Participation).version, "Ill", by=by)
    participation.restore(one.id, by=by)
    [session] = make.sessions_of(last(Training))
    marks = [
        Operation("operation-1", one.id, session, MarkStatus.LATE, Mode.ONLINE, 0, at=now()),
        Operation("operation-2", one.id, session, MarkStatus.PRESENT, Mode.ONLINE, 1),
    ]
    attendance.record(key, marks[:1], by=by)
    saved = attendance.record(key, marks[1:], by=by, event=Event.ATTENDANCE_FILLED)
    attendance.undo(key, datetime.fromisoformat(saved[0]["at"]), by=by)
    with_sessions = db.session.get(Training, key, options=[selectinload(Training.sessions)], populate_existing=True)
    attendance.print_sheet(with_sessions, "en", state=State.KG, most=10, by=by)
    guest = members.Person(State.UZ, "Azimova", "Nilufar")
    participation.add_walk_in(key, guest, None, ParticipantRole.OBSERVER, None, by=by)
    members.admit(last(Member).id, by=by)
    return key


def many_at_once(by: SignedIn) -> None:
    crowd = [make.member(number=f"KG-980{n}") for n in range(2)]
    where, training = make.agency(), make.training()
    for kind, answers in (
        (BulkKind.AGENCY, {"agency": where.id, "starts_on": DAY.isoformat(), "keeps": True}),
        (BulkKind.INVITE, {"language": "", "send": False}),
        (BulkKind.TRAINING, {"training": training.id, "role": "participant"}),
    ):
        with current_app.test_request_context(base_url="http://localhost"):
            uid = bulk.choose(kind, chosen_ones(by, [one.uid for one in crowd]), by=by)
            bulk.prepare(bulk_batch(by, uid), answers, by=by)
            bulk.apply(bulk_batch(by, uid), 1, by=by)
    bulk.undo(bulk_batch(by, uid), by=by)


def a_list(who: Member, by: SignedIn) -> None:
    """A list that adds somebody and completes the record of another, and is undone; and one that is given up."""
    rows = [[who.number, who.family, who.given, "+996 555 100 200"], ["", "Бекова", "Жылдыз", ""]]
    content = as_csv(rows, ("Номер участницы", "Фамилия", "Имя", "Телефон"))
    one = staging.send(content, "list.csv", by=by, state=State.KG)
    choices = Choices.from_json(one.choices)
    choices.sex = Sex.FEMALE
    importing.begin_check(one.id, choices, by=by)
    working.work()
    importing.begin_apply(one.id, None, by=by)
    working.work()
    importing.begin_undo(one.id, by=by)
    working.work()
    staging.discard(staging.send(content, "list.csv", by=by, state=State.KG), by=by)


def who_sees_her(who: Member, reader: SignedIn) -> None:
    who_id = who.id
    by = signed_in_as(make.member_account(who))
    deciding.decide(Audience.NETWORK, [Opened.PHOTO], by=by)
    deciding.keep_photo(b"a portrait", by=by)
    deciding.remove_photo(by=by)
    with pytest.raises(directory.LimitReached):
        directory.note_shown([who_id], reader)


def their_data(office: Account, by: SignedIn) -> None:
    leaver = make.member(number="KG-9001")
    of_her = SignedIn("", 0, make.member_account(leaver).id, "She", None, None, leaver.id, ())
    leaver_id = leaver.id
    privacy.ask(leaver_id, RequestKind.CORRECTION, wrong="Rank", should_be="Major", by=of_her)
    asked = last(PrivacyRequest)
    privacy.answer(asked.id, asked.version, RequestStatus.DONE, "It is corrected.", by=by)
    privacy.note_download(leaver_id, ExportFormat.JSON, by=of_her)
    erasing.erase(leaver_id, why="She asked", by=by)
    make.save(SignIn(account_id=office.id, token_hash="x", created_at=now(), seen_at=now(), ended_at=LONG_AGO))
    sweeping.sweep(by=Operator())


def a_backup() -> None:
    manifest = Manifest(Beginning("8e14b7d2f960", "0.1.0", "sqlite", now(), {}), {"member": [12, "0" * 64]})
    backups.record_backup(manifest, size=3456, sha256="0" * 64, to=["age1x"])
    backups.begin_again(manifest)


def another_key() -> None:
    """Something is sealed anew: a phone of an earlier release."""
    with db.engine.begin() as connection:
        connection.execute(sa.update(Member).values(phone_sealed="+996 312 000 000"))
    keyring.reseal()


def last_numbers() -> dict[str, int]:
    """The newest entry of each event."""
    newest = sa.select(AuditEntry.event, sa.func.max(AuditEntry.number)).group_by(AuditEntry.event)
    return {row[0]: row[1] for row in db.session.execute(newest)}


def test_each_entry_of_a_day_opens(new_app: Callable[..., Flask]) -> None:
    app = new_app(head_to=("keeper@example.org",), directory_daily=0)
    with app.app_context():
        reference.fill()
        fill.fill()
        account, reader = make.secretariat(), make.secretariat(language="ru")
        by = signed_in_as(account)
        the_office(account, by)
        who = people(agencies_and_hosts(by), by)
        a_list(who, by)
        who_sees_her(who, by)
        the_plan(by)
        the_ranks(by)
        key = a_training(who, by)
        their_data(account, by)
        many_at_once(by)
        exports.remove_layout(exports.save_layout("participants", "Hotel", ["family"], {}, by=by).id, by=by)
    office = Visitor(app).sign_in(account)
    terms = {"format": "csv", "language": "en", "purpose": "Hotel", "recipient": "Hotel Ala-Too", "take": "1"}
    office.post(f"/lists?training={key}&columns=family", terms, status=200).close()
    with app.app_context():
        trainings.cancel(key, why="Flood", by=by)
        accounts.end_sign_in(by.sign_in_id, by=by)
        a_backup()
        another_key()
        happened, every = set(last_numbers()), list(db.session.scalars(sa.select(AuditEntry.number)))
    assert happened == set(Event), "what is missing happens in no command of this day"
    visitor = Visitor(app).sign_in(reader)
    for number in every:
        visitor.get(f"/audit/{number}")


def test_an_entry_of_marks_says_whose_they_are_and_when(app: Flask, signed_in: Callable[[Account], Visitor]) -> None:
    with app.app_context():
        office = make.secretariat()
        a_training(make.member(State.KG, "Асанова", "Айсулуу"), signed_in_as(office))
        numbers = last_numbers()
    visitor = signed_in(office)
    page = visitor.get(f"/audit/{numbers[Event.ATTENDANCE_MARKED]}").text
    assert re.search(r"Асанова Айсулуу, [^<]*09:00", page)
    values = {row[0]: row[1:] for row in table_of(page)}
    assert values["Status"] == ["—", "Late"]
    assert values["How"] == ["In person", "Online"]
    assert values["Time on the device"][0] == "—"
    page = visitor.get(f"/audit/{numbers[Event.ATTENDANCE_FILLED]}").text
    assert {row[0]: row[1:] for row in table_of(page)} == {"Status": ["Late", "Present"], "How": ["Online", "Online"]}
