"""Which agency a cell means: by any of its names, in any language and of any time, or by its acronym."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import sqlalchemy as sa
from flask_babel import gettext as _

from network.agencies.models import Agency, AgencyName, folded, searchable
from network.database import db
from network.vocabulary import AgencyKind, State
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


@dataclass
class KnownAgencies:
    """All agencies of some states, and what was answered for names that none of them bears."""

    by_account_id: dict[int, Known] = field(default_factory=dict)
    by_text: dict[tuple[State, str], set[int]] = field(default_factory=dict)
    answers: Mapping[str, int] = field(default_factory=dict)

    def meant(self, text: str, state: State, day: date) -> Known | None:
        """The one agency of the state that the text names; among several the one that was open on that day."""
        key = folded(text)
        answer = self.by_account_id.get(self.answers.get(f"{state} {key}", 0))
        if answer is not None:
            return answer
        found = [self.by_account_id[one] for one in sorted(self.by_text.get((state, key), ()))]
        still = [one for one in found if one.open_on(day)]
        return (still or found)[0] if len(still or found) == 1 else None

    def closed_sentence(self, agency: Known, day: date) -> str:
        """Why nobody served there on that day."""
        if agency.opened_on is not None and day < agency.opened_on:
            begun = shown_day(agency.opened_on)
            return str(_("%(agency)s began on %(day)s: nobody served there before.", agency=agency.name, day=begun))
        successor = self.by_account_id.get(agency.successor_id or 0)
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
    select = (
        sa.select(
            Agency.id, Agency.state, Agency.kind, Agency.opened_on, Agency.closed_on, Agency.successor_id,
            AgencyName.english, AgencyName.russian, AgencyName.national, AgencyName.acronym,
        )
        .join(AgencyName, AgencyName.agency_id == Agency.id)
        .where(Agency.state.in_(list(states)))
        .order_by(Agency.id, AgencyName.starts_on)
    )  # fmt: skip
    for row in db.session.execute(select):
        agency = known.by_account_id.get(row.id)
        if agency is None:
            agency = Known(row.id, row.state, row.kind, row.opened_on, row.closed_on, row.successor_id)
            known.by_account_id[row.id] = agency
        agency.name = row.russian if language == "ru" and row.russian else row.english
        names = (row.english, row.russian or "", row.national or "", row.acronym or "")
        for text in _texts(names):
            known.by_text.setdefault((row.state, text), set()).add(row.id)
    return known


def _texts(names: Iterable[str]) -> set[str]:
    """Every name folded, and its initials, as `searchable` writes them."""
    return {text for text in searchable(*names).split(" | ") if text}
