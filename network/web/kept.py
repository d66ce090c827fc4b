"""Parts of a page that are the same for many readers, written once."""

from collections.abc import Callable
from typing import Any

from flask import Flask, current_app
from markupsafe import Markup

from network.web.i18n import language

#: Parts that a process keeps; then it begins anew.
MOST = 2000


def kept(*key: Any, caller: Callable[[], Markup]) -> Markup:
    """What the caller writes, written once for each `key` and language.

    `{% call kept("menu", navigation) %}…{% endcall %}`: everything that the part shows has to follow from its key.
    No token, no nonce, nothing of one person.
    """
    parts: dict[tuple[Any, ...], Markup] = current_app.extensions["kept"]
    key = (*key, language())
    found = parts.get(key)
    if found is None:
        if len(parts) >= MOST:
            parts.clear()
        found = parts[key] = caller()
    return found


def init_app(app: Flask) -> None:
    """Give templates `kept`."""
    app.extensions["kept"] = {}
    app.jinja_env.globals["kept"] = kept
