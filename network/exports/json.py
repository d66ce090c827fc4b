"""Lists as JSON: one object with title, columns and rows, each row an object on a line of its own."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from network.exports.table import Table, exact
from network.exports.written import Written, whole_or_nothing


def _plain(value: Any) -> Any:
    """What JSON has no word for: dates in ISO 8601, exact decimals, and everything else as its text."""
    if isinstance(value, date):
        return value.isoformat()
    return exact(value) if isinstance(value, Decimal) else str(value)


_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, default=_plain).encode


def write(table: Table[Any], path: Path) -> Written:
    """Writes the list row by row; the object is closed, and so valid, only when the last row is in it."""
    keys = [column.key for column in table.columns]
    headings = zip(keys, table.headings(), strict=True)
    head = {
        "title": table.title,
        "facts": list(table.facts),
        "footer": table.footer,
        "language": table.language,
        "columns": [{"key": key, "heading": heading} for key, heading in headings],
    }
    rows = 0
    with whole_or_nothing(path):
        with path.open("w", encoding="utf-8", errors="replace", newline="\n") as file:
            file.write(_encode(head)[:-1] + ', "rows": [')
            for rows, record in enumerate(table.records(), 1):
                file.write(",\n" if rows > 1 else "\n")
                file.write(_encode(dict(zip(keys, record, strict=True))))
            file.write("\n]}\n")
        return Written.at(path, rows)
