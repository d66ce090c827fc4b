"""The pages that stand in front of others: the second step of signing in, the first set-up, and asking again."""

import hashlib
import hmac
from datetime import timedelta
from typing import Any

from flask import Response, current_app, request, session
from flask_babel import gettext as _
from flask_login import current_user

from network.accounts import commands as accounts
from network.accounts import signing_in
from network.accounts.commands import Proven
from network.accounts.models import Account
from network.clock import now
from network.config import Settings
from network.database import db
from network.errors import Refused
from network.factors import commands, passkeys, queries
from network.factors.forms import ProofForm
from network.web.errors import answer, kept_fields, wants_json
from network.web.pages import local_path, render, see_other

#: SECURITY: a sensitive action asks again ten minutes after the last proof; a half sign-in waits as long.
FRESH = timedelta(minutes=10)
#: In the demo's browser session: whether somebody chose to look around without a second factor.
_WITHOUT = "demo_without_factor"
#: In the page that asks again: the names of the passwords that have to be typed once more.
_AGAIN = "confirm_again"


def second_step(proven: Proven, target: str) -> Response:
    """After the right password: the page that asks for the factor. Nobody is signed in yet."""
    session["half"] = [proven.account_id, _digest(proven.password_hash), int(now().timestamp())]
    return second_page(proven, target, ProofForm(formdata=None), 200)


def half_signed_in() -> Proven | None:
    """Whose password was right on this browser within ten minutes, and still is."""
    kept: Any = session.get("half")
    if not kept or now().timestamp() - kept[2] > FRESH.total_seconds():
        return None
    account = db.session.get(Account, kept[0])
    if account is None or account.disabled or not hmac.compare_digest(_digest(account.password_hash), kept[1]):
        return None
    return Proven(account.id, account.password_hash, account.has_factor)


def _digest(password_hash: str | None) -> str:
    """What the browser's session says of the password: nothing, but that it is the same."""
    key = current_app.config["SETTINGS"].secret_key.encode()
    return hmac.new(key, f"half:{password_hash}".encode(), hashlib.sha256).hexdigest()


def second_page(proven: Proven, target: str, form: ProofForm, status: int) -> Response:
    """The page of the second step."""
    has = queries.factors(proven.account_id)
    options = passkeys.to_answer(has.passkeys) if has.passkeys else None
    return render(
        "factors/second.html", status, form=form, has=has, options=options, target=target,
        kept=request.form.get("kept"),
    )  # fmt: skip


def finish(proven: Proven, target: str) -> Response:
    """Take the proof of this request and sign her in. Shows the page again where it was not right."""
    form = ProofForm()
    account = db.session.get(Account, proven.account_id)
    if account is not None and form.validate():
        try:
            _take(account, form)
            response = signing_in.begin(proven, target, with_factor=True)
        except Refused as refused:
            current_app.logger.warning("refused second step of account %s", proven.account_id)
            form.refuse(_beside(refused))
        else:
            session.pop("half", None)
            return response
    return second_page(proven, target, form, 422)


def _take(account: Account, form: ProofForm) -> None:
    passkey = form.confirm_passkey.data or ""
    challenge = passkeys.asked_challenge(passkeys.PROOF) if passkey else b""
    code, address = form.confirm_code.data or "", request.remote_addr or ""
    commands.accept(account, code=code, passkey=passkey, challenge=challenge, address=address)


def _beside(refused: Refused) -> Refused:
    refused.field = refused.field or "confirm_code"
    return refused


def set_up_first() -> Response | None:
    """Coordinators and the secretariat cannot work without a second factor: the page that sets one up, or None."""
    settings: Settings = current_app.config["SETTINGS"]
    if not settings.second_factor or not current_user.needs_factor or (settings.demo and session.get(_WITHOUT)):
        return None
    if wants_json():
        return answer(403, sentence=_("Set up your second step first: open any page."))
    return see_other("factors.show")


def go_without() -> None:
    """In the demo: look around without a second factor, until this browser signs out."""
    session[_WITHOUT] = True


def is_without() -> bool:
    """Whether that was chosen."""
    return bool(session.get(_WITHOUT))


def show_again() -> Response | None:
    """A sensitive action asks that she shows again that it is her: the page that asks, or None to go on.

    The page sends the same form once more, together with the proof.
    """
    if current_user.proven_at is not None and now() - current_user.proven_at < FRESH:
        return None
    form = ProofForm()
    if not form.is_sent:
        form = ProofForm(formdata=None)
    elif form.validate() and _typed_again(form):
        try:
            _prove(form)
        except Refused as refused:
            form.refuse(refused)
        else:
            accounts.note_proof(by=current_user)
            return None
    return _again_page(form)


def _typed_again(form: ProofForm) -> bool:
    """Whether the passwords that she had typed are there once more: none is written into a page, and without the one
    of a file it would leave open."""
    if all(request.form.get(name) for name in request.form.getlist(_AGAIN)):
        return True
    form.form_errors.append(str(_("Type the password once more: it was not kept on this page.")))
    return False


def _passwords() -> list[str]:
    """The names of the passwords in this request's form that are none of the proof's."""
    typed = [name for name, value in request.form.items() if "password" in name and value]
    return [name for name in {*typed, *request.form.getlist(_AGAIN)} if not name.startswith("confirm_")]


def _prove(form: ProofForm) -> None:
    account = db.session.get(Account, current_user.account_id)
    if account is None or not account.has_factor:
        try:
            accounts.check_own_password(
                form.confirm_password.data or "", by=current_user, address=request.remote_addr or ""
            )
        except Refused as refused:
            refused.field = "confirm_password"
            raise
        return
    try:
        _take(account, form)
    except Refused as refused:
        raise _beside(refused) from refused


def _again_page(form: ProofForm) -> Response:
    if wants_json():
        return answer(403, sentence=_("Show once more that it is you: reload the page and send it again."))
    has = queries.factors(current_user.account_id)
    return render(
        "factors/again.html", 422 if form.errors else 401, form=form, has=has,
        options=passkeys.to_answer(has.passkeys) if has.passkeys else None,
        action=request.full_path.rstrip("?"),
        passwords=_passwords(), again=_AGAIN,
        fields=[(name, value) for name, value in kept_fields() if not name.startswith("confirm_")],
        back=local_path(_referring_path(), "/"),
    )  # fmt: skip


def _referring_path() -> str | None:
    referrer = request.referrer or ""
    return referrer[len(request.host_url) - 1 :] if referrer.startswith(request.host_url) else None
