"""The catalogues of every list that can be exported, by the name under which exports and layouts keep it."""

from collections.abc import Iterable, Sequence
from typing import Any

from network.bulk import columns as members
from network.exports.table import Column
from network.participation.columns import CATALOGUE
from network.reports import participants

CATALOGUES: dict[str, Sequence[Column[Any]]] = {participants.NAME: CATALOGUE, members.NAME: members.CATALOGUE}


def headings(list_name: str, keys: Iterable[str], *, open_only: bool = False) -> list[str]:
    """What the columns of these keys are called; one that is no longer there by its key.

    `open_only` leaves out those that need a right over the person.
    """
    known = {column.key: column for column in CATALOGUES.get(list_name, ())}
    there = [(key, known.get(key)) for key in keys]
    return [
        str(column.heading) if column else key
        for key, column in there
        if not (open_only and column and column.needs is not None)
    ]
