"""Selects about people. A list is read in two steps: one page's keys out of one index, then their rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement
from sqlalchemy.orm import joinedload

from network.access.policy import Action
from network.access.scope import Actor, condition, permitted
from network.agencies.models import Agency
from network.agencies.queries import join_name, name_in
from network.audit.unchanged import while_unchanged
from network.clock import today
from network.database import db
from network.members import reasons, search
from network.members.matching import Hit
from network.members.models import Affiliation, Member, hidden_from
from network.members.previous import PreviousName
from network.members.seconded import seconded_now
from network.ranks.models import Rank
from network.ranks.queries import printed
from network.vocabulary import Standing, State
from network.web.i18n import language
from network.web.paging import Page, page_of

#: A search shows the best so many and no second page: of the list of members, and of the directory.
BEST, BEST_OPENED = 100, 25
#: Fewer who are met by whole words and beginnings are not enough for a picker; of a list, none are.
_ENOUGH = 4
#: Codes that stand under a list: shielded are the few.
MOST_CODES = 200


@dataclass(frozen=True, slots=True)
class Listed:
    """A person as lists show her: where she serves is as of today, the agency under today's name."""

    id: int
    uid: str
    number: str | None
    name: str
    latin: str
    state: State
    standing: Standing
    agency: str | None
    rank: str | None
    position: str | None
    shield_code: str | None = None
    seconded_to: str | None = None
    why: str = ""


def members_page(actor: Actor, chosen: Mapping[str, Any]) -> Page:
    """One page of the people that `actor` may list, by family name; of a search the best, the best first.

    Narrowed by `q` (any part of any name in any order, or the number), `state`, `agency`, `kind`, `standing`, `band`
    and `unplaced`. Three statements, of a search up to six; what they cost does not grow with the Network.
    """
    if chosen.get("q"):
        hits = _hits(actor, chosen, limit=BEST + 1)
        return _best(hits, BEST, _with_reasons(chosen["q"], hits[:BEST]))
    select, keys = found(actor, chosen)
    page = page_of(select, keys, count=select.with_only_columns(keys[1]))
    return replace(page, rows=listed([row[1] for row in page.rows]))


def found(actor: Actor, chosen: Mapping[str, Any]) -> tuple[Any, Any]:
    """Everybody whom the list, narrowed so, shows on all its pages: a select of sort key and id, and these as its keys.

    Of a search these are the best that its one page shows: whoever works on "all that were found" sees them all.
    """
    keys = (Member.sort_key, Member.id)
    select = sa.select(*keys).where(condition(actor, Action.MEMBER_LIST, Member), *_narrowing(chosen))
    if chosen.get("state"):
        select = select.where(Member.state == chosen["state"])
    if chosen.get("q"):
        hits = _hits(actor, chosen, limit=BEST)
        select = select.where(Member.id.in_([one.member_id for one in hits]))
    return select, keys


def directory_page(actor: Actor, chosen: Mapping[str, Any]) -> tuple[Page, dict[int, str]]:
    """Keys of one page of those who opened themselves to `actor`, narrowed by `q` and `state`; and why a search found
    them, where that is not obvious."""
    state = chosen.get("state")
    if chosen.get("q"):
        whose = search.Whose(actor, Action.DIRECTORY_VIEW, state)
        hits = search.found(chosen["q"], whose, limit=BEST_OPENED + 1, enough=1)
        people = _with_reasons(chosen["q"], hits[:BEST_OPENED])
        page = _best(hits, BEST_OPENED, [("", one.id) for one in people])
        return page, {one.id: one.why for one in people}
    opened = condition(actor, Action.DIRECTORY_VIEW, Member)
    select, keys = sa.select(Member.sort_key, Member.id).where(opened), (Member.sort_key, Member.id)
    select = select.where(Member.state == state) if state else select
    return page_of(select, keys, count=select.with_only_columns(keys[1])), {}


_COLUMNS = {
    "agency": Member.agency_now_id,
    "kind": Member.kind_now,
    "standing": Member.standing,
    "band": Member.band_now,
}


def _narrowing(chosen: Mapping[str, Any]) -> list[ColumnElement[bool]]:
    narrowing = [column == chosen[key] for key, column in _COLUMNS.items() if chosen.get(key)]
    return [*narrowing, Member.agency_now_id.is_(None)] if chosen.get("unplaced") else narrowing


def _hits(actor: Actor, chosen: Mapping[str, Any], limit: int) -> list[Hit]:
    """The best of the list's search. Parts and slips stand in it only where nobody's words begin so."""
    whose = search.Whose(actor, Action.MEMBER_LIST, chosen.get("state"), _narrowing(chosen))
    return search.found(chosen["q"], whose, limit=limit, enough=1)


def _best(hits: Sequence[Hit], most: int, rows: Sequence[Any]) -> Page:
    """The one page of a search."""
    return Page(rows, 1, min(len(hits), most), len(hits) > most, None, None, None, None)


