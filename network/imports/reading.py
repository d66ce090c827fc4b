"""A file that somebody sent, read as a table: whatever it holds, the answer is a book or a sentence.

What it is is told from its first bytes, never from its name. A script of ours then reads it in a process of its own,
within bounds of memory and time; nothing in it is run, followed or fetched, and a formula is the value it last had.
"""

import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from flask_babel import lazy_gettext as _l

from network.exports import child
from network.imports.archive import BOMB, DAMAGED, LOCKED, MOST_UNPACKED
from network.imports.bad import BadFile
from network.imports.encodings import decoded
from network.imports.kinds import kind_of

#: What a cell holds. A blank one is None; an error of the spreadsheet (#REF!) is its text.
Cell = str | int | float | bool | date | datetime | None

#: Bytes of a file. Measured: 20,000 rows of 15 columns are 1.3 MB of XLSX, 5 MB of CSV and 5.7 MB of XLS.
MOST_BYTES = 10 * 1024 * 1024
#: Rows and columns of one sheet; cells that hold something, and letters in them, in all sheets together: 20,000 rows of
#: 30 columns. Whole columns that are only formatted do not count.
MOST_ROWS, MOST_COLUMNS, MOST_CELLS, MOST_LETTERS = 20_000, 200, 600_000, 20_000_000
#: Seconds and bytes of address space that the reader may take before it is stopped. Measured on a busy machine: 10,000
#: rows of 15 columns take 2 s and 110 MB as XLSX, and 20,000 of 30 as ODS, the largest that may come, 4 s and 670 MB.
PATIENCE, MEMORY = 20, 800_000_000

#: What the reader says where it reads no table.
_REFUSALS = {
    "rows": _l("This list has more than 20,000 rows. Send it in parts."),
    "columns": _l("This sheet has more than 200 columns. A list of people needs fewer: delete the others and send it."),
    "cells": _l("There is too much in this file for a list of people. Send only the sheet with the list."),
    "bomb": BOMB,
    "entities": _l("This file holds instructions that no spreadsheet program writes. It was not read."),
    "password": LOCKED,
    "broken": DAMAGED,
}
_EMPTY = _l("This file is empty.")
_NO_TABLE = _l("This is a web page without a table. Send XLSX, XLS, ODS or CSV.")
_ONLY_HIDDEN = _l("All sheets with something in them are hidden. Show the one with the list, save and send it again.")
_TOO_LARGE = _l("This file is larger than 10 MB. Send only the sheet with the list, without pictures.")

__all__ = ["BadFile", "Book", "Cell", "Sheet", "read"]


@dataclass(frozen=True)
class Sheet:
    """One sheet: `rows[0]` is what the spreadsheet shows as row 1, `rows[0][0]` its cell A1.

    Every cell of a merged range holds what its first one holds. Rows are as long as what they hold.
    """

    name: str
    rows: list[list[Cell]]


@dataclass(frozen=True)
class Book:
    """What was in the file: its visible sheets that hold anything, at least one. `hidden` are the names of the others.

    `kind` is "xlsx", "xlsb", "xls", "ods", "html" or "csv"; `encoding` is told of text alone.
    """

    sheets: list[Sheet]
    kind: str
    encoding: str | None = None
    hidden: Sequence[str] = field(default=())


def read(data: bytes, filename: str) -> Book:
    """The tables in it. Raises BadFile. Not inside a change: it takes up to some seconds."""
    if not data.strip():
        raise BadFile(_EMPTY)
    if len(data) > MOST_BYTES:
        raise BadFile(_TOO_LARGE)
    kind, encoding, given = kind_of(data), None, data
    if kind in ("csv", "html"):
        text, encoding = decoded(data)
        given = text.encode()
    script = {"csv": "separated", "html": "hypertext"}.get(kind, "workbook")
    made = _made(script, given)
    if "bad" in made:
        raise BadFile(_REFUSALS[made["bad"]])
    if not made["sheets"]:
        raise BadFile(_ONLY_HIDDEN if made["hidden"] else _NO_TABLE if kind == "html" else _EMPTY)
    sheets = [Sheet(one["name"] or filename, [_cells(row) for row in one["rows"]]) for one in made["sheets"]]
    return Book(sheets, kind, encoding, tuple(made["hidden"]))


def _made(script: str, given: bytes) -> dict[str, Any]:
    """What the script of this name makes of it."""
    bounds = (MOST_ROWS, MOST_COLUMNS, MOST_CELLS, MOST_LETTERS, MOST_UNPACKED)
    with tempfile.TemporaryDirectory(prefix="network-import-") as folder:
        target = Path(folder) / "cells"
        try:
            child.run(
                script,
                str(target),
                *map(str, bounds),
                given=given,
                patience=PATIENCE,
                memory=MEMORY,
                beside=Path(__file__),
            )
            made: dict[str, Any] = json.loads(target.read_bytes())
        except (child.Failed, OSError, ValueError) as error:
            raise BadFile(_REFUSALS["broken"]) from error
    return made


def _cells(row: list[Any]) -> list[Cell]:
    return [_moment(cell) if isinstance(cell, dict) else cell for cell in row]


def _moment(told: dict[str, str]) -> date | datetime:
    return date.fromisoformat(told["day"]) if "day" in told else datetime.fromisoformat(told["moment"])
