"""Telephone numbers in cells, those too that a spreadsheet turned into numbers."""

from network.imports.reading import Cell
from network.imports.values import Problem
from network.vocabulary import State


def phone(cell: Cell, state: State | None) -> str | Problem | None:
    """With its + and its country, which is the state's where the cell names none."""
    raise NotImplementedError
