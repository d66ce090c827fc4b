"""Selects about agencies. Their names are dated: `join_name` gives the one that held on a day by one join."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeVarTuple

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select
from sqlalchemy.orm import aliased, selectinload

from network.agencies import rules
from network.agencies.models import Agency, AgencyName, CarryOver, folded
from network.agencies.staff import staff
from network.clock import today
from network.database import SortText, db
from network.errors import Refused, Stale
from network.vocabulary import State
from network.web.paging import Page, page_of

Columns = TypeVarTuple("Columns")

#: Words of a search that are looked for: one folded letter can become eighteen words, and a statement has an end.
MOST_WORDS = 12

#: The states in the order of their names, English and Russian alike, not of their codes.
_STATE_PLACES = sa.case({state: place for place, state in enumerate(State)}, value=Agency.state)


def join_name(select: Select[*Columns], agency_id: Any, day: Any, names: Any = AgencyName) -> Select[*Columns]:
    """`select` with the name that the agency bore on `day` (a date or a column), joined once.

    Rows without an agency stay, their name is NULL. `names` is an alias where a select joins names twice:
    `then, now = aliased(AgencyName), aliased(AgencyName)`.
    """
    return select.outerjoin(
        names,
        sa.and_(
            names.agency_id == agency_id,
            names.starts_on <= day,
            sa.or_(names.ends_on.is_(None), names.ends_on >= day),
        ),
    )


def name_in(language: str, names: Any = AgencyName) -> ColumnElement[str]:
    """The joined name for a reader of this language, in English where the other is not known."""
    if language != "ru":
        return sa.type_coerce(names.english, SortText())
    return sa.func.coalesce(sa.func.nullif(names.russian, ""), names.english, type_=SortText())


def open_on(day: Any) -> ColumnElement[bool]:
    """Whether people could serve in the agency on that day."""
    return sa.and_(
        sa.or_(Agency.opened_on.is_(None), Agency.opened_on <= day),
        sa.or_(Agency.closed_on.is_(None), Agency.closed_on >= day),
    )


def choices(
    states: State | Iterable[State] | None, day: date, language: str, also: int | None = None
) -> list[tuple[int, str]]:
    """Agencies open on `day` for a select, as (id, text), by state and name.

    `also` keeps one that is chosen already. `states` None is all five; with more than one state the text
    begins with the state's code.
    """
    wanted = list(State) if states is None else [states] if isinstance(states, State) else list(states)
    name = name_in(language)
    rows = db.session.execute(
        join_name(sa.select(Agency.id, Agency.state, name.label("name"), AgencyName.acronym), Agency.id, day)
        .where(sa.or_(sa.and_(Agency.state.in_(wanted), open_on(day)), Agency.id == also))
        .order_by(_STATE_PLACES, name, Agency.id)
    )
    several = len(wanted) != 1
    return [(row.id, _entry(row.name, row.acronym, row.state if several else None)) for row in rows]


def _entry(name: str, acronym: str, state: State | None) -> str:
    return (f"{state} · " if state else "") + name + (f" ({acronym})" if acronym else "")


def agencies_page(rows: Select[Agency], chosen: dict[str, Any], language: str, first: Iterable[State] = ()) -> Page:
    """One page of the agencies in `rows` (through the policy) under today's names, by state and name.

    The states of `first` stand before the others.

    Narrowed by `q` (any of its names, in any language, or its initials), `state`, `kind`, `standing`
    ("open" or "closed") and `verify`.
    """
    day, name = today(), name_in(language)
    own = list(first)
    state_place = sa.case((Agency.state.in_(own), -1), else_=_STATE_PLACES) if own else _STATE_PLACES
    closed = sa.and_(Agency.closed_on.is_not(None), Agency.closed_on < day)
    select = join_name(
        rows.with_only_columns(
            state_place.label("state_place"),
            Agency.id, Agency.state, Agency.kind, Agency.verify, Agency.closed_on, closed.label("closed"),
            AgencyName.acronym, AgencyName.english, AgencyName.russian, AgencyName.national,
        ),
        Agency.id,
        day,
    )  # fmt: skip
    for column, key in ((Agency.state, "state"), (Agency.kind, "kind"), (Agency.verify, "verify")):
        if chosen.get(key):
            select = select.where(column == chosen[key])
    if standing := chosen.get("standing"):
        select = select.where(closed if standing == "closed" else sa.not_(closed))
    if text := chosen.get("q"):
        select = select.where(_named(text))
    return page_of(select, (state_place, name, Agency.id))


def _named(text: str) -> ColumnElement[bool]:
    """Whether one of its names, of today or before, holds every word that was typed."""
    name = aliased(AgencyName)
    words = list(dict.fromkeys(folded(text).split()))[:MOST_WORDS]
    found = sa.select(1).where(name.agency_id == Agency.id, *(name.search.contains(word) for word in words))
    return found.exists() if words else sa.false()


def relatives(agency: Agency, language: str) -> dict[str, Sequence[Any]]:
    """Its parent, parts, successor and predecessors under today's names, each a list of rows."""
    near = [one for one in (agency.parent_id, agency.successor_id) if one is not None]
    found = db.session.execute(
        join_name(
            sa.select(
                Agency.id,
                Agency.parent_id,
                Agency.successor_id,
                Agency.closed_on,
                name_in(language).label("name"),
            ),
            Agency.id,
            today(),
        )
        .where(sa.or_(Agency.id.in_(near), Agency.parent_id == agency.id, Agency.successor_id == agency.id))
        .order_by(name_in(language), Agency.id)
    ).all()
    return {
        "parent": [row for row in found if row.id == agency.parent_id],
        "successor": [row for row in found if row.id == agency.successor_id],
        "parts": [row for row in found if row.parent_id == agency.id],
        "predecessors": [row for row in found if row.successor_id == agency.id],
    }


