"""Who takes part in a training, as what, and with which affiliation at the time."""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy import ColumnElement
from sqlalchemy.orm import Mapped, mapped_column, relationship

from network.access.policy import Action, Scope
from network.access.scope import Actor
from network.audit.models import PERSONAL
from network.database import Base, Key, Moment, UtcDateTime, word
from network.members.models import Affiliation, Member, hidden_from
from network.trainings.models import Training, TrainingSession
from network.vocabulary import ParticipantRole, ParticipationStatus, State

#: Who stands on the list no more. Whoever is in any other status cannot be put on it again.
OFF_LIST = frozenset({ParticipationStatus.DECLINED, ParticipationStatus.WITHDRAWN})


def usual_start(sessions: Sequence[TrainingSession], at: datetime) -> TrainingSession | None:
    """From which session on somebody is expected who is put on the list at that moment; None: from the first.

    Before a session has ended, and after the last, all are expected; in between those from the present one on.
    """
    held = sorted((one for one in sessions if not one.cancelled), key=lambda one: one.starts_at)
    ahead = [one for one in held if one.ends_at > at]
    return ahead[0] if ahead and len(ahead) < len(held) else None


class Participation(Base):
    """One person on one training's list.

    `state` is hers on the day she was put on the list; `affiliation_id` the dated row that held on the
    training's first day: correcting that row corrects old lists, a later transfer does not.
    `joined_at`/`left_at` bound the sessions that are expected of her (None: from the start, to the end).
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
        # With all that a list is counted by, so that counting twenty thousand people reads no rows.
        sa.Index("ix_participation_training", "training_id", "status", "role", "state"),
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
    removed_why: Mapped[str] = mapped_column(sa.Text, default="", info=PERSONAL)
    added_at: Mapped[Moment]
    version: Mapped[int] = mapped_column(default=1)

    training: Mapped[Training] = relationship(lazy="raise_on_sql")
    member: Mapped[Member] = relationship(lazy="raise_on_sql")
    affiliation: Mapped[Affiliation | None] = relationship(lazy="raise_on_sql")

    __mapper_args__ = {"version_id_col": version}

    @property
    def of_person(self) -> str:
        """Whose key the trail seals these values with."""
        return f"member:{self.member_id}"

    @property
    def is_on_list(self) -> bool:
        """Whether she stands on the list now."""
        return self.status not in OFF_LIST

    @classmethod
    def within(cls, scope: Scope, actor: Actor) -> ColumnElement[bool]:
        match scope:
            case Scope.OWN:
                return cls.member_id == actor.member_id if actor.member_id is not None else sa.false()
            case Scope.OWN_STATE:
                return sa.and_(cls.state.in_(sorted(actor.states)), cls.member_id.not_in(hidden_from(actor)))
            case _:
                return sa.false()

    def is_within(self, scope: Scope, actor: Actor) -> bool:
        """As `within` (needs `member` loaded)."""
        match scope:
            case Scope.OWN:
                return actor.member_id is not None and self.member_id == actor.member_id
            case Scope.OWN_STATE:
                return self.state in actor.states and not self.member.is_hidden_from(actor)
            case _:
                return False
