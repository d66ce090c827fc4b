"""Accounts: who may sign in, as what, since when; and where she is signed in now."""

from datetime import date, datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy import ColumnElement
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from network.access.policy import Action, Scope
from network.access.scope import Actor, EverywhereOnly
from network.audit.models import PERSONAL, SECRET
from network.clock import today
from network.database import Base, Key, Moment, SortText, Uid, UtcDateTime, word
from network.members.derived import SORT_LENGTH, found_by
from network.members.models import Member, hidden_from
from network.members.names import sort_key
from network.vocabulary import Language, LinkKind, Role, State


class Account(Base):
    """A person who can sign in. Most are members; staff of the secretariat need not be. No password: not opened yet.

    To a state belong the accounts of its members who hold, today or later, no role beside a member's.
    """

    __tablename__ = "account"
    __table_args__ = (
        sa.CheckConstraint("member_id IS NOT NULL OR email IS NOT NULL", name="reachable"),
        sa.Index("ix_account_sort", "sort_key", "id"),
    )
    readable_by: ClassVar[Action] = Action.ACCOUNT_MANAGE

    id: Mapped[Key]
    # As greeted and as in the trail; a member's own name at first.
    name: Mapped[str] = mapped_column(sa.Text, info=PERSONAL)
    # The name in Latin letters: either script in one order.
    sort_key: Mapped[str] = mapped_column(SortText, default="", info=PERSONAL)
    # Case folded: it is what she signs in with.
    email: Mapped[str | None] = mapped_column(sa.Text, unique=True, info=PERSONAL)
    member_id: Mapped[int | None] = mapped_column(sa.ForeignKey("member.id"), unique=True)
    # Whose it was before two records of hers were merged: switched off for good, the author of what it did.
    # No key: the column was added in place.
    once_member_id: Mapped[int | None] = mapped_column(index=True)
    password_hash: Mapped[str | None] = mapped_column(sa.Text, info=SECRET)
    language: Mapped[Language | None] = mapped_column(word(Language))  # None: the browser's
    disabled: Mapped[bool] = mapped_column(default=False)
    has_factor: Mapped[bool] = mapped_column(default=False, server_default=sa.false())  # kept by `factors`
    factors_reset_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # somebody else took her factors away
    feed_hash: Mapped[str | None] = mapped_column(sa.String(64), unique=True, info=SECRET)
    created_at: Mapped[Moment]
    version: Mapped[int] = mapped_column(default=1)

    member: Mapped[Member | None] = relationship(lazy="raise_on_sql")
    grants: Mapped[list["RoleGrant"]] = relationship(
        back_populates="account", lazy="raise_on_sql", order_by="RoleGrant.starts_on, RoleGrant.id"
    )

    __mapper_args__ = {"version_id_col": version}

    @property
    def of_person(self) -> str:
        """Whose key the trail seals her values with."""
        return f"account:{self.id}"

    @property
    def known(self) -> tuple[str, ...]:
        """What everybody knows of her, and tries as her password (needs `member` loaded)."""
        texts = [self.name, self.email or "", (self.email or "").partition("@")[0]]
        if self.member is not None:
            number = self.member.number or ""
            texts += [number, number.replace("-", ""), self.member.name, self.member.latin, self.member.email]
        return tuple(sorted((text for text in texts if text), key=len, reverse=True))

    @validates("name")
    def _ordered_by(self, _key: str, name: str) -> str:
        self.sort_key = sort_key(name)[:SORT_LENGTH]
        return name

    @classmethod
    def within(cls, scope: Scope, actor: Actor) -> ColumnElement[bool]:
        if scope is not Scope.OWN_STATE:
            return sa.false()
        hers = Member.state.in_(sorted(actor.states)), Member.id.not_in(hidden_from(actor))
        members = sa.select(Member.id).where(*hers)
        more = sa.exists().where(
            RoleGrant.account_id == cls.id,
            RoleGrant.role != Role.MEMBER,
            sa.or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= today()),
        )
        return sa.and_(cls.member_id.in_(members), ~more)

    def is_within(self, scope: Scope, actor: Actor) -> bool:
        """As `within` (needs `member` and `grants` loaded)."""
        if scope is not Scope.OWN_STATE or self.member is None or self.member.state not in actor.states:
            return False
        if self.member.is_hidden_from(actor):
            return False
        return self.is_members_only

    @property
    def is_members_only(self) -> bool:
        """Whether it holds, today or later, no role beside a member's (needs `grants` loaded)."""
        return all(one.role is Role.MEMBER or one.is_over_on(today()) for one in self.grants)


