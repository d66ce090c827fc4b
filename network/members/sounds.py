"""How a word of a name sounds, in whatever script and transliteration it is written, and how near two sound.

`readings` writes a word in twenty-three sounds, upper case: vowels A E I O U, J for ж and дж, C for ч, W for ш,
Q for ц, Y never (it is heard as I). `nearness` weighs what differs: the letters that transliterations exchange cost
little, others much. Pure, never raises, and remembers what it compared: names repeat.
"""

import re
import unicodedata
from collections import defaultdict
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

_CYRILLIC = {
    **dict(zip("абвгдезиклмнопрстуфхцчшщыэ", "ABVGDEZIKLMNOPRSTUFHQCWWIE", strict=True)),
    **{"й": "Y", "ё": "YO", "ж": "J", "ю": "YU", "я": "YA", "ъ": "", "ь": ""},
    **{"ә": "A", "ғ": "G", "қ": "K", "ң": "N", "ө": "O", "ұ": "U", "ү": "U", "һ": "H", "і": "I"},  # Kazakh
    **{"ӣ": "I", "ӯ": "U", "ҳ": "H", "ҷ": "J", "ў": "O", "җ": "J"},  # Tajik, Uzbek, Turkmen of before
    **{"ї": "I", "є": "E", "ґ": "G"},
}
#: Latin letters that mean more than their plain ones.
_LATIN = {
    **{"ç": "C", "č": "C", "ş": "W", "š": "W", "ŝ": "W", "ș": "W", "ž": "J", "ý": "Y", "ı": "I", "ə": "A", "ŋ": "N"},
    **{"ë": "YO", "â": "YA", "û": "YU", "đ": "D", "ð": "D", "ø": "O", "ł": "L", "æ": "E", "ß": "S"},
}
_APOSTROPHES = "'`´ʹʺʻʼʽʾʿˈˊˋ‘’‚‛“”„′″‵＇"
_TABLE = str.maketrans(_CYRILLIC | _LATIN | dict.fromkeys(_APOSTROPHES, "'"))
#: Plain Latin, the longest spelling of a sound first. "s'h" are two sounds, "sh" is one.
_SPELT = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"shch|sch|sh", "W"),
        (r"tch|ch", "C"),
        (r"dzh|zh", "J"),
        (r"kh", "H"),
        (r"gh", "G"),
        (r"ph", "F"),
        (r"ts|tz|c(?=[eiyEIY])", "Q"),
        (r"ck|[cq]", "K"),
        (r"w", "V"),
        (r"[^\W\d_]", ""),  # whatever is left: itself (see `_sounds`)
    )
)
#: What one hears alike once it is written in sounds.
_HEARD = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"D(?=J)|(?<=C)C", ""),
        (r"T[SZ]", "Q"),
        (r"NG", "N"),
        (r"(?<=[BVGDJZKLMNPRSTFHCWQ])YO", "E"),  # Фёдорова, Fyodorova, Fedorova
        (r"Y", "I"),
        (r"I+E", "E"),  # Yeraliyeva, Eralieva
        (r"N(?=[BP])", "M"),
        (r"(.)\1+", r"\1"),
    )
)
_ENGLISH_X = re.compile(r"ale(x)|ma(x)im|o(x)an|^(x)eni")
_VOWELS = frozenset("AEIOU")

#: What it costs to hear one for the other; what is not here costs `_OTHER`.
_EXCHANGED = {
    0.1: "GH",
    0.25: "AE OU",
    0.3: "AO EI UV QS GK",
    0.4: "IU BP DT ZS JZ JC CW SW QC HK PF VF EO",
    0.5: "MN BV JI LR FH BF",
    0.6: "AI EU OI",
    0.8: "AU",
}
_COSTS: dict[str, dict[str, float]] = defaultdict(dict)
for _cost_of, _pairs in _EXCHANGED.items():
    for _pair in _pairs.split():
        _COSTS[_pair[0]][_pair[1]] = _COSTS[_pair[1]][_pair[0]] = _cost_of
