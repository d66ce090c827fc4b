"""Files as ministries send them, and as people who mean harm do."""

import csv
import io
import zipfile
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import xlsxwriter
import xlwt

Rows = Sequence[Sequence[Any]]
Merged = Sequence[tuple[int, int, int, int]]
_CONTENT = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
    "<office:body><office:spreadsheet>%s</office:spreadsheet></office:body></office:document-content>"
)


def xlsx(rows: Rows, merged: Merged = (), more: Callable[[Any], None] = lambda _book: None, **options: Any) -> bytes:
    """A workbook of one sheet. Text is written as text; dates as dates. `more` adds what it likes."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "dd.mm.yyyy"} | options) as book:
        sheet = book.add_worksheet("Список")
        for r, row in enumerate(rows):
            for c, cell in enumerate(row):
                write = sheet.write_string if isinstance(cell, str) and not cell.startswith("=") else sheet.write
                write(r, c, cell)
        for area in merged:
            sheet.merge_range(*area, rows[area[0]][area[1]])
        more(book)
    return out.getvalue()


def xls(rows: Rows, merged: Merged = ()) -> bytes:
    """As the old Excel writes it."""
    book = xlwt.Workbook(encoding="utf-8")
    dated, plain = xlwt.easyxf(num_format_str="DD.MM.YYYY"), xlwt.XFStyle()
    sheet = book.add_sheet("Список", cell_overwrite_ok=True)
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            if cell is not None:
                sheet.write(r, c, cell, dated if hasattr(cell, "year") else plain)
    for top, left, bottom, right in merged:
        sheet.write_merge(top, bottom, left, right, rows[top][left])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def ods(rows: Rows) -> bytes:
    """As LibreOffice writes it, in short."""
    lines = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    return ods_of(f'<table:table table:name="Список">{lines}</table:table>')


def ods_of(content: str) -> bytes:
    return packed(
        {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": _CONTENT % content}
        | {"META-INF/manifest.xml": "<manifest/>"}
    )


def separated(rows: Rows, encoding: str = "utf-8", separator: str = ";", **how: Any) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator, **how).writerows(rows)
    return out.getvalue().encode(encoding)


def packed(parts: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def with_part(workbook: bytes, name: str, changed: Callable[[bytes], bytes]) -> bytes:
    """The workbook with one part of it changed."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        parts: dict[str, str | bytes] = {part: archive.read(part) for part in archive.namelist()}
    parts[name] = changed(bytes(parts[name]))  # type: ignore[arg-type]
    return packed(parts)


def trimmed(rows: Iterable[Sequence[Any]]) -> list[list[Any]]:
    """Rows as a book has them: blanks are None, and none stand at the end."""
    kept = [[None if cell == "" else cell for cell in row] for row in rows]
    for row in kept:
        while row and row[-1] is None:
            row.pop()
    while kept and not kept[-1]:
        kept.pop()
    return kept
