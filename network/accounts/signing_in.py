"""How Flask-Login finds out who asks. Its own cookies stay valid after signing out, so they hold only our token."""

from collections.abc import Callable
from typing import Any

from flask import Flask, Response, request, session
from flask_babel import gettext as _
from flask_login import LoginManager, login_user, logout_user

from network.accounts import commands, queries
from network.accounts.actor import Nobody, SignedIn
from network.accounts.forms import SignInForm
from network.accounts.keeping import keep_typed, typed_by
from network.clock import now
from network.web.errors import answer, wants_json
from network.web.pages import render, see_other, see_other_path

#: Answers whoever showed the right password with the page that asks for the second factor; a higher feature has it.
SecondStep = Callable[[commands.Proven, str], Response]

#: Seconds between two notes that a sign-in is in use.
TOUCH_SECONDS = 60


def load(token: str) -> SignedIn | None:
    """The account behind the browser's token; notes at most once a minute that it is in use."""
    found = queries.signed_in_by(token)
    if found is None:
        return None
    actor, seen_at = found
    if (now() - seen_at).total_seconds() > TOUCH_SECONDS:
        commands.touch(actor.sign_in_id)
    return actor


def open_session(token: str) -> None:
    """Begin a fresh browser session for the token: whatever was in the old one is gone (session fixation)."""
    language = session.get("language")
    session.clear()
    if language:
        session["language"] = language
    found = queries.signed_in_by(token)
    if found is not None:
        login_user(found[0])


def close_session() -> None:
    """Forget who was signed in on this browser."""
    logout_user()
    session.clear()


def asks_second(page: SecondStep) -> SecondStep:
    """Register the page that asks for the second factor."""
    _SECOND[:] = [page]
    return page


_SECOND: list[SecondStep] = []


def enter(proven: commands.Proven, target: str) -> Response:
    """Sign her in and go to `target`, or ask for the second factor first. Raises SignInRefused."""
    if proven.has_factor:
        return _SECOND[0](proven, target)
    return begin(proven, target, with_factor=False)


def begin(proven: commands.Proven, target: str, *, with_factor: bool) -> Response:
    """Sign her in on this browser, all having been shown that her account asks for. Raises SignInRefused."""
    token = commands.begin_sign_in(
        proven.account_id,
        proven.password_hash,
        address=request.remote_addr or "",
        device=request.user_agent.string[:200],
        with_factor=with_factor,
    )
    open_session(token)
    return go_on(proven.account_id, target)


def go_on(account_id: int | None, target: str) -> Response:
    """Where she wanted to; what she had typed before her sign-in was over is offered to be sent."""
    typed = typed_by(account_id)
    return render("accounts/send_again.html", typed=typed) if typed else see_other_path(target)


def init_app(app: Flask) -> None:
    """Install the loader; strangers go to the sign-in page and come back after it."""
    manager = LoginManager()
    manager.session_protection = None
    manager.anonymous_user = Nobody
    manager.user_loader(load)
    manager.init_app(app)

    @manager.unauthorized_handler  # type: ignore[untyped-decorator]
    def stranger() -> Response | Any:
        if wants_json():
            return answer(401, sentence=_("You are signed out. Sign in in another tab, then go on here."))
        if request.method == "GET":
            return see_other("accounts.sign_in", next=request.full_path.rstrip("?") or None)
        kept = keep_typed()
        if kept is None:
            return see_other("accounts.sign_in")
        return render("accounts/sign_in.html", 401, form=SignInForm(formdata=None), target="/", kept=kept)
