"""Marks from devices: applied once, never over somebody else's unseen, and each refusal with its sentence."""

import json
import uuid
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from flask import Flask

from network.accounts.models import Account
from network.attendance.models import Mark, MarkOperation
from network.audit.changes import Operator, change
from network.audit.events import Event
from network.audit.models import AuditEntry
from network.audit.queries import faults, head
from network.database import db
from network.participation.models import Participation
from network.trainings.models import Training, TrainingSession
from network.vocabulary import MarkStatus, ParticipationStatus, State, TrainingStatus
from tests import factories as make
from tests.attendance.room import a_room
from tests.databases import AUDIT
from tests.visitor import Visitor

SignedIn = Callable[[Account], Visitor]
PRESENT, LATE, ABSENT = MarkStatus.PRESENT, MarkStatus.LATE, MarkStatus.ABSENT


def send(visitor: Visitor, url: str, *operations: object, status: int = 200, reason: str = "marked") -> list[dict]:  # type: ignore[type-arg]
    body = {"reason": reason, "operations": list(operations)}
    return visitor.post(f"{url}/operations", json=body, status=status).get_json().get("answers", [])


def test_a_mark_is_applied_and_told(app: Flask, signed_in: SignedIn) -> None:
    room = a_room(app)
    answer = send(signed_in(room.coordinator), room.url, room.operation(0, 0, "late", mode="online"))[0]
    assert answer["outcome"] == "applied"
    assert (answer["status"], answer["mode"], answer["version"]) == ("late", "online", 1)
    assert answer["by"] == room.coordinator.name
    assert room.marks() == {(0, 0): (LATE, "online", 1)}


def test_a_plain_list_is_a_batch_too(app: Flask, signed_in: SignedIn) -> None:
    room = a_room(app)
    visitor = signed_in(room.coordinator)
    answers = visitor.post(f"{room.url}/operations", json=[room.operation(0, 0)], status=200).get_json()["answers"]
    assert answers[0]["outcome"] == "applied"


def test_sent_twice_it_is_applied_once(app: Flask, signed_in: SignedIn) -> None:
    room = a_room(app)
    visitor = signed_in(room.coordinator)
    one, other = room.operation(0, 0), room.operation(1, 0)
    first = send(visitor, room.url, one)[0]
    again = send(visitor, room.url, one, other)
    assert again[0] == {**first, "outcome": "duplicate", "was": "applied"}
    assert again[1]["outcome"] == "applied"
    assert room.marks() == {(0, 0): (PRESENT, "in_person", 1), (1, 0): (PRESENT, "in_person", 1)}
    with app.app_context():
        entries = db.session.scalar(sa.select(sa.func.count()).where(AuditEntry.event == "attendance:marked"))
    send(visitor, room.url, one, other)
    with app.app_context():
        assert entries == db.session.scalar(sa.select(sa.func.count()).where(AuditEntry.event == "attendance:marked"))


def test_the_same_id_with_another_content_is_refused_whole(app: Flask, signed_in: SignedIn) -> None:
    room = a_room(app)
    visitor = signed_in(room.coordinator)
    one = room.operation(0, 0)
    send(visitor, room.url, one)
    send(visitor, room.url, room.operation(1, 0), {**one, "status": "absent"}, status=422)
    assert room.marks() == {(0, 0): (PRESENT, "in_person", 1)}
    body = visitor.post(f"{room.url}/operations", json=[{**one, "version": 1}], status=422).get_json()
    assert body["id"] == one["id"]
    assert "Reload the page" in body["error"]


def test_one_id_for_two_marks_of_a_batch_is_refused_whole(app: Flask, signed_in: SignedIn) -> None:
    room = a_room(app)
    visitor, one = signed_in(room.coordinator), room.operation(0, 0)
    for other in (room.operation(1, 0, id=one["id"]), {**one, "status": "absent"}):
        for batch in ([one, other], [other, room.operation(2, 0), one]):
            body = visitor.post(f"{room.url}/operations", json=batch, status=422).get_json()
            assert body["id"] == one["id"]
    assert room.marks() == {}


