"""What a file is, by its first bytes: names lie, and systems call a web page "list.xls"."""

from flask_babel import lazy_gettext as _l

from network.imports.archive import DAMAGED, LOCKED, PACKED, checked
from network.imports.bad import BadFile

_ZIP, _OLE = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_PICTURE = _l("This is a picture, not a spreadsheet. Nothing is read from pictures: type the list into a spreadsheet.")
_PDF = _l("This is a PDF. Ask for the spreadsheet that it was made from, or copy its table into one.")
_WORD = _l("This is a Word document. Copy its table into a spreadsheet and save that as XLSX.")
_OLD_XML = _l("This was saved as “XML” by an old Excel. Open it, save it as XLSX and send that.")
_NO_TABLE = _l("This is no spreadsheet. Send XLSX, XLS, ODS or CSV.")

#: How files begin that are something else.
_BEGINNINGS = {
    b"%PDF": _PDF,
    b"\x89PNG": _PICTURE,
    b"\xff\xd8\xff": _PICTURE,
    b"GIF8": _PICTURE,
    b"II*\x00": _PICTURE,
    b"MM\x00*": _PICTURE,
    b"RIFF": _PICTURE,
    b"{\\rtf": _WORD,
    b"7z\xbc\xaf": PACKED,
    b"Rar!": PACKED,
    b"\x1f\x8b": PACKED,
}
#: What the parts of an old document of Microsoft's are called, the first that is there.
_STREAMS = (
    ("EncryptedPackage", LOCKED),
    ("WordDocument", _WORD),
    ("PowerPoint Document", _NO_TABLE),
    ("Workbook", None),
    ("Book", None),
)
#: Words near the beginning of a web page with a table.
_PAGE = (b"<html", b"<!doctype html", b"<table", b"<meta", b"<head", b"<body")
#: As far as the words of a beginning are looked for.
_HEAD = 2048


def kind_of(data: bytes) -> str:
    """ "xlsx", "xlsb", "xls", "ods", "html" or "csv". Raises BadFile, with what to do instead."""
    if data.startswith(_ZIP):
        return checked(data)
    if data.startswith(_OLE):
        return _old_document(data)
    for beginning, sentence in _BEGINNINGS.items():
        if data.startswith(beginning):
            raise BadFile(sentence)
    head = data[:_HEAD].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if head.startswith(b"mime-version:"):
        raise BadFile(_OLD_XML)
    if not head.startswith(b"<"):
        return "csv"
    if any(word in head for word in _PAGE):
        return "html"
    raise BadFile(_OLD_XML if b"schemas-microsoft-com:office" in head else _NO_TABLE)


def _old_document(data: bytes) -> str:
    for stream, sentence in _STREAMS:
        if stream.encode("utf-16-le") in data:
            if sentence is not None:
                raise BadFile(sentence)
            return "xls"
    raise BadFile(DAMAGED)
