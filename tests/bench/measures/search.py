"""Suggestions as somebody types: the server time of each kind of search among a million members."""

from collections.abc import Iterator, Sequence
from statistics import median, quantiles
from urllib.parse import quote

from network.vocabulary import State
from tests.bench.client import Browser
from tests.bench.crowded import words_of
from tests.bench.records import COORDINATOR_ID, OFFICE_ID
from tests.bench.report import Figure
from tests.bench.stage import ENGINES, Stage

#: Milliseconds that the median of a kind may take, and that no search may go beyond.
MEDIAN, WORST = 30.0, 150.0
#: The coordinator's own: she finds the people who are looked for.
_STATE = next(iter(State))
#: People whose names are typed.
_PEOPLE = 12


def suggestions(stage: Stage) -> Iterator[Figure]:
    """For each kind, who asks and database: the median of all its searches, and the slowest of them."""
    for engine in stage.engines:
        place = stage.crowded(engine)
        kinds = _kinds(words_of(place.app, _STATE, 2 if stage.quick else _PEOPLE))
        for who, account_id in (("secretariat", OFFICE_ID), ("coordinator", COORDINATOR_ID)):
            browser = Browser(place.app, account_id)
            for kind, texts in kinds.items():
                asks = [browser.asking(f"/members/suggest?q={quote(text)}") for text in texts]
                for ask in asks[:3]:
                    ask()
                took = [median(ask().clock for _again in range(3)) * 1e3 for ask in asks]
                slow = max(range(len(took)), key=took.__getitem__)
                p95 = quantiles(took, n=20)[-1] if len(took) > 1 else took[0]
                note = f"p95 {p95:.1f} ms of {len(took)} searches"
                where = ENGINES[engine]
                yield Figure("search", f"{kind}, {who}", where, "ms", median(took), MEDIAN, note=note)
                yield Figure("search", f"{kind}, {who}, slowest", where, "ms", took[slow], WORST, note=texts[slow][:40])


def _kinds(people: Sequence[tuple[str, str, str, str, str]]) -> dict[str, list[str]]:
    """What is typed, by kind."""
    first = people[:3]
    return {
        "letter by letter": [name[:length] for own, *_rest in first for name in (own,) for length in _lengths(name)],
        "letter by letter, Latin": [one[2][:length] for one in first for length in _lengths(one[2])],
        "family and given": [f"{one[0]} {one[1]}" for one in people],
        "given and family, Latin": [f"{one[3]} {one[2]}" for one in people],
        "given, then family by letter": [f"{one[1]} {one[0][:length]}" for one in first for length in _lengths(one[0])],
        "a part": [one[0][2 : 2 + length] for one in people for length in (3, 4, 6)],
        "a slip": [_slip(one[0], at) for one in people for at in (1, 3, 5)],
        "a slip and a given name": [f"{one[1]} {_slip(one[0], 3)}" for one in people],
        "number": [text for one in people for text in (one[4], one[4][3:])],
        "frequent": ["a", "n", "ai", "nur", "aigul", "айгүл", "ai ai", "a a a a", "nur ai", "ai b", "a k",
                     "gulnur", "aigul bakitovna", "nur bakitovna", "бакыт айгүл", "ova", "baeva", "gul"],
        "rubbish": ["x" * 200, "zxqv", "жщъыь" * 40, "q w e r t y u i o p a s", "1 2 3 4 5 6", "aigul zzzzzz",
                    "%_'\"\\", " ".join(["aigul", "nur", "bek", "gul", "asan", "ora", "meer", "zat"] * 5)],
    }  # fmt: skip


def _lengths(name: str) -> range:
    return range(1, len(name) + 1)


def _slip(word: str, at: int) -> str:
    """Two letters in each other's place."""
    return word[:at] + word[at + 1 : at + 2] + word[at : at + 1] + word[at + 2 :]
