"""Many on the list of a training."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from network.access.policy import Action
from network.accounts.actor import SignedIn
from network.attendance.models import Mark
from network.audit.changes import Change
from network.audit.events import Event
from network.bulk.acts import Judged, Made, MadeRow, obstacle
from network.bulk.kinds import Undone, Verdict
from network.bulk.models import BulkBatch, BulkRow
from network.bulk.queries import people
from network.clock import now
from network.database import db
from network.errors import Refused
from network.participation.commands import OPEN, ListClosed, open_training
from network.participation.many import put_many, take_off
from network.participation.models import Participation, usual_start
from network.participation.queries import ON_LIST
from network.participation.queries import training as readable
from network.trainings.models import Training, TrainingSession
from network.vocabulary import ParticipantRole


def training_of(batch: BulkBatch, by: SignedIn) -> Training | None:
    """The training, with its sessions, as far as she may read it."""
    return readable(by, batch.fields.get("training") or 0)


def first_session(training: Training) -> TrainingSession | None:
    """From which session on they are expected; None: from the first."""
    return usual_start(training.sessions, now())


class Listing:
    """Each is put on the list, but for those who stand on it, and those who were taken off it by somebody."""

    action, event = Action.PARTICIPATION_ADD, Event.BULK_LISTED

    def hold(self, batch: BulkBatch) -> None:
        """The training comes first, as when one is added; nobody cancels it meanwhile."""
        open_training(batch.fields["training"])

    def judge(self, batch: BulkBatch, by: SignedIn) -> Sequence[Judged]:
        training = training_of(batch, by)
        if training is None or training.status not in OPEN:
            raise Refused(_l("This training takes nobody on its list any more. Choose another one."), field="training")
        there = sa.case((ON_LIST, 1), else_=0)
        hers = (
            sa.select(Participation.member_id, sa.func.max(there).label("there"))
            .where(Participation.training_id == training.id)
            .group_by(Participation.member_id)
            .subquery()
        )
        select = people(batch.id, by, self.action, hers.c.there)
        rows = db.session.execute(select.outerjoin(hers, hers.c.member_id == BulkRow.member_id))
        return [Judged(row.member_id, obstacle(row) or _verdict(row.there)) for row in rows]

    def do(self, note: Change, batch: BulkBatch, these: Sequence[Judged], *, by: SignedIn) -> Made:
        training = training_of(batch, by)
        if training is None:
            raise ListClosed
        note.about(training)
        start = first_session(training)
        role = ParticipantRole(batch.fields["role"])
        return Made(
            put_many(note, training, [one.member_id for one in these], role, start.starts_at if start else None)
        )

    def take_back(self, note: Change, batch: BulkBatch, these: Sequence[MadeRow], *, by: SignedIn) -> dict[int, Undone]:
        marked = sa.exists().where(Mark.participation_id == Participation.id)
        found = {
            row.id: row
            for row in db.session.execute(
                sa.select(
                    Participation.id, Participation.training_id, Participation.member_id, Participation.version,
                    sa.case((marked, 1), else_=0).label("marked"),
                )
                .join(BulkRow, BulkRow.made_id == Participation.id)
                .where(BulkRow.batch_id == batch.id)
                .with_for_update(of=Participation)
            )
        }  # fmt: skip
        fates = {one.member_id: _fate(found.get(one.made_id), one.member_id) for one in these}
        take_off(note, [found[one.made_id] for one in these if fates[one.member_id] is Undone.UNDONE])
        if found:
            note.subject = f"training:{batch.fields['training']}"
        return fates


def _verdict(there: int | None) -> Verdict:
    if there is None:
        return Verdict.LISTED
    return Verdict.ON_LIST if there else Verdict.WAS_REMOVED


def _fate(row: Any, member_id: int) -> Undone:
    """A place on the list that somebody has worked with stays; so does another's, to whom SQLite gave its key again."""
    if row is None or row.version != 1 or row.member_id != member_id:
        return Undone.ALTERED
    return Undone.HAS_MARKS if row.marked else Undone.UNDONE
