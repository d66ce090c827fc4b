"""What changes a participants list. Whoever stood on it stays in the records; her marks are never touched."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import selectinload

from network.access.policy import Action
from network.access.scope import allowed, permitted
from network.accounts.actor import SignedIn
from network.audit.changes import change
from network.audit.events import Event
from network.clock import now
from network.database import db
from network.errors import Erased, NotNow, Refused, Stale
from network.members.careers import Post
from network.members.commands import Person, new_guest
from network.members.models import Member
from network.participation.models import Participation
from network.participation.posts import as_of_then, point
from network.trainings.models import Training, TrainingSession
from network.vocabulary import ParticipantRole, ParticipationStatus, TrainingStatus
from network.web.formats import listed

#: How many people one press puts on a list: what a page can show and a person can check.
MOST_AT_ONCE = 200

OPEN = frozenset({TrainingStatus.DRAFT, TrainingStatus.PUBLISHED})


class ListClosed(NotNow):
    """The training was cancelled or given up."""

    sentence = _l("This training was cancelled, so its list stays as it is. Nothing was saved.")


class OnListAlready(Refused):
    """The same person twice on one training."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(
            ngettext(
                "%(names)s is on this list already. Nobody was added.",
                "%(names)s are on this list already. Nobody was added.",
                len(names),
                names=listed(names),
            )
            if names
            else _(
                "Somebody put one of them on this list a moment ago. Nobody was added: look at the list, "
                "then try again."
            ),
            field="member",
        )


def add(
    training_id: int,
    member_ids: Collection[int],
    role: ParticipantRole,
    expected_from: int | None,
    *,
    by: SignedIn,
) -> list[str]:
    """Put these members on the list, all or none, and give back their names.

    `expected_from` is the session from which on they are expected (None: all). Who was taken off the list
    comes back to her own row, so that her marks stay one record. Raises Refused beside the field.
    """
    if not member_ids:
        raise Refused(_("Choose at least one person."), field="q")
    if len(member_ids) > MOST_AT_ONCE:
        raise Refused(_("At most %(most)d people at once.", most=MOST_AT_ONCE), field="member")
    try:
        with change(Event.PARTICIPANT_ADDED, by=by) as note:
            training = open_training(training_id)
            note.about(training)
            joined_at = _joined_at(training_id, expected_from)
            members = db.session.scalars(
                permitted(by, Action.PARTICIPATION_ADD, Member)
                .where(Member.id.in_(member_ids), Member.erased_at.is_(None))
                .order_by(Member.id)
                .with_for_update(read=True)  # nobody transfers them before this change ends
            ).all()
            if len(members) < len(set(member_ids)):
                raise Refused(
                    _("One of these people is not there any more, or not of your state. Nobody was added."),
                    field="member",
                )
            put_on_list(training, members, role, joined_at)
            names = [member.name for member in sorted(members, key=lambda member: member.sort_key)]
    except IntegrityError as error:  # somebody else added one of them between our look and our writing
        raise OnListAlready([]) from error
    return names


def put_on_list(
    training: Training, members: Sequence[Member], role: ParticipantRole, joined_at: datetime | None
) -> None:
    """Their rows, inside an open change; `training` is that of `open_training`. Raises OnListAlready."""
    ids = [member.id for member in members]
    select = sa.select(Participation).where(Participation.training_id == training.id, Participation.member_id.in_(ids))
    earlier = db.session.scalars(select.order_by(Participation.id).with_for_update()).all()
    there = {one.member_id for one in earlier if one.is_on_list}
    if there:
        raise OnListAlready([member.name for member in members if member.id in there])
    back = {one.member_id: one for one in earlier}
    for member in members:
        one = back.get(member.id)
        if one is None:
            one = Participation(training_id=training.id, member_id=member.id, added_at=now())
        one.role, one.state, one.joined_at = role, member.state, joined_at
        _on_list(one)
        db.session.add(one)
    db.session.flush()
    hers = (Participation.training_id == training.id, Participation.member_id.in_(ids))
    point(*hers)
    as_of_then(*hers)


def _on_list(one: Participation) -> None:
    one.status, one.left_at, one.removed_why = ParticipationStatus.CONFIRMED, None, ""


