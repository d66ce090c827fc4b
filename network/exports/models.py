"""What left the system, and the choices of columns that people keep."""

from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy import ColumnElement
from sqlalchemy.orm import Mapped, mapped_column

from network.access.policy import Action, Scope
from network.access.scope import Actor
from network.audit.models import PERSONAL
from network.database import Base, Key, Moment, word
from network.vocabulary import ExportFormat, Language


class ExportNumber(Base):
    """A number that was taken before a list was written, because it is printed on it.

    A list that failed leaves its number without an `Export`: gaps are possible, one number on two is not.
    """

    __tablename__ = "export_number"

    id: Mapped[Key]
    at: Mapped[Moment]
    account_id: Mapped[int]


class Export(Base):
    """One list that left: who, when, why, what. `id` is the number printed on it.

    No foreign key to the account: what left is told after the account is gone, too.
    """

    __tablename__ = "export"
    readable_by: ClassVar[Action] = Action.EXPORTS_VIEW

    id: Mapped[int] = mapped_column(sa.ForeignKey("export_number.id"), primary_key=True, autoincrement=False)
    at: Mapped[Moment] = mapped_column(index=True)
    account_id: Mapped[int] = mapped_column(sa.Integer, index=True)
    by_name: Mapped[str] = mapped_column(sa.Text, info=PERSONAL)
    list_name: Mapped[str] = mapped_column(sa.String(32))  # which catalogue: participants, members, …
    title: Mapped[str] = mapped_column(sa.Text)
    facts: Mapped[list[str]] = mapped_column(sa.JSON)  # the lines under the title, as printed
    purpose: Mapped[str] = mapped_column(sa.Text)
    recipient: Mapped[str] = mapped_column(sa.Text, default="")
    locked: Mapped[bool] = mapped_column(default=False)  # by a password, which is kept nowhere
    format: Mapped[ExportFormat] = mapped_column(word(ExportFormat))
    language: Mapped[Language] = mapped_column(word(Language))
    filters: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    columns: Mapped[list[str]] = mapped_column(sa.JSON)
    rows: Mapped[int]
    size: Mapped[int]  # bytes
    sha256: Mapped[str] = mapped_column(sa.String(64))

    @property
    def of_person(self) -> str:
        """Whose key the trail seals her name with."""
        return f"account:{self.account_id}"

    @classmethod
    def within(cls, scope: Scope, actor: Actor) -> ColumnElement[bool]:
        return cls.account_id == actor.account_id if scope is Scope.OWN else sa.false()

    def is_within(self, scope: Scope, actor: Actor) -> bool:
        return scope is Scope.OWN and self.account_id == actor.account_id


class Layout(Base):
    """Columns chosen and ordered, and filters, saved by one account under a name."""

    __tablename__ = "layout"
    __table_args__ = (sa.UniqueConstraint("account_id", "list_name", "name"),)
    readable_by: ClassVar[Action] = Action.LAYOUT_MANAGE

    id: Mapped[Key]
    account_id: Mapped[int] = mapped_column(sa.Integer)
    list_name: Mapped[str] = mapped_column(sa.String(32))
    name: Mapped[str] = mapped_column(sa.Text, info=PERSONAL)
    columns: Mapped[list[str]] = mapped_column(sa.JSON)
    filters: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)

    @property
    def of_person(self) -> str:
        """Whose key the trail seals the name with."""
        return f"account:{self.account_id}"

    @classmethod
    def within(cls, scope: Scope, actor: Actor) -> ColumnElement[bool]:
        return cls.account_id == actor.account_id if scope is Scope.OWN else sa.false()

    def is_within(self, scope: Scope, actor: Actor) -> bool:
        return scope is Scope.OWN and self.account_id == actor.account_id
