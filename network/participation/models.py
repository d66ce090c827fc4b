"""Who takes part in a training, as what, and with which affiliation at the time."""

from datetime import datetime
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy import ColumnElement
from sqlalchemy.orm import Mapped, mapped_column, relationship

from network.access.policy import Action, Scope
from network.access.scope import Actor
from network.database import Base, Key, Moment, UtcDateTime, word
from network.members.models import Affiliation, Member
from network.trainings.models import Training
from network.vocabulary import ParticipantRole, ParticipationStatus, State


class Participation(Base):
    """One person on one training's list.

    `state` is hers on the day she was put on the list; `affiliation_id` the dated row that held on the training's
    first day: correcting that row corrects old lists, a later transfer does not. `joined_at`/`left_at` bound the
    sessions that are expected of her (None: from the start, to the end).
    """

    __tablename__ = "participation"
    __table_args__ = (
        sa.Index(
            "uq_participation_active",
            "training_id",
            "member_id",
            unique=True,
            sqlite_where=sa.text("status NOT IN ('declined', 'withdrawn')"),
            postgresql_where=sa.text("status NOT IN ('declined', 'withdrawn')"),
        ),
        sa.Index("ix_participation_training", "training_id", "status"),
        sa.CheckConstraint("left_at IS NULL OR joined_at IS NULL OR left_at >= joined_at", name="period"),
    )
    readable_by: ClassVar[Action] = Action.PARTICIPATION_VIEW

    id: Mapped[Key]
    training_id: Mapped[int] = mapped_column(sa.ForeignKey("training.id"))
    member_id: Mapped[int] = mapped_column(sa.ForeignKey("member.id"), index=True)
    role: Mapped[ParticipantRole] = mapped_column(word(ParticipantRole), default=ParticipantRole.PARTICIPANT)
    status: Mapped[ParticipationStatus] = mapped_column(
        word(ParticipationStatus), default=ParticipationStatus.CONFIRMED
    )
    state: Mapped[State] = mapped_column(word(State))
    affiliation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("affiliation.id"), index=True)
    joined_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    left_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    removed_why: Mapped[str] = mapped_column(sa.Text, default="")
    added_at: Mapped[Moment]
    version: Mapped[int] = mapped_column(default=1)

    training: Mapped[Training] = relationship(lazy="raise_on_sql")
    member: Mapped[Member] = relationship(lazy="raise_on_sql")
    affiliation: Mapped[Affiliation | None] = relationship(lazy="raise_on_sql")

    __mapper_args__ = {"version_id_col": version}

    @classmethod
    def within(cls, scope: Scope, actor: Actor) -> ColumnElement[bool]:
        match scope:
            case Scope.OWN:
                return cls.member_id == actor.member_id if actor.member_id is not None else sa.false()
            case Scope.OWN_STATE:
                return cls.state.in_(sorted(actor.states))
            case _:
                return sa.false()

    def is_within(self, scope: Scope, actor: Actor) -> bool:
        match scope:
            case Scope.OWN:
                return actor.member_id is not None and self.member_id == actor.member_id
            case Scope.OWN_STATE:
                return self.state in actor.states
            case _:
                return False
