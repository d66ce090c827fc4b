"""A whole name in one cell, taken apart; nothing in it is changed, neither its case nor its apostrophes."""

import re
from dataclasses import dataclass, replace

from flask_babel import lazy_gettext as _l

from network.imports.reading import Cell
from network.imports.values import Problem, line

#: What says "daughter of" or "son of": it goes with the father's name before it.
_OF_FATHER = re.compile(
    r"(k[yi]z[yi]?|q[iı]z[iı]|gyzy|кызы|қызы|кизи|қизи|uulu|ulu|o['`´ʻʼ‘’]?g['`´ʻʼ‘’]?li|ogly|oglu|o['`´ʻʼ‘’]?gl[iı]|"
    r"uly|ұлы|улы|уулу|оглы|огли|ўғли|угли|zoda|зода)",
    re.IGNORECASE,
)
#: How the father's names of Russian end, and those of their women: they stand after the given name, never before.
_PATRONYMIC = re.compile(r".+(ovna|evna|ovich|evich|ична|овна|евна|ович|евич|ьевна|ьевич|инична)", re.IGNORECASE)
#: How family names of the region end, men's and women's.
_FAMILY = re.compile(r".+(ova|eva|yeva|ov|ev|yev|ин|ина|ова|ева|ёва|ов|ев|ёв|ская|ский|skaya|skiy)", re.IGNORECASE)
#: Ends that a given name never has: of two words, the second alone with one is the family name.
_FAMILY_ONLY = re.compile(r".{2,}(ova|eva|yeva|ова|ева|ёва|ская|skaya|zoda|зода)", re.IGNORECASE)
#: A former name, as lists write it behind the present one.
_FORMER = re.compile(r"\(([^()]*)\)")
#: A word of a name, not of a remark: "(Иванова)" is one, "(декрет)" is none.
_NAMING = re.compile(r"[^\W\d_][\w'`´ʻʼ‘’-]*")


@dataclass(frozen=True)
class Name:
    """A name in its parts, as typed."""

    family: str = ""
    given: str = ""
    patronymic: str = ""
    previous: str = ""  # "Асанова (Иванова) Айгүл"


def full_name(cell: Cell) -> Name | Problem | None:
    """Family, given and father's name, which is the order of the region's lists.

    Another order only where the name itself says so: "Aigul ASANOVA" by its capitals, "Айгүл Бакытовна Асанова" by its
    ends, "Asanova, Aigul" by its comma. kyzy, uulu, qizi, oglu go with the father's name before them. One word is a
    given name.
    """
    said = line(cell)
    if not isinstance(said, str):
        return said
    if not any(map(str.isalpha, said)):
        return Problem(_l("“%(text)s” is no name.", text=said))
    former = _FORMER.search(said)
    words = _FORMER.sub(" ", said)
    name = _in_order(words) if any(map(str.isalpha, words)) else _in_order(said)
    return replace(name, previous=former[1].strip()) if former and _names_somebody(former[1], words) else name


def _names_somebody(bracket: str, words: str) -> bool:
    """Whether what stands in brackets is a name: words that begin with a capital, beside a name."""
    parts = bracket.split()
    capital = all(part[0].isupper() and _NAMING.fullmatch(part) for part in parts)
    return bool(parts) and capital and any(map(str.isalpha, words))


#: What people write into a column of previous names where there is none.
_NONE = re.compile(r"(нет|не меняла|не было|no|none|n/?a|жок|жоқ|йўқ|йук|yo.?q|ýok|не)\.?", re.IGNORECASE)


def previous_name(said: str) -> Name | None:
    """What she was called before; one word is a family name. None where the text names none."""
    if not any(map(str.isalpha, said)) or _NONE.fullmatch(said.strip()):
        return None
    words = said.split()
    return Name(said.strip()) if len(words) == 1 else _in_order(" ".join(words))


def _in_order(said: str) -> Name:
    if said.count(",") == 1:
        family, rest = (part.strip() for part in said.split(","))
        if family and rest:
            return Name(family, *_given(rest.split()))
    words = said.replace(",", " ").split()
    if len(words) == 1:
        return Name(given=words[0])
    if turned := _by_capitals(words) or _by_ends(words):
        return turned
    if _OF_FATHER.fullmatch(words[1]):  # "Асанбек кызы Айгүл": the father's name stands where a family's does
        return Name(" ".join(words[:2]), *_given(words[2:]))
    if len(words) == 3 and _OF_FATHER.fullmatch(words[2]):  # "Айгүл Асанбек кызы"
        return Name("", *_given(words))
    return Name(words[0], *_given(words[1:]))


def _given(words: list[str]) -> tuple[str, str]:
    """The given name, and what follows it."""
    return " ".join(words[:1]), " ".join(words[1:])


def _by_capitals(words: list[str]) -> Name | None:
    """The one part that is written in capitals, behind others that are not, is the family name."""
    loud = [len(word) > 1 and word.isupper() for word in words]
    if not loud[-1] or loud[0] or not any(map(str.islower, "".join(words))):
        return None
    first = loud.index(True)
    if not all(loud[first:]):
        return None
    return Name(" ".join(words[first:]), *_given(words[:first]))


def _by_ends(words: list[str]) -> Name | None:
    """A Russian father's name in the middle tells the given name before it, the family name after it; so does the end
    of a family name in the second of two words."""
    if len(words) == 3 and _PATRONYMIC.fullmatch(words[1]) and _FAMILY.fullmatch(words[2]):
        return Name(words[2], words[0], words[1])
    if len(words) == 2 and _FAMILY_ONLY.fullmatch(words[1]) and not _FAMILY_ONLY.fullmatch(words[0]):
        return Name(words[1], words[0])
    return None
