"""The encoding of a text that somebody sent, found by what the text then says."""

import codecs
import re

from charset_normalizer import from_bytes
from flask_babel import lazy_gettext as _l

from network.imports.bad import BadFile

#: What is read to find the encoding, in bytes: names stand in every line.
_SAMPLE = 64 * 1024
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
#: What is tried where the text reads well in none of the region's own.
_OTHERS = ["cp1251", "koi8_r", "cp866", "cp1250", "cp1252", "cp1254"]
#: The encodings of one byte a letter that the region's Excel writes, and what stands in them beyond ASCII in lists of
#: people: Russian and its neighbours, Turkmen.
_PUNCTUATION = "№«»„“”‘’–—…§°·•\u00a0\u00ad"
_OURS = {
    "cp1251": re.compile(f"[А-Яа-яЁёІіЇїЄєЎўҐґ{_PUNCTUATION}]"),
    "cp1250": re.compile(f"[ÄäÇçŇňÖöŞşÜüÝýŽž{_PUNCTUATION}]"),
}

_WORD = re.compile(r"[^\W\d_]{2,}")
#: A word that changes from small to capital letters, or from one script to the other: text read in a wrong encoding.
_TORN = re.compile(r"[a-zа-яё][A-ZА-ЯЁ]|[A-Za-z][\u0400-\u04ff]|[\u0400-\u04ff][A-Za-z]")
#: What stands in no text: a file with these was written for a machine.
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufffe\uffff]")

_NO_TEXT = _l("This is no spreadsheet, and no text either. Send XLSX, XLS, ODS or CSV.")


def decoded(data: bytes) -> tuple[str, str]:
    """The text and the name of its encoding. Raises BadFile for what is no text."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strictly(data[len(mark) :], encoding), encoding
    if wide := _wide(data):
        return _strictly(data, wide), wide
    if b"\x00" in data:
        raise BadFile(_NO_TEXT)
    for encoding in ("utf-8", *_eight_bits(data)):
        try:
            return _strictly(data, encoding), encoding
        except BadFile:
            continue
    raise BadFile(_NO_TEXT)


def _strictly(data: bytes, encoding: str) -> str:
    """Every byte of it, or none: a letter that is lost is never guessed."""
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise BadFile(_NO_TEXT) from error
    if _CONTROL.search(text):
        raise BadFile(_NO_TEXT)
    return text


def _wide(data: bytes) -> str | None:
    """UTF-16 without its mark: line ends, separators and digits have a zero byte on one side, and only there."""
    if len(data) % 2 or b"\x00" not in data[:_SAMPLE]:
        return None
    even, odd = data[0:_SAMPLE:2].count(0), data[1:_SAMPLE:2].count(0)
    if odd and not even:
        return "utf-16-le"
    return "utf-16-be" if even and not odd else None


def _eight_bits(data: bytes) -> list[str]:
    """The encodings of one byte a letter that may be meant, the likeliest first."""
    high = [line for line in data.splitlines(keepends=True) if not line.isascii()]
    sample = b"".join(high)[:_SAMPLE]
    for encoding, usual in _OURS.items():
        if _reads_well(sample, encoding, usual):
            return [encoding, "cp1251"]
    best = from_bytes(sample, cp_isolation=_OTHERS, enable_fallback=False).best()
    return [best.encoding, "cp1251"] if best else ["cp1251"]


def _reads_well(sample: bytes, encoding: str, usual: re.Pattern[str]) -> bool:
    """Whether it makes words in this encoding."""
    try:
        text = sample.decode(encoding)
    except UnicodeDecodeError:
        return False
    beyond = [letter for letter in text if not letter.isascii()]
    unusual = sum(not usual.match(letter) for letter in beyond)
    words = [word for word in _WORD.findall(text) if not word.isascii()]
    torn = sum(bool(_TORN.search(word)) for word in words)
    return unusual * 20 <= len(beyond) and torn * 5 <= len(words)
