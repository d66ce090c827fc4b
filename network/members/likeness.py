"""How alike two people's names are, whatever their script, order and transliteration; pure, no database.

A verdict, a score to 100, and the evidence in pieces that a page can show. "Same" says that the names are the same,
not that the person is: two women may share all three names. `Facts` (phone, e-mail, date of birth) add to it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from network.members.evidence import Kind, Piece
from network.members.sounds import nearness
from network.members.spellings import Spelling, Word, apart, in_line


class Verdict(StrEnum):
    SAME = "same"
    POSSIBLE = "possible"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Names:
    """What a person is called: in her own script, in Latin, and `others`: previous names, or whole lines."""

    family: str = ""
    given: str = ""
    patronymic: str = ""
    family_latin: str = ""
    given_latin: str = ""
    patronymic_latin: str = ""
    others: "tuple[str | Names, ...]" = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """What two records say besides: True they agree, False they differ, None one of them does not say."""

    phone: bool | None = None
    email: bool | None = None
    born: bool | None = None

    @property
    def agrees(self) -> bool:
        """Whether the records have one of these in common."""
        return bool(self.phone or self.email or self.born)


class Alike(NamedTuple):
    """How alike two names are."""

    verdict: Verdict
    score: int
    evidence: tuple[Piece, ...]

    @property
    def is_found(self) -> bool:
        return self.verdict is not Verdict.DIFFERENT


#: From where on two parts are the same name in two spellings, and from where on they may be.
_STRONG, _NEAR = 0.88, 0.82
#: Fathers: one name in two spellings, and surely two names. Between them nothing is said.
_FATHERS_AGREE, _FATHERS_DIFFER = 0.86, 0.8
#: What both the family and the given name come to, at least, where one of them is only near.
_BOTH = 1.72
#: A family name of another kind of the same stem: Каримова and Каримзода; and the forms for a woman and a man.
_OTHER_ENDING, _OTHER_SEX = 0.88, 0.97
_NOTHING = Facts()


def spellings_of(names: "Names | str") -> tuple[Spelling, ...]:
    """Every spelling that a person has."""
    if isinstance(names, str):
        return in_line(names)
    own = apart(names.family, names.given, names.patronymic)
    latin = apart(names.family_latin, names.given_latin, names.patronymic_latin)
    if own is not None and latin is not None and own.heard == latin.heard:
        latin = None  # both scripts sound alike: one of them is enough
    found = tuple(one for one in (own, latin) if one is not None)
    return (*found, *(one for other in names.others for one in spellings_of(other))) if names.others else found


def may_be_alike(mine: Sequence[Spelling], hers: Sequence[Spelling]) -> bool:
    """Whether to compare at all: by the consonants alone, in a moment. False only where they are surely different."""
    return any(_straight(one, other) or _crossed(one, other) for one in mine for other in hers)


def _straight(one: Spelling, other: Spelling) -> bool:
    return _bony(one.given, other.given) and (
        one.family is None or other.family is None or _bony(one.family, other.family)
    )


def _crossed(one: Spelling, other: Spelling) -> bool:
    """Whether the names of the one may stand in each other's place."""
    return one.sure and other.sure and _bony(one.given, other.family) and _bony(one.family, other.given)


def _bony(one: Word | None, other: Word | None) -> bool:
    """As many consonants alike as two spellings of one name have, at least."""
    if one is None or other is None:
        return False
    if one.is_initial or other.is_initial:
        return True
    for mine in one.bones:
        for hers in other.bones:
            if mine == hers or Levenshtein.distance(mine, hers) <= 1 + (len(mine) + len(hers)) // 8:
                return True
    return False


def alike(one: "Names | str", other: "Names | str", facts: Facts = _NOTHING) -> Alike:
    """How alike these two are called."""
    return compared(spellings_of(one), spellings_of(other), facts)