def test_one_mark_twice_in_a_batch_is_applied_once_and_answered_twice(app: Flask, signed_in: SignedIn) -> None:
    room = a_room(app)
    one = room.operation(0, 0)
    first, again = send(signed_in(room.coordinator), room.url, one, dict(one))
    assert first["outcome"] == "applied"
    assert again == {**first, "outcome": "duplicate", "was": "applied"}
    assert room.marks() == {(0, 0): (PRESENT, "in_person", 1)}


def test_what_changes_nothing_is_answered_and_not_written_down(app: Flask, signed_in: SignedIn) -> None:
    room = a_room(app)
    with app.app_context():
        other = make.coordinator(State.KG)
    send(signed_in(other), room.url, room.operation(0, 0, "absent"))
    with app.app_context():
        last = head()
    said = send(
        signed_in(room.coordinator), room.url,
        room.operation(0, 0, "absent"), room.operation(0, 0, "late"), room.operation(1, 0, session=10**6),
    )  # fmt: skip
    assert [one["outcome"] for one in said] == ["applied", "conflict", "refused"]
    with app.app_context():
        assert head()[0] == last[0] + 1  # her signing in, and nothing else
        assert (
            db.session.scalar(sa.select(sa.func.count()).select_from(MarkOperation)) == 4
        )  # yet each is answered again
        assert list(faults(AUDIT)) == []


@pytest.mark.parametrize("status", ["absent", "excused"])
def test_whoever_did_not_come_was_nowhere(app: Flask, signed_in: SignedIn, status: str) -> None:
    room = a_room(app)
    visitor = signed_in(room.coordinator)
    first = send(visitor, room.url, room.operation(0, 0, status, mode="online"))[0]
    assert (first["outcome"], first["mode"]) == ("applied", "in_person")
    again = send(visitor, room.url, room.operation(0, 0, status, mode="online", version=1))[0]
    assert again["version"] == 1  # the same mark
    send(visitor, room.url, room.operation(1, 0, "late", mode="online"))
    assert send(visitor, room.url, room.operation(1, 0, status, mode="online", version=1))[0]["mode"] == "in_person"
    assert {mode for _status, mode, _version in room.marks().values()} == {"in_person"}


def test_somebody_elses_id_tells_nothing(app: Flask, signed_in: SignedIn) -> None:
    room = a_room(app)
    one = room.operation(0, 0)
    send(signed_in(room.coordinator), room.url, one)
    with app.app_context():
        other = make.coordinator(State.KG)
    send(signed_in(other), room.url, one, status=422)


def test_an_old_version_with_another_value_is_a_conflict(app: Flask, signed_in: SignedIn) -> None:
    room = a_room(app)
    with app.app_context():
        other = make.coordinator(State.KG, name="Жылдыз Токтогулова")
    send(signed_in(other), room.url, room.operation(0, 0, "absent"))
    mine = send(signed_in(room.coordinator), room.url, room.operation(0, 0, "present"))[0]
    assert mine["outcome"] == "conflict"
    assert (mine["status"], mine["version"], mine["by"]) == ("absent", 1, "Жылдыз Токтогулова")
    assert mine["at"]
    assert room.marks() == {(0, 0): (ABSENT, "in_person", 1)}
    decided = send(signed_in(room.coordinator), room.url, room.operation(0, 0, "present", version=1))[0]
    assert (decided["outcome"], decided["version"]) == ("applied", 2)


def test_an_old_version_with_the_same_value_is_nothing(app: Flask, signed_in: SignedIn) -> None:
    room = a_room(app)
    with app.app_context():
        other = make.coordinator(State.KG)
    send(signed_in(other), room.url, room.operation(0, 0, "absent"))
    same = send(signed_in(room.coordinator), room.url, room.operation(0, 0, "absent"))[0]
    assert (same["outcome"], same["version"]) == ("applied", 1)
    assert room.marks() == {(0, 0): (ABSENT, "in_person", 1)}


