"""The database's furniture: base class, names of constraints, column types, and the rules of each engine."""

import json
import re
import secrets
import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any, TypeVar

import sqlalchemy as sa
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Dialect, Engine
from sqlalchemy.orm import DeclarativeBase, Session, mapped_column

from network.errors import Misconfigured

Piece = TypeVar("Piece")

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}

#: Seconds that a writer waits for another one before it is told to try again (DESIGN: 15).
LOCK_SECONDS = 15

#: Seconds after which long work lets others in, and for how long: SQLite has no queue, and whoever waits for its lock
#: asks again every tenth of a second.
_STRETCH, _PAUSE = 0.3, 0.12

#: What the drivers say where the database is busy.
_BUSY = ("database is locked", "lock timeout", "could not obtain lock", "deadlock", "statement timeout")

#: WAL of an older SQLite can corrupt a file when two connections checkpoint at once (fixed in 3.51.3).
SAFE_SQLITE = (3, 51, 3)


class UtcDateTime(sa.types.TypeDecorator[datetime]):
    """An aware moment; stored in UTC on both databases, refused without a zone."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class SortText(sa.types.TypeDecorator[str]):
    """Text that orders by code point on both databases, so that lists come out alike."""

    impl = sa.Text
    cache_ok = True
    python_type = str  # a decorator alone says object

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(sa.Text(collation="C"))
        return dialect.type_descriptor(sa.Text())


def word(words: type[StrEnum]) -> sa.Enum:
    """The column type of a closed vocabulary: its values, held by a named CHECK."""
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", words.__name__).lower()
    return sa.Enum(
        words,
        native_enum=False,
        create_constraint=True,
        name=name,
        length=32,
        values_callable=lambda enum: [member.value for member in enum],
        validate_strings=True,
    )


def new_uid() -> str:
    """A random name for a row that others must not be able to count or guess (128 bits)."""
    return secrets.token_urlsafe(16)


Key = Annotated[int, mapped_column(sa.Integer, primary_key=True)]
Uid = Annotated[str, mapped_column(sa.String(32), unique=True, default=new_uid)]
Moment = Annotated[datetime, mapped_column(UtcDateTime)]


class Base(DeclarativeBase):
    """Every table's parent."""

    metadata = sa.MetaData(naming_convention=NAMING)


db = SQLAlchemy(metadata=Base.metadata, disable_autonaming=True)


def engine_options(url: str, *, longest: int = 0) -> dict[str, Any]:
    """What `create_engine` needs for this address. PostgreSQL ends a statement after `longest` seconds (0: never)."""
    if url.startswith("sqlite"):
        return {"module": sqlite_module(), "connect_args": {"timeout": LOCK_SECONDS, "check_same_thread": False}}
    options = f"-c lock_timeout={LOCK_SECONDS}s -c statement_timeout={longest}s"
    return {"pool_pre_ping": True, "pool_size": 20, "connect_args": {"options": options}}


def sqlite_module() -> Any:
    """The newest SQLite at hand: the shipped one, else the interpreter's."""
    try:
        from pysqlite3 import dbapi2
    except ImportError:
        from sqlite3 import dbapi2
    return dbapi2


def sqlite_is_safe() -> bool:
    """Whether this SQLite may use WAL on a file that several processes write."""
    return tuple(sqlite_module().sqlite_version_info) >= SAFE_SQLITE


