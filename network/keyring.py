"""Changing the data key: a new one beside the old, everything sealed anew, the old one taken away.

Columns whose values are sealed say so: `info` names the column that the place of a value ends with ("sealed": "uid").
"""

import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from network.audit.changes import Operator, bookkeeping, change
from network.audit.events import Event
from network.clock import now
from network.config import Settings
from network.database import Base, db
from network.errors import Misconfigured
from network.sealing import NotOurs, Sealed, is_sealed, newest, seal, unseal

#: Rows that are sealed anew in one transaction.
_BATCH = 500

NOT_THE_KEY = (
    "The data key is not the one that this database was sealed with: phones, letters and second factors cannot be "
    "read. Put back the data.key that was kept with it; after a change of keys, the line of the earlier one too"
)


@dataclass(frozen=True)
class SealedColumn:
    """A column that holds sealed values, what their places end with, and the hash by which they are found, if any."""

    table: Any
    name: str
    of: str
    finder: Sealed | None

    def place(self, row: Any) -> str:
        return f"{self.table.name}.{self.name}:{getattr(row, self.of)}"


def sealed_columns() -> list[SealedColumn]:
    """Every column of the product whose values are sealed."""
    finders = {}
    for mapper in Base.registry.mappers:
        for value in vars(mapper.class_).values():
            if isinstance(value, Sealed) and value.index:
                finders[value.table, value.name] = value
    return [
        SealedColumn(table, column.name, column.info["sealed"], finders.get((table.name, column.name)))
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if "sealed" in column.info
    ]


def holds() -> bool:
    """Whether the data key opens what is sealed: one value of each column is tried."""
    for column in sealed_columns():
        value = column.table.c[column.name]
        row = db.session.execute(sa.select(column.table).where(value.is_not(None), value != "").limit(1)).first()
        if row is not None and is_sealed(getattr(row, column.name)):
            try:
                unseal(getattr(row, column.name), column.place(row))
            except NotOurs:
                return False
    return True


def add_key(settings: Settings) -> None:
    """Write a new key above the present one, in one step. Raises Misconfigured where the key is in no file of ours."""
    path = _key_file(settings)
    if len(settings.data_key.split()) > 1:
        raise Misconfigured(f"{path} holds two keys already. Finish that change first: network keys finish")
    _write(path, "\n".join([secrets.token_urlsafe(48), *settings.data_key.split()]))


def reseal() -> int:
    """Seal with the newest key whatever is sealed with another, or not yet; says how many values.

    In short transactions: others go on working meanwhile, and it can be ended and begun again at any time.
    """
    count = sum(sum(_resealed(column)) for column in sealed_columns())
    if count:
        with change(Event.SYSTEM_RESEALED, by=Operator(), why="network keys") as note:
            note.facts = {"rows": count}
    return count


def _resealed(column: SealedColumn) -> Iterator[int]:
    """How many values of the column each transaction sealed anew."""
    table, value = column.table, column.table.c[column.name]
    key = list(table.primary_key.columns)
    old = sa.select(table).where(value != "", sa.not_(value.startswith(f"{newest()}:"))).order_by(*key).limit(_BATCH)
    while True:
        with bookkeeping():
            connection = db.session.connection()
            rows = connection.execute(old.with_for_update()).all()
            for row in rows:
                found = [one == getattr(row, one.name) for one in key]
                connection.execute(sa.update(table).where(*found).values(_anew(column, row)))
        yield len(rows)
        if len(rows) < _BATCH:
            return


def _anew(column: SealedColumn, row: Any) -> dict[str, Any]:
    stored = getattr(row, column.name)
    try:
        text = unseal(stored, column.place(row)) if is_sealed(stored) else stored
    except NotOurs as error:
        raise Misconfigured(NOT_THE_KEY) from error
    values: dict[str, Any] = {column.name: seal(text, column.place(row))}
    if column.finder is not None:
        values[column.finder.index] = column.finder.blinded(text)
    return values


def drop_old_keys(settings: Settings) -> Path | None:
    """Take away the keys that nothing is sealed with any more; they go to a file of their own, for earlier backups."""
    path = _key_file(settings)
    first, *old = settings.data_key.split()
    if not old:
        return None
    kept = path.with_name(f"{path.name}.until-{now():%Y-%m-%dT%H%M%SZ}")
    _write(kept, "\n".join(old))
    _write(path, first)
    return kept


def _key_file(settings: Settings) -> Path:
    path = Path(os.environ.get("NETWORK_DATA_KEY_FILE", "") or settings.instance / "data.key")
    if os.environ.get("NETWORK_DATA_KEY") or not path.is_file():
        raise Misconfigured(
            "The data key is given by NETWORK_DATA_KEY. Set it to a new key, a blank and the present one on every "
            "machine, start the servers anew, and run: network keys finish. Then set it to the new key alone"
        )
    return path


def _write(path: Path, text: str) -> None:
    """The file as a whole or as it was, readable by its owner only."""
    part = path.with_name(f".{path.name}.part")
    handle = os.open(part, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
