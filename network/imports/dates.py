"""Days in cells: real dates, Excel's day numbers, and text in three orders, which the whole column tells."""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from enum import StrEnum
from math import isfinite

from flask_babel import lazy_gettext as _l

from network.clock import today
from network.imports.reading import Cell
from network.imports.values import Problem, line


class Order(StrEnum):
    """In which order day, month and year stand."""

    DMY = "dmy"  # 26.11.2025
    MDY = "mdy"  # 11/26/2025
    YMD = "ymd"  # 2025-11-26


#: Years in which somebody who serves was born, or began to serve.
_EARLIEST, _AHEAD = 1900, 1
#: Excel counts days from here; it believes that 1900 was a leap year. Numbers from 1910 on cannot be years.
_SERIAL_START, _SERIALS = date(1899, 12, 30), range(3654, 73_051)
_FIGURES = re.compile(
    r"(\d{1,4})\s*[./\-‐‑–—−\\, ]\s*(\d{1,2})\s*[./\-‐‑–—−\\, ]\s*(\d{1,4})(?:\s*(?:г|ж|й)\.?(?:\s*р\.?)?)?"
)
_CLOCK = re.compile(r"[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?( ?[ap]m)?(Z|[+-]\d\d:?\d\d)?$", re.IGNORECASE)
_ALONE = re.compile(r"(\d{1,6})(?: ?г\w*\.?(?: ?р\w*\.?)?)?")
_LONG = re.compile(r"(\d{8})")
_WRITTEN = re.compile(r"(\d{1,2})(?:-?\w{1,2})?[\s.\-]+([^\W\d_]+)\.?[\s.,\-]+(\d{4}|\d{2})(?:\s*[^\W\d_]+\.?)*")
_WRITTEN_MONTH_FIRST = re.compile(r"([^\W\d_]+)\.?[\s\-]+(\d{1,2})(?:st|nd|rd|th)?,?[\s\-]+(\d{4})")
_NOTHING = frozenset({"-", "–", "—", "нет", "no", "n/a"})

#: How the months begin, in the languages of the lists, January first.
_MONTHS = (
    ("янв", "jan", "ýan", "yan", "қаң", "үчт"),
    ("фев", "feb", "few", "ақп"),
    ("мар", "mar", "нау"),
    ("апр", "apr", "сәу"),
    ("май", "мая", "may", "maý", "мам"),
    ("июн", "jun", "iýun", "iyun", "мау"),
    ("июл", "jul", "iýul", "iyul", "шіл"),
    ("авг", "aug", "awg", "avg", "там"),
    ("сен", "sep", "sen", "қыр"),
    ("окт", "oct", "okt", "қаз"),
    ("ноя", "nov", "noý", "noy", "қар"),
    ("дек", "dec", "dek", "жел"),
)
_MONTH = {beginning: number for number, names in enumerate(_MONTHS, 1) for beginning in names}


def date_order(column: Iterable[Cell]) -> Order | None:
    """The order that holds for every text of the column; None where two would do, and a person has to choose.

    Only figures tell: a year in front, or a part above 12. A column without such texts, of real dates for instance, is
    day before month, and so is one whose parts are all set apart by dots: nobody else writes dates so.
    """
    possible, dotted = {Order.DMY, Order.MDY}, True
    for cell in column:
        parts = _parts(cell)
        if parts is None:
            continue
        first, second, _third, sign = parts
        if len(first) == 4:
            continue  # a year in front is read so wherever it stands
        dotted &= sign == "."
        if int(first) > 12:
            possible.discard(Order.MDY)
        if int(second) > 12:
            possible.discard(Order.DMY)
    if len(possible) == 1:
        return possible.pop()
    return Order.DMY if possible and dotted else None


def day(cell: Cell, order: Order | None) -> date | Problem | None:
    """The day. Without an order, text that can be read in two ways is a problem."""
    if isinstance(cell, datetime):
        return _sound(cell.date())
    if isinstance(cell, date):
        return _sound(cell)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _serial(cell)
    said = line(cell)
    if not isinstance(said, str):
        return said
    if said.casefold() in _NOTHING:
        return None
    plain = _CLOCK.sub("", said)
    if found := _WRITTEN.fullmatch(plain):
        return _made(found[3], _month(found[2]), found[1], said)
    if found := _WRITTEN_MONTH_FIRST.fullmatch(plain):
        return _made(found[3], _month(found[1]), found[2], said)
    if _LONG.fullmatch(plain):
        return _of_eight(plain, said)
    if figures := _ALONE.fullmatch(plain):
        return _serial(int(figures[1]))
    parts = _parts(plain)
    return _no_date(said) if parts is None else _of_parts(parts[:3], order, said)


def _parts(cell: Cell) -> tuple[str, str, str, str] | None:
    """The three figures of a text, and what stands between them."""
    said = line(cell) if isinstance(cell, str) else None
    found = _FIGURES.fullmatch(_CLOCK.sub("", said)) if isinstance(said, str) else None
    if found is None:
        return None
    return found[1], found[2], found[3], found[0][found.end(1) - found.start() :].strip()[:1]


def _of_parts(parts: tuple[str, str, str], order: Order | None, said: str) -> date | Problem:
    first, second, third = parts
    if len(first) >= 3:
        return _made(first, int(second), third, said)
    if order is Order.YMD:
        return _made(first, int(second), third, said)
    if order is None:
        if int(first) <= 12 and int(second) <= 12 and first != second:
            return Problem(_l("“%(text)s” can be read in two ways. Choose the order of day and month.", text=said))
        order = Order.MDY if int(second) > 12 else Order.DMY
    if order is Order.MDY:
        return _made(third, int(first), second, said)
    return _made(third, int(second), first, said)


def _of_eight(figures: str, said: str) -> date | Problem:
    """20251126, or 26112025."""
    if 1900 <= int(figures[:4]) <= 2100:
        return _made(figures[:4], int(figures[4:6]), figures[6:], said)
    return _made(figures[4:], int(figures[2:4]), figures[:2], said)


def _serial(number: float) -> date | Problem:
    """A day number of Excel's. Smaller ones are years, and a year is no day."""
    if _EARLIEST <= number <= 2100 and number == int(number):
        return Problem(
            _l("Only the year %(year)s stands here. Write the whole date, or leave it blank.", year=int(number))
        )
    if isfinite(number) and int(number) in _SERIALS:
        return _sound(_SERIAL_START + timedelta(days=int(number)))
    return _no_date(str(number))


def _month(name: str) -> int:
    return _MONTH.get(name.casefold()[:3], _MONTH.get(name.casefold()[:4], 0))


def _made(year: str, month: int, day_: str, said: str) -> date | Problem:
    number = int(year)
    if len(year) <= 2:  # of two figures, the year that is not ahead
        number += 2000 if number <= today().year % 100 + _AHEAD else 1900
    try:
        return _sound(date(number, month, int(day_)))
    except ValueError:
        return _no_date(said)


def _sound(found: date) -> date | Problem:
    if found.year < _EARLIEST or found.year > today().year + _AHEAD:
        return Problem(_l("The year %(year)s cannot be right. Check the date.", year=found.year))
    return found


def _no_date(said: str) -> Problem:
    return Problem(_l("“%(text)s” is not a date. Write it like 26.11.2025", text=said))
