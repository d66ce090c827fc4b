"""People and their careers. Names are kept exactly as typed; what is derived from them only finds them.

Lists of a hundred thousand people stay quick because what narrows them stands beside what sorts them, in
one index: `Member` carries where she serves now, `NameToken` her state and sort key. The database itself
keeps the copies of an agency's kind and of a member's state and sort key (foreign keys that cascade);
`members.derived` keeps the rest.
"""

from datetime import date, datetime
from enum import IntEnum
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy import ColumnElement
from sqlalchemy.orm import Mapped, mapped_column, relationship

from network.access.policy import Action, Scope
from network.access.scope import Actor
from network.agencies.models import Agency
from network.audit.models import PERSONAL, SECRET
from network.database import Base, Key, Moment, SortText, Uid, UtcDateTime, word
from network.members import pairs  # noqa: F401 - its tables
from network.members.consents import Consent, is_open_to, opened_to
from network.members.previous import LATIN_PARTS, PreviousName, written
from network.members.seconded import Secondment
from network.ranks.models import Rank
from network.sealing import Sealed
from network.vocabulary import AgencyKind, Opened, RankBand, Sex, Standing, State

#: Columns that hold values sealed for the row's uid.
_SEALED = PERSONAL | {"sealed": "uid"}
#: What the list of members is narrowed by besides the state; each is indexed alone and within a state.
_NARROWING = ("agency_now_id", "kind_now", "band_now", "standing")


def _indexes() -> list[sa.Index]:
    """Every way the list is narrowed, in the order in which it is sorted."""
    alone = [sa.Index(f"ix_member_{name}", name, "sort_key", "id") for name in _NARROWING]
    in_state = [sa.Index(f"ix_member_state_{name}", "state", name, "sort_key", "id") for name in _NARROWING]
    where = _where(sa.text("agency_now_id IS NULL"))
    return [
        *alone,
        *in_state,
        sa.Index("ix_member_unplaced", "sort_key", "id", **where),
        sa.Index("ix_member_state_unplaced", "state", "sort_key", "id", **where),
        sa.Index("ix_member_sort", "sort_key", "id"),
        # Few are shielded: every statement that leaves them out reads this index first.
        sa.Index("ix_member_shielded", "state", "shield_account_id", **_where(sa.text("shield_code IS NOT NULL"))),
        sa.Index("uq_member_shield_code", "shield_code", unique=True),
    ]


def _where(condition: sa.TextClause) -> dict[str, Any]:
    return {"sqlite_where": condition, "postgresql_where": condition}


def digits(phone: str) -> str:
    """A number by its digits alone: however it was typed it is the same phone."""
    return "".join(filter(str.isdecimal, phone))


