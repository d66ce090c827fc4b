"""What a demo training and its sessions are made of, and the half-days of a usual programme."""

from dataclasses import dataclass
from datetime import date, time, timedelta

from network.vocabulary import State, TrainingKind, TrainingStatus


@dataclass(frozen=True, slots=True)
class DemoSession:
    """A part of a training. Times are local to the training's zone."""

    day: date
    starts: time
    ends: time
    title: str
    title_ru: str
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class DemoTraining:
    """One training. Organisations, priorities and the earlier training are named by their keys and codes."""

    key: str
    kind: TrainingKind
    status: TrainingStatus
    title: str
    title_ru: str
    description: str
    description_ru: str
    state: State  # the host
    city: str
    city_ru: str
    venue: str
    venue_ru: str
    zone: str  # IANA
    languages: tuple[str, ...]  # ISO 639
    capacity: int
    organisers: tuple[str, ...]
    supporters: tuple[str, ...]
    priorities: tuple[str, ...]
    sessions: tuple[DemoSession, ...]  # in order of time
    follows: str | None = None
    cancelled_why: str = ""
    size: int = 0  # how many people stand on its list

    @property
    def starts_on(self) -> date:
        """The day of its first session."""
        return self.sessions[0].day

    @property
    def ends_on(self) -> date:
        """The day of its last session."""
        return self.sessions[-1].day


_HALVES = ((time(9, 0), time(12, 30)), (time(14, 0), time(17, 30)))


def half_days(first: date, *titles: tuple[str, str]) -> tuple[DemoSession, ...]:
    """A session each morning and afternoon from `first` on, one a title (English, Russian)."""
    return tuple(
        DemoSession(first + timedelta(days=place // 2), *_HALVES[place % 2], *title)
        for place, title in enumerate(titles)
    )


def online(days: tuple[date, ...], *titles: tuple[str, str]) -> tuple[DemoSession, ...]:
    """One session of an hour and a half on each of the days."""
    return tuple(DemoSession(day, time(15, 0), time(16, 30), *title) for day, title in zip(days, titles, strict=True))


def monday_after(day: date) -> date:
    """The first Monday later than `day`."""
    return day + timedelta(days=7 - day.weekday())