def _with_reasons(text: str, hits: Sequence[Hit]) -> list[Listed]:
    """These people in this order, each with why she was found where her names do not say it."""
    people = listed([one.member_id for one in hits])
    why = reasons.reasons(text, hits, {one.id: (one.name, one.latin) for one in people})
    return [replace(one, why=why[one.id]) if one.id in why else one for one in people]


def listed(member_ids: Sequence[int]) -> list[Listed]:
    """These people in this order, with where they serve today; one statement."""
    if not member_ids:
        return []
    day = today()
    select = (
        sa.select(
            Member.id,
            Member.uid,
            Member.number,
            Member.family,
            Member.given,
            Member.patronymic,
            Member.family_latin,
            Member.given_latin,
            Member.patronymic_latin,
            Member.state,
            Member.standing,
            Member.shield_code,
            name_in(language()).label("agency"),
            printed(language(), Affiliation.rank).label("rank"),
            Affiliation.position,
            seconded_now(Member.id).label("seconded_to"),
        )
        .outerjoin(
            Affiliation,
            sa.and_(
                Affiliation.member_id == Member.id,
                Affiliation.starts_on <= day,
                sa.or_(Affiliation.ends_on.is_(None), Affiliation.ends_on >= day),
            ),
        )
        .outerjoin(Rank, Rank.id == Affiliation.rank_id)
        .where(Member.id.in_(member_ids))
    )
    found = {row.id: _listed(row) for row in db.session.execute(join_name(select, Affiliation.agency_id, day))}
    return [found[member_id] for member_id in member_ids if member_id in found]


def _listed(row: Any) -> Listed:
    return Listed(
        row.id,
        row.uid,
        row.number,
        " ".join(part for part in (row.family, row.given, row.patronymic) if part),
        " ".join(part for part in (row.family_latin, row.given_latin, row.patronymic_latin) if part),
        row.state,
        row.standing,
        row.agency,
        row.rank,
        row.position,
        row.shield_code,
        row.seconded_to,
    )


def only_codes(actor: Actor, chosen: Mapping[str, Any]) -> Sequence[Any]:
    """The shielded of the states that `actor` lists and may not identify: (code, state), by code.

    Only a state narrows them: whatever else a list is narrowed by would tell of them that they are of it.
    """
    states = [state for state in sorted(actor.states) if chosen.get("state") in (None, state)]
    if any(value for key, value in chosen.items() if key != "state") or not states:
        return ()
    select = sa.select(Member.shield_code, Member.state).where(
        Member.state.in_(states), Member.shield_code.is_not(None), Member.id.in_(hidden_from(actor)),
        sa.not_(condition(actor, Action.MEMBER_LIST, Member)),
    )  # fmt: skip
    return db.session.execute(select.order_by(Member.shield_code).limit(MOST_CODES)).all()


def suggestions(text: str, actor: Actor, action: Action, limit: int = 8) -> list[Listed]:
    """The people whom `text` may mean, the best match first, among those that `actor` may do `action` to.

    Each word typed is in a word of her names in either script, of a name of before or of her number, or nearly so.
    """
    hits = search.found(text, search.Whose(actor, action), limit=limit, enough=_ENOUGH)
    return _with_reasons(text, hits)


def career(member_id: int) -> Sequence[Affiliation]:
    """Her affiliations, the latest first, with their agencies and all their names; one statement."""
    select = sa.select(Affiliation).where(Affiliation.member_id == member_id).order_by(Affiliation.starts_on.desc())
    with_names = joinedload(Affiliation.agency).joinedload(Agency.names)
    return db.session.scalars(select.options(with_names, joinedload(Affiliation.listed_rank))).unique().all()


#: Loads what she was called before with her, in the same statement.
WITH_NAMES = joinedload(Member.previous_names)


def previous_name(member_id: int, name_id: int) -> PreviousName | None:
    """One of her names of before, as it is now."""
    hers = sa.select(PreviousName).where(PreviousName.member_id == member_id, PreviousName.id == name_id)
    return db.session.scalar(hers)


def member_of(actor: Actor) -> Member | None:
    """The record of whoever is signed in, if she has one, and what she was called before."""
    mine: Any = permitted(actor, Action.MEMBER_VIEW, Member).where(Member.id == (actor.member_id or 0))
    found: Member | None = db.session.scalars(mine.options(WITH_NAMES)).unique().one_or_none()
    return found


@while_unchanged
def agency_options(states: Sequence[State], also: int | None = None) -> Sequence[Any]:
    """Every agency of these states, and the one `also`, under today's name.

    Rows of id, state, name and whether it is closed.
    """
    day, name = today(), name_in(language())
    closed = sa.and_(Agency.closed_on.is_not(None), Agency.closed_on < day)
    select = join_name(sa.select(Agency.id, Agency.state, name.label("name"), closed.label("closed")), Agency.id, day)
    return db.session.execute(
        select.where(sa.or_(Agency.state.in_(states), Agency.id == also)).order_by(Agency.state, name, Agency.id)
    ).all()
