"""What other programs read back from the files: the rows as text, without headings and numbering."""

import csv
import io
import json
import re
from collections.abc import Callable
from typing import Any

from openpyxl import load_workbook
from pypdf import PdfReader

from network.vocabulary import ExportFormat


def _csv(content: bytes) -> list[list[str]]:
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))[1:]
    return [[cell[1:] if cell.startswith("'") else cell for cell in row] for row in rows]


def _json(content: bytes) -> list[list[str]]:
    rows = json.loads(content)["rows"]
    return [["" if cell is None else str(cell) for cell in row.values()] for row in rows]


def _xlsx(content: bytes) -> list[list[str]]:
    sheet = load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    rows: list[tuple[Any, ...]] = list(sheet.iter_rows(values_only=True))
    first = next((at for at, row in enumerate(rows) if row[0] == 1), len(rows))
    return [["" if cell is None else str(cell) for cell in row[1:]] for row in rows[first:]]


def _pdf(content: bytes) -> list[list[str]]:
    """The lines that begin with a number, by their parts; for lists without white space in cells."""
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return [line.split()[1:] for line in text.splitlines() if re.match(r"\d+ \S", line)]


#: By format, what turns a file into its rows.
READERS: dict[ExportFormat, Callable[[bytes], list[list[str]]]] = {
    ExportFormat.CSV: _csv,
    ExportFormat.JSON: _json,
    ExportFormat.XLSX: _xlsx,
    ExportFormat.PDF: _pdf,
}
