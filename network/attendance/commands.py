"""The one change of a register: operations, each on the version it was made on. Nobody overwrites unseen."""

import hashlib
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import IntegrityError

from network.accounts.actor import SignedIn
from network.accounts.models import Account
from network.attendance.models import Mark, MarkOperation
from network.audit.changes import Change, change
from network.audit.events import Event
from network.clock import now
from network.database import db
from network.errors import Refused
from network.participation.models import Participation
from network.trainings.models import Training, TrainingSession
from network.vocabulary import MarkStatus, Mode, ParticipationStatus, TrainingStatus

#: Operations of one request: a page of the register at one session.
BATCH = 200

#: Why an operation was refused, by the word that is kept with its answer.
REFUSALS = {
    "training": _l("The training was cancelled or is not published: it takes no marks."),
    "session": _l("This session is not part of this training."),
    "cancelled": _l("This session was cancelled."),
    "person": _l("She is not on this training's list."),
}


class SameIdOtherContent(Refused):
    """An operation's id came before with another content. Nothing of the batch is kept."""

    sentence = _l("Two different marks came under one number. Reload the page and mark again.")

    def __init__(self, operation_id: str) -> None:
        super().__init__()
        self.operation_id = operation_id


@dataclass(frozen=True, slots=True)
class Operation:
    """What somebody says of a person at a session; `version` is the mark's that she saw (0: none yet).

    A `status` of None takes the mark away. `at` is her device's clock: kept and shown, it decides nothing.
    """

    id: str
    participation: int
    session: int
    status: MarkStatus | None
    mode: Mode
    version: int
    at: datetime | None = None

    def digest(self, training_id: int, account_id: int) -> str:
        """SHA-256 of everything that the operation says, and of who says it where."""
        where = (training_id, account_id, self.participation, self.session)
        what = (self.status, self.mode, self.version, self.at.isoformat() if self.at else None)
        text = json.dumps([*where, *what])
        return hashlib.sha256(text.encode()).hexdigest()


# Thousands of marks a day, and somebody waits with the next: plain tables cost half of what models do.
_MARKS, _OPERATIONS, _ACCOUNTS, _SESSIONS, _TRAININGS, _PEOPLE = (
    cast(sa.Table, model.__table__)
    for model in (Mark, MarkOperation, Account, TrainingSession, Training, Participation)
)

Answer = dict[str, Any]
Cell = tuple[int, int]


def record(
    training_id: int, operations: Sequence[Operation], *, by: SignedIn, event: Event = Event.ATTENDANCE_MARKED
) -> list[Answer]:
    """Apply each operation or say why not, and give the answers in order; all in one transaction.

    An answer's `outcome` is `applied` (also where the mark already said so), `duplicate` (it came before: the
    answer of then, its outcome in `was`), `conflict` (somebody changed it meanwhile: the mark as it stands)
    or `refused` (`reason`, a key of REFUSALS). Raises SameIdOtherContent; then nothing of the batch is kept.
    """
    digests = {operation.id: operation.digest(training_id, by.account_id) for operation in operations}
    try:
        return _record(training_id, operations, digests, {}, by, event)
    except IntegrityError:  # an id is kept already: that is rare, so it is looked up only then
        known = _kept(digests)
        if all(operation.id in known for operation in operations):
            return [_again(operation, known, digests) for operation in operations]
        return _record(training_id, operations, digests, known, by, event)


def undo(training_id: int, saved_at: datetime, *, by: SignedIn) -> list[Answer]:
    """Take back what `by` saved at that moment, where nobody changed it since."""
    mine = sa.select(MarkOperation.id, MarkOperation.answer).where(
        MarkOperation.account_id == by.account_id, MarkOperation.at == saved_at
    )
    back = [
        Operation(
            id=str(uuid.uuid5(uuid.NAMESPACE_OID, f"undo {row.id}")),
            participation=row.answer["participation"],
            session=row.answer["session"],
            status=MarkStatus(row.answer["before"][0]) if row.answer["before"][0] else None,
            mode=Mode(row.answer["before"][1]),
            version=row.answer["version"],
        )
        for row in db.session.execute(mine)
        if "before" in row.answer
    ]
    return record(training_id, back, by=by, event=Event.ATTENDANCE_UNDONE) if back else []


