"""240 invented people, 48 a state, with careers, addresses and numbers that belong to nobody."""

import random
from dataclasses import dataclass
from datetime import date, timedelta

from network.agencies.reference import ReferenceAgency, reference_agencies
from network.demo import careers
from network.demo.names import DemoName, names_of
from network.members.names import latin
from network.vocabulary import AgencyKind, RankBand, Sex, State


@dataclass(frozen=True, slots=True)
class DemoAffiliation:
    """Where she served, as what, from which day to which (None: still)."""

    agency: str  # key in the reference list
    rank: str  # English; empty for those without a rank
    rank_ru: str
    band: RankBand
    position: str  # English
    position_ru: str
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """One member. Names are in her own script and as in her passport; empty where she has none."""

    number: str  # "KG-0042"
    state: State
    sex: Sex
    family: str
    given: str
    patronymic: str
    family_latin: str
    given_latin: str
    patronymic_latin: str
    email: str  # under example.org, or empty: many have no e-mail at work
    phone: str  # international, or empty
    affiliations: tuple[DemoAffiliation, ...]  # first to last, without gap or overlap; the last is open


#: How often a kind of agency sends people; the others once.
_WEIGHTS = {
    AgencyKind.POLICE: 5,
    AgencyKind.BORDER: 5,
    AgencyKind.CUSTOMS: 3,
    AgencyKind.PROSECUTION: 2,
    AgencyKind.SECURITY: 2,
}
_BANDS = {
    RankBand.JUNIOR: 14,
    RankBand.MIDDLE: 46,
    RankBand.SENIOR: 28,
    RankBand.HIGHER: 1,
    RankBand.CIVILIAN: 7,
}
#: Mobile numbers whose subscriber part begins with three zeros: well formed, and given to nobody.
_PHONES = {
    State.KZ: "+7701000{:04d}",
    State.KG: "+996700000{:03d}",
    State.TJ: "+99290000{:04d}",
    State.TM: "+99365000{:03d}",
    State.UZ: "+99890000{:04d}",
}
_FIRST_YEAR, _LAST_YEAR = 2010, 2022  # careers begin before the first training


def people(chance: random.Random) -> tuple[DemoPerson, ...]:
    """All people, a state after the other."""
    return tuple(
        _person(state, place, name, chance)
        for state in State
        for place, name in enumerate(names_of(state, chance), start=1)
    )


def _person(state: State, place: int, name: DemoName, chance: random.Random) -> DemoPerson:
    address = ".".join(latin(part).replace(" ", "") for part in (name.given_latin, name.family_latin))
    return DemoPerson(
        number=f"{state}-{place:04d}",
        state=state,
        sex=name.sex,
        family=name.family,
        given=name.given,
        patronymic=name.patronymic,
        family_latin=name.family_latin,
        given_latin=name.given_latin,
        patronymic_latin=name.patronymic_latin,
        email=f"{address}.{state.lower()}@example.org" if chance.random() < 0.7 else "",
        phone=_PHONES[state].format(place) if chance.random() < 0.8 else "",
        affiliations=_career(state, chance),
    )


def _career(state: State, chance: random.Random) -> tuple[DemoAffiliation, ...]:
    """One affiliation, or two after a transfer or when the agency went over into another."""
    begun = date(chance.randint(_FIRST_YEAR, _LAST_YEAR), chance.randint(1, 12), chance.randint(1, 28))
    last = _agency(state, chance)
    if (before := _predecessor(last)) and last.valid_from:
        stations = [(before, begun), (last, last.valid_from)]
    elif chance.random() < 0.2:
        moved = date(chance.randint(2023, 2025), chance.randint(1, 10), chance.choice((1, 15)))
        stations = [(_first_agency(last, chance), begun), (last, moved)]
    else:
        stations = [(last, begun)]
    return _affiliations(stations, chance)


def _affiliations(stations: list[tuple[ReferenceAgency, date]], chance: random.Random) -> tuple[DemoAffiliation, ...]:
    """Each station to the day before the next. The band stays, the rank may rise within it."""
    shared = frozenset.intersection(*(careers.bands_of(agency) for agency, _ in stations))
    weights = {band: weight for band, weight in _BANDS.items() if band in shared}
    band = chance.choices(list(weights), list(weights.values()))[0]
    level = chance.random()
    ends = [starts_on - timedelta(days=1) for _, starts_on in stations[1:]]
    made = []
    for (agency, starts_on), ends_on in zip(stations, [*ends, None], strict=True):
        rank, rank_ru = careers.rank(agency, band, level)
        position, position_ru = careers.position(agency, band, chance)
        made.append(DemoAffiliation(agency.key, rank, rank_ru, band, position, position_ru, starts_on, ends_on))
        level = min(1.0, level + 0.3)
    return tuple(made)


def _first_agency(last: ReferenceAgency, chance: random.Random) -> ReferenceAgency:
    """Where she was before: mostly in the same agency with another post, else in one with as old a name."""
    other = _agency(last.state, chance)
    return last if chance.random() < 0.5 or other.valid_from else other


def _agency(state: State, chance: random.Random) -> ReferenceAgency:
    """An agency of the state that still exists; the association has no posts of its own."""
    open_ones = [
        agency
        for agency in reference_agencies()
        if agency.state is state and agency.valid_to is None and agency.kind is not AgencyKind.ASSOCIATION
    ]
    return chance.choices(open_ones, [_WEIGHTS.get(agency.kind, 1) for agency in open_ones])[0]


def _predecessor(agency: ReferenceAgency) -> ReferenceAgency | None:
    return next((one for one in reference_agencies() if one.successor == agency.key), None)
