"""A whole name in one cell, taken apart; nothing in it is changed."""

from dataclasses import dataclass

from network.imports.reading import Cell
from network.imports.values import Problem


@dataclass(frozen=True)
class Name:
    """A name in its parts, as typed."""

    family: str = ""
    given: str = ""
    patronymic: str = ""


def full_name(cell: Cell) -> Name | Problem | None:
    """Family, given, patronymic in this order; "Aigul ASANOVA" by its capitals; kyzy, uulu, oglu, qizi go with the
    father's name; one word is a given name."""
    raise NotImplementedError
