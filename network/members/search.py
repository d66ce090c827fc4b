"""Finding people by what somebody remembers of a name: the best match first, at a cost that is bounded.

Each word typed has to be met by a word of hers. First by whole words and their beginnings; where that finds too few,
by parts of words and by words that a slip parts from what was typed. However many people bear a frequent word, so
many rows of an index are read and no more; the few hundred that remain are put in order here.

Nobody is looked at whom the reader may not see: the policy stands in every statement that leads to people. Only the
vocabulary is read without it, and tells no more than which words to ask for.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement
from sqlalchemy.orm import aliased

from network.access.policy import Action, Scope
from network.access.scope import Actor, condition, grants
from network.database import any_of, db
from network.members import words as vocabulary
from network.members.derived import SHORT, asked_words, begins, is_named
from network.members.matching import Asked, Hit
from network.members.models import Member, NameToken, Place
from network.members.names import folded, latin
from network.vocabulary import State

#: Up to so many people of a word are counted, to find the word that fewest people have.
_COUNTED = 3000
#: Rows of the leading word that are gone through: of one that stands alone, and of one among several.
_ALONE, _AMONG = 4000, 20000
#: Rows of a word that a part or a slip leads to, alone, among several, and beside one that is rarer.
_FIRST, _EACH, _MORE, _NEAR_AMONG, _NEAR_BESIDE = 8, 25, 100, 4000, 400
#: People who are put in order.
CANDIDATES = 200
#: Words that may be a part or a slip.
_MOST_UNSURE = 4
#: Another word of the same person. Made once: it costs more than what is asked of it.
_OTHER = aliased(NameToken)
#: What may stand before a part in its word, and changes how the part is heard.
_BEFORE_A_PART = ("v", "s", "n", "a")


@dataclass(frozen=True)
class Whose:
    """Among whom is looked: those that the actor may do `action` to, of a state, whom more conditions leave."""

    actor: Actor
    action: Action
    state: State | None = None
    narrowing: Sequence[ColumnElement[bool]] = ()

    @cached_property
    def tokens(self) -> list[ColumnElement[bool]]:
        """What a leading row of `NameToken` has to be."""
        held = [condition(self.actor, self.action, NameToken)]
        if self.state is not None:
            held.append(NameToken.state == self.state)
        return [*held, *self.told(NameToken.place)]

    def told(self, place: Any) -> list[ColumnElement[bool]]:
        """Which of her words may meet what was typed, the leading one or another: those that the reader is told.

        The directory shows what she is called: not what she was called, nor her number.
        """
        if self.action is not Action.DIRECTORY_VIEW:
            return []
        silent = Place.PREVIOUS, Place.NUMBER
        return [place.not_in([*silent, *(one + Place.BEGINNING for one in silent)])]

    def states(self) -> Sequence[State] | None:
        """Whose words may lead to them; None: any state's."""
        if self.state is not None:
            return [self.state]
        own = {grant.scope for grant in grants(self.actor, self.action)} <= {Scope.OWN_STATE}
        return sorted(self.actor.states) if own else None

    def people(self, member_id: Any) -> list[ColumnElement[bool]]:
        """What a person has to be besides."""
        return [sa.exists().where(Member.id == member_id, *self.narrowing)] if self.narrowing else []


def found(text: str, whose: Whose, *, limit: int, enough: int) -> list[Hit]:
    """The best `limit` people whom `text` may mean. Parts and slips are tried where fewer than `enough` are met by
    whole words and beginnings. At most four statements."""
    words = asked_words(text)
    if not words:
        return []
    asked = [Asked(word) for word in words]
    counts = _counts(words, whose) if len(words) > 1 else {words[0]: _COUNTED}
    hits = _people(asked, _sure(asked, counts, whose), whose) if all(counts.values()) else []
    if len(hits) < enough and (unsure := _unsure(text, words, whose)):
        wider = _people(unsure, _leads(unsure, counts, whose), whose)
        known = {one.member_id for one in hits}
        hits += [one for one in wider if one.member_id not in known]
    return sorted(hits, key=lambda one: one.rank)[:limit]


def _counts(words: Sequence[str], whose: Whose) -> dict[str, int]:
    """How many people's words begin with each, as far as it is worth counting."""
    counts = [
        sa.select(sa.literal(at), sa.select(sa.func.count()).select_from(some.subquery()).scalar_subquery())
        for at, word in enumerate(words)
        for some in [
            sa.select(sa.literal(1).label("one")).select_from(NameToken)
            .where(*whose.tokens, begins(NameToken.token, word)).limit(_COUNTED)
        ]
    ]  # fmt: skip
    return {words[at]: count for at, count in db.session.connection().execute(sa.union_all(*counts))}


def _sure(asked: Sequence[Asked], counts: Mapping[str, int], whose: Whose) -> list[Any]:
    """A select of people whose words begin with all that were typed, led by the rarest word."""
    leading, *others = sorted(asked, key=lambda one: (counts[one.word], -len(one.word)))
    return [_led(begins(NameToken.token, leading.word), others, whose, _AMONG if others else _ALONE, leading.word)]


