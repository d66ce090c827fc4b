"""Writing hundreds of thousands of rows in seconds: COPY on PostgreSQL, one prepared INSERT on SQLite."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Dialect

from network.database import Base


@dataclass(frozen=True, slots=True)
class Load:
    """Rows of one table: tuples in the order of `columns`. Words of a vocabulary come as their values."""

    table: Any
    columns: Sequence[str]
    rows: Iterable[tuple[Any, ...]]


def load(connection: Connection, one: Load) -> None:
    """Write the rows, by the driver itself. Columns that are not given get the model's own plain defaults."""
    defaults = _defaults(one)
    names = [*one.columns, *defaults]
    rows = _bound(one, names, tuple(defaults.values()), connection.dialect)
    cursor: Any = connection.connection.cursor()
    if connection.dialect.name == "postgresql":
        with cursor.copy(f"COPY {one.table.name} ({', '.join(names)}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
    else:
        marks = ", ".join("?" * len(names))
        cursor.executemany(f"INSERT INTO {one.table.name} ({', '.join(names)}) VALUES ({marks})", rows)
    cursor.close()


def _defaults(one: Load) -> dict[str, Any]:
    """What the model writes where nothing is said: words as their values, as everywhere in a load."""
    left = {column.name: column.default for column in one.table.columns if column.name not in one.columns}
    plain = {name: default.arg for name, default in left.items() if default is not None and default.is_scalar}
    return {name: value.value if isinstance(value, StrEnum) else value for name, value in plain.items()}


def _bound(one: Load, names: Sequence[str], defaults: tuple[Any, ...], dialect: Dialect) -> Iterator[Sequence[Any]]:
    """The rows as the driver stores them: dates, moments, yes and no, JSON by their column's own type."""
    makers: list[tuple[int, Callable[[Any], Any]]] = []
    for place, name in enumerate(names):
        kind = one.table.c[name].type
        if not isinstance(kind, sa.Enum) and (maker := kind.dialect_impl(dialect).bind_processor(dialect)):
            makers.append((place, maker))
    if not makers and not defaults:
        yield from one.rows
        return
    for row in one.rows:
        bound = [*row, *defaults]
        for place, maker in makers:
            bound[place] = maker(bound[place])
        yield bound


def indexes() -> list[sa.Index]:
    """Every index but those that a constraint or a primary key makes: built after the rows, all at once."""
    return [
        index for table in Base.metadata.sorted_tables for index in sorted(table.indexes, key=lambda one: str(one.name))
    ]


def count_on(connection: Connection) -> None:
    """Let PostgreSQL number on from the rows that were written with their numbers."""
    if connection.dialect.name != "postgresql":
        return
    for table in Base.metadata.sorted_tables:
        column = table.autoincrement_column
        if column is not None:
            connection.exec_driver_sql(
                f"SELECT setval(pg_get_serial_sequence('{table.name}', '{column.name}'), "
                f"GREATEST(1, (SELECT max({column.name}) FROM {table.name})))"
            )
