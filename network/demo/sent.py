"""People as ministries list them: members of the demo in other spellings, people who are new, and rows that are wrong.

Nothing here is a real person: who is new is put together from the same words as the demo's members.
"""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from network.agencies.reference import reference_agencies
from network.demo.names import names_of
from network.demo.people import DemoPerson
from network.members.transliteration import own_forms
from network.vocabulary import Sex, State

#: What Russian has in the place of letters that it lacks; lists from Russian keyboards are written so.
_RUSSIAN = str.maketrans(
    {
        **{"ә": "а", "ғ": "г", "қ": "к", "ң": "н", "ө": "о", "ұ": "у", "ү": "у", "һ": "х", "і": "и", "ӣ": "и"},
        **{"ӯ": "у", "ҳ": "х", "ҷ": "дж", "Ә": "А", "Ғ": "Г", "Қ": "К", "Ң": "Н", "Ө": "О", "Ұ": "У", "Ү": "У"},
        **{"Һ": "Х", "І": "И", "Ҳ": "Х", "Ҷ": "Дж", "Ӯ": "У", "ў": "у", "Ў": "У", "җ": "дж", "Җ": "Дж"},
    }
)
#: The year of the youngest and the oldest who is listed.
_BORN = (1972, 1999)


@dataclass(frozen=True, slots=True)
class Sent:
    """One row of a list, before somebody types it into a spreadsheet. `number` tells which member it is, for tests."""

    family: str
    given: str
    patronymic: str
    sex: Sex
    agency: str  # its name in Russian; in English below
    rank: str
    position: str
    agency_en: str
    position_en: str
    born: date | None
    phone: str
    email: str
    number: str = ""

    @property
    def full(self) -> str:
        """All names in one cell, family name first."""
        return " ".join(part for part in (self.family, self.given, self.patronymic) if part)


def in_russian(row: Sent, state: State) -> Sent:
    """The row as somebody with a Russian keyboard types it, from whichever script."""
    names = (row.family, row.given, row.patronymic)
    family, given, patronymic = (([*own_forms(name, state)] or [name])[-1].translate(_RUSSIAN) for name in names)
    return replace(row, family=family, given=given, patronymic=patronymic)


def listed(
    state: State, people: Sequence[DemoPerson], chance: random.Random, *, known: int, new: int
) -> tuple[Sent, ...]:
    """`known` members of a state and `new` people, all women, in no order."""
    own = [person for person in people if person.state is state and person.sex is Sex.FEMALE]
    rows = [of_member(person, chance) for person in chance.sample(own, known)]
    taken = {(person.family, person.given) for person in own}
    fresh = [
        name for name in names_of(state, chance) if name.sex is Sex.FEMALE and (name.family, name.given) not in taken
    ]
    for name in fresh[:new]:
        like = chance.choice(rows)
        rows.append(
            replace(
                like,
                family=name.family,
                given=name.given,
                patronymic=name.patronymic,
                sex=name.sex,
                born=_born(chance),
                phone="",
                email="",
                number="",
            )
        )
    chance.shuffle(rows)
    return tuple(rows)


def by_name(rows: Iterable[Sent]) -> list[Sent]:
    """As a list is sorted in the end."""
    return sorted(rows, key=lambda row: (row.family, row.given))


def of_member(person: DemoPerson, chance: random.Random, on: date = date.max) -> Sent:
    """A member as she was in the demo on a day, with a date of birth, which the demo keeps of nobody."""
    post = [one for one in person.affiliations if one.starts_on <= on][-1]
    agency = next(one for one in reference_agencies() if one.key == post.agency)
    return Sent(
        person.family,
        person.given,
        person.patronymic,
        person.sex,
        agency.name_ru,
        post.rank_ru,
        post.position_ru,
        agency.name_en,
        post.position,
        _born(chance),
        person.phone,
        person.email,
        person.number,
    )


def _born(chance: random.Random) -> date:
    return date(chance.randint(*_BORN), chance.randint(1, 12), chance.randint(1, 28))
