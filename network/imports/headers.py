"""Which row of a sheet is its header, and what each column says: found by the headings, or set by hand.

mapping = find(sheet)            # what was recognised; the rest a person chooses
for line in body(sheet, mapping):
    line.number                  # the row as the spreadsheet numbers it
    line.of(Field.FAMILY)        # the cell of the column that is mapped so, or None
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any

from network.imports import sections
from network.imports.headings import LATIN, REPEATED, Field, folded, recognised
from network.imports.reading import Cell, Sheet
from network.imports.values import is_member_number

__all__ = ["REPEATED", "Field", "Line", "Mapping", "body", "find"]

#: Rows in which a header is looked for: letterheads and titles are shorter.
_LOOKED_AT = 40
_NAMES = frozenset({Field.FULL_NAME, Field.FAMILY, Field.GIVEN, Field.FULL_NAME_LATIN, Field.FAMILY_LATIN})
_WHOLE = (
    (Field.FULL_NAME, Field.FAMILY, Field.GIVEN),
    (Field.FULL_NAME_LATIN, Field.FAMILY_LATIN, Field.GIVEN_LATIN),
)
#: Rows of the body that tell what a column without a telling heading holds.
_TRIED = 20


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
        """The same for lists with the same headings, whatever stands above: what an earlier mapping is found by."""
        return "|".join(folded(heading) for heading in self.headings)


@dataclass(frozen=True)
class Line:
    """A row of the body. `section` is the heading of its part of the list ("Kazakhstan"), or ""."""

    number: int
    cells: list[Cell]
    section: str
    mapping: Mapping

    def of(self, said: Field) -> Cell:
        """The first cell that says this; her state also where the list has a heading for each state."""
        cell = next((self.at(column) for column, what in self.mapping.columns.items() if what is said), None)
        return self.section if cell is None and said is Field.STATE and sections.is_state(self.section) else cell

    def at(self, column: int) -> Cell:
        """The cell of a column, None beyond the last."""
        return self.cells[column] if 0 <= column < len(self.cells) else None


def find(sheet: Sheet) -> Mapping:
    """The header of the sheet, and what is recognised of it. Where nothing is, the likeliest row, and no columns."""
    best, found = (0, 0, False), Mapping(-1, {}, [""] * max(map(len, sheet.rows), default=0))
    for index, row in enumerate(sheet.rows[:_LOOKED_AT]):
        above = sheet.rows[index - 1] if index else []
        for grouped, mapping in enumerate((_mapped(index, row), _mapped(index, row, above))):
            if (score := (*_score(mapping), bool(grouped))) > best:
                best, found = score, mapping
    if best[0] < 2 and not set(found.columns.values()) & _NAMES:
        found = _unrecognised(sheet)
    _settle(found, sheet)
    return found


def body(sheet: Sheet, mapping: Mapping) -> Iterator[Line]:
    """The rows below the header that hold people.

    Left out: blank rows, the header again on another page or in another language, the row that numbers the columns,
    totals, and the headings of the list's parts, which are told as the `section` of the lines below them.
    """
    section = ""
    for index in range(mapping.header_row + 1, len(sheet.rows)):
        row = sheet.rows[index]
        filled: list[Cell] = [cell for cell in row if cell is not None and str(cell).strip()]
        if not filled or sections.is_total(filled):
            continue
        if sections.repeats(row, mapping.headings, mapping.columns, below=index - mapping.header_row <= 2):
            continue
        if sections.is_heading(row, filled, mapping.columns):
            section = str(filled[0]).strip()
            continue
        yield Line(index + 1, row, section, mapping)


def _mapped(index: int, row: list[Cell], above: list[Cell] | None = None) -> Mapping:
    """What this row says as a header, together with the one above it where that groups its columns."""
    width = max(len(row), len(above or ()))
    lower, upper = _wide(row, width), _wide(above or [], width)
    if above is not None and not _groups(upper, lower):
        return Mapping(index)
    mapping = Mapping(index)
    for column, (high, low) in enumerate(zip(_carried(upper, lower), lower, strict=True)):
        mapping.headings.append(_told(high, low))
        said = recognised(high) if low is None else recognised(low, high)
        if said is not None:
            _add(mapping, column, said)
    return mapping


def _score(mapping: Mapping) -> tuple[int, int]:
    """How much it tells: different fields, then columns that are told apart."""
    said = {(what, mapping.headings[at]) for at, what in mapping.columns.items()}
    return len({what for what, _heading in said}), len(said)


def _wide(row: list[Cell], width: int) -> list[Cell]:
    return row + [None] * (width - len(row))


def _groups(upper: list[Cell], lower: list[Cell]) -> bool:
    """Whether the upper row stands over columns of the lower one, as a header does, and not each cell over its own."""
    if len({cell for cell in upper if cell is not None}) < 2:
        return False  # a title
    own = 0
    for column, (high, low) in enumerate(zip(upper, lower, strict=True)):
        beside = [upper[at] for at in (column - 1, column + 1) if 0 <= at < len(upper)]
        if high is not None and low is not None and high != low and None not in beside[-1:] and high not in beside:
            own += 1
    filled = sum(low is not None for low in lower)
    return own * 5 <= filled


def _carried(upper: list[Cell], lower: list[Cell]) -> list[Cell]:
    """The upper row with each cell over all columns that it groups, where the file does not say that it is merged."""
    over = list(upper)
    for column in range(1, len(over)):
        if over[column] is None and lower[column] is not None and lower[column - 1] is not None:
            over[column] = over[column - 1]
    return over


def _told(high: Cell, low: Cell) -> str:
    parts = dict.fromkeys(" ".join(_text(cell).split()) for cell in (high, low) if cell is not None)
    return " ".join(part for part in parts if part)


def _text(cell: Cell) -> str:
    return f"{cell:%d.%m.%Y}" if isinstance(cell, date) else str(cell)


def _add(mapping: Mapping, column: int, said: Field) -> None:
    """The first column of a kind has it; of two names, the one headed in Latin letters is that of her passport."""
    before = next((at for at, what in mapping.columns.items() if what is said), None)
    if before is None or said in REPEATED:
        mapping.columns[column] = said
    elif said in LATIN and LATIN[said] not in mapping.columns.values():
        plain = [mapping.headings[at].isascii() for at in (before, column)]
        if plain[0] != plain[1]:
            mapping.columns[column] = LATIN[said] if plain[1] else said
            mapping.columns[before] = LATIN[said] if plain[0] else said


def _settle(mapping: Mapping, sheet: Sheet) -> None:
    """What one column says only beside the others."""
    for whole, family, given in _WHOLE:
        said = mapping.columns.values()
        if given in said and family not in said and whole not in said:  # "Name" alone is the whole name
            mapping.columns = {at: whole if what is given else what for at, what in mapping.columns.items()}
        elif {whole, family, given} <= set(said):
            mapping.columns = {at: what for at, what in mapping.columns.items() if what is not whole}
    if Field.NUMBER not in mapping.columns.values():
        rows = sheet.rows[mapping.header_row + 1 :][:_TRIED]
        for column in range(len(mapping.headings)):
            cells = [row[column] for row in rows if column < len(row) and row[column] is not None]
            if column not in mapping.columns and cells and all(is_member_number(cell) for cell in cells):
                mapping.columns[column] = Field.NUMBER
                break


def _unrecognised(sheet: Sheet) -> Mapping:
    """A row of words over a row with figures is a header in words that are not known; else there may be none."""
    width = max(map(len, sheet.rows), default=0)
    for index, (row, below) in enumerate(pairwise(sheet.rows[:_LOOKED_AT])):
        words = [cell for cell in row if isinstance(cell, str)]
        if 2 * len(words) > width and not any(map(_has_figures, row)) and any(map(_has_figures, below)):
            return Mapping(index, {}, [_told(None, cell) for cell in _wide(row, width)])
    return Mapping(-1, {}, [""] * width)


def _has_figures(cell: Cell) -> bool:
    return cell is not None and any(map(str.isdigit, str(cell)))
