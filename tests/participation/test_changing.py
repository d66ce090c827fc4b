"""Roles, removal with its reason, and putting back; whose they are to change."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from network.accounts.models import Account
from network.attendance.models import Mark
from network.audit.models import AuditEntry
from network.audit.persons import reasons
from network.clock import now, today
from network.database import db
from network.participation.models import Participation
from network.trainings.models import Training, TrainingSession
from network.vocabulary import ParticipantRole, ParticipationStatus, State, TrainingStatus
from tests import factories as make
from tests.participation.people import selects
from tests.visitor import Visitor

SignedIn = Callable[[Account], Visitor]


def stored(app: Flask, part: Participation) -> Participation:
    """The row as it is now."""
    with app.app_context():
        one = db.session.get(Participation, part.id)
        assert one is not None
        db.session.expunge(one)
        return one


def address(part: Participation, what: str) -> str:
    return f"/trainings/{part.training_id}/participants/{part.id}/{what}"


def test_a_role_is_set_and_shown(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        part = make.participation(make.training(), make.member(family="Абдыева"))
        coordinator = make.coordinator()
    visitor = signed_in(coordinator)
    visitor.get(address(part, "role"))
    visitor.post(address(part, "role"), {"role": "facilitator", "version": 1})
    page = visitor.get(f"/trainings/{part.training_id}/participants/").text
    assert "Абдыева Айгүл: Facilitator." in page
    assert "Facilitators" in page
    assert stored(app, part).role is ParticipantRole.FACILITATOR


def test_from_when_she_is_expected_can_be_changed_afterwards(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        training = make.training(starts_on=today() - timedelta(days=10))
        sessions = make.sessions_of(training)
        starts_at = db.session.get(TrainingSession, sessions[2]).starts_at
        part = make.participation(training, make.member())
        coordinator = make.coordinator()
    visitor = signed_in(coordinator)
    visitor.post(address(part, "role"), {"role": "participant", "version": 1, "expected_from": sessions[2]})
    assert stored(app, part).joined_at == starts_at
    assert selects(visitor.get(address(part, "role")).text, sessions[2])
    visitor.post(address(part, "role"), {"role": "participant", "version": 2, "expected_from": ""})
    assert stored(app, part).joined_at is None


def test_a_page_that_is_out_of_date_overwrites_nothing(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        part = make.participation(make.training(), make.member())
        coordinator = make.coordinator()
    visitor = signed_in(coordinator)
    visitor.post(address(part, "role"), {"role": "trainer", "version": 1})
    page = visitor.post(address(part, "role"), {"role": "observer", "version": 1}, status=422).text
    assert "Somebody else changed this record" in page
    assert selects(page, "observer")
    page = visitor.post(address(part, "remove"), {"why": "Fell ill", "version": 1}, status=422).text
    assert "Fell ill" in page
    assert stored(app, part).role is ParticipantRole.TRAINER


def test_removing_needs_a_reason_keeps_the_marks_and_can_be_undone(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        training = make.training(starts_on=today() - timedelta(days=1))
        part = make.participation(training, make.member(family="Абдыева"))
        coordinator = make.coordinator()
        make.mark(part, make.sessions_of(training)[0], coordinator)
    visitor = signed_in(coordinator)
    assert "Write why" in visitor.post(address(part, "remove"), {"why": "  ", "version": 1}, status=422).text
    visitor.post(address(part, "remove"), {"why": "Fell ill", "version": 1})
    page = visitor.get(f"/trainings/{training.id}/participants/").text
    assert "Абдыева Айгүл is removed from the list." in page
    assert address(part, "restore") in page
    gone = stored(app, part)
    assert (gone.status, gone.removed_why) == (ParticipationStatus.WITHDRAWN, "Fell ill")
    assert now() - timedelta(minutes=1) < gone.left_at <= now()
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Mark)) == 1
        entry = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.event == "participant:removed")).one()
        assert reasons([entry]) == {entry.number: "Fell ill"}
    visitor.post(address(part, "remove"), {"why": "Again", "version": 2}, status=422)
    visitor.post(address(part, "restore"))
    visitor.post(address(part, "restore"))
    back = stored(app, part)
    assert (back.status, back.removed_why, back.left_at) == (ParticipationStatus.CONFIRMED, "", None)


def test_whoever_is_expected_later_only_can_be_removed_before(app: Flask, signed_in: SignedIn) -> None:
    joined = datetime.now(UTC).replace(microsecond=0) + timedelta(days=3)
    with app.app_context():
        part = make.participation(make.training(), make.member(), joined_at=joined)
        coordinator = make.coordinator()
    signed_in(coordinator).post(address(part, "remove"), {"why": "Fell ill", "version": 1})
    assert stored(app, part).left_at == joined


def test_whoever_was_removed_and_is_added_again_keeps_one_row(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        who = make.member()
        part = make.participation(
            make.training(), who, status=ParticipationStatus.WITHDRAWN, left_at=now(), removed_why="Fell ill"
        )
        coordinator = make.coordinator()
    data = {"member": who.id, "role": "trainer"}
    signed_in(coordinator).post(f"/trainings/{part.training_id}/participants/add", data)
    back = stored(app, part)
    assert (back.status, back.role, back.left_at) == (
        ParticipationStatus.CONFIRMED,
        ParticipantRole.TRAINER,
        None,
    )
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Participation)) == 1


def test_putting_back_whoever_stands_there_again_is_refused_in_words(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        training, who = make.training(), make.member()
        old = make.participation(training, who, status=ParticipationStatus.WITHDRAWN, left_at=now(), removed_why="x")
        make.participation(training, who)
        coordinator = make.coordinator()
    assert "on this list already" in signed_in(coordinator).post(address(old, "restore"), status=403).text


@pytest.mark.parametrize("what", ["role", "remove", "restore"])
def test_another_states_participant_is_a_403_and_an_unknown_one_a_404(
    app: Flask, signed_in: SignedIn, what: str
) -> None:
    with app.app_context():
        training, elsewhere = make.training(State.KG), make.training(State.KG)
        own, other = (
            make.participation(training, make.member(State.KG)),
            make.participation(training, make.member(State.UZ)),
        )
        draft = make.training(State.UZ, status=TrainingStatus.DRAFT)
        hidden = make.participation(draft, make.member(State.KG))
        coordinator, member = make.coordinator(State.KG), make.member_account(make.member(State.KG))
    visitor = signed_in(coordinator)
    data = {"role": "trainer", "why": "x", "version": 1}
    visitor.post(address(other, what), data, status=403)
    visitor.post(f"/trainings/{elsewhere.id}/participants/{own.id}/{what}", data, status=404)
    visitor.post(f"/trainings/{training.id}/participants/987654/{what}", data, status=404)
    visitor.post(address(hidden, what), data, status=404)
    signed_in(member).post(address(own, what), data, status=404)
    for part in (own, other, hidden):
        one = stored(app, part)
        assert (one.role, one.status, one.version) == (
            ParticipantRole.PARTICIPANT,
            ParticipationStatus.CONFIRMED,
            1,
        )


def test_a_list_of_a_cancelled_training_stays_as_it_is(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        training = make.training(starts_on=date(2026, 1, 1))
        part = make.participation(training, make.member())
        coordinator = make.coordinator()
        with make.saving():
            db.session.get(Training, training.id).status = TrainingStatus.CANCELLED
    visitor = signed_in(coordinator)
    page = visitor.post(address(part, "remove"), {"why": "Fell ill", "version": 1}, status=422).text
    assert "This training was cancelled" in page
    assert "Fell ill" in page
    assert (
        "This training was cancelled"
        in visitor.post(address(part, "role"), {"role": "trainer", "version": 1}, status=422).text
    )
    visitor.post(address(part, "restore"), status=403)
    visitor.get(address(part, "role"), status=403)
    assert address(part, "remove") not in visitor.get(f"/trainings/{training.id}/participants/").text
    assert stored(app, part).version == 1
