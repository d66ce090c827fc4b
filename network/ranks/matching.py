"""A rank that was typed, or came in a list, is the catalogue's where it is one of its titles to the letter.

No guess: case, accents and outer spaces aside it has to be the whole title, or the abbreviation, in one of its
languages, and of one rank alone. What was typed is kept beside.
"""

from collections.abc import Iterable
from datetime import date

import sqlalchemy as sa

from network.agencies.models import folded
from network.database import db
from network.ranks.models import Rank
from network.vocabulary import AgencyKind, RankService, State

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


class Titles:
    """The catalogue's titles of some states, read once for as many rows as somebody has."""

    def __init__(self, states: Iterable[State]) -> None:
        self._ranks: dict[tuple[State, str], list[Rank]] = {}
        for rank in db.session.scalars(sa.select(Rank).where(Rank.state.in_(sorted(states)))):
            names = {folded(name) for name in (rank.english, rank.russian, rank.national, rank.short)}
            for name in names - {""}:
                self._ranks.setdefault((rank.state, name), []).append(rank)

    def rank(
        self, state: State, kind: AgencyKind, text: str, starts_on: date, ends_on: date | None = None
    ) -> Rank | None:
        """The one rank that `text` is, in an agency of that state and kind, borne in that period; else None."""
        known = [one for one in self._ranks.get((state, folded(text)), ()) if one.borne_in(starts_on, ends_on)]
        for service in _BORNE.get(kind, ()):
            if mine := [one for one in known if one.service is service]:
                return mine[0] if len(mine) == 1 else None
        return known[0] if len(known) == 1 else None
