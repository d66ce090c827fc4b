"""That two records were made one: which one stays, which one went, and what brings both back."""

from datetime import datetime, timedelta
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy import ColumnElement
from sqlalchemy.orm import Mapped, mapped_column, relationship

from network.access.policy import Action, Scope
from network.access.scope import Actor
from network.audit.models import SECRET
from network.database import Base, Key, Moment, Uid, word
from network.members.models import Member, hidden_from
from network.sealing import Sealed
from network.vocabulary import State

#: For so long a merge can be undone; then what it needs for that is forgotten.
UNDO_FOR = timedelta(days=30)


class Merger(Base):
    """One record went into another. Its row is deleted, so that no list, count or search can hold it; its id and uid
    stay here for its trail and for old links, and what was moved, changed and deleted for the way back.

    `member_id` is the record that stays, now: it moves on where that one is merged into a third. `into_id` is the one
    of then.
    """

    __tablename__ = "merger"
    readable_by: ClassVar[Action] = Action.MEMBER_MERGE

    id: Mapped[Key]
    uid: Mapped[Uid]
    member_id: Mapped[int] = mapped_column(sa.ForeignKey("member.id"), index=True)
    into_id: Mapped[int]
    gone_id: Mapped[int] = mapped_column(index=True)
    gone_uid: Mapped[str] = mapped_column(sa.String(32), unique=True, info=SECRET)
    gone_state: Mapped[State] = mapped_column(word(State))
    account_id: Mapped[int | None]  # who merged; no key: it outlives the account
    at: Mapped[Moment] = mapped_column(index=True)
    # Places on lists that became one with hers: hers by the id, as text, under which the trail tells of the other.
    places: Mapped[dict[str, int]] = mapped_column(sa.JSON, default=dict)
    # Sealed for this row; empty once it can be undone no more.
    snapshot_sealed: Mapped[str] = mapped_column(
        "snapshot", sa.Text, default="", info=SECRET | {"sealed": "uid", "says": "snapshot"}
    )

    member: Mapped[Member] = relationship(lazy="raise_on_sql")

    snapshot = Sealed("snapshot_sealed")

    @property
    def undo_until(self) -> datetime:
        """The last moment at which it can be undone."""
        return self.at + UNDO_FOR

    @classmethod
    def within(cls, scope: Scope, actor: Actor) -> ColumnElement[bool]:
        if scope is not Scope.OWN_STATE:
            return sa.false()
        states = sorted(actor.states)
        hers = sa.select(Member.id).where(Member.state.in_(states), Member.id.not_in(hidden_from(actor)))
        return sa.and_(cls.gone_state.in_(states), cls.member_id.in_(hers))

    def is_within(self, scope: Scope, actor: Actor) -> bool:
        """As `within` (needs `member` loaded)."""
        return self.gone_state in actor.states and self.member.is_within(scope, actor)
