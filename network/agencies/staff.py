"""The people who serve in agencies, as far as this layer knows them: `members` lies above and fills this."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Protocol

from network.access.scope import Actor

#: A post that ended, its version since, and the post that goes on; None where it had not begun and changed agency.
Moved = list[int | None]


class Staff(Protocol):
    """What agencies need from whoever keeps affiliations."""

    def serving(self, actor: Actor, agency_ids: Collection[int], day: date) -> Mapping[int, int]:
        """How many people that `actor` may list serve in each agency on that day."""
        ...

    def to_move(self, agency_id: int, day: date) -> int:
        """How many affiliations reach into `day` or later: those that a merger from that day continues."""
        ...

    def move(self, agency_id: int, successor_id: int, day: date) -> Sequence[Moved]:
        """Inside an open change: from `day` on they serve in the successor. Returns what was moved."""
        ...

    def move_back(self, moved: Sequence[Moved], agency_id: int, successor_id: int, day: date) -> None:
        """Inside an open change: as if nobody had been moved. Raises Refused where one of the posts changed since."""
        ...


_kept: list[Staff] = []


def keep(staff: Staff) -> None:
    """Register who keeps affiliations; the last one counts."""
    _kept[:] = [staff]


def staff() -> Staff:
    """Who keeps affiliations."""
    return _kept[0]
