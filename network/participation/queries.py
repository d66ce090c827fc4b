"""Selects about who takes part in what."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Row, Select
from sqlalchemy.orm import selectinload

from network.access.policy import Action
from network.access.scope import Actor, condition, permitted
from network.agencies.models import Agency
from network.agencies.queries import join_name
from network.audit.unchanged import while_unchanged
from network.database import db
from network.members.models import Affiliation, Member
from network.members.queries import Listed, suggestions
from network.participation.fields import FIELDS, OF_THE_RECORD, keys, known, name_place, read_by
from network.participation.models import OFF_LIST, Participation
from network.trainings.models import Training
from network.vocabulary import AgencyKind, ParticipantRole, Sex, State, TrainingKind
from network.web.paging import Page, page_of

#: Rows of a page of the list; and up to how many people the training's own page names.
PAGE_ROWS, NAMED = 100, 200
#: How many suggestions are looked through for some who are not on the list yet.
_LOOKED_THROUGH = 60

ON_LIST = Participation.status.not_in(sorted(OFF_LIST))


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows a list holds. An empty choice narrows nothing; of a period, trainings with a day in it."""

    training_ids: Collection[int] = ()
    first_day: date | None = None
    last_day: date | None = None
    training_kinds: Collection[TrainingKind] = ()
    states: Collection[State] = ()
    agency_ids: Collection[int] = ()
    agency_kinds: Collection[AgencyKind] = ()
    roles: Collection[ParticipantRole] = ()
    removed: bool = False  # those who were taken off the list, instead of those who are on it


def participants(
    actor: Actor,
    names: Iterable[str],
    wanted: Wanted,
    *more: ColumnElement[bool],
    codes: bool = False,
    closed: bool = False,
    order: tuple[Any, ...] = (),
) -> Select[tuple[Any, ...]]:
    """The participants list: the `FIELDS` of these names, by role, state and family name. `more` narrows it.

    One select whatever is asked, for Core rows: a list of any length is streamed from it with `yield_per`. It
    holds rows of trainings that `actor` may read; cells that she may not read are NULL. With `codes` the shielded are
    but codes in it, whoever reads; with `closed` whoever may know them reads no more than names and agencies, because
    their records open with a reason only. `order` is another one than the usual.
    """
    order = order or keys(actor, codes=codes)
    names = list(dict.fromkeys([*names, *(name for one in names for name in FIELDS[one].beside)]))
    cells = [_cell(name, actor, codes or (closed and name in OF_THE_RECORD), order) for name in names]
    select = _narrowed(actor, cells, wanted, *more, codes=codes)
    if not wanted.agency_ids and not wanted.agency_kinds:
        select = _with_post(select)
    for join in dict.fromkeys(FIELDS[name].joins for name in names):
        select = join(select) if join else select
    return join_name(select, Affiliation.agency_id, Training.starts_on).order_by(*order)


def _cell(name: str, actor: Actor, codes: bool, order: tuple[Any, ...]) -> ColumnElement[Any]:
    field = FIELDS[name]
    value: Any = field.make()
    if name == "number":
        value = value.over(order_by=order)
    return read_by(actor, field, value, codes=codes).label(name)


def _narrowed(
    actor: Actor, columns: Sequence[Any], wanted: Wanted, *more: ColumnElement[bool], codes: bool = False
) -> Select[tuple[Any, ...]]:
    select = (
        sa.select(*columns)
        .select_from(Participation)
        .join(Training, Training.id == Participation.training_id)
        .join(Member, Member.id == Participation.member_id)
        .where(
            condition(actor, Action.PARTICIPANTS_VIEW, Training),
            condition(actor, Action.TRAINING_VIEW, Training),
            sa.not_(ON_LIST) if wanted.removed else ON_LIST,
            *more,
        )
    )
    if wanted.agency_ids or wanted.agency_kinds:
        # That somebody stands on the list of an agency tells where she serves.
        select = _with_post(select).where(known(actor, codes=codes))
    for column, values in (
        (Participation.training_id, wanted.training_ids),
        (Participation.state, wanted.states),
        (Participation.role, wanted.roles),
        (Training.kind, wanted.training_kinds),
        (Agency.kind, wanted.agency_kinds),
        (Agency.id, wanted.agency_ids),
    ):
        if values:
            select = select.where(column.in_(sorted(values)))
    if wanted.first_day:
        select = select.where(Training.ends_on >= wanted.first_day)
    if wanted.last_day:
        select = select.where(Training.starts_on <= wanted.last_day)
    return select


def _with_post(select: Select[tuple[Any, ...]]) -> Select[tuple[Any, ...]]:
    """Where she served at the time: by the row that held on the training's first day, never by today's."""
    return select.outerjoin(Affiliation, Affiliation.id == Participation.affiliation_id).outerjoin(
        Agency, Agency.id == Affiliation.agency_id
    )