def add_walk_in(
    training_id: int,
    person: Person,
    post: Mapping[str, Any] | None,
    role: ParticipantRole,
    expected_from: int | None,
    *,
    by: SignedIn,
    another: bool = False,
    shown: Collection[str] = (),
) -> str:
    """Somebody who came and is no member yet: her record, her post and her place on the list, in one change.

    `post` is agency_id, rank_id, rank, band and position; it holds from the training's first day. Gives back her name.
    Raises Namesakes unless she is said to be `another` than those `shown`, and Refused beside the field that is wrong.
    """
    with change(Event.WALK_IN_ADDED, by=by) as note:
        training = open_training(training_id)
        if not allowed(by, Action.PARTICIPATION_ADD, Member(state=person.state)):
            raise Refused(_("You can add people of your own state only."), field="state")
        first_post = Post(starts_on=training.starts_on, **post) if post else None
        member = new_guest(person, first_post, another=another, shown=shown, reader=by)
        put_on_list(training, [member], role, _joined_at(training_id, expected_from))
        note.about(training)
        return member.name


def set_role(
    participation_id: int, version: int, role: ParticipantRole, expected_from: int | None, *, by: SignedIn
) -> str:
    """What she is at this training, and from when on she is expected. Raises Stale and Refused."""
    with change(Event.PARTICIPANT_ROLE_SET, by=by) as note:
        one = _locked(participation_id, by)
        note.about(one)
        if one.version != version:
            raise Stale
        if not one.is_on_list:
            raise NotNow(_("She was removed from this list. Put her back first."))
        one.role, one.joined_at = role, _joined_at(one.training_id, expected_from)
        return _name(one)


def remove(participation_id: int, version: int, why: str, *, by: SignedIn) -> str:
    """Take her off the list from now on, with the reason. Her marks stay. Raises Stale and Refused."""
    with change(Event.PARTICIPANT_REMOVED, by=by, why=why) as note:
        one = _locked(participation_id, by)
        note.about(one)
        if not one.is_on_list:
            raise NotNow(_("She was removed from this list already."))
        if one.version != version:
            raise Stale
        moment = now()
        one.status, one.removed_why = ParticipationStatus.WITHDRAWN, why
        # She may have been expected only from a session that is still to come.
        one.left_at = max(moment, one.joined_at) if one.joined_at else moment
        return _name(one)


def restore(participation_id: int, *, by: SignedIn) -> str:
    """Put back whoever was removed, as she was. Once more does nothing more. Raises Refused."""
    try:
        with change(Event.PARTICIPANT_RESTORED, by=by) as note:
            one = _locked(participation_id, by)
            note.about(one)
            if not one.is_on_list:
                _on_list(one)
            return _name(one)
    except IntegrityError as error:  # she was put on the list a second time meanwhile
        raise Refused(_("She is on this list already.")) from error


def open_training(training_id: int) -> Training:
    """The training, which nobody cancels before this change ends. Others may add to it meanwhile."""
    training = db.session.get(Training, training_id, with_for_update={"read": True}, populate_existing=True)
    if training is None or training.status not in OPEN:
        raise ListClosed
    return training


def _locked(participation_id: int, by: SignedIn) -> Participation:
    select = sa.select(Participation.training_id).where(Participation.id == participation_id)
    open_training(db.session.scalar(select) or 0)
    _lock_person(participation_id)
    whose = [selectinload(Participation.member)]
    one = db.session.get(Participation, participation_id, options=whose, with_for_update=True, populate_existing=True)
    if one is None or not allowed(by, Action.PARTICIPATION_EDIT, one):
        raise Refused(_("She is not on a list that is yours to change."))
    return one


def _lock_person(participation_id: int) -> None:
    """Nobody erases her before this change ends; of whoever is erased nothing is changed any more."""
    whose = sa.select(Participation.member_id).where(Participation.id == participation_id).scalar_subquery()
    select = sa.select(Member.erased_at).where(Member.id == whose).with_for_update(read=True)
    if db.session.scalar(select) is not None:
        raise Erased


def _name(one: Participation) -> str:
    member = db.session.get(Member, one.member_id)
    return member.name if member else ""


def _joined_at(training_id: int, session_id: int | None) -> datetime | None:
    if session_id is None:
        return None
    select = sa.select(TrainingSession.starts_at).where(
        TrainingSession.id == session_id,
        TrainingSession.training_id == training_id,
        TrainingSession.cancelled.is_(False),
    )
    starts_at = db.session.scalar(select)
    if starts_at is None:
        raise Refused(_("This session was cancelled meanwhile. Choose again."), field="expected_from")
    return starts_at
