"""What other programs read back from the files: the rows as text, without headings and numbering."""

import csv
import io
import json
import re
from collections.abc import Callable
from typing import Any

from msoffcrypto import OfficeFile
from olefile import OleFileIO, isOleFile
from openpyxl import load_workbook
from pypdf import PdfReader, PdfWriter

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


def opened(content: bytes, password: str) -> bytes:
    """The file under the password, as a program for such files opens it; its library raises at a wrong one."""
    out = io.BytesIO()
    if isOleFile(content):
        file = OfficeFile(io.BytesIO(content))
        file.load_key(password=password, verify_password=True)
        file.decrypt(out, verify_integrity=True)
    else:
        PdfWriter(clone_from=PdfReader(io.BytesIO(content), password=password)).write(out)
    return out.getvalue()


def is_strong(content: bytes) -> bool:
    """Whether the file itself says that it is encrypted with AES-256 under a slow hash of the password."""
    if not isOleFile(content):
        encryption = PdfReader(io.BytesIO(content)).trailer["/Encrypt"]
        return (encryption["/V"], encryption["/R"], encryption["/CF"]["/StdCF"]["/CFM"]) == (5, 6, "/AESV3")
    told = OleFileIO(content).openstream("EncryptionInfo").read().decode(errors="ignore")
    return all(fact in told for fact in ('keyBits="256"', 'hashAlgorithm="SHA512"', 'spinCount="100000"'))