def _record(
    training_id: int,
    operations: Sequence[Operation],
    digests: dict[str, str],
    known: dict[str, tuple[str, Answer]],
    by: SignedIn,
    event: Event,
) -> list[Answer]:
    """All of them in one transaction; IntegrityError where an id is kept that is not among the `known`."""
    with change(event, by=by) as note:
        at = now()
        register = _Register(training_id, operations)
        answers: list[Answer] = []
        fresh = []
        for operation in operations:
            if operation.id in known:
                answers.append(_again(operation, known, digests))
                continue
            answer = register.apply(operation, by, at)
            known[operation.id] = (digests[operation.id], answer)
            fresh.append({"id": operation.id, "digest": digests[operation.id], "answer": answer})
            answers.append(answer)
        kept = {"account_id": by.account_id, "at": at}
        db.session.connection().execute(_OPERATIONS.insert(), [{**one, **kept} for one in fresh])
        register.write()
        _write_down(note, register.applied, training_id)
        return answers


class _Register:
    """The cells that a batch touches, read under lock and written once."""

    def __init__(self, training_id: int, operations: Sequence[Operation]) -> None:
        self.applied: list[dict[str, Any]] = []
        self._touched: dict[Cell, dict[str, Any]] = {}
        ask = db.session.connection().execute
        sessions = ask(
            sa.select(_SESSIONS.c.id, _SESSIONS.c.cancelled, _TRAININGS.c.status)
            .join(_TRAININGS, _TRAININGS.c.id == _SESSIONS.c.training_id)
            .where(_TRAININGS.c.id == training_id)
            .with_for_update(read=True)
        ).all()
        self._open = all(row.status is TrainingStatus.PUBLISHED for row in sessions)
        self._cancelled = {row.id: row.cancelled for row in sessions}
        # A person's row is locked, in one order by everybody: it stands for her marks, made or not yet made.
        people = ask(
            sa.select(_PEOPLE.c.id, _PEOPLE.c.status)
            .where(
                _PEOPLE.c.training_id == training_id,
                _PEOPLE.c.id.in_({operation.participation for operation in operations}),
            )
            .order_by(_PEOPLE.c.id)
            .with_for_update(key_share=True)
        )
        self._status = {row.id: row.status for row in people}
        marks = ask(
            sa.select(
                *(
                    _MARKS.c[name]
                    for name in ("participation_id", "session_id", "status", "mode", "version", "marked_at")
                ),
                _ACCOUNTS.c.name.label("by"),
            )
            .join(_ACCOUNTS, _ACCOUNTS.c.id == _MARKS.c.marked_by_id)
            .where(
                _MARKS.c.participation_id.in_(self._status.keys()),
                _MARKS.c.session_id.in_({operation.session for operation in operations}),
            )
        )
        self._marks = {(row.participation_id, row.session_id): dict(row._mapping) for row in marks}

    def apply(self, operation: Operation, by: SignedIn, at: datetime) -> Answer:
        cell = (operation.participation, operation.session)
        answer = {"id": operation.id, "participation": cell[0], "session": cell[1]}
        mark = self._marks.get(cell)
        if reason := self._refusal(operation):
            return {**answer, "outcome": "refused", "reason": reason, **(_as_told(mark) if mark else {})}
        before = (mark["status"], mark["mode"]) if mark else (None, Mode.IN_PERSON)
        after = (operation.status, operation.mode if operation.status else before[1])
        version = mark["version"] if mark else 0
        if before == after:
            return {**answer, "outcome": "applied", **_as_told(mark)}
        if operation.version != version:
            return {**answer, "outcome": "conflict", **_as_told(mark)}
        made = {
            "participation_id": cell[0],
            "session_id": cell[1],
            "status": after[0],
            "mode": after[1],
            "version": version + 1,
            "marked_by_id": by.account_id,
            "marked_at": at,
            "client_at": operation.at,
        }
        self._touched[cell] = made
        self._marks[cell] = {**made, "by": by.name}
        self.applied.append(
            {
                "table": "mark",
                "participation": cell[0],
                "session": cell[1],
                "version": version + 1,
                "changed": {
                    name: [old, new]
                    for name, old, new in zip(("status", "mode"), before, after, strict=True)
                    if old != new
                },
                **{
                    name: now
                    for name, old, now in zip(("status", "mode"), before, after, strict=True)
                    if old == now
                },
                **({"client_at": operation.at} if operation.at else {}),
            }
        )
        return {**answer, "outcome": "applied", **_as_told(self._marks[cell]), "before": list(before)}

    def _refusal(self, operation: Operation) -> str | None:
        if not self._open:
            return "training"
        if operation.session not in self._cancelled:
            return "session"
        if self._cancelled[operation.session]:
            return "cancelled"
        if self._status.get(operation.participation) is not ParticipationStatus.CONFIRMED:
            return "person"
        return None

    def write(self) -> None:
        new = [row for row in self._touched.values() if row["version"] == 1]
        changed = [row for row in self._touched.values() if row["version"] > 1]
        if new:
            db.session.connection().execute(_MARKS.insert(), new)
        if changed:
            db.session.connection().execute(
                _MARKS.update().where(
                    _MARKS.c.participation_id == sa.bindparam("of_participation"),
                    _MARKS.c.session_id == sa.bindparam("at_session"),
                ),
                [_keyed(row) for row in changed],
            )


