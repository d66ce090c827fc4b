"""Lists as an Excel workbook: typed cells, text as text, written row by row in constant memory."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from network.exports.table import Cell, Table, exact
from network.exports.written import TooLong, Written, whole_or_nothing

#: Rows of a sheet, by the file format (ECMA-376); the title block takes some of them.
SHEET_ROWS = 1_048_576
#: No XML file may hold these; for other control characters there is an escape in cells, and nowhere else.
_UNWRITABLE = re.compile("[\ud800-\udfff\ufffe\uffff]")
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
#: Signs of a page's footer that leave room for the page numbers: the file format takes 255 in all.
_FOOTER = 220
#: Excel's calendar begins here; an earlier date is written as text.
_FIRST_YEAR = 1900

_INK, _MUTED = "#17224d", "#5c6280"
_PATTERNS = {"en": "d mmm yyyy", "ru": "dd.mm.yyyy"}


def write(table: Table[Any], path: Path, *, limit: int = SHEET_ROWS) -> Written:
    """Writes a title block, a frozen header with filters, and the numbered rows. Raises `TooLong`.

    `limit` counts the rows of the whole sheet. What waits for the end lies beside `path` and goes with it.
    """
    with whole_or_nothing(path), TemporaryDirectory(dir=path.parent) as waiting:
        options = {"constant_memory": True, "tmpdir": waiting, "remove_timezone": True}
        book = Workbook(str(path), options)
        try:
            rows = _Sheet(book, table).fill(limit)
        finally:
            book.close()
        return Written.at(path, rows)


class _Sheet:
    """One sheet being filled from top to bottom: constant memory allows no way back up."""

    def __init__(self, book: Workbook, table: Table[Any]) -> None:
        self.table = table
        self.sheet: Worksheet = book.add_worksheet()
        pattern = _PATTERNS[table.language]
        self.date: Format = book.add_format({"num_format": pattern, "align": "left"})
        self.datetime: Format = book.add_format({"num_format": f"{pattern} hh:mm", "align": "left"})
        self.text: Format = book.add_format({"num_format": "@"})
        self.plain: Format = book.add_format()
        self.number: Format = book.add_format({"font_color": _MUTED})
        self.title: Format = book.add_format({"bold": True, "font_size": 16, "font_color": _INK})
        self.fact: Format = book.add_format({"font_color": _MUTED})
        self.heading: Format = book.add_format(
            {"bold": True, "font_color": "#ffffff", "bg_color": _INK, "text_wrap": True, "valign": "vcenter"}
        )
        words = {"title": table.title, "subject": " · ".join(table.facts), "comments": table.footer}
        book.set_properties({name: _CONTROLS.sub(" ", text) for name, text in words.items()})

    def fill(self, limit: int) -> int:
        header = self._begin()
        rows = 0
        for rows, record in enumerate(self.table.records(), 1):
            at = header + rows
            if at >= limit:
                raise TooLong(
                    _l(
                        "A spreadsheet takes at most %(limit)s rows, and this list has more. Take it as CSV.",
                        limit=limit - header - 1,
                    )
                )
            self.sheet.write_number(at, 0, rows, self.number)
            for column, cell in enumerate(record, 1):
                if isinstance(cell, str):
                    self._text(at, column, cell)
                elif cell is not None:
                    self._number_or_date(at, column, cell)
        self.sheet.autofilter(header, 0, header + rows, len(self.table.columns))
        return rows

    def _begin(self) -> int:
        """Sets the page up and writes everything above the rows; answers the line of the headings."""
        sheet, table = self.sheet, self.table
        sheet.set_column(0, 0, 6)
        for index, (column, heading) in enumerate(zip(table.columns, table.headings(), strict=True), 1):
            width = 2 + max([column.width, *map(len, heading.split())])
            sheet.set_column(index, index, width)
        sheet.set_row(0, 26)
        self._text(0, 0, table.title, self.title)
        lines = [*table.facts, table.footer] if table.footer else table.facts
        for line, fact in enumerate(lines, 1):
            self._text(line, 0, fact, self.fact)
        header = len(lines) + 2
        sheet.set_row(header, 32)
        for index, heading in enumerate(chain([_("No.")], table.headings())):
            self._text(header, index, heading, self.heading)
        sheet.freeze_panes(header + 1, 0)
        self._set_up_printing(header)
        return header

    def _set_up_printing(self, header: int) -> None:
        """A4, landscape, as wide as the paper, headings and page numbers on every page."""
        sheet = self.sheet
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(header)
        footer = _CONTROLS.sub(" ", self.table.footer).replace("&", "&&")
        if len(footer) > _FOOTER:  # the whole of it stands above the headings, and in the file's properties
            footer = footer[:_FOOTER].rstrip("&") + "…"
        sheet.set_footer(f"&L{footer}&R&P / &N")

    def _number_or_date(self, row: int, column: int, cell: Cell) -> None:
        if isinstance(cell, date):
            self._date(row, column, cell)
            return
        number = exact(cell) if isinstance(cell, int | float | Decimal) else str(cell)
        if isinstance(number, str):
            self._text(row, column, number)
        else:
            self.sheet.write_number(row, column, number)

    def _date(self, row: int, column: int, cell: date) -> None:
        timed = isinstance(cell, datetime)
        if cell.year < _FIRST_YEAR:
            self._text(row, column, cell.isoformat(" ") if isinstance(cell, datetime) else cell.isoformat())
        else:
            self.sheet.write_datetime(row, column, cell, self.datetime if timed else self.date)

    def _text(self, row: int, column: int, text: str, look: Format | None = None) -> None:
        """Text to the letter, whatever it looks like: no formula, no link, and no markup."""
        if not text.isascii():
            text = _UNWRITABLE.sub("\ufffd", text)
        if text[:3] == "<r>" and text[-4:] == "</r>":
            # XlsxWriter takes such a string for finished markup; in two runs it is escaped as any other text.
            self.sheet.write_rich_string(row, column, self.plain, text[:1], self.plain, text[1:])
        elif look is None and not text[:1].isalpha():
            # "+996 555" and "01.02" stay text also after somebody has edited the cell.
            self.sheet.write_string(row, column, text, self.text)
        else:
            self.sheet.write_string(row, column, text, look)
