"""What stands on the first page, each part in one or two statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from network.access.policy import Action
from network.access.scope import Actor, condition
from network.attendance.queries import UNFINISHED_DAYS, has_gaps
from network.clock import today
from network.database import db
from network.members.models import Member
from network.members.review import count_likely
from network.participation.models import Participation
from network.priorities.models import Plan, Priority
from network.priorities.queries import current_plan_id
from network.trainings.models import Training
from network.vocabulary import REGION_ZONE, ParticipationStatus, Standing, TrainingStatus

#: Trainings that the first page shows at most; the lists show all.
MOST_WORK = 20

_FACTS = (
    Training.id, Training.title, Training.title_ru, Training.starts_on, Training.ends_on,
    Training.state, Training.city, Training.city_ru, Training.zone, Training.status,
)  # fmt: skip


@dataclass(frozen=True)
class Work:
    """What a coordinator or the secretariat has to do: registers to take, trainings ahead, drafts to finish."""

    running: Sequence[Any]
    unfinished: Sequence[Any]
    ahead: Sequence[Any]
    drafts: Sequence[Any]


@dataclass(frozen=True)
class Figures:
    """Counts of what she may see; each is as long as the list that it opens."""

    members: int
    guests: int
    held_this_year: int
    year: int
    duplicates: int


def next_trainings(actor: Actor, most: int = 3) -> Sequence[Any]:
    """The trainings that she takes part in and that are not over, the next first."""
    return db.session.execute(
        sa.select(*_FACTS, Participation.role)
        .join(Participation, Participation.training_id == Training.id)
        .where(
            Participation.member_id == actor.member_id,
            Participation.status == ParticipationStatus.CONFIRMED,
            Training.status == TrainingStatus.PUBLISHED,
            Training.ends_on >= today() - timedelta(days=1),
            condition(actor, Action.TRAINING_VIEW, Training),
        )
        .order_by(Training.starts_on, Training.id)
        .limit(most)
    ).all()


def coming(actor: Actor, most: int = 4) -> Sequence[Any]:
    """Published trainings of the Network that are not over, the next first."""
    return db.session.execute(
        sa.select(*_FACTS)
        .where(
            condition(actor, Action.TRAINING_VIEW, Training),
            Training.status == TrainingStatus.PUBLISHED,
            Training.ends_on >= today(),
        )
        .order_by(Training.starts_on, Training.id)
        .limit(most)
    ).all()


def work(actor: Actor) -> Work:
    """Of the trainings that she runs: running now, ended with gaps in the register, coming, and drafts."""
    day = today()
    runs = condition(actor, Action.ATTENDANCE_MARK, Training)
    recent = Training.ends_on >= day - timedelta(days=UNFINISHED_DAYS)
    draft = sa.and_(condition(actor, Action.TRAINING_PUBLISH, Training), Training.status == TrainingStatus.DRAFT)
    rows = db.session.execute(
        sa.select(*_FACTS)
        .where(sa.or_(draft, sa.and_(runs, recent, sa.or_(Training.ends_on >= day, has_gaps()))))
        .order_by(Training.starts_on, Training.id)
        .limit(MOST_WORK)
    ).all()
    parts: dict[str, list[Any]] = {"drafts": [], "unfinished": [], "running": [], "ahead": []}
    for row in rows:
        parts[_part(row)].append(row)
    return Work(**parts)


def _part(row: Any) -> str:
    """Where a training stands by the clock of its own zone."""
    if row.status is TrainingStatus.DRAFT:
        return "drafts"
    if row.ends_on < today(row.zone):
        return "unfinished"
    return "running" if is_running(row) else "ahead"


def is_running(row: Any) -> bool:
    """Whether today, by the clock of its own zone, is one of its days."""
    return row.status is TrainingStatus.PUBLISHED and row.starts_on <= today(row.zone) <= row.ends_on


def figures(actor: Actor) -> Figures:
    """Members and guests that she may see, trainings of this year that are over, pairs of records to look at."""
    day = today(REGION_ZONE)
    people = (
        sa.select(sa.type_coerce(Member.standing, sa.String), sa.func.count())
        .where(condition(actor, Action.MEMBER_LIST, Member))
        .group_by(Member.standing)
    )
    held = (
        sa.select(sa.literal("held"), sa.func.count())
        .select_from(Training)
        .where(
            condition(actor, Action.TRAINING_VIEW, Training),
            Training.status == TrainingStatus.PUBLISHED,
            Training.ends_on < day,
            Training.ends_on >= date(day.year, 1, 1),
        )
    )
    pairs = sa.select(sa.literal("pairs"), count_likely(actor).scalar_subquery())
    count = dict(db.session.execute(people.union_all(held, pairs)).tuples().all())
    there = count.get(Standing.MEMBER, 0), count.get(Standing.GUEST, 0)
    return Figures(*there, count["held"], day.year, count["pairs"] or 0)


def priorities(actor: Actor) -> Sequence[Any]:
    """The priorities of the current plan in their order."""
    return db.session.execute(
        sa.select(Priority.id, Priority.code, Priority.title, Priority.title_ru, Priority.status, Plan.sample)
        .join(Priority.plan)
        .where(Priority.plan_id == current_plan_id(actor))
        .order_by(Priority.place)
    ).all()
