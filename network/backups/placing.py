"""Putting a finished scratch database where it belongs: a file in one step, PostgreSQL in one transaction."""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from psycopg import sql
from sqlalchemy.dialects.postgresql import REGCLASS
from sqlalchemy.engine import Connection, Engine

from network import migrations
from network.backups import Bar
from network.backups.layout import TableLayout, tables_of
from network.backups.manifest import Tally, Unusable
from network.backups.reading import empty
from network.clock import now
from network.config import Settings
from network.database import db, engine_options, sqlite_module

_NOT_EMPTY = "There is a database already{where}. To put the backup in its place: --overwrite. Nothing was changed."
_IN_USE = "The database is in use{where}. Stop the server and whatever else has it open. Nothing was changed."
_OTHERS = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    " AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
)
_WITH_IT = ("", "-wal", "-shm", "-journal")


def refuse_unless_free(settings: Settings, overwrite: bool) -> None:
    """Raises Unusable where something stands at the place that may not be taken away, or is in use."""
    if path := settings.sqlite_path:
        if _stands(path):
            if not overwrite:
                raise Unusable(_NOT_EMPTY.format(where=f" at {path}"))
            _refuse_in_use(path)
        return
    with _opened(settings) as engine, engine.connect() as connection:
        _refuse_unless_free(connection, overwrite)


def place(made: Path, settings: Settings, *, overwrite: bool, bar: Bar) -> Path | None:
    """Put the finished database in its place. Returns where the one that stood there was put aside."""
    if path := settings.sqlite_path:
        db.session.remove()
        db.engine.dispose()
        return _place_file(made, path, overwrite=overwrite)
    with _opened(settings) as engine, engine.begin() as target:
        _refuse_unless_free(target, overwrite)
        _fill(target, bar)
    return None


def _stands(path: Path) -> bool:
    return path.exists() and path.stat().st_size > 0


def _refuse_in_use(path: Path) -> None:
    """Take the file for ourselves, which only works while nobody else has it open. Changes nothing."""
    _alone(path, "BEGIN EXCLUSIVE")


def _fold(path: Path) -> None:
    """Have all of a database in its one file, as it is to be kept."""
    _alone(path, "PRAGMA journal_mode = DELETE")


def _alone(path: Path, statement: str) -> None:
    with closing(sqlite_module().connect(path, timeout=0, isolation_level=None)) as file:
        try:
            file.execute("PRAGMA locking_mode = EXCLUSIVE")
            file.execute(statement)
        except sqlite_module().DatabaseError as error:
            # So damaged that it cannot be opened: then nobody works with it.
            if "locked" in str(error):
                raise Unusable(_IN_USE.format(where=f" ({path})")) from error


def _place_file(made: Path, path: Path, *, overwrite: bool) -> Path | None:
    with closing(sqlite_module().connect(made, isolation_level=None)) as file:
        file.execute("PRAGMA journal_mode = DELETE")
    made.chmod(0o600)
    with made.open("rb+") as whole:
        os.fsync(whole.fileno())
    kept = None
    if _stands(path):
        if not overwrite:
            raise Unusable(_NOT_EMPTY.format(where=f" at {path}"))
        _fold(path)
    if any(Path(f"{path}{ending}").exists() for ending in _WITH_IT):
        kept = path.with_name(f"{path.stem}-before-{now():%Y-%m-%dT%H%M%SZ}{path.suffix}")
        _move(path, kept)
    try:
        made.replace(path)
    except OSError:
        if kept:
            _move(kept, path)
        raise
    sync_folder(path.parent)
    return kept


def _move(path: Path, to: Path) -> None:
    """A database with what belongs to it, or only that: a journal that stays is taken for that of the next file."""
    for ending in reversed(_WITH_IT):
        with suppress(FileNotFoundError):
            Path(f"{path}{ending}").rename(f"{to}{ending}")


def sync_folder(folder: Path) -> None:
    """Have the names in a folder on the disk, where the disk knows that."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            with suppress(OSError):
                os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def _opened(settings: Settings) -> Iterator[Engine]:
    engine = sa.create_engine(settings.database_url, **engine_options(settings.database_url))
    try:
        yield engine
    finally:
        engine.dispose()


def _refuse_unless_free(connection: Connection, overwrite: bool) -> None:
    """As for a file. What has a schema that we do not know we do not know how to take away either."""
    tables = set(sa.inspect(connection).get_table_names()) - {"alembic_version"}
    if tables and not overwrite:
        raise Unusable(_NOT_EMPTY.format(where=""))
    revision = migrations.current(connection)
    if tables and (revision is None or not migrations.is_known(revision)):
        raise Unusable(
            "The database holds tables that are not this release's. Make an empty database and restore into that; "
            "nothing was changed."
        )
    if tables and (others := connection.exec_driver_sql(_OTHERS).scalar_one()):
        raise Unusable(_IN_USE.format(where=f" by {others} other connections"))


def _fill(target: Connection, bar: Bar) -> None:
    """Take down what stands there, build the schema and copy every table, inside the caller's transaction."""
    if migrations.current(target) is not None:
        migrations.downgrade("base", target)
    migrations.upgrade("head", target)
    with db.engine.connect() as source:
        tables = tables_of(source)
        empty(target, tables)
        total = sum(source.scalar(sa.select(sa.func.count()).select_from(one.table)) or 0 for one in tables)
        with bar("Writing", 2 * total) as advance:
            for one in tables:
                tally = Tally()
                with _copying(target, one) as copy:
                    for rows in one.batches(source):
                        tally.add(len(rows), one.lines(rows))
                        for row in rows:
                            copy.write_row(tuple(row))
                        advance(len(rows))
                _set_sequence(target, one)
                again = Tally()
                for rows in one.batches(target):
                    again.add(len(rows), one.lines(rows))
                    advance(len(rows))
                if again.figures != tally.figures:
                    raise Unusable(f"PostgreSQL gives other rows of {one.name} back. Nothing was changed.")


@contextmanager
def _copying(connection: Connection, one: TableLayout) -> Iterator[Any]:
    """One statement for the whole table, so that its rows may point at each other in any order."""
    driver: Any = connection.connection.driver_connection
    names = sql.SQL(", ").join(map(sql.Identifier, one.kinds))
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(one.name), names)
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        yield copy


def _set_sequence(connection: Connection, one: TableLayout) -> None:
    """The next number comes after the last one that was restored."""
    if len(one.key) != 1:
        return
    table = connection.dialect.identifier_preparer.quote(one.name)
    sequence = connection.scalar(sa.select(sa.func.pg_get_serial_sequence(table, one.key[0])))
    if sequence is not None:
        last = sa.select(sa.func.max(one.table.c[one.key[0]])).scalar_subquery()
        name = sa.cast(sequence, REGCLASS)
        connection.execute(sa.select(sa.func.setval(name, sa.func.coalesce(last, 1), last.is_not(None))))
