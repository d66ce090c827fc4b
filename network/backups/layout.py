"""Which tables a schema has, and how each value of a row is written down: the same line from either database."""

import base64
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache, cached_property
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.pool import StaticPool

from network import migrations
from network.database import UtcDateTime, engine_options

#: Rows that are fetched and written at once; fewer where one may be a whole file.
BATCH, FEW = 1000, 4
#: Alembic's own, whose one row stands in the manifest.
_VERSION_TABLE = "alembic_version"


@dataclass(frozen=True)
class Kind:
    """How values of a column type travel: read as `type`, and made again from what JSON gave back."""

    type: sa.types.TypeEngine[Any]
    again: Callable[[Any], Any] | None = None
    as_text: bool = False


#: The first that a column's type is an instance of.
_KINDS: tuple[tuple[type[sa.types.TypeEngine[Any]], Kind], ...] = (
    (sa.Boolean, Kind(sa.Boolean())),
    (sa.Integer, Kind(sa.BigInteger())),
    (sa.DateTime, Kind(UtcDateTime(), datetime.fromisoformat)),
    (sa.Date, Kind(sa.Date(), date.fromisoformat)),
    (sa.Time, Kind(sa.Time(), time.fromisoformat)),
    # As it was written, letter by letter: parsed and written anew, NULL and JSON's null would be one.
    (sa.JSON, Kind(sa.Text(), as_text=True)),
    (sa.Float, Kind(sa.Double())),
    (sa.Numeric, Kind(sa.Numeric(), Decimal)),
    (sa.LargeBinary, Kind(sa.LargeBinary(), base64.b64decode)),
    (sa.String, Kind(sa.Text())),
)


def _plain(value: Any) -> str:
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return base64.b64encode(value).decode("ascii")


#: One object a line, without a blank that means nothing.
write_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_plain).encode


@dataclass(frozen=True)
class TableLayout:
    """One table: its columns with their kinds, and the key that puts its rows in order."""

    name: str
    kinds: dict[str, Kind]
    key: tuple[str, ...]

    @cached_property
    def table(self) -> sa.TableClause:
        return sa.table(self.name, *(sa.column(name, kind.type) for name, kind in self.kinds.items()))

    @cached_property
    def batch(self) -> int:
        """How many rows are held at once."""
        return FEW if any(isinstance(kind.type, sa.LargeBinary) for kind in self.kinds.values()) else BATCH

    def batches(self, connection: Connection) -> Iterator[Sequence[Any]]:
        """Its rows by their key, texts by code point on both databases; memory does not grow with the table."""
        columns = self.table.c
        read = [sa.cast(columns[name], sa.Text) if kind.as_text else columns[name] for name, kind in self.kinds.items()]
        collation = "C" if connection.dialect.name == "postgresql" else "BINARY"
        texts = (sa.Text,)
        order = [
            columns[name].collate(collation) if isinstance(self.kinds[name].type, texts) else columns[name]
            for name in self.key
        ]
        query = sa.select(*read).order_by(*order)
        with connection.execute(query.execution_options(yield_per=self.batch)) as result:
            yield from result.partitions()

    def lines(self, rows: Iterable[Any]) -> bytes:
        """Rows as they stand in a backup, one a line."""
        return "".join([write_json(list(row)) + "\n" for row in rows]).encode()

    def values(self, lines: list[bytes]) -> list[dict[str, Any]]:
        """The rows of such lines. Raises ValueError where they are not rows of this table."""
        names = list(self.kinds)
        rows = [dict(zip(names, row, strict=True)) for row in json.loads(b"[" + b",".join(lines) + b"]")]
        if len(rows) != len(lines):
            raise ValueError(self.name)
        for name, kind in self.kinds.items():
            if (again := kind.again) is not None:
                for row in rows:
                    if (value := row[name]) is not None:
                        row[name] = again(value)
        return rows


def tables_of(connection: Connection) -> list[TableLayout]:
    """The tables of a database in our hands, a table after those that it points at."""
    reflected = sa.MetaData()
    reflected.reflect(connection)
    return [
        TableLayout(
            table.name,
            {column.name: _kind(column) for column in table.columns},
            tuple(column.name for column in table.primary_key.columns),
        )
        for table in reflected.sorted_tables
        if table.name != _VERSION_TABLE
    ]


def _kind(column: sa.Column[Any]) -> Kind:
    for type_, kind in _KINDS:
        if isinstance(column.type, type_):
            return kind
    raise TypeError(f"network/backups/layout.py does not know how {column} travels")


@cache
def tables_at(revision: str) -> list[TableLayout]:
    """The tables that the product has at that revision, whatever else stands in a database."""
    engine = sa.create_engine("sqlite://", **engine_options("sqlite://"), poolclass=StaticPool)
    try:
        with engine.begin() as connection:
            migrations.upgrade(revision, connection)
            return tables_of(connection)
    finally:
        engine.dispose()
