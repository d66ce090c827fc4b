"""The child process of `reading.py` for workbooks: writes the cells as JSON, or the word why there are none.

Run by `child.py` as a script, `workbook.py TARGET ROWS COLUMNS CELLS LETTERS UNPACKED`, never imported. Calamine
reads the workbook, a parser in Rust that runs no macro, follows no link and expands no entity; a formula is the value
last saved with it. What it does not tell, or finds out too late, is looked up in the parts before: cells
far off, for which it would take memory for everything between, and errors, which it calls blank.
"""

import datetime
import io
import json
import math
import re
import sys
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from python_calamine import (
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
    load_workbook,
)

#: A cell that holds something, with the rest of its beginning; what holds nothing closes itself.
_CELL = re.compile(rb"<(?:\w{1,20}:)?c\s([^<>]{0,300}[^<>/])>")
_AT, _ERROR = re.compile(rb'\br="([A-Z]+)([0-9]+)"'), re.compile(rb'\bt="e"')
_VALUE = re.compile(rb"<(?:\w{1,20}:)?v>([^<]{1,20})<")
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
#: Entities are declared in one of these, and no program that makes workbooks writes any.
_DECLARED = (b"<!DOCTYPE", b"<!ENTITY", "<!DOCTYPE".encode("utf-16-le"), "<!DOCTYPE".encode("utf-16-be"))


class Bad(Exception):
    """Why it is not read, in a word that `reading.py` has a sentence for."""


class Bounds:
    """How much may be there."""

    def __init__(self, rows: int, columns: int, cells: int, letters: int, unpacked: int) -> None:
        self.rows, self.columns, self.cells, self.letters, self.unpacked = rows, columns, cells, letters, unpacked

    def at(self, row: int, column: int) -> None:
        """A cell there holds something; both counted from 1."""
        if column > self.columns:
            raise Bad("columns")
        if row > self.rows:
            raise Bad("rows")

    def holds(self, row: list[Any]) -> None:
        """One row more. What is counted is what all sheets hold together."""
        self.cells -= sum(cell is not None for cell in row)
        self.letters -= sum(len(cell) for cell in row if isinstance(cell, str))
        if self.cells < 0 or self.letters < 0:
            raise Bad("cells")


def book(sent: bytes, bounds: Bounds) -> dict[str, Any]:
    """What is in it, or the word."""
    try:
        errors = _parts(sent, bounds) if sent.startswith(b"PK") else {}
        with load_workbook(io.BytesIO(sent)) as read:
            return _sheets(read, bounds, errors)
    except Bad as word:
        return {"bad": str(word)}
    except PasswordError:
        return {"bad": "password"}
    except Exception:  # whatever a parser makes of a hostile file, it is no workbook
        return {"bad": "broken"}


def _sheets(read: CalamineWorkbook, bounds: Bounds, errors: dict[int, dict[tuple[int, int], str]]) -> dict[str, Any]:
    sheets, hidden = [], []
    for index, told in enumerate(read.sheets_metadata):
        if told.typ is not SheetTypeEnum.WorkSheet:
            continue
        if told.visible is not SheetVisibleEnum.Visible:
            hidden.append(told.name)
            continue
        sheet = read.get_sheet_by_index(index)
        if sheet.end is None:
            continue
        bounds.at(sheet.end[0] + 1, sheet.end[1] + 1)
        rows = _rows(sheet, errors.get(index, {}), bounds)
        if any(rows):
            sheets.append({"name": told.name, "rows": rows})
    return {"sheets": sheets, "hidden": hidden}


