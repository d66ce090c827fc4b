"""A month as weeks from Monday to Sunday, with a training of several days as one bar a week."""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

#: Months that the calendar turns to.
FIRST, LAST = date(1990, 1, 1), date(2199, 12, 1)


@dataclass(frozen=True)
class Cell:
    """A stretch of days in one line of a week: a training's bar, or one empty day. `days` is its breadth."""

    days: int
    training: Any = None
    from_before: bool = False
    goes_on: bool = False


@dataclass
class Week:
    """Seven days, and the bars under them in as few lines as they need."""

    days: list[date]
    lines: list[list[Cell]] = field(default_factory=list)


def month_of(text: str, today: date) -> date:
    """The first day of the month that "2026-11" names; this month where it names none."""
    try:
        asked = date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1)
    return asked if FIRST <= asked <= LAST else today.replace(day=1)


def before(month: date) -> date | None:
    """The month before, if there is one."""
    return (month - timedelta(days=1)).replace(day=1) if month > FIRST else None


def after(month: date) -> date | None:
    """The month after, if there is one."""
    return (month + timedelta(days=31)).replace(day=1) if month < LAST else None


def grid(month: date) -> list[list[date]]:
    """The weeks that the month touches, whole."""
    return calendar.Calendar(calendar.MONDAY).monthdatescalendar(month.year, month.month)


def weeks(days: Sequence[list[date]], trainings: Sequence[Any]) -> list[Week]:
    """The weeks with their bars. `trainings` have starts_on and ends_on, and come in the order to stack them."""
    found = []
    for seven in days:
        lines: list[list[Any]] = []
        for one in trainings:
            if one.starts_on > seven[-1] or one.ends_on < seven[0]:
                continue
            first = max((one.starts_on - seven[0]).days, 0)
            last = min((one.ends_on - seven[0]).days, 6)
            line = next((line for line in lines if not any(line[first : last + 1])), None)
            if line is None:
                line = [None] * 7
                lines.append(line)
            line[first : last + 1] = [one] * (last - first + 1)
        found.append(Week(seven, [_cells(line, seven) for line in lines]))
    return found


def _cells(line: Sequence[Any], seven: Sequence[date]) -> list[Cell]:
    cells: list[Cell] = []
    place = 0
    while place < 7:
        one = line[place]
        if one is None:
            cells.append(Cell(1))
            place += 1
            continue
        breadth = sum(other is one for other in line)
        cells.append(Cell(breadth, one, one.starts_on < seven[0], one.ends_on > seven[-1]))
        place += breadth
    return cells
