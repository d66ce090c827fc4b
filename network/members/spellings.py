"""One spelling of a person's name in its parts, as they sound: family name, given name, the father's name.

The parts are given apart, or stand in one line in an order that nobody knows; then every order that makes sense is a
spelling of its own, and the best one counts.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import permutations

from network.members.sounds import bones, readings

#: "Son of" and "daughter of", in sounds. Short ones only behind a father's name of some length.
_CHILD = re.compile(r"(.{2,}?)(?:[OEI]VIC|[OE]VNA|ICNA|IC|UULU|ULU|ULI|[KG]IZ[IE]?|O[KG]LI|O[KG]LU|[KG]UZI)")
_CHILD_WORD = re.compile(r"(?:U?ULU|ULI|[KG]IZI|[KG]IZ|[KG]UZI|O[KG]LI|O[KG]LU)")
#: A word that says by its end that it is a patronymic, and seldom anything else; then one that may be a name.
_SURELY = re.compile(r".{2,}(?:[OEI]VIC|[OE]VNA|ICNA|[KG]IZI|O[KG]LI|O[KG]LU|UULU)")
_PERHAPS = re.compile(r".{2,}(?:ULU|ULI)")
#: A family name by its end.
_FAMILY = re.compile(r".{2,}(?:[OE]VA?|SKAIA|SKI|ZODA)")
_FAMILY_END = re.compile(r"(.{2,}?)((?:[OE]V|IN)(A?)|SK(?:II?|AIA)|ZODA?|ZADE?|I)")
_WORDS = re.compile(r"[^\s,;.()/]+")
#: More words than this no line has that is a name.
_MOST_WORDS = 6


@dataclass(frozen=True, slots=True)
class Word:
    """A part as typed and as it sounds: each of its `sounds`, and `stems` without what makes it a kind of name.

    `bones` are the consonants of the stems: what is compared first, because it costs next to nothing.
    """

    text: str
    sounds: tuple[str, ...]
    stems: tuple[str, ...]
    bones: tuple[str, ...]
    ending: str = ""
    is_initial: bool = False


def _word(text: str, sounds: tuple[str, ...], stems: tuple[str, ...], ending: str = "") -> Word:
    skeletons = tuple(dict.fromkeys(map(bones, stems)))
    return Word(text, sounds, stems, skeletons, ending, len(text.strip(".")) == 1)


@dataclass(frozen=True, slots=True)
class Spelling:
    """The parts that one spelling has; None for one that it lacks. `sure` where they were given apart."""

    family: Word | None = None
    given: Word | None = None
    father: Word | None = None
    sure: bool = True

    @property
    def heard(self) -> tuple[tuple[str, ...] | None, ...]:
        """How it sounds: two scripts of one name mostly sound alike."""
        return tuple(word.sounds if word else None for word in (self.family, self.given, self.father))


def apart(family: str, given: str, patronymic: str) -> Spelling | None:
    """A spelling whose parts are known. A family name of the kind "Эсен кызы" is her father's name."""
    words = _family(family), _given(given), _father(patronymic)
    if family and words[2] is None and (father := _child(family)):
        words = None, words[1], father
    if given and words[2] is None and len(given.split()) > 1 and (found := _with_father(given)):
        words = words[0], *found
    return Spelling(*words) if words[0] or words[1] else None


@lru_cache(maxsize=50_000)
def in_line(text: str) -> tuple[Spelling, ...]:
    """Every reading of a line that holds a whole name in an unknown order."""
    words = _joined(_WORDS.findall(text.replace(".", ". "))[:_MOST_WORDS])
    father = _which_is_father(words)
    others = [word for word in words if word != father]
    if not others:
        return ()
    spelt = [Spelling(*order) for order in _orders(others, father)]
    return tuple(dict.fromkeys(spelt))


def _orders(words: Sequence[str], father: str | None) -> Iterator[tuple[Word | None, Word | None, Word | None, bool]]:
    fathers = _father(father) if father else None
    if len(words) == 1:
        yield None, _given(words[0]), fathers, False
        yield _family(words[0]), None, fathers, False
        return
    if len(words) == 2 or father:
        families = _which_is_family(words)
        for family in families:
            rest = [word for word in words if word != family] or list(words[1:])
            yield _family(family), _given(" ".join(rest)), fathers, False
        return
    families = _which_is_family(words)
    for family, given, third in permutations(words[:3]):
        if family in families:
            yield _family(family), _given(given), _father(third), False


def _which_is_family(words: Sequence[str]) -> list[str]:
    """The words that may be the family name: the only one in capitals, the only one that ends as one, or all."""
    long = [word for word in words if len(word.strip(".")) > 1]
    shouted = [word for word in long if word.isupper()]
    if len(shouted) == 1 and len(long) > 1:
        return shouted
    ended = [word for word in long if any(_FAMILY.fullmatch(one) for one in _heard(word)[:1])]
    if len(ended) == 1:
        return ended
    return long or list(words)


def _which_is_father(words: Sequence[str]) -> str | None:
    for pattern, least in ((_SURELY, 2), (_PERHAPS, 3)):
        if len(words) >= least:
            found = [word for word in words[::-1] if any(pattern.fullmatch(one) for one in _heard(word)[:1])]
            if found and found[0] != words[0]:
                return found[0]
            if found and len(found) == 1 and pattern is _SURELY:
                return found[0]
    return None


def _joined(words: Sequence[str]) -> list[str]:
    """The words of a line, "Эсен кызы" as one, and shown as it was written."""
    joined: list[str] = []
    for word in words:
        bare = word.strip(".")
        if joined and len(bare) > 1 and any(_CHILD_WORD.fullmatch(one) for one in readings(bare)):
            joined[-1] += f" {bare}"
        elif bare:
            joined.append(word)
    return joined


def _heard(text: str) -> tuple[str, ...]:
    """How a name may sound: of several words, as if they were one."""
    return readings("".join(text.split()))


@lru_cache(maxsize=100_000)
def _child(text: str) -> Word | None:
    """The father of whom this says that she is a child, where it says so by a word of its own."""
    words = text.split()
    if len(words) < 2 or not any(_CHILD_WORD.fullmatch(one) for one in readings(words[-1])):
        return None
    return _father(" ".join(words))


def _with_father(given: str) -> tuple[Word | None, Word | None] | None:
    """A given name behind which the patronymic was typed into the same field."""
    words = _joined(given.split())
    if len(words) == 2 and _which_is_father(words) == words[1]:
        return _given(words[0]), _father(words[1])
    return None


@lru_cache(maxsize=100_000)
def _family(text: str) -> Word | None:
    sounds = _heard(text)
    if not sounds:
        return None
    found = [_FAMILY_END.fullmatch(one) for one in sounds]
    stems = tuple(match[1] if match and len(match[1]) > 2 else one for match, one in zip(found, sounds, strict=True))
    ending = found[0][2] if found[0] and len(found[0][1]) > 2 else ""
    return _word(text, sounds, stems, ending)


@lru_cache(maxsize=100_000)
def _given(text: str) -> Word | None:
    sounds = _heard(text)
    return _word(text, sounds, sounds) if sounds else None


@lru_cache(maxsize=100_000)
def _father(text: str) -> Word | None:
    sounds = _heard(text)
    if not sounds:
        return None
    stems = []
    for one in sounds:
        match = _CHILD.fullmatch(one)
        stems.append(match[1] if match else one)
    return _word(text, sounds, tuple(stems))
