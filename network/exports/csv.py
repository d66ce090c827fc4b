"""Lists as CSV: UTF-8 with a byte order mark, RFC 4180, one record at a time."""

import csv
import re
from pathlib import Path
from typing import Any

from network.exports.table import Table
from network.exports.written import Written, whole_or_nothing

#: White space and characters that nobody sees.
_BLANK = r"[\s\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]"
#: Spreadsheets run a cell that begins with one of these signs, full-width forms among them, and look past
#: blanks to find it (CWE-1236). A tab or a line break in front can push the rest into a cell of its own.
_RUN = re.compile(rf"[\t\r\n]|{_BLANK}*[=+\-@＝＋－＠]")
#: The characters with which such a cell can begin, so that almost every cell is cleared by one look.
_SUSPECT = frozenset(chr(code) for code in range(0x10000) if _RUN.match(f"{chr(code)}="))


def _inert(text: str) -> str:
    """The text as a spreadsheet shows it and never runs it: if need be behind an apostrophe, nothing lost."""
    return f"'{text}" if _RUN.match(text) else text


def write(table: Table[Any], path: Path) -> Written:
    """Writes headings and rows. Numbers stay numbers, dates are ISO 8601, an empty cell is empty."""
    rows = 0
    with whole_or_nothing(path):
        with path.open("w", encoding="utf-8", errors="replace", newline="") as file:
            file.write("\ufeff")
            writer = csv.writer(file, lineterminator="\r\n")
            writer.writerow(map(_inert, table.headings()))
            for record in table.records():
                writer.writerow(
                    [_inert(cell) if isinstance(cell, str) and cell[:1] in _SUSPECT else cell for cell in record]
                )
                rows += 1
        return Written.at(path, rows)
