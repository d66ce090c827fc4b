"""Lists as PDF, typeset in a process of its own: what goes wrong there takes no page of anybody's down."""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from babel.dates import format_date, format_datetime
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from network.errors import Refused
from network.exports import child
from network.exports.table import Cell, Kind, Table
from network.exports.written import TooLong, Written, whole_or_nothing
from network.vocabulary import Language

#: Measured: 5,000 rows × 12 columns take 8 s, 1 GB and 200 pages.
MOST_ROWS = 5_000
#: What the typesetter may take before it is stopped.
PATIENCE, MEMORY = child.PATIENCE, child.MEMORY

_PATTERNS = {Language.ENGLISH: "d MMM y", Language.RUSSIAN: "dd.MM.y"}
#: Control characters, marks that turn the direction of writing, halves of characters: what acts unseen.
_UNSEEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff\ufff0-\ufffb]"
)


class NotTypeset(Refused):
    """The typesetter ran out of memory or time, or met something that it cannot set."""

    sentence = _l("This list could not be made into a PDF. Take it as XLSX instead.")


def write(table: Table[Any], path: Path) -> Written:
    """Typesets the list: A4, landscape, headings and page numbers on every page.

    Raises `TooLong` and `NotTypeset`.
    """
    document, rows = _document(table)
    with whole_or_nothing(path):
        _typeset(document, path)
        return Written.at(path, rows)


def _typeset(document: dict[str, Any], path: Path) -> None:
    try:
        child.run("typesetter", str(path), given=json.dumps(document).encode(), patience=PATIENCE, memory=MEMORY)
    except child.Failed as error:
        raise NotTypeset from error


def _document(table: Table[Any]) -> tuple[dict[str, Any], int]:
    """Everything that the template reads, as plain text and numbers, and the number of rows."""
    grouping = [column.key for column in table.columns].index(table.group_by) if table.group_by else None
    groups: list[dict[str, Any]] = []
    rows = 0
    for rows, record in enumerate(table.records(), 1):
        if rows > MOST_ROWS:
            raise TooLong(
                _l(
                    "A PDF takes at most %(limit)s rows, and this list has more. Take it as XLSX instead.",
                    limit=MOST_ROWS,
                )
            )
        cells = [_text(cell, table.language) for cell in record]
        name = cells.pop(grouping) if grouping is not None else ""
        if not groups or groups[-1]["name"] != name:
            groups.append({"name": name, "rows": []})
        groups[-1]["rows"].append(cells)
    columns = [
        {
            "heading": _text(heading, table.language),
            "width": max(column.width, 2 + max(map(len, heading.split()), default=0)),
            "end": column.kind is Kind.NUMBER,
            "bold": column.names,
        }
        for column, heading in zip(table.columns, table.headings(), strict=True)
        if column.key != table.group_by
    ]
    document = {
        "network": _("Regional Network of Women in Law Enforcement and Border Agencies in Central Asia"),
        "title": _text(table.title, table.language),
        "facts": [_text(fact, table.language) for fact in table.facts],
        "footer": _text(table.footer, table.language),
        "language": table.language,
        "number": _("No."),
        "page": _("page %(page)s of %(pages)s", page="{page}", pages="{pages}"),
        "empty": _("Nothing is on this list."),
        "columns": columns,
        "grouped": grouping is not None,
        "groups": groups,
    }
    return document, rows


def _text(cell: Cell, language: Language) -> str:
    """A cell as people of the language read it. A character that would act unseen shows as �."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return format_datetime(cell, f"{_PATTERNS[language]} HH:mm", locale=language)
    if isinstance(cell, date):
        return format_date(cell, _PATTERNS[language], locale=language)
    if isinstance(cell, Decimal):
        return format(cell, "f")
    return _UNSEEN.sub("\ufffd", str(cell).replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
