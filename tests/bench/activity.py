"""Trainings with their sessions, lists and marks; and a plan that they serve."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from network.attendance.models import Mark
from network.members.names import folded
from network.participation.models import Participation
from network.priorities.models import Plan, Priority
from network.trainings.models import (
    Organisation,
    Training,
    TrainingOrganisation,
    TrainingSession,
    training_priority,
)
from network.vocabulary import (
    STATE_ZONES,
    MarkStatus,
    Mode,
    Part,
    ParticipantRole,
    ParticipationStatus,
    PlanStatus,
    PriorityStatus,
    State,
    TrainingKind,
    TrainingStatus,
)
from tests.bench.people import Person
from tests.bench.tables import Load

#: The training that the whole issue is about: the first one, with the crowd on its list.
CROWD_ID = 1
#: One with a usual list, half a year ago.
USUAL_ID = 2
#: People of a usual list, sessions of every training.
USUAL, SESSIONS = 25, 4
_ORGANISATIONS, _PRIORITIES = 40, 8
_STATES, _KINDS = tuple(State), tuple(TrainingKind)
_CITIES = {
    State.KZ: "Astana Almaty Shymkent", State.KG: "Bishkek Osh Karakol", State.TJ: "Dushanbe Khujand Bokhtar",
    State.TM: "Ashgabat Mary", State.UZ: "Tashkent Samarkand Termez",
}  # fmt: skip
_ABOUT = (
    ("Leading inclusive teams", "Руководство инклюзивными командами"),
    ("Gender dynamics in border teams", "Гендерная динамика в пограничных подразделениях"),
    ("Communication in high-pressure environments", "Коммуникация в напряжённой обстановке"),
    ("Document examination for first line officers", "Проверка документов на первой линии"),
    ("Reflective decision-making", "Рефлексивное принятие решений"),
    ("Trafficking in human beings: victims first", "Торговля людьми: прежде всего пострадавшие"),
    ("Mentoring for the first command", "Наставничество перед первым назначением"),
)
_ROLES = (
    *((ParticipantRole.PARTICIPANT,) * 20), *((ParticipantRole.TRAINER,) * 2), ParticipantRole.FACILITATOR,
    ParticipantRole.OBSERVER,
)  # fmt: skip
_MARKS = (
    *((MarkStatus.PRESENT,) * 16),
    MarkStatus.LATE,
    MarkStatus.LEFT_EARLY,
    MarkStatus.EXCUSED,
    MarkStatus.ABSENT,
)
_STATUSES = {7: TrainingStatus.CANCELLED, 11: TrainingStatus.DRAFT, 17: TrainingStatus.DISCARDED}


@dataclass(frozen=True, slots=True)
class _Held:
    id: int
    first: date
    past: bool


class Activity:
    """`trainings` trainings, half a year of them still ahead; the first has `crowd` people on its list.

    `marker` is the account that made every mark.
    """

    def __init__(self, trainings: int, crowd: int, persons: Sequence[Person], today: date, marker: int) -> None:
        self._chance = random.Random(11)
        self._persons, self._crowd, self._marker = persons, crowd, marker
        self._today = today
        self._trainings = [self._training(training_id, trainings) for training_id in range(1, trainings + 1)]
        self._held = [
            _Held(row[0], row[6], row[7] < today and row[5] == TrainingStatus.PUBLISHED) for row in self._trainings
        ]

    def _training(self, training_id: int, trainings: int) -> tuple[Any, ...]:
        """Spread over ten years up to half a year ahead; the crowd's was three weeks ago."""
        ahead = 180 - int(self._chance.random() * 3650 * trainings / 2000)
        first = self._today + timedelta(days={CROWD_ID: -21, USUAL_ID: -180}.get(training_id, ahead))
        state = _STATES[training_id % len(_STATES)]
        city = _CITIES[state].split()[training_id % 2]
        about, about_ru = _ABOUT[training_id % len(_ABOUT)]
        title, title_ru = f"{about}, course {training_id}", f"{about_ru}, курс {training_id}"
        status = (
            TrainingStatus.PUBLISHED
            if training_id <= USUAL_ID
            else _STATUSES.get(training_id % 20, TrainingStatus.PUBLISHED)
        )
        made = datetime(first.year, first.month, first.day, 4, tzinfo=UTC) - timedelta(days=90)
        return (
            training_id, title, title_ru, _KINDS[training_id % len(_KINDS)].value, f"{about}. " * 20, status,
            first, first + timedelta(days=1), state.value, city, "Conference hall", STATE_ZONES[state],
            ["en", "ru"], 30,
            folded(f"{title} {title_ru} {city} Conference hall"), made, made,
        )  # fmt: skip

    def loads(self) -> Iterator[Load]:
        """Everything to be written, in the order of foreign keys."""
        yield from self._plan()
        rows: list[tuple[Any, ...]] = [
            (key, f"Organisation {key:02d} for regional co-operation", f"Организация {key:02d}", key % 9 != 0)
            for key in range(1, _ORGANISATIONS + 1)
        ]
        yield Load(Organisation.__table__, ("id", "name", "name_ru", "in_use"), rows)
        columns: tuple[str, ...] = (
            "id", "title", "title_ru", "kind", "description", "status", "starts_on", "ends_on", "state",
            "city", "venue",
            "zone", "languages", "capacity", "search", "created_at", "changed_at",
        )  # fmt: skip
        yield Load(Training.__table__, columns, [(*row[:5], row[5].value, *row[6:]) for row in self._trainings])
        rows = [
            (one.id, (one.id * step + step) % _ORGANISATIONS + 1, part.value)
            for one in self._held
            for part, step in ((Part.ORGANISER, 1), (Part.SUPPORTER, 3))
        ]
        yield Load(TrainingOrganisation.__table__, ("training_id", "organisation_id", "part"), rows)
        rows = [(one.id, one.id % _PRIORITIES + 1) for one in self._held]
        yield Load(training_priority, ("training_id", "priority_id"), rows)
        columns = ("id", "training_id", "title", "title_ru", "starts_at", "ends_at")
        yield Load(TrainingSession.__table__, columns, self._sessions())
        yield from self._lists()

    def _plan(self) -> Iterator[Load]:
        columns: tuple[str, ...] = ("id", "title", "title_ru", "starts_on", "ends_on", "status", "sample")
        begins, ends = date(self._today.year - 1, 1, 1), date(self._today.year + 2, 12, 31)
        plan = (1, "Strategic plan", "Стратегический план", begins, ends, PlanStatus.AGREED.value, True)
        yield Load(Plan.__table__, columns, [plan])
        columns = ("id", "plan_id", "place", "code", "title", "title_ru", "status")
        rows = [
            (key, 1, key, f"P{key}", f"Priority {key}", f"Приоритет {key}", PriorityStatus.UNDER_WAY.value)
            for key in range(1, _PRIORITIES + 1)
        ]
        yield Load(Priority.__table__, columns, rows)

    def _sessions(self) -> Iterator[tuple[Any, ...]]:
        """Two half-days on each of two days; ids follow from the training's."""
        for one in self._held:
            for place in range(SESSIONS):
                day = one.first + timedelta(days=place // 2)
                starts = datetime(day.year, day.month, day.day, 4 if place % 2 == 0 else 9, tzinfo=UTC)
                key = (one.id - 1) * SESSIONS + place + 1
                yield (
                    key,
                    one.id,
                    f"Part {place + 1}",
                    f"Часть {place + 1}",
                    starts,
                    starts + timedelta(hours=3),
                )

    def _lists(self) -> Iterator[Load]:
        columns: tuple[str, ...] = (
            "id", "training_id", "member_id", "role", "status", "state", "affiliation_id", "removed_why",
            "added_at",
        )  # fmt: skip
        on_lists = list(self._participations())
        yield Load(Participation.__table__, columns, on_lists)
        columns = ("id", "participation_id", "session_id", "status", "mode", "marked_by_id", "marked_at")
        yield Load(Mark.__table__, columns, self._marks(on_lists))

    def _participations(self) -> Iterator[tuple[Any, ...]]:
        keys, chance = count(1), self._chance.random
        for one in self._held:
            people = min(self._crowd if one.id == CROWD_ID else USUAL, len(self._persons))
            step = max(len(self._persons) // people, 1)
            offset = int(chance() * len(self._persons))
            added = datetime(one.first.year, one.first.month, one.first.day, 4, tzinfo=UTC) - timedelta(days=30)
            for place in range(people):
                who = self._persons[(offset + place * step) % len(self._persons)]
                left = place % 50 == 49
                status = ParticipationStatus.WITHDRAWN if left else ParticipationStatus.CONFIRMED
                yield (
                    next(keys), one.id, who.id, _ROLES[place % len(_ROLES)].value, status.value,
                    who.state.value,
                    who.affiliation_id, "Ill" if left else "", added,
                )  # fmt: skip

    def _marks(self, on_lists: Sequence[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
        """Every session of a past training, one cell in fifty still unmarked."""
        keys = count(1)
        held = {one.id: one for one in self._held if one.past}
        for row in on_lists:
            one = held.get(row[1])
            if one is None or row[4] != ParticipationStatus.CONFIRMED:
                continue
            marked = datetime(one.first.year, one.first.month, one.first.day, 8, tzinfo=UTC)
            for place in range(SESSIONS):
                if (row[0] + place) % 50:
                    status = _MARKS[(row[0] * 7 + place) % len(_MARKS)]
                    mode = Mode.ONLINE if row[0] % 15 == 0 else Mode.IN_PERSON
                    session = (one.id - 1) * SESSIONS + place + 1
                    yield (next(keys), row[0], session, status.value, mode.value, self._marker, marked)
