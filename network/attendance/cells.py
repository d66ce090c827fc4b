"""The cells that a batch of operations touches, read under lock and written once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

import sqlalchemy as sa

from network.accounts.actor import SignedIn
from network.accounts.models import Account
from network.attendance.models import Mark, mode_of
from network.attendance.operations import Answer, Operation, as_told
from network.database import db
from network.participation.models import Participation
from network.trainings.models import Training, TrainingSession
from network.vocabulary import Mode, ParticipationStatus, TrainingStatus

# Thousands of marks a day, and somebody waits with the next: statements made once, on plain tables.
_MARKS, _ACCOUNTS, _SESSIONS, _TRAININGS, _PEOPLE = (
    cast(sa.Table, model.__table__) for model in (Mark, Account, TrainingSession, Training, Participation)
)
_OF_TRAINING = (
    sa.select(_SESSIONS.c.id, _SESSIONS.c.cancelled, _TRAININGS.c.status)
    .join(_TRAININGS, _TRAININGS.c.id == _SESSIONS.c.training_id)
    .where(_TRAININGS.c.id == sa.bindparam("training"))
    .with_for_update(read=True)
)
# A person's row is locked, in one order by everybody: it stands for her marks, made or not yet made.
_LOCKED = (
    sa.select(_PEOPLE.c.id, _PEOPLE.c.status)
    .where(_PEOPLE.c.training_id == sa.bindparam("training"), _PEOPLE.c.id.in_(sa.bindparam("people", expanding=True)))
    .order_by(_PEOPLE.c.id)
    .with_for_update(key_share=True)
)
_NOW = (
    sa.select(
        *(_MARKS.c[name] for name in ("participation_id", "session_id", "status", "mode", "version", "marked_at")),
        _ACCOUNTS.c.name.label("by"),
    )
    .join(_ACCOUNTS, _ACCOUNTS.c.id == _MARKS.c.marked_by_id)
    .where(
        _MARKS.c.participation_id.in_(sa.bindparam("people", expanding=True)),
        _MARKS.c.session_id.in_(sa.bindparam("sessions", expanding=True)),
    )
)
_MAKE = _MARKS.insert()
_CHANGE = (
    _MARKS.update()
    .where(
        _MARKS.c.participation_id == sa.bindparam("of_participation"),
        _MARKS.c.session_id == sa.bindparam("at_session"),
    )
    .values(
        {name: sa.bindparam(name) for name in ("status", "mode", "version", "marked_by_id", "marked_at", "client_at")}
    )
)

Cell = tuple[int, int]


class Cells:
    """Of one training, inside an open change. `applied` is what changed, as the audit keeps it."""

    def __init__(self, training_id: int, operations: Sequence[Operation]) -> None:
        self.applied: list[dict[str, Any]] = []
        self._touched: dict[Cell, dict[str, Any]] = {}
        self._ask = db.session.connection().execute
        sessions = self._ask(_OF_TRAINING, {"training": training_id}).all()
        self._open = all(row.status is TrainingStatus.PUBLISHED for row in sessions)
        self._cancelled = {row.id: row.cancelled for row in sessions}
        named = sorted({operation.participation for operation in operations})
        self._status = {row.id: row.status for row in self._ask(_LOCKED, {"training": training_id, "people": named})}
        where = {"people": list(self._status), "sessions": sorted({operation.session for operation in operations})}
        self._marks = {(row.participation_id, row.session_id): dict(row._mapping) for row in self._ask(_NOW, where)}

    def apply(self, operation: Operation, by: SignedIn, at: datetime) -> Answer:
        cell = (operation.participation, operation.session)
        answer = {"id": operation.id, "participation": cell[0], "session": cell[1]}
        mark = self._marks.get(cell)
        if reason := self._refusal(operation):
            return {**answer, "outcome": "refused", "reason": reason, **(as_told(mark) if mark else {})}
        before = (mark["status"], mode_of(mark["status"], mark["mode"])) if mark else (None, Mode.IN_PERSON)
        after = (operation.status, mode_of(operation.status, operation.mode))
        version = mark["version"] if mark else 0
        if before == after:
            return {**answer, "outcome": "applied", **as_told(mark)}
        if operation.version != version:
            return {**answer, "outcome": "conflict", **as_told(mark)}
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
                **{name: now for name, old, now in zip(("status", "mode"), before, after, strict=True) if old == now},
                **({"client_at": operation.at} if operation.at else {}),
            }
        )
        return {**answer, "outcome": "applied", **as_told(self._marks[cell]), "before": list(before)}

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
        """What was applied, into the database."""
        new = [row for row in self._touched.values() if row["version"] == 1]
        changed = [row for row in self._touched.values() if row["version"] > 1]
        if new:
            self._ask(_MAKE, new)
        if changed:
            self._ask(_CHANGE, [_keyed(row) for row in changed])


def _keyed(row: dict[str, Any]) -> dict[str, Any]:
    """A row to update: its key under the names that the statement looks it up by."""
    keys = {"participation_id": "of_participation", "session_id": "at_session"}
    return {keys.get(name, name): value for name, value in row.items()}
