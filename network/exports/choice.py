"""Which columns of a catalogue stand on a list, and in which order: read from an address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from network.exports.table import Column, chosen


@dataclass(frozen=True, slots=True)
class Choice:
    """The columns on the list in their order, and those that could be."""

    columns: Sequence[Column[Any]]
    others: Sequence[Column[Any]]

    @property
    def keys(self) -> list[str]:
        return [column.key for column in self.columns]


def choose(catalogue: Sequence[Column[Any]], keys: Sequence[str], move: str = "") -> Choice:
    """The columns of `keys`, after the `move` ("up rank", "down rank") that a button asked for.

    Raises `UnknownColumn` and `NoColumns`. A move that cannot be made is none.
    """
    columns = chosen(catalogue, _moved(list(dict.fromkeys(keys)), move))
    on_list = {column.key for column in columns}
    return Choice(columns, [column for column in catalogue if column.key not in on_list])


def _moved(keys: list[str], move: str) -> list[str]:
    way, _, key = move.partition(" ")
    if key in keys and way in ("up", "down"):
        at = keys.index(key)
        to = at + (1 if way == "down" else -1)
        if 0 <= to < len(keys):
            keys[at], keys[to] = keys[to], keys[at]
    return keys