def _keyed(row: dict[str, Any]) -> dict[str, Any]:
    """A row to update: its key under the names that the statement looks it up by."""
    keys = {"of_participation": row["participation_id"], "at_session": row["session_id"]}
    return {
        **{name: value for name, value in row.items() if not name.endswith("_id") or name == "marked_by_id"},
        **keys,
    }


def _as_told(mark: dict[str, Any] | None) -> Answer:
    """A mark as answers carry it, kept as JSON."""
    if mark is None:
        return {"status": None, "mode": Mode.IN_PERSON.value, "version": 0, "by": None, "at": None}
    return {
        "status": mark["status"].value if mark["status"] else None,
        "mode": mark["mode"].value,
        "version": mark["version"],
        "by": mark["by"],
        "at": mark["marked_at"].isoformat(),
    }


def told(answer: Answer) -> tuple[MarkStatus | None, Mode]:
    """The mark that an answer carries."""
    return MarkStatus(answer["status"]) if answer["status"] else None, Mode(answer["mode"])


def _kept(digests: dict[str, str]) -> dict[str, tuple[str, Answer]]:
    rows = db.session.execute(
        sa.select(MarkOperation.id, MarkOperation.digest, MarkOperation.answer).where(
            MarkOperation.id.in_(digests.keys())
        )
    )
    return {row.id: (row.digest, row.answer) for row in rows}


def _again(operation: Operation, known: dict[str, tuple[str, Answer]], digests: dict[str, str]) -> Answer:
    digest, answer = known[operation.id]
    if digest != digests[operation.id]:
        raise SameIdOtherContent(operation.id)
    return {**answer, "outcome": "duplicate", "was": answer["outcome"]}


def _write_down(note: Change, applied: list[dict[str, Any]], training_id: int) -> None:
    """About the person where it is one, else about the training: her history is found by either."""
    people = {row["participation"] for row in applied}
    note.subject = f"participation:{people.pop()}" if len(people) == 1 else f"training:{training_id}"
    note.rows.extend(applied)
