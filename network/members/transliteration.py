"""Names in the other script, as suggestions: a person takes one or types another. Nothing is filled in by itself.

All are pure, take any text there is, never raise. A text that a suggestion would hold only in part (letters of
other scripts) gives none. Case follows what was typed: "ЖҰМАБЕКОВА" gives "ZHUMABEKOVA", "ғуломова" "gʻulomova".
"""

import unicodedata
from collections.abc import Callable, Mapping

from network.members import alphabets as letters
from network.vocabulary import State

#: Suggestions for one name, the likeliest first.
MOST = 4
#: Longest text that is looked at: a name.
LONGEST = 200

_OPENING = frozenset("аеёиоуыэюяәөұүіӣӯўьъaeiouyäöü")
_LONGEST_KEY = 4
_APOSTROPHES = "'ʻʼ‘’`"
Table = Mapping[str, str]
_Way = Callable[[str], str]


def latin_forms(text: str, state: State | None) -> tuple[str, ...]:
    """How a name in her own script may stand in her passport, by the practices of her state."""
    return _distinct(text, _TO_LATIN[state], "LATIN")


def own_forms(text: str, state: State | None) -> tuple[str, ...]:
    """How a name from a passport may be written at home: in Cyrillic, and as it is where Latin is at home too."""
    return _distinct(text, _TO_OWN[state], "LATIN" if state in _LATIN_AT_HOME else "CYRILLIC", "CYRILLIC")


def _distinct(text: str, ways: tuple[_Way, ...], *scripts: str) -> tuple[str, ...]:
    """Each way's form of the text once, as far as it is wholly in the script asked for."""
    text = unicodedata.normalize("NFC", text[:LONGEST]).strip()
    if not _letters(text):
        return ()
    forms = dict.fromkeys(way(text) for way in ways)
    return tuple(form for form in forms if form and any(_is_in(script, form) for script in scripts))[:MOST]


def _is_in(script: str, text: str) -> bool:
    """Whether each letter is of that script, and there is one."""
    found = _letters(text)
    return bool(found) and all(unicodedata.name(c, "").startswith(script) for c in found)


def _letters(text: str) -> list[str]:
    return [c for c in text if c.isalpha() and c not in _APOSTROPHES]


def _by(*tables: Table) -> _Way:
    """A way through these tables, each after the other; letters of Cyrillic that the first lacks are as in English."""
    first, *others = tables

    def way(text: str) -> str:
        text = converted(text, letters.LETTERS | dict(first))
        for table in others:
            text = converted(text, table)
        return text

    return way


def _into(table: Table) -> _Way:
    return lambda text: converted(text, table)


def _with(way: _Way, apostrophe: str) -> _Way:
    """The same with that of a keyboard, as passports print it, or without any, as many papers have it."""
    return lambda text: "".join(apostrophe if c in _APOSTROPHES else c for c in way(text))


def converted(text: str, table: Table) -> str:
    """`text` letter by letter through a table of `alphabets`; what is in none stays as it is."""
    lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    written, at = [], 0
    while at < len(text):
        key, found = _longest(lower, at, table)
        length = len(key) or 1
        written.append(text[at] if found is None else _cased(found, text, at, length))
        at += length
    return "".join(written)


def _longest(lower: str, at: int, table: Table) -> tuple[str, str | None]:
    before = lower[at - 1] if at else ""
    starts = not before.isalpha()
    for length in range(_LONGEST_KEY, 0, -1):
        key = lower[at : at + length]
        if len(key) < length:
            continue
        marks = ("<", "^", "") if starts else ("^", "") if before in _OPENING else ("",)
        for mark in marks:
            if (found := table.get(mark + key)) is not None:
                return key, found
    return "", None


def _cased(found: str, text: str, at: int, length: int) -> str:
    """As large as what it stands for; of several letters the first only, unless those beside it are large too."""
    if not text[at].isupper():
        return found
    after, before = text[at + length : at + length + 1], text[at - 1 : at] if at else ""
    if length > 1:
        capitals = text[at : at + length].isupper()
    else:
        capitals = after.isupper() if after.isalpha() else before.isupper()
    return found.upper() if capitals else found[:1].upper() + found[1:]


_LATIN_AT_HOME = frozenset({State.UZ, State.TM})
_TO_LATIN: dict[State | None, tuple[_Way, ...]] = {
    State.KZ: (
        _by(letters.KAZAKH),
        _by(letters.ENGLISH),
        _by(letters.KAZAKH | letters.J),
        _by(letters.KAZAKH_FULL),
        _by(letters.ICAO),
        _by(letters.KAZAKH | letters.H),
    ),
    State.KG: (_by(letters.KYRGYZ), _by(letters.KYRGYZ_FULL), _by(letters.ENGLISH), _by(letters.ICAO_ELSEWHERE)),
    State.TJ: (_by(letters.TAJIK), _by(letters.TAJIK_RUSSIAN), _by(letters.ICAO_ELSEWHERE)),
    State.TM: (
        _by(letters.TURKMEN),
        _by(letters.ENGLISH),
        _by(letters.TURKMEN, letters.TURKMEN_HEARD),
        _by(letters.TURKMEN, letters.TURKMEN_ABROAD),
        _by(letters.TURKMEN, letters.TURKMEN_PLAIN),
    ),
    State.UZ: (
        _by(letters.UZBEK),
        _with(_by(letters.UZBEK), "'"),
        _with(_by(letters.UZBEK), ""),
        _by(letters.ENGLISH),
        _by(letters.ICAO_ELSEWHERE),
    ),
    None: (_by(letters.ENGLISH), _by(letters.ICAO)),
}
_TO_OWN: dict[State | None, tuple[_Way, ...]] = {
    State.KZ: (_into(letters.INTO_KAZAKH),),
    State.KG: (_into(letters.INTO_KYRGYZ),),
    State.TJ: (_into(letters.INTO_TAJIK),),
    State.TM: (str, _into(letters.INTO_TURKMEN)),
    State.UZ: (str, _into(letters.INTO_UZBEK)),
    None: (_into(letters.FROM_LATIN),),
}