_NONE: dict[str, float] = {}
_OTHER = 1.2
#: What it costs to leave a sound out.
_LEFT_OUT = {"I": 0.3, "A": 0.5, "E": 0.5, "O": 0.5, "U": 0.5, "H": 0.4}
_CONSONANT_LEFT_OUT = 0.85
#: Two neighbours in each other's place: a slip of the fingers.
_EXCHANGED_PLACES = 0.8
#: A digit is nobody's slip: whoever writes "Test 1" and "Test 2" means two.
_DIGIT = 3.0
#: Share of a word's length that may differ at most, for the difference to be weighed to its end.
_SURELY_DIFFERENT = 0.4
#: More letters than this no name has; the rest is not compared.
_LONGEST = 40


@lru_cache(maxsize=200_000)
def readings(word: str) -> tuple[str, ...]:
    """The ways in which one word may sound, the likeliest first: x is х or кс, j is ж or й. Empty for no letters."""
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", word).casefold())[:_LONGEST]
    texts = [text]
    if "x" in text:
        ks, kh = text.replace("x", "ks"), text.replace("x", "kh")
        texts = [ks, kh] if _ENGLISH_X.search(text) else [kh, ks]
    if "j" in text and "dj" not in text:
        texts = [one.replace("j", letter) for letter in ("zh", "y") for one in texts]
    return tuple(dict.fromkeys(sounds for one in texts if (sounds := _sounds(one))))


def _sounds(text: str) -> str:
    text = text.replace("j", "zh").replace("dzh", "zh").translate(_TABLE)
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    for pattern, sound in _SPELT:
        text = pattern.sub(sound if sound else lambda found: found[0].upper(), text)
    text = "".join(c for c in text if c.isalnum())
    before = None
    while text != before:
        before = text
        for pattern, sound in _HEARD:
            text = pattern.sub(sound, text)
    return text


@lru_cache(maxsize=200_000)
def nearness(one: str, other: str) -> float:
    """How near two words of sounds are: 1.0 alike, 0.0 nothing in common."""
    if one == other:
        return 1.0 if one else 0.0
    length = (len(one) + len(other)) / 2
    # What differs in more than half of its letters needs no weighing.
    if Levenshtein.distance(one, other, score_cutoff=int(length * 0.6) + 1) > length * 0.6 + 1:
        return 0.0
    return max(0.0, 1.0 - _cost(one, other, length * _SURELY_DIFFERENT) / length)


def _cost(one: str, other: str, most: float) -> float:
    """What it costs to make the one of the other; where that is surely more than `most`, something above it."""
    gone = [_left_out(sound) for sound in other]
    before: list[float] = []
    row = [0.0]
    for cost in gone:
        row.append(row[-1] + cost)
    for at, mine in enumerate(one):
        exchanged, mine_gone = _COSTS.get(mine, _NONE), _left_out(mine)
        two_before, before, row = before, row, [row[0] + mine_gone]
        for place, hers in enumerate(other):
            cost = 0.0 if mine == hers else _DIGIT if hers.isdigit() else exchanged.get(hers, _OTHER)
            least = min(before[place] + cost, before[place + 1] + mine_gone, row[place] + gone[place])
            if at and place and mine == other[place - 1] and hers == one[at - 1] and mine != hers:
                least = min(least, two_before[place - 1] + _EXCHANGED_PLACES)
            row.append(least)
        if min(row) > most and (not before or min(before) > most):
            return most + 1.0
    return row[-1]


def _left_out(sound: str) -> float:
    return _LEFT_OUT.get(sound) or (_DIGIT if sound.isdigit() else _CONSONANT_LEFT_OUT)


@lru_cache(maxsize=200_000)
def skeleton(sounds: str) -> str:
    """The consonants, where one stands for all that are exchanged: what spellings of one name mostly share."""
    return "".join(_CLASS.get(sound, "") for sound in sounds)


#: Consonants by what they are exchanged with. H is heard by some and not by others: it is left out.
_CLASS = {
    sound: group[0]
    for group in ("BPFV", "DT", "GK", "ZSQ", "JCW", "L", "MN", "R")
    for sound in group
}  # fmt: skip


@lru_cache(maxsize=200_000)
def bones(sounds: str) -> str:
    """A skeleton that also says whether the word begins with a vowel; of a word without consonants, the word."""
    found = skeleton(sounds)
    return (("-" if sounds[:1] in "AEIOU" else "") + found) if found else sounds
