"""Which row of a sheet is its header, and what each column says: found by the headings, or set by hand.

mapping = find(sheet)            # what was recognised; the rest a person chooses
for line in body(sheet, mapping):
    line.number                  # the row as the spreadsheet numbers it
    line.of(Field.FAMILY)        # the cell of the column that is mapped so, or None
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from network.imports.reading import Cell, Sheet


class Field(StrEnum):
    """What a column of a list that comes in can be. A column that is none of them is not imported."""

    NUMBER = "number"  # the member number of this system, not the row's
    FULL_NAME = "full_name"
    FAMILY = "family"
    GIVEN = "given"
    PATRONYMIC = "patronymic"
    FULL_NAME_LATIN = "full_name_latin"
    FAMILY_LATIN = "family_latin"
    GIVEN_LATIN = "given_latin"
    PATRONYMIC_LATIN = "patronymic_latin"
    PREVIOUS_NAME = "previous_name"
    STATE = "state"
    AGENCY = "agency"
    RANK = "rank"
    POSITION = "position"
    SINCE = "since"  # the first day at the agency or in the position
    SEX = "sex"
    BORN = "born"
    EMAIL = "email"
    PHONE = "phone"
    NOTES = "notes"
    ROLE = "role"  # at a training
    SESSION = "session"  # attendance: one column a session; may stand several times
    DAYS = "days"  # "2 of 2 days": told that it cannot be imported


#: What may stand at more than one column.
REPEATED = frozenset({Field.SESSION, Field.DAYS})


@dataclass
class Mapping:
    """What the columns of a sheet say. Rows and columns are counted from 0, as in `Sheet.rows`.

    `header_row` is the last row of the header, -1 where there is none: the body begins below it. `headings` are what
    stands over each column, two rows of header in one text, for a person to read and for the same list next time.
    """

    header_row: int
    columns: dict[int, Field] = field(default_factory=dict)
    headings: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """For keeping it; `from_json` reads it."""
        columns = {str(column): said.value for column, said in self.columns.items()}
        return {"header_row": self.header_row, "columns": columns, "headings": self.headings}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Mapping":
        columns = {int(column): Field(said) for column, said in kept["columns"].items()}
        return cls(kept["header_row"], columns, list(kept["headings"]))

    @property
    def signature(self) -> str:
        """The same for lists with the same headings, whatever stands above: what a remembered mapping is found by."""
        return "|".join(heading.casefold() for heading in self.headings)

    def remembered(self, earlier: "Mapping") -> None:
        """Take the columns that a person chose for the same headings earlier."""
        if earlier.signature == self.signature:
            self.columns = dict(earlier.columns)


@dataclass(frozen=True)
class Line:
    """A row of the body. `section` is the heading of its part of the list ("Kazakhstan"), or ""."""

    number: int
    cells: list[Cell]
    section: str
    mapping: Mapping

    def of(self, said: Field) -> Cell:
        """The first cell that says this."""
        return next((self.at(column) for column, what in self.mapping.columns.items() if what is said), None)

    def at(self, column: int) -> Cell:
        return self.cells[column] if column < len(self.cells) else None


def find(sheet: Sheet) -> Mapping:
    """The header of the sheet, and what is recognised of it. Nothing recognised: row 0, and no columns."""
    return Mapping(0, {}, [str(cell or "") for cell in sheet.rows[0]] if sheet.rows else [])


def body(sheet: Sheet, mapping: Mapping) -> Iterator[Line]:
    """The rows below the header that hold people: no blank rows, totals, repeated headers, section headings."""
    for index in range(mapping.header_row + 1, len(sheet.rows)):
        if any(cell is not None for cell in sheet.rows[index]):
            yield Line(index + 1, sheet.rows[index], "", mapping)
