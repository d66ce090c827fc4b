"""Cells as they lie in the staging table: JSON, in which a day and a moment say that they are one."""

from datetime import date, datetime
from typing import Any

from network.imports.reading import Cell


def packed(cells: list[Cell]) -> list[Any]:
    """Cells for JSON: a day as {"d": …}, a moment as {"t": …}; blank ones at the end are left off."""
    last = next((at for at in range(len(cells), 0, -1) if cells[at - 1] is not None), 0)
    return [_packed(cell) for cell in cells[:last]]


def _packed(cell: Cell) -> Any:
    if isinstance(cell, datetime):
        return {"t": cell.isoformat()}
    if isinstance(cell, date):
        return {"d": cell.isoformat()}
    return cell


def unpacked(kept: list[Any] | None) -> list[Cell]:
    """The cells again."""
    return [_unpacked(one) for one in kept or ()]


def _unpacked(one: Any) -> Cell:
    if isinstance(one, dict):
        return datetime.fromisoformat(one["t"]) if "t" in one else date.fromisoformat(one["d"])
    return one  # type: ignore[no-any-return]


def shown(cell: Cell) -> str:
    """A cell as a person reads it, and as it can be typed again."""
    match cell:
        case None:
            return ""
        case bool():
            return "1" if cell else "0"
        case float() if cell.is_integer():
            return str(int(cell))
        case datetime():
            return cell.date().isoformat() if not (cell.hour or cell.minute) else cell.isoformat(" ", "minutes")
        case date():
            return cell.isoformat()
        case _:
            return str(cell)