def compared(mine: Iterable[Spelling], hers: Iterable[Spelling], facts: Facts = _NOTHING) -> Alike:
    """The best that any spelling of the one and any of the other say."""
    hers = tuple(hers)
    best = max((_weighed(one, other) for one in mine for other in hers), key=_Weighed.rank, default=_NONE)
    return _judged(best, facts)


class _Weighed(NamedTuple):
    """One spelling against another: how near each part is, None where one of them lacks it."""

    family: float | None
    given: float | None
    father: float | None
    swapped: bool
    one: Spelling
    other: Spelling

    def rank(self) -> tuple[int, float]:
        verdict = _verdict(self)
        return (2 if verdict is Verdict.SAME else 1 if verdict is Verdict.POSSIBLE else 0, _score(self))


_NONE = _Weighed(None, None, None, False, Spelling(), Spelling())


def _weighed(one: Spelling, other: Spelling) -> _Weighed:
    straight = _in_parts(one, other)
    if (straight.family or 0.0) < _NEAR and _crossed(one, other):
        turned = _in_parts(_turned(one), other)
        if (turned.family or 0.0) >= _STRONG and (turned.given or 0.0) >= _STRONG:
            return turned._replace(swapped=True, one=one)
    return straight


@lru_cache(maxsize=50_000)
def _turned(one: Spelling) -> Spelling:
    """The family name typed where the given one belongs."""
    turned = apart(one.given.text if one.given else "", one.family.text if one.family else "", "")
    return Spelling(turned.family, turned.given, one.father) if turned else Spelling()


def _in_parts(one: Spelling, other: Spelling) -> _Weighed:
    """The given name first: where it is another one, nothing else makes the two alike."""
    given = _words(one.given, other.given) if one.given and other.given else None
    if given is None or given < _NEAR:
        return _Weighed(None, given, None, False, one, other)
    family = _families(one.family, other.family) if one.family and other.family else None
    if family is None and (one.family or other.family):
        family = _family_of_father(one, other)
    father = _fathers(one.father, other.father) if one.father and other.father else None
    return _Weighed(family, given, father, False, one, other)


def _families(one: Word, other: Word) -> float:
    """By stem, so that a common ending makes nobody alike."""
    if one.is_initial or other.is_initial:
        return _initials(one, other)
    near = _best(one.stems, other.stems)
    if one.ending == other.ending:
        return near
    if not one.ending or not other.ending:  # none, or one with a slip in it
        return max(near * _OTHER_ENDING, _best(one.sounds, other.sounds))
    return near * (_OTHER_SEX if _kind(one.ending) == _kind(other.ending) else _OTHER_ENDING)


def _kind(ending: str) -> str:
    return "OV" if ending[1:2] == "V" else ending[:2]


def _family_of_father(one: Spelling, other: Spelling) -> float | None:
    """Where one has no family name but her father's ("Эсен кызы"), the other's may be made of it (Эсенова)."""
    family = one.family or other.family
    lacking = other if one.family else one
    if family is None or lacking.father is None or (one.father and other.father):
        return None
    return _best(family.stems, lacking.father.stems) * _OTHER_ENDING


def _fathers(one: Word, other: Word) -> float:
    if one.is_initial or other.is_initial:
        return _initials(one, other)
    near = _best(one.stems, other.stems)
    one_says, other_says = one.stems != one.sounds, other.stems != other.sounds
    # Where only one says "daughter of" as we know it, the other may say it with a slip.
    return near if one_says == other_says else max(near, _best(one.sounds, other.sounds))


def _words(one: Word, other: Word) -> float:
    if one.is_initial or other.is_initial:
        return _initials(one, other)
    return _best(one.sounds, other.sounds)


def _initials(one: Word, other: Word) -> float:
    """An initial says no more than that it may be: near where the first sounds are, or their letters."""
    first = {sounds[0] for sounds in one.sounds}, {sounds[0] for sounds in other.sounds}
    if first[0] & first[1] or one.text[:1].casefold() == other.text[:1].casefold():
        return 0.85
    near = max(nearness(mine, hers) for mine in first[0] for hers in first[1])
    return 0.8 if near >= 0.7 else 0.0


