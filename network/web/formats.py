"""Dates, times and numbers as people read them; times always by the clock of the training's zone."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale, dates, lists, numbers
from flask import Flask

from network.clock import now
from network.web.i18n import language
from network.web.words import MARK_SHAPES, label, language_name, state_name


def locale() -> str:
    """Whose dates: English here puts the day first, as everybody in the region does."""
    own = language()
    return "en_GB" if own == "en" else own


#: Dates as sentences have them. CLDR's own Russian ends with "г.", whose full stop meets that of the sentence.
LONG, MEDIUM = "d MMMM y", "d MMM y"


def day(value: date | None, form: str = LONG) -> str:
    """A date: "26 November 2025", or by another pattern such as "EEE d"."""
    return _day(value, form, locale()) if value else ""


@lru_cache(maxsize=4096)
def _day(value: date, form: str, where: str) -> str:
    return str(dates.format_date(value, form, locale=where))


def clock(value: datetime, zone: str) -> str:
    """A time of day in the zone: "09:00"."""
    return value.astimezone(ZoneInfo(zone)).strftime("%H:%M")


def moment(value: datetime | None, zone: str, form: str = MEDIUM) -> str:
    """A date (in a form of `day`) and a time in the zone, for people."""
    if value is None:
        return ""
    local = value.astimezone(ZoneInfo(zone))
    return f"{day(local.date(), form)}, {local:%H:%M}"


def period(start: date, end: date) -> str:
    """Two dates as one: "26–27 November 2025", "30 November – 2 December 2025"."""
    return _period(start, end, locale())


@lru_cache(maxsize=4096)
def _period(start: date, end: date, where: str) -> str:
    # CLDR has intervals of shortened months only; in both languages the long date begins with its day.
    last = str(dates.format_date(end, LONG, locale=where))
    if start == end:
        return last
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}–{last}"
    first = dates.format_date(start, "d MMMM" if start.year == end.year else LONG, locale=where)
    return f"{first} – {last}"


def zone_name(zone: str, at: datetime | None = None) -> str:
    """A zone for people: its exemplar city and its offset, "Bishkek time (UTC+06:00)"."""
    city = dates.get_timezone_location(ZoneInfo(zone), locale=language(), return_city=True)
    offset = (at or now()).astimezone(ZoneInfo(zone)).strftime("%z")
    return f"{city} (UTC{offset[:3]}:{offset[3:]})"


def number(value: float | int | None) -> str:
    """A number with the page language's separators."""
    return "" if value is None else _number(value, language())


@lru_cache(maxsize=4096)
def _number(value: float, where: str) -> str:
    return str(numbers.format_decimal(value, locale=where))


def listed(values: Iterable[Any]) -> str:
    """Things in a sentence: "English, Russian and Tajik"."""
    return lists.format_list([str(value) for value in values], locale=Locale(language()))


def either(values: Iterable[Any]) -> str:
    """Things of which one holds: "published or cancelled"."""
    return lists.format_list([str(value) for value in values], style="or", locale=Locale(language()))


def init_app(app: Flask) -> None:
    """Make them filters of the templates."""
    app.jinja_env.filters.update(
        day=day,
        clock=clock,
        moment=moment,
        zone_name=zone_name,
        number=number,
        listed=listed,
        word=label,
        state_name=state_name,
        language_name=language_name,
    )
    app.jinja_env.globals.update(period=period, MARK_SHAPES=MARK_SHAPES)
