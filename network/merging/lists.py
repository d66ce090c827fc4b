"""Two places on one training's list become one, with the marks of both."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from network.audit.changes import Change
from network.audit.persons import as_recorded
from network.database import Base, db
from network.merging.choices import Choices, Side
from network.merging.picture import parts_of
from network.merging.preview import main_places, usual_mark
from network.merging.rows import move
from network.participation.models import Participation
from network.trainings.models import Training

#: What a place on a list says; the rest is where it hangs.
_SAYS = ("role", "status", "state", "joined_at", "left_at", "removed_why")
_MARK = ("status", "mode", "marked_by_id", "marked_at", "client_at")


def lock_trainings(member_ids: Sequence[int]) -> set[int]:
    """The trainings of both, which nobody cancels before this change ends; everybody locks them before people."""
    theirs = sa.select(Participation.training_id).where(Participation.member_id.in_(member_ids))
    select = sa.select(Training.id).where(Training.id.in_(theirs)).order_by(Training.id).with_for_update(read=True)
    return set(db.session.scalars(select))


def locked(member_ids: Sequence[int]) -> Sequence[Participation]:
    """Their places, locked: whoever marks one of them waits."""
    select = sa.select(Participation).where(Participation.member_id.in_(member_ids)).order_by(Participation.id)
    return db.session.scalars(select.with_for_update().execution_options(populate_existing=True)).all()


def unite(stays_id: int, goes_id: int, chosen: Choices, note: Change, usual: Mapping[int, Side]) -> dict[str, int]:
    """Inside the open change of a merge, all places locked. `usual` is what is taken of trainings not chosen.

    Gives the places that went, each with the one that it is a part of now.
    """
    joined: dict[str, int] = {}
    places = locked([stays_id, goes_id])
    here, there = (main_places(one for one in places if one.member_id == who) for who in (stays_id, goes_id))
    for training_id, one in there.items():
        if training_id in here:
            side = chosen.lists.get(training_id, usual.get(training_id, Side.STAYS))
            _make_one(here[training_id], one, side, chosen, note)
            joined[str(one.id)] = here[training_id].id
    db.session.flush()
    for one in places:
        if one.member_id == goes_id and not sa.inspect(one).was_deleted:
            one.member_id = stays_id
    db.session.flush()
    return joined


def _make_one(stays: Participation, goes: Participation, side: Side, chosen: Choices, note: Change) -> None:
    if side is Side.GOES:
        for name in _SAYS:
            setattr(stays, name, getattr(goes, name))
    _unite_marks(stays, goes, chosen, note)
    for part in parts_of("participation"):
        if part.table.name != "mark":
            move(part, goes.id, stays.id)
    db.session.delete(goes)


def _unite_marks(stays: Participation, goes: Participation, chosen: Choices, note: Change) -> None:
    """Marks of sessions that only one of them has are hers; of two the chosen one, which counts as a new version."""
    table, execute = Base.metadata.tables["mark"], db.session.connection().execute
    rows = execute(sa.select(table).where(table.c.participation_id.in_([stays.id, goes.id]))).all()
    here, there = ({row.session_id: row for row in rows if row.participation_id == one.id} for one in (stays, goes))
    for session_id, mark in there.items():
        one = here.get(session_id)
        if one is None:
            execute(sa.update(table).where(table.c.id == mark.id).values(participation_id=stays.id))
            continue
        side = chosen.marks.get((stays.training_id, session_id), usual_mark(one, mark))  # type: ignore[arg-type]
        execute(sa.delete(table).where(table.c.id == mark.id))
        if side is Side.GOES and (one.status, one.mode) != (mark.status, mark.mode):
            version = max(one.version, mark.version) + 1
            values = {name: getattr(mark, name) for name in _MARK} | {"version": version}
            execute(sa.update(table).where(table.c.id == one.id).values(values))
            note.rows.append(_told(stays.id, one, mark, version))


def _told(participation_id: int, before: Any, after: Any, version: int) -> dict[str, Any]:
    """The change of a mark as the register writes it into the trail."""
    both = {name: [getattr(before, name), getattr(after, name)] for name in ("status", "mode")}
    plain = {name: [as_recorded(one) if one is not None else None for one in pair] for name, pair in both.items()}
    return {
        "table": "mark",
        "participation": participation_id,
        "session": before.session_id,
        "version": version,
        "changed": {name: pair for name, pair in plain.items() if pair[0] != pair[1]},
        **{name: pair[1] for name, pair in plain.items() if pair[0] == pair[1]},
    }
