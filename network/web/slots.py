"""Named places on a page that a higher feature fills, so that no lower feature knows a higher one.

A page calls `slot("members.show.record", member=member)` in its template; a feature registers with
`@fills("members.show.record")` a function that returns Markup (or "" for nothing) from the same arguments.
"""

from collections.abc import Callable
from typing import Any

from flask import Flask
from markupsafe import Markup

Filling = Callable[..., str | Markup]
_FILLINGS: dict[str, list[Filling]] = {}


def fills(name: str) -> Callable[[Filling], Filling]:
    """Register a filling. Fillings of one slot stand in the order of the features in `create_app`."""

    def register(filling: Filling) -> Filling:
        if filling not in _FILLINGS.setdefault(name, []):
            _FILLINGS[name].append(filling)
        return filling

    return register


def slot(name: str, **facts: Any) -> Markup:
    """Everything that features put into this place of the page."""
    return Markup("").join(Markup(filling(**facts)) for filling in _FILLINGS.get(name, ()))  # noqa: S704 - templates escape


def init_app(app: Flask) -> None:
    """Give templates `slot`."""
    app.jinja_env.globals["slot"] = slot
