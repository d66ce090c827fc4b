"""The one rule of attendance. The register, lists, records, reach and exports all count by it.

Attended: marked present, late or left early, in person or online. Expected: the sessions held (ended, or
marked by anybody; not cancelled) between her joining and leaving the list, and any on which she herself has
a mark. Excused stays among the expected and is shown; what is not marked is counted apart and is not absence.

`tally` says it for people who read Python; `expressions` says the same to the database, for lists too long to
be counted one by one. A property-based test holds the two together.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy import ColumnElement

from network.attendance.models import Mark
from network.clock import now
from network.participation.models import Participation
from network.trainings.models import TrainingSession
from network.vocabulary import ATTENDED, MarkStatus


class SessionFacts(Protocol):
    """What the rule asks of a session."""

    @property
    def id(self) -> int: ...
    @property
    def starts_at(self) -> datetime: ...
    @property
    def ends_at(self) -> datetime: ...
    @property
    def cancelled(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Tally:
    """One person at one training, in sessions; `minutes` are those of the sessions that she attended."""

    attended: int = 0
    expected: int = 0
    excused: int = 0
    absent: int = 0
    unmarked: int = 0
    ahead: int = 0  # not held yet, and to be expected of her
    minutes: int = 0

    @property
    def percent(self) -> int | None:
        """How much of what was expected she attended, rounded down; None while nothing was."""
        return self.attended * 100 // self.expected if self.expected else None

    @property
    def hours(self) -> float:
        """Hours of the sessions that she attended."""
        return self.minutes / 60

    def completed(self, percent: int) -> bool:
        """Whether all her sessions are over and she attended the `percent` that the training asks for."""
        return self.ahead == 0 and self.expected > 0 and self.attended * 100 >= percent * self.expected


def is_held(session: SessionFacts, marked: bool, at: datetime) -> bool:
    """Whether the session counts: not cancelled, and over or already marked for anybody."""
    return not session.cancelled and (marked or session.ends_at <= at)


def tally(
    sessions: Iterable[SessionFacts],
    marks: Mapping[int, MarkStatus | None],
    *,
    marked_sessions: Iterable[int] = (),
    joined_at: datetime | None = None,
    left_at: datetime | None = None,
    at: datetime | None = None,
) -> Tally:
    """Count her `marks` (by session id; None or no entry is unmarked) over the training's `sessions`.

    `marked_sessions` are the ids of those with a mark of anybody; `at` is the moment of counting (now).
    A session that she joined or left in the middle of is expected of her.
    """
    moment, held_by_mark = at or now(), set(marked_sessions)
    attended = expected = excused = absent = unmarked = ahead = minutes = 0
    for session in sessions:
        if session.cancelled:
            continue
        status = marks.get(session.id)
        inside = (joined_at is None or session.ends_at > joined_at) and (left_at is None or session.starts_at < left_at)
        if status is None and not inside:
            continue
        if not is_held(session, status is not None or session.id in held_by_mark, moment):
            ahead += 1
            continue
        expected += 1
        if status is None:
            unmarked += 1
        elif status in ATTENDED:
            attended += 1
            minutes += int((session.ends_at - session.starts_at).total_seconds()) // 60
        elif status is MarkStatus.EXCUSED:
            excused += 1
        else:
            absent += 1
    return Tally(attended, expected, excused, absent, unmarked, ahead, minutes)


def expressions(at: datetime | None = None) -> dict[str, ColumnElement[Any]]:
    """The same numbers as scalar subqueries over `Participation`, by the names of Tally (all but `minutes`).

    Each looks at the few sessions of the row's own training through indexes, so that a page of a long list
    costs what the page shows.
    """
    moment = sa.literal(at or now(), TrainingSession.ends_at.type)
    hers = sa.orm.aliased(Mark, name="hers")
    anybody = sa.orm.aliased(Mark, name="anybody")
    inside = sa.and_(
        sa.or_(Participation.joined_at.is_(None), TrainingSession.ends_at > Participation.joined_at),
        sa.or_(Participation.left_at.is_(None), TrainingSession.starts_at < Participation.left_at),
    )
    marked = sa.exists(sa.select(1).where(anybody.session_id == TrainingSession.id, anybody.status.is_not(None)))
    held = sa.or_(TrainingSession.ends_at <= moment, marked.correlate(TrainingSession))
    due = sa.and_(hers.status.is_(None), inside)

    def count(*conditions: ColumnElement[bool]) -> ColumnElement[int]:
        return (
            sa.select(sa.func.count())
            .select_from(TrainingSession)
            .outerjoin(
                hers,
                sa.and_(hers.session_id == TrainingSession.id, hers.participation_id == Participation.id),
            )
            .where(
                TrainingSession.training_id == Participation.training_id,
                TrainingSession.cancelled.is_(False),
                *conditions,
            )
            .correlate(Participation)
            .scalar_subquery()
        )

    return {
        "attended": count(hers.status.in_(sorted(ATTENDED))),
        "expected": count(sa.or_(hers.status.is_not(None), sa.and_(inside, held))),
        "excused": count(hers.status == MarkStatus.EXCUSED),
        "absent": count(hers.status == MarkStatus.ABSENT),
        "unmarked": count(due, held),
        "ahead": count(due, sa.not_(held)),
    }
