"""Reading a backup: decrypted, unpacked and written into a scratch database as it comes, then compared."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from network import migrations
from network.backups import Bar, no_bar
from network.backups.envelope import decrypt
from network.backups.layout import TableLayout, tables_of
from network.backups.manifest import Beginning, Manifest, Tally, Unusable, broken, columns_of
from network.backups.scratch import scratch
from network.config import Settings
from network.database import db

#: A scratch database need not outlive a crash. The connection that loads it is not used again.
_QUICK = ("journal_mode = OFF", "synchronous = OFF", "cache_size = -64000")
#: What text that is no line of ours ends in, when it is read as one.
_NOT_A_LINE = (ValueError, KeyError, TypeError, AttributeError, IndexError, ArithmeticError, RecursionError)


@dataclass(frozen=True)
class Copy:
    """A backup in a scratch database, its rows the same as the manifest's. `sealed`: by our audit key."""

    path: Path
    manifest: Manifest
    sealed: bool


@contextmanager
def restored(
    path: Path, identities: list[Any], settings: Settings, folder: Path, *, bar: Bar = no_bar
) -> Iterator[Copy]:
    """Inside, `db` is a scratch database in `folder` with all rows of the backup, at the backup's own revision.

    Raises Unusable where the file is not whole, not for this key, or of a newer release.
    """
    with ExitStack() as stack:
        loader = _Loader(lambda revision: stack.enter_context(scratch(settings, folder, revision)), settings.audit_key)
        try:
            with bar("Reading", path.stat().st_size) as advance:
                decrypt(path, identities, loader.take, advance)
            copy = loader.finish()
        finally:
            loader.let_go()
        with bar("Comparing", copy.manifest.rows) as advance:
            _compare(copy.manifest, loader.tables, advance)
        yield copy


class _Loader:
    """Takes the lines of a backup in their order and writes the rows into the scratch database."""

    def __init__(self, make: Callable[[str], Path], key: str) -> None:
        self.tables: list[TableLayout] = []
        self._make, self._key = make, key
        self._copy: Copy | None = None
        self._manifest: Manifest | None = None
        self._path = Path()
        self._connection: Connection | None = None
        self._coming: Iterator[TableLayout] = iter(())
        self._table: TableLayout | None = None
        self._rows: list[bytes] = []

    def take(self, line: bytes) -> None:
        """One line. Raises Unusable where it cannot stand there."""
        try:
            if line.startswith(b"[") and self._table is not None:
                self._rows.append(line)
                if len(self._rows) >= self._table.batch:
                    self._write()
            elif self._manifest is None:
                self._begin(Beginning.of(json.loads(line)))
            elif line.startswith(b'"'):
                self._next_table(json.loads(line))
            else:
                self._end(json.loads(line))
        except sa.exc.OperationalError:
            raise  # the disk is full: no fault of the backup's
        except (*_NOT_A_LINE, sa.exc.StatementError) as error:
            raise broken("a line is not what it should be") from error

    def _begin(self, begins: Beginning) -> None:
        if not migrations.is_known(begins.schema):
            raise Unusable(
                f"The backup's schema ({begins.schema}) is newer than this release. "
                "Install the newer release first; nothing was changed."
            )
        self._path, self._manifest = self._make(begins.schema), Manifest(begins)
        self._connection = db.engine.connect().execution_options(writes=True, patience=1)
        file: Any = self._connection.connection.driver_connection
        for rule in _QUICK:  # before its transaction begins
            file.execute(f"PRAGMA {rule}")
        self._connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        self.tables = tables_of(self._connection)
        if columns_of(self.tables) != begins.tables:
            raise ValueError("other tables")
        empty(self._connection, self.tables)
        self._coming = iter(self.tables)

    def _next_table(self, name: str) -> None:
        self._write()
        self._table = next(self._coming, None)
        if self._table is None or self._table.name != name:
            raise ValueError(name)

    def _write(self) -> None:
        if self._table is not None and self._rows and self._connection is not None:
            self._connection.execute(self._table.table.insert(), self._table.values(self._rows))
        self._rows = []

    def _end(self, told: dict[str, Any]) -> None:
        self._write()
        self._table = None
        if self._manifest is None or self._connection is None or next(self._coming, None) is not None:
            raise ValueError("too early")
        sealed = self._manifest.close(told, self._key)
        self._connection.commit()
        self._copy = Copy(self._path, self._manifest, sealed)

    def finish(self) -> Copy:
        """The whole backup. Raises Unusable where its end never came."""
        if self._copy is None:
            raise broken("its end is missing")
        return self._copy

    def let_go(self) -> None:
        """Close the connection that loads, for good."""
        if self._connection is not None:
            self._connection.detach()
            self._connection.close()


def empty(connection: Connection, tables: list[TableLayout]) -> None:
    """Take away the few rows that migrations put into new tables. Tables without any are not touched."""
    for one in reversed(tables):
        if connection.scalar(sa.select(sa.literal(1)).select_from(one.table).limit(1)):
            connection.execute(one.table.delete())


def _compare(manifest: Manifest, tables: list[TableLayout], advance: Callable[[int], object]) -> None:
    """Raises Unusable unless every table of the scratch database has the rows that were written down."""
    with db.engine.connect() as connection:
        for one in tables:
            tally = Tally()
            for rows in one.batches(connection):
                tally.add(len(rows), one.lines(rows))
                advance(len(rows))
            if tally.figures != manifest.tables.get(one.name):
                raise broken(f"the rows of {one.name} are not those that were backed up")
    if set(manifest.tables) != {one.name for one in tables}:
        raise broken("its end names other tables")
