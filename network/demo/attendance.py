"""The marks of past sessions: mostly present, some late, excused or absent, and a few forgotten."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from network.attendance.models import mode_of
from network.demo.schedule import DemoTraining
from network.demo.trainings import RUNNING, DemoParticipation
from network.vocabulary import MarkStatus, Mode, ParticipationStatus, TrainingKind, TrainingStatus


@dataclass(frozen=True, slots=True)
class DemoMark:
    """One person at one session; who has none is unmarked."""

    training: str
    session: int  # place in the training's sessions, from 0
    member: str
    status: MarkStatus
    mode: Mode


_OF_A_HUNDRED: dict[MarkStatus | None, int] = {
    MarkStatus.PRESENT: 84,
    MarkStatus.LATE: 5,
    MarkStatus.LEFT_EARLY: 3,
    MarkStatus.EXCUSED: 3,
    MarkStatus.ABSENT: 3,
    None: 2,  # unmarked
}
_ONLINE_KINDS = frozenset({TrainingKind.WEBINAR, TrainingKind.MENTORING})


def marks(
    trainings: Sequence[DemoTraining],
    participations: Sequence[DemoParticipation],
    today: date,
    chance: random.Random,
) -> tuple[DemoMark, ...]:
    """Marks of every session before `today`, save those of the running training, which are yet to be made."""
    made: list[DemoMark] = []
    for training in trainings:
        if training.key == RUNNING or training.status is not TrainingStatus.PUBLISHED:
            continue
        listed = [
            row.member
            for row in participations
            if row.training == training.key and row.status is ParticipationStatus.CONFIRMED
        ]
        for place, session in enumerate(training.sessions):
            if session.day < today and not session.cancelled:
                made += _session_marks(training, place, listed, chance)
    return tuple(made)


def _session_marks(training: DemoTraining, place: int, listed: Sequence[str], chance: random.Random) -> list[DemoMark]:
    found = chance.choices(list(_OF_A_HUNDRED), list(_OF_A_HUNDRED.values()), k=len(listed))
    return [
        DemoMark(training.key, place, member, status, mode_of(status, _mode(training, chance)))
        for member, status in zip(listed, found, strict=True)
        if status
    ]


def _mode(training: DemoTraining, chance: random.Random) -> Mode:
    """A room has a few people on the screen; a webinar has nobody in the room."""
    remote = training.kind in _ONLINE_KINDS or chance.random() < 0.03
    return Mode.ONLINE if remote else Mode.IN_PERSON
