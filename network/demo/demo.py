"""Everything that the demo shows, as plain data: rows are made from it elsewhere."""

import random
from dataclasses import dataclass
from datetime import date

from network.demo.attendance import DemoMark, marks
from network.demo.organisations import ORGANISATIONS, DemoOrganisation
from network.demo.people import DemoPerson, people
from network.demo.plan import SAMPLE_PLAN, DemoPlan
from network.demo.schedule import DemoTraining
from network.demo.trainings import DemoParticipation, participations, trainings
from network.demo.twice import some_twice

_SEED = 20251126  # the first day of the course in Bishkek


@dataclass(frozen=True, slots=True)
class Demo:
    """The demo on one day. Records name each other by keys, numbers and codes."""

    organisations: tuple[DemoOrganisation, ...]
    plan: DemoPlan
    people: tuple[DemoPerson, ...]
    trainings: tuple[DemoTraining, ...]
    participations: tuple[DemoParticipation, ...]
    marks: tuple[DemoMark, ...]


def demo(today: date) -> Demo:
    """The demo as of `today`: the same people always, and the same everything for the same day."""
    chance = random.Random(_SEED)  # noqa: S311  # nosec B311 - nothing here is a secret
    persons = some_twice(people(chance))
    made = trainings(today)
    lists = participations(made, persons, chance)
    return Demo(
        organisations=ORGANISATIONS,
        plan=SAMPLE_PLAN,
        people=persons,
        trainings=made,
        participations=lists,
        marks=marks(made, lists, today, chance),
    )
