"""What each priority has reached. Attendance, which lies above, registers here how it is counted."""

from collections.abc import Callable, Iterable, Mapping
from typing import Protocol


class Reach(Protocol):
    """Trainings that were held for a priority, and the people (each once) who attended one of them."""

    @property
    def trainings(self) -> int: ...
    @property
    def people(self) -> int: ...
    @property
    def women(self) -> int: ...


Source = Callable[[Iterable[int]], Mapping[int, Reach]]
_sources: list[Source] = []


def counted_by(source: Source) -> Source:
    """Register who counts: `source(priority_ids)` gives the reach of each."""
    _sources[:] = [source]
    return source


def reach(priority_ids: Iterable[int]) -> Mapping[int, Reach]:
    """The reach of these priorities by id."""
    return _sources[0](priority_ids)
