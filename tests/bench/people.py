"""Members, where they serve and served, and the words that find them: the same rows every time."""

import base64
import random
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from types import SimpleNamespace
from typing import Any

from network.members import derived, words
from network.members.keys import key_rows
from network.members.models import Affiliation, Member, NameToken, NumberSeries, Place
from network.members.pairs import LikenessKey
from network.ranks.reference import reference_ranks
from network.vocabulary import RankBand, RankService, Sex, Standing, State
from tests.bench.invented import draw, pools
from tests.bench.tables import Load

_STATES = tuple(State)
_RANKS = {
    RankBand.JUNIOR: ("Lieutenant", "Senior lieutenant"),
    RankBand.MIDDLE: ("Captain", "Major"),
    RankBand.SENIOR: ("Lieutenant colonel", "Colonel"),
    RankBand.HIGHER: ("Major general",),
    RankBand.CIVILIAN: ("",),
}
_BANDS = tuple(RankBand)
#: The catalogue is written into an empty database in its order, so a rank's place is its number there.
_LISTED = {
    (state, band): [
        one.place
        for one in reference_ranks()
        if (one.state, one.band, one.service) == (state, band, RankService.MILITARY)
    ]
    for state in State
    for band in RankBand
}
_POSITIONS = (
    "Inspector", "Senior inspector", "Investigator", "Head of section", "Head of department",
    "Training officer",
    "Border guard officer", "Customs officer", "Analyst", "Lecturer",
)  # fmt: skip
#: When the first members joined.
_BEGAN = date(2012, 1, 1)
NAMES = ("family", "given", "patronymic", "family_latin", "given_latin", "patronymic_latin")


@dataclass(frozen=True, slots=True)
class Person:
    """What trainings and accounts need to know of a member."""

    id: int
    name: str
    state: State
    number: str | None
    affiliation_id: int | None


