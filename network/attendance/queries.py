"""What attendance came to: one person's record, and whom the priorities reached."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement
from sqlalchemy.orm import aliased

from network.agencies.queries import join_name, name_in
from network.attendance.models import Mark
from network.attendance.rule import Tally, tally
from network.clock import now
from network.database import db
from network.members.models import Affiliation, Member
from network.participation.models import Participation
from network.ranks.models import Rank
from network.ranks.queries import printed
from network.trainings.models import Training, TrainingSession, training_priority
from network.vocabulary import ATTENDED, ParticipantRole, ParticipationStatus, Sex, TrainingStatus
from network.web.i18n import language

#: Days after its end during which a training whose register has gaps is work that somebody has to finish.
UNFINISHED_DAYS = 30

ON_LIST = Participation.status == ParticipationStatus.CONFIRMED


def shown() -> ColumnElement[bool]:
    """Who stands in the register: whoever is on the list, and whoever was marked before she left it."""
    marked = sa.exists().where(Mark.participation_id == Participation.id, Mark.status.is_not(None))
    return sa.or_(ON_LIST, sa.and_(Participation.status == ParticipationStatus.WITHDRAWN, marked))


def has_gaps() -> ColumnElement[bool]:
    """Whether somebody on the list of a training has no mark for one of its sessions that is over."""
    return (
        sa.select(1)
        .select_from(TrainingSession)
        .join(Participation, Participation.training_id == TrainingSession.training_id)
        .outerjoin(Mark, sa.and_(Mark.session_id == TrainingSession.id, Mark.participation_id == Participation.id))
        .where(
            TrainingSession.training_id == Training.id,
            TrainingSession.cancelled.is_(False),
            TrainingSession.ends_at < now(),
            ON_LIST,
            Mark.status.is_(None),
        )
        .exists()
    )


@dataclass(frozen=True)
class Attended:
    """One training of a person's record."""

    participation_id: int
    training: Any
    role: ParticipantRole
    status: ParticipationStatus
    tally: Tally
    sessions: Sequence[Any]


def record_of(member_id: int, training_id: int | None = None) -> list[Attended]:
    """A person's trainings, the latest first, each counted by the rule, with the agency, rank and position that she
    had on its first day. One statement, whatever their number.

    Those that she left before any mark of hers are left out, and so are drafts and the cancelled.
    """
    hers, anybody = aliased(Mark), aliased(Mark)
    marked = sa.exists().where(anybody.session_id == TrainingSession.id, anybody.status.is_not(None))
    select = (
        sa.select(
            Participation.id.label("participation_id"),
            Participation.role,
            Participation.status,
            Participation.joined_at,
            Participation.left_at,
            Training.id.label("training_id"),
            Training.title,
            Training.title_ru,
            Training.starts_on,
            Training.ends_on,
            Training.city,
            Training.state,
            Training.zone,
            Training.completion_percent,
            TrainingSession.id,
            TrainingSession.title.label("session_title"),
            TrainingSession.title_ru.label("session_title_ru"),
            TrainingSession.starts_at,
            TrainingSession.ends_at,
            TrainingSession.cancelled,
            hers.status.label("mark"),
            hers.mode,
            marked.label("marked"),
            Participation.state.label("state_then"),
            name_in(language()).label("agency_then"),
            printed(language(), Affiliation.rank).label("rank_then"),
            Affiliation.position.label("position_then"),
        )
        .join(Training, Training.id == Participation.training_id)
        .join(TrainingSession, TrainingSession.training_id == Training.id)
        .outerjoin(hers, sa.and_(hers.session_id == TrainingSession.id, hers.participation_id == Participation.id))
        .outerjoin(Affiliation, Affiliation.id == Participation.affiliation_id)
        .outerjoin(Rank, Rank.id == Affiliation.rank_id)
        .where(Participation.member_id == member_id, Training.status == TrainingStatus.PUBLISHED, shown())
        .order_by(Training.starts_on.desc(), Training.id.desc(), Participation.id, TrainingSession.starts_at)
    )
    if training_id is not None:
        select = select.where(Training.id == training_id)
    gathered: dict[int, list[Any]] = {}
    for row in db.session.execute(join_name(select, Affiliation.agency_id, Training.starts_on)):
        gathered.setdefault(row.participation_id, []).append(row)
    return [_attended(rows) for rows in gathered.values()]


def _attended(rows: Sequence[Any]) -> Attended:
    one = rows[0]
    counted = tally(
        rows,
        {row.id: row.mark for row in rows},
        marked_sessions=[row.id for row in rows if row.marked],
        joined_at=one.joined_at,
        left_at=one.left_at,
    )
    return Attended(one.participation_id, one, one.role, one.status, counted, rows)


@dataclass(frozen=True)
class Reach:
    """What a priority's trainings came to: those held, and the people (each once) who attended one."""

    trainings: int = 0
    people: int = 0
    women: int = 0


def reach(priority_ids: Iterable[int]) -> dict[int, Reach]:
    """Trainings held and participants reached by each priority, in two statements.

    A training was held once a session of it is over or marked. Trainers and facilitators are not
    counted as reached.
    """
    ids = list(priority_ids)
    held = sa.exists().where(
        TrainingSession.training_id == Training.id,
        TrainingSession.cancelled.is_(False),
        sa.or_(
            TrainingSession.ends_at <= now(),
            sa.exists().where(Mark.session_id == TrainingSession.id, Mark.status.is_not(None)),
        ),
    )
    trainings: dict[int, int] = dict(
        db.session.execute(
            sa.select(training_priority.c.priority_id, sa.func.count())
            .join(Training, Training.id == training_priority.c.training_id)
            .where(training_priority.c.priority_id.in_(ids), Training.status == TrainingStatus.PUBLISHED, held)
            .group_by(training_priority.c.priority_id)
        )
        .tuples()
        .all()
    )
    woman = sa.case((Member.sex == Sex.FEMALE, Member.id))
    people = {
        row[0]: row
        for row in db.session.execute(
            sa.select(
                training_priority.c.priority_id,
                sa.func.count(Member.id.distinct()),
                sa.func.count(woman.distinct()),
            )
            .join(Participation, Participation.training_id == training_priority.c.training_id)
            .join(Training, Training.id == Participation.training_id)
            .join(Member, Member.id == Participation.member_id)
            .where(
                training_priority.c.priority_id.in_(ids),
                Training.status == TrainingStatus.PUBLISHED,
                Participation.role.in_([ParticipantRole.PARTICIPANT, ParticipantRole.OBSERVER]),
                sa.exists().where(
                    Mark.participation_id == Participation.id,
                    Mark.status.in_(sorted(ATTENDED)),
                    TrainingSession.id == Mark.session_id,
                    TrainingSession.cancelled.is_(False),
                ),
            )
            .group_by(training_priority.c.priority_id)
        )
    }
    return {one: Reach(trainings.get(one, 0), *(people[one][1:] if one in people else (0, 0))) for one in ids}
