"""The sessions of a training as people type them, by the clock of its zone: proposing them, checking them, in UTC."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l

#: A usual day (DOMAIN: a session is usually half a day).
HALF_DAYS = ((time(9, 0), time(12, 30)), (time(14, 0), time(17, 30)))

#: Days for which half-days are proposed, and sessions that one training may have: 2–10 are usual.
PROPOSED_DAYS, MOST_SESSIONS = 14, 60

#: A training that lasts longer is two trainings: a mentoring year is the longest there is.
LONGEST_DAYS = 400


END_LATER = _l("The end has to be later than the start.")


@dataclass(frozen=True)
class SessionFacts:
    """One session as typed: date and times by the clock of the training's zone. Without `id` it is a new one."""

    day: date
    starts: time
    ends: time
    title: str = ""
    title_ru: str = ""
    cancelled: bool = False
    remove: bool = False
    id: int | None = None

    @classmethod
    def of(cls, row: Any, zone: str) -> "SessionFacts":
        """A stored session by the clock of `zone`."""
        starts, ends = row.starts_at.astimezone(ZoneInfo(zone)), row.ends_at.astimezone(ZoneInfo(zone))
        return cls(starts.date(), starts.time(), ends.time(), row.title, row.title_ru, bool(row.cancelled), id=row.id)


@dataclass(frozen=True)
class Fault:
    """What is wrong with a session: the row it stands in (from 0), the field to stand beside, and the sentence."""

    row: int
    field: str
    sentence: Any


def half_days(first: date, last: date, taken: Iterable[date] = ()) -> list[SessionFacts]:
    """A morning and an afternoon for each day from first to last that is not `taken` yet."""
    known = set(taken)
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [SessionFacts(day, *half) for day in days if day not in known for half in HALF_DAYS]


def moment(day: date, at: time, zone: str) -> datetime:
    """The moment in UTC at which the clock of `zone` shows this. Raises ValueError where clocks skip it."""
    local = datetime.combine(day, at, ZoneInfo(zone))
    utc = local.astimezone(UTC)
    if utc.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise ValueError("no such time on this day")
    return utc


def faults(sessions: Sequence[SessionFacts], first: date, last: date, zone: str) -> list[Fault]:
    """Everything wrong with the sessions of a training from `first` to `last`, row by row.

    Cancelled sessions may overlap others: what took their place often stands at the same hour.
    """
    found: list[Fault] = []
    held: list[tuple[datetime, datetime, int]] = []
    for row, one in enumerate(sessions):
        if one.remove:
            continue
        if not first <= one.day <= last:
            found.append(Fault(row, "day", _l("This day is outside the training.")))
        if one.ends <= one.starts:
            found.append(Fault(row, "ends", END_LATER))
            continue
        try:
            span = (moment(one.day, one.starts, zone), moment(one.day, one.ends, zone))
        except ValueError:
            found.append(Fault(row, "starts", _l("Clocks are put forward then: this time is skipped on this day.")))
            continue
        if not one.cancelled:
            held.append((*span, row))
    busy_until, busy_row, told = datetime.min.replace(tzinfo=UTC), -1, -1
    for starts_at, ends_at, row in sorted(held):
        if starts_at < busy_until:  # either may be the wrong one
            found.append(Fault(row, "starts", _l("This overlaps another session.")))
            if told != busy_row:
                found.append(Fault(busy_row, "ends", _l("This overlaps another session.")))
            told = busy_row
        if ends_at > busy_until:
            busy_until, busy_row = ends_at, row
    return found
