"""People and their careers. Names are kept exactly as typed; what is derived from them is only for finding them."""

from datetime import date
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy import ColumnElement
from sqlalchemy.orm import Mapped, mapped_column, relationship

from network.access.policy import Action, Scope
from network.access.scope import Actor
from network.agencies.models import Agency
from network.database import Base, Key, Moment, SortText, Uid, word
from network.vocabulary import RankBand, Sex, Standing, State


class Member(Base):
    """A woman (or man) of the Network, or a guest who walked in to a training and is not a member yet."""

    __tablename__ = "member"
    __table_args__ = (
        sa.CheckConstraint("standing = 'guest' OR number IS NOT NULL", name="numbered"),
        sa.CheckConstraint("family <> '' OR given <> ''", name="named"),
        sa.Index("ix_member_state_sort", "state", "sort_key", "id"),
        sa.Index("ix_member_sort", "sort_key", "id"),
    )
    readable_by: ClassVar[Action] = Action.MEMBER_VIEW

    id: Mapped[Key]
    uid: Mapped[Uid]
    number: Mapped[str | None] = mapped_column(sa.String(16), unique=True)
    state: Mapped[State] = mapped_column(word(State))
    standing: Mapped[Standing] = mapped_column(word(Standing), default=Standing.MEMBER)
    sex: Mapped[Sex] = mapped_column(word(Sex), default=Sex.FEMALE)
    # In her own script, and as in her passport. A one-word name has no family name.
    family: Mapped[str] = mapped_column(sa.Text, default="")
    given: Mapped[str] = mapped_column(sa.Text, default="")
    patronymic: Mapped[str] = mapped_column(sa.Text, default="")
    family_latin: Mapped[str] = mapped_column(sa.Text, default="")
    given_latin: Mapped[str] = mapped_column(sa.Text, default="")
    patronymic_latin: Mapped[str] = mapped_column(sa.Text, default="")
    email: Mapped[str] = mapped_column(sa.Text, default="")
    phone: Mapped[str] = mapped_column(sa.Text, default="")
    sort_key: Mapped[str] = mapped_column(SortText)
    created_at: Mapped[Moment]
    version: Mapped[int] = mapped_column(default=1)

    affiliations: Mapped[list["Affiliation"]] = relationship(
        back_populates="member", lazy="raise_on_sql", order_by="Affiliation.starts_on.desc()"
    )

    __mapper_args__ = {"version_id_col": version}

    @classmethod
    def within(cls, scope: Scope, actor: Actor) -> ColumnElement[bool]:
        match scope:
            case Scope.OWN:
                return cls.id == actor.member_id if actor.member_id is not None else sa.false()
            case Scope.OWN_STATE:
                return cls.state.in_(sorted(actor.states))
            case _:
                return sa.false()

    def is_within(self, scope: Scope, actor: Actor) -> bool:
        match scope:
            case Scope.OWN:
                return actor.member_id is not None and self.id == actor.member_id
            case Scope.OWN_STATE:
                return self.state in actor.states
            case _:
                return False

    @property
    def name(self) -> str:
        """Family name first, in her own script."""
        return " ".join(part for part in (self.family, self.given, self.patronymic) if part)

    @property
    def latin(self) -> str:
        """Family name first, as in her passport."""
        return " ".join(part for part in (self.family_latin, self.given_latin, self.patronymic_latin) if part)

    def affiliation_on(self, day: date) -> "Affiliation | None":
        """Where she served on that day (needs `affiliations` loaded)."""
        return next((one for one in self.affiliations if one.holds_on(day)), None)


class NameToken(Base):
    """One folded word of a person's names in either script: what a search looks up."""

    __tablename__ = "name_token"

    token: Mapped[str] = mapped_column(SortText, primary_key=True)
    member_id: Mapped[int] = mapped_column(
        sa.ForeignKey("member.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class Affiliation(Base):
    """Agency, rank and position for a period. Correcting a row corrects old lists; a transfer adds a row."""

    __tablename__ = "affiliation"
    __table_args__ = (
        sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="period"),
        sa.UniqueConstraint("member_id", "starts_on"),
        # One open one at most; the other overlaps are refused by `members.commands` under the member's lock.
        sa.Index(
            "uq_affiliation_open",
            "member_id",
            unique=True,
            sqlite_where=sa.text("ends_on IS NULL"),
            postgresql_where=sa.text("ends_on IS NULL"),
        ),
    )

    id: Mapped[Key]
    member_id: Mapped[int] = mapped_column(sa.ForeignKey("member.id"))
    agency_id: Mapped[int] = mapped_column(sa.ForeignKey("agency.id"), index=True)
    rank: Mapped[str] = mapped_column(sa.Text, default="")
    band: Mapped[RankBand | None] = mapped_column(word(RankBand))
    position: Mapped[str] = mapped_column(sa.Text, default="")
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)

    member: Mapped[Member] = relationship(back_populates="affiliations", lazy="raise_on_sql")
    agency: Mapped[Agency] = relationship(lazy="raise_on_sql")

    __mapper_args__ = {"version_id_col": version}

    def holds_on(self, day: date) -> bool:
        """Whether the period contains the day."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)
