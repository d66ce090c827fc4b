"""Names in any script: what orders them and what finds them.

Nothing here changes what a person typed. A name is kept to the letter; these functions derive from it

- `sort_key`: readable Latin, so that a sorted list still looks alphabetical to whoever reads it, and
- `search_tokens`: words folded further, so that "Рымбаева", "Rymbaeva" and "Rymbayeva" find each other.

All are pure, take any text there is, never raise, and cost some microseconds a name.
"""

import re
import unicodedata

#: Cyrillic letters of the seven languages in Latin ones, then Latin letters that lose more than an accent.
#: Lower case only: text is casefolded first. A letter given as "" vanishes.
_LATIN = {
    **dict(zip("абвгдезийклмнопрстуфыэ", "abvgdeziyklmnoprstufye", strict=True)),
    **{"ё": "yo", "ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ю": "yu", "я": "ya"},
    **{"ъ": "", "ь": ""},
    **{"ә": "a", "ғ": "g", "қ": "k", "ң": "n", "ө": "o", "ұ": "u", "ү": "u", "һ": "h", "і": "i"},  # Kazakh
    **{"ӣ": "i", "ӯ": "u", "ҳ": "h", "ҷ": "j", "ў": "o"},  # Tajik, Uzbek
    **{"ї": "i", "є": "e", "ґ": "g"},  # Ukrainian family names
    **{"ç": "ch", "ş": "sh", "ž": "zh", "ý": "y", "ı": "i", "ə": "a", "ŋ": "n"},  # Turkmen, Turkish
    **{"č": "ch", "š": "sh", "ð": "d", "đ": "d", "ø": "o", "ł": "l", "æ": "ae", "œ": "oe", "þ": "th"},
}
#: Every way an apostrophe is typed; the signs that transliterations write for ь and ъ are among them.
_APOSTROPHES = "'`´ʹʺʻʼʽʾʿˈˊˋ‘’‚‛“”„′″‵＇"
_LATIN_TABLE = str.maketrans(_LATIN | dict.fromkeys(_APOSTROPHES, ""))

#: What the spellings of one name differ in, in the order applied. Each class is written so that it begins
#: with the letter people begin to type it with, because a search starts before the name is whole.
_SPELLINGS = (
    (re.compile(r"(?<=ale)x|(?<=ma)x(?=im)|(?<=o)x(?=an)|\bx(?=eni)"), "ks"),  # Alexandra; but Uzbek x is kh
    (re.compile(r"shch|sch"), "sh"),
    (re.compile(r"dzh|dj|zh|j"), "zh"),  # Джамиля, Jamilya, Жамиля
    (re.compile(r"gh"), "g"),  # ғ in passports
    (re.compile(r"(?<![sczk])h|kh|x"), "kh"),  # Akhmetova, Ahmetova, Axmetova
    (re.compile(r"ng"), "n"),  # ң in passports
    (re.compile(r"c(?=[aouklmnrt])|q"), "k"),
    (re.compile(r"c(?=[eiy])"), "ts"),
    (re.compile(r"w"), "v"),
    (re.compile(r"(?<=[bdfgklmnprstvz])yo"), "e"),  # Fyodorova, Федорова
    (re.compile(r"[yi]e"), "e"),  # Yeraliyeva, Eralieva
    (re.compile(r"y"), "i"),  # Aygul, Aigul; Yuliya, Iuliia
    (re.compile(r"(\D)\1+"), r"\1"),  # Kessebayeva, Kesebaeva; digits are counted
)
_WORD = re.compile(r"[^\W_]+")
_AFTER_VOWEL_YE = re.compile(r"(?<=[aeiou])ye")
#: "Daughter of" and "son of" are written apart or together with the father's name.
_CHILD_OF = re.compile(r"(.{3,})(kizi|uli|ulu)")
_UNFINISHED = re.compile(r"(?<=.)i$|(?<=sh)c$")
_INITIAL = re.compile(r"[^\W\d_](?:[\u0300-\u036f]|(?<=[OoGg])[ʻʼ‘’'`])*")


def latin(text: str) -> str:
    """`text` in lower-case Latin letters: accents and apostrophes gone, anything between words one space.

    Readable, and near to what a passport says: "Ғайникен Әбдіқызы" gives "gayniken abdikyzy". Letters of
    other scripts stay themselves. Applying it again changes nothing.
    """
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    text = unicodedata.normalize("NFKD", text.translate(_LATIN_TABLE))
    text = "".join(c for c in text if not unicodedata.combining(c) and unicodedata.category(c) != "Cf")
    return " ".join(_WORD.findall(text.casefold().translate(_LATIN_TABLE)))


def folded(text: str) -> str:
    """`latin`, with the spellings of one name made one: for finding and comparing, not for reading.

    Apply it to both sides. Applying it again changes nothing.
    """
    text, before = latin(text), None
    while text != before:
        before = text
        for pattern, letters in _SPELLINGS:
            text = pattern.sub(letters, text)
    return text


def sort_key(family: str, given: str = "", patronymic: str = "") -> str:
    """Orders people by family name, then given name, then patronymic, by code point.

    Give it the Latin names where there are any. Two spaces part the names, so that "Ali Zarina" stands before
    "Ali-Akbar Aida"; a person with one name is ordered by that one. "-ayeva" stands with "-aeva", so that
    two spellings of a family name are not torn apart.
    """
    parts = (_AFTER_VOWEL_YE.sub("e", latin(name)) for name in (family, given, patronymic))
    return "  ".join(part for part in parts if part)


def search_tokens(*names: str) -> frozenset[str]:
    """The words under which a person is found, from all her names in all scripts.

    "Makanbai kyzy" and "Makanbaikyzy" give the same three words. A person is found when each of
    `search_prefixes(typed)` begins one of her tokens, in any order.
    """
    tokens: set[str] = set()
    for name in names:
        words = folded(name).split()
        tokens.update(words)
        if len(words) > 1:
            tokens.add(folded("".join(words)))
        for word in words:
            if parts := _CHILD_OF.fullmatch(word):
                tokens.update(parts.groups())
    return frozenset(tokens)


def search_prefixes(typed: str) -> tuple[str, ...]:
    """What to look up for a search that may still be typed: the folded words, in the order typed.

    The end of a word may yet become another sound: after "rymbay" or "geldi" comes "e", and then the y or i
    is not heard; after "shc" comes "h". So a last i, or c after sh, is left open.
    """
    return tuple(_UNFINISHED.sub("", word) for word in folded(typed).split())


def initials(*names: str) -> str:
    """The first letter of each name with a full stop, as typed: `initials("Айгүл", "Бакытовна")` is "А. Б.".

    Accents and the Uzbek ʻ belong to their letter ("Gʻ."). Names without a letter give nothing.
    """
    first = (_INITIAL.search(unicodedata.normalize("NFC", name)) for name in names)
    return " ".join(f"{letter[0]}." for letter in first if letter)
