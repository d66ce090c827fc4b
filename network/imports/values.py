"""What a cell says, as a value of ours: or a problem, or None where it says nothing. Nothing changes case.

Names are read in `names`, dates in `dates`, phones in `phones`; all answer alike.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask_babel import lazy_gettext as _l

from network.imports.reading import Cell
from network.imports.words import MARKS, ROLES, SEXES, STATES
from network.vocabulary import MarkStatus, ParticipantRole, Sex, State

#: An address of more characters is none (RFC 5321).
_LONGEST_ADDRESS = 254
#: Characters that are not seen and say nothing: they come with texts copied from web pages. The two that join and part
#: letters (200C, 200D) go too: no language of the region is written with them.
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_BLANKS = re.compile(r"[^\S\n]+")
_ERRORS = re.compile(r"#(REF!|N/A|NAME\?|VALUE!|DIV/0!|NUM!|NULL!|ССЫЛКА!|Н/Д|ИМЯ\?|ЗНАЧ!|ДЕЛ/0!|ЧИСЛО!|ПУСТО!|#+)")
_NUMBER = re.compile(r"[A-Z]{2}-[0-9]{4,}")


@dataclass(frozen=True)
class Problem:
    """Why a cell is not taken, in a sentence."""

    sentence: Any


def text(cell: Cell) -> str | Problem | None:
    """Words as typed, without outer blanks and unseen characters; 12.0 is "12"; #REF! is a problem.

    A blank that does not break is a blank, and several are one; the line breaks in a cell stay.
    """
    if cell is None:
        return None
    said = _UNSEEN.sub("", _written(cell))
    said = "\n".join(_BLANKS.sub(" ", line).strip() for line in said.splitlines()).strip()
    if _ERRORS.fullmatch(said):
        return Problem(
            _l("The spreadsheet shows an error in this cell (%(text)s). Write what should be there.", text=said)
        )
    return said or None


def line(cell: Cell) -> str | Problem | None:
    """As `text`, in one line."""
    said = text(cell)
    return " ".join(said.split()) if isinstance(said, str) else said


def _written(cell: Cell) -> str:
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return f"{cell:%d.%m.%Y}" if cell.time().isoformat() == "00:00:00" else f"{cell:%d.%m.%Y %H:%M}"
    return f"{cell:%d.%m.%Y}" if isinstance(cell, date) else str(cell)


def is_member_number(cell: Cell) -> bool:
    """Whether it is a number of this Network ("KG-0042")."""
    return isinstance(cell, str) and bool(_NUMBER.fullmatch(cell.strip()))


def number(cell: Cell) -> str | Problem | None:
    """A member number as it is kept: in capitals, with a plain hyphen."""
    said = line(cell)
    if not isinstance(said, str):
        return said
    plain = re.sub(r"\s*[-‐‑–—−]\s*", "-", said).upper().translate(str.maketrans("КТМ", "KTM"))
    if _NUMBER.fullmatch(plain):
        return plain
    return Problem(_l("“%(text)s” is no member number. One looks like KG-0042.", text=said))


def _key(said: str) -> str:
    """A word without case, dots and signs around it."""
    return " ".join(said.casefold().replace("ё", "е").replace(".", " ").strip(" \t\"'()«»“”;,").split())


def sex(cell: Cell) -> Sex | Problem | None:
    """ "ж", "жен.", "F", "female", "аял", "әйел", "ayol" …"""
    said = line(cell)
    if not isinstance(said, str):
        return said
    return SEXES.get(_key(said)) or Problem(_l("“%(text)s” is not known here. Write F or M.", text=said))


def state(cell: Cell) -> State | Problem | None:
    """A state by its name in English, Russian or its own languages, or its ISO code."""
    said = line(cell)
    if not isinstance(said, str):
        return said
    key = _key(said)
    for unsaid in ("республика ", "republic of ", "the republic of ", "the "):
        key = key.removeprefix(unsaid)
    key = key.removesuffix(" республикасы").removesuffix(" respublikasi")
    sentence = _l("“%(text)s” is none of the five states: write KZ, KG, TJ, TM or UZ.", text=said)
    return STATES.get(key) or Problem(sentence)


def email(cell: Cell) -> str | Problem | None:
    """An address, as typed. Of several in one cell, none is chosen."""
    said = line(cell)
    if not isinstance(said, str):
        return said
    address = said.removeprefix("mailto:").strip("<>;, ")
    if address in ("-", "–", "—", "нет", "no", ""):
        return None
    try:
        validate_email(address, check_deliverability=False)
    except EmailNotValidError:
        return Problem(_l("“%(text)s” is not an e-mail address. Write one, like name@example.org", text=said))
    return address if len(address) <= _LONGEST_ADDRESS else Problem(_l("This e-mail address is too long."))


def mark(cell: Cell) -> MarkStatus | Problem | None:
    """ "+", "1", "да", "present" … is present; "н", "-", "0" is absent; "ув", "б" is excused; a blank is nothing."""
    said = line(cell)
    if not isinstance(said, str):
        return said
    found = MARKS.get(said.casefold().strip(" .")) or MARKS.get(_key(said))
    sentence = _l(
        "“%(text)s” is no mark that is known here. Write + for present, – for absent, “ув” for excused.", text=said
    )
    return found or Problem(sentence)


def role(cell: Cell) -> ParticipantRole | Problem | None:
    """ "участница", "trainer", "тренер", "observer" …"""
    said = line(cell)
    if not isinstance(said, str):
        return said
    sentence = _l(
        "“%(text)s” is no role that is known here. Write participant, trainer, facilitator or observer.", text=said
    )
    return ROLES.get(_key(said)) or Problem(sentence)
