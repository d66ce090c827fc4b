"""The formats in which a list leaves, and what a browser has to be told about each."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from network.exports import csv, json, pdf, xlsx
from network.exports.table import Table
from network.exports.written import Written
from network.vocabulary import ExportFormat


@dataclass(frozen=True, slots=True)
class Format:
    """One format. `write(table, path)` fills the file at `path`, made by the caller for itself alone."""

    media_type: str
    write: Callable[[Table[Any], Path], Written]


_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

FORMATS = {
    ExportFormat.XLSX: Format(_EXCEL, xlsx.write),
    ExportFormat.CSV: Format("text/csv; charset=utf-8", csv.write),
    ExportFormat.PDF: Format("application/pdf", pdf.write),
    ExportFormat.JSON: Format("application/json", json.write),
}
