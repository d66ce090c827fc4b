"""A database of a given size, filled in less than a minute: the same every time it is made on one day."""

import hashlib
import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from types import ModuleType
from typing import Any

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.engine import Connection
from sqlalchemy.schema import CreateIndex, CreateTable

from network.agencies.models import Agency
from network.agencies.shipping import write_reference
from network.audit.changes import Operator, change
from network.audit.events import Event
from network.audit.models import AuditHead
from network.clock import now
from network.database import Base, db
from network.ranks.shipping import write_reference as write_ranks
from network.vocabulary import State
from tests.bench import activity, names, people, records, tables
from tests.bench.activity import Activity
from tests.bench.people import People
from tests.bench.records import COORDINATOR_ID, Accounts, exports, settled, trail
from tests.bench.tables import Load, load


@dataclass(frozen=True, slots=True)
class Size:
    """How much a database holds. `crowd` people stand on the list of the one large training."""

    members: int
    trainings: int
    crowd: int

    @property
    def accounts(self) -> int:
        """Every fifth member signs in herself."""
        return self.members // 5


#: The issue's database, and the one that it is compared with.
FULL, SMALL = Size(100_000, 2_000, 20_000), Size(1_000, 2_000, 200)
#: The same for a look whether everything runs.
QUICK_FULL, QUICK_SMALL = Size(600, 60, 500), Size(200, 60, 40)


def fingerprint(size: Size, *more: ModuleType) -> str:
    """Changes when the schema or what is written changes: a kept database of another one is made anew."""
    modules: tuple[ModuleType, ...] = (names, people, activity, records, tables, *more)
    parts = [repr(size), *(inspect.getsource(module) for module in modules)]
    for table in Base.metadata.sorted_tables:
        parts.append(str(CreateTable(table)))
        parts += sorted(str(CreateIndex(index)) for index in table.indexes)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def fill(app: Flask, size: Size) -> None:
    """Make the schema in an empty database and write everything into it."""
    with app.app_context():
        Base.metadata.create_all(db.engine)
        with change(Event.SYSTEM_INITIALISED, by=Operator()) as note:
            note.facts = {"agencies": write_reference(), "ranks": write_ranks()}
        agencies = agencies_open()
        db.session.remove()
        key = app.config["SETTINGS"].audit_key
        with db.engine.connect() as connection:
            _write(connection, size, agencies, key)
        db.engine.dispose()


def agencies_open() -> tuple[tuple[State, int, str], ...]:
    """Agencies that people may serve in: state, id, kind."""
    rows = db.session.execute(
        sa.select(Agency.state, Agency.id, Agency.kind).where(Agency.closed_on.is_(None)).order_by(Agency.id)
    )
    return tuple((row.state, row.id, row.kind.value) for row in rows)


def _write(connection: Connection, size: Size, agencies: tuple[tuple[State, int, str], ...], key: str) -> None:
    """Without the care for each row that a server takes, which costs minutes: nobody else is there yet."""
    bulk_rules(connection)
    for index in tables.indexes():
        index.drop(connection)
    for one in _loads(connection, size, agencies, key):
        load(connection, one)
    for index in tables.indexes():
        index.create(connection)
    tables.count_on(connection)
    connection.commit()
    if connection.dialect.name == "postgresql":  # its autovacuum would do so within a minute
        connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("VACUUM ANALYZE")


def bulk_rules(connection: Connection) -> None:
    """Let go of the care that a server takes for each row."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET session_replication_role = replica")
        connection.exec_driver_sql("SET maintenance_work_mem = '256MB'")
    else:
        connection.exec_driver_sql("COMMIT")
        rules = (
            "foreign_keys=OFF",
            "ignore_check_constraints=ON",
            "journal_mode=OFF",
            "synchronous=OFF",
            "cache_size=-400000",
        )
        for rule in rules:
            connection.exec_driver_sql(f"PRAGMA {rule}")
        connection.exec_driver_sql("BEGIN")


def _loads(
    connection: Connection, size: Size, agencies: tuple[tuple[State, int, str], ...], key: str
) -> Iterator[Load]:
    moment = settled(now())
    population = _population(size.members, agencies)
    yield from population.loads()
    yield from Accounts(size.accounts, population.persons, moment).loads()
    yield from Activity(size.trainings, size.crowd, population.persons, moment.date(), COORDINATOR_ID).loads()
    head: Any = AuditHead.__table__
    before = connection.execute(sa.select(head.c.number, head.c.hash)).one()
    entries, after = trail(size.members, (before.number, before.hash), key, moment)
    yield entries
    connection.execute(sa.update(head).values(number=after[0], hash=after[1]))
    yield from exports(size.trainings, moment)


@lru_cache(maxsize=1)
def _population(count: int, agencies: tuple[tuple[State, int, str], ...]) -> People:
    """Kept for the second database of the same size."""
    return People(count, {state: [(key, kind) for own, key, kind in agencies if own is state] for state in State})


def forget() -> None:
    """Let go of the rows that were kept: a heap full of them would slow down every collection of garbage."""
    _population.cache_clear()
