"""How much of a password nobody would guess: what is left of it without words, places, offices, years and rows of keys.

Whoever guesses in the region begins with names, cities and agencies, in either script and also typed on the other
keyboard layout, with a year behind. So a password is not asked for capitals or signs, but for something beside those.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from itertools import pairwise

from network.agencies.reference import reference_agencies
from network.members.names import folded

#: What has to be left: letters count whole, digits and signs half.
ENOUGH = 6
#: Shorter words are left where they are: they stand in others by chance.
_SHORTEST_WORD = 3

_LATIN_KEYS = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
_CYRILLIC_KEYS = "йцукенгшщзхъфывапролджэячсмитьбюё"
_TO_CYRILLIC = str.maketrans(_LATIN_KEYS, _CYRILLIC_KEYS)
_TO_LATIN = str.maketrans(_CYRILLIC_KEYS, _LATIN_KEYS)
#: Signs and digits in the place of the letters that they look like.
_LOOKALIKES = str.maketrans("0134578@$!|€", "oieastbasiie")
_ROWS = (
    *("1234567890", "qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./", "abcdefghijklmnopqrstuvwxyz"),
    *("йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю", "абвгдеёжзийклмнопрстуфхцчшщъыьэюя", "0123456789"),
    # Down the columns, up and down, to and fro between two rows, and the signs above the digits.
    *("qazwsxedcrfvtgbyhnujmikolp", "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik", "zaq12wsxcde34rfvbgt56yhnmju78ik"),
    *("q1w2e3r4t5y6u7i8o9p0", "1q2w3e4r5t6y7u8i9o0p", "qawsedrftgyhujikolp"),
    *("!@#$%^&*()_+", "йфяцычувскамепинртгоьшлбщдю"),
)
#: Each row of keys and each alphabet, both ways: the key that comes next.
_NEXT = [dict(pairwise(row)) for line in _ROWS for row in (line, line[::-1])]
_DATE = re.compile(r"(?:0?[1-9]|[12]\d|3[01])\D?(?:0?[1-9]|1[0-2])\D?(?:19|20)\d\d|(?:19|20)\d\d")
_RUN = re.compile(r"(.)\1{2,}")
_AGAIN = re.compile(r"(.{2,}?)\1+")


def left_of(password: str, own: Iterable[str] = ()) -> float:
    """How many characters are left of it at the worst, `own` being what everybody knows of its owner."""
    text = unicodedata.normalize("NFKC", password).casefold()
    own = tuple(own)
    return min(_left(one, own) for one in _readings(text))


def _readings(text: str) -> Iterator[str]:
    """As typed, with look-alikes undone, and as the other keyboard layout would have it."""
    yield text
    yield text.translate(_LOOKALIKES)
    yield text.translate(_TO_CYRILLIC)
    yield text.translate(_TO_LATIN)


def _left(text: str, own: tuple[str, ...]) -> float:
    for word in own:
        text = text.replace(word.casefold(), " ")
    text = _RUN.sub(" ", _without_rows(_DATE.sub(" ", text)))
    signs = sum(not one.isalnum() and not one.isspace() for one in text)
    rest = _AGAIN.sub(r"\1", _RUN.sub("", "".join(folded(text).split())))
    rest = _known().sub("", rest)
    if words := _words(own):
        rest = re.sub("|".join(words), "", rest)
    return sum(0.5 if one.isdigit() else 1 for one in rest) + signs / 2


def _without_rows(text: str) -> str:
    """Without keys that follow each other: four letters or three digits and more."""
    kept, at = [], 0
    while at < len(text):
        longest = max(_follow(text, at, row) for row in _NEXT)
        if longest >= (3 if text[at].isdigit() else 4):
            kept.append(" ")
            at += longest
        else:
            kept.append(text[at])
            at += 1
    return "".join(kept)


def _follow(text: str, at: int, row: dict[str, str]) -> int:
    end = at + 1
    while end < len(text) and row.get(text[end - 1]) == text[end]:
        end += 1
    return end - at


def _words(texts: Iterable[str]) -> list[str]:
    """The words in them as they are compared, the longest first."""
    words = {word for text in texts for word in folded(text).split()}
    return sorted((re.escape(word) for word in words if len(word) >= _SHORTEST_WORD), key=len, reverse=True)


@cache
def _known() -> re.Pattern[str]:
    """Every word that is tried first."""
    text = files(__package__).joinpath("guessed.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    for one in reference_agencies():
        lines += [one.acronym, one.name_en, one.name_ru, one.name_local]
    return re.compile("|".join(_words(lines)))
