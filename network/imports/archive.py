"""The directory of a zipped workbook, looked at before anything in it is unpacked.

A bomb is a small file that unpacks to more than the machine has. Its directory says so, or says less than is there; so
what it says is bounded here, and what is there is counted again while it is unpacked, in a process of its own.
Archives inside the archive are never opened.
"""

import io
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from flask_babel import lazy_gettext as _l

from network.imports.bad import BadFile

#: A workbook with a hundred sheets has some 300 parts.
MOST_PARTS = 2_000
#: Bytes of all parts unpacked. A list of 600,000 cells unpacks to some 30 MB as XLSX, to some 60 MB as ODS.
MOST_UNPACKED = 150 * 1024 * 1024
#: How many times larger a part may become, when it becomes large: a sheet of people 5 to 40 times, of the same row over
#: and over some 100; a bomb 1,000.
MOST_RATIO, LARGE = 250, 1024 * 1024
#: Where the directory names a part, whatever else is in the file: so its length is known before it is read.
_PART = b"PK\x01\x02"

BOMB = _l("This file unpacks to far more than a list of people can be. It was not opened.")
DAMAGED = _l("This file is damaged or was cut off on its way. Send it again, or save it anew as XLSX.")
LOCKED = _l("This file is protected by a password. Open it, save it without the password and send it again.")
PACKED = _l("This is a packed archive. Unpack it and send the spreadsheet that is inside.")
_NO_SHEET = _l("This is a document, not a spreadsheet. Copy its table into a spreadsheet and save that as XLSX.")
_NUMBERS = _l("This was saved by Numbers. Export it as Excel (XLSX) or CSV and send that.")

_SPREADSHEET = b"application/vnd.oasis.opendocument.spreadsheet"
#: What a part's name tells of the whole, the first that fits.
_KINDS = (("xl/workbook.bin", "xlsb"), ("xl/workbook", "xlsx"))
_DOCUMENTS = ("word/", "ppt/", "visio/", "content.xml", "docProps/")


def checked(data: bytes) -> str:
    """ "xlsx", "xlsb" or "ods". Raises BadFile for everything that is not to be unpacked."""
    if data.count(_PART) > MOST_PARTS:
        raise BadFile(BOMB)
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            _bounded(parts, len(data))
            return _kind(archive, {part.filename.replace("\\", "/") for part in parts})
    except BadFile:
        raise
    except Exception as error:  # whatever a directory makes of itself, it is no workbook
        raise BadFile(DAMAGED) from error


def _bounded(parts: list[ZipInfo], size: int) -> None:
    if sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise BadFile(BOMB)
    if any(part.file_size > LARGE and part.file_size > MOST_RATIO * part.compress_size for part in parts):
        raise BadFile(BOMB)
    if sum(part.compress_size for part in parts) > size:  # parts that lie over one another
        raise BadFile(BOMB)
    if any(part.flag_bits & 1 for part in parts):
        raise BadFile(LOCKED)
    if any(part.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for part in parts):
        raise BadFile(DAMAGED)


def _kind(archive: ZipFile, names: set[str]) -> str:
    if "mimetype" in names and archive.getinfo("mimetype").file_size < 100:
        with archive.open("mimetype") as part:
            if part.read(100).strip() == _SPREADSHEET:
                return "ods"
    for beginning, kind in _KINDS:
        if any(name.lower().startswith(beginning) for name in names):
            return kind
    if any(name.endswith(".iwa") for name in names):
        raise BadFile(_NUMBERS)
    raise BadFile(_NO_SHEET if any(name.startswith(_DOCUMENTS) for name in names) else PACKED)
