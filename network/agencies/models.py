"""Agencies of the five states. They are reorganised often: their names are dated and they have successors."""

import re
import unicodedata
from datetime import date
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Mapped, mapped_column, relationship

from network.access.policy import Action
from network.access.scope import EverywhereOnly
from network.database import Base, Key, Moment, SortText, word
from network.vocabulary import AgencyKind, State

#: A first name holds since ever, so that every agency has exactly one name on every day.
EVER = date(1900, 1, 1)

#: The language of an agency's `national` name (ISO 639).
NATIONAL_LANGUAGES = {State.KZ: "kk", State.KG: "ky", State.TJ: "tg", State.TM: "tk", State.UZ: "uz"}


class Agency(EverywhereOnly, Base):
    """A body that women of the Network serve in. `reference` is its key in the shipped list, if any."""

    __tablename__ = "agency"
    __table_args__ = (
        sa.CheckConstraint("closed_on IS NULL OR opened_on IS NULL OR closed_on >= opened_on", name="period"),
        sa.CheckConstraint("successor_id IS NULL OR successor_id <> id", name="successor"),
        # Members' copies of the kind point at it, so that the database keeps them.
        sa.UniqueConstraint("id", "kind"),
    )
    readable_by: ClassVar[Action] = Action.AGENCY_VIEW

    id: Mapped[Key]
    reference: Mapped[str | None] = mapped_column(sa.String(64), unique=True)
    state: Mapped[State] = mapped_column(word(State), index=True)
    kind: Mapped[AgencyKind] = mapped_column(word(AgencyKind))
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("agency.id"), index=True)
    opened_on: Mapped[date | None]
    closed_on: Mapped[date | None]  # its last day
    closed_why: Mapped[str] = mapped_column(sa.Text, default="")
    successor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("agency.id"), index=True)
    verify: Mapped[bool] = mapped_column(default=False)  # nobody who knows the state has looked at it yet
    version: Mapped[int] = mapped_column(default=1)

    names: Mapped[list["AgencyName"]] = relationship(
        back_populates="agency", lazy="raise_on_sql", order_by="AgencyName.starts_on"
    )
    parent: Mapped["Agency | None"] = relationship(
        lazy="raise_on_sql", remote_side="Agency.id", foreign_keys=[parent_id]
    )
    successor: Mapped["Agency | None"] = relationship(
        lazy="raise_on_sql", remote_side="Agency.id", foreign_keys=[successor_id]
    )

    __mapper_args__ = {"version_id_col": version}

    def open_on(self, day: date) -> bool:
        """Whether people could serve in it on that day."""
        begun = self.opened_on is None or self.opened_on <= day
        return begun and (self.closed_on is None or day <= self.closed_on)

    def name_on(self, day: date) -> "AgencyName":
        """The name it bore on that day; before its first known name, the first."""
        held = [name for name in self.names if name.starts_on <= day]
        return held[-1] if held else self.names[0]


class AgencyName(Base):
    """What an agency is called from `starts_on` until the next name begins. Kept as typed."""

    __tablename__ = "agency_name"
    __table_args__ = (sa.UniqueConstraint("agency_id", "starts_on"),)

    id: Mapped[Key]
    agency_id: Mapped[int] = mapped_column(sa.ForeignKey("agency.id"))
    starts_on: Mapped[date] = mapped_column(default=EVER)
    ends_on: Mapped[date | None]  # the day before the next name begins: one row per day without a subquery
    acronym: Mapped[str] = mapped_column(sa.Text, default="")
    english: Mapped[str] = mapped_column(SortText)
    russian: Mapped[str] = mapped_column(SortText, default="")
    national: Mapped[str] = mapped_column(sa.Text, default="")
    search: Mapped[str] = mapped_column(SortText, default="")  # written by `_keep_search`

    agency: Mapped[Agency] = relationship(back_populates="names", lazy="raise_on_sql")

    def text(self, language: str) -> str:
        """The name for a reader of this language, in English where the other is not known."""
        return self.russian if language == "ru" and self.russian else self.english


class CarryOver(Base):
    """People carried over into a successor in one change, and what it takes to carry them back.

    `posts` are [ended, its version, begun] by number, with None for what had not begun and only changed agency. Of a
    merger also `parts`, which became parts of the successor, and `above_id`, what the successor was a part of.
    """

    __tablename__ = "carry_over"

    id: Mapped[Key]
    agency_id: Mapped[int] = mapped_column(sa.ForeignKey("agency.id"), index=True)
    successor_id: Mapped[int] = mapped_column(sa.ForeignKey("agency.id"))
    day: Mapped[date]
    made_at: Mapped[Moment]
    merged: Mapped[bool] = mapped_column(default=False)
    posts: Mapped[list[list[int | None]]] = mapped_column(sa.JSON)
    parts: Mapped[list[int]] = mapped_column(sa.JSON)
    above_id: Mapped[int | None]


_WORD = re.compile(r"[^\W_]+")
_APOSTROPHES = dict.fromkeys(map(ord, "'`´ʻʼ‘’"))
_UNSAID = frozenset(("of", "the", "and", "for", "under", "at", "in", "и", "по", "при", "в", "на"))


def folded(text: str) -> str:
    """The words of `text` without case, accents and apostrophes: for finding, not for reading."""
    text = unicodedata.normalize("NFKD", text.casefold().translate(_APOSTROPHES))
    return " ".join(_WORD.findall("".join(letter for letter in text if not unicodedata.combining(letter))))


def searchable(*names: str) -> str:
    """What a search looks into: every name, folded, and its initials, because people type "ГКНБ"."""
    texts = [folded(name) for name in names if name]
    initials = ("".join(word[0] for word in text.split() if word not in _UNSAID) for text in texts)
    return " | ".join([*texts, *initials])


@event.listens_for(AgencyName, "before_insert")
@event.listens_for(AgencyName, "before_update")
def _keep_search(_mapper: Any, _connection: Any, name: AgencyName) -> None:
    name.search = searchable(name.english, name.russian or "", name.national or "", name.acronym or "")
