"""Selects about trainings. What a person reads goes through the policy's condition: drafts stay where they belong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from network.access.policy import Action
from network.access.scope import Actor, allowed, condition
from network.accounts.models import Account, RoleGrant, TrainingAssignment
from network.accounts.queries import coordinators
from network.audit.unchanged import while_unchanged
from network.clock import today
from network.database import db
from network.members.names import folded, search_prefixes
from network.priorities.models import Priority
from network.trainings.models import (
    Organisation,
    Training,
    TrainingOrganisation,
    TrainingSession,
    training_priority,
)
from network.trainings.own import own
from network.trainings.programme import LONGEST_DAYS
from network.vocabulary import REGION_ZONE, Part, Role, State, TrainingStatus
from network.web.i18n import said

#: How many earlier trainings the form offers as the one that is followed up, the latest first.
EARLIER_OFFERED = 200

_ROW: tuple[Any, ...] = (
    Training.id,
    Training.title,
    Training.title_ru,
    Training.kind,
    Training.status,
    Training.starts_on,
    Training.ends_on,
    Training.state,
    Training.city,
    Training.city_ru,
)
#: What orders a list of trainings, unique together.
KEYS = (Training.starts_on, Training.id)


def searched(facts: Any) -> str:
    """What `Training.search` holds: the words under which a training with these facts is found."""
    texts = (facts.title, facts.title_ru, facts.city, facts.city_ru, facts.venue, facts.venue_ru)
    return folded(" ".join(text for text in texts if text))


def has_word(prefix: str) -> sa.ColumnElement[bool]:
    """The trainings with a word that begins so (one of `search_prefixes`), in a title, a city or a venue."""
    begins = Training.search.startswith(prefix, autoescape=True)
    return sa.or_(begins, Training.search.contains(f" {prefix}", autoescape=True))


def visible(actor: Actor) -> sa.ColumnElement[bool]:
    """The trainings that she may read."""
    return condition(actor, Action.TRAINING_VIEW, Training)


def listed(actor: Actor, past: bool, chosen: Mapping[str, Any]) -> sa.Select[Any]:
    """The rows of the list, coming or past, narrowed by the filters that are set (see `filters.TrainingFilters`)."""
    day, starts_on = today(REGION_ZONE), Training.starts_on
    # The second bound is implied by the first, and lets the index begin where the list does.
    if past:
        when = sa.and_(Training.ends_on < day, starts_on < day)
    else:
        when = sa.and_(Training.ends_on >= day, starts_on > day - timedelta(days=LONGEST_DAYS))
    select: sa.Select[Any] = sa.select(*_ROW).where(visible(actor), when)
    for name in ("state", "kind", "status"):
        if name in chosen:
            select = select.where(getattr(Training, name) == chosen[name])
    if year := chosen.get("year"):
        select = select.where(Training.ends_on >= date(year, 1, 1), Training.starts_on <= date(year, 12, 31))
    if priority_id := chosen.get("priority"):
        serves = sa.select(training_priority.c.training_id).where(training_priority.c.priority_id == priority_id)
        select = select.where(Training.id.in_(serves))
    if chosen.get("mine"):
        select = select.where(own(actor))
    for prefix in search_prefixes(chosen.get("q", "")):
        select = select.where(has_word(prefix))
    return select


def serving(actor: Actor, priority_id: int, most: int) -> Sequence[Any]:
    """The trainings that serve a priority and that she may read, the latest first; `most` of them."""
    serves = sa.select(training_priority.c.training_id).where(training_priority.c.priority_id == priority_id)
    rows = sa.select(*_ROW).where(visible(actor), Training.id.in_(serves))
    return db.session.execute(rows.order_by(Training.starts_on.desc(), Training.id.desc()).limit(most)).all()


def between(actor: Actor, first: date, last: date) -> Sequence[Any]:
    """The trainings with a day from first to last: the longer ones first, so that their bars lie on top."""
    select = sa.select(*_ROW).where(visible(actor), Training.starts_on <= last, Training.ends_on >= first)
    return db.session.execute(select.order_by(Training.starts_on, Training.ends_on.desc(), Training.id)).all()


@while_unchanged
def sessions(training_id: int) -> Sequence[Any]:
    """The sessions of a training in order of time."""
    one = TrainingSession
    select = sa.select(one.id, one.title, one.title_ru, one.starts_at, one.ends_at, one.cancelled)
    return db.session.execute(select.where(one.training_id == training_id).order_by(one.starts_at, one.id)).all()


@dataclass
class Links:
    """Everything that a training is linked with, each as rows of (id, name, name_ru, note, day)."""

    organisers: list[Any] = field(default_factory=list)
    supporters: list[Any] = field(default_factory=list)
    priorities: list[Any] = field(default_factory=list)
    follows: list[Any] = field(default_factory=list)
    followed_by: list[Any] = field(default_factory=list)
    coordinators: list[Any] = field(default_factory=list)


@while_unchanged
def links(actor: Actor, training_id: int, follows_id: int | None) -> Links:
    """The training's links, in one statement; other trainings only where she may read them."""
    none, day = sa.literal(""), sa.literal(None, sa.Date)

    def part(
        what: str, key: Any, name: Any, name_ru: Any = none, note: Any = none, place: Any = None, on: Any = day
    ) -> Any:
        place = sa.literal(0) if place is None else place
        return sa.select(
            sa.literal(what).label("what"), key.label("id"), name.label("name"), name_ru.label("name_ru"),
            note.label("note"), place.label("place"), on.label("day"),
        )  # fmt: skip

    def organised(what: str, which: Part) -> Any:
        select = part(what, Organisation.id, Organisation.name, Organisation.name_ru, place=TrainingOrganisation.place)
        select = select.join(TrainingOrganisation, TrainingOrganisation.organisation_id == Organisation.id)
        return select.where(TrainingOrganisation.training_id == training_id, TrainingOrganisation.part == which)

    def related(what: str, on: Any) -> Any:
        select = part(
            what,
            Training.id,
            Training.title,
            Training.title_ru,
            said(Training.city, Training.city_ru),
            on=Training.starts_on,
        )
        return select.where(on, visible(actor))

    serves = part("priorities", Priority.id, Priority.title, Priority.title_ru, Priority.code, Priority.place)
    runs = part("coordinators", Account.id, Account.name)
    statement = sa.union_all(
        organised("organisers", Part.ORGANISER),
        organised("supporters", Part.SUPPORTER),
        serves.join(training_priority, training_priority.c.priority_id == Priority.id).where(
            training_priority.c.training_id == training_id, condition(actor, Action.PLAN_VIEW, Priority)
        ),
        related("follows", Training.id == follows_id),
        related("followed_by", Training.follows_id == training_id),
        runs.join(TrainingAssignment, TrainingAssignment.account_id == Account.id).where(
            TrainingAssignment.training_id == training_id
        ),
    )
    found = Links()
    for row in sorted(
        db.session.execute(statement), key=lambda row: (row.what, row.place, row.day or date.min, row.id)
    ):
        getattr(found, row.what).append(row)
    return found


