"""A list that may leave the system, described once for every format: its columns, its words and its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Generic, TypeVar

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from network.errors import Refused
from network.vocabulary import Language

if TYPE_CHECKING:
    from network.access.policy import Action

Row = TypeVar("Row")

#: What a cell may hold. `None` is an empty cell, numbers are finite, a yes or no is a word that the column
#: chooses, and a time is already in the zone in which it is to be read.
Cell = str | int | float | Decimal | date | datetime | None

#: Spreadsheets keep 15 digits of a number; a longer one travels as text, so that none is lost.
EXACT_DIGITS = 15


class UnknownColumn(Refused):
    """A column was asked for that this list does not have."""

    sentence = _l("One of the chosen columns is not on this list. Choose the columns again.")


class NoColumns(Refused):
    """Every column was left out."""

    sentence = _l("Choose at least one column.")


class Kind(StrEnum):
    """How a column is set: numbers and dates stand to the right, and a spreadsheet gives each its format."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    DATETIME = "datetime"


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """A heading and how to read its cell.

    `value` reads a field of the selected row, never an ORM object. `width` is in characters. `needs` is the
    right without which the column, or its cell in somebody else's row, is not there: the select sees to that.
    `names` says that the cell is what its row is called: a PDF sets it in bold. `caution` stands beside the column
    where it can be chosen.
    """

    key: str
    heading: str | LazyString
    value: Callable[[Row], Cell]
    width: int = 16
    kind: Kind = Kind.TEXT
    needs: Action | None = None
    names: bool = False
    caution: str | LazyString = ""


@dataclass(frozen=True, slots=True)
class Table(Generic[Row]):
    """One list, ready to be written: `columns` are the chosen ones in their order, `rows` are read once.

    `facts` are the lines under the title, `footer` stands on every page (the export's number). `group_by`
    names the column by which the PDF gathers rows under headings; the rows come sorted by it. Dates are in
    `language`; words are in that of the surrounding request or `force_locale`, which should be the same.
    """

    title: str
    columns: Sequence[Column[Row]]
    rows: Iterable[Row]
    facts: Sequence[str] = ()
    footer: str = ""
    language: Language = Language.ENGLISH
    group_by: str | None = None

    def __post_init__(self) -> None:
        keys = [column.key for column in self.columns]
        if not keys:
            raise NoColumns
        if len(set(keys)) < len(keys):
            raise ValueError(f"A column stands twice in {keys}")
        if self.group_by is not None and self.group_by not in keys:
            raise UnknownColumn

    def headings(self) -> list[str]:
        return [str(column.heading) for column in self.columns]

    def records(self) -> Iterator[list[Cell]]:
        """The cells of each row, in the order of the columns."""
        readers = [column.value for column in self.columns]
        for row in self.rows:
            yield [read(row) for read in readers]


def chosen(columns: Sequence[Column[Row]], keys: Iterable[str]) -> list[Column[Row]]:
    """The columns of these keys, in this order, each once. Raises `UnknownColumn` and `NoColumns`."""
    known = {column.key: column for column in columns}
    wanted = list(dict.fromkeys(keys))
    if not wanted:
        raise NoColumns
    if not known.keys() >= set(wanted):
        raise UnknownColumn
    return [known[key] for key in wanted]


def exact(number: int | float | Decimal) -> int | float | str:
    """The number as a spreadsheet or JSON can hold it; as text when it would lose digits."""
    if isinstance(number, float):
        return number
    if isinstance(number, int):
        return number if abs(number) < 10**EXACT_DIGITS else str(number)
    if len(number.as_tuple().digits) > EXACT_DIGITS:
        return format(number, "f")
    return int(number) if number == number.to_integral_value() else float(number)
