"""All rows that belong to two records, before and after they are made one: what differs brings both back.

Read from the metadata and the registry, so that a table that points at people is never forgotten. Values as JSON
holds them; what lies sealed stays sealed.
"""

import base64
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

import sqlalchemy as sa

from network.database import Base, UtcDateTime, db
from network.privacy.registry import MEMBER, Merging

#: A row as JSON holds it, and where it stands: its table and key.
Row = dict[str, Any]
Place = tuple[str, tuple[Any, ...]]
Picture = dict[Place, Row]

#: Tables of which no row is deleted or made one with another, so that what points at them stays as it is.
_WHOLE = frozenset({"account", "merger", "member"})


@dataclass(frozen=True)
class Difference:
    """One row that the merge added (`before` is None), deleted (`after` is None), or of which it changed columns."""

    place: Place
    before: Row | None
    after: Row | None

    @property
    def table(self) -> sa.Table:
        return Base.metadata.tables[self.place[0]]


def pointing() -> dict[str, Merging]:
    """The registered columns that point at a person, by how merging treats them."""
    return {name: treatment.merging for name, treatment in MEMBER.items()}


def column(name: str) -> sa.Column[Any]:
    """The column of a registered name, "table.column"."""
    table, _dot, key = name.partition(".")
    return Base.metadata.tables[table].c[key]


def parts_of(table: str) -> list[sa.Column[Any]]:
    """Columns that point at the rows of a table: a mark at its participation."""
    return [
        one
        for other in Base.metadata.sorted_tables
        for one in other.columns
        if any(key.target_fullname == f"{table}.id" for key in one.foreign_keys)
    ]


def picture(member_ids: Collection[int]) -> Picture:
    """Every row of these records, and every row that hangs on one of those."""
    members = Base.metadata.tables["member"]
    found = dict(_rows(members, members.c.id.in_(member_ids)))
    for name, merging in pointing().items():
        if merging is not Merging.ANEW:
            one = column(name)
            found |= _rows(one.table, one.in_(member_ids))
    for table in sorted({table for table, _key in found} - _WHOLE):
        keys = [key[0] for other, key in found if other == table]
        for part in parts_of(table):
            found |= _rows(part.table, part.in_(keys))
    if files := [row["file_id"] for (table, _key), row in found.items() if table == "photo"]:
        stored = Base.metadata.tables["stored_file"]
        found |= _rows(stored, stored.c.id.in_(files))
    return found


def row_at(place: Place) -> Row | None:
    """The row that stands there now."""
    table = Base.metadata.tables[place[0]]
    return dict(_rows(table, standing_at(place))).get(place)


def standing_at(place: Place) -> sa.ColumnElement[bool]:
    """True for the row of this key."""
    table = Base.metadata.tables[place[0]]
    return sa.and_(*(one == _typed(one.type, key) for one, key in zip(table.primary_key, place[1], strict=True)))


def _rows(table: Any, which: sa.ColumnElement[bool]) -> Iterator[tuple[Place, Row]]:
    for row in db.session.connection().execute(sa.select(table).where(which)).mappings():
        key = tuple(plain(row[one]) for one in table.primary_key)
        yield (table.name, key), {one.key: plain(row[one]) for one in table.columns}


def differences(before: Picture, after: Picture) -> list[Difference]:
    """What became of the rows, in the order of the tables: those that others point at first."""
    order = {table.name: number for number, table in enumerate(Base.metadata.sorted_tables)}
    found = []
    for place in sorted(before.keys() | after.keys(), key=lambda one: (order[one[0]], str(one[1]))):
        was, now = before.get(place), after.get(place)
        if was is None or now is None:
            found.append(Difference(place, was, now))
        elif was != now:
            changed = [name for name in was if was[name] != now[name]]
            found.append(Difference(place, {n: was[n] for n in changed}, {n: now[n] for n in changed}))
    return found


def plain(value: Any) -> Any:
    """A value as JSON holds it."""
    match value:
        case Enum():
            return value.value
        case datetime() | date():
            return value.isoformat()
        case bytes():
            return base64.b64encode(value).decode()
        case _:
            return value


def typed(table: sa.Table, row: Row) -> Row:
    """A row of JSON with values as its columns hold them."""
    return {name: _typed(table.c[name].type, value) for name, value in row.items()}


def _typed(kind: Any, value: Any) -> Any:
    if value is None or isinstance(kind, sa.JSON):
        return value
    if isinstance(kind, UtcDateTime):
        return datetime.fromisoformat(value)
    if isinstance(kind, sa.Date):
        return date.fromisoformat(value)
    if isinstance(kind, sa.LargeBinary):
        return base64.b64decode(value)
    return value  # a word is a StrEnum's value, which its column takes


def as_json(found: Iterable[Difference]) -> list[Any]:
    """Differences to be kept."""
    return [[one.place[0], list(one.place[1]), one.before, one.after] for one in found]


def from_json(kept: Iterable[Any]) -> list[Difference]:
    """Differences that were kept."""
    return [Difference((table, tuple(key)), before, after) for table, key, before, after in kept]
