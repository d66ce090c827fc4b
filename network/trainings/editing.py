"""A training's record from what was typed about it: its facts, its links, its sessions. Called inside a change."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from blinker import Signal
from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import IntegrityError

from network.access.policy import Action
from network.access.scope import Actor, condition
from network.audit.changes import Operator
from network.database import db
from network.errors import Refused, Stale
from network.priorities.models import Priority
from network.trainings import queries
from network.trainings.models import Training, TrainingOrganisation, TrainingSession
from network.trainings.programme import LONGEST_DAYS, MOST_SESSIONS, SessionFacts, faults, moment
from network.vocabulary import STATE_ZONES, Part, State, TrainingKind

#: Sent inside the change, with `training_id`: it begins on another day now. Participants lists lie above and follow.
first_day_changed = Signal()
#: Sent inside the change, with `training_id` and `by`: sessions stand on days on which none stood before.
days_added = Signal()


@dataclass(frozen=True)
class TrainingFacts:
    """Everything about a training but its sessions. `zone` empty: the host state's. Ids in the order to show."""

    title: str
    kind: TrainingKind
    state: State
    starts_on: date
    ends_on: date
    title_ru: str = ""
    description: str = ""
    description_ru: str = ""
    city: str = ""
    city_ru: str = ""
    venue: str = ""
    venue_ru: str = ""
    zone: str = ""
    languages: tuple[str, ...] = ()
    capacity: int | None = None
    completion_percent: int = 80
    organiser_ids: tuple[int, ...] = ()
    supporter_ids: tuple[int, ...] = ()
    priority_ids: tuple[int, ...] = ()
    follows_id: int | None = None


class HasMarks(Refused):
    """A session with attendance stays."""

    sentence = _l("Attendance was taken at this session, so it cannot be removed. Tick “Cancelled” instead.")

    def __init__(self, session_id: int) -> None:
        super().__init__(field="sessions")
        self.session_id = session_id


def describe(training: Training, facts: TrainingFacts, by: Actor | Operator, changed: dict[str, Any]) -> None:
    """Everything but the state and the sessions. `changed` takes what no row of the audit shows. Raises Refused."""
    if facts.ends_on < facts.starts_on:
        raise Refused(_l("The last day is before the first."), field="ends_on")
    if (facts.ends_on - facts.starts_on).days >= LONGEST_DAYS:
        raise Refused(_l("This is longer than a year. Check the dates, or make two trainings."), field="ends_on")
    for name in (
        *("title", "title_ru", "description", "description_ru", "kind", "starts_on", "ends_on"),
        *("city", "city_ru", "venue", "venue_ru", "capacity", "completion_percent"),
    ):
        setattr(training, name, getattr(facts, name))
    training.zone = facts.zone or STATE_ZONES[facts.state]
    training.languages = list(facts.languages)
    training.search = queries.searched(facts)
    _follow(training, facts, by)
    _organise(training, facts)
    _serve(training, facts, by, changed)


def _follow(training: Training, facts: TrainingFacts, by: Actor | Operator) -> None:
    training.follows_id = facts.follows_id
    if facts.follows_id is None:
        return
    select = sa.select(Training.starts_on).where(Training.id == facts.follows_id, Training.id != (training.id or 0))
    if not isinstance(by, Operator):
        select = select.where(queries.visible(by))
    started = db.session.scalar(select)
    if started is None:
        raise Refused(_l("There is no such training."), field="follows_id")
    if started > facts.starts_on:
        raise Refused(
            _l("That one starts later than this one: it cannot be the earlier of the two."), field="follows_id"
        )


def _organise(training: Training, facts: TrainingFacts) -> None:
    known = {(one.organisation_id, one.part): one for one in training.organisations}
    wanted = []
    for part, ids in ((Part.ORGANISER, facts.organiser_ids), (Part.SUPPORTER, facts.supporter_ids)):
        for place, key in enumerate(dict.fromkeys(ids), start=1):
            one = known.get((key, part)) or TrainingOrganisation(organisation_id=key, part=part)
            one.place = place
            wanted.append(one)
    training.organisations = wanted


def _serve(training: Training, facts: TrainingFacts, by: Actor | Operator, changed: dict[str, Any]) -> None:
    """Those chosen, and those of plans that whoever edits may not see: she could neither keep nor drop them."""
    before = [one.code for one in training.priorities]
    seen = sa.true() if isinstance(by, Operator) else condition(by, Action.PLAN_VIEW, Priority)
    held = [one.id for one in training.priorities]
    chosen = sa.and_(Priority.id.in_(facts.priority_ids), seen)
    found = db.session.scalars(sa.select(Priority).where(chosen | (Priority.id.in_(held) & ~seen))).all()
    if not {one.id for one in found}.issuperset(facts.priority_ids):
        raise Refused(_l("There is no such priority. Somebody may have removed it."), field="priorities")
    training.priorities = sorted(found, key=lambda one: (one.plan_id, one.place))
    after = [one.code for one in training.priorities]
    if after != before:
        changed["priorities"] = [before, after]


def schedule(training: Training, facts: TrainingFacts, sessions: Sequence[SessionFacts]) -> None:
    """Add and change sessions, once all of them together make sense: those that are not named, too."""
    known = {one.id: one for one in training.sessions}
    if any(one.id is not None and one.id not in known for one in sessions):
        raise Stale
    named = {one.id for one in sessions}
    together = [*sessions, *(SessionFacts.of(one, training.zone) for key, one in known.items() if key not in named)]
    if len([one for one in together if not one.remove]) > MOST_SESSIONS:
        raise Refused(_l("These are too many sessions for one training."), field="sessions")
    wrong = faults(together, facts.starts_on, facts.ends_on, training.zone)
    if wrong:
        raise Refused(wrong[0].sentence, field="sessions")
    for one in sessions:
        if one.remove:
            continue
        record = known[one.id] if one.id is not None else TrainingSession()
        record.title, record.title_ru, record.cancelled = one.title, one.title_ru, one.cancelled
        record.starts_at = moment(one.day, one.starts, training.zone)
        record.ends_at = moment(one.day, one.ends, training.zone)
        if one.id is None:
            training.sessions.append(record)


def remove(session_id: int) -> None:
    """Flushed one by one, so that the refusal is about this session. Its marks, if any, hold it by their key."""
    record = db.session.get(TrainingSession, session_id)
    if record is None:
        return
    db.session.delete(record)
    try:
        db.session.flush()
    except IntegrityError as error:
        raise HasMarks(session_id) from error
