"""Her place on a training's list, as it is and as a row of a list of participants says it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from network.access.scope import Actor
from network.attendance.models import Mark
from network.database import db
from network.imports.differences import Difference, Existing, existing
from network.imports.drafts import Draft, Terms
from network.imports.headings import Field
from network.members.derived import batches
from network.participation.models import OFF_LIST, Participation
from network.vocabulary import MarkStatus, ParticipantRole

#: What of a row is about the training, and not about her.
OF_PLACE = frozenset({Field.ROLE, Field.SESSION})


@dataclass
class Place:
    """Her row on the list, if there is one, and her marks: the status and its version, by session."""

    id: int
    version: int
    on_list: bool
    role: ParticipantRole
    marks: dict[int, tuple[MarkStatus | None, int]] = field(default_factory=dict)


@dataclass
class Placing:
    """What is written of her place: whether she is put on the list, as what (None: as she is), and which marks."""

    joins: bool
    role: ParticipantRole | None
    marks: dict[int, MarkStatus]
    was: Place | None = None


def people(member_ids: Collection[int], reader: Actor, terms: Terms) -> dict[int, Existing]:
    """These people as they are now, each with her place on the list where the rows are participants."""
    found = existing(member_ids, reader)
    if terms.programme is not None:
        for key, place in places(found, terms.programme.training_id).items():
            found[key].place = place
    return found


def places(member_ids: Collection[int], training_id: int) -> dict[int, Place]:
    """Of these people those who stand on the list, or stood there; one statement a batch."""
    found: dict[int, Place] = {}
    columns = (
        *(Participation.id, Participation.version, Participation.member_id, Participation.status, Participation.role),
        *(Mark.session_id, Mark.status.label("mark"), Mark.version.label("mark_version")),
    )
    of_hers = Mark.participation_id == Participation.id
    for batch in batches(sorted(member_ids)):
        here = Participation.training_id == training_id, Participation.member_id.in_(batch)
        select = sa.select(*columns).outerjoin(Mark, of_hers).where(*here).order_by(Participation.id)
        for row in db.session.execute(select):
            on_list = row.status not in OFF_LIST
            place = found.get(row.member_id)
            # Who was taken off and put on again has two rows; the one on the list counts, else the last.
            if place is None or (place.id != row.id and not place.on_list):
                found[row.member_id] = place = Place(row.id, row.version, on_list, row.role)
            if row.session_id is not None and place.id == row.id:
                place.marks[row.session_id] = (row.mark, row.mark_version)
    return found


def place_differences(said: Draft, who: Existing) -> Iterable[Difference]:
    """Where her place differs from what the row says: being put on the list and marks that are missing fill it."""
    if said.role is None:
        return
    place: Place | None = who.place
    if place is None or not place.on_list:
        yield Difference(Field.ROLE, None, said.role, True)
    elif Field.ROLE in said.texts and place.role is not said.role:
        yield Difference(Field.ROLE, place.role, said.role, False)
    now = {session: (place.marks.get(session, (None, 0))[0] if place else None) for session in said.marks}
    missing = {session: status for session, status in said.marks.items() if now[session] is None}
    other = {session: status for session, status in said.marks.items() if now[session] not in (None, status)}
    if missing:
        yield Difference(Field.SESSION, None, missing, True)
    if other:
        yield Difference(Field.SESSION, {session: now[session] for session in other}, other, False)


def placing(writes: Sequence[Difference], who: Existing) -> Placing | None:
    """What these differences write of her place, if anything."""
    of_place = [one for one in writes if one.field in OF_PLACE]
    if not of_place:
        return None
    place: Place | None = who.place
    role = next((one.after for one in of_place if one.field is Field.ROLE), None)
    marks = {session: status for one in of_place if one.field is Field.SESSION for session, status in one.after.items()}
    return Placing(place is None or not place.on_list, role, marks, place)


def undo_of_place(one: Placing) -> dict[str, Any]:
    """What taking it back has to know: what was there, and what was written."""
    before = one.was.marks if one.was is not None else {}
    marks = {session: [before.get(session, (None, 0))[0], status, before.get(session, (None, 0))[1] + 1]
             for session, status in one.marks.items()}  # fmt: skip
    role = [one.was.role, one.role] if one.was is not None and one.role is not None else None
    return {"joined": one.joins, "again": one.joins and one.was is not None, "role": role, "marks": marks}


def placing_new(said: Draft) -> Placing | None:
    """The same of somebody new."""
    return Placing(True, said.role, dict(said.marks)) if said.role is not None else None
