"""The only clock of the product, so that a test can stop it."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo, reset_tzpath

# The shipped zones, never the machine's: an old system has Almaty at UTC+6, which it left in March 2024.
reset_tzpath(to=())


def now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC)


def today(zone: str = "UTC") -> date:
    """The date it is now in `zone` (an IANA name)."""
    return now().astimezone(ZoneInfo(zone)).date()