class AccountWord(EverywhereOnly, Base):
    """One folded word of an account's name or e-mail, or its first letters: what a search looks up, in order."""

    __tablename__ = "account_word"
    __table_args__ = (
        sa.Index("ix_account_word_sort", "token", "sort_key", "account_id"),
        {"sqlite_with_rowid": False},
    )

    account_id: Mapped[int] = mapped_column(
        sa.ForeignKey("account.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    token: Mapped[str] = mapped_column(SortText, primary_key=True)
    sort_key: Mapped[str] = mapped_column(SortText)  # a copy of the account's


def word_rows(account: Any) -> list[dict[str, Any]]:
    """Rows of `AccountWord` for an account (or a row) that has an id."""
    words = found_by(account.name, account.email)
    return [{"account_id": account.id, "token": word, "sort_key": account.sort_key} for word in words]


@sa.event.listens_for(Account, "after_insert")
@sa.event.listens_for(Account, "after_update")
def _keep_words(_mapper: Any, connection: sa.Connection, account: Account) -> None:
    """Whoever changes a name or an e-mail need not think of what finds it."""
    state = sa.inspect(account)
    if state.attrs.name.history.has_changes() or state.attrs.email.history.has_changes():
        table: Any = AccountWord.__table__
        connection.execute(table.delete().where(table.c.account_id == account.id))
        if rows := word_rows(account):  # a name may hold no letter that anybody could type
            connection.execute(table.insert(), rows)


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
        return self.starts_on <= day and not self.is_over_on(day)

    def is_over_on(self, day: date) -> bool:
        """Whether its last day was before that day."""
        return self.ends_on is not None and self.ends_on < day


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
    proven_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # when she last showed that it is her
    address: Mapped[str] = mapped_column(sa.String(64), default="", info=PERSONAL)
    device: Mapped[str] = mapped_column(sa.String(200), default="", info=PERSONAL)

    account: Mapped[Account] = relationship(lazy="raise_on_sql")

    @property
    def of_person(self) -> str:
        """Whose key the trail seals these values with."""
        return f"account:{self.account_id}"

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
    """A one-time address: an invitation (7 days) or a new password (24 hours). Stored as its SHA-256.

    `made_by_id` is the account that made it, whose right it is as good as; None: the operator, or she herself by mail.
    """

    __tablename__ = "account_link"

    id: Mapped[Key]
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    kind: Mapped[LinkKind] = mapped_column(word(LinkKind))
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True, info=SECRET)
    made_at: Mapped[Moment]
    made_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    expires_at: Mapped[Moment]
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    account: Mapped[Account] = relationship(lazy="raise_on_sql", foreign_keys=account_id)
    made_by: Mapped[Account | None] = relationship(lazy="raise_on_sql", foreign_keys=made_by_id)


class ResetAsked(Base):
    """That somebody asked for a new password by e-mail: the address as typed, sealed, until the answer is written.

    The same row whether the address has an account or not, so that neither the page nor its duration tells.
    """

    __tablename__ = "reset_asked"

    id: Mapped[Key]
    uid: Mapped[Uid]
    address: Mapped[str] = mapped_column(sa.Text, info=SECRET | {"sealed": "uid"})
    asked_at: Mapped[Moment]


class Throttle(Base):
    """Tries counted in a window of time, shared by all workers. `bucket` is a keyed hash: it names nobody."""

    __tablename__ = "throttle"

    bucket: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    window: Mapped[int] = mapped_column(sa.Integer, primary_key=True, autoincrement=False)
    tries: Mapped[int] = mapped_column(default=0)
