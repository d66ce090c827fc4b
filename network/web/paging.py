"""Lists in pages by key, not by offset: the last page of a hundred thousand rows costs what the first one does."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from flask import json, request, url_for
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select

from network.database import db
from network.web.fields import LARGEST
from network.web.formats import number

#: Rows a page, and how far a list is counted: beyond it, "more than 2,000" says enough and costs no more.
PAGE_ROWS, COUNT_LIMIT = 25, 2000
#: The longest key in an address: several names of the longest kind, as they are written there.
KEY_LENGTH = 8000


@dataclass(frozen=True)
class Page:
    """One page of rows. `total` is a lower bound where `more_than` is set."""

    rows: Sequence[Any]
    start: int | None
    total: int
    more_than: bool
    first_url: str | None
    previous_url: str | None
    next_url: str | None
    last_url: str | None

    @property
    def total_text(self) -> str:
        """How many there are, for people."""
        if self.more_than:
            return str(_("more than %(total)s", total=number(self.total)))
        return number(self.total)

    @property
    def range_text(self) -> str:
        """Where this page stands: "26–50 of 240"."""
        if not self.rows:
            return ""
        if self.start is None:
            return str(_("the last of %(total)s", total=self.total_text))
        first, last = number(self.start), number(self.start + len(self.rows) - 1)
        return str(_("%(first)s–%(last)s of %(total)s", first=first, last=last, total=self.total_text))


def page_of(
    select: Select[*tuple[Any, ...]],
    keys: Sequence[Any],
    *,
    descending: bool = False,
    size: int = PAGE_ROWS,
    count: Select[*tuple[Any, ...]] | None = None,
    total: int | None = None,
) -> Page:
    """The page of `select` that the address asks for, ordered by `keys` (unique together, all selected in it).

    The address carries the key of the row before or after (`after`, `before`) or `end`; a key that makes no sense
    gives the first page. Costs two statements whatever the size of the table. `count` replaces the statement that
    is counted where a simpler one gives the same number; a `total` that is known already costs none.
    """
    mark, backwards = _asked(keys)
    ordered = descending != backwards
    statement = select
    if mark is not None:
        row, bound = (
            sa.tuple_(*keys),
            sa.tuple_(*(sa.literal(value, key.type) for key, value in zip(keys, mark, strict=True))),
        )
        statement = statement.where(row < bound if ordered else row > bound)
    statement = statement.order_by(*(key.desc() if ordered else key.asc() for key in keys)).limit(size + 1)
    execute = db.session.connection().execute  # rows, no records: the session would only look on
    found = list(execute(statement.add_columns(*(key.label(f"_key{i}") for i, key in enumerate(keys)))))
    further = len(found) > size
    rows = found[:size]
    if backwards:
        rows.reverse()
    if total is None:
        counted = count if count is not None else select.with_only_columns(sa.literal(1), maintain_column_froms=True)
        some = counted.order_by(None).limit(COUNT_LIMIT + 1).subquery()
        total = int(execute(sa.select(sa.func.count()).select_from(some)).scalar_one())
    more_than = total > COUNT_LIMIT
    start = _start(len(rows), total, more_than, mark, backwards)
    before = (backwards and further) or (not backwards and mark is not None)
    after = (backwards and mark is not None) or (not backwards and further)
    previous = None if start is None else max(start - size, 1)
    return Page(
        rows=rows,
        start=start,
        total=min(total, COUNT_LIMIT),
        more_than=more_than,
        first_url=_url() if before else None,
        previous_url=_url(before=_encode(rows[0], len(keys)), n=previous) if before and rows else None,
        next_url=_url(after=_encode(rows[-1], len(keys)), n=start + len(rows) if start else None)
        if after and rows
        else None,
        last_url=_url(end=1) if after else None,
    )


def _asked(keys: Sequence[Any]) -> tuple[list[Any] | None, bool]:
    if request.args.get("end"):
        return None, True
    for name in ("after", "before"):
        if text := request.args.get(name):
            try:
                values = json.loads(base64.urlsafe_b64decode(text[:KEY_LENGTH].encode()))
                return [_typed(key, value) for key, value in zip(keys, values, strict=True)], name == "before"
            except (ValueError, TypeError):
                return None, False
    return None, False


def _typed(key: ColumnElement[Any], value: Any) -> Any:
    """The value as the column can be compared with it, on both databases. Raises ValueError or TypeError."""
    kind = key.type.python_type
    if kind is date:
        return date.fromisoformat(value)
    if type(value) is not kind:
        raise TypeError(key)
    if (kind is int and abs(value) > LARGEST) or (kind is str and "\0" in value):
        raise ValueError(value)
    if kind is str:
        value.encode()  # half a character is none
    return value


def _start(shown: int, total: int, more_than: bool, mark: list[Any] | None, backwards: bool) -> int | None:
    if mark is None and not backwards:
        return 1
    if mark is None:  # the end
        return None if more_than else max(total - shown + 1, 1)
    asked = request.args.get("n", type=int)
    return asked if asked and 0 < asked < 10**9 else None


def _encode(row: Any, count: int) -> str:
    values = [value.isoformat() if isinstance(value, date) else value for value in tuple(row)[-count:]]
    return base64.urlsafe_b64encode(json.dumps(values, separators=(",", ":")).encode()).decode()


def _url(**moved: Any) -> str:
    kept: dict[str, Any] = {
        key: request.args.getlist(key) for key in request.args if key not in ("after", "before", "end", "n")
    }
    wanted = {key: value for key, value in moved.items() if value is not None}
    return url_for(request.endpoint or "home.show", **(request.view_args or {}), **kept, **wanted)
