"""The agencies that the product ships with, so that nobody begins with an empty list.

They stand in `reference.csv`, in UTF-8, one a line: agencies are reorganised often, and a line is data that
the secretariat edits afterwards, never code. A line marked `verify` is general knowledge that no source
confirmed. A name in the language of the state is empty where nobody was sure of it.
"""

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from network.vocabulary import AgencyKind, State


@dataclass(frozen=True, slots=True)
class ReferenceAgency:
    """One agency as shipped. `valid_from` is its first day and `valid_to` its last; None is open."""

    key: str  # stable for good: "kz-border"
    state: State
    kind: AgencyKind
    acronym: str  # in Latin letters, empty where none is in use
    name_en: str
    name_ru: str
    name_local: str
    parent: str | None  # the key of the agency that it is a part of
    valid_from: date | None
    valid_to: date | None
    successor: str | None  # the key of the agency that took over, with `valid_to`
    verify: bool  # somebody who knows the state should look at this line

    def valid_on(self, day: date) -> bool:
        """Whether the agency existed under this name on that day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


@cache
def reference_agencies() -> tuple[ReferenceAgency, ...]:
    """All shipped agencies in the order of the file: a parent always stands before its parts."""
    text = files(__package__).joinpath("reference.csv").read_text(encoding="utf-8")
    return tuple(_agency(row) for row in csv.DictReader(text.splitlines()))


def _agency(row: dict[str, str]) -> ReferenceAgency:
    return ReferenceAgency(
        key=row["key"],
        state=State(row["state"]),
        kind=AgencyKind(row["kind"]),
        acronym=row["acronym"],
        name_en=row["name_en"],
        name_ru=row["name_ru"],
        name_local=row["name_local"],
        parent=row["parent"] or None,
        valid_from=_day(row["valid_from"]),
        valid_to=_day(row["valid_to"]),
        successor=row["successor"] or None,
        verify=row["verify"] == "verify",
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
