"""Tables by which names of the region are written in the other script: the standards', not those of the matcher.

BGN/PCGN (1979 and after), ISO 9:1995, ICAO Doc 9303, the Kazakh Latin drafts of 2018 and 2021; for names written in
Latin the official Cyrillic of Uzbek, and how a Russian clerk writes Uzbek and Turkmen names by ear.
"""

import re
from collections.abc import Callable, Mapping

from network.vocabulary import State

_RUSSIAN = dict(zip("абвгдезиклмнопрстуф", "abvgdeziklmnoprstuf", strict=True))
_BGN = {
    **_RUSSIAN,
    **{"ё": "yë", "ж": "zh", "й": "y", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch"},
    **{"ъ": "”", "ы": "y", "ь": "’", "э": "e", "ю": "yu", "я": "ya"},
}
_BGN_OF = {
    State.KZ: _BGN
    | {"ә": "ä", "ғ": "gh", "қ": "q", "ң": "ng", "ө": "ö", "ұ": "ū", "ү": "ü", "һ": "h", "і": "i", "и": "ī"},
    State.KG: _BGN | {"ж": "j", "ң": "ng", "ө": "ö", "ү": "ü"},
    State.TJ: _BGN | {"ғ": "gh", "ӣ": "í", "қ": "q", "ӯ": "ŭ", "ҳ": "h", "ҷ": "j", "ё": "yo", "э": "e", "ъ": "’"},
}
_ISO = {
    **_RUSSIAN,
    **{"ё": "ë", "ж": "ž", "й": "j", "х": "h", "ц": "c", "ч": "č", "ш": "š", "щ": "ŝ", "ъ": "ʺ", "ы": "y", "ь": "ʹ"},
    **{"э": "è", "ю": "û", "я": "â", "ә": "a̋", "ғ": "ġ", "қ": "ķ", "ң": "n̦", "ө": "ô", "ұ": "u̇", "ү": "ù", "һ": "ḥ"},
    **{"і": "ì", "ӣ": "ī", "ӯ": "ū", "ҳ": "ḩ", "ҷ": "ç", "ў": "ŭ"},
}
_ICAO = {
    **_RUSSIAN,
    **{"ё": "e", "ж": "zh", "й": "i", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "ie", "ы": "y"},
    **{"ь": "", "э": "e", "ю": "iu", "я": "ia", "ә": "a", "ғ": "g", "қ": "k", "ң": "n", "ө": "o", "ұ": "u", "ү": "u"},
    **{"һ": "h", "і": "i", "ӣ": "i", "ӯ": "u", "ҳ": "h", "ҷ": "j", "ў": "u"},
}
_KAZAKH_2021 = _RUSSIAN | {
    **{"ә": "ä", "ғ": "ğ", "қ": "q", "ң": "ñ", "ө": "ö", "ұ": "ū", "ү": "ü", "һ": "h", "і": "ı", "и": "i", "й": "i"},
    **{"ж": "j", "х": "h", "ш": "ş", "щ": "ş", "ч": "ş", "ц": "s", "ы": "y", "э": "e", "ю": "iu", "я": "ia", "ё": "io"},
    **{"ь": "", "ъ": ""},
}
_KAZAKH_2018 = _KAZAKH_2021 | {
    **{"ә": "á", "ғ": "ǵ", "ң": "ń", "ө": "ó", "ұ": "u", "ү": "ú", "ш": "sh", "щ": "sh", "ч": "ch", "у": "ý", "і": "i"},
    **{"и": "ı", "й": "ı", "ю": "ıý", "я": "ıa"},
}
_UZBEK = (
    *(("oʻ", "ў"), ("gʻ", "ғ"), ("sh", "ш"), ("ch", "ч"), ("yo", "ё"), ("yu", "ю"), ("ya", "я"), ("ye", "е")),
    *(("x", "х"), ("h", "ҳ"), ("j", "ж"), ("q", "қ"), ("y", "й"), ("ʼ", "ъ"), ("ts", "ц")),
)
_UZBEK_BY_EAR = (
    *(("yoʻ", "ю"), ("oʻ", "у"), ("gʻ", "г"), ("sh", "ш"), ("ch", "ч"), ("yo", "ё"), ("yu", "ю"), ("ya", "я")),
    *(("ye", "е"), ("x", "х"), ("h", "х"), ("j", "дж"), ("q", "к"), ("y", "й"), ("ʼ", ""), ("ts", "ц")),
)
_TURKMEN_BY_EAR = (
    *(("ýew", "ев"), ("ýe", "е"), ("ýa", "я"), ("ýo", "ё"), ("ýu", "ю"), ("ý", "й"), ("ž", "ж"), ("j", "дж")),
    *(("ş", "ш"), ("ç", "ч"), ("ä", "я"), ("ö", "ё"), ("ü", "ю"), ("ň", "н"), ("w", "в"), ("y", "ы"), ("h", "х")),
)
_TURKMEN_PLAIN = (
    *(("ý", "y"), ("ž", "zh"), ("ş", "sh"), ("ç", "ch"), ("ä", "a"), ("ö", "o"), ("ü", "u"), ("ň", "n"), ("w", "v")),
    *(("j", "dj"),),
)
_UZBEK_PLAIN = (("oʻ", "u"), ("gʻ", "g"), ("x", "kh"), ("q", "k"), ("ʼ", ""), ("j", "dj"))
_CYRILLIC = dict(zip("abvgdeziklmnoprstuf", "абвгдезиклмнопрстуф", strict=True)) | {"c": "к"}
#: Letters of the languages that a Russian keyboard lacks.
_RUSSIFIED = {
    **{"ә": "а", "ғ": "г", "қ": "к", "ң": "н", "ө": "о", "ұ": "у", "ү": "у", "һ": "х", "і": "и", "ы": "ы"},
    **{"ӣ": "и", "ӯ": "у", "ҳ": "х", "ҷ": "дж"},
}
_ENDS = {"қызы": "овна", "ұлы": "ович"}

Writing = Callable[[str], str]


def to_latin(state: State) -> dict[str, Writing]:
    """Every way in which a Cyrillic name of the state is written in Latin."""
    ways = {"BGN/PCGN": _by_letters(_BGN_OF.get(state, _BGN)), "ISO 9": _by_letters(_ISO), "ICAO": _by_letters(_ICAO)}
    if state is State.KZ:
        ways |= {"Latin 2021": _by_letters(_KAZAKH_2021), "Latin 2018": _by_letters(_KAZAKH_2018)}
    return ways


def to_cyrillic(state: State) -> dict[str, Writing]:
    """Every way in which a Latin name of the state is written in Cyrillic."""
    if state is State.UZ:
        return {"Uzbek Cyrillic": _by_spelling(_UZBEK), "by ear": _by_spelling(_UZBEK_BY_EAR)}
    return {"by ear": _by_spelling(_TURKMEN_BY_EAR)}


def plain(state: State) -> Writing:
    """The same script with the letters of a neighbour: Russian ones for Cyrillic, English ones for Latin."""
    if state is State.UZ:
        spelt = _replacing(_UZBEK_PLAIN)
        return lambda name: re.sub(r"(?<=[nmhl])o(?=[ndmz])", "a", spelt(name))  # Rakhmanova, Islamova; never -ava
    if state is State.TM:
        return _replacing(_TURKMEN_PLAIN)
    return _russified


def _russified(name: str) -> str:
    for own, russian in _ENDS.items():
        if name.endswith(own) and name[: -len(own)][-1:] not in "аәеиіоөуұүыяй":
            name = name[: -len(own)] + russian
    return "".join(_cased(letter, _RUSSIFIED.get(letter.lower(), letter.lower())) for letter in name)


def _by_letters(table: Mapping[str, str]) -> Writing:
    def write(name: str) -> str:
        made = "".join(_cased(letter, table.get(letter.lower(), letter.lower())) for letter in name)
        if table in _BGN_OF.values() or table is _BGN:  # е begins with y at the beginning and after a vowel
            made = re.sub(r"(?<![^\W])E|(?<=[aeiouyäöüū])e(?=v)", lambda found: "Ye" if found[0] == "E" else "ye", made)
        return made

    return write


def _by_spelling(pairs: tuple[tuple[str, str], ...]) -> Writing:
    spelt = _replacing(pairs)

    def write(name: str) -> str:
        made = re.sub(r"\b[eE]", lambda found: "Э" if found[0] == "E" else "э", spelt(name))
        return "".join(_cased(letter, _CYRILLIC.get(letter.lower(), letter.lower())) for letter in made)

    return write


def _replacing(pairs: tuple[tuple[str, str], ...]) -> Writing:
    table = dict(pairs)
    pattern = re.compile("|".join(re.escape(text) for text, _other in pairs), re.IGNORECASE)
    return lambda name: pattern.sub(lambda found: _cased(found[0], table[found[0].lower()]), name)


def _cased(before: str, after: str) -> str:
    return after[:1].upper() + after[1:] if before[:1].isupper() else after
