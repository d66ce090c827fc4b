"""Which agency a cell means: by any of its names, in any language and of any time, or by its acronym."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from network.agencies.models import Agency, AgencyName, folded, searchable
from network.database import db
from network.ranks.models import Rank
from network.vocabulary import AgencyKind, RankBand, RankService, State
from network.web.formats import day as shown_day


@dataclass
class Known:
    """One agency, as far as an import has to know it."""

    id: int
    state: State
    kind: AgencyKind
    opened_on: date | None
    closed_on: date | None
    successor_id: int | None
    name: str = ""

    def open_on(self, day: date) -> bool:
        begun = self.opened_on is None or self.opened_on <= day
        return begun and (self.closed_on is None or day <= self.closed_on)


@dataclass(frozen=True)
class KnownRank:
    """A rank of the catalogue."""

    id: int
    service: RankService
    band: RankBand
    opened_on: date | None
    closed_on: date | None


#: Which ranks are borne in agencies of a kind, where a service is not called as the kind.
_SERVICES = {AgencyKind.BORDER: RankService.MILITARY, AgencyKind.SECURITY: RankService.MILITARY}


@dataclass
class KnownAgencies:
    """All agencies and ranks of some states, and what was answered for names that no agency bears."""

    by_id: dict[int, Known] = field(default_factory=dict)
    by_text: dict[tuple[State, str], set[int]] = field(default_factory=dict)
    answers: Mapping[str, int] = field(default_factory=dict)
    ranks: dict[tuple[State, str], list[KnownRank]] = field(default_factory=dict)

    def meant(self, text: str, state: State, day: date) -> Known | None:
        """The one agency of the state that the text names; among several the one that was open on that day."""
        key = folded(text)
        answer = self.by_id.get(self.answers.get(f"{state} {key}", 0))
        if answer is not None:
            return answer
        found = [self.by_id[one] for one in sorted(self.by_text.get((state, key), ()))]
        still = [one for one in found if one.open_on(day)]
        return (still or found)[0] if len(still or found) == 1 else None

    def rank(self, text: str, agency: Known, day: date) -> KnownRank | None:
        """The one rank of the catalogue that the text names in this agency; None where it names none, or several."""
        found = self.ranks.get((agency.state, folded(text)), ())
        found = [one for one in found if one.closed_on is None or day <= one.closed_on]
        if len(found) > 1:
            service = _SERVICES.get(agency.kind)
            found = [one for one in found if one.service is service or one.service.value == agency.kind.value]
        return found[0] if len(found) == 1 else None

    def closed_sentence(self, agency: Known, day: date) -> str:
        """Why nobody served there on that day."""
        if agency.opened_on is not None and day < agency.opened_on:
            begun = shown_day(agency.opened_on)
            return str(_("%(agency)s began on %(day)s: nobody served there before.", agency=agency.name, day=begun))
        successor = self.by_id.get(agency.successor_id or 0)
        closed = shown_day(agency.closed_on) if agency.closed_on else ""
        if successor is not None:
            return str(
                _(
                    "%(agency)s closed on %(day)s, and %(successor)s followed it.",
                    agency=agency.name, day=closed, successor=successor.name,
                )
            )  # fmt: skip
        return str(_("%(agency)s closed on %(day)s: choose what followed it.", agency=agency.name, day=closed))


def known_agencies(states: Sequence[State], language: str, answers: Mapping[str, int]) -> KnownAgencies:
    """Everything by which a list may name the agencies of these states; one statement."""
    known = KnownAgencies(answers=answers)
    for row in db.session.execute(_everything(list(states))):
        names = (row.english, row.russian or "", row.national or "")
        own = row.russian if language == "ru" and row.russian else row.english
        if row.what == "rank":
            band = RankBand(row.more)
            rank = KnownRank(row.id, RankService(row.kind), band, row.opened_on, row.closed_on)
            for text in {folded(name) for name in names if name}:
                known.ranks.setdefault((State(row.state), text), []).append(rank)
            continue
        agency = known.by_id.get(row.id)
        if agency is None:
            facts = (row.opened_on, row.closed_on, row.successor_id)
            agency = Known(row.id, State(row.state), AgencyKind(row.kind), *facts)
            known.by_id[row.id] = agency
        agency.name = own
        for text in _texts((*names, row.more or "")):
            known.by_text.setdefault((agency.state, text), set()).add(row.id)
    return known


def _everything(states: list[State]) -> sa.Select[Any]:
    """Agencies by each of their names, the latest last, and ranks: one statement for both."""
    text, nothing = sa.String(), sa.cast(sa.null(), sa.Integer)
    agencies = (
        sa.select(
            sa.literal("agency").label("what"), Agency.id.label("id"),
            sa.type_coerce(Agency.state, text).label("state"),
            sa.type_coerce(Agency.kind, text).label("kind"), Agency.opened_on.label("opened_on"),
            Agency.closed_on.label("closed_on"), Agency.successor_id.label("successor_id"),
            AgencyName.english.label("english"), AgencyName.russian.label("russian"),
            AgencyName.national.label("national"), AgencyName.acronym.label("more"),
            AgencyName.starts_on.label("starts_on"),
        )
        .join(AgencyName, AgencyName.agency_id == Agency.id)
        .where(Agency.state.in_(states))
    )  # fmt: skip
    ranks = sa.select(
        sa.literal("rank"), Rank.id, sa.type_coerce(Rank.state, text), sa.type_coerce(Rank.service, text),
        Rank.opened_on, Rank.closed_on, nothing, Rank.english, Rank.russian, Rank.national,
        sa.type_coerce(Rank.band, text), sa.cast(sa.null(), sa.Date),
    ).where(Rank.state.in_(states))  # fmt: skip
    both = sa.union_all(agencies, ranks).subquery()
    return sa.select(both).order_by(both.c.what, both.c.id, both.c.starts_on)


def _texts(names: Iterable[str]) -> set[str]:
    """Every name folded, and its initials, as `searchable` writes them."""
    return {text for text in searchable(*names).split(" | ") if text}
