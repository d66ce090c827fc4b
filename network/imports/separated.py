"""The child process of `reading.py` for text: finds the separator, and writes the cells as JSON.

Run by `child.py` as a script, `separated.py TARGET ROWS COLUMNS CELLS LETTERS`, never imported. Its input is UTF-8.
"""

import csv
import io
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

#: What may stand between cells, the commonest first: Excel in Russian writes semicolons.
SEPARATORS = ";\t,|"
#: Records by which the separator is found, and letters of one cell (as many as Excel's own have).
LOOKED_AT, LONGEST = 200, 32_767


class Bad(Exception):
    """Why it is not read, in a word that `reading.py` has a sentence for."""


def table(text: str, rows: int, columns: int, cells: int, letters: int) -> dict[str, Any]:
    """Its one sheet, or the word."""
    csv.field_size_limit(LONGEST)
    if len(text) > letters:
        return {"bad": "cells"}
    separator, text = _separator(text)
    try:
        read = _read(text, separator, rows, columns, cells)
    except Bad as word:
        return {"bad": str(word)}
    return {"sheets": [{"name": "", "rows": read}] if any(read) else [], "hidden": []}


def _read(text: str, separator: str, rows: int, columns: int, cells: int) -> list[list[str | None]]:
    """Quotes as a program writes them; where they are not, because a person wrote them, they are letters."""
    try:
        return list(_bounded(text, separator, True, rows, columns, cells))
    except csv.Error:
        pass
    try:
        return list(_bounded(text, separator, False, rows, columns, cells))
    except csv.Error as error:
        raise Bad("broken") from error


def _bounded(text: str, separator: str, quoted: bool, rows: int, columns: int, cells: int) -> Any:
    for number, record in enumerate(_records(text, separator, quoted)):
        while record and not record[-1]:
            record.pop()
        if len(record) > columns:
            raise Bad("columns")
        if record and number >= rows:
            raise Bad("rows")
        cells -= sum(map(bool, record))
        if cells < 0:
            raise Bad("cells")
        yield [cell or None for cell in record]


def _records(text: str, separator: str, quoted: bool) -> Any:
    lines = io.StringIO(text, newline="")
    if quoted:
        return csv.reader(lines, delimiter=separator, strict=True)
    return csv.reader(lines, delimiter=separator, quoting=csv.QUOTE_NONE)


def _separator(text: str) -> tuple[str, str]:
    """What most records are cut by alike, into the most cells; and the text without the line that names it."""
    first, _end, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        return first.strip()[-1], rest
    if first.strip() == "sep=":  # a tab, stripped
        return "\t", rest
    return max(SEPARATORS, key=lambda separator: _alike(text, separator)), text


def _alike(text: str, separator: str) -> tuple[int, int]:
    """How many records have as many cells as most have that are cut at all, and how many cells those are."""
    for quoted in (True, False):
        widths: Counter[int] = Counter()
        try:
            for record, _number in zip(_records(text, separator, quoted), range(LOOKED_AT), strict=False):
                widths[len(record)] += 1
        except csv.Error:
            continue
        width, most = max(widths.items(), key=lambda item: (item[0] > 1, item[1], item[0]), default=(0, 0))
        return (most, width) if width > 1 else (0, 0)
    return 0, 0


if __name__ == "__main__":
    made = table(sys.stdin.buffer.read().decode(), *map(int, sys.argv[2:6]))
    Path(sys.argv[1]).write_text(json.dumps(made), encoding="utf-8")
