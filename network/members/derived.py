"""What is stored about people only so that lists find and narrow them quickly; it can always be made again.

Everything here is called inside an open change. Who fills in bulk calls `token_rows` and `settle` herself.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from network.agencies.models import Agency
from network.database import among, db
from network.members import words as vocabulary
from network.members.models import Affiliation, Member, NameToken, Place
from network.members.names import search_prefixes, search_tokens, sort_key
from network.members.pairing import write_keys
from network.members.previous import NAME_PARTS, PreviousName

#: A word of up to three letters is looked up as it stands, so the first one, two, three letters are kept as
#: words too: a search for "a" then reads 25 rows in order instead of sorting half of the Network.
SHORT = 3
#: Longer words and keys are cut: an index of PostgreSQL takes entries of 2,700 bytes.
TOKEN_LENGTH, SORT_LENGTH = 60, 120
#: Words of a search that are looked for: one folded letter can become eighteen words, and a statement has an end.
MOST_WORDS = 12
_NOW = (Place.FAMILY, Place.GIVEN, Place.PATRONYMIC) * 2
_BEFORE = (Place.PREVIOUS,) * 6
_OF_NAMES = {*_NOW, *_BEFORE}
#: People that are read and written at once.
_BATCH = 500


def sort_key_of(member: Member) -> str:
    """What orders her in every list: the Latin names where there are any."""
    return sort_key(
        member.family_latin or member.family or "",
        member.given_latin or member.given or "",
        member.patronymic_latin or member.patronymic or "",
    )[:SORT_LENGTH]


def token_rows(member: Member, previous: Iterable[PreviousName] = ()) -> list[dict[str, Any]]:
    """Rows of `NameToken` for a member that has an id: her names, those of before, number and code, first letters.

    Of two places where a word stands the first counts: whoever is called so now was not only called so before.
    """
    places: dict[str, int] = {}
    for place, text in _texts(member, previous):
        for word in search_tokens(text):
            places[word[:TOKEN_LENGTH]] = min(place, places.get(word[:TOKEN_LENGTH], place))
    for word, place in list(places.items()):
        if is_named(word):  # a number is looked up from its beginning whatever its length
            for length in range(1, min(SHORT, len(word) - 1) + 1):
                begun = word[:length]
                places[begun] = min(place + Place.BEGINNING, places.get(begun, place + Place.BEGINNING))
    return [
        {"member_id": member.id, "token": word, "state": member.state, "sort_key": member.sort_key, "place": place}
        for word, place in sorted(places.items())
    ]


def _texts(member: Member, previous: Iterable[PreviousName]) -> Iterable[tuple[int, str]]:
    """Every text that finds her, and what it is of her."""
    for one, places in ((member, _NOW), *((bore, _BEFORE) for bore in previous)):
        for place, part in zip(places, NAME_PARTS, strict=True):
            yield place, getattr(one, part) or ""
    for number in filter(None, [member.number, *(member.former_numbers or "").split()]):
        yield Place.NUMBER, number
        yield Place.NUMBER, number.partition("-")[2].lstrip("0")
    if member.shield_code:
        yield Place.NUMBER, member.shield_code


def is_named(word: str) -> bool:
    """Whether the word has no digit: it is of a name, or might be."""
    return not any(sign.isdecimal() for sign in word)


def found_by(*texts: str | None) -> list[str]:
    """The words under which a person with these names is stored, each once: hers, and their first letters."""
    words = {word[:TOKEN_LENGTH] for word in search_tokens(*filter(None, texts))}
    return sorted(words | {word[:length] for word in words for length in range(1, SHORT + 1)})


def asked_words(text: str) -> tuple[str, ...]:
    """The words that somebody who types `text` looks for, each once: one of hers begins with each."""
    return tuple(dict.fromkeys(word[:TOKEN_LENGTH] for word in search_prefixes(text)))[:MOST_WORDS]


def begins(token: Any, word: str) -> sa.ColumnElement[bool]:
    """True for a stored word (of `found_by`) that begins with one that is looked for."""
    if len(word) <= SHORT and is_named(word):
        return sa.and_(token == word)
    return sa.and_(token >= word, token < word + "\U0010ffff")


def write_tokens(members: Iterable[Member]) -> None:
    """Store what finds these members (they have ids), in place of what did before; and whom they may be."""
    members = list(members)
    table: Any = NameToken.__table__
    previous: dict[int, list[PreviousName]] = {member.id: [] for member in members}
    known: set[str] = set()
    for batch in batches([member.id for member in members]):
        known |= vocabulary.words_of(batch)
        for one in db.session.scalars(sa.select(PreviousName).where(PreviousName.member_id.in_(batch))):
            previous[one.member_id].append(one)
    rows = [row for member in members for row in token_rows(member, previous[member.id])]
    vocabulary.keep(words_in(rows))
    for batch in batches([member.id for member in members]):
        db.session.execute(sa.delete(table).where(table.c.member_id.in_(batch)))
    if rows:
        db.session.execute(sa.insert(table), rows)
    vocabulary.let_go(known)
    write_keys(members, previous)


def words_in(rows: Iterable[Mapping[str, Any]]) -> set[vocabulary.Word]:
    """The words of the vocabulary in rows of `NameToken`. Who fills in bulk writes them before the rows."""
    named = (row for row in rows if row["place"] in _OF_NAMES)
    return {(row["state"], row["token"]) for row in named if vocabulary.is_word(row["token"])}


def remove_tokens(member_ids: Sequence[int]) -> None:
    """Nothing finds these members any more, and words that only they were called are gone."""
    table: Any = NameToken.__table__
    for batch in batches(member_ids):
        words = vocabulary.words_of(batch)
        db.session.execute(sa.delete(table).where(table.c.member_id.in_(batch)))
        vocabulary.let_go(words)


def settle(member_ids: Sequence[int], day: date) -> None:
    """Copy to these members where they serve on `day`, and until when that holds."""
    table: Any = Member.__table__
    for batch in batches(member_ids):
        held: dict[int, list[Any]] = {member_id: [] for member_id in batch}
        for row in db.session.execute(_careers(batch)):
            held[row.member_id].append(row)
        alike: dict[tuple[Any, ...], list[int]] = {}
        for member_id, rows in held.items():
            alike.setdefault(tuple(place(rows, day).items()), []).append(member_id)
        for values, ids in alike.items():  # after a transfer of many, all of them say the same
            db.session.connection().execute(sa.update(table).where(among(table.c.id, ids)).values(dict(values)))


def _careers(member_ids: Sequence[int]) -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(
            Affiliation.member_id,
            Affiliation.agency_id,
            Agency.kind,
            Affiliation.band,
            Affiliation.starts_on,
            Affiliation.ends_on,
        )
        .join(Affiliation.agency)
        .where(among(Affiliation.member_id, member_ids))
    )


def place(rows: Sequence[Any], day: date) -> dict[str, Any]:
    """What a member's own columns say on `day` of her affiliations (rows of `_careers`, in any order).

    Who fills in bulk inserts these values with the member, and needs no `settle`.
    """
    begun = (row for row in rows if row.starts_on <= day)
    now = next((row for row in begun if row.ends_on is None or day <= row.ends_on), None)
    ends = [row.starts_on - timedelta(days=1) for row in rows if row.starts_on > day]
    if now is not None and now.ends_on is not None:
        ends.append(now.ends_on)
    return {
        "agency_now_id": now.agency_id if now else None,
        "kind_now": now.kind if now else None,
        "band_now": now.band if now else None,
        "now_until": min(ends, default=None),
    }


def batches(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    """The ids in parts that one statement can name."""
    return (ids[start : start + _BATCH] for start in range(0, len(ids), _BATCH))