class People:
    """`count` members of five states. `agencies` are (id, kind) by state."""

    def __init__(self, count: int, agencies: Mapping[State, Sequence[tuple[int, str]]]) -> None:
        self.persons: list[Person] = []
        self._members: list[tuple[Any, ...]] = []
        self._affiliations: list[tuple[Any, ...]] = []
        self._words: list[dict[str, int]] = []
        self._last = dict.fromkeys(_STATES, 0)
        self._chance = random.Random(2025)
        for member_id in range(1, count + 1):
            self._add(member_id, agencies)

    def _add(self, member_id: int, agencies: Mapping[State, Sequence[tuple[int, str]]]) -> None:
        chance = self._chance.random
        state = _STATES[member_id % len(_STATES)]
        own = [draw(words, chance) for words in pools(state)]
        if chance() < 0.2:
            own[2] = ("", "")  # many have no patronymic
        typed, passport = [word[0] for word in own], [word[1] for word in own]
        standing = (
            Standing.GUEST if member_id % 50 == 7 else Standing.FORMER if member_id % 33 == 5 else Standing.MEMBER
        )
        number = None
        if standing is not Standing.GUEST:
            self._last[state] += 1
            number = f"{state.value}-{self._last[state]:04d}"
        sex = Sex.MALE if member_id % 8 == 3 else Sex.UNSPECIFIED if member_id % 60 == 1 else Sex.FEMALE
        key = derived.sort_key_of(SimpleNamespace(**dict(zip(NAMES, typed + passport, strict=True))))  # type: ignore[arg-type]
        joined = _BEGAN + timedelta(days=int(chance() * 5000))
        agency, kind, band = (
            (None, None, None) if member_id % 40 == 11 else self._post(member_id, agencies[state], joined)
        )
        self._words.append(placed(typed + passport, number))
        self._members.append(
            (
                member_id, base64.urlsafe_b64encode(self._chance.randbytes(16))[:22].decode(), number,
                state.value,
                standing.value, sex.value, *typed, *passport, f"member{member_id}@example.org",
                f"+99655{member_id:07d}", key, agency, kind, band,
                datetime(joined.year, joined.month, joined.day, 5, tzinfo=UTC),
            )
        )  # fmt: skip
        name = " ".join(word for word in typed if word)
        self.persons.append(Person(member_id, name, state, number, len(self._affiliations) if agency else None))

    def _post(self, member_id: int, agencies: Sequence[tuple[int, str]], joined: date) -> tuple[int, str, str]:
        """Where she serves now, and for every fourth where she served before."""
        chance = self._chance.random
        band = _BANDS[int(len(_BANDS) * chance() ** 1.3)]
        rank, position = _RANKS[band][member_id % len(_RANKS[band])], _POSITIONS[member_id % len(_POSITIONS)]
        agency_id, kind = agencies[int(len(agencies) * chance() ** 2)]  # most serve in the large ones
        if member_id % 4 == 0:
            moved = joined + timedelta(days=400)
            before = agencies[int(len(agencies) * chance())][0]
            self._serve(member_id, before, rank, band, "Inspector", joined, moved - timedelta(days=1))
            joined = moved
        self._serve(member_id, agency_id, rank, band, position, joined, None)
        return agency_id, kind, band.value

    def _serve(
        self,
        member_id: int,
        agency_id: int,
        rank: str,
        band: RankBand,
        position: str,
        begins: date,
        ends: date | None,
    ) -> None:
        key = len(self._affiliations) + 1
        listed = _LISTED[_STATES[member_id % len(_STATES)], band]
        # Every fifth is written as somebody typed it.
        rank_id = listed[member_id % len(listed)] if listed and member_id // 5 % 5 else None
        typed = "" if rank_id else rank
        self._affiliations.append((key, member_id, agency_id, rank_id, typed, band.value, position, begins, ends))

    def loads(self) -> Iterator[Load]:
        """Everything to be written, in the order of foreign keys."""
        columns: tuple[str, ...] = (
            "id", "uid", "number", "state", "standing", "sex", *NAMES, "email", "phone", "sort_key",
            "agency_now_id",
            "kind_now", "band_now", "created_at",
        )  # fmt: skip
        yield Load(Member.__table__, columns, self._members)
        yield Load(
            NumberSeries.__table__,
            ("state", "last"),
            [(state.value, last) for state, last in self._last.items()],
        )
        columns = ("id", "member_id", "agency_id", "rank_id", "rank", "band", "position", "starts_on", "ends_on")
        yield Load(Affiliation.__table__, columns, self._affiliations)
        said: set[words.Word] = set()
        yield Load(NameToken.__table__, TOKEN, self._tokens(said))
        yield from vocabulary(said)
        yield Load(LikenessKey.__table__, ("key", "member_id"), self._keys())

    def _tokens(self, said: set[words.Word]) -> Iterator[tuple[Any, ...]]:
        for member, places in zip(self._members, self._words, strict=True):
            yield from token_rows(member[0], member[3], member[14], places, said)

    def _keys(self) -> Iterator[tuple[int, int]]:
        for member in self._members:
            names = dict(zip(NAMES, member[6:12], strict=True))
            for row in key_rows(SimpleNamespace(id=member[0], email=member[12], **names)):
                yield (row["key"], row["member_id"])


TOKEN = ("member_id", "token", "state", "sort_key", "place")


def token_rows(
    member_id: int, state: State, key: str, places: Mapping[str, int], said: set[words.Word]
) -> Iterator[tuple[Any, ...]]:
    """Rows of `TOKEN` for one person; her words are added to those that are `said`."""
    for word, place in sorted(places.items()):
        if place != Place.NUMBER and words.is_word(word):
            said.add((state, word))
        yield member_id, word, state, key, place


def placed(names: Sequence[str], number: str | None) -> dict[str, int]:
    """The words that find somebody of these names (as `NAMES`), and what each is of her."""
    places: dict[str, int] = dict(_found_by("number", number)) if number else {}
    for part, name in zip(NAMES, names, strict=True):
        for word, place in _of_name(part, name):
            places[word] = min(place, places.get(word, place))
    return places


@cache
def _of_name(part: str, name: str) -> tuple[tuple[str, int], ...]:
    return _found_by(part, name)


def _found_by(part: str, text: str) -> tuple[tuple[str, int], ...]:
    """What the product stores for one text alone; of all together it stores the first place of each word."""
    nothing = dict.fromkeys((*NAMES, "number", "former_numbers", "shield_code", "state", "sort_key"), "")
    rows = derived.token_rows(SimpleNamespace(id=0, **{**nothing, part: text}))  # type: ignore[arg-type]
    return tuple((row["token"], row["place"]) for row in rows)


def vocabulary(said: Collection[words.Word]) -> Iterator[Load]:
    """The words that people of each state are called, and their keys."""
    ordered = sorted(said)
    yield Load(words.NameWord.__table__, ("state", "word"), ordered)
    keys = ((state, key, word) for state, word in ordered for key in sorted(words.keys_of(word)))
    yield Load(words.NameKey.__table__, ("state", "key", "word"), keys)
