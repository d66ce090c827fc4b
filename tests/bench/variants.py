"""Pairs of spellings of invented people: of one person, and of different people who are hard to tell apart."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from network.vocabulary import State
from tests.bench.invented import pools
from tests.bench.romanising import Writing, plain, to_cyrillic, to_latin

#: What people mistake when they type what they hear.
_MISTAKEN = {
    **dict(zip("оаеиыудтбпгкзсшж", "аоиеиодтпбкгсзсз", strict=True)),
    **dict(zip("oaeiyudtbpgkzs", "aoieiudtpbkgsz", strict=True)),
    **{"у": "о", "u": "o", "д": "т", "т": "д", "d": "t", "t": "d"},
}
_CYRILLIC_STATES = (State.KZ, State.KG, State.TJ)


@dataclass(frozen=True, slots=True)
class Invented:
    """Somebody who does not exist, in the script of her state. The patronymic may be empty."""

    state: State
    family: str
    given: str
    patronymic: str

    def written(self, write: Writing) -> "Invented":
        return Invented(self.state, write(self.family), write(self.given), write(self.patronymic))


@dataclass(frozen=True, slots=True)
class Spelt:
    """Two lines, and of what kind the pair is."""

    kind: str
    one: str
    other: str


def people(count: int, seed: int, states: Sequence[State] = tuple(State)) -> list[Invented]:
    """So many different people; every fifth without a patronymic."""
    chance = random.Random(seed)
    found: dict[tuple[str, str], Invented] = {}
    while len(found) < count:
        state = states[len(found) % len(states)]
        family, given, patronymic = (chance.choice(words)[0] for words in pools(state))
        if chance.random() < 0.2:
            patronymic = ""
        found.setdefault((family, given), Invented(state, family, given, patronymic))
    return list(found.values())


def of_one_person(invented: Sequence[Invented], seed: int) -> Iterator[Spelt]:
    """Each of these people in two spellings, in every kind of pair that her names allow."""
    chance = random.Random(seed)
    for one in invented:
        across = to_latin(one.state) if one.state in _CYRILLIC_STATES else to_cyrillic(one.state)
        for name, write in across.items():
            yield Spelt(f"cross-script: {name}", line(one, chance), line(one.written(write), chance))
        neighbour = one.written(plain(one.state))
        yield Spelt("same script: neighbour's letters", line(one, chance), line(neighbour, chance))
        writings = list(across.values())
        if len(writings) > 1:
            first, second = chance.sample(writings, 2)
            pair = line(one.written(first), chance), line(one.written(second), chance)
            yield Spelt("same script: two standards", *pair)
        yield Spelt("same script: a slip", line(one, chance), line(slipped(one, chance), chance))
        short = f"{one.given[:1]}. {one.family}"
        yield Spelt("same script: an initial", line(one, chance), short)


def of_two_people(invented: Sequence[Invented], seed: int, count: int) -> Iterator[Spelt]:
    """Different people: at random; of one family; sisters; and of one name with another father."""
    chance = random.Random(seed)
    for _place in range(count):
        one, other = chance.sample(invented, 2)
        yield Spelt("false: at random", _any(one, chance), _any(other, chance))
    for one in invented:
        _families, given, fathers = ([word[0] for word in words] for words in pools(one.state))
        given = [name for name in given if name != one.given]
        fathers = [name for name in fathers if name[:4] != one.patronymic[:4]]
        cousin = Invented(one.state, one.family, chance.choice(given), chance.choice(fathers))
        yield Spelt("false: the same family name", _any(one, chance), _any(cousin, chance))
        if one.patronymic:
            sister = Invented(one.state, one.family, chance.choice(given), one.patronymic)
            yield Spelt("false: sisters", _any(one, chance, whole=True), _any(sister, chance, whole=True))
            namesake = Invented(one.state, one.family, one.given, chance.choice(fathers))
            yield Spelt("false: another father", _any(one, chance, whole=True), _any(namesake, chance, whole=True))


def line(one: Invented, chance: random.Random, *, whole: bool | None = None) -> str:
    """The name in one line: in an order, with or without the patronymic, perhaps the family name in capitals."""
    patronymic = one.patronymic if whole or (whole is None and chance.random() < 0.7) else ""
    family = one.family.upper() if chance.random() < 0.4 else one.family
    orders = (
        (family, one.given, patronymic),
        (family, one.given, patronymic),
        (one.given, patronymic, family),
        (one.given, one.family, patronymic),
    )
    return " ".join(part for part in chance.choice(orders) if part)


def _any(one: Invented, chance: random.Random, *, whole: bool | None = None) -> str:
    """In her own script or in the other, by one of its standards."""
    across = to_latin(one.state) if one.state in _CYRILLIC_STATES else to_cyrillic(one.state)
    writings: list[Writing] = [str, *across.values()]
    write = chance.choice(writings)
    return line(one.written(write), chance, whole=whole)


def slipped(one: Invented, chance: random.Random) -> Invented:
    """With one slip of the fingers or of the ear in the family or in the given name."""
    if chance.random() < 0.6:
        return Invented(one.state, _slip(one.family, chance), one.given, one.patronymic)
    return Invented(one.state, one.family, _slip(one.given, chance), one.patronymic)


def _slip(word: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(word) - 1)
    kinds = [
        word[:at] + word[at + 1 :],
        word[:at] + word[at] + word[at:],
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        word[:at] + _MISTAKEN.get(word[at], word[at]) + word[at + 1 :],
    ]
    return chance.choice(kinds)
