"""The catalogue of ranks. Titles do not compare across states, so each has a band; they are data, never code."""

from datetime import date
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from network.access.policy import Action
from network.access.scope import EverywhereOnly
from network.database import Base, Key, SortText, word
from network.vocabulary import RankBand, RankService, State


class Rank(EverywhereOnly, Base):
    """A rank of one state and service. A correction of its title corrects old lists; another title is another rank."""

    __tablename__ = "rank"
    __table_args__ = (
        sa.CheckConstraint("closed_on IS NULL OR opened_on IS NULL OR closed_on >= opened_on", name="period"),
        sa.Index("ix_rank_order", "state", "service", "place", "id"),
    )
    readable_by: ClassVar[Action] = Action.RANK_VIEW

    id: Mapped[Key]
    reference: Mapped[str | None] = mapped_column(sa.String(64), unique=True)
    state: Mapped[State] = mapped_column(word(State))
    service: Mapped[RankService] = mapped_column(word(RankService))
    band: Mapped[RankBand] = mapped_column(word(RankBand))
    place: Mapped[int]  # from the lowest rank of the service on
    english: Mapped[str] = mapped_column(SortText)
    russian: Mapped[str] = mapped_column(SortText, default="")
    national: Mapped[str] = mapped_column(sa.Text, default="")
    short: Mapped[str] = mapped_column(sa.Text, default="")
    opened_on: Mapped[date | None]
    closed_on: Mapped[date | None]  # the last day on which it was borne
    verify: Mapped[bool] = mapped_column(default=False)  # nobody who knows the state has looked at it yet
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    def title(self, language: str) -> str:
        """The title for a reader of this language, in English where there is no other."""
        return self.russian if language == "ru" and self.russian else self.english

    def borne_in(self, starts_on: date, ends_on: date | None) -> bool:
        """Whether anybody could bear it on some day of that period."""
        begun = self.opened_on is None or ends_on is None or self.opened_on <= ends_on
        return begun and (self.closed_on is None or starts_on <= self.closed_on)