class Member(Base):
    """A woman (or man) of the Network, or a guest who walked in to a training and is not a member yet."""

    __tablename__ = "member"
    __table_args__ = (
        sa.CheckConstraint("standing = 'guest' OR number IS NOT NULL", name="numbered"),
        sa.CheckConstraint("family <> '' OR given <> ''", name="named"),
        # Both what a state's list is read from and what the tokens' copies point at.
        sa.UniqueConstraint("state", "sort_key", "id", name="uq_member_state_sort"),
        sa.ForeignKeyConstraint(
            ["agency_now_id", "kind_now"],
            ["agency.id", "agency.kind"],
            onupdate="CASCADE",
            name="fk_member_agency_now",
        ),
        *_indexes(),
    )
    readable_by: ClassVar[Action] = Action.MEMBER_VIEW

    id: Mapped[Key]
    uid: Mapped[Uid]
    number: Mapped[str | None] = mapped_column(sa.String(16), unique=True, info=PERSONAL)
    # Those of records that were merged into hers, apart by blanks: under them she is found too.
    former_numbers: Mapped[str] = mapped_column(sa.Text, default="", server_default="", info=PERSONAL)
    state: Mapped[State] = mapped_column(word(State))
    standing: Mapped[Standing] = mapped_column(word(Standing), default=Standing.MEMBER)
    sex: Mapped[Sex] = mapped_column(word(Sex), default=Sex.FEMALE)
    # In her own script, and as in her passport. A one-word name has no family name.
    family: Mapped[str] = mapped_column(sa.Text, default="", info=PERSONAL)
    given: Mapped[str] = mapped_column(sa.Text, default="", info=PERSONAL)
    patronymic: Mapped[str] = mapped_column(sa.Text, default="", info=PERSONAL)
    family_latin: Mapped[str] = mapped_column(sa.Text, default="", info=PERSONAL)
    given_latin: Mapped[str] = mapped_column(sa.Text, default="", info=PERSONAL)
    patronymic_latin: Mapped[str] = mapped_column(sa.Text, default="", info=PERSONAL)
    # What her certificates call her, as she chose; empty: her name.
    certificate_name: Mapped[str] = mapped_column(sa.Text, default="", server_default="", info=PERSONAL)
    email: Mapped[str] = mapped_column(sa.Text, default="", info=PERSONAL)
    # Sealed for her row, and found by a keyed hash. The trail tells what they say, not how they lie here.
    phone_sealed: Mapped[str] = mapped_column("phone", sa.Text, default="", info=_SEALED | {"says": "phone"})
    born_sealed: Mapped[str] = mapped_column(
        "born_on", sa.Text, default="", server_default="", info=_SEALED | {"says": "born_on"}
    )
    notes_sealed: Mapped[str] = mapped_column(
        "notes", sa.Text, default="", server_default="", info=_SEALED | {"says": "notes"}
    )
    phone_index: Mapped[str | None] = mapped_column(sa.String(64), index=True, info=SECRET)
    born_index: Mapped[str | None] = mapped_column(sa.String(64), index=True, info=SECRET)
    sort_key: Mapped[str] = mapped_column(SortText, info=PERSONAL)
    # Where she serves today, copied for the list's filters; right until `now_until` (None: until a change).
    agency_now_id: Mapped[int | None]
    kind_now: Mapped[AgencyKind | None] = mapped_column(word(AgencyKind))
    band_now: Mapped[RankBand | None] = mapped_column(word(RankBand))
    now_until: Mapped[date | None] = mapped_column(index=True)
    # Under which code she stands instead of her name (None: she is not shielded), and the account of the one
    # coordinator who may know more. That names the account without a key: accounts lie above, and point here.
    shield_code: Mapped[str | None] = mapped_column(SortText, info=PERSONAL)
    shield_account_id: Mapped[int | None]
    created_at: Mapped[Moment]
    # Erased: the row stays as an empty shell, so that counts stay right, and is changed no more.
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    affiliations: Mapped[list["Affiliation"]] = relationship(
        back_populates="member", lazy="raise_on_sql", order_by="Affiliation.starts_on.desc()"
    )
    secondments: Mapped[list[Secondment]] = relationship(lazy="raise_on_sql", viewonly=True)
    consents: Mapped[list[Consent]] = relationship(lazy="raise_on_sql", viewonly=True)
    previous_names: Mapped[list[PreviousName]] = relationship(
        lazy="raise_on_sql", viewonly=True, order_by=(PreviousName.until.desc().nulls_last(), PreviousName.id.desc())
    )

    __mapper_args__ = {"version_id_col": version}

    phone = Sealed("phone_sealed", index="phone_index", folded=digits)
    born_on = Sealed("born_sealed", read=date.fromisoformat, write=date.isoformat, index="born_index")
    notes = Sealed("notes_sealed")

    @classmethod
    def within(cls, scope: Scope, actor: Actor) -> ColumnElement[bool]:
        match scope:
            case Scope.OWN:
                return cls.id == actor.member_id if actor.member_id is not None else sa.false()
            case Scope.OWN_STATE:
                return sa.and_(cls.state.in_(sorted(actor.states)), cls.id.not_in(hidden_from(actor)))
            case Scope.UNSHIELDED:
                return cls.shield_code.is_(None)
            case Scope.OPENED:
                return cls.id.in_(opened_to(actor, Opened.DIRECTORY))
            case _:
                return sa.false()

    def is_within(self, scope: Scope, actor: Actor) -> bool:
        match scope:
            case Scope.OWN:
                return actor.member_id is not None and self.id == actor.member_id
            case Scope.OWN_STATE:
                return self.state in actor.states and not self.is_hidden_from(actor)
            case Scope.UNSHIELDED:
                return self.shield_code is None
            case Scope.OPENED:
                return is_open_to(actor, Opened.DIRECTORY, self, self.consents)
            case _:
                return False

    def is_hidden_from(self, actor: Actor) -> bool:
        """Whether she is shielded, and this is not the coordinator named for her. As `hidden_from`."""
        if self.shield_code is None:
            return False
        named = self.shield_account_id is not None and self.shield_account_id == actor.account_id
        return not (named and self.state in actor.states)

    @property
    def is_closed(self) -> bool:
        """Whether her record is opened with a reason only, by whoever may read it."""
        return self.shield_code is not None

    @property
    def of_person(self) -> str:
        """Whose key the trail seals her values with."""
        return f"member:{self.id}"

    @property
    def name(self) -> str:
        """Family name first, in her own script."""
        return written(self)

    @property
    def latin(self) -> str:
        """Family name first, as in her passport."""
        return written(self, LATIN_PARTS)

    def affiliation_on(self, day: date) -> "Affiliation | None":
        """Where she served on that day (needs `affiliations` loaded)."""
        return next((one for one in self.affiliations if one.holds_on(day)), None)


