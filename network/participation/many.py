"""Many people on one list at once, and off it again: the rules of `commands.add`, in a few statements for all."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, cast

import sqlalchemy as sa

from network.audit.changes import Change
from network.clock import now
from network.database import db
from network.members.derived import batches
from network.participation.models import Participation
from network.participation.posts import point
from network.trainings.models import Training
from network.vocabulary import ParticipantRole, ParticipationStatus, State

_TABLE = cast(sa.Table, Participation.__table__)


def put_many(
    note: Change, training: Training, states: Mapping[int, State], role: ParticipantRole, joined_at: datetime | None
) -> dict[int, int]:
    """These people (with their states) who never stood on the list; gives the new row's id by person.

    Inside an open change that holds the training's lock and theirs.
    """
    facts = {
        "training_id": training.id, "role": role, "status": ParticipationStatus.CONFIRMED, "joined_at": joined_at,
        "added_at": now(), "version": 1,
    }  # fmt: skip
    made: dict[int, int] = {}
    for some in batches(sorted(states)):
        values = [{**facts, "member_id": one, "state": states[one], "removed_why": ""} for one in some]
        added = db.session.connection().execute(_TABLE.insert().returning(_TABLE.c.id, _TABLE.c.member_id), values)
        made.update((row.member_id, row.id) for row in added)
        point(Participation.training_id == training.id, Participation.member_id.in_(some))
    said = {name: value for name, value in facts.items() if value is not None}
    note.rows.extend(
        {"table": _TABLE.name, "id": row_id, "added": {**said, "member_id": one}, "of": f"member:{one}"}
        for one, row_id in made.items()
    )
    return made


def take_off(note: Change, rows: Collection[Any]) -> None:
    """Rows without a mark (id, training_id, member_id) are as if they had never been. Inside an open change."""
    for some in batches([row.id for row in rows]):
        db.session.connection().execute(_TABLE.delete().where(_TABLE.c.id.in_(some)))
    note.rows.extend(
        {
            "table": _TABLE.name,
            "id": row.id,
            "removed": {"training_id": row.training_id, "member_id": row.member_id},
            "of": f"member:{row.member_id}",
        }
        for row in rows
    )
