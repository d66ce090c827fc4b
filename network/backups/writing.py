"""Making a backup: what one moment's transaction reads, compressed, encrypted, read back from the disk, compared."""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from network import migrations
from network.backups import Bar, no_bar
from network.backups.damage import damage, damaged, is_damage
from network.backups.envelope import encrypt
from network.backups.keys import passing_identity
from network.backups.layout import TableLayout, tables_at, write_json
from network.backups.manifest import Beginning, Manifest, Tally, Unusable, columns_of
from network.backups.placing import sync_folder
from network.backups.reading import restored
from network.clock import now
from network.config import Settings
from network.errors import Refused

_NOT_THE_SAME = (
    "What was read back from the disk is not what was written. Nothing was kept. Try again, on another disk."
)


class NotBackedUp(Refused):
    """No file was made. Says why."""


@dataclass(frozen=True)
class Backup:
    """A finished file, and what is in it."""

    path: Path
    sha256: str
    size: int
    manifest: Manifest
    left_out: list[str]  # tables that are not the product's


def back_up(
    engine: Engine, path: Path, to: list[Any], settings: Settings, *, force: bool = False, bar: Bar = no_bar
) -> Backup:
    """Everything that is committed now, as a file that the owners of `to` can read. Others go on writing meanwhile.

    The file is complete and was compared before it bears its name. Raises NotBackedUp.
    """
    if path.exists() and not force:
        raise NotBackedUp(f"{path} is there already and is not written over. Name another, or give --force.")
    passing = passing_identity()
    with _whole_or_nothing(path) as part:
        with snapshot(engine) as connection:
            _refuse_damage(connection)
            revision = _revision(connection)
            tables = tables_at(revision)
            left_out = _not_ours(connection, tables)
            begins = Beginning(revision, version("network-tracker"), engine.dialect.name, now(), columns_of(tables))
            manifest = Manifest(begins, head=_head(connection))
            total = sum(connection.scalar(sa.select(sa.func.count()).select_from(one.table)) or 0 for one in tables)
            with bar("Writing", total) as advance:
                lines = _lines(connection, tables, manifest, settings.audit_key, advance)
                digest = encrypt(lines, part, [*to, passing.to_public()])
        _read_back(part, passing, manifest, settings, bar)
        size = part.stat().st_size
        _name(part, path, force)
    return Backup(path, digest, size, manifest, left_out)


def _read_back(part: Path, passing: Any, manifest: Manifest, settings: Settings, bar: Bar) -> None:
    """Restore what lies on the disk into a scratch database and compare. Raises NotBackedUp."""
    try:
        with restored(part, [passing], settings, settings.instance / "tmp", bar=bar) as copy:
            same = copy.sealed and copy.manifest == manifest
    except Unusable as error:
        raise NotBackedUp(_NOT_THE_SAME) from error
    if not same:
        raise NotBackedUp(_NOT_THE_SAME)


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """A transaction that sees one moment and changes nothing, however long it reads."""
    options: dict[str, Any] = {}
    if engine.dialect.name == "postgresql":
        options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with engine.connect().execution_options(**options) as connection:
        yield connection
        connection.rollback()


def _revision(connection: Connection) -> str:
    revision = migrations.current(connection)
    if revision is None:
        raise NotBackedUp("There is nothing to back up: the database has no tables yet.")
    if not migrations.is_known(revision):
        raise NotBackedUp(f"The schema ({revision}) is newer than this release. Back up with the newer release.")
    return revision


def _not_ours(connection: Connection, tables: list[TableLayout]) -> list[str]:
    names = set(sa.inspect(connection).get_table_names()) - {"alembic_version"}
    return sorted(names - {table.name for table in tables})


def _refuse_damage(connection: Connection) -> None:
    """A copy of a damaged file would push the last good one out of the shelf."""
    if found := damage(connection, thorough=True):
        raise NotBackedUp(damaged(found))


def _head(connection: Connection) -> tuple[int, str]:
    head = sa.table("audit_head", sa.column("number", sa.Integer), sa.column("hash", sa.Text))
    row = connection.execute(sa.select(head.c.number, head.c.hash)).one()
    return row.number, row.hash


def _lines(
    connection: Connection,
    tables: list[TableLayout],
    manifest: Manifest,
    key: str,
    advance: Callable[[int], object],
) -> Iterator[bytes]:
    """The whole backup in the clear, block by block."""
    yield manifest.begins.line()
    for table in tables:
        yield write_json(table.name).encode() + b"\n"
        tally = Tally()
        for rows in table.batches(connection):
            lines = table.lines(rows)
            tally.add(len(rows), lines)
            advance(len(rows))
            yield lines
        manifest.tables[table.name] = tally.figures
    yield manifest.end(key)


@contextmanager
def _whole_or_nothing(path: Path) -> Iterator[Path]:
    """A file beside it, that nobody else may read, and that is gone where it did not get its name.

    A disk that is full or gone is said in a sentence.
    """
    part = None
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
        os.close(handle)
        yield (part := Path(name))
    except OSError as error:
        raise NotBackedUp(f"The backup could not be written ({error.strerror or error}). Nothing was kept.") from error
    except sa.exc.DatabaseError as error:
        why = str(error.orig).strip().splitlines()[0]
        if is_damage(error):
            raise NotBackedUp(damaged(why)) from error
        raise NotBackedUp(f"The backup could not be made ({why}). Nothing was kept.") from error
    finally:
        if part is not None:
            part.unlink(missing_ok=True)


def _name(part: Path, path: Path, force: bool) -> None:
    """Give the finished file its name, which nobody else can take between the look and the naming."""
    if not force:
        try:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        except FileExistsError as error:
            raise NotBackedUp(f"{path} was made by somebody else meanwhile. Name another.") from error
    part.replace(path)
    sync_folder(path.parent)
