"""What attendance tells others: a person's record, whom the priorities reached, and columns of lists."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import sqlalchemy as sa
from flask import Flask

from network.accounts.models import Account
from network.attendance.models import Mark
from network.attendance.queries import Reach, reach, record_of
from network.audit.changes import change
from network.audit.events import Event
from network.clock import now, today
from network.database import db
from network.members.models import Member
from network.participation.columns import CATALOGUE
from network.participation.models import Participation
from network.participation.queries import Wanted, participants
from network.trainings.models import Training, TrainingSession, training_priority
from network.vocabulary import (
    Language,
    MarkStatus,
    Mode,
    ParticipantRole,
    ParticipationStatus,
    Sex,
    State,
    TrainingStatus,
)
from tests import factories as make
from tests.attendance.room import PAST, a_room
from tests.statements import counted
from tests.visitor import Visitor

SignedIn = Callable[[Account], Visitor]


def attend(who: Member, by: Account, marks: str, **facts: object) -> Training:
    """A training of hers with a mark for each letter (P, L, A, E; "." is none)."""
    role = facts.pop("role", ParticipantRole.PARTICIPANT)
    training = make.training(State.KG, **{"starts_on": today() - timedelta(days=30), **facts})
    part = make.participation(training, who, role=role)
    words = {"P": MarkStatus.PRESENT, "L": MarkStatus.LATE, "A": MarkStatus.ABSENT, "E": MarkStatus.EXCUSED}
    for session_id, letter in zip(make.sessions_of(training), marks, strict=False):
        if letter != ".":
            make.mark(part, session_id, by, words[letter])
    return training


def test_a_record_counts_each_training_by_the_rule(app: Flask) -> None:
    with app.app_context():
        by, who = make.secretariat(), make.member()
        attend(who, by, "PLA.", title="Earlier", starts_on=date(2024, 3, 1))
        attend(who, by, "PPPP", title="Later", starts_on=date(2025, 3, 1), role=ParticipantRole.TRAINER)
        attend(who, by, "PPPP", title="Cancelled", status=TrainingStatus.CANCELLED)
        attend(make.member(), by, "PPPP", title="Somebody else's")
        left = attend(who, by, "....", title="Left before any mark")
        with make.saving():
            part = db.session.scalar(sa.select(Participation).where(Participation.training_id == left.id))
            part.status, part.left_at = ParticipationStatus.WITHDRAWN, now()
        found = record_of(who.id)
        db.session.rollback()
    assert [(one.training.title, one.role) for one in found] == [
        ("Later", ParticipantRole.TRAINER), ("Earlier", ParticipantRole.PARTICIPANT),
    ]  # fmt: skip
    earlier = found[1].tally
    assert (earlier.attended, earlier.expected, earlier.absent, earlier.unmarked, earlier.hours) == (
        2,
        4,
        1,
        1,
        6.0,
    )


def test_a_record_takes_one_statement(app: Flask) -> None:
    with app.app_context():
        by, who = make.secretariat(), make.member()
        for year in (2023, 2024, 2025):
            attend(who, by, "PP..", starts_on=date(year, 5, 1))
    with counted(app) as statements, app.app_context():
        assert len(record_of(who.id)) == 3
    assert len(statements) == 1


def test_reach_counts_different_women_once(app: Flask) -> None:
    with app.app_context():
        by, plan = make.secretariat(), make.plan()
        first, second, third = (make.priority(plan, f"P{n}", place=n) for n in (1, 2, 3))
        anna, vera = make.member(), make.member()
        man = make.member(sex=Sex.MALE)
        one, other = attend(anna, by, "P..."), attend(anna, by, "L...")
        for who, training, status, role in (
            (vera, one, MarkStatus.ABSENT, ParticipantRole.PARTICIPANT),
            (man, one, MarkStatus.LEFT_EARLY, ParticipantRole.PARTICIPANT),
            (make.member(), one, MarkStatus.PRESENT, ParticipantRole.TRAINER),
        ):
            part = make.participation(training, who, role=role)
            make.mark(part, make.sessions_of(training)[0], by, status)
        ahead = make.training(State.KG, starts_on=today() + timedelta(days=30))
        only_cancelled = attend(make.member(), by, "P...")
        with make.saving():
            db.session.execute(
                sa.update(TrainingSession)
                .where(TrainingSession.training_id == only_cancelled.id)
                .values(cancelled=True)
            )
        with change(Event.DEMO_FILLED, by=make.Operator()):
            db.session.execute(
                sa.insert(training_priority),
                [
                    {"training_id": training.id, "priority_id": priority.id}
                    for training, priority in (
                        (one, first), (other, first), (ahead, first),
                        (other, second), (only_cancelled, second),
                    )
                ],
            )  # fmt: skip
    with counted(app) as statements, app.app_context():
        assert reach([first.id, second.id, third.id]) == {
            first.id: Reach(trainings=2, people=2, women=1),
            second.id: Reach(trainings=1, people=1, women=1),
            third.id: Reach(),
        }
        assert reach([]) == {}
    assert len(statements) <= 4


def test_lists_have_columns_of_attendance(app: Flask) -> None:
    with app.app_context():
        by = make.coordinator(State.KG)
        attend(make.member(family="Асанова"), by, "PLPP")
        attend(make.member(family="Бекова"), by, "PEA.")
        attend(make.member(family="Ведова"), by, "", starts_on=today() + timedelta(days=9))
        keys = ("attended", "expected", "excused", "absent", "unmarked", "percent", "completed")
        columns = {column.key: column for column in CATALOGUE}
        from network.accounts.queries import snapshot

        account = db.session.scalar(
            sa.select(Account).where(Account.id == by.id).options(sa.orm.selectinload(Account.grants))
        )
        rows = db.session.execute(participants(snapshot(account, "", 0), ["family", *keys], Wanted())).all()
        cells = {row.family: [columns[key].value(row) for key in keys] for row in rows}
        db.session.rollback()
    assert cells == {
        "Асанова": [4, 4, 0, 0, 0, 100, "Yes"],
        "Бекова": [1, 4, 1, 1, 1, 25, "No"],
        "Ведова": [0, 0, 0, 0, 0, None, ""],
    }


def test_her_record_stands_on_her_page_and_her_marks_on_the_trainings(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        by, who = make.coordinator(State.KG), make.member()
        account = make.member_account(who)
        training = attend(who, by, "PLA.", title="Communication under pressure")
        with make.saving():
            db.session.scalar(sa.select(Mark).where(Mark.status == MarkStatus.LATE)).mode = Mode.ONLINE
        other = make.member()
    own = signed_in(account).get(f"/trainings/{training.id}").text
    assert "My attendance" in own
    assert "2 of 4 sessions" in own
    assert "1 is not marked yet" in own
    marks = own.partition('class="own-marks">')[2].partition("</ul>")[0]
    said = [" ".join(re.sub(r"<[^>]*>", " ", one).split()[4:]) for one in marks.split("</li>")]
    assert said[:4] == ["P Present", "L Late, online", "A Absent", "· Unmarked"]
    mine = signed_in(account).get("/members/me").text
    assert "Communication under pressure" in mine
    assert "2 of 4" in mine
    coordinator = signed_in(by)
    assert "Communication under pressure" in coordinator.get(f"/members/{who.uid}").text
    assert "This person is on no list of a training yet" in coordinator.get(f"/members/{other.uid}").text
    assert "My attendance" not in coordinator.get(f"/trainings/{training.id}").text
    with app.app_context(), make.saving():
        db.session.get(Account, account.id).language = Language.RUSSIAN
    russian = signed_in(account).get(f"/trainings/{training.id}").text.partition('class="own-marks"')[2]
    assert re.findall(r'aria-hidden="true">(.)<', russian)[:4] == ["П", "О", "Н", "·"]


def test_the_way_to_the_register(app: Flask, signed_in: SignedIn) -> None:
    room = a_room(app, **PAST)
    with app.app_context():
        stranger, member = make.coordinator(State.UZ), make.member_account(make.member())
        draft = make.training(State.KG, status=TrainingStatus.DRAFT)
    page = f"/trainings/{room.training.id}"
    assert "Take attendance" in signed_in(room.coordinator).get(page).text
    read = signed_in(stranger).get(page).text
    assert "Take attendance" not in read
    assert f'href="{room.url}"' in read
    assert room.url not in signed_in(member).get(page).text
    assert "/attendance" not in signed_in(room.coordinator).get(f"/trainings/{draft.id}").text
