"""A form that was cut off on its way is refused, never taken for a shorter one.

A server that says `wsgi.input_terminated` ends the body where the line broke, and then nobody compares it with the
length that the browser said: a form cut within its last fields was saved without them.
"""

from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


def _counted(application: Application) -> Application:
    """The application, which reads a body of a known length to that length, or answers 400."""

    def call(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if environ.get("CONTENT_LENGTH"):
            environ.pop("wsgi.input_terminated", None)
        return application(environ, start_response)

    return call


def init_app(app: Flask) -> None:
    """Stand in front of every request."""
    app.wsgi_app = _counted(app.wsgi_app)  # type: ignore[method-assign, assignment]
