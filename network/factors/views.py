"""The second step of signing in, and the page on which she keeps her second factors."""

from io import BytesIO

import pyotp
import segno
from flask import Blueprint, Response, abort, current_app, request
from flask_babel import gettext as _
from flask_login import current_user
from itsdangerous import BadData, URLSafeTimedSerializer
from markupsafe import Markup

from network.access.guard import asks_again, enrolling, public
from network.accounts.queries import zone_of
from network.errors import Refused
from network.factors import asking, commands, passkeys, queries
from network.factors.forms import AppForm, PasskeyForm
from network.web.pages import done, fragment, local_path, render, see_other
from network.web.slots import fills

bp = Blueprint("factors", __name__)

#: Seconds for which a page's new secret can be confirmed.
_SECRET_SECONDS = 3600


@bp.route("/sign-in/second", methods=["GET", "POST"])
@public
def second() -> Response:
    """The second step of signing in."""
    target = local_path(request.values.get("next"), "/")
    proven = asking.half_signed_in()
    if proven is None:
        return see_other("accounts.sign_in", next=target if target != "/" else None)
    return asking.finish(proven, target) if request.method == "POST" else asking.second_step(proven, target)


@bp.get("/account/second-factor")
@enrolling
def show() -> Response:
    """Her passkeys, her app, her recovery codes."""
    return _page(PasskeyForm(formdata=None))


def _page(form: PasskeyForm) -> Response:
    has = queries.factors(current_user.account_id)
    name = current_user.email or current_user.name
    return render(
        "factors/show.html",
        form=form,
        has=has,
        options=passkeys.to_register(current_user.account_id, name, has.passkeys),
        needed=current_user.needs_factor,
        reset_at=queries.reset_at(current_user.account_id),
        may_go_without=current_app.config["SETTINGS"].demo and not asking.is_without(),
        zone=zone_of(current_user),
    )


@bp.post("/account/second-factor/passkeys")
@enrolling
@asks_again
def add_passkey() -> Response:
    """Add the passkey that her device has just made."""
    form = PasskeyForm()
    if form.validate():
        try:
            challenge = passkeys.asked_challenge(passkeys.NEW)
            codes = commands.add_passkey(form.credential.data or "", challenge, form.name.data or "", by=current_user)
        except Refused as refused:
            form.refuse(refused)
        else:
            return _added(codes, _("The passkey is added."))
    return _page(form)


@bp.post("/account/second-factor/passkeys/<int:passkey_id>/remove")
@enrolling
@asks_again
def remove_passkey(passkey_id: int) -> Response:
    """Take one away."""
    commands.remove_passkey(passkey_id, by=current_user)
    done(_("The passkey is removed. Nobody signs in with it any more."))
    return see_other("factors.show")


@bp.route("/account/second-factor/app", methods=["GET", "POST"])
@enrolling
@asks_again
def app() -> Response:
    """Set up an app that makes codes: scan, then write the first code."""
    form = AppForm()
    secret = _shown_secret(form.secret.data) if form.is_submitted() else None
    if form.validate_on_submit() and secret is not None:
        try:
            codes = commands.add_app(secret, form.code.data or "", by=current_user)
        except Refused as refused:
            form.refuse(refused)
        else:
            return _added(codes, _("The app is set up."))
    secret = secret or commands.new_secret()
    form.secret.data, form.secret.raw_data = _signer().dumps([current_user.account_id, secret]), None
    who = current_user.email or current_user.name
    address = pyotp.TOTP(secret).provisioning_uri(name=who, issuer_name=str(_("Regional Network")))
    return render("factors/app.html", form=form, secret=_grouped(secret), qr=qr(address))


def _shown_secret(signed: str | None) -> str | None:
    """The secret that the page of this form showed to her, if it did."""
    try:
        account_id, secret = _signer().loads(signed or "", max_age=_SECRET_SECONDS)
    except BadData:
        return None
    return secret if account_id == current_user.account_id else None


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SETTINGS"].secret_key, salt="new app")


def _grouped(secret: str) -> str:
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))


def qr(text: str) -> Markup:
    """A QR code as a drawing in the page: nothing is asked of another server."""
    out = BytesIO()
    segno.make(text, error="m").save(
        out, kind="svg", xmldecl=False, svgns=True, border=4, svgclass="qr", lineclass=None
    )
    return Markup(out.getvalue().decode())  # noqa: S704 - drawn by segno, no text in it


@bp.post("/account/second-factor/app/remove")
@enrolling
@asks_again
def remove_app() -> Response:
    """Take the app away."""
    commands.remove_app(by=current_user)
    done(_("The app is removed. Its codes are worth nothing now."))
    return see_other("factors.show")


@bp.post("/account/second-factor/codes")
@enrolling
@asks_again
def renew_codes() -> Response:
    """Ten new recovery codes."""
    return _codes(commands.renew_codes(by=current_user))


def _added(codes: list[str], sentence: str) -> Response:
    """After a new factor: with the first one her recovery codes, which she sees only now."""
    if codes:
        return _codes(codes, sentence)
    done(sentence)
    return see_other("factors.show")


def _codes(codes: list[str], sentence: str = "") -> Response:
    return render("factors/codes.html", codes=codes, sentence=sentence)


@bp.post("/account/second-factor/demo")
@enrolling
def go_without() -> Response:
    """In the demo, look around without."""
    if not current_app.config["SETTINGS"].demo:
        abort(404)
    asking.go_without()
    done(_("In this demo you now work without a second step. The real service never lets a coordinator do that."))
    return see_other("home.show")


@fills("accounts.me.factors")
def section() -> Markup:
    """On her account's page: what she has, and the way to it."""
    return fragment("factors/_section.html", has=queries.factors(current_user.account_id))
