"""Selects about ranks: the catalogue's pages, what a form offers, and how a list prints them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select

from network.audit.unchanged import while_unchanged
from network.clock import today
from network.database import SortText, db
from network.ranks.models import Rank
from network.vocabulary import RankService, State
from network.web.formats import day as shown
from network.web.i18n import language
from network.web.paging import Page, page_of
from network.web.words import label, state_name

#: States and services in the order in which people read them, not of their codes.
_STATE_PLACES = sa.case({state: place for place, state in enumerate(State)}, value=Rank.state)
_SERVICE_PLACES = sa.case({service: place for place, service in enumerate(RankService)}, value=Rank.service)
#: The catalogue is read service by service, and the longest ladder has seventeen ranks.
_PAGE = 60

Groups = dict[str, list[tuple[int, str]]]


def title_in(language: str, ranks: Any = Rank) -> ColumnElement[str]:
    """The title of a joined rank for a reader of this language, in English where there is no other."""
    if language != "ru":
        return sa.type_coerce(ranks.english, SortText())
    return sa.func.coalesce(sa.func.nullif(ranks.russian, ""), ranks.english, type_=SortText())


def printed(language: str, typed: Any, ranks: Any = Rank) -> ColumnElement[str]:
    """What a list prints: the catalogue's title in its language, else the rank as it was `typed`."""
    return sa.func.coalesce(title_in(language, ranks), typed, type_=sa.Text())


def ranks_page(rows: Select[Rank], chosen: Mapping[str, Any], first: Iterable[State] = ()) -> Page:
    """One page of the ranks in `rows` (through the policy), by state, service and order.

    The states of `first` stand before the others. Narrowed by `q` (in any title), `state`, `service`, `standing`
    ("open" or "closed") and `verify`.
    """
    own = sorted(first)
    closed = sa.and_(Rank.closed_on.is_not(None), Rank.closed_on < today())
    state_place = sa.case((Rank.state.in_(own), -1), else_=_STATE_PLACES) if own else _STATE_PLACES
    select = rows.with_only_columns(
        state_place.label("state_place"), _SERVICE_PLACES.label("service_place"), Rank.id, Rank.state, Rank.service,
        Rank.band, Rank.place, Rank.english, Rank.russian, Rank.national, Rank.short, Rank.opened_on, Rank.closed_on,
        Rank.verify, closed.label("closed"),
    )  # fmt: skip
    for column, key in ((Rank.state, "state"), (Rank.service, "service"), (Rank.verify, "verify")):
        if chosen.get(key):
            select = select.where(column == chosen[key])
    if standing := chosen.get("standing"):
        select = select.where(closed if standing == "closed" else sa.not_(closed))
    if text := chosen.get("q"):
        titles = (Rank.english, Rank.russian, Rank.national, Rank.short)
        ways = {text, text.lower(), text.capitalize()}  # SQLite folds the case of Latin letters alone
        select = select.where(sa.or_(*(title.contains(way, autoescape=True) for title in titles for way in ways)))
    return page_of(select, (state_place, _SERVICE_PLACES, Rank.place, Rank.id), size=_PAGE)


@while_unchanged
def offered(states: tuple[State, ...], also: int | None = None) -> Groups:
    """The ranks of these states in groups by service, the lowest first; one of the past says until when it was borne.

    `also` keeps one that is chosen already. With more than one state a group begins with the state's name.
    """
    rows = db.session.execute(
        sa.select(Rank.id, Rank.state, Rank.service, title_in(language()).label("title"), Rank.closed_on)
        .where(sa.or_(Rank.state.in_(states), Rank.id == also))
        .order_by(_STATE_PLACES, _SERVICE_PLACES, Rank.place, Rank.id)
    ).all()
    several = len({row.state for row in rows}) > 1
    groups: Groups = {}
    for row in rows:
        group = f"{state_name(row.state)} · {label(row.service)}" if several else label(row.service)
        past = row.closed_on is not None and row.closed_on < today()
        groups.setdefault(group, []).append((row.id, f"{row.title} ({_until(row.closed_on)})" if past else row.title))
    return groups


def _until(day: Any) -> str:
    return str(_("until %(day)s", day=shown(day)))


def of_service(state: State, service: RankService, *, locked: bool = False) -> Sequence[Rank]:
    """All ranks of a state and service in their order; `locked` until the open change ends."""
    select = sa.select(Rank).where(Rank.state == state, Rank.service == service).order_by(Rank.place, Rank.id)
    if locked:
        select = select.with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(select).all()
