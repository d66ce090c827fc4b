"""The child process of `reading.py` for web pages called "list.xls": writes the cells of their tables as JSON.

Run by `child.py` as a script, `hypertext.py TARGET ROWS COLUMNS CELLS LETTERS`, never imported. Its input is UTF-8.
Nothing that the page names is fetched. A table inside a cell belongs to that cell's table.
"""

import json
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

#: Cells that one merged cell may cover.
_MOST_SPAN = 200
_BREAKS = frozenset({"br", "p", "div", "li"})
_UNSEEN = frozenset({"script", "style", "title", "head"})


class Bad(Exception):
    """Why it is not read, in a word that `reading.py` has a sentence for."""


class Tables(HTMLParser):
    """Every outermost table of a page; cells that span others fill them, as in a spreadsheet."""

    def __init__(self, rows: int, columns: int, cells: int) -> None:
        super().__init__(convert_charrefs=True)
        self.rows, self.columns, self.cells = rows, columns, cells
        self.tables: list[list[list[str | None]]] = []
        self._depth = self._unseen = 0
        self._text: list[str] | None = None
        self._span = (1, 1)
        #: What cells above reach down into the next rows: column → rows left and the text.
        self._hanging: dict[int, tuple[int, str | None]] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._unseen += 1
        if tag == "table":
            self._depth += 1
            if self._depth == 1:
                self.tables.append([])
                self._hanging = {}
        elif tag == "tr" and self._depth == 1:
            self._end_cell()
            self._begin_row()
        elif tag in ("td", "th") and self._depth == 1:
            self._end_cell()
            if not self.tables[-1]:
                self._begin_row()
            told = dict(attrs)
            self._span = _span(told.get("rowspan")), _span(told.get("colspan"))
            self._text = []
        elif tag in _BREAKS and self._text:
            self._text.append("\n")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _UNSEEN:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        if self._depth == 1 and tag in ("td", "th", "tr", "table"):
            self._end_cell()
        if tag == "table":
            self._depth = max(0, self._depth - 1)

    def handle_data(self, data: str) -> None:
        if self._text is not None and not self._unseen:
            self._text.append(data)

    def _begin_row(self) -> None:
        if len(self.tables[-1]) >= self.rows:
            raise Bad("rows")
        row: list[str | None] = []
        self.tables[-1].append(row)
        self._fill(row)

    def _fill(self, row: list[str | None]) -> None:
        """The cells that hang down at the place where the row stands now."""
        while len(row) in self._hanging:
            left, text = self._hanging.pop(len(row))
            if left > 1:
                self._hanging[len(row)] = left - 1, text
            row.append(text)

    def _end_cell(self) -> None:
        if self._text is None:
            return
        lines = (" ".join(line.split(" ")).strip(" \t\r") for line in "".join(self._text).split("\n"))
        text, self._text = "\n".join(line for line in lines if line) or None, None
        row, (down, across) = self.tables[-1][-1], self._span
        for _cell in range(across):
            if down > 1:
                self._hanging[len(row)] = down - 1, text
            row.append(text)
        self._fill(row)
        self.cells -= across
        if len(row) > self.columns:
            raise Bad("columns")
        if self.cells < 0:
            raise Bad("cells")


def _span(told: str | None) -> int:
    return min(max(int(told), 1), _MOST_SPAN) if told and told.isdecimal() and len(told) < 6 else 1


def tables(text: str, rows: int, columns: int, cells: int, letters: int) -> dict[str, Any]:
    """A sheet for every table that holds anything, or the word."""
    if len(text) > letters:
        return {"bad": "cells"}
    page = Tables(rows, columns, cells)
    try:
        page.feed(text)
        page.close()
    except Bad as word:
        return {"bad": str(word)}
    except Exception:  # whatever a parser makes of a hostile page, it is no table
        return {"bad": "broken"}
    kept = []
    for table in page.tables:
        for row in table:
            while row and row[-1] is None:
                row.pop()
        while table and not table[-1]:
            table.pop()
        if table:
            kept.append(table)
    return {"sheets": [{"name": str(number), "rows": table} for number, table in enumerate(kept, 1)], "hidden": []}


if __name__ == "__main__":
    made = tables(sys.stdin.buffer.read().decode(), *map(int, sys.argv[2:6]))
    Path(sys.argv[1]).write_text(json.dumps(made), encoding="utf-8")