def test_a_mark_can_be_taken_away_and_keeps_its_versions(app: Flask, signed_in: SignedIn) -> None:
    room = a_room(app)
    visitor = signed_in(room.coordinator)
    send(visitor, room.url, room.operation(0, 0, "absent"))
    gone = send(visitor, room.url, room.operation(0, 0, None, version=1))[0]
    assert (gone["outcome"], gone["status"], gone["version"]) == ("applied", None, 2)
    assert send(visitor, room.url, room.operation(0, 0, "present"))[0]["outcome"] == "conflict"
    assert send(visitor, room.url, room.operation(1, 0, None))[0]["version"] == 0  # nothing there, nothing to take


def refuse_session(room, app):  # type: ignore[no-untyped-def]
    with app.app_context():
        return {"session": make.sessions_of(make.training(State.KG))[0]}, "not part of this training"


def refuse_person(room, app):  # type: ignore[no-untyped-def]
    with app.app_context():
        elsewhere = make.participation(make.training(State.KG), make.member())
        return {"participation": elsewhere.id}, "not on this training's list"


def refuse_removed(room, app):  # type: ignore[no-untyped-def]
    with app.app_context(), make.saving():
        one = db.session.get(Participation, room.people[0])
        one.status = ParticipationStatus.WITHDRAWN
    return {}, "not on this training's list"


def refuse_cancelled(room, app):  # type: ignore[no-untyped-def]
    with app.app_context(), make.saving():
        db.session.get(TrainingSession, room.sessions[0]).cancelled = True
    return {}, "session was cancelled"


@pytest.mark.parametrize("hindered", [refuse_session, refuse_person, refuse_removed, refuse_cancelled])
def test_what_cannot_be_marked_is_refused_in_words(app: Flask, signed_in: SignedIn, hindered: Callable) -> None:  # type: ignore[type-arg]
    room = a_room(app)
    facts, sentence = hindered(room, app)
    answers = send(signed_in(room.coordinator), room.url, room.operation(0, 0, **facts), room.operation(1, 1))
    assert answers[0]["outcome"] == "refused"
    assert sentence in answers[0]["sentence"]
    assert answers[1]["outcome"] == "applied"  # the others of the batch are not held up
    assert room.marks() == {(1, 1): (PRESENT, "in_person", 1)}


def test_a_training_cancelled_under_an_open_register_takes_no_marks(app: Flask, signed_in: SignedIn) -> None:
    room = a_room(app)
    visitor = signed_in(room.coordinator)
    with app.app_context(), make.saving():
        db.session.get(Training, room.training.id).status = TrainingStatus.CANCELLED
    said = visitor.post(f"{room.url}/operations", json=[room.operation(0, 0)], status=403).get_json()["error"]
    assert "present status" in said
    assert room.marks() == {}


def test_cancelled_between_the_request_and_its_transaction(app: Flask) -> None:
    from network.accounts.queries import snapshot
    from network.attendance.commands import record
    from network.attendance.forms import read_batch

    room = a_room(app)
    with app.app_context():
        account = db.session.scalar(
            sa.select(Account).where(Account.id == room.coordinator.id).options(sa.orm.selectinload(Account.grants))
        )
        actor = snapshot(account, "", 0)
        with make.saving():
            db.session.get(Training, room.training.id).status = TrainingStatus.CANCELLED
        answers = record(room.training.id, read_batch([room.operation(0, 0)])[1], by=actor)
    assert (answers[0]["outcome"], answers[0]["reason"]) == ("refused", "training")


@pytest.mark.parametrize(
    "broken",
    [
        None,
        [],
        {},
        {"operations": "none"},
        {"reason": "guessed", "operations": []},
        {"reason": [], "operations": ["text"]},
        {"reason": {}, "operations": ["text"]},
        [{"id": "x"}],
        ["text"],
        [{"id": "short", "participation": 1, "session": 1, "status": None, "version": 0}],
    ],
)
def test_what_is_no_batch_is_said_to_be_none(app: Flask, signed_in: SignedIn, broken: object) -> None:
    room = a_room(app, people=1)
    said = signed_in(room.coordinator).post(f"{room.url}/operations", json=broken, status=422).get_json()
    assert "could not be read" in said["error"]


