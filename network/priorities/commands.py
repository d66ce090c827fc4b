"""What changes plans and priorities. Whoever changes priorities holds their plan, so places stay 1 … n."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import IntegrityError

from network.audit.changes import Author, Change, change
from network.audit.events import Event
from network.database import db
from network.errors import Refused, Stale
from network.priorities import queries
from network.priorities.models import Plan, Priority
from network.vocabulary import PlanStatus, PriorityStatus, State


@dataclass(frozen=True)
class PlanFacts:
    """What a plan says of itself."""

    title: str
    starts_on: date
    ends_on: date
    title_ru: str = ""
    summary: str = ""
    summary_ru: str = ""
    status: PlanStatus = PlanStatus.DRAFT
    sample: bool = False


@dataclass(frozen=True)
class PriorityFacts:
    """What a priority says of itself; its place is changed by moving it."""

    code: str
    title: str
    title_ru: str = ""
    description: str = ""
    description_ru: str = ""
    lead: str = ""
    lead_state: State | None = None
    status: PriorityStatus = PriorityStatus.PLANNED


def add_plan(facts: PlanFacts, *, by: Author) -> int:
    """A new plan without priorities; returns its id."""
    with change(Event.PLAN_ADDED, by=by) as note:
        _check_period(facts)
        plan = Plan(**vars(facts))
        db.session.add(plan)
        db.session.flush()
        note.about(plan)
        return plan.id


def edit_plan(plan_id: int, version: int, facts: PlanFacts, *, by: Author) -> None:
    """Replace what a plan says. Raises Stale, and Refused beside the field that is wrong."""
    with change(Event.PLAN_EDITED, by=by) as note:
        plan = _locked(plan_id)
        note.about(plan)
        if plan.version != version:
            raise Stale
        _check_period(facts)
        _write(plan, facts)


def add_priority(plan_id: int, facts: PriorityFacts, *, by: Author) -> int:
    """A new priority at the end of a plan; returns its id."""
    with change(Event.PRIORITY_ADDED, by=by) as note:
        _locked(plan_id)
        held = queries.priorities(plan_id)
        _check_code(held, facts)
        priority = Priority(plan_id=plan_id, place=len(held) + 1, **vars(facts))
        db.session.add(priority)
        db.session.flush()
        note.about(priority)
        return priority.id


def edit_priority(priority_id: int, version: int, facts: PriorityFacts, *, by: Author) -> None:
    """Replace what a priority says. Raises Stale, and Refused beside the field that is wrong."""
    with change(Event.PRIORITY_EDITED, by=by) as note:
        priority, held = _found(priority_id)
        note.about(priority)
        if priority.version != version:
            raise Stale
        _check_code([one for one in held if one is not priority], facts)
        _write(priority, facts)


def move_priority(priority_id: int, steps: int, *, by: Author) -> None:
    """Move it up (-1) or down (1) within its plan; at either end it stays where it is."""
    with change(Event.PRIORITY_MOVED, by=by) as note:
        priority, held = _found(priority_id)
        note.about(priority)
        held.remove(priority)
        held.insert(min(max(priority.place - 1 + steps, 0), len(held)), priority)
        _place(held, note)


def remove_priority(priority_id: int, *, by: Author) -> None:
    """Take a priority out of its plan; those behind it move up. Refused while a training serves it."""
    with change(Event.PRIORITY_REMOVED, by=by) as note:
        priority, held = _found(priority_id)
        note.about(priority)
        held.remove(priority)
        db.session.delete(priority)
        try:
            db.session.flush()
        except IntegrityError as error:  # trainings lie above: what they point at, the database knows
            raise Refused(
                _l("Trainings serve this priority, so it cannot be removed. Take it off them first.")
            ) from error
        _place(held, note)


def _locked(plan_id: int) -> Plan:
    plan = db.session.get(Plan, plan_id, with_for_update=True, populate_existing=True)
    if plan is None:
        raise Refused(_l("There is no such plan."))
    return plan


def _found(priority_id: int) -> tuple[Priority, list[Priority]]:
    """The priority and all of its plan in order, the plan locked."""
    plan_id = db.session.scalar(sa.select(Priority.plan_id).where(Priority.id == priority_id))
    if plan_id is not None:
        _locked(plan_id)
        held = list(queries.priorities(plan_id))
        for priority in held:
            if priority.id == priority_id:
                return priority, held
    raise Refused(_l("There is no such priority. Somebody may have removed it."))


def _place(held: Sequence[Priority], note: Change) -> None:
    """Number them 1 … n. No version counts up: who edits a text loses nothing when it is moved meanwhile."""
    table: Any = Priority.__table__
    for place, priority in enumerate(held, 1):
        db.session.execute(sa.update(table).where(table.c.id == priority.id).values(place=place))
    note.facts = {"order": [priority.code for priority in held]}


def _write(record: Plan | Priority, facts: PlanFacts | PriorityFacts) -> None:
    for name, value in vars(facts).items():
        setattr(record, name, value)


def _check_period(facts: PlanFacts) -> None:
    if facts.ends_on < facts.starts_on:
        raise Refused(_l("The last day cannot be before the first day."), field="ends_on")


def _check_code(others: Sequence[Priority], facts: PriorityFacts) -> None:
    if any(one.code.casefold() == facts.code.casefold() for one in others):
        raise Refused(_("Another priority of this plan has the code %(code)s.", code=facts.code), field="code")
