"""Whom of the Network a person may be: for the question on entry, for imports, and for the review list.

Candidates come out of the index of `LikenessKey`, of phones and of dates of birth, many people at once; their names
are compared by `likeness`. A key under which too many stand finds nobody by itself: the others do.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement

from network.access.policy import Action
from network.access.scope import Actor, condition
from network.database import db
from network.members.evidence import Kind, Piece
from network.members.keys import names_of, rare_keys, wide_keys
from network.members.likeness import Alike, Facts, Verdict, compared, may_be_alike, spellings_of
from network.members.models import Member
from network.members.pairs import LikenessKey
from network.members.previous import NAME_PARTS, PreviousName
from network.members.spellings import Spelling
from network.vocabulary import State

if TYPE_CHECKING:
    from network.members.commands import Person

#: People under one key whom a lookup reads; ids that one statement names.
MOST_A_KEY, BATCH = 40, 1000
#: People up to which a lookup also reads who has her initial, and who was born on her day: seventy in a million.
FEW = 20
_MOST_BORN = 200
#: The score of somebody of whom only the phone or the e-mail is the same.
_REACHED_ALIKE = 40


@dataclass(frozen=True, slots=True)
class Likely:
    """A member whom somebody may be. `score` goes to 100; each piece of `evidence` says itself by `str`."""

    member_id: int
    uid: str
    verdict: Verdict
    score: int
    evidence: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody who is looked for: how she is spelt, under which keys, and the hashes of her phone and her birth."""

    spellings: tuple[Spelling, ...]
    rare: Sequence[int]
    wide: Sequence[int]
    email: str = ""
    phones: Sequence[str] = ()
    born: Sequence[str] = ()
    state: State | None = None
    own_id: int | None = None
    found: set[int] = field(default_factory=set)


def likely(people: Sequence["Person"], *, reader: Actor | None, limit: int = 5) -> list[list[Likely]]:
    """For each of these people the members whom she may be, the best first.

    Whoever the reader may not identify is never among them, nor whoever stands outside what she may list: of other
    states a coordinator learns nothing. Without a reader they are the unshielded of the person's own state.
    """
    asked = [_asked(one, reader is None, few=len(people) <= FEW) for one in people]
    return found(asked, _known(reader), limit)


def _asked(person: "Person", own_state: bool, *, few: bool) -> Asked:
    spellings = spellings_of(names_of(person))
    return Asked(
        spellings,
        rare_keys(spellings, person.email),
        wide_keys(spellings, few=few),
        person.email.casefold(),
        Member.phone.wanted(person.phone),
        Member.born_on.wanted(person.born_on),
        person.state if own_state else None,
    )


def _known(reader: Actor | None) -> ColumnElement[bool]:
    if reader is None:
        return Member.shield_code.is_(None)
    return sa.and_(condition(reader, Action.MEMBER_LIST, Member), condition(reader, Action.MEMBER_IDENTIFY, Member))


def found(asked: Sequence[Asked], known: ColumnElement[bool], limit: int) -> list[list[Likely]]:
    """For each who is asked the best `limit` among those `known`.

    Of many people only those are looked for under every key who are not found as the same under the rare ones.
    """
    rows: dict[int, _Candidate] = {}
    _by_keys([(each, each.rare) for each in asked])
    _by_hashes(asked)
    if len(asked) > FEW:
        _read({one for each in asked for one in each.found}, known, rows)
        open_ones = [each for each in asked if not _is_found(each, rows)]
    else:
        open_ones = list(asked)
    _by_keys([(each, each.wide) for each in open_ones])
    _first_of_many([each for each in open_ones if not each.found])
    _read({one for each in asked for one in each.found}, known, rows)
    return [_best(each, rows, limit) for each in asked]


def _is_found(each: Asked, rows: dict[int, "_Candidate"]) -> bool:
    return any(one.verdict is Verdict.SAME for one in _best(each, rows, 1))


def _by_keys(asked: Sequence[tuple[Asked, Sequence[int]]]) -> None:
    """Who stands under these keys of each; a key of too many is passed over."""
    holders: dict[int, list[int]] = defaultdict(list)
    keys = list(dict.fromkeys(key for _each, keys in asked for key in keys))
    for batch in _batches(keys):
        counts = sa.select(LikenessKey.key, sa.func.count()).where(LikenessKey.key.in_(batch)).group_by(LikenessKey.key)
        few = [key for key, count in _execute(counts) if count <= MOST_A_KEY]
        for key, member_id in _execute(
            sa.select(LikenessKey.key, LikenessKey.member_id).where(LikenessKey.key.in_(few))
        ):
            holders[key].append(member_id)
    for each, hers in asked:
        each.found.update(member_id for key in hers for member_id in holders.get(key, ()))


def _first_of_many(asked: Sequence[Asked]) -> None:
    """Who is found under no rarer key: the first who share family and given name with her, however many there are."""
    keys = list(dict.fromkeys(key for each in asked for key in each.rare[:1]))
    for batch in _batches(keys):
        place = sa.func.row_number().over(partition_by=LikenessKey.key, order_by=LikenessKey.member_id)
        numbered = sa.select(LikenessKey.key, LikenessKey.member_id, place.label("place")).where(
            LikenessKey.key.in_(batch)
        )
        many = numbered.subquery()
        first: dict[int, list[int]] = defaultdict(list)
        for key, member_id in _execute(sa.select(many.c.key, many.c.member_id).where(many.c.place <= MOST_A_KEY)):
            first[key].append(member_id)
        for each in asked:
            each.found.update(member_id for key in each.rare[:1] for member_id in first.get(key, ()))