def furnish(engine: Engine, *, demo: bool = False) -> None:
    """Set the rules of the engine: durable, constrained, and one kind of BEGIN for reading, one for writing.

    The demo runs on an unsafe SQLite too, with the slower journal that cannot corrupt its file.
    """
    if engine.dialect.name != "sqlite":
        return
    if not sqlite_is_safe() and not demo:
        raise Misconfigured(
            f"SQLite {sqlite_module().sqlite_version} can corrupt a database that several write. "
            "Mend it: pip install pysqlite3"
        )

    @event.listens_for(engine, "connect")
    def connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        cursor = connection.cursor()
        for rule in (
            "journal_mode=WAL" if sqlite_is_safe() else "journal_mode=DELETE",
            "synchronous=FULL",
            "foreign_keys=ON",
            "recursive_triggers=ON",
            "trusted_schema=OFF",
            # What was erased stays in no free page of the file.
            "secure_delete=ON",
            "cache_size=-16000",
            "temp_store=MEMORY",
        ):
            cursor.execute(f"PRAGMA {rule}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        if not options.get("writes"):
            connection.exec_driver_sql("BEGIN")
            return
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {int(options['patience'] * 1000)}")
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def upsert(table: Any) -> Any:
    """An insert that can say what happens where the row is there already; both databases write it alike."""
    return (postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite).insert(table)


def among(column: Any, ids: Collection[int]) -> sa.ColumnElement[bool]:
    """Whether the column is one of these, however many: one value goes to the database, where `in_` sends each.

    Both drivers take a statement with thousands of values apart far longer than the database works on it.
    """
    if db.session.get_bind().dialect.name == "postgresql":
        return sa.and_(column == sa.any_(sa.literal(sorted(ids), postgresql.ARRAY(sa.Integer))))
    each = sa.func.json_each(json.dumps(sorted(ids))).table_valued("value")
    return sa.and_(column.in_(sa.select(sa.cast(each.c.value, sa.Integer))))


def any_of(column: Any, texts: Collection[str]) -> sa.ColumnElement[bool]:
    """Whether the column is one of these few texts. For PostgreSQL they are one value: the statement stays the same,
    however many, and is made ready once."""
    if db.session.get_bind().dialect.name == "postgresql":
        return sa.and_(column == sa.any_(sa.literal(sorted(texts), postgresql.ARRAY(sa.Text))))
    return sa.and_(column.in_(sorted(texts)))


class ManyRows:
    """Thousands of rows for one table, made ready before the database is locked and written at once inside.

    Past the ORM and its recording. PostgreSQL takes them by COPY, which checks and locks as an insert does.
    """

    def __init__(self, table: Any, names: Sequence[str]) -> None:
        dialect = db.engine.dialect
        compiled = sa.insert(table).compile(dialect=dialect, column_keys=list(names))
        self._table, self._text, self._copies = table, str(compiled), dialect.name == "postgresql"
        # In the order in which the statement has them.
        self._names = list(getattr(compiled, "positiontup", None) or names)
        columns = [table.c[name] for name in self._names]
        self._processors = [column.type.dialect_impl(dialect).bind_processor(dialect) for column in columns]
        self._places = [list(names).index(name) for name in self._names]

    def ready(self, row: Sequence[Any]) -> list[Any]:
        """One row, in the order of the names, as the driver takes it."""
        values = [row[place] for place in self._places]
        return [
            value if process is None else process(value)
            for value, process in zip(values, self._processors, strict=True)
        ]

    def at(self, name: str) -> int:
        """Where this column stands in a row that is ready."""
        return self._names.index(name)

    def insert(self, rows: Sequence[Sequence[Any]]) -> None:
        """Write rows that are ready, inside an open change."""
        if not rows:
            return
        connection = db.session.connection()
        if not self._copies:
            connection.exec_driver_sql(self._text, [tuple(row) for row in rows])
            return
        from psycopg import sql

        names = sql.SQL(", ").join(map(sql.Identifier, self._names))
        into = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(self._table.name), names)
        driver: Any = connection.connection.driver_connection
        with driver.cursor() as cursor, cursor.copy(into) as copy:
            for row in rows:
                copy.write_row(row)


@contextmanager
def writing(session: Session, patience: float = LOCK_SECONDS) -> Iterator[None]:
    """End the read of this request, open the one kind of transaction that may write, commit or undo it.

    Not for features: they use `audit.changes.change`, which also says why. Bookkeeping that is nobody's record
    (throttle counters, "last seen") may use it through `audit.changes.bookkeeping`. Waits `patience` seconds for
    another writer, then raises OperationalError (`is_locked`).
    """
    session.rollback()
    try:
        connection = session.connection(execution_options={"writes": True, "patience": patience})
        if connection.dialect.name == "postgresql" and patience != LOCK_SECONDS:
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{int(patience * 1000)}ms'")
        yield
        session.commit()
    except BaseException:
        session.rollback()
        raise


def in_turns(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """The pieces of long work, each done in a short transaction of its own, with a pause now and then on SQLite.

    Who takes the lock again and again would else let nobody in until the last piece is done. PostgreSQL needs none:
    there, whoever came first is next.
    """
    since = time.monotonic()
    for piece in pieces:
        if time.monotonic() - since > _STRETCH:
            let_others_in()
            since = time.monotonic()
        yield piece


def let_others_in() -> None:
    """The pause of `in_turns`, after one long transaction that another one follows."""
    if db.engine.dialect.name == "sqlite":
        time.sleep(_PAUSE)


def is_locked(error: BaseException) -> bool:
    """Whether the database refused because another writer holds it, or ended what took too long (both databases)."""
    original = getattr(error, "orig", error)
    text = str(original).lower()
    return any(words in text for words in _BUSY)


def init_app(app: Flask) -> None:
    """Connect the app and set the engine's rules."""
    db.init_app(app)
    with app.app_context():
        furnish(db.engine, demo=app.config["SETTINGS"].demo)
