"""Errors have a page in the product's look; each says what happened, what was kept, and what to do next."""

from typing import Any

from flask import Flask, Response, current_app, jsonify, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, SecurityError

from network.database import db, is_locked
from network.errors import Refused
from network.web.pages import render

#: Title and sentence by status.
PAGES: dict[int, tuple[Any, Any]] = {
    400: (_l("The page could not read this"), _l("Go back and try again.")),
    403: (_l("This is not yours to do"), _l("Your role does not include this. “Who can do what” shows who can.")),
    404: (_l("There is no such page"), _l("It was moved, or it is not for you to see. Check the address.")),
    405: (_l("This address takes no such request"), _l("Go back to the page and use its buttons.")),
    413: (_l("This is too large"), _l("Nothing was saved. Send less at once.")),
    429: (_l("Too many tries"), _l("Wait a quarter of an hour, then try again. Nobody is locked out for good.")),
    500: (
        _l("Something broke"),
        _l("Nothing was half-saved. Try again; if it breaks again, tell the secretariat when."),
    ),
    503: (
        _l("The records are busy"),
        _l("Nothing was saved yet. What you typed is kept on this page: press “Try again” in a moment."),
    ),
}

#: Never written back into a page.
_SECRET_FIELDS = ("password", "csrf_token")


def wants_json() -> bool:
    """Whether a script asks, not a person."""
    return request.accept_mimetypes.best == "application/json" or request.is_json


def answer(status: int, title: Any = None, sentence: Any = None, **facts: Any) -> Response:
    """An error as its page, or as JSON to a script."""
    known = PAGES.get(status, PAGES[400 if status < 500 else 500])
    title, sentence = str(title or known[0]), str(sentence or known[1])
    if wants_json():
        response = jsonify(error=sentence)
        response.status_code = status
        return response
    return render("errors/error.html", status, code=status, title=title, sentence=sentence, **facts)


def holds_password() -> bool:
    """Whether a password was typed into the form of this request: it cannot be sent once more without."""
    return any("password" in name and value for name, value in request.form.items(multi=True))


def kept_fields() -> list[tuple[str, str]]:
    """What the form of this request held, to be written into the page that lets her send it once more."""
    return [
        (name, value)
        for name, value in request.form.items(multi=True)
        if not any(secret in name for secret in _SECRET_FIELDS)
    ]


def forged(_error: CSRFError) -> Response:
    """A form whose token is not of this session, with a way back."""
    note_refusal(current_app, 400)
    return answer(
        400,
        _("This form is out of date"),
        _(
            "You may have signed in or out in another tab. Nothing was saved. "
            "Go back, reload the page and send it again."
        ),
        back=request.referrer if (request.referrer or "").startswith(request.host_url) else url_for("home.show"),
    )


def note_refusal(app: Flask, status: int) -> None:
    """One line of the log for each: which page, for which account. No name, no address: those may be secrets."""
    who = getattr(current_user, "account_id", None)
    app.logger.warning("refused %s %s %s account %s", status, request.method, request.endpoint, who or "none")


def init_app(app: Flask) -> None:
    """Register the handlers."""

    app.register_error_handler(CSRFError, forged)

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Response:
        db.session.rollback()
        if isinstance(error, SecurityError):  # a Host that is none of ours: no address can be made for a page
            return Response(_("This server does not answer for this host."), 400, mimetype="text/plain")
        if error.code is None or error.code < 400:
            return error.get_response()  # type: ignore[return-value]
        if error.code < 500 and request.endpoint not in (None, "static"):
            note_refusal(app, error.code)
        response = answer(error.code)
        for name, value in error.get_headers():
            if name in ("Allow", "Retry-After"):
                response.headers[name] = value
        return response

    @app.errorhandler(Refused)
    def refused(error: Refused) -> Response:
        db.session.rollback()
        note_refusal(app, 403)
        return answer(403, _("This cannot be done now"), error.sentence)

    @app.errorhandler(OperationalError)
    def busy(error: OperationalError) -> Response:
        db.session.rollback()
        app.logger.warning("database refused %s %s: %s", request.method, request.endpoint, type(error.orig).__name__)
        if not is_locked(error) and not _is_down(error) and not _is_full(error):
            return answer(500)
        retry = None if holds_password() or request.method == "GET" else request.full_path
        response = answer(503, retry=retry, kept=kept_fields())
        response.headers["Retry-After"] = "5"
        return response

    @app.errorhandler(Exception)
    def broken(error: Exception) -> Response:
        if app.testing or app.debug:
            raise error
        db.session.rollback()
        app.logger.exception("%s %s", request.method, request.endpoint)
        return answer(500)


def _is_full(error: OperationalError) -> bool:
    """Whether there is no room on the disk (both databases): the operator makes some, and what was typed is kept."""
    text = str(error.orig).lower()
    return "is full" in text or "no space left" in text


def _is_down(error: OperationalError) -> bool:
    return bool(error.connection_invalidated) or "connection" in str(error.orig).lower()
