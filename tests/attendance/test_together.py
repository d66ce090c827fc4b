"""Several coordinators at once: nobody's mark is lost, and nobody's is overwritten unseen."""

import threading
import uuid
from collections import Counter
from collections.abc import Callable

import sqlalchemy as sa
from flask import Flask

from network.accounts.models import Account
from network.attendance.models import MarkOperation
from network.audit.models import AuditEntry
from network.audit.queries import faults
from network.database import db
from network.vocabulary import State
from tests import factories as make
from tests.attendance.room import Room, a_room
from tests.databases import AUDIT
from tests.visitor import Visitor

SignedIn = Callable[[Account], Visitor]

WRITERS = 8


def at_once(acts: list[Callable[[], None]]) -> None:
    """Run them in threads that begin together; the first exception of any is raised."""
    gate, faults_seen = threading.Barrier(len(acts)), []

    def run(act: Callable[[], None]) -> None:
        gate.wait()
        try:
            act()
        except BaseException as error:
            faults_seen.append(error)

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults_seen:
        raise faults_seen[0]


def coordinators(app: Flask, signed_in: SignedIn, count: int = WRITERS) -> list[Visitor]:
    with app.app_context():
        accounts = [make.coordinator(State.KG) for _ in range(count)]
    return [signed_in(account) for account in accounts]


def answer_of(visitor: Visitor, room: Room, operation: dict[str, object]) -> dict[str, object]:
    said = visitor.post(f"{room.url}/operations", json=[operation], status=200)
    return said.get_json()["answers"][0]  # type: ignore[no-any-return]


def test_one_cell_marked_by_all_on_the_same_version(app: Flask, signed_in: SignedIn) -> None:
    """Of all who saw an unmarked cell one is the first; each other one is told of it."""
    room = a_room(app, people=1)
    visitors = coordinators(app, signed_in)
    statuses = ["present", "late", "absent", "excused", "left_early", "present", "late", "absent"]
    answers: list[dict[str, object]] = []
    at_once([
        lambda v=v, status=status: answers.append(answer_of(v, room, room.operation(0, 0, status)))  # type: ignore[misc]
        for v, status in zip(visitors, statuses, strict=True)
    ])  # fmt: skip
    ((held, _mode, version),) = room.marks().values()
    assert version == 1
    assert len(answers) == WRITERS
    for answer in answers:
        assert answer["status"] == held  # whether applied or told: she knows what stands
    applied = [answer for answer in answers if "before" in answer]
    assert len(applied) == 1
    assert all(answer["outcome"] == "conflict" or answer["status"] == held for answer in answers)


def test_many_writers_many_marks(app: Flask, signed_in: SignedIn) -> None:
    """Each change that was acknowledged is in the versions: none was made on what somebody had changed."""
    room = a_room(app, people=3)
    tries = 12
    acknowledged: Counter[int] = Counter()

    def work(visitor: Visitor, seed: int) -> None:
        for turn in range(tries):
            person = (seed + turn) % 3
            version = 0
            for _ in range(20 * WRITERS):
                status = ("present", "absent", "late")[(seed + turn + version) % 3]
                answer = answer_of(visitor, room, room.operation(person, 0, status, version=version))
                version = int(answer["version"])  # type: ignore[call-overload]
                if answer["outcome"] == "conflict":
                    continue
                if "before" in answer:
                    acknowledged[person] += 1
                break
            else:
                raise AssertionError("never came through")

    at_once([lambda v=v, n=n: work(v, n) for n, v in enumerate(coordinators(app, signed_in))])  # type: ignore[misc]
    assert {person: version for (person, _), (_s, _m, version) in room.marks().items()} == dict(acknowledged)
    with app.app_context():
        assert list(faults(AUDIT)) == []


def test_the_same_operation_sent_twice_at_one_moment(app: Flask, signed_in: SignedIn) -> None:
    """A device that lost the answer sends again while the first is at work: applied once, twice answered."""
    room = a_room(app, people=1)
    with app.app_context():
        account = make.coordinator(State.KG)
    visitors = [signed_in(account) for _ in range(6)]
    operation = room.operation(0, 0)
    answers: list[dict[str, object]] = []
    at_once([lambda v=v: answers.append(answer_of(v, room, operation)) for v in visitors])  # type: ignore[misc]
    assert Counter(answer["outcome"] for answer in answers) == {"applied": 1, "duplicate": 5}
    assert [version for (_s, _m, version) in room.marks().values()] == [1]


def test_one_id_for_two_cells_at_one_moment(app: Flask, signed_in: SignedIn) -> None:
    """Two different marks under one id: whichever comes first is kept, and no other."""
    room = a_room(app, people=4)
    with app.app_context():
        account = make.coordinator(State.KG)
    same_id, statuses = str(uuid.uuid4()), []

    def act(visitor: Visitor, person: int) -> None:
        body, token = [room.operation(person, 0, id=same_id)], {"X-CSRFToken": visitor.token()}
        said = visitor.client.post(f"{room.url}/operations", json=body, headers=token, **visitor.base)
        statuses.append(said.status_code)

    visitors = [signed_in(account) for _ in range(4)]
    at_once([lambda n=n, v=v: act(v, n) for n, v in enumerate(visitors)])  # type: ignore[misc]
    assert Counter(statuses) == {200: 1, 422: 3}
    assert len(room.marks()) == 1


def test_sixteen_at_a_time_without_one_error(app: Flask, signed_in: SignedIn) -> None:
    room = a_room(app, people=16)
    visitors = coordinators(app, signed_in, 16)

    def act(visitor: Visitor, person: int) -> None:
        for session in range(4):
            assert answer_of(visitor, room, room.operation(person, session))["outcome"] == "applied"

    at_once([lambda v=v, n=n: act(v, n) for n, v in enumerate(visitors)])  # type: ignore[misc]
    assert len(room.marks()) == 64
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(MarkOperation)) == 64
        marked = sa.select(sa.func.count()).where(AuditEntry.event == "attendance:marked")
        assert db.session.scalar(marked) == 64
        assert list(faults(AUDIT)) == []
