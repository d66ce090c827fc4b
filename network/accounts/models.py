"""Accounts: who may sign in, as what, since when; and where she is signed in now."""

from datetime import date, datetime
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy import ColumnElement
from sqlalchemy.orm import Mapped, mapped_column, relationship

from network.access.policy import Action, Scope
from network.access.scope import Actor, EverywhereOnly
from network.audit.changes import SECRET
from network.database import Base, Key, Moment, UtcDateTime, word
from network.members.models import Member
from network.vocabulary import Language, LinkKind, Role, State


class Account(EverywhereOnly, Base):
    """A person who can sign in. Most are members; staff of the secretariat need not be. No password: not opened yet."""

    __tablename__ = "account"
    __table_args__ = (
        sa.CheckConstraint("member_id IS NOT NULL OR email IS NOT NULL", name="reachable"),
        sa.Index("ix_account_name", "name", "id"),
    )
    readable_by: ClassVar[Action] = Action.ACCOUNT_MANAGE

    id: Mapped[Key]
    name: Mapped[str] = mapped_column(sa.Text)  # as greeted and as in the audit; a member's own name at first
    email: Mapped[str | None] = mapped_column(sa.Text, unique=True)  # case folded: it is what she signs in with
    member_id: Mapped[int | None] = mapped_column(sa.ForeignKey("member.id"), unique=True)
    password_hash: Mapped[str | None] = mapped_column(sa.Text, info=SECRET)
    language: Mapped[Language | None] = mapped_column(word(Language))  # None: the browser's
    disabled: Mapped[bool] = mapped_column(default=False)
    feed_hash: Mapped[str | None] = mapped_column(sa.String(64), unique=True, info=SECRET)
    created_at: Mapped[Moment]
    version: Mapped[int] = mapped_column(default=1)

    member: Mapped[Member | None] = relationship(lazy="raise_on_sql")
    grants: Mapped[list["RoleGrant"]] = relationship(
        back_populates="account", lazy="raise_on_sql", order_by="RoleGrant.starts_on, RoleGrant.id"
    )

    __mapper_args__ = {"version_id_col": version}


class RoleGrant(Base):
    """That an account holds a role, from a day until another; a coordinator's is for one state."""

    __tablename__ = "role_grant"
    __table_args__ = (
        sa.CheckConstraint("(role = 'coordinator') = (state IS NOT NULL)", name="coordinates"),
        sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="period"),
        sa.Index("ix_role_grant_role", "role", "state", "account_id"),
    )

    id: Mapped[Key]
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    role: Mapped[Role] = mapped_column(word(Role))
    state: Mapped[State | None] = mapped_column(word(State))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]

    account: Mapped[Account] = relationship(back_populates="grants", lazy="raise_on_sql")

    def holds_on(self, day: date) -> bool:
        """Whether the role is held on that day, the last one included."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


class TrainingAssignment(Base):
    """That a coordinator runs a training of another state too. Names the training by its table only: it lies above."""

    __tablename__ = "training_assignment"

    training_id: Mapped[int] = mapped_column(sa.ForeignKey("training.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), primary_key=True, index=True)


class SignIn(Base):
    """One browser that an account is signed in on. The browser holds the token, the table its SHA-256."""

    __tablename__ = "sign_in"
    readable_by: ClassVar[Action] = Action.ACCOUNT_MANAGE

    id: Mapped[Key]
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True, info=SECRET)
    created_at: Mapped[Moment]
    seen_at: Mapped[Moment]
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    address: Mapped[str] = mapped_column(sa.String(64), default="")
    device: Mapped[str] = mapped_column(sa.String(200), default="")

    account: Mapped[Account] = relationship(lazy="raise_on_sql")

    @property
    def device_name(self) -> str:
        """The browser and the system in a few words, from what the browser says of itself."""
        browsers = (("Edg", "Edge"), ("OPR", "Opera"), ("YaBrowser", "Yandex"), ("Firefox",) * 2, ("Chrome",) * 2)
        systems = ("Windows", "Android", "iPhone", "iPad", "Mac OS", "Linux")
        browser = next((name for sign, name in (*browsers, ("Safari",) * 2) if sign in self.device), "")
        return " · ".join(part for part in (browser, next((one for one in systems if one in self.device), "")) if part)

    @classmethod
    def within(cls, scope: Scope, actor: Actor) -> ColumnElement[bool]:
        return cls.account_id == actor.account_id if scope is Scope.OWN else sa.false()

    def is_within(self, scope: Scope, actor: Actor) -> bool:
        return scope is Scope.OWN and self.account_id == actor.account_id


class AccountLink(Base):
    """A one-time address: an invitation (7 days) or a new password (24 hours). Stored as its SHA-256."""

    __tablename__ = "account_link"

    id: Mapped[Key]
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    kind: Mapped[LinkKind] = mapped_column(word(LinkKind))
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True, info=SECRET)
    made_at: Mapped[Moment]
    expires_at: Mapped[Moment]
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    account: Mapped[Account] = relationship(lazy="raise_on_sql")


class Throttle(Base):
    """Tries counted in a window of time, shared by all workers. `bucket` is a keyed hash: it names nobody."""

    __tablename__ = "throttle"

    bucket: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    window: Mapped[int] = mapped_column(sa.Integer, primary_key=True, autoincrement=False)
    tries: Mapped[int] = mapped_column(default=0)
