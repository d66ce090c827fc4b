"""Reading the audit trail, and checking that nobody rewrote it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from network.audit.models import AuditEntry, AuditHead
from network.database import db


@dataclass(frozen=True)
class Fault:
    """One place where the chain does not hold."""

    number: int
    sentence: str


def head() -> tuple[int, str]:
    """Number and hash of the last entry, to be written down outside the system."""
    row = db.session.execute(sa.select(AuditHead.number, AuditHead.hash)).one()
    return row.number, row.hash


def faults(
    key: str, earlier: tuple[int, str] | None = None, progress: Callable[[int], object] = int
) -> Iterator[Fault]:
    """Walk the chain from its first entry; yields each entry that was changed, removed, moved or cut off.

    `earlier` is a head that was written down before: it finds a trail that was rewritten as a whole.
    `progress` is called with 1 for each entry walked.
    """
    previous, expected = "", 1
    entries = db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.number).execution_options(yield_per=1000))
    for entry in entries:
        if entry.number != expected:
            yield Fault(expected, f"entries {expected} to {entry.number - 1} are missing")
        elif entry.digest(previous, key) != entry.hash:
            yield Fault(entry.number, "the entry was changed, or one before it was")
        if earlier and entry.number == earlier[0] and entry.hash != earlier[1]:
            yield Fault(entry.number, "the trail is not the one whose head was written down")
        previous, expected = entry.hash, entry.number + 1
        progress(1)
    number, digest = head()
    if number != expected - 1 or digest != previous:
        yield Fault(expected, f"the trail is cut off: {number} entries were written")
    if earlier and earlier[0] >= expected:
        yield Fault(expected, f"the trail is cut off: entry {earlier[0]} was written down and is not there")