def _by_hashes(asked: Sequence[Asked]) -> None:
    """Who has the phone; and of few people also who was born on the day, to be compared by name."""
    _by_hash(Member.phone_index, [(each, each.phones) for each in asked], MOST_A_KEY)
    if len(asked) <= FEW:
        _by_hash(Member.born_index, [(each, each.born) for each in asked], _MOST_BORN)


def _by_hash(column: Any, asked: Sequence[tuple[Asked, Sequence[str]]], most: int) -> None:
    held: dict[str, list[int]] = defaultdict(list)
    for batch in _batches(list(dict.fromkeys(one for _each, wanted in asked for one in wanted))):
        for index, member_id in _execute(sa.select(column, Member.id).where(column.in_(batch))):
            held[index].append(member_id)
    for each, wanted in asked:
        each.found.update(key for one in wanted for key in held.get(one, ())[:most])


@dataclass(frozen=True, slots=True)
class _Candidate:
    uid: str
    state: State
    spellings: tuple[Spelling, ...]
    email: str
    phone: str | None
    born: str | None


_COLUMNS = (
    Member.id, Member.uid, Member.state, Member.family, Member.given, Member.patronymic, Member.family_latin,
    Member.given_latin, Member.patronymic_latin, Member.email, Member.phone_index, Member.born_index,
)  # fmt: skip


def previous_of(member_ids: Sequence[int]) -> dict[int, list[Any]]:
    """What these people were called before, by their ids."""
    previous: dict[int, list[Any]] = defaultdict(list)
    columns = PreviousName.member_id, *(getattr(PreviousName, part) for part in NAME_PARTS)
    for batch in _batches(member_ids):
        for row in _execute(sa.select(*columns).where(PreviousName.member_id.in_(batch))):
            previous[row.member_id].append(row)
    return previous


def _read(ids: set[int], known: ColumnElement[bool], rows: dict[int, _Candidate]) -> None:
    """Add to `rows` those of the ids that are not there yet and that are `known`."""
    new = sorted(ids - rows.keys())
    previous = previous_of(new)
    select = sa.select(*_COLUMNS).where(known, Member.erased_at.is_(None))
    for batch in _batches(new):
        for row in _execute(select.where(Member.id.in_(batch))):
            spellings = spellings_of(names_of(row, previous.get(row.id, ())))
            rows[row.id] = _Candidate(
                row.uid, row.state, spellings, row.email.casefold(), row.phone_index, row.born_index
            )


def asked_members(member_ids: Sequence[int]) -> list[Asked]:
    """These members as people who are looked for among the others; the erased are nobody any more."""
    select = sa.select(*_COLUMNS).where(Member.erased_at.is_(None))
    rows = [row for batch in _batches(member_ids) for row in _execute(select.where(Member.id.in_(batch)))]
    previous = previous_of(member_ids)
    return [
        Asked(
            spellings := spellings_of(names_of(row, previous.get(row.id, ()))),
            rare_keys(spellings, row.email),
            wide_keys(spellings, few=len(rows) <= FEW),
            row.email.casefold(),
            [row.phone_index] if row.phone_index else (),
            [row.born_index] if row.born_index else (),
            own_id=row.id,
        )
        for row in rows
    ]


def between(one: Asked, other: Asked) -> Alike:
    """How alike these two are, and in what."""
    return compared(one.spellings, other.spellings, _facts(one, other.phones, other.email, other.born))


def _facts(each: Asked, phones: Sequence[str], email: str, born: Sequence[str]) -> Facts:
    return Facts(
        bool(set(phones) & set(each.phones)) if phones and each.phones else None,
        email == each.email if email and each.email else None,
        bool(set(born) & set(each.born)) if born and each.born else None,
    )


def _best(each: Asked, rows: dict[int, _Candidate], limit: int) -> list[Likely]:
    likely_ones = []
    for member_id in each.found - {each.own_id}:
        row = rows.get(member_id)
        if row is None or (each.state is not None and row.state is not each.state):
            continue
        if one := _compared(each, member_id, row):
            likely_ones.append(one)
    return sorted(likely_ones, key=lambda one: (-one.score, one.member_id))[:limit]


def _compared(each: Asked, member_id: int, row: _Candidate) -> Likely | None:
    facts = _facts(each, [row.phone] if row.phone else (), row.email, [row.born] if row.born else ())
    if facts.agrees or may_be_alike(each.spellings, row.spellings):
        likeness = compared(each.spellings, row.spellings, facts)
        if likeness.is_found:
            return Likely(member_id, row.uid, likeness.verdict, likeness.score, likeness.evidence)
    if each.own_id is None and (facts.phone or facts.email):
        reached = tuple(
            Piece(kind, True) for kind, same in ((Kind.PHONE, facts.phone), (Kind.EMAIL, facts.email)) if same
        )
        return Likely(member_id, row.uid, Verdict.POSSIBLE, _REACHED_ALIKE, reached)
    return None


def _execute(statement: Any) -> Any:
    """Rows, no records: the session would only look on."""
    return db.session.connection().execute(statement)


def _batches(values: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (values[start : start + BATCH] for start in range(0, len(values), BATCH))