def _leads(asked: Sequence[Asked], counts: Mapping[str, int], whose: Whose) -> list[Any]:
    """Selects of people whom the words may mean if some of them are parts or slips.

    Each unsure word leads once, and the rarest sure one. Whoever is meant has every word in some way: the one that
    nobody has as it was typed, or else the rarest, leads to nearly all of them, and the others to a few more.
    """
    if len(asked) == 1:
        return _alone(asked[0], whose)
    if not all(counts[one.word] or one.unsure for one in asked):
        return []
    rarest = min((one for one in asked if counts[one.word]), key=lambda one: counts[one.word], default=None)
    missed = min((one for one in asked if not counts[one.word]), key=lambda one: len(one.unsure), default=None)
    first = missed or rarest  # whoever is meant has that one, in some way
    few = missed is not None or (rarest is not None and counts[rarest.word] < _COUNTED)

    def led(one: Asked, leading: ColumnElement[bool], word: str = "") -> Any:
        rows = _NEAR_AMONG if one is first or not few else _NEAR_BESIDE
        return _led(leading, [other for other in asked if other is not one], whose, rows, word)

    selects = [led(one, any_of(NameToken.token, one.unsure)) for one in asked if one.unsure]
    if rarest is not None:
        selects.append(led(rarest, begins(NameToken.token, rarest.word), rarest.word))
    return selects


def _alone(asked: Asked, whose: Whose) -> list[Any]:
    """Some people of each of the words that come first, and of the rest together."""
    first = dict.fromkeys([*asked.parts[:_FIRST], *list(asked.near or ())[:_FIRST]])
    rest = [one for one in asked.unsure if one not in first]
    selects = [_led(NameToken.token == token, (), whose, _EACH, token, limit=_EACH) for token in first]
    if rest:
        selects.append(_led(any_of(NameToken.token, rest), (), whose, _MORE, limit=_MORE))
    return selects


def _led(
    leading: ColumnElement[bool],
    others: Sequence[Asked],
    whose: Whose,
    rows: int,
    word: str = "",
    limit: int = CANDIDATES,
) -> Any:
    """The ids of people who have a `leading` word, among the first so many rows that say so, and the others too."""
    order: tuple[Any, ...] = (NameToken.place, NameToken.sort_key, NameToken.member_id)
    alike = limit == rows or (0 < len(word) <= SHORT and is_named(word))  # rows of one word, or as they come
    ordered = not others and not alike
    first: Any = sa.select(*order, NameToken.token) if ordered else sa.select(NameToken.member_id)
    first = first.where(*whose.tokens, leading)
    if word:
        first = first.order_by(*order) if alike else first.order_by(NameToken.token, *order)
    some = first.limit(rows).subquery()
    met = [_has(some.c.member_id, one, whose) for one in others]
    select = sa.select(some.c.member_id).where(*met, *whose.people(some.c.member_id))
    if ordered:  # whole words, then family names
        select = select.order_by(some.c.token != word, some.c.place, some.c.sort_key, some.c.member_id)
    return select.limit(limit)


def _has(member_id: Any, asked: Asked, whose: Whose) -> ColumnElement[bool]:
    met = asked.met_by(_of_hers(_OTHER.token))
    return sa.exists().where(_OTHER.member_id == member_id, met, *whose.told(_OTHER.place))


def _of_hers(token: Any) -> ColumnElement[str]:
    """A word that is read among one person's own. As an expression it stands in no index of words: PostgreSQL, where it
    takes a frequent beginning for a rare one, would else go through everybody who bears it, once for each person."""
    said: ColumnElement[str] = token.concat("")
    return said


def _people(asked: Sequence[Asked], selects: Sequence[Any], whose: Whose) -> list[Hit]:
    """Whom the selects lead to, with how each word is met; one statement."""
    if not selects:
        return []
    parts = [sa.select(one.subquery().c.member_id) for one in selects]
    ids = sa.union(*parts).limit(2 * CANDIDATES).subquery()
    select = (
        sa.select(NameToken.member_id, NameToken.token, NameToken.place, NameToken.sort_key)
        .join(ids, ids.c.member_id == NameToken.member_id)
        .where(sa.or_(*(one.met_by(_of_hers(NameToken.token)) for one in asked)), *whose.told(NameToken.place))
    )
    rows: dict[int, list[Any]] = {}
    for row in db.session.connection().execute(select):
        rows.setdefault(row.member_id, []).append(row)
    hits = (_hit(member_id, asked, said) for member_id, said in rows.items())
    return [one for one in hits if one is not None]


def _hit(member_id: int, asked: Sequence[Asked], said: Collection[Any]) -> Hit | None:
    met = []
    for one in asked:
        ways = [way for row in said if (way := one.met(row.token, row.place)) is not None]
        if not ways:
            return None
        met.append(min(ways, key=lambda way: (way.cost, way.place, len(way.token))))
    return Hit(member_id, tuple(met), next(iter(said)).sort_key)


def _unsure(text: str, words: Sequence[str], whose: Whose) -> list[Asked]:
    """The words with what they may be parts or slips of, where any of them may; one statement."""
    typed = {word: raw for raw in text.split() for word in asked_words(raw)}
    long = [word for word in words if is_named(word) and len(latin(typed.get(word, word))) >= SHORT]
    tried = long[:_MOST_UNSURE]
    if not tried:
        return []
    like = vocabulary.like([(word, _parts(typed.get(word, word), word)) for word in tried], whose.states())
    found = {word: Asked(word, parts, near) for word, (parts, near) in zip(tried, like, strict=True)}
    asked = [found.get(word, Asked(word)) for word in words]
    return asked if any(one.unsure for one in asked) else []


def _parts(raw: str, word: str) -> set[str]:
    """The ways in which a part of three letters or more is folded that stands inside a word: it may lose some."""
    parts = {word, *folded(raw).split()[:1]} if len(word) < SHORT else {word}  # a last i was left open: "тай"
    for before in _BEFORE_A_PART:
        for heard in asked_words(before + raw)[:1]:
            rest = heard.removeprefix(before)
            parts.add(rest if rest in parts or len(rest) >= SHORT else heard)
    return {part for part in parts if len(part) > 1}


def by_id(hits: Iterable[Hit]) -> dict[int, Hit]:
    """Each under the id of its person, in their order."""
    return {one.member_id: one for one in hits}
