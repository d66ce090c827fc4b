"""The only clock of the product, so that a test can stop it."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo, reset_tzpath

#: Clocks of devices that say another year are wrong, and a moment at an end of the calendar has no time in other zones.
FIRST_YEAR, LAST_YEAR = 2000, 2200

# The shipped zones, never the machine's: an old system has Almaty at UTC+6, which it left in March 2024.
reset_tzpath(to=())


def now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC)


def moment_in(text: str) -> datetime | None:
    """The moment that a text in ISO 8601 names, in UTC; None where it is of another time than ours.

    Raises ValueError where the text names no moment: one without a zone is none.
    """
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a moment without a zone")
    return moment.astimezone(UTC) if FIRST_YEAR <= moment.year <= LAST_YEAR else None


def today(zone: str = "UTC") -> date:
    """The date it is now in `zone` (an IANA name)."""
    return now().astimezone(ZoneInfo(zone)).date()
