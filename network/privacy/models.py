"""What members ask about their data, and who was erased."""

from datetime import datetime
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy import ColumnElement
from sqlalchemy.orm import Mapped, mapped_column, relationship

from network.access.policy import Action, Scope
from network.access.scope import Actor
from network.audit.models import PERSONAL
from network.database import Base, Key, Moment, Uid, UtcDateTime, word
from network.members.models import Member
from network.sealing import Sealed
from network.vocabulary import RequestKind, RequestStatus

#: As for every sealed column: what the place of its values ends with.
_SEALED = PERSONAL | {"sealed": "uid"}


class PrivacyRequest(Base):
    """That a member asked for a correction, or to leave; and what she was answered. Its texts lie sealed.

    Corrections reach the coordinators of her present state (of the shielded the one who knows her), and the
    secretariat; leaving the secretariat alone.
    """

    __tablename__ = "privacy_request"
    __table_args__ = (
        sa.CheckConstraint("(status = 'open') = (answered_at IS NULL)", name="answered"),
        # One of each kind waits at most, so that a press too many asks nothing twice.
        sa.Index(
            "uq_privacy_request_open",
            "member_id",
            "kind",
            unique=True,
            sqlite_where=sa.text("status = 'open'"),
            postgresql_where=sa.text("status = 'open'"),
        ),
        sa.Index("ix_privacy_request_status", "status", "id"),
    )
    readable_by: ClassVar[Action] = Action.REQUEST_VIEW

    id: Mapped[Key]
    uid: Mapped[Uid]
    member_id: Mapped[int] = mapped_column(sa.ForeignKey("member.id"), index=True)
    kind: Mapped[RequestKind] = mapped_column(word(RequestKind))
    wrong_sealed: Mapped[str] = mapped_column("wrong", sa.Text, default="", info=_SEALED | {"says": "wrong"})
    should_be_sealed: Mapped[str] = mapped_column(
        "should_be", sa.Text, default="", info=_SEALED | {"says": "should_be"}
    )
    status: Mapped[RequestStatus] = mapped_column(word(RequestStatus), default=RequestStatus.OPEN)
    asked_at: Mapped[Moment]
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    answer_sealed: Mapped[str] = mapped_column("answer", sa.Text, default="", info=_SEALED | {"says": "answer"})
    version: Mapped[int] = mapped_column(default=1)

    member: Mapped[Member] = relationship(lazy="raise_on_sql")

    __mapper_args__ = {"version_id_col": version}

    wrong = Sealed("wrong_sealed")
    should_be = Sealed("should_be_sealed")
    answer = Sealed("answer_sealed")

    @property
    def of_person(self) -> str:
        """Whose key the trail seals these texts with."""
        return f"member:{self.member_id}"

    @classmethod
    def within(cls, scope: Scope, actor: Actor) -> ColumnElement[bool]:
        if scope is not Scope.OWN_STATE:
            return sa.false()
        members = sa.select(Member.id).where(Member.within(scope, actor))  # of the shielded, those whom she may know
        return sa.and_(cls.kind == RequestKind.CORRECTION, cls.member_id.in_(members))

    def is_within(self, scope: Scope, actor: Actor) -> bool:
        """As `within` (needs `member` loaded)."""
        if scope is not Scope.OWN_STATE or self.kind is not RequestKind.CORRECTION:
            return False
        return self.member.is_within(scope, actor)


class Erasure(Base):
    """That the person with this uid was erased. No foreign key: it holds in a restored backup that never knew her."""

    __tablename__ = "erasure"

    uid: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    at: Mapped[Moment]
