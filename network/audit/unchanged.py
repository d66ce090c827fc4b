"""Reading once what changes rarely: nothing changes without an entry of the trail, so while it stands, that holds."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import current_app, g

from network.clock import today
from network.web.i18n import language

Read = TypeVar("Read", bound=Callable[..., Any])

#: Results that a process keeps; then it begins anew.
MOST = 500


def trail_stands_at(number: int | None) -> None:
    """What this request reads is as of that entry; None: it changed something itself, and reads everything anew."""
    g.trail_stands_at = number


def while_unchanged(read: Read) -> Read:
    """A function that selects reads again only after a change, on another day, or in another language.

    For few rows that many pages show, such as the choices of a filter: it takes hashable arguments, knows nothing of
    who asks, and what it gives is shared and never changed. Without somebody signed in it reads every time.
    """

    @wraps(read)
    def again(*arguments: Any) -> Any:
        number = g.get("trail_stands_at") if g else None
        if number is None:
            return read(*arguments)
        kept: dict[Any, tuple[int, Any]] = current_app.extensions.setdefault("while_unchanged", {})
        key = (read, arguments, today(), language())
        known = kept.get(key)
        if known is None or known[0] != number:
            if len(kept) >= MOST:
                kept.clear()
            known = kept[key] = (number, read(*arguments))
        return known[1]

    return again  # type: ignore[return-value]
