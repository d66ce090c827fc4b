"""Many people on one list at once, and off it again: the rules of `commands.add`, in a few statements for all."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, cast

import sqlalchemy as sa

from network.audit.changes import Change
from network.clock import now
from network.database import among, db
from network.participation.models import Participation
from network.participation.posts import point
from network.trainings.models import Training
from network.vocabulary import ParticipantRole, ParticipationStatus

_TABLE = cast(sa.Table, Participation.__table__)


def put_many(
    note: Change, training: Training, member_ids: Collection[int], role: ParticipantRole, joined_at: datetime | None
) -> dict[int, int]:
    """These people, who never stood on the list; gives the new row's id by person.

    Inside an open change that holds the training's lock and theirs.
    """
    members = sa.table("member", sa.column("id"), sa.column("state"))
    facts = {
        "training_id": sa.literal(training.id),
        "role": sa.literal(role, _TABLE.c.role.type),
        "status": sa.literal(ParticipationStatus.CONFIRMED, _TABLE.c.status.type),
        "joined_at": sa.literal(joined_at, _TABLE.c.joined_at.type),
        "added_at": sa.literal(now(), _TABLE.c.added_at.type),
        "removed_why": sa.literal(""),
        "version": sa.literal(1),
        "member_id": members.c.id,
        "state": members.c.state,
    }
    these = sa.select(*facts.values()).where(among(members.c.id, member_ids))
    added = _TABLE.insert().from_select(list(facts), these).returning(_TABLE.c.id, _TABLE.c.member_id)
    made = {row.member_id: row.id for row in db.session.connection().execute(added)}
    point(Participation.training_id == training.id, among(Participation.member_id, member_ids))
    said = {"training_id": training.id, "role": role, "status": ParticipationStatus.CONFIRMED}
    said |= {"joined_at": joined_at} if joined_at else {}
    note.rows.extend(
        {"table": _TABLE.name, "id": row_id, "added": {**said, "member_id": one}, "of": f"member:{one}"}
        for one, row_id in made.items()
    )
    return made


def take_off(note: Change, rows: Collection[Any]) -> None:
    """Rows without a mark (id, training_id, member_id) are as if they had never been. Inside an open change."""
    db.session.connection().execute(_TABLE.delete().where(among(_TABLE.c.id, [row.id for row in rows])))
    note.rows.extend(
        {
            "table": _TABLE.name,
            "id": row.id,
            "removed": {"training_id": row.training_id, "member_id": row.member_id},
            "of": f"member:{row.member_id}",
        }
        for row in rows
    )
