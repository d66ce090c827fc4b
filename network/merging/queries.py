"""Selects of a merge: who may be merged with whom, what both records hold, and what was merged."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from network.access.policy import Action
from network.access.scope import Actor, condition, permitted
from network.accounts.models import Account, RoleGrant
from network.agencies.queries import join_name, name_in
from network.attendance.models import Mark
from network.clock import today
from network.database import db
from network.members.consents import Consent, Photo
from network.members.models import Affiliation, Member
from network.merging.models import Merger
from network.participation.models import OFF_LIST, Participation
from network.ranks.models import Rank
from network.ranks.queries import printed
from network.trainings.models import Training, TrainingSession
from network.vocabulary import Audience, MarkStatus, Opened, ParticipantRole, ParticipationStatus, Role
from network.web.i18n import language, said


def other(actor: Actor, uid: str) -> Member | None:
    """The second record of a merge, if she may merge it."""
    mine: Any = permitted(actor, Action.MEMBER_MERGE, Member).where(Member.uid == uid, Member.erased_at.is_(None))
    found: Member | None = db.session.scalar(mine)
    return found


def both(actor: Actor, stays_id: int, goes_id: int) -> tuple[Member, Member] | None:
    """Both records as they are now, if she may merge both."""
    mine: Any = permitted(actor, Action.MEMBER_MERGE, Member).where(Member.id.in_((stays_id, goes_id)))
    found = {one.id: one for one in db.session.scalars(mine.execution_options(populate_existing=True))}
    return (found[stays_id], found[goes_id]) if len(found) == 2 else None


def merger(merger_id: int) -> Merger | None:
    """A merge with the record that stays."""
    return db.session.scalar(sa.select(Merger).where(Merger.id == merger_id).options(selectinload(Merger.member)))


def stays_for(gone_uid: str) -> Member | None:
    """The record into which that one went."""
    select = sa.select(Member).join(Merger, Merger.member_id == Member.id).where(Merger.gone_uid == gone_uid)
    return db.session.scalar(select)


def merged_ids(member_id: int) -> sa.Select[int]:
    """The ids under which the trail tells of records that went into hers."""
    return sa.select(Merger.gone_id).where(Merger.member_id == member_id)


def merged_into(member_id: int) -> Sequence[Merger]:
    """Records that went into hers, the last first."""
    select = sa.select(Merger).where(Merger.member_id == member_id)
    return db.session.scalars(select.order_by(Merger.id.desc())).all()


@dataclass(frozen=True)
class Post:
    """A post of either record, as its page tells it."""

    id: int
    member_id: int
    agency_id: int
    agency: str | None
    rank: str
    position: str
    starts_on: date
    ends_on: date | None

    def overlaps(self, other: "Post") -> bool:
        """Whether they share a day."""
        return self.starts_on <= (other.ends_on or date.max) and other.starts_on <= (self.ends_on or date.max)


def posts(member_ids: Iterable[int]) -> list[Post]:
    """The posts of both, the latest first; one statement."""
    day = today()
    select = sa.select(
        Affiliation.id, Affiliation.member_id, Affiliation.agency_id, name_in(language()).label("agency"),
        printed(language(), Affiliation.rank).label("rank"), Affiliation.position, Affiliation.starts_on,
        Affiliation.ends_on,
    ).where(Affiliation.member_id.in_(list(member_ids)))  # fmt: skip
    select = select.outerjoin(Rank, Rank.id == Affiliation.rank_id)
    select = join_name(select, Affiliation.agency_id, day).order_by(Affiliation.starts_on.desc(), Affiliation.id)
    return [Post(*row) for row in db.session.execute(select)]


@dataclass(frozen=True)
class MarkOf:
    """A mark of one session."""

    session_id: int
    starts_at: datetime
    status: MarkStatus | None
    marked_at: datetime


@dataclass
class Place:
    """One place on a training's list, with its marks."""

    id: int
    member_id: int
    training_id: int
    training: str
    zone: str
    starts_on: date
    role: ParticipantRole
    status: ParticipationStatus
    marks: dict[int, MarkOf] = field(default_factory=dict)

    @property
    def is_on_list(self) -> bool:
        """Whether she stands on it now."""
        return self.status not in OFF_LIST


def places(member_ids: Iterable[int]) -> list[Place]:
    """Where both took part, the latest training first, with every mark; one statement."""
    select = (
        sa.select(
            Participation.id, Participation.member_id, Participation.training_id,
            said(Training.title, Training.title_ru).label("training"), Training.zone, Training.starts_on,
            Participation.role, Participation.status,
            Mark.session_id, TrainingSession.starts_at, Mark.status.label("mark"), Mark.marked_at,
        )
        .join(Training, Training.id == Participation.training_id)
        .outerjoin(Mark, Mark.participation_id == Participation.id)
        .outerjoin(TrainingSession, TrainingSession.id == Mark.session_id)
        .where(Participation.member_id.in_(list(member_ids)))
        .order_by(Training.starts_on.desc(), Participation.id, TrainingSession.starts_at)
    )  # fmt: skip
    found: dict[int, Place] = {}
    for row in db.session.execute(select):
        place = found.setdefault(row.id, Place(*row[:8]))
        if row.session_id is not None:
            place.marks[row.session_id] = MarkOf(row.session_id, row.starts_at, row.mark, row.marked_at)
    return list(found.values())


@dataclass(frozen=True)
class AccountOf:
    """The account of one of the two."""

    id: int
    email: str | None
    disabled: bool
    opened: bool  # a password is set
    more: bool  # it holds, today or later, a role beside a member's
    reachable: bool  # whoever asks may make a link for it


@dataclass
class Facts:
    """What one record has at most once, or a few times."""

    account: AccountOf | None = None
    photo: str | None = None
    opened: dict[Opened, Audience] = field(default_factory=dict)


def facts(actor: Actor, member_ids: Iterable[int]) -> dict[int, Facts]:
    """Accounts, photos and what is open in the directory, by record; one statement."""
    ids = list(member_ids)
    more = sa.exists().where(
        RoleGrant.account_id == Account.id,
        RoleGrant.role != Role.MEMBER,
        sa.or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= today()),
    )
    no, none = sa.literal(0), sa.literal(None, sa.String)
    text, yes = sa.String(), sa.Integer()
    accounts = sa.select(
        sa.literal("account"), Account.member_id, Account.id, sa.type_coerce(Account.email, text), none,
        sa.cast(Account.disabled, yes), sa.cast(Account.password_hash.is_not(None), yes),
        sa.case((more, 1), else_=0), sa.case((condition(actor, Action.ACCOUNT_LINK, Account), 1), else_=0),
    ).where(Account.member_id.in_(ids))  # fmt: skip
    photos = sa.select(sa.literal("photo"), Photo.member_id, Photo.id, Photo.uid, none, no, no, no, no)
    consents = sa.select(
        sa.literal("consent"), Consent.member_id, Consent.id, sa.type_coerce(Consent.what, text),
        sa.type_coerce(Consent.audience, text), no, no, no, no,
    ).where(Consent.member_id.in_(ids), Consent.ends_at.is_(None))  # fmt: skip
    found = {one: Facts() for one in ids}
    union = sa.union_all(accounts, photos.where(Photo.member_id.in_(ids)), consents)
    for kind, member_id, key, first, second, off, opened, beyond, reachable in db.session.execute(union).tuples():
        one = found[member_id]
        if kind == "account":
            one.account = AccountOf(key, first, bool(off), bool(opened), bool(beyond), bool(reachable))
        elif kind == "photo":
            one.photo = first
        else:
            one.opened[Opened(first)] = Audience(second)
    return found