@pytest.mark.parametrize("deep", ["[" * 100_000, '{"a":' * 20_000])
def test_a_body_nested_without_end_is_no_batch(app: Flask, signed_in: SignedIn, deep: str) -> None:
    room = a_room(app, people=1)
    visitor = signed_in(room.coordinator)
    headers = {"X-CSRFToken": visitor.token(), "Content-Type": "application/json"}
    said = visitor.client.post(f"{room.url}/operations", data=deep, headers=headers, **visitor.base)
    assert said.status_code == 422
    assert "could not be read" in said.get_json()["error"]


@pytest.mark.parametrize(
    ("at", "kept"),
    [
        ("2026-11-23T09:00:00+06:00", datetime(2026, 11, 23, 3, tzinfo=UTC)),
        ("9999-12-31T23:59:59+00:00", None),
        ("9999-12-31T23:59:59-14:00", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("1999-12-31T23:59:59+00:00", None),
        ("2201-01-01T00:00:00+00:00", None),
    ],
)
def test_a_clock_gone_astray_spoils_no_mark(app: Flask, signed_in: SignedIn, at: str, kept: datetime | None) -> None:
    room = a_room(app, people=1)
    visitor = signed_in(room.coordinator)
    assert send(visitor, room.url, room.operation(0, 0, at=at))[0]["outcome"] == "applied"
    with app.app_context():
        assert db.session.scalar(sa.select(Mark.client_at)) == kept
    page = visitor.get(f"{room.url}/{room.people[0]}").text
    assert ("on the device" in page) == (kept is not None)


def test_a_clock_that_was_written_down_before_it_was_checked_is_passed_over(app: Flask, signed_in: SignedIn) -> None:
    """The trail is never rewritten: an entry of before keeps such a time, and the page shows the mark without it."""
    room = a_room(app, people=1)
    row = {
        "table": "mark", "participation": room.people[0], "session": room.sessions[0], "version": 1,
        "changed": {"status": [None, "late"]}, "mode": "in_person", "client_at": "9999-12-31T23:59:59+00:00",
    }  # fmt: skip
    with app.app_context():
        office = make.secretariat()
        with change(Event.ATTENDANCE_MARKED, by=Operator()) as note:
            note.subject = f"participation:{room.people[0]}"
            note.rows.append(row)
        number = head()[0]
    assert "Late" in signed_in(room.coordinator).get(f"{room.url}/{room.people[0]}").text
    assert "Late" in signed_in(office).get(f"/audit/{number}").text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("status", "there"),
        ("status", 7),
        ("mode", "by phone"),
        ("version", -1),
        ("version", True),
        ("version", 2**31),
        ("participation", "1"),
        ("session", 1.5),
        ("at", "yesterday"),
        ("at", "2026-11-23T09:00:00"),
        ("id", "a'; DROP TABLE mark; --"),
        ("id", 5),
    ],
)
def test_a_field_that_makes_no_sense_is_refused(app: Flask, signed_in: SignedIn, field: str, value: object) -> None:
    room = a_room(app, people=1)
    visitor = signed_in(room.coordinator)
    visitor.post(f"{room.url}/operations", json=[room.operation(0, 0, **{field: value})], status=422)
    assert room.marks() == {}


def test_a_batch_has_a_limit(app: Flask, signed_in: SignedIn) -> None:
    room = a_room(app, people=1)
    batch = [room.operation(0, 0) for _ in range(201)]
    signed_in(room.coordinator).post(f"{room.url}/operations", json=batch, status=422)


def test_whose_register_it_is_not(app: Flask, signed_in: SignedIn, visitor: Visitor) -> None:
    room = a_room(app)
    with app.app_context():
        stranger = make.coordinator(State.UZ)
        member = make.member_account(make.member())
        draft = make.training(State.KG, status=TrainingStatus.DRAFT)
    body = [room.operation(0, 0)]
    signed_in(stranger).post(f"{room.url}/operations", json=body, status=403)
    signed_in(member).post(f"{room.url}/operations", json=body, status=403)
    signed_in(member).get(room.url, status=403)
    signed_in(stranger).post(f"/trainings/{draft.id}/attendance/operations", json=body, status=404)
    signed_in(room.coordinator).post("/trainings/999999/attendance/operations", json=body, status=404)
    visitor.post(f"{room.url}/operations", json=body, status=401)
    forged = signed_in(room.coordinator)
    forged.post(f"{room.url}/operations", json=body, status=400, headers={"X-CSRFToken": "forged"})
    forged.post(f"{room.url}/operations", json=body, status=400, headers={"X-CSRFToken": ""})
    assert room.marks() == {}


