"""Selects about people. A list is read in two steps: one page's keys out of one index, then their rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement
from sqlalchemy.orm import aliased, joinedload

from network.access.policy import Action
from network.access.scope import Actor, condition, permitted
from network.agencies.models import Agency
from network.agencies.queries import join_name, name_in
from network.audit.unchanged import while_unchanged
from network.clock import today
from network.database import db
from network.members.derived import SHORT, TOKEN_LENGTH, asked_words, begins
from network.members.models import Affiliation, Member, NameToken, hidden_from
from network.members.names import folded
from network.members.previous import PreviousName
from network.members.seconded import seconded_now
from network.ranks.models import Rank
from network.ranks.queries import printed
from network.vocabulary import Standing, State
from network.web.i18n import language
from network.web.paging import Page, page_of

#: How many namesakes are shown before somebody is added.
_NAMESAKES = 5
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


def members_page(actor: Actor, chosen: Mapping[str, Any]) -> Page:
    """One page of the people that `actor` may list, by family name.

    Narrowed by `q` (the beginning of any word of any name, or the number), `state`, `agency`, `kind`,
    `standing`, `band` and `unplaced`. Three statements; what they cost does not grow with the Network.
    """
    words = asked_words(chosen["q"]) if chosen.get("q") else None
    narrowing = [column == chosen[key] for key, column in _COLUMNS.items() if chosen.get(key)]
    if chosen.get("unplaced"):
        narrowing.append(Member.agency_now_id.is_(None))
    # An agency leaves few people: its index leads, and each is asked for the words. Else the words lead.
    if words is None or chosen.get("agency") or chosen.get("unplaced"):
        select, keys = _by_member(actor, words, narrowing, chosen.get("state"))
    else:
        select, keys = _by_words(actor, Action.MEMBER_LIST, words, narrowing, chosen.get("state"))
    page = page_of(select, keys, count=select.with_only_columns(keys[1]))
    return replace(page, rows=listed([row[1] for row in page.rows]))


def directory_page(actor: Actor, chosen: Mapping[str, Any]) -> Page:
    """Keys of one page of those who opened themselves to `actor`, narrowed by `q` and `state`; two statements."""
    state = chosen.get("state")
    if chosen.get("q"):
        select, keys = _by_words(actor, Action.DIRECTORY_VIEW, asked_words(chosen["q"]), (), state)
    else:
        opened = condition(actor, Action.DIRECTORY_VIEW, Member)
        select, keys = sa.select(Member.sort_key, Member.id).where(opened), (Member.sort_key, Member.id)
        select = select.where(Member.state == state) if state else select
    return page_of(select, keys, count=select.with_only_columns(keys[1]))


_COLUMNS = {
    "agency": Member.agency_now_id,
    "kind": Member.kind_now,
    "standing": Member.standing,
    "band": Member.band_now,
}


def _by_member(
    actor: Actor, words: Sequence[str] | None, narrowing: Sequence[ColumnElement[bool]], state: State | None
) -> tuple[Any, Any]:
    select = sa.select(Member.sort_key, Member.id).where(condition(actor, Action.MEMBER_LIST, Member), *narrowing)
    if state:
        select = select.where(Member.state == state)
    if words is not None:
        select = select.where(*(_has(Member.id, word) for word in words), sa.true() if words else sa.false())
    return select, (Member.sort_key, Member.id)


def _by_words(
    actor: Actor,
    action: Action,
    words: Sequence[str],
    narrowing: Sequence[ColumnElement[bool]],
    state: State | None,
) -> tuple[Any, Any]:
    keys = (NameToken.sort_key, NameToken.member_id)
    select = sa.select(*keys).where(condition(actor, action, NameToken))
    if state:
        select = select.where(NameToken.state == state)
    if not words:
        return select.where(sa.false()), keys
    leading, *others = sorted(words, key=len, reverse=True)
    select = select.where(begins(NameToken.token, leading), *(_has(NameToken.member_id, word) for word in others))
    if narrowing:
        select = select.where(sa.exists().where(Member.id == NameToken.member_id, *narrowing))
    # A short word stands once at each person; a longer one may begin several of her words.
    return (select if len(leading) <= SHORT else select.distinct()), keys


def _has(member_id: Any, word: str) -> ColumnElement[bool]:
    other = aliased(NameToken)
    return sa.exists().where(other.member_id == member_id, begins(other.token, word))


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
    """The first people by family name whom `text` may mean, among those that `actor` may do `action` to.

    Each word typed begins a word of her names in either script, or of her number. Two statements.
    """
    select, keys = _by_words(actor, action, asked_words(text), (), None)
    return listed([row[1] for row in db.session.execute(select.order_by(*keys).limit(limit))])


def namesakes(state: State, *names: tuple[str, str], phone: str = "", reader: Actor | None = None) -> list[Listed]:
    """People of the state, known to the reader, who share a family and a given name, in any spelling, with one of
    `names`, or the phone."""
    wanted = {pair for pair in (_folded_name(*name) for name in names) if pair}
    known = condition(reader, Action.MEMBER_IDENTIFY, Member) if reader is not None else Member.shield_code.is_(None)
    found = [*_of_name(state, wanted, known), *_of_phone(state, phone, known)]
    return listed(list(dict.fromkeys(found))[:_NAMESAKES])


def _of_phone(state: State, phone: str, known: ColumnElement[bool]) -> Sequence[int]:
    """Who has that phone: numbers are sealed, and found by their keyed hash."""
    if not phone:
        return []
    same = Member.phone_index.in_(Member.phone.wanted(phone))
    select = sa.select(Member.id).where(Member.state == state, same, known)
    return db.session.scalars(select.order_by(Member.sort_key, Member.id).limit(_NAMESAKES)).all()


def _of_name(state: State, wanted: set[str], known: ColumnElement[bool]) -> list[int]:
    if not wanted:
        return []
    select = sa.select(Member.id, Member.family, Member.given, Member.family_latin, Member.given_latin).where(
        Member.id.in_(_with_all_words(state, wanted)), known
    )
    return [
        row.id
        for row in db.session.execute(select.order_by(Member.sort_key, Member.id))
        if wanted & {_folded_name(row.family, row.given), _folded_name(row.family_latin, row.given_latin)}
    ]


def _with_all_words(state: State, names: set[str]) -> Any:
    """Ids of people of the state who have every word of one of the names: few, to be compared exactly."""
    found = []
    for name in sorted(names):
        leading, *others = sorted({word[:TOKEN_LENGTH] for word in name.split()}, key=len, reverse=True)
        found.append(
            sa.select(NameToken.member_id).where(
                NameToken.state == state,
                NameToken.token == leading,
                *(
                    sa.exists().where(other.member_id == NameToken.member_id, other.token == word)
                    for word, other in ((word, aliased(NameToken)) for word in others)
                ),
            )
        )
    return sa.union_all(*found)


def _folded_name(family: str, given: str) -> str:
    return folded(f"{family} {given}")


def career(member_id: int) -> Sequence[Affiliation]:
    """Her affiliations, the latest first, with their agencies and all their names; two statements."""
    return db.session.scalars(
        sa.select(Affiliation)
        .where(Affiliation.member_id == member_id)
        .order_by(Affiliation.starts_on.desc())
        .options(joinedload(Affiliation.agency).selectinload(Agency.names), joinedload(Affiliation.listed_rank))
    ).all()


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
