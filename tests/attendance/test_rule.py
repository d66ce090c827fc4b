"""The one rule, as one table of cases, and the same rule as the database says it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from network.attendance.models import Mark
from network.attendance.rule import Tally, expressions, tally
from network.database import db
from network.participation.models import Participation
from network.trainings.models import TrainingSession
from network.vocabulary import MarkStatus
from tests import factories as make

NOON, HOUR = datetime(2025, 11, 26, 12, tzinfo=UTC), timedelta(hours=1)
P, L, H, E, A = MarkStatus  # present, late, left early ("half"), excused, absent


@dataclass(frozen=True)
class Part:
    """A session of three hours that begins `hour` hours from noon."""

    id: int
    hour: int
    cancelled: bool = False

    @property
    def starts_at(self) -> datetime:
        return NOON + timedelta(hours=self.hour)

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(hours=3)


# Over, running, to come.
OVER, RUNNING, AHEAD = Part(1, -5), Part(2, -1), Part(3, 4)
DAY = (OVER, RUNNING, AHEAD)

CASES: list[tuple[str, Sequence[Part], dict[int, MarkStatus | None], dict[str, object], Tally]] = [
    ("nothing yet", (AHEAD,), {}, {}, Tally(ahead=1)),
    ("present", (OVER,), {1: P}, {}, Tally(attended=1, expected=1, minutes=180)),
    ("late is attended", (OVER,), {1: L}, {}, Tally(attended=1, expected=1, minutes=180)),
    ("left early is attended", (OVER,), {1: H}, {}, Tally(attended=1, expected=1, minutes=180)),
    ("excused stays in the denominator", (OVER,), {1: E}, {}, Tally(expected=1, excused=1)),
    ("absent", (OVER,), {1: A}, {}, Tally(expected=1, absent=1)),
    ("unmarked and over is expected, and not absent", (OVER,), {}, {}, Tally(expected=1, unmarked=1)),
    ("a mark taken away is unmarked", (OVER,), {1: None}, {}, Tally(expected=1, unmarked=1)),
    ("running and nobody marked: not held yet", (RUNNING,), {}, {}, Tally(ahead=1)),
    ("running and somebody marked", (RUNNING,), {}, {"marked_sessions": [2]}, Tally(expected=1, unmarked=1)),
    ("her own mark holds a session too", (AHEAD,), {3: P}, {}, Tally(attended=1, expected=1, minutes=180)),
    ("a cancelled session", (Part(1, -5, cancelled=True),), {1: P}, {"marked_sessions": [1]}, Tally()),
    ("the whole day", DAY, {1: P, 2: E}, {}, Tally(attended=1, expected=2, excused=1, ahead=1, minutes=180)),
    ("joined after the first", DAY, {}, {"joined_at": NOON - 1.5 * HOUR}, Tally(ahead=2)),
    (
        "joined in the middle of the first",
        (OVER,), {}, {"joined_at": NOON - 4 * HOUR}, Tally(expected=1, unmarked=1),
    ),
    ("joined at its very end", (OVER,), {}, {"joined_at": NOON - 2 * HOUR}, Tally()),
    ("left before the last", DAY, {1: P, 2: P}, {"left_at": NOON + 3 * HOUR}, Tally(2, 2, minutes=360)),
    ("left in the middle of one", (OVER,), {}, {"left_at": NOON - 3 * HOUR}, Tally(expected=1, unmarked=1)),
    ("left as it began", (OVER,), {}, {"left_at": NOON - 5 * HOUR}, Tally()),
    (
        "marked although she had not joined: it counts",
        (OVER,), {1: A}, {"joined_at": NOON}, Tally(expected=1, absent=1),
    ),
    (
        "marked although she had left: it counts",
        DAY, {1: P, 3: P}, {"left_at": NOON - 1.5 * HOUR}, Tally(2, 2, minutes=360),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("sessions", "marks", "facts", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_the_rule(
    sessions: Sequence[Part], marks: dict[int, MarkStatus | None], facts: dict[str, object], expected: Tally
) -> None:
    assert tally(sessions, marks, at=NOON, **facts) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("counted", "asked", "met"),
    [
        (Tally(attended=4, expected=5), 80, True),
        (Tally(attended=3, expected=4), 80, False),
        (Tally(attended=3, expected=4), 75, True),
        (Tally(attended=4, expected=4, ahead=1), 80, False),  # not before all is over
        (Tally(), 80, False),
        (Tally(attended=4, expected=5, unmarked=1), 100, False),
    ],
)
def test_completion(counted: Tally, asked: int, met: bool) -> None:
    assert counted.completed(asked) is met


def test_percent_and_hours_are_plain() -> None:
    assert Tally(attended=2, expected=3, minutes=450).percent == 66
    assert Tally(minutes=450).hours == 7.5
    assert Tally().percent is None


CELL = st.sampled_from([None, None, *MarkStatus])
MOMENT = st.one_of(st.none(), st.integers(-9, 9).map(lambda hours: NOON + timedelta(hours=hours)))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    parts=st.lists(st.tuples(st.integers(-9, 9), st.booleans()), min_size=1, max_size=5),
    people=st.lists(st.tuples(MOMENT, MOMENT, st.lists(CELL, min_size=5, max_size=5)), min_size=1, max_size=4),
)
def test_the_database_counts_by_the_same_rule(
    app: Flask,
    parts: list[tuple[int, bool]],
    people: list[tuple[datetime | None, datetime | None, list[MarkStatus | None]]],
) -> None:
    with app.app_context():
        by = make.secretariat()
        training = make.training(sessions=[
            TrainingSession(
                starts_at=NOON + hour * HOUR, ends_at=NOON + (hour + 3) * HOUR, cancelled=cancelled
            )
            for hour, cancelled in parts
        ])  # fmt: skip
        ids = make.sessions_of(training)
        expected = {}
        rows = []
        for joined, left, cells in people:
            if joined and left and left < joined:
                joined, left = left, joined
            part = make.participation(training, make.member(), joined_at=joined, left_at=left)
            rows.append((part, dict(zip(ids, cells, strict=False))))
            for session_id, status in rows[-1][1].items():
                if status or session_id % 2:
                    facts = {"status": status, "marked_by_id": by.id, "marked_at": NOON}
                    make.save(Mark(participation_id=part.id, session_id=session_id, **facts))
        sessions = list(db.session.scalars(sa.select(TrainingSession).where(TrainingSession.id.in_(ids))))
        anybody = {session_id for _, cells in rows for session_id, status in cells.items() if status}
        for part, cells in rows:
            expected[part.id] = tally(
                sessions,
                cells,
                marked_sessions=anybody,
                joined_at=part.joined_at,
                left_at=part.left_at,
                at=NOON,
            )
        numbers = expressions(at=NOON)
        select = sa.select(Participation.id, *(value.label(name) for name, value in numbers.items()))
        for row in db.session.execute(select.where(Participation.training_id == training.id)):
            assert {name: getattr(row, name) for name in numbers} == {
                name: getattr(expected[row.id], name) for name in numbers
            }
        db.session.rollback()