def test_an_assigned_coordinator_of_another_state_marks_everybody(app: Flask, signed_in: SignedIn) -> None:
    from network.accounts.models import TrainingAssignment

    room = a_room(app)
    with app.app_context():
        helper = make.coordinator(State.UZ)
        make.save(TrainingAssignment(training_id=room.training.id, account_id=helper.id))
        secretariat = make.secretariat()
    assert send(signed_in(helper), room.url, room.operation(0, 0))[0]["outcome"] == "applied"
    assert send(signed_in(secretariat), room.url, room.operation(1, 0))[0]["outcome"] == "applied"


def test_who_marked_what_is_written_down(app: Flask, signed_in: SignedIn) -> None:
    room = a_room(app)
    visitor = signed_in(room.coordinator)
    send(visitor, room.url, room.operation(0, 0, "late", mode="online"))
    send(visitor, room.url, *(room.operation(n, 1) for n in range(3)), reason="filled")
    send(visitor, room.url, room.operation(0, 0, None, version=1), reason="undone")
    with app.app_context():
        entries = db.session.scalars(
            sa.select(AuditEntry).where(AuditEntry.event.like("attendance:%")).order_by(AuditEntry.number)
        ).all()
        assert [(one.event, one.subject) for one in entries] == [
            ("attendance:marked", f"participation:{room.people[0]}"),
            ("attendance:unmarked filled", f"training:{room.training.id}"),
            ("attendance:undone", f"participation:{room.people[0]}"),
        ]
        assert {one.account_id for one in entries} == {room.coordinator.id}
        row = json.loads(entries[0].what)["rows"][0]
        assert row["changed"] == {"status": [None, "late"], "mode": ["in_person", "online"]}
        assert (row["participation"], row["session"]) == (room.people[0], room.sessions[0])
        assert row["client_at"] == "2026-11-23T03:00:00+00:00"
        assert len(json.loads(entries[1].what)["rows"]) == 3
        assert list(faults(AUDIT)) == []
        kept = db.session.scalars(sa.select(MarkOperation)).all()
        assert len(kept) == 5
        assert {one.account_id for one in kept} == {room.coordinator.id}


def test_an_open_register_hears_what_others_marked(app: Flask, signed_in: SignedIn) -> None:
    room = a_room(app)
    with app.app_context():
        other = make.coordinator(State.KG, name="Жылдыз Токтогулова")
    reader = signed_in(room.coordinator)
    start = reader.get(f"{room.url}/marks?since=2026-01-01T00:00:00%2B00:00").get_json()
    assert start["marks"] == []
    assert start["account"] == room.coordinator.id
    send(signed_in(other), room.url, room.operation(0, 0, "absent"))
    news = reader.get(f"{room.url}/marks", query_string={"since": start["now"]}).get_json()
    assert [(one["participation"], one["status"], one["by"]) for one in news["marks"]] == [
        (room.people[0], "absent", "Жылдыз Токтогулова")
    ]
    assert reader.client.post(
        f"{room.url}/operations", json=[room.operation(1, 0)],
        headers={"X-CSRFToken": news["token"]}, **reader.base,
    ).status_code == 200  # fmt: skip
    for wrong in ("", "?since=yesterday", "?since=2026-01-01T00:00:00"):
        reader.get(f"{room.url}/marks{wrong}", status=400)


def test_ids_of_any_device_are_kept_to_the_letter(app: Flask, signed_in: SignedIn) -> None:
    room = a_room(app)
    for name in (uuid.uuid4().hex, str(uuid.uuid4())):
        version = len(room.marks())
        status = ("present", "late")[version]
        send(signed_in(room.coordinator), room.url, room.operation(0, 0, status, id=name, version=version))
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(MarkOperation)) == 2
