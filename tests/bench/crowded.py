"""A database to search in: a million members with a quarter of a million names, and nothing but what a search reads."""

import base64
import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cache
from itertools import islice
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.engine import Connection

from network.agencies.shipping import write_reference
from network.audit.changes import Operator, change
from network.audit.events import Event
from network.clock import now
from network.database import Base, db
from network.demo.passport import passport_form
from network.members import derived
from network.members.models import Affiliation, Member, NameToken, NumberSeries
from network.members.words import Word
from network.vocabulary import Sex, Standing, State
from tests.bench import tables
from tests.bench.filling import Size, agencies_open, bulk_rules
from tests.bench.invented import Name, draw, parts_of
from tests.bench.people import NAMES, TOKEN, placed, token_rows, vocabulary
from tests.bench.records import Accounts, settled
from tests.bench.tables import Load, load

#: The issue's million, and a few to see that everything runs.
CROWD, QUICK_CROWD = Size(1_000_000, 0, 0), Size(2_000, 0, 0)
_JOINED = datetime(2024, 1, 1, 5, tzinfo=UTC)
#: Rows that are made and written at once.
_BATCH = 100_000


@cache
def many_names(state: State) -> tuple[Sequence[Name], Sequence[Name], Sequence[Name]]:
    """Family names, given names and patronymics of a state: some tens of thousands, the first the most frequent."""
    stems, ends, first, last, fathers, of = parts_of(state)
    small = [stem.lower() for stem in stems]
    families = [
        a + b + c + end for a in stems for b in ("", *small) for c in ("", *small[:5]) if b or not c for end in ends
    ]
    given = [a + b + c for a in first for b in ("", *(one.lower() for one in first)) for c in last]
    bore = [a + b + end for a in (*fathers, *stems) for b in ("", *small[:6]) for end in of]
    shuffled = random.Random(state.value)
    for words in (families, given, bore):
        shuffled.shuffle(words)
    return tuple(  # type: ignore[return-value]
        [(word, passport_form(word, state)) for word in (one.replace("|", " ") for one in words)]
        for words in (families, given, bore)
    )


def fill_crowded(app: Flask, count: int) -> None:
    """Make the schema in an empty database, and `count` members in it."""
    with app.app_context():
        Base.metadata.create_all(db.engine)
        with change(Event.SYSTEM_INITIALISED, by=Operator()) as note:
            note.facts = {"agencies": write_reference()}
        agencies = agencies_open()
        db.session.remove()
        with db.engine.connect() as connection:
            _write(connection, count, {state: [key for own, key, _kind in agencies if own is state] for state in State})
        db.engine.dispose()


def _write(connection: Connection, count: int, agencies: Mapping[State, Sequence[int]]) -> None:
    bulk_rules(connection)
    for index in tables.indexes():
        index.drop(connection)
    columns = ("id", "uid", "number", "state", "standing", "sex", *NAMES, "sort_key", "created_at")
    said: set[Word] = set()
    for people in _batches(_people(count)):
        load(connection, Load(Member.__table__, columns, people))
        load(connection, Load(NameToken.__table__, TOKEN, _tokens(people, said)))
        load(connection, Load(Affiliation.__table__, _POST, list(_posts(people, agencies))))
    last = [(state.value, count) for state in State]
    load(connection, Load(NumberSeries.__table__, ("state", "last"), last))
    for one in (*vocabulary(said), *Accounts(0, (), settled(now())).loads()):
        load(connection, one)
    for index in tables.indexes():
        index.create(connection)
    tables.count_on(connection)
    connection.commit()
    if connection.dialect.name == "postgresql":
        connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("VACUUM ANALYZE")


def _batches(rows: Iterator[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    while batch := list(islice(rows, _BATCH)):
        yield batch


def _people(count: int) -> Iterator[tuple[Any, ...]]:
    dice = random.Random(2026)
    states = tuple(State)
    for member_id in range(1, count + 1):
        state = states[member_id % len(states)]
        own = [draw(words, dice.random) for words in many_names(state)]
        if dice.random() < 0.2:
            own[2] = ("", "")
        names = [word[0] for word in own] + [word[1] for word in own]
        key = derived.sort_key_of(SimpleNamespace(**dict(zip(NAMES, names, strict=True))))  # type: ignore[arg-type]
        uid = base64.urlsafe_b64encode(dice.randbytes(16))[:22].decode()
        number = f"{state.value}-{member_id:04d}"
        yield (
            member_id, uid, number, state.value, Standing.MEMBER.value, Sex.FEMALE.value, *names, key, _JOINED,
        )  # fmt: skip


_POST = ("id", "member_id", "agency_id", "rank", "band", "position", "starts_on", "ends_on")


def _posts(people: Sequence[tuple[Any, ...]], agencies: Mapping[State, Sequence[int]]) -> Iterator[tuple[Any, ...]]:
    for one in people:
        where = agencies[State(one[3])]
        yield (one[0], one[0], where[one[0] % len(where)], "Major", None, "Inspector", date(2024, 1, 1), None)


def _tokens(people: Sequence[tuple[Any, ...]], said: set[Word]) -> Iterator[tuple[Any, ...]]:
    for one in people:
        yield from token_rows(one[0], one[3], one[12], placed(one[6:12], one[2]), said)


def words_of(app: Flask, state: State, limit: int) -> Sequence[Any]:
    """Some of the people, to type their names: (family, given, family_latin, given_latin, number)."""
    with app.app_context():
        columns = (Member.family, Member.given, Member.family_latin, Member.given_latin, Member.number)
        select = sa.select(*columns).where(Member.state == state).order_by(Member.uid).limit(limit)
        return db.session.execute(select).all()
