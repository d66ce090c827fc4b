"""What members opened of themselves, to whom and since when; their photos; and who looked at whom in the directory.

Only the member herself opens and withdraws (`members.deciding`). A decision is never overwritten: it ends, and the
next one begins.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar

import sqlalchemy as sa
from sqlalchemy import ColumnElement
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship, remote

from network.access.policy import Action, Scope
from network.access.scope import Actor
from network.database import Base, Key, Moment, Uid, UtcDateTime, word
from network.files.models import StoredFile
from network.vocabulary import Audience, Opened, Role, Standing, State

if TYPE_CHECKING:
    from network.members.models import Member

#: Of a member's row only what decides; the model lies above.
_members = sa.table(
    "member",
    sa.column("id", sa.Integer),
    sa.column("state", word(State)),
    sa.column("standing", word(Standing)),
    sa.column("shield_code", sa.String),
)


class Consent(Base):
    """That she opened `what` to an audience, from then until then (None: still). No open row: nobody sees it."""

    __tablename__ = "consent"
    __table_args__ = (
        sa.CheckConstraint("ends_at IS NULL OR ends_at >= starts_at", name="period"),
        sa.Index(
            "uq_consent_open",
            "member_id",
            "what",
            unique=True,
            sqlite_where=sa.text("ends_at IS NULL"),
            postgresql_where=sa.text("ends_at IS NULL"),
        ),
        sa.Index("ix_consent_opened", "what", "ends_at", "audience", "member_id"),
    )

    id: Mapped[Key]
    member_id: Mapped[int] = mapped_column(sa.ForeignKey("member.id", ondelete="CASCADE"), index=True)
    what: Mapped[Opened] = mapped_column(word(Opened))
    audience: Mapped[Audience] = mapped_column(word(Audience))
    starts_at: Mapped[Moment]
    ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


def opened_to(actor: Actor, what: Opened) -> sa.Select[int]:
    """The ids of the members who have this open to the actor now.

    Guests, former members and whoever is shielded have nothing open, whatever they decided before.
    """
    opened = (
        Consent.what == what,
        Consent.ends_at.is_(None),
        _members.c.standing == Standing.MEMBER,
        _members.c.shield_code.is_(None),
    )
    reach = Consent.audience == Audience.NETWORK
    if states := _states(actor):
        reach = sa.or_(reach, sa.and_(Consent.audience == Audience.STATE, _members.c.state.in_(states)))
    people = sa.select(Consent.member_id).join_from(Consent, _members, _members.c.id == Consent.member_id)
    return people.where(*opened, reach) if _is_of_network(actor) else people.where(sa.false())


def is_open_to(actor: Actor, what: Opened, member: "Member", consents: Iterable[Consent]) -> bool:
    """The same of one member and her decisions."""
    audience = next((one.audience for one in consents if one.what is what and one.ends_at is None), None)
    if audience is None or not _is_of_network(actor):
        return False
    if member.standing is not Standing.MEMBER or member.shield_code is not None:
        return False
    return audience is Audience.NETWORK or member.state in _states(actor)


def _states(actor: Actor) -> list[State]:
    """The states whose people she is one of: that of her own record, and those that she coordinates."""
    return sorted(actor.states | ({actor.home} if actor.home else set()))


def _is_of_network(actor: Actor) -> bool:
    """Whether what is open to the Network is open to her: not to a guest, a former member, or who has no role."""
    return bool(_states(actor)) or Role.SECRETARIAT in actor.roles


class Photo(Base):
    """Her portrait. The uid is new with each upload, so that an address of an earlier one shows nothing."""

    __tablename__ = "photo"
    readable_by: ClassVar[Action] = Action.PHOTO_VIEW

    id: Mapped[Key]
    uid: Mapped[Uid]
    member_id: Mapped[int] = mapped_column(sa.ForeignKey("member.id", ondelete="CASCADE"), unique=True)
    file_id: Mapped[int] = mapped_column(sa.ForeignKey("stored_file.id"), unique=True)

    file: Mapped[StoredFile] = relationship(lazy="raise_on_sql")
    member: Mapped["Member"] = relationship(lazy="raise_on_sql")
    consents: Mapped[list[Consent]] = relationship(
        primaryjoin=lambda: foreign(Photo.member_id) == remote(Consent.member_id),
        lazy="raise_on_sql",
        viewonly=True,
        uselist=True,
    )

    @classmethod
    def within(cls, scope: Scope, actor: Actor) -> ColumnElement[bool]:
        match scope:
            case Scope.OWN:
                return cls.member_id == actor.member_id if actor.member_id is not None else sa.false()
            case Scope.OPENED:
                return sa.and_(*(cls.member_id.in_(opened_to(actor, what)) for what in _WITH_PHOTO))
            case _:
                return sa.false()

    def is_within(self, scope: Scope, actor: Actor) -> bool:
        match scope:
            case Scope.OWN:
                return actor.member_id is not None and self.member_id == actor.member_id
            case Scope.OPENED:
                return self.member is not None and all(
                    is_open_to(actor, what, self.member, self.consents) for what in _WITH_PHOTO
                )
            case _:
                return False


#: Nobody sees the photo of somebody whose entry she does not see.
_WITH_PHOTO = (Opened.DIRECTORY, Opened.PHOTO)


class DirectoryDay(Base):
    """How many people an account has looked at in the directory on a day. Its row makes parallel requests wait."""

    __tablename__ = "directory_day"

    account_id: Mapped[int] = mapped_column(sa.Integer, primary_key=True, autoincrement=False)
    day: Mapped[date] = mapped_column(primary_key=True, index=True)
    people: Mapped[int]
    alerted: Mapped[bool] = mapped_column(default=False)


class DirectorySight(Base):
    """Whom an account has looked at in the directory on a day: once each, however often she came back.

    `account_id` is no foreign key: accounts lie above. Kept as long as what else members read of who saw them.
    """

    __tablename__ = "directory_sight"
    __table_args__: Any = ({"sqlite_with_rowid": False},)

    account_id: Mapped[int] = mapped_column(sa.Integer, primary_key=True, autoincrement=False)
    day: Mapped[date] = mapped_column(primary_key=True, index=True)
    member_id: Mapped[int] = mapped_column(
        sa.ForeignKey("member.id", ondelete="CASCADE"), primary_key=True, autoincrement=False, index=True
    )
