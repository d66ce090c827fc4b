"""The dozen trainings of the demo, and who stands on their lists."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from network.demo.current import begun, to_come
from network.demo.held import held
from network.demo.people import DemoPerson
from network.demo.schedule import DemoTraining
from network.vocabulary import ParticipantRole, ParticipationStatus, State, TrainingKind

#: The training that runs on the demo's day: thirty participants, six of each state, and nothing marked yet.
RUNNING = "running"


@dataclass(frozen=True, slots=True)
class DemoParticipation:
    """One person on one training's list, by their keys."""

    training: str
    member: str  # number
    role: ParticipantRole
    status: ParticipationStatus
    removed_why: str = ""  # for those who withdrew


#: Who is there besides the participants, taken from the end of the list.
_OTHER_ROLES: dict[TrainingKind, tuple[ParticipantRole, ...]] = {
    TrainingKind.COURSE: (ParticipantRole.TRAINER, ParticipantRole.TRAINER, ParticipantRole.OBSERVER),
    TrainingKind.WORKSHOP: (ParticipantRole.FACILITATOR, ParticipantRole.OBSERVER),
    TrainingKind.CONFERENCE: (ParticipantRole.FACILITATOR, ParticipantRole.OBSERVER),
    TrainingKind.WEBINAR: (ParticipantRole.TRAINER,),
    TrainingKind.MENTORING: (ParticipantRole.FACILITATOR,),
    TrainingKind.STUDY_VISIT: (),
}
#: Trainings from which one more person withdrew, and why.
_WITHDRAWN = {"bishkek-2025": "Duty trip at short notice", "astana": "Asked to come next time"}


def trainings(today: date) -> tuple[DemoTraining, ...]:
    """All trainings in order of time; those around `today` move with it."""
    return tuple(sorted((*held(), *begun(today), *to_come(today)), key=lambda one: (one.starts_on, one.key)))


def participations(
    made: Sequence[DemoTraining], people: Sequence[DemoPerson], chance: random.Random
) -> tuple[DemoParticipation, ...]:
    """The lists: all five states evenly; a follow-up brings back half of those who came before."""
    lists: dict[str, list[DemoPerson]] = {}
    rows: list[DemoParticipation] = []
    for training in made:
        withdrawn = training.key in _WITHDRAWN
        before = lists.get(training.follows or "", [])
        listed = _listed(training.size + withdrawn, before, people, chance)
        if withdrawn:
            rows.append(
                DemoParticipation(
                    training.key,
                    listed.pop().number,
                    ParticipantRole.PARTICIPANT,
                    ParticipationStatus.WITHDRAWN,
                    _WITHDRAWN[training.key],
                )
            )
        others = () if training.key == RUNNING else _OTHER_ROLES[training.kind]
        roles = [ParticipantRole.PARTICIPANT] * (len(listed) - len(others)) + [*others]
        rows += [
            DemoParticipation(training.key, person.number, role, ParticipationStatus.CONFIRMED)
            for person, role in zip(listed, roles, strict=False)
        ]
        lists[training.key] = listed
    return tuple(rows)


def _listed(
    size: int, before: Sequence[DemoPerson], people: Sequence[DemoPerson], chance: random.Random
) -> list[DemoPerson]:
    """`size` people, the states in turn."""
    queues: dict[State, list[DemoPerson]] = {}
    for state in State:
        known = [person for person in before if person.state is state]
        known = known[: (len(known) + 1) // 2]
        rest = [person for person in people if person.state is state and person not in known]
        queues[state] = [*known, *chance.sample(rest, len(rest))]
    states = tuple(State)
    return [queues[states[place % len(states)]].pop(0) for place in range(size)]
