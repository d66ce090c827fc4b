"""The catalogues of every list that can be exported, by the name under which exports and layouts keep it."""

from collections.abc import Iterable, Sequence
from typing import Any

from network.exports.table import Column
from network.participation.columns import CATALOGUE
from network.reports import participants

CATALOGUES: dict[str, Sequence[Column[Any]]] = {participants.NAME: CATALOGUE}


def headings(list_name: str, keys: Iterable[str]) -> list[str]:
    """What the columns of these keys are called; one that is no longer there by its key."""
    known = {column.key: column.heading for column in CATALOGUES.get(list_name, ())}
    return [str(known.get(key, key)) for key in keys]
