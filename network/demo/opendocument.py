"""The smallest spreadsheet of LibreOffice that opens: one table of cells, as text, numbers and days.

Readers know the usual prefixes only (office, table, text), whatever XML says of them.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape  # nosec B406 - it writes, and parses nothing
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_URN = "urn:oasis:names:tc:opendocument:xmlns"
_MANIFEST = (
    f'<?xml version="1.0" encoding="UTF-8"?><manifest:manifest xmlns:manifest="{_URN}:manifest:1.0"'
    ' manifest:version="1.3">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_TYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)
#: The same bytes each time: a file of a zip has a moment.
_MOMENT = (2025, 11, 26, 9, 0, 0)


def write(path: Path, sheet: str, rows: Iterable[Sequence[str | int | date | None]]) -> None:
    """A file with one table of these rows."""
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="{_URN}:office:1.0" '
        f'xmlns:table="{_URN}:table:1.0" xmlns:text="{_URN}:text:1.0" office:version="1.3"><office:body>'
        "<office:spreadsheet>"
        f'<table:table table:name="{escape(sheet)}">{"".join(map(_row, rows))}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    with ZipFile(path, "w") as archive:
        # First and as it is, so that the kind of the file can be read from its beginning.
        archive.writestr(_entry("mimetype", ZIP_STORED), _TYPE)
        archive.writestr(_entry("content.xml", ZIP_DEFLATED), content)
        archive.writestr(_entry("META-INF/manifest.xml", ZIP_DEFLATED), _MANIFEST)


def _entry(name: str, compression: int) -> ZipInfo:
    entry = ZipInfo(name, _MOMENT)
    entry.compress_type = compression
    return entry


def _row(cells: Sequence[str | int | date | None]) -> str:
    return f"<table:table-row>{''.join(map(_cell, cells))}</table:table-row>"


def _cell(value: str | int | date | None) -> str:
    match value:
        case None | "":
            return "<table:table-cell/>"
        case date():
            kind = f'office:value-type="date" office:date-value="{value}"'
        case int():
            kind = f'office:value-type="float" office:value="{value}"'
        case _:
            kind = 'office:value-type="string"'
    return f"<table:table-cell {kind}><text:p>{escape(str(value))}</text:p></table:table-cell>"