def hidden_from(actor: Actor) -> sa.Select[int]:
    """The ids of the shielded whom a coordinator may not know: all but those for whom she is named in her own state.

    Read once a statement out of an index that holds nobody else, whatever is narrowed by it.
    """
    one = sa.alias(Member.__table__, "shielded")
    named = sa.and_(one.c.shield_account_id == (actor.account_id or 0), one.c.state.in_(sorted(actor.states)))
    nobody_named = one.c.shield_account_id.is_(None)
    return sa.select(one.c.id).where(one.c.shield_code.is_not(None), sa.or_(nobody_named, sa.not_(named)))


class Place(IntEnum):
    """What a word is of her, in the order in which a search offers people. Plus `BEGINNING`: only its first letters."""

    FAMILY = 0
    GIVEN = 1
    PATRONYMIC = 2
    NUMBER = 3
    PREVIOUS = 4
    BEGINNING = 8


class NameToken(Base):
    """One folded word of a person's names or number, or its first letters: what a search looks up.

    `state` and `sort_key` are copies that the database keeps, so that a search comes out of one index,
    narrowed and sorted. Answers `within` as `Member` does, so that the policy holds for a search too.
    """

    __tablename__ = "name_token"
    __table_args__ = (
        # Begins as the foreign key does: each change of a member looks for her words by it, and SQLite would
        # otherwise go through all words of her state.
        sa.PrimaryKeyConstraint("member_id", "state", "sort_key", "token"),
        sa.ForeignKeyConstraint(
            ["member_id", "state", "sort_key"],
            ["member.id", "member.state", "member.sort_key"],
            ondelete="CASCADE",
            onupdate="CASCADE",
            name="fk_name_token_member",
        ),
        sa.Index("ix_name_token_place", "token", "place", "sort_key", "member_id"),
        sa.Index("ix_name_token_state_place", "state", "token", "place", "sort_key", "member_id"),
        {"sqlite_with_rowid": False},
    )

    member_id: Mapped[int] = mapped_column(sa.Integer, autoincrement=False)
    token: Mapped[str] = mapped_column(SortText)
    state: Mapped[State] = mapped_column(word(State))
    sort_key: Mapped[str] = mapped_column(SortText)
    place: Mapped[int] = mapped_column(sa.SmallInteger, server_default="0")

    @classmethod
    def within(cls, scope: Scope, actor: Actor) -> ColumnElement[bool]:
        match scope:
            case Scope.OWN:
                return cls.member_id == actor.member_id if actor.member_id is not None else sa.false()
            case Scope.OWN_STATE:
                return sa.and_(cls.state.in_(sorted(actor.states)), cls.member_id.not_in(hidden_from(actor)))
            case Scope.OPENED:
                return cls.member_id.in_(opened_to(actor, Opened.DIRECTORY))
            case _:
                return sa.false()


class NumberSeries(Base):
    """The last member number given in a state. Its row is what makes two coordinators wait for each other."""

    __tablename__ = "number_series"

    state: Mapped[State] = mapped_column(word(State), primary_key=True)
    last: Mapped[int]


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
    # From the catalogue, or as it was typed where that has none. A typed one is kept beside, and not printed.
    rank_id: Mapped[int | None] = mapped_column(sa.ForeignKey("rank.id"), index=True, info=PERSONAL)
    rank: Mapped[str] = mapped_column(sa.Text, default="", info=PERSONAL)
    band: Mapped[RankBand | None] = mapped_column(word(RankBand))
    position: Mapped[str] = mapped_column(sa.Text, default="", info=PERSONAL)
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)

    member: Mapped[Member] = relationship(back_populates="affiliations", lazy="raise_on_sql")
    agency: Mapped[Agency] = relationship(lazy="raise_on_sql")
    listed_rank: Mapped[Rank | None] = relationship(lazy="raise_on_sql")

    __mapper_args__ = {"version_id_col": version}

    @property
    def of_person(self) -> str:
        """Whose key the trail seals these values with."""
        return f"member:{self.member_id}"

    def rank_in(self, language: str) -> str:
        """The rank as lists of this language print it (needs `listed_rank` loaded)."""
        return self.listed_rank.title(language) if self.listed_rank else self.rank

    def holds_on(self, day: date) -> bool:
        """Whether the period contains the day."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)
