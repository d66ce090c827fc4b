"""Participants of a past training: put on its list and marked in the same transaction as their records, and taken back.

Whatever the register and the list know of rules and history holds here too: their own commands write.
"""

import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from network.access.policy import Action
from network.access.scope import allowed, permitted
from network.accounts.actor import SignedIn
from network.attendance.commands import record_inside
from network.attendance.models import Mark
from network.attendance.operations import Operation
from network.audit.changes import Change
from network.audit.each import Told, told
from network.audit.events import Event
from network.database import db
from network.errors import Refused
from network.imports.models import ListImport
from network.imports.places import Place, Placing, places
from network.members.models import Member
from network.participation.commands import open_training, put_on_list
from network.participation.models import Participation
from network.trainings.models import Training
from network.vocabulary import MarkStatus, Mode, ParticipantRole, ParticipationStatus


def still_in_place(training_id: int, placings: dict[int, Placing]) -> set[int]:
    """Of these people those whose place on the list is as it was compared; nobody changes it before the change ends."""
    open_training(training_id)
    locked = sa.select(Participation.id).where(
        Participation.training_id == training_id, Participation.member_id.in_(sorted(placings))
    )
    db.session.execute(locked.order_by(Participation.id).with_for_update()).all()
    now = places(placings, training_id)
    return {key for key, one in placings.items() if _facts(one.was) == _facts(now.get(key))}


def _facts(place: Place | None) -> Any:
    return (place.id, place.version, place.marks) if place is not None else None


def join(list_import: ListImport, placings: dict[int, Placing], note: Change, *, by: SignedIn) -> list[Told]:
    """Write the places of these people (by the key of their records), inside the open change; what the trail tells."""
    if not placings or list_import.training_id is None:
        return []
    training = open_training(list_import.training_id)
    facts = {"list": list_import.id}
    subject = f"training:{training.id}"
    before = len(note.rows)
    _put_on(training, placings, by)
    _set_roles(training.id, placings)
    rows = note.rows[before:]
    del note.rows[before:]  # told of the training, where its history is looked for
    found = [told(Event.PARTICIPANT_ADDED, subject, rows, {}, facts)] if rows else []
    return [*found, *_mark(list_import.uid, training, placings, facts, by)]


def _put_on(training: Training, placings: dict[int, Placing], by: SignedIn) -> None:
    by_role: dict[ParticipantRole, list[int]] = {}
    for key, one in placings.items():
        if one.joins and one.role is not None:
            by_role.setdefault(one.role, []).append(key)
    for role, keys in by_role.items():
        select = permitted(by, Action.PARTICIPATION_ADD, Member).where(Member.id.in_(keys), Member.erased_at.is_(None))
        members = db.session.scalars(select.order_by(Member.id).with_for_update(read=True)).all()
        if len(members) < len(keys):
            raise Refused
        put_on_list(training, members, role, None)


def _set_roles(training_id: int, placings: dict[int, Placing]) -> None:
    roles = {one.was.id: one.role for one in placings.values() if one.was and one.role and not one.joins}
    select = sa.select(Participation).where(Participation.id.in_(sorted(roles)))
    for participation in db.session.scalars(select.where(Participation.training_id == training_id)):
        participation.role = roles[participation.id]
    db.session.flush()


def _mark(
    list_uid: str, training: Training, placings: dict[int, Placing], facts: dict[str, Any], by: SignedIn
) -> list[Told]:
    marked = {key: one for key, one in placings.items() if one.marks}
    if not marked:
        return []
    if not allowed(by, Action.ATTENDANCE_MARK, training):
        raise Refused
    on_list = sa.select(Participation.member_id, Participation.id).where(
        Participation.training_id == training.id,
        Participation.member_id.in_(sorted(marked)),
        Participation.status == ParticipationStatus.CONFIRMED,
    )
    operations = [
        Operation(
            id=_operation(list_uid, row.id, session, version),
            participation=row.id,
            session=session,
            status=status,
            mode=Mode.IN_PERSON,
            version=version,
        )
        for row in db.session.execute(on_list)
        for session, status in marked[row.member_id].marks.items()
        for version in [_version(marked[row.member_id].was, session)]
    ]
    answers, applied = record_inside(training.id, operations, by=by)
    if any(answer["outcome"] != "applied" for answer in answers):
        raise Refused  # the training or a session was cancelled meanwhile: nothing is kept
    return [told(Event.ATTENDANCE_MARKED, f"training:{training.id}", applied, {}, facts)] if applied else []


def _operation(list_uid: str, participation_id: int, session: int, version: int) -> str:
    """A mark of one version is made once. The same list may bring another one later, by another row of hers."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"import {list_uid} {participation_id} {session} {version}"))


def _version(was: Place | None, session: int) -> int:
    return was.marks.get(session, (None, 0))[1] if was is not None else 0


def leave(list_import: ListImport, member_id: int, wrote: dict[str, Any], *, by: SignedIn) -> tuple[bool, list[Told]]:
    """Take back what was written of her place, if nobody changed it since: whether all went, and what is told."""
    select = sa.select(Participation).where(
        Participation.training_id == list_import.training_id, Participation.member_id == member_id
    )
    one = db.session.scalars(select.order_by(Participation.id.desc()).limit(1).with_for_update()).first()
    if one is None:
        return True, []
    training = db.session.get_one(Training, one.training_id)
    if wrote["marks"] and not allowed(by, Action.ATTENDANCE_MARK, training):
        return False, []  # others run it now
    marks = {row.session_id: row for row in db.session.scalars(sa.select(Mark).where(Mark.participation_id == one.id))}
    ours = {
        int(session): before
        for session, (before, after, version) in wrote["marks"].items()
        if int(session) in marks and (marks[int(session)].status, marks[int(session)].version) == (after, version)
    }
    fresh = wrote["joined"] and not wrote["again"] and one.version == 1
    if fresh and set(ours) == set(marks) and all(mark.version == 1 for mark in marks.values()):
        for mark in marks.values():
            db.session.delete(mark)
        db.session.flush()
        db.session.delete(one)
        db.session.flush()
        return True, []
    return _unmark(list_import, one, marks, ours, wrote, by)


def _unmark(
    list_import: ListImport,
    one: Participation,
    marks: dict[int, Mark],
    ours: dict[int, Any],
    wrote: dict[str, Any],
    by: SignedIn,
) -> tuple[bool, list[Told]]:
    """She stays on the list; marks and role that still are what was written become what they were."""
    operations = [
        Operation(
            id=_operation(list_import.uid, one.id, session, marks[session].version),
            participation=one.id,
            session=session,
            status=MarkStatus(before) if before else None,
            mode=marks[session].mode,
            version=marks[session].version,
        )
        for session, before in ours.items()
    ]
    answers, applied = record_inside(one.training_id, operations, by=by) if operations else ([], [])
    whole = len(ours) == len(wrote["marks"]) and all(answer["outcome"] == "applied" for answer in answers)
    if wrote["role"] and not wrote["joined"]:
        before, after = wrote["role"]
        whole &= one.role == after
        one.role = ParticipantRole(before) if one.role == after else one.role
        db.session.flush()
    facts = {"list": list_import.id}
    subject = f"participation:{one.id}"
    entries = [told(Event.ATTENDANCE_UNDONE, subject, applied, {}, facts)] if applied else []
    return whole and not wrote["joined"], entries


def placings_of(pairs: Sequence[tuple[int, Placing | None]]) -> dict[int, Placing]:
    """By the key of the person, those that write something."""
    return {key: one for key, one in pairs if one is not None}
