"""What was chosen, foreseen and done: numbers of rows only. Names and texts stay in the records themselves."""

from datetime import datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy import ColumnElement
from sqlalchemy.orm import Mapped, mapped_column

from network.access.policy import Action, Scope
from network.access.scope import Actor
from network.bulk.kinds import UNDO_FOR, BulkKind, Undone, Verdict
from network.clock import now
from network.database import Base, Key, Moment, Uid, UtcDateTime, word


class BulkBatch(Base):
    """One act for many, of the account that chose them: chosen, prepared (a preview was made), done, undone.

    `version` counts the previews: what is done is what the page showed. `fields` are its answers, keys and words.
    """

    __tablename__ = "bulk_batch"
    readable_by: ClassVar[Action] = Action.BULK_WORK

    id: Mapped[Key]
    uid: Mapped[Uid]
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    kind: Mapped[BulkKind] = mapped_column(word(BulkKind))
    fields: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    version: Mapped[int] = mapped_column(default=0)
    made_at: Mapped[Moment] = mapped_column(index=True)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def can_be_undone(self) -> bool:
        """Whether it is done, not undone, and not too long ago."""
        return self.done_at is not None and self.undone_at is None and now() < self.done_at + UNDO_FOR

    @classmethod
    def within(cls, scope: Scope, actor: Actor) -> ColumnElement[bool]:
        return cls.account_id == actor.account_id if scope is Scope.OWN else sa.false()

    def is_within(self, scope: Scope, actor: Actor) -> bool:
        return scope is Scope.OWN and self.account_id == actor.account_id


class BulkRow(Base):
    """One person in it, in the order of the list.

    `basis_id` and `basis_version` name the row that the verdict was given on (her open post, her account): where it
    is another one when all is done, she is left out. `made_id` is the row that was made for her.
    """

    __tablename__ = "bulk_row"
    __table_args__ = (
        sa.Index("ix_bulk_row_place", "batch_id", "place"),
        {"sqlite_with_rowid": False},
    )

    batch_id: Mapped[int] = mapped_column(
        sa.ForeignKey("bulk_batch.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    member_id: Mapped[int] = mapped_column(
        sa.ForeignKey("member.id", ondelete="CASCADE"), primary_key=True, autoincrement=False, index=True
    )
    place: Mapped[int]
    verdict: Mapped[Verdict | None] = mapped_column(word(Verdict))
    basis_id: Mapped[int | None]
    basis_version: Mapped[int | None]
    made_id: Mapped[int | None]
    undone: Mapped[Undone | None] = mapped_column(word(Undone))
