"""Rows of any table, moved from one record to the other as the registry says."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from network.database import Base, db
from network.merging.picture import column, pointing
from network.privacy.registry import Merging

#: Columns whose rows are united by rules of their own.
OWN_RULES = frozenset(
    {
        "account.member_id", "affiliation.member_id", "consent.member_id", "distinct_pair.one_id",
        "distinct_pair.other_id", "participation.member_id", "photo.member_id", "privacy_request.member_id",
    }
)  # fmt: skip


def move_all(goes_id: int, stays_id: int) -> None:
    """Every row that has no rule of its own: moved, or deleted, by the registry."""
    for name, merging in pointing().items():
        one = column(name)
        if name in OWN_RULES:
            continue
        if merging is Merging.MOVES:
            move(one, goes_id, stays_id)
        else:
            db.session.connection().execute(sa.delete(one.table).where(one == goes_id))


def move(one: sa.Column[Any], goes_id: int, stays_id: int) -> None:
    """Let the rows of a column point at the other; where that one has the same already, hers is enough."""
    table, execute = one.table, db.session.connection().execute
    for others in _unique_with(one):
        twin = table.alias()
        same = [twin.c[one.key] == stays_id, *(twin.c[other.key] == other for other in others)]
        execute(sa.delete(table).where(one == goes_id, sa.exists().where(*same)))
    execute(sa.update(table).where(one == goes_id).values({one.key: stays_id}))


def _unique_with(one: sa.Column[Any]) -> Iterator[list[sa.Column[Any]]]:
    """The columns with which it is unique, for every such rule of its table."""
    table: Any = one.table
    rules: list[Any] = [
        table.primary_key,
        *(rule for rule in table.constraints if isinstance(rule, sa.UniqueConstraint)),
    ]
    rules += [index for index in table.indexes if index.unique and not _is_partial(index)]
    for rule in rules:
        if one.key in rule.columns:
            yield [other for other in rule.columns if other.key != one.key]


def _is_partial(index: sa.Index) -> bool:
    return any(index.dialect_options[name].get("where") is not None for name in ("sqlite", "postgresql"))


def pointers_at(member_id: int) -> list[str]:
    """Columns of any table, registered or not, that still point at this record."""
    keys = {
        f"{table.name}.{other.key}"
        for table in Base.metadata.sorted_tables
        for other in table.columns
        if any(key.target_fullname == "member.id" for key in other.foreign_keys)
    }
    execute = db.session.connection().execute
    names = sorted(name for name in keys | pointing().keys() if pointing().get(name) is not Merging.ANEW)
    found = [(name, column(name)) for name in names]
    return [name for name, one in found if execute(sa.select(one).where(one == member_id).limit(1)).first()]
