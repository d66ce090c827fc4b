"""What left the system, and the choices of columns that people keep."""

from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from network.access.policy import Action
from network.access.scope import EverywhereOnly
from network.database import Base, Key, Moment, word
from network.vocabulary import ExportFormat


class Export(EverywhereOnly, Base):
    """One list that left: who, when, why, what. `id` is the number printed on it. Accounts are named by id only."""

    __tablename__ = "export"
    readable_by: ClassVar[Action] = Action.EXPORTS_VIEW

    id: Mapped[Key]
    at: Mapped[Moment]
    account_id: Mapped[int] = mapped_column(sa.Integer, index=True)
    by_name: Mapped[str] = mapped_column(sa.Text)
    list_name: Mapped[str] = mapped_column(sa.String(32))  # which catalogue: participants, members, …
    title: Mapped[str] = mapped_column(sa.Text)
    purpose: Mapped[str] = mapped_column(sa.Text)
    format: Mapped[ExportFormat] = mapped_column(word(ExportFormat))
    filters: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    columns: Mapped[list[str]] = mapped_column(sa.JSON)
    rows: Mapped[int]
    size: Mapped[int]  # bytes
    sha256: Mapped[str] = mapped_column(sa.String(64))


class Layout(Base):
    """Columns chosen and ordered, and filters, saved by one account under a name."""

    __tablename__ = "layout"
    __table_args__ = (sa.UniqueConstraint("account_id", "list_name", "name"),)

    id: Mapped[Key]
    account_id: Mapped[int] = mapped_column(sa.Integer)
    list_name: Mapped[str] = mapped_column(sa.String(32))
    name: Mapped[str] = mapped_column(sa.Text)
    columns: Mapped[list[str]] = mapped_column(sa.JSON)
    filters: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