def page(actor: Actor, names: Iterable[str], wanted: Wanted) -> Page:
    """One page of the list: its keys are sorted first, then its rows are joined. Three statements."""
    found = page_of(
        _narrowed(actor, [Participation.id], wanted), keys(actor), size=PAGE_ROWS,
        count=_narrowed(actor, [sa.literal(1)], wanted),
    )  # fmt: skip
    ids = [row[0] for row in found.rows]
    if not ids:
        return found
    editable = condition(actor, Action.PARTICIPATION_EDIT, Participation)
    select = participants(actor, names, wanted, Participation.id.in_(ids), closed=True)
    rows = db.session.execute(select.add_columns(sa.case((editable, 1), else_=0).label("editable"))).all()
    return replace(found, rows=rows)


@dataclass(frozen=True)
class Counts:
    """How many are on a list. Women and men are those of them whom the reader may view."""

    by_state: Mapping[State, int]
    participants: int
    others: int
    women: int = 0
    men: int = 0

    @property
    def total(self) -> int:
        """Everybody on the list."""
        return self.participants + self.others


@while_unchanged
def counts(training_id: int, actor: Actor | None = None) -> Counts:
    """Counted in one statement, out of an index alone; with `actor` women and men too."""
    columns: list[Any] = [Participation.state, Participation.role, sa.func.count()]
    select = sa.select(*columns).where(Participation.training_id == training_id, ON_LIST)
    if actor is not None:
        seen = condition(actor, Action.MEMBER_VIEW, Member)
        select = select.join(Member, Member.id == Participation.member_id).add_columns(
            *(sa.func.sum(sa.case((sa.and_(seen, Member.sex == sex), 1), else_=0)) for sex in (Sex.FEMALE, Sex.MALE))
        )
    rows = db.session.execute(select.group_by(Participation.state, Participation.role)).all()
    by_state = {state: sum(row[2] for row in rows if row[0] is state) for state in State}
    taking_part = sum(row[2] for row in rows if row[1] is ParticipantRole.PARTICIPANT)
    women, men = (sum(row[place] for row in rows) if actor is not None else 0 for place in (3, 4))
    return Counts(
        {state: count for state, count in by_state.items() if count},
        taking_part,
        sum(row[2] for row in rows) - taking_part,
        women,
        men,
    )


def names_by_state(training_id: int, actor: Actor) -> dict[State, list[Row[Any]]]:
    """Who is on the list, by state and family name: (state, name, latin, shielded, role)."""
    cells = [_cell(name, actor, False, ()) for name in ("name", "latin", "shielded")]
    select = (
        sa.select(Participation.state, *cells, Participation.role)
        .join(Member, Member.id == Participation.member_id)
        .where(Participation.training_id == training_id, ON_LIST)
        .order_by(name_place(actor), Participation.id)
        .limit(NAMED)
    )
    rows = db.session.execute(select).all()
    return {state: found for state in State if (found := [row for row in rows if row.state is state])}


def training(actor: Actor, training_id: int) -> Training | None:
    """The training, with its sessions, if `actor` may read it and its list."""
    return db.session.scalar(
        permitted(actor, Action.TRAINING_VIEW, Training)
        .where(Training.id == training_id, condition(actor, Action.PARTICIPANTS_VIEW, Training))
        .options(selectinload(Training.sessions))
    )


def addable(actor: Actor, training_id: int, text: str, limit: int = 8) -> list[Listed]:
    """Whom `text` may mean, among those that `actor` may add and that are not on this list yet."""
    found = suggestions(text, actor, Action.PARTICIPATION_ADD, limit=_LOOKED_THROUGH)
    there = on_list(training_id, [one.id for one in found])
    return [one for one in found if one.id not in there][:limit]


def on_list(training_id: int, member_ids: Collection[int]) -> set[int]:
    """Which of these members are on the list."""
    if not member_ids:
        return set()
    select = sa.select(Participation.member_id).where(
        Participation.training_id == training_id, Participation.member_id.in_(member_ids), ON_LIST
    )
    return set(db.session.scalars(select))


def addable_ids(actor: Actor, member_ids: Collection[int]) -> list[int]:
    """Those of these members that `actor` may add to a list, in the order given."""
    if not member_ids:
        return []
    select = sa.select(Member.id).where(Member.id.in_(member_ids), condition(actor, Action.PARTICIPATION_ADD, Member))
    known = set(db.session.scalars(select))
    return [one for one in member_ids if one in known]


def trainings_of(member_id: int) -> Select[int]:
    """The ids of the trainings that a member is on the list of."""
    return sa.select(Participation.training_id).where(Participation.member_id == member_id, ON_LIST)
