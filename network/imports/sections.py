"""The rows of a list that hold nobody: totals, the header once more, headings of parts."""

import re
from collections.abc import Mapping
from itertools import pairwise

from network.imports.headings import Field, folded, recognised
from network.imports.reading import Cell
from network.imports.values import Problem, state

#: How a row of sums begins.
_TOTAL = re.compile(
    r"(итого|всего|в том числе|из них|total|sum|grand total|jami|жами|барлығы|жалпы|бардыгы|баары|ҳамагӣ|jemi)(?!\w)"
)
_NAMES = frozenset(
    {Field.FULL_NAME, Field.FAMILY, Field.GIVEN, Field.FULL_NAME_LATIN, Field.FAMILY_LATIN, Field.GIVEN_LATIN}
)


def is_total(filled: list[Cell]) -> bool:
    """A row that begins with "Total"."""
    return isinstance(filled[0], str) and bool(_TOTAL.match(folded(filled[0])))


def repeats(row: list[Cell], headings: list[str], columns: Mapping[int, Field], below: bool) -> bool:
    """The header again; directly below it, also in another language, or as the numbers of the columns."""
    pairs = [(row[column], headings[column], said) for column, said in columns.items() if column < len(row)]
    again = sum(
        isinstance(cell, str) and bool(heading) and " ".join(cell.split()) == heading for cell, heading, _said in pairs
    )
    if again >= 2:
        return True
    if not below:
        return False
    numbers = [int(str(cell)) for cell in row if cell is not None and str(cell).strip().isdecimal()]
    if len(numbers) > 2 and len(numbers) == sum(cell is not None for cell in row):
        return all(after == before + 1 for before, after in pairwise(numbers))
    alike = sum(recognised(cell) is said for cell, _heading, said in pairs)
    return alike >= 2 and 2 * alike > len(pairs)


def is_heading(row: list[Cell], filled: list[Cell], columns: Mapping[int, Field]) -> bool:
    """One text across the row, or beside the names, or the name of a state: it is over the lines that follow."""
    if len(columns) < 2 or not isinstance(filled[0], str) or any(cell != filled[0] for cell in filled):
        return False
    at = row.index(filled[0])
    return len(filled) > 1 or columns.get(at) not in _NAMES or is_state(filled[0])


def is_state(cell: Cell) -> bool:
    """Whether it is a state and nothing else."""
    said = state(cell)
    return said is not None and not isinstance(said, Problem)
