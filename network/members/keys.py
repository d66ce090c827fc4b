"""Under which keys a person is looked for: what spellings of one name share, hashed to a number.

A key joins the skeletons (consonants by what they are exchanged with) of two parts of a name, so that even with a
million members few people stand under one. A slip in one part leaves a key that does not look at it:

- family and given name; family name and the beginning of the given one, and no more of it than an initial tells;
- given name and the beginning, and the end, of the family name;
- given and father's name (she married); family and father's name.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Any

from network.members.likeness import Names, spellings_of
from network.members.previous import NAME_PARTS
from network.members.sounds import skeleton
from network.members.spellings import Spelling, Word, apart

#: A line of four words has many readings; of so many keys nobody needs more.
_MOST = 32
#: Kinds of keys, those by which few are found first; 7 is a family name and an initial.
_RARE, _WIDE, _INITIAL = "1@2", "34567", "7"
ALL = _RARE + _WIDE


def names_of(record: Any, previous: Iterable[Any] = ()) -> Names:
    """The names of a member, of a row with her columns, or of a person as typed; and her previous ones, to each of
    which the parts that it lacks are those of now."""
    now = [getattr(record, part) or "" for part in NAME_PARTS]
    before = ([getattr(one, part) or own for part, own in zip(NAME_PARTS, now, strict=True)] for one in previous)
    return replace(_named(now), others=tuple(_named(names) for names in before))


def _named(parts: Iterable[str]) -> Names:
    family, given, patronymic, family_latin, given_latin, patronymic_latin = parts
    return Names(family, given, patronymic, family_latin, given_latin, patronymic_latin)


def key_rows(record: Any, previous: Iterable[Any] = ()) -> list[dict[str, int]]:
    """Rows of `LikenessKey` for a member that has an id."""
    keys = keys_of(spellings_of(names_of(record, previous)), record.email or "")
    return [{"key": key, "member_id": record.id} for key in keys]


def keys_of(spellings: Iterable[Spelling], email: str = "", kinds: str = ALL) -> list[int]:
    """Each key of these kinds once, those by which the fewest are found first."""
    texts = dict.fromkeys(text for one in spellings for text in _texts(one) if text[0] in kinds)
    if email and "@" in kinds:
        texts[f"@{email.strip().casefold()}"] = None
    return [_hashed(text) for text in sorted(texts, key=lambda text: kinds.index(text[0]))[:_MOST]]


def rare_keys(spellings: Iterable[Spelling], email: str = "") -> list[int]:
    """Under what somebody is looked for first: whole names, also in each other's place, and her e-mail."""
    spellings = tuple(spellings)
    turned = (
        apart(one.given.text, one.family.text, "")
        for one in spellings
        if one.sure and one.family is not None and one.given is not None
    )
    texts = (text for one in turned if one is not None for text in _texts(one) if text[0] == "1")
    return list(dict.fromkeys([*keys_of(spellings, email, _RARE), *map(_hashed, texts)]))


def wide_keys(spellings: Iterable[Spelling], *, few: bool) -> list[int]:
    """Under what she is looked for besides: each forgives a slip. Only of `few` people also by an initial: many share
    that."""
    return keys_of(spellings, kinds=_WIDE if few else _WIDE.replace(_INITIAL, ""))


def _texts(one: Spelling) -> Iterator[str]:
    """The keys of one spelling; the first sign says of which kind, in the order of how few they find."""
    father = _bones(one.father)
    families = _bones(one.family) or father
    given = _bones(one.given)
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
            yield f"{_INITIAL}{family}|{first}"
    if one.family is not None:
        for family in families:
            for fathers in father:
                yield f"3{family}|{fathers}"


def _bones(word: Word | None) -> tuple[str, ...]:
    return () if word is None or word.is_initial else word.bones


def _first(sounds: str) -> str:
    """With what a word begins, as an initial tells it."""
    return "-" if sounds[0] in "AEIOU" else skeleton(sounds[0]) or sounds[0]


@lru_cache(maxsize=200_000)
def _hashed(text: str) -> int:
    """Sixty-three bits: a number that both databases hold."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest()) >> 1