def _rows(sheet: CalamineSheet, errors: dict[tuple[int, int], str], bounds: Bounds) -> list[list[Any]]:
    rows = [[_cell(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    for (row, column), said in errors.items():
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = said
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or []:
        if top >= len(rows) or left >= len(rows[top]) or (first := rows[top][left]) is None:
            continue
        for covered in rows[top : bottom + 1]:
            covered[left : right + 1] = [first] * len(covered[left : right + 1])
    for held in rows:
        while held and held[-1] is None:
            held.pop()
        bounds.holds(held)
    while rows and not rows[-1]:
        rows.pop()
    return rows


def _cell(cell: Any) -> Any:
    """As JSON can say it: a day is {"day": …}, a moment {"moment": …}, a blank null, a whole number a whole one."""
    if cell == "":
        return None
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() and abs(cell) < 1e15 else cell if math.isfinite(cell) else None
    if isinstance(cell, datetime.datetime):
        return {"moment": cell.isoformat()}
    if isinstance(cell, datetime.date):
        return {"day": cell.isoformat()}
    if isinstance(cell, datetime.time):
        return f"{cell:%H:%M}"
    return cell if isinstance(cell, str | int | bool) else str(cell)


def _parts(sent: bytes, bounds: Bounds) -> dict[int, dict[tuple[int, int], str]]:
    """Unpacks every part once, counting. Gives the errors that stand in the sheets, by the order of the sheets."""
    found: dict[str, dict[tuple[int, int], str]] = {}
    left = bounds.unpacked
    with ZipFile(io.BytesIO(sent)) as archive:
        for part in archive.infolist():
            # Reads as far as the directory says, and checks the sum: one that is longer is damaged.
            said = archive.read(part)
            if (left := left - len(said)) < 0:
                raise Bad("bomb")
            if part.filename.lower().endswith((".xml", ".rels", ".rdf")):
                if any(word in said for word in _DECLARED):
                    raise Bad("entities")
                if _SHEET.fullmatch(part.filename):
                    found[part.filename.lower()] = _looked_through(said, bounds)
        return _in_order(archive, found) if any(found.values()) else {}


def _looked_through(sheet: bytes, bounds: Bounds) -> dict[tuple[int, int], str]:
    """Refuses a sheet with a cell too far off; its errors."""
    errors = {}
    for match in _CELL.finditer(sheet):
        if at := _AT.search(match[1]):
            row, column = int(at[2][:9]), _column(at[1])
            bounds.at(row, column)
            if _ERROR.search(match[1]) and (value := _VALUE.search(sheet, match.end(), match.end() + 2000)):
                errors[row - 1, column - 1] = value[1].decode("ascii", "replace")
    return errors


def _column(letters: bytes) -> int:
    """A is 1, AA is 27."""
    number = 0
    for letter in letters[:8]:
        number = number * 26 + letter - 64
    return number


def _in_order(archive: ZipFile, found: dict[str, Any]) -> dict[int, Any]:
    """Which of the parts is the first sheet, the second…: the workbook names them by their relations."""
    workbook = archive.read("xl/workbook.xml")
    relations = archive.read("xl/_rels/workbook.xml.rels")
    targets = {}
    for relation in re.findall(rb"<(?:\w{1,20}:)?Relationship\s[^<>]*>", relations):
        key, target = re.search(rb'\bId="([^"]*)"', relation), re.search(rb'\bTarget="([^"]*)"', relation)
        if key and target:
            path = target[1].decode("utf-8", "replace")
            targets[key[1]] = (path.lstrip("/") if path.startswith("/") else f"xl/{path}").lower()
    sheets = re.findall(rb"<(?:\w{1,20}:)?sheet\s[^<>]*>", workbook)
    keys = [re.search(rb'\br?:?id="([^"]*)"', sheet.replace(b"sheetId", b"")) for sheet in sheets]
    order = [targets.get(key[1], "") if key else "" for key in keys]
    return {index: found[name] for index, name in enumerate(order) if name in found}


if __name__ == "__main__":
    made = book(sys.stdin.buffer.read(), Bounds(*map(int, sys.argv[2:7])))
    Path(sys.argv[1]).write_text(json.dumps(made), encoding="utf-8")
