"""Under which keys a person is looked for: what spellings of one name share, hashed to a number.

A key joins the skeletons (consonants by what they are exchanged with) of two parts of a name, so that even with a
million members few people stand under one. A slip in one part leaves a key that does not look at it:

- family and given name; family name and the beginning of the given one, and no more of it than an initial tells;
- given name and the beginning, and the end, of the family name;
- given and father's name (she married); family and father's name.
"""

import hashlib
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from network.members.likeness import Names, spellings_of
from network.members.sounds import skeleton
from network.members.spellings import Spelling, Word, apart

#: A line of four words has many readings; of so many keys nobody needs more.
_MOST = 32


def names_of(record: Any) -> Names:
    """The names of a member, of a row with her columns, or of a person as typed."""
    return Names(
        record.family or "",
        record.given or "",
        record.patronymic or "",
        record.family_latin or "",
        record.given_latin or "",
        record.patronymic_latin or "",
    )


def key_rows(record: Any) -> list[dict[str, int]]:
    """Rows of `LikenessKey` for a member that has an id."""
    keys = keys_of(spellings_of(names_of(record)), record.email or "")
    return [{"key": key, "member_id": record.id} for key in keys]


def keys_of(spellings: Iterable[Spelling], email: str = "") -> list[int]:
    """Each key once, those by which the fewest are found first."""
    texts = dict.fromkeys(text for one in spellings for text in _texts(one))
    if email:
        texts[f"@{email.strip().casefold()}"] = None
    return [_hashed(text) for text in sorted(texts, key=lambda text: text[0])[:_MOST]]


def asked_keys(spellings: Iterable[Spelling], email: str = "") -> list[int]:
    """What somebody is looked for under: also as if family and given name stood in each other's place."""
    spellings = tuple(spellings)
    turned = (
        apart(one.given.text, one.family.text, "")
        for one in spellings
        if one.sure and one.family is not None and one.given is not None
    )
    keys = keys_of(spellings, email)
    texts = (text for one in turned if one is not None for text in _texts(one) if text[0] == "1")
    return list(dict.fromkeys([*keys, *map(_hashed, texts)]))


def _texts(one: Spelling) -> Iterator[str]:
    """The keys of one spelling; the first sign says of which kind, in the order of how few they find."""
    father = _skeletons(one.father)
    families = _skeletons(one.family) or father
    given = _skeletons(one.given, whole=True)
    for name in given:
        for family in families:
            yield f"1{family}|{name}"
            yield f"4{family}|{name[:2]}"
            yield f"5{family[:3]}|{name}"
            yield f"6{name}|{family[-3:]}"
        for fathers in father:
            yield f"2{name}|{fathers}"
    for family in families:
        for first in {_first(sounds) for sounds in one.given.sounds} if one.given else ():
            yield f"7{family}|{first}"
    if one.family is not None:
        for family in families:
            for fathers in father:
                yield f"3{family}|{fathers}"


def _skeletons(word: Word | None, *, whole: bool = False) -> list[str]:
    if word is None or word.is_initial:
        return []
    return list(dict.fromkeys(_bones(one) for one in (word.sounds if whole else word.stems)))


def _first(sounds: str) -> str:
    """With what a word begins, as an initial tells it."""
    return "-" if sounds[0] in "AEIOU" else skeleton(sounds[0]) or sounds[0]


@lru_cache(maxsize=200_000)
def _bones(sounds: str) -> str:
    """A skeleton that also says whether the word begins with a vowel; of a word without consonants, the word."""
    bones = skeleton(sounds)
    return (("-" if sounds[:1] in "AEIOU" else "") + bones) if bones else sounds


@lru_cache(maxsize=200_000)
def _hashed(text: str) -> int:
    """Sixty-three bits: a number that both databases hold."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest()) >> 1
