"""Selects about strategic plans and their priorities."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement

from network.access.policy import Action
from network.access.scope import Actor, allowed, condition
from network.audit.unchanged import while_unchanged
from network.clock import today
from network.database import db
from network.priorities.models import Plan, Priority
from network.vocabulary import PlanStatus
from network.web.i18n import language


def _foremost() -> tuple[ColumnElement[Any], ...]:
    """The order in which plans count: one past its draft, then one whose period it is, then the latest."""
    day = today()
    draft = sa.case((Plan.status == PlanStatus.DRAFT, 1), else_=0)
    closed = sa.case((Plan.status == PlanStatus.CLOSED, 1), else_=0)
    now = sa.case((sa.and_(Plan.starts_on <= day, Plan.ends_on >= day), 0), else_=1)
    return draft, closed, now, Plan.starts_on.desc(), Plan.id.desc()


def current_plan_id(actor: Actor) -> sa.ScalarSelect[int]:
    """The id of the current plan among those that `actor` may see, for other selects."""
    seen = condition(actor, Action.PLAN_VIEW, Plan)
    return sa.select(Plan.id).where(seen).order_by(*_foremost()).limit(1).scalar_subquery()


def current_plan(actor: Actor) -> Plan | None:
    """The plan that is worked by today; for whoever may see drafts the latest of them where there is no other."""
    return db.session.scalar(sa.select(Plan).where(Plan.id == current_plan_id(actor)))


def plans(actor: Actor) -> Sequence[Any]:
    """Every plan that `actor` may see (id, title, title_ru, starts_on, ends_on, status), the current one first."""
    return db.session.execute(
        sa.select(Plan.id, Plan.title, Plan.title_ru, Plan.starts_on, Plan.ends_on, Plan.status)
        .where(condition(actor, Action.PLAN_VIEW, Plan))
        .order_by(*_foremost())
    ).all()


def priorities(plan_id: int) -> Sequence[Priority]:
    """The priorities of a plan in their order."""
    return db.session.scalars(
        sa.select(Priority).where(Priority.plan_id == plan_id).order_by(Priority.place, Priority.id)
    ).all()


def choices(actor: Actor) -> list[tuple[int, str]]:
    """Priorities that `actor` may see for a select, as (id, "P1 · Women in leadership"), the current plan's first."""
    seen = frozenset(plan.status for plan in _one_of_each() if allowed(actor, Action.PLAN_VIEW, plan))
    return _choices(seen, language())


@cache
def _one_of_each() -> tuple[Plan, ...]:
    """A plan in each status, to ask the policy about. None of them is ever saved or changed."""
    return tuple(Plan(status=status) for status in PlanStatus)


@while_unchanged
def _choices(seen: frozenset[PlanStatus], language: str) -> list[tuple[int, str]]:
    title: ColumnElement[Any] = sa.type_coerce(Priority.title, sa.Text)
    if language == "ru":
        title = sa.func.coalesce(sa.func.nullif(Priority.title_ru, ""), Priority.title)
    rows = db.session.execute(
        sa.select(Priority.id, Priority.code, title.label("title"))
        .join(Priority.plan)
        .where(Plan.status.in_(sorted(seen)))
        .order_by(*_foremost(), Priority.place, Priority.id)
    )
    return [(row.id, f"{row.code} · {row.title}") for row in rows]
