"""Files that mean harm, or are no tables at all, by the name of what they try; each is made here."""

import functools
import io
import json
import resource
import time
import zipfile

import msoffcrypto.format.ooxml
from PIL import Image

from network.imports.reading import BadFile, read
from tests.imports.sheets import ods_of, packed, separated, with_part, xls, xlsx

_SHEET = "xl/worksheets/sheet1.xml"
_BOOK = "xl/workbook.xml"
_MEGABYTE = 1024 * 1024
_FEW = (("Фамилия", "Имя"), ("Асанова", "Айгүл"))


def _cell(reference: str) -> bytes:
    """A workbook with one cell more, at a place far off."""
    more = f'<row r="{reference.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")}"><c r="{reference}" t="str"><v>x</v></c></row>'
    return with_part(xlsx(_FEW), _SHEET, lambda xml: xml.replace(b"</sheetData>", f"{more}</sheetData>".encode()))


def _locked() -> bytes:
    out = io.BytesIO()
    file = msoffcrypto.format.ooxml.OOXMLFile(io.BytesIO(xlsx(_FEW)))
    file.encrypt("a long password", out)
    return out.getvalue()


def _entities(declared: str, used: str) -> bytes:
    """A workbook whose texts are entities, declared in front of them."""
    strings = xlsx(_FEW)
    return with_part(
        strings,
        "xl/sharedStrings.xml",
        lambda xml: xml.replace(b"<sst", f"<!DOCTYPE sst [{declared}]><sst".encode()).replace(
            "Асанова".encode(), used.encode()
        ),
    )


def _lying() -> bytes:
    """A bomb whose directory says that it is small: the size is written over in both headers."""
    real = 60 * _MEGABYTE
    bomb = packed({_BOOK: "<workbook/>", _SHEET: bytes(real)})
    return bomb.replace(real.to_bytes(4, "little"), (1000).to_bytes(4, "little"))


def _overlapping() -> bytes:
    """One small part that the directory names two thousand times."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(_BOOK, bytes(200_000))
        first = archive.infolist()[0]
        for number in range(1_500):
            again = zipfile.ZipInfo(f"xl/{number}.xml")
            for name in ("compress_type", "CRC", "compress_size", "file_size", "header_offset"):
                setattr(again, name, getattr(first, name))
            archive.filelist.append(again)
            archive.NameToInfo[again.filename] = again
        archive._didModify = True
    return out.getvalue()


def _billion_laughs() -> bytes:
    lol = "".join(f'<!ENTITY l{number} "{f"&l{number - 1};" * 10}">' for number in range(1, 10))
    return _entities(f'<!ENTITY l0 "lol">{lol}', "&l9;")


def _repeated() -> bytes:
    """A sheet of a few bytes that says one cell stands there 17 thousand million times."""
    cell = '<table:table-cell table:number-columns-repeated="16384" office:value-type="string"><text:p>x</text:p>'
    row = f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-cell></table:table-row>'
    return ods_of(f'<table:table table:name="x">{row}</table:table>')


def _long_text() -> bytes:
    """A text of 32,000 letters, kept once and shown in 25,000 cells."""
    rows = [
        f'<row r="{row}">' + "".join(f'<c r="{column}{row}" t="s"><v>0</v></c>' for column in "ABCDEFGHIJ") + "</row>"
        for row in range(1, 2_501)
    ]
    data = f"<sheetData>{''.join(rows)}</sheetData></worksheet>".encode()
    return with_part(xlsx([["x" * 32_000]]), _SHEET, lambda xml: xml[: xml.index(b"<sheetData")] + data)


def _nested() -> bytes:
    inside = packed({"x": bytes(5 * _MEGABYTE)})
    for _level in range(5):
        inside = packed({f"{number}.zip": inside for number in range(10)})
    return inside


def _picture(kind: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (20, 20)).save(out, kind)
    return out.getvalue()


@functools.cache
def corpus() -> dict[str, bytes]:
    """By what each tries. None may be accepted."""
    workbook, old = xlsx(_FEW), xls(_FEW)
    return {
        "bomb: zeros": packed({_BOOK: "<workbook/>", _SHEET: bytes(160 * _MEGABYTE)}),
        "bomb: a part that grows a thousand times": packed({_BOOK: "<workbook/>", _SHEET: bytes(20 * _MEGABYTE)}),
        "bomb: its directory lies": _lying(),
        "bomb: parts over one another": _overlapping(),
        "bomb: ten thousand parts": packed({_BOOK: "x", **{f"xl/{number}": "" for number in range(10_000)}}),
        "bomb: archives in archives": _nested(),
        "bomb: entities": _billion_laughs(),
        "bomb: one cell said to be repeated": _repeated(),
        "bomb: one long text in every cell": _long_text(),
        "a file of the server as a text": _entities('<!ENTITY x SYSTEM "file:///etc/passwd">', "&x;"),
        "an address as a text": _entities('<!ENTITY x SYSTEM "http://127.0.0.1:9/">', "&x;"),
        "a cell in the last column of the last row": _cell("XFD1048576"),
        "a cell beyond every column": _cell("ZZZZZZZ7"),
        "a cell beyond every row": _cell("A999999999999"),
        "a million columns": separated([["x"] * 1_000_000]),
        "a million rows": b"a;b\r\n" * 1_000_000,
        "one endless cell": b'"' + b"x" * 9_000_000,
        "quotes that never close": b'"a;"b\n' * 100_000 + b"\x00",
        "more than ten megabytes": b"a;b\n" * 3 * _MEGABYTE,
        "a password": _locked(),
        "cut off": workbook[: len(workbook) // 2],
        "cut off in the last byte": workbook[:-1],
        "an old workbook cut off": old[: len(old) // 3],
        "only the beginning of an old workbook": old[:512],
        "nothing": b"",
        "blanks": b" \r\n\t" * 10,
        "a PDF": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n",
        "a PNG": _picture("PNG"),
        "a JPEG": _picture("JPEG"),
        "an old Word document": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "WordDocument".encode("utf-16-le"),
        "a Word document": packed({"[Content_Types].xml": "<Types/>", "word/document.xml": "<w/>"}),
        "an archive with a list in it": packed({"list.csv": "a;b"}),
        "a sheet of XML": b"<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'/>",
        "a page without a table": b"<html><body>Session expired</body></html>",
        "a page with a million cells": b"<html><table><tr>" + b"<td>x" * 1_000_000,
        "a page of open tags": b"<html>" + b"<table><tr><td>" * 100_000,
        "a program": b"\x7fELF\x02\x01\x01" + bytes(1000),
        "noise": bytes(range(256)) * 100,
    }


def main() -> None:
    """Try every file, and print as JSON what was said of each, and what it cost: seconds, and the readers' memory.

    In a process of its own, because a reader begins as a copy of it: what a whole run of tests holds is not its doing.
    """
    before, told = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, []
    for name, data in corpus().items():
        began, sentence = time.monotonic(), None
        try:
            read(data, "list.xlsx")
        except BadFile as refused:
            sentence = str(refused.sentence)
        told.append((time.monotonic() - began, len(data), name, sentence))
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    print(json.dumps([told, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024, grown * 1024]))


if __name__ == "__main__":
    main()
