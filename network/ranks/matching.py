"""A rank that was typed, or came in a list, is the catalogue's where it is one of its titles to the letter.

No guess: case, accents and outer spaces aside it has to be the whole title, or the abbreviation, in one of its
languages, and of one rank alone. What was typed is kept beside.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import sqlalchemy as sa

from network.agencies.models import folded
from network.database import db
from network.ranks.models import Rank
from network.vocabulary import AgencyKind, RankBand, RankService, State

#: Whose ranks are borne in agencies of a kind, where one title is of several services; the first that has it.
_BORNE: dict[AgencyKind, tuple[RankService, ...]] = {
    AgencyKind.POLICE: (RankService.POLICE, RankService.MILITARY),
    AgencyKind.BORDER: (RankService.MILITARY,),
    AgencyKind.CUSTOMS: (RankService.CUSTOMS,),
    AgencyKind.PROSECUTION: (RankService.PROSECUTION,),
    AgencyKind.SECURITY: (RankService.MILITARY,),
    AgencyKind.DRUG_CONTROL: (RankService.DRUG_CONTROL, RankService.POLICE, RankService.MILITARY),
    AgencyKind.PENITENTIARY: (RankService.PENITENTIARY, RankService.MILITARY),
    AgencyKind.FINANCIAL: (RankService.FINANCIAL, RankService.MILITARY),
    AgencyKind.ANTI_CORRUPTION: (RankService.ANTI_CORRUPTION, RankService.MILITARY),
    AgencyKind.MIGRATION: (RankService.MIGRATION, RankService.POLICE),
    AgencyKind.EMERGENCY: (RankService.EMERGENCY, RankService.MILITARY),
}


@dataclass(frozen=True, slots=True)
class Known:
    """A rank, as far as whoever matches has to know it."""

    id: int
    service: RankService
    band: RankBand
    opened_on: date | None
    closed_on: date | None

    def borne_in(self, starts_on: date, ends_on: date | None) -> bool:
        """Whether anybody could bear it on some day of that period."""
        begun = self.opened_on is None or ends_on is None or self.opened_on <= ends_on
        return begun and (self.closed_on is None or starts_on <= self.closed_on)


class Titles:
    """The catalogue's titles of some states, read once for as many rows as somebody has: when the first asks."""

    def __init__(self, states: Iterable[State]) -> None:
        self._states = sorted(states)

    @cached_property
    def _ranks(self) -> dict[tuple[State, str], list[Known]]:
        ranks: dict[tuple[State, str], list[Known]] = {}
        facts = (Rank.id, Rank.service, Rank.band, Rank.opened_on, Rank.closed_on)
        names = (Rank.english, Rank.russian, Rank.national, Rank.short)
        select = sa.select(Rank.state, *facts, *names).where(Rank.state.in_(self._states))
        for state, *cells in db.session.execute(select):
            known = Known(*cells[: len(facts)])
            for name in {folded(text) for text in cells[len(facts) :]} - {""}:
                ranks.setdefault((state, name), []).append(known)
        return ranks

    def rank(
        self, state: State, kind: AgencyKind, text: str, starts_on: date, ends_on: date | None = None
    ) -> Known | None:
        """The one rank that `text` is, in an agency of that state and kind, borne in that period; else None."""
        known = [one for one in self._ranks.get((state, folded(text)), ()) if one.borne_in(starts_on, ends_on)]
        for service in _BORNE.get(kind, ()):
            if mine := [one for one in known if one.service is service]:
                return mine[0] if len(mine) == 1 else None
        return known[0] if len(known) == 1 else None
