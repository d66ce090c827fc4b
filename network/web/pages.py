"""Requests in, pages out: the few moves that every view makes."""

from typing import Any

from flask import Response, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from network.web.forms import Form
from network.web.i18n import language


def render(template: str, status: int = 200, **facts: Any) -> Response:
    """A page. With a refused form it is a 422, and its title begins with "Error:"."""
    form = facts.get("form")
    refused = isinstance(form, Form) and request.method == "POST" and form.is_refused
    body = render_template(template, form_errors=refused, **facts)
    return Response(body, 422 if refused and status == 200 else status, mimetype="text/html")


def see_other(endpoint: str, **values: Any) -> Response:
    """After a change: go and look (303), so that a reload repeats nothing."""
    return redirect(url_for(endpoint, **values), 303)  # type: ignore[return-value]


def found_at(endpoint: str, **values: Any) -> Response:
    """What was asked for is under another address now (302)."""
    return redirect(url_for(endpoint, **values), 302)  # type: ignore[return-value]


def see_other_path(path: str) -> Response:
    """Go to a local path that was checked by `local_path`."""
    return redirect(path, 303)  # type: ignore[return-value]


def done(sentence: str, undo: str | None = None) -> None:
    """Say what was done on the next page; `undo` is the address that takes it back by POST."""
    if undo:
        button = render_template("components/undo.html", url=undo, label=_("Undo"))
        flash(Markup("{} {}").format(sentence, Markup(button)), "done")  # noqa: S704 - a template, escaped
    else:
        flash(sentence, "done")


def notice(sentence: str) -> None:
    """Say something that matters but is no error."""
    flash(sentence, "notice")


def local_path(target: str | None, otherwise: str) -> str:
    """`target` where it is a path of this site, else `otherwise`: nobody is sent elsewhere after signing in."""
    if (
        target
        and target.startswith("/")
        and not target.startswith(("//", "/\\"))
        and "\\" not in target
        and target.isprintable()
    ):
        return target
    return otherwise


def fragment(template: str, **facts: Any) -> Markup:
    """A part of a page, for a slot: it knows its facts and the language, and not the page around it."""
    part = current_app.jinja_env.get_template(template)
    return Markup(part.render(language=language(), **facts))  # noqa: S704 - a template, escaped
