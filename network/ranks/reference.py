"""The ranks that the product ships with, in `reference.csv` beside this module, one a line, the lowest first.

General knowledge that no source here confirmed: every line says `verify`, and the secretariat edits them as data. A
title in the language of the state is empty where nobody was sure of it.
"""

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from network.vocabulary import RankBand, RankService, State


@dataclass(frozen=True, slots=True)
class ReferenceRank:
    """One rank as shipped. `valid_from` is the first day on which it was borne and `valid_to` the last."""

    key: str  # stable for good: "kz-police-major"
    state: State
    service: RankService
    band: RankBand
    place: int
    title_en: str
    title_ru: str
    title_local: str
    short: str
    valid_from: date | None
    valid_to: date | None
    verify: bool


@cache
def reference_ranks() -> tuple[ReferenceRank, ...]:
    """All shipped ranks in the order of the file."""
    text = files(__package__).joinpath("reference.csv").read_text(encoding="utf-8")
    return tuple(_rank(place, row) for place, row in enumerate(csv.DictReader(text.splitlines()), start=1))


def _rank(place: int, row: dict[str, str]) -> ReferenceRank:
    return ReferenceRank(
        key=row["key"],
        state=State(row["state"]),
        service=RankService(row["service"]),
        band=RankBand(row["band"]),
        place=place,
        title_en=row["title_en"],
        title_ru=row["title_ru"],
        title_local=row["title_local"],
        short=row["short"],
        valid_from=_day(row["valid_from"]),
        valid_to=_day(row["valid_to"]),
        verify=row["verify"] == "verify",
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
