"""Days in cells: real dates, Excel's day numbers, and text in three orders, which the whole column tells."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from network.imports.reading import Cell
from network.imports.values import Problem


class Order(StrEnum):
    """In which order day, month and year stand."""

    DMY = "dmy"  # 26.11.2025
    MDY = "mdy"  # 11/26/2025
    YMD = "ymd"  # 2025-11-26


def date_order(column: Iterable[Cell]) -> Order | None:
    """The order that holds for every text of the column; None where two would do, and a person has to choose."""
    raise NotImplementedError


def day(cell: Cell, order: Order | None) -> date | Problem | None:
    """The day. Without an order, text that can be read in two ways is a problem."""
    raise NotImplementedError