def assignable(state: State, links_: Links) -> list[Any]:
    """Accounts (id, name, state) that coordinate another state than this today and are not assigned to the training
    yet. Who coordinates both is none."""
    held = coordinators()
    known = {one.id for one in links_.coordinators} | {row.id for own, rows in held if own is state for row in rows}
    return [row for other, rows in held if other is not state for row in rows if row.id not in known]


def coordinates(account_id: int) -> bool:
    """Whether the account coordinates a state today."""
    day = today()
    held = sa.select(RoleGrant.id).join(RoleGrant.account).where(
        RoleGrant.account_id == account_id,
        RoleGrant.role == Role.COORDINATOR,
        RoleGrant.starts_on <= day,
        sa.or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= day),
        Account.disabled.is_(False),
    )  # fmt: skip
    return db.session.scalar(held.limit(1)) is not None


def earlier(actor: Actor, but: int | None, keep: int | None) -> Sequence[Any]:
    """Trainings that another one may follow up, the latest first, and the one that is followed up now (`keep`)."""
    select = sa.select(
        Training.id, Training.title, Training.title_ru, Training.city, Training.city_ru, Training.starts_on
    )  # fmt: skip
    select = select.where(visible(actor), Training.status != TrainingStatus.DISCARDED, Training.id != (but or 0))
    latest = select.order_by(Training.starts_on.desc(), Training.id.desc()).limit(EARLIER_OFFERED)
    if keep is None:
        return db.session.execute(latest).all()
    both = sa.union(select.where(Training.id == keep), sa.select(latest.subquery())).subquery()
    return db.session.execute(sa.select(both).order_by(both.c.starts_on.desc(), both.c.id.desc())).all()


def organisations(keep: Sequence[int] = ()) -> Sequence[Any]:
    """Organisations in use (id, name, name_ru) by name, and those of `keep` whatever their state."""
    usable = sa.or_(Organisation.in_use, Organisation.id.in_(keep)) if keep else Organisation.in_use
    select = sa.select(Organisation.id, Organisation.name, Organisation.name_ru).where(usable)
    return db.session.execute(select.order_by(Organisation.name, Organisation.id)).all()


def all_organisations() -> Sequence[Any]:
    """Every organisation with the number of trainings that it organises or supports."""
    of, used = Organisation, TrainingOrganisation
    count = sa.func.count(used.training_id.distinct())
    select = sa.select(of.id, of.name, of.name_ru, of.in_use, count.label("trainings")).outerjoin(
        used, used.organisation_id == of.id
    )
    grouped = select.group_by(of.id, of.name, of.name_ru, of.in_use)
    return db.session.execute(grouped.order_by(of.in_use.desc(), of.name, of.id)).all()


def creatable_states(actor: Actor) -> list[State]:
    """The states for which she may make a training."""
    return [state for state in State if allowed(actor, Action.TRAINING_CREATE, Training(state=state))]
