"""How the five states write a name in a passport: Latin letters without diacritics, each by its own custom.

Only for making demo names: a real passport's spelling is typed from the passport.
"""

import re

from network.vocabulary import State

_CYRILLIC = dict(zip("абвгдезиклмнопрстуфы", "abvgdeziklmnoprstufy", strict=True)) | {
    **{"ё": "yo", "ж": "zh", "й": "i", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch"},
    **{"ъ": "", "ь": "", "э": "e", "ю": "yu", "я": "ya"},
}
_CUSTOMS: dict[State, dict[str, str]] = {
    State.KZ: dict(zip("әғқңөұүһі", "agknouuhi", strict=True)),
    # Kyrgyz passports follow ICAO 9303: Iuliia, Elena.
    State.KG: {"ң": "n", "ө": "o", "ү": "u", "ё": "e", "ю": "iu", "я": "ia"},
    State.TJ: {"ғ": "gh", "ӣ": "i", "қ": "q", "ӯ": "u", "ҳ": "h", "ҷ": "j", "й": "y"},
    State.TM: {"ä": "a", "ç": "ch", "ž": "zh", "ň": "n", "ö": "o", "ş": "sh", "ü": "u", "ý": "y"},
    State.UZ: {"ʻ": "'", "ʼ": "'"},
}
#: Where a custom writes "ye" for е: at the beginning, after a vowel, after ь.
_YE = re.compile(r"(?<![^\W\d_])е|(?<=[аеёиоуыэюяәөұүіьӣӯ])е", re.IGNORECASE)
_WRITES_YE = frozenset({State.KZ, State.TM, State.UZ})


def passport_form(name: str, state: State) -> str:
    """`name` as a passport of `state` spells it; what is Latin already keeps its letters without accents."""
    if state in _WRITES_YE:
        name = _YE.sub(lambda e: "Ye" if e[0].isupper() else "ye", name)
    table = _CYRILLIC | _CUSTOMS[state]
    return "".join(_like(letter, table.get(letter.lower(), letter.lower())) for letter in name)


def _like(letter: str, latin: str) -> str:
    """`latin` with the case of `letter`: Щ is Shch."""
    return latin[:1].upper() + latin[1:] if letter.isupper() else latin
