"""Selects of the review list: pairs that may be one person, and pairs of which somebody said that they are not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement
from sqlalchemy.orm import aliased

from network.access.policy import Action
from network.access.scope import Actor, condition
from network.database import db
from network.members.duplicates import Asked, Likely, asked_members, between
from network.members.evidence import CLOSED, Piece
from network.members.likeness import Alike
from network.members.models import Member
from network.members.pairs import DistinctPair, LikelyPair
from network.members.queries import Listed, listed
from network.vocabulary import State
from network.web.paging import Page, page_of

#: How far the first page counts what waits for somebody.
MOST_COUNTED = 100


@dataclass(frozen=True, slots=True)
class MayBe:
    """Somebody whom a person that is added may be, and why."""

    who: Listed
    evidence: Sequence[Piece]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records that may be of one person, and why."""

    one: Listed
    other: Listed
    evidence: Sequence[Piece]
    score: int


def may_be(people: Sequence[Likely]) -> list[MayBe]:
    """What the page of the question shows of these; one statement."""
    evidence = {one.member_id: one.evidence for one in people}
    return [MayBe(one, evidence[one.id]) for one in listed([one.member_id for one in people])]


def likely_page(actor: Actor, chosen: Mapping[str, Any]) -> Page:
    """One page of the pairs of which `actor` may edit both, the likeliest first."""
    keys = LikelyPair.score, LikelyPair.one_id, LikelyPair.other_id
    select = sa.select(*keys).where(*_hers(actor, LikelyPair, chosen.get("state")))
    page = page_of(select, keys, descending=True)
    return replace(page, rows=_pairs([(row[1], row[2]) for row in page.rows]))


def distinct_page(actor: Actor, chosen: Mapping[str, Any]) -> Page:
    """One page of the pairs that are not one person, what was said last first."""
    keys = (DistinctPair.id,)
    select = sa.select(DistinctPair.id, DistinctPair.one_id, DistinctPair.other_id)
    page = page_of(select.where(*_hers(actor, DistinctPair, chosen.get("state"))), keys, descending=True)
    return replace(page, rows=_pairs([(row[1], row[2]) for row in page.rows]))


def count_likely(actor: Actor) -> sa.Select[int]:
    """Selects how many pairs wait for the actor; counted no further than `MOST_COUNTED`."""
    some = sa.select(LikelyPair.one_id).where(*_hers(actor, LikelyPair, None)).limit(MOST_COUNTED).subquery()
    return sa.select(sa.func.count()).select_from(some)


def _hers(actor: Actor, pair: Any, state: State | None) -> list[ColumnElement[bool]]:
    """Both records are there, and the actor may list, identify and edit both; one of them is of `state`."""
    sides = [_side(actor, column) for column in (pair.one_id, pair.other_id)]
    if state:
        of_state = aliased(Member)
        sides.append(sa.exists().where(of_state.id.in_([pair.one_id, pair.other_id]), of_state.state == state))
    return sides


def _side(actor: Actor, column: Any) -> ColumnElement[bool]:
    actions = Action.MEMBER_LIST, Action.MEMBER_IDENTIFY, Action.MEMBER_EDIT
    known = (condition(actor, action, Member) for action in actions)
    return sa.exists().where(Member.id == column, Member.erased_at.is_(None), *known)


def _pairs(ids: Sequence[tuple[int, int]]) -> list[Pair]:
    """These pairs in this order, with the evidence found again; two statements."""
    every = sorted({member_id for pair in ids for member_id in pair})
    people = {one.id: one for one in listed(every)}
    asked = {one.own_id: one for one in asked_members(every)}
    return [
        _pair(people[one], people[other], between(asked[one], asked[other]))
        for one, other in ids
        if one in people and other in people and one in asked and other in asked
    ]


def _pair(one: Listed, other: Listed, alike: Alike) -> Pair:
    """Without what a shielded record says, beside which nothing may stand that agrees with it."""
    closed = any(each.shield_code is not None for each in (one, other))
    evidence = [piece for piece in alike.evidence if not closed or piece.kind not in CLOSED]
    return Pair(one, other, evidence, alike.score)


def compared(one: Member, other: Member) -> Pair:
    """The pair of two records, whatever was said of them; two statements."""
    people = {each.id: each for each in listed([one.id, other.id])}
    asked: dict[int | None, Asked] = {each.own_id: each for each in asked_members([one.id, other.id])}
    return _pair(people[one.id], people[other.id], between(asked[one.id], asked[other.id]))


def is_distinct(one: Member, other: Member) -> bool:
    """Whether somebody said that these are two people."""
    lower, higher = sorted((one.id, other.id))
    said = sa.exists().where(DistinctPair.one_id == lower, DistinctPair.other_id == higher)
    return bool(db.session.scalar(sa.select(said)))
