"""The one change of a register: operations, each on the version it was made on. Nobody overwrites unseen."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import IntegrityError

from network.accounts.actor import SignedIn
from network.attendance import rows
from network.attendance.cells import Cells
from network.attendance.models import MarkOperation
from network.attendance.operations import Answer, Operation
from network.audit.changes import Change, change
from network.audit.events import Event
from network.audit.seen import note_sheet
from network.clock import now
from network.database import db
from network.errors import Refused
from network.trainings.models import Training
from network.vocabulary import MarkStatus, Mode, State

_KEEP = cast(sa.Table, MarkOperation.__table__).insert()


class SameIdOtherContent(Refused):
    """An operation's id came before with another content. Nothing of the batch is kept."""

    sentence = _l("Two different marks came under one number. Reload the page and mark again.")

    def __init__(self, operation_id: str) -> None:
        super().__init__()
        self.operation_id = operation_id


def record(
    training_id: int, operations: Sequence[Operation], *, by: SignedIn, event: Event = Event.ATTENDANCE_MARKED
) -> list[Answer]:
    """Apply each operation or say why not, and give the answers in order; all in one transaction.

    An answer's `outcome` is `applied` (also where the mark already said so), `duplicate` (it came before: the
    answer of then, its outcome in `was`), `conflict` (somebody changed it meanwhile: the mark as it stands)
    or `refused` (`reason`, a key of `operations.REFUSALS`). Raises SameIdOtherContent; then nothing of the
    batch is kept.
    """
    digests: dict[str, str] = {}
    for operation in operations:
        digest = operation.digest(training_id, by.account_id)
        if digests.setdefault(operation.id, digest) != digest:
            raise SameIdOtherContent(operation.id)
    try:
        return _record(training_id, operations, digests, {}, by, event)
    except IntegrityError:  # an id is kept already: that is rare, so it is looked up only then
        known = _kept(digests)
        if all(operation.id in known for operation in operations):
            return [_again(operation, known, digests) for operation in operations]
        return _record(training_id, operations, digests, known, by, event)


def record_inside(
    training_id: int, operations: Sequence[Operation], *, by: SignedIn
) -> tuple[list[Answer], list[dict[str, Any]]]:
    """Operations of a larger change, inside it: their answers, and what was applied as the trail tells it.

    Raises IntegrityError where an id came before: whoever makes them makes new ones.
    """
    at, cells = now(), Cells(training_id, operations)
    answers = [cells.apply(operation, by, at) for operation in operations]
    _keep(operations, [operation.digest(training_id, by.account_id) for operation in operations], answers, by, at)
    cells.write()
    return answers, cells.applied


def _keep(
    operations: Sequence[Operation], digests: Sequence[str], answers: Sequence[Answer], by: SignedIn, at: datetime
) -> None:
    kept = {"account_id": by.account_id, "at": at}
    rows = [
        {"id": operation.id, "digest": digest, "answer": answer, **kept}
        for operation, digest, answer in zip(operations, digests, answers, strict=True)
    ]
    db.session.connection().execute(_KEEP, rows)


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


def print_sheet(
    training: Training, language: str, *, state: State | None, most: int, by: SignedIn
) -> tuple[Sequence[Any], bool]:
    """The people of a sign-in sheet, at most so many, and whether there are more; that it left is written down."""
    with change(Event.LIST_PRINTED, by=by, about=training) as note:
        found = rows.signing(training, by, language, state=state, limit=most + 1)
        people = found[:most]
        note.facts = {"rows": len(people), **({"state": state} if state else {})}
        note_sheet(training.id, [row.member_id for row in people if row.code is None], by)
    return people, len(found) > most


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
        cells = Cells(training_id, operations)
        answers: list[Answer] = []
        fresh = []
        for operation in operations:
            if operation.id in known:
                answers.append(_again(operation, known, digests))
                continue
            answer = cells.apply(operation, by, at)
            known[operation.id] = (digests[operation.id], answer)
            fresh.append({"id": operation.id, "digest": digests[operation.id], "answer": answer})
            answers.append(answer)
        kept = {"account_id": by.account_id, "at": at}
        db.session.connection().execute(_KEEP, [{**one, **kept} for one in fresh])
        cells.write()
        _write_down(note, cells.applied, training_id)
        return answers


def _kept(digests: dict[str, str]) -> dict[str, tuple[str, Answer]]:
    found = db.session.execute(
        sa.select(MarkOperation.id, MarkOperation.digest, MarkOperation.answer).where(
            MarkOperation.id.in_(digests.keys())
        )
    )
    return {row.id: (row.digest, row.answer) for row in found}


def _again(operation: Operation, known: dict[str, tuple[str, Answer]], digests: dict[str, str]) -> Answer:
    digest, answer = known[operation.id]
    if digest != digests[operation.id]:
        raise SameIdOtherContent(operation.id)
    return {**answer, "outcome": "duplicate", "was": answer["outcome"]}


def _write_down(note: Change, applied: Sequence[Answer], training_id: int) -> None:
    """About the person where it is one, else about the training: her history is found by either."""
    if not applied:
        note.nothing()
        return
    people = {row["participation"] for row in applied}
    note.subject = f"participation:{people.pop()}" if len(people) == 1 else f"training:{training_id}"
    note.rows.extend(applied)
