"""Marks of the register, each with its version, its maker and the operations that made it."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from network.accounts.models import Account
from network.database import Base, Key, Moment, UtcDateTime, word
from network.vocabulary import ATTENDED, MarkStatus, Mode


def mode_of(status: MarkStatus | None, mode: Mode) -> Mode:
    """How somebody with this mark attended. Whoever did not come was nowhere, which is kept as in person."""
    return mode if status in ATTENDED else Mode.IN_PERSON


class Mark(Base):
    """What the register says of a person at a session now. A cleared mark keeps its row: `status` is None.

    `version` counts its changes from 1; an operation names the version it was made on, and 0 is "none yet".
    """

    __tablename__ = "mark"
    __table_args__ = (
        sa.UniqueConstraint("participation_id", "session_id"),
        sa.Index("ix_mark_session", "session_id", "status"),
        sa.Index("ix_mark_news", "session_id", "marked_at"),
    )

    id: Mapped[Key]
    participation_id: Mapped[int] = mapped_column(sa.ForeignKey("participation.id"))
    session_id: Mapped[int] = mapped_column(sa.ForeignKey("training_session.id"))
    status: Mapped[MarkStatus | None] = mapped_column(word(MarkStatus))
    mode: Mapped[Mode] = mapped_column(word(Mode), default=Mode.IN_PERSON)
    version: Mapped[int] = mapped_column(default=1)
    marked_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    marked_at: Mapped[Moment]
    client_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # her device's clock: decides nothing

    marked_by: Mapped[Account] = relationship(lazy="raise_on_sql")


class MarkOperation(Base):
    """An operation that a device sent, kept with its answer: sent again, it is answered and does nothing.

    All operations of one request share `at`: by account and moment, a whole save is found again to be undone.
    """

    __tablename__ = "mark_operation"
    __table_args__ = (sa.Index("ix_mark_operation_account", "account_id", "at"),)

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)  # made by the device
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    digest: Mapped[str] = mapped_column(sa.String(64))
    answer: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    at: Mapped[Moment]