@dataclass(frozen=True)
class Merger:
    """What follows from a merger: what goes on in the successor, and which parts become its parts."""

    successor: str
    last_day: date
    day: date
    affiliations: int
    parts: Sequence[str]


def merger(state: State, agency_id: int, successor_id: int | None, day: date) -> Merger:
    """What would follow; raises Refused where the agency may not go over into that successor on that day."""
    near = of_state(state)
    agency = near[agency_id]
    successor = rules.check_merger(near, agency, successor_id, day)
    parts = [one for one in rules.parts(near, agency) if one is not successor and one.open_on(day)]
    return Merger(
        rules.called(successor, day),
        day - timedelta(days=1),
        day,
        staff().to_move(agency_id, day),
        sorted(rules.called(part, day) for part in parts),
    )


def of_state(state: State, *, locked: bool = False) -> Mapping[int, Agency]:
    """All agencies of a state by id, with their names; `locked` until the open change ends."""
    select = sa.select(Agency).where(Agency.state == state).order_by(Agency.id).options(selectinload(Agency.names))
    if locked:
        select = select.with_for_update(key_share=True).execution_options(populate_existing=True)
    return {agency.id: agency for agency in db.session.scalars(select)}


def locked_near(agency_id: int, version: int | None = None) -> tuple[Mapping[int, Agency], Agency]:
    """All agencies of its state, held until the open change ends, and the agency. Raises Stale where it is of another
    version."""
    state = db.session.scalar(sa.select(Agency.state).where(Agency.id == agency_id))
    if state is None:
        raise Refused(_l("There is no such agency."))
    near = of_state(state, locked=True)
    agency = near[agency_id]
    if version is not None and agency.version != version:
        raise Stale
    return near, agency


def carrying(state: State, agency_id: int, successor_id: int | None) -> Merger:
    """What carrying its people over would do; raises Refused where they may not go on in that successor."""
    near = of_state(state)
    agency = near[agency_id]
    successor, day = rules.check_carrying(near, agency, successor_id)
    last_day = day - timedelta(days=1)
    return Merger(rules.called(successor, day), last_day, day, staff().to_move(agency_id, day), ())


def carried(agency_id: int) -> CarryOver | None:
    """What can be carried back, if anything."""
    return db.session.scalar(sa.select(CarryOver).where(CarryOver.agency_id == agency_id))
