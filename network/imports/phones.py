"""Telephone numbers in cells, those too that a spreadsheet turned into numbers."""

import re

import phonenumbers
from flask_babel import lazy_gettext as _l

from network.imports.reading import Cell
from network.imports.values import Problem, line
from network.vocabulary import State

_POWER = re.compile(r"(\d)[.,](\d+)[eEеЕ]\+?(\d{1,2})")
_DECIMALS = re.compile(r"(\d{7,15})[.,]0+")
#: Between two numbers in one cell.
_NEXT = re.compile(r"[;,/\n]|\s(?:и|and|доб|ext)\b")
_NOTHING = frozenset({"-", "–", "—", "нет", "no", "n/a"})
#: Figures of a number of the state without its country code.
_NATIONAL = {State.KZ: 10, State.KG: 9, State.TJ: 9, State.TM: 8, State.UZ: 9}


def phone(cell: Cell, state: State | None) -> str | Problem | None:
    """With its + and its country, which is the state's where the cell names none; else as it was typed.

    What a spreadsheet kept as a number has lost its + and may have lost figures: 9.96312E+11 has, and is a problem.
    Of several numbers in a cell the first is taken.
    """
    said = line(cell)
    if not isinstance(said, str):
        return said
    if said.casefold() in _NOTHING:
        return None
    if power := _POWER.fullmatch(said.replace(" ", "")):
        whole = power[1] + power[2]
        if len(whole) <= int(power[3]) - 1:
            return Problem(_l("The spreadsheet shortened this number (%(text)s). Write it in full.", text=said))
        said = whole.ljust(int(power[3]) + 1, "0")
    if decimals := _DECIMALS.fullmatch(said):
        said = decimals[1]
    return (
        _possible(said, state)
        or _possible(_NEXT.split(said)[0].strip(), state)
        or Problem(
            _l("“%(text)s” is not a phone number. Write it with + and the country, like +996 312 000 000", text=said)
        )
    )


def _possible(said: str, state: State | None) -> str | None:
    """As it is kept: as typed where it names its country, else with what was left out put before it."""
    figures = re.sub(r"\D", "", said)
    if said.startswith("+"):
        return said if _is_number(said, None) else None
    if said.startswith("00") and _is_number(f"+{figures[2:]}", None):
        return f"+{figures[2:]}"
    if state is None:
        return f"+{figures}" if len(figures) > 9 and _is_number(f"+{figures}", None) else None
    code = str(phonenumbers.country_code_for_region(state))
    if figures.startswith(code) and len(figures) == len(code) + _NATIONAL[state]:
        return f"+{figures}"
    if len(figures) == _NATIONAL[state] and not figures.startswith(
        "0"
    ):  # also where the spreadsheet dropped the 0 in front
        return f"+{code}{figures}"
    try:
        parsed = phonenumbers.parse(said, state)
    except phonenumbers.NumberParseException:
        return None
    if phonenumbers.is_valid_number(parsed):
        return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))
    return f"+{figures}" if len(figures) > 9 and _is_number(f"+{figures}", None) else None


def _is_number(said: str, state: State | None) -> bool:
    try:
        return bool(phonenumbers.is_possible_number(phonenumbers.parse(said, state)))
    except phonenumbers.NumberParseException:
        return False