def _best(mine: tuple[str, ...], hers: tuple[str, ...]) -> float:
    if len(mine) == 1 == len(hers):
        return nearness(mine[0], hers[0])
    return max(nearness(one, other) for one in mine for other in hers)


def _verdict(found: _Weighed) -> Verdict:
    family, given, father, swapped = found.family, found.given, found.father, found.swapped
    if given is None or (father is not None and father < _FATHERS_DIFFER):
        return Verdict.DIFFERENT
    agrees = father is not None and father >= _FATHERS_AGREE
    if family is None:  # Эсен кызы Айгүл, or a name of one word
        lacks_both = found.one.family is None and found.other.family is None
        if given >= _STRONG and agrees:
            return Verdict.SAME if lacks_both else Verdict.POSSIBLE
        return Verdict.POSSIBLE if lacks_both and father is None and given >= 0.95 else Verdict.DIFFERENT
    if family >= _STRONG and given >= _STRONG:
        return Verdict.POSSIBLE if swapped or (father is not None and not agrees) else Verdict.SAME
    if min(family, given) < _NEAR or max(family, given) < _STRONG:
        return Verdict.DIFFERENT
    return Verdict.POSSIBLE if agrees or (father is None and family + given >= _BOTH) else Verdict.DIFFERENT


def _score(found: _Weighed) -> float:
    parts = (found.family, 40), (found.given, 40), (found.father, 20)
    weight = sum(part for near, part in parts if near is not None)
    if not weight:
        return 0.0
    score = sum(near * part for near, part in parts if near is not None) / weight * 100
    return (
        score - (4 if found.father is None else 0) - (4 if found.swapped else 0) - (10 if found.family is None else 0)
    )


def _judged(found: _Weighed, facts: Facts) -> Alike:
    verdict, score = _verdict(found), _score(found)
    agreeing = [fact for fact in (facts.phone, facts.email, facts.born) if fact]
    given = found.given or 0.0
    if verdict is Verdict.DIFFERENT and agreeing:
        close = given >= _STRONG or (given >= _NEAR and (found.family or 0.0) >= _NEAR)
        if close and (facts.phone or facts.email or (found.father or 0.0) >= _FATHERS_AGREE):
            verdict = Verdict.POSSIBLE
    elif verdict is Verdict.POSSIBLE and agreeing:
        verdict = Verdict.SAME
    elif verdict is Verdict.SAME and facts.born is False:
        verdict = Verdict.POSSIBLE
    score += 5 * len(agreeing) - (15 if facts.born is False else 0)
    evidence = tuple(_evidence(found, facts)) if verdict is not Verdict.DIFFERENT else ()
    return Alike(verdict, max(0, min(100, round(score))), evidence)


def _evidence(found: _Weighed, facts: Facts) -> Iterable[Piece]:
    one, other = found.one, found.other
    if found.family is not None and one.family and other.family and not found.swapped:
        yield _piece(Kind.FAMILY, found.family >= _NEAR, one.family, other.family)
    if found.swapped:
        yield Piece(Kind.SWAPPED, True)
    elif found.given is not None and one.given and other.given:
        yield _piece(Kind.GIVEN, found.given >= _NEAR, one.given, other.given)
    if one.father and other.father and found.father is not None:
        if found.father >= _FATHERS_AGREE or found.father < _FATHERS_DIFFER:
            yield _piece(Kind.PATRONYMIC, found.father >= _FATHERS_AGREE, one.father, other.father)
    elif one.father or other.father:
        yield Piece(Kind.NO_PATRONYMIC, True)
    for kind, fact in ((Kind.PHONE, facts.phone), (Kind.EMAIL, facts.email), (Kind.BORN, facts.born)):
        if fact is not None and (fact or kind is Kind.BORN):
            yield Piece(kind, fact)


def _piece(kind: Kind, agrees: bool, one: Word, other: Word) -> Piece:
    return Piece(kind, agrees, one.text, other.text)
