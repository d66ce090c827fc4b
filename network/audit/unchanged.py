"""Reading once what changes rarely: nothing changes without an entry of the trail, so while it stands, that holds."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import current_app, g, request

from network.access.scope import Reader
from network.clock import today
from network.vocabulary import REGION_ZONE
from network.web.i18n import language

Read = TypeVar("Read", bound=Callable[..., Any])
T = TypeVar("T")

#: Results that a process keeps; then it begins anew.
MOST = 500


def trail_stands_at(number: int | None) -> None:
    """What this request reads is as of that entry; None: it changed something itself, and reads everything anew."""
    g.trail_stands_at = number


def while_unchanged(read: Read) -> Read:
    """A function that selects reads again only after a change, on another day, or in another language.

    For few rows that many pages show, such as the choices of a filter: it takes hashable arguments, and what it gives
    is shared and never changed. Who asks it knows only as a `Reader` among its arguments. Without somebody signed in
    it reads every time.
    """

    @wraps(read)
    def again(*arguments: Any) -> Any:
        return _kept((read, arguments), lambda: read(*arguments))

    return again  # type: ignore[return-value]


def at_this_address(what: str, reader: Reader, read: Callable[[Reader], T]) -> T:
    """What the page of this address shows of `what` to such a reader, read again only after a change.

    `read` is given the reader that the result is kept for, so that it cannot depend on more of who asks; all else that
    it depends on has to stand in the address, the language, the day and the database.
    """
    return _kept((what, request.endpoint, request.script_root, request.full_path, reader), lambda: read(reader))


def _kept(key: tuple[Any, ...], read: Callable[[], T]) -> T:
    number = g.get("trail_stands_at") if g else None
    if number is None:
        return read()
    results: Results = current_app.extensions.setdefault("while_unchanged", Results())
    return results.get(number, (*key, today(), today(REGION_ZONE), language()), read)


class Results:
    """What a process has read as of one entry of the trail. An older request, which began before, reads for itself."""

    def __init__(self) -> None:
        self.number = 0
        self.known: dict[Any, Any] = {}

    def get(self, number: int, key: Any, read: Callable[[], T]) -> T:
        """The result of `read` under this key as of entry `number`."""
        if number > self.number:
            self.number, self.known = number, {}
        known = self.known
        if number == self.number and key in known:
            return known[key]  # type: ignore[no-any-return]
        result = read()
        if number == self.number and known is self.known and g.trail_stands_at == number:
            if len(known) >= MOST:
                known.clear()
            known[key] = result
        return result
