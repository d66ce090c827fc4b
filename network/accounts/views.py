"""Signing in and out, one-time links, and a person's own account."""

from flask import Blueprint, Response, current_app, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from markupsafe import Markup

from network.access.guard import by_token, public, signed_in
from network.accounts import addresses, commands, forgotten, queries
from network.accounts.forms import (
    ChangePasswordForm,
    ForgottenForm,
    LanguageForm,
    NewPasswordForm,
    OwnAddressForm,
    SignInForm,
)
from network.accounts.keeping import typed_by
from network.accounts.links import LinkSpent, use_link
from network.accounts.passwords import SHORTEST, stands_alone
from network.accounts.rights import rights as policy_sentences
from network.accounts.signing_in import close_session, enter, go_on, open_session
from network.errors import Refused
from network.mail.sender import can_send
from network.members.models import Member
from network.vocabulary import Language, LinkKind, Role
from network.web.errors import forged
from network.web.pages import done, fragment, local_path, notice, render, see_other, see_other_path
from network.web.slots import fills

bp = Blueprint("accounts", __name__)


def _device() -> str:
    return request.user_agent.string[:200]


@bp.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> Response:
    """Sign in with e-mail or member number and password."""
    target = local_path(request.values.get("next"), "/")
    if current_user.is_authenticated:
        return go_on(current_user.account_id, target)
    form = SignInForm()
    if form.validate_on_submit():
        try:
            proven = commands.prove(
                form.identifier.data or "", form.password.data or "", address=request.remote_addr or ""
            )
            return _entered(proven, target, form.password.data or "")
        except Refused as refused:
            current_app.logger.warning("refused sign-in: %s", type(refused).__name__)
            form.refuse(refused)
    return render("accounts/sign_in.html", form=form, target=target, kept=request.form.get("kept"))


def _entered(proven: commands.Proven, target: str, password: str) -> Response:
    """Signed in; whoever gave up her second factor is led to a password that can stand alone."""
    if proven.has_factor or stands_alone(password):
        return enter(proven, target)
    answer = enter(proven, url_for("accounts.password"))
    notice(_("Without a second step your password is too short. Choose one of at least %(n)d characters.", n=SHORTEST))
    return answer


@bp.errorhandler(CSRFError)
def out_of_date(error: CSRFError) -> Response:
    """She signed in in another tab, and then sent the sign-in page that had kept what she typed."""
    if request.endpoint == "accounts.sign_in" and current_user.is_authenticated and typed_by(current_user.account_id):
        return go_on(current_user.account_id, "/")
    return forged(error)


@bp.post("/sign-out")
@public
def sign_out() -> Response:
    """Sign out on this browser. Works also when the sign-in is over already."""
    if current_user.is_authenticated:
        commands.end_sign_in(current_user.sign_in_id, by=current_user)
    close_session()
    response = see_other("accounts.sign_in")
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


@bp.route("/forgotten-password", methods=["GET", "POST"], endpoint="forgotten")
@public
def forgotten_password() -> Response:
    """Ask for a link by e-mail; the answer is the same whoever asks."""
    form = ForgottenForm()
    if not can_send():
        return render("accounts/forgotten.html", form=None, asked=False)
    if form.validate_on_submit():
        forgotten.ask(form.email.data, address=request.remote_addr or "")
        return render("accounts/forgotten.html", form=None, asked=True)
    return render("accounts/forgotten.html", form=form, asked=False)


@bp.route("/invitation/<token>", methods=["GET", "POST"], endpoint="invitation")
@by_token("invitation")
def invitation(token: str) -> Response:
    """Open an account by invitation. Looking at it consumes nothing."""
    return _by_link(LinkKind.INVITATION, token)


@bp.route("/new-password/<token>", methods=["GET", "POST"], endpoint="new_password")
@by_token("reset")
def new_password(token: str) -> Response:
    """Set a new password by a one-time link."""
    return _by_link(LinkKind.RESET, token)


def _by_link(kind: LinkKind, token: str) -> Response:
    link = queries.usable_link(kind, token)
    if link is None:
        current_app.logger.warning("refused link: %s", kind.value)
        return render("accounts/link_spent.html", 404, sentence=LinkSpent.sentence)
    form, name, first = NewPasswordForm(whose=link.account), link.account.name, kind is LinkKind.INVITATION
    identifier = link.account.email
    if form.validate_on_submit():
        try:
            opened = use_link(
                kind, token, form.new_password.data or "", address=request.remote_addr or "", device=_device()
            )
        except LinkSpent as refused:
            return render("accounts/link_spent.html", 404, sentence=refused.sentence)
        if isinstance(opened, commands.Proven):
            done(_("Your password is set."))
            return enter(opened, "/")
        open_session(opened)
        done(_("Your password is set. You are signed in."))
        return see_other("home.show")
    return render("accounts/set_password.html", form=form, name=name, first=first, identifier=identifier)


@bp.get("/who-can-do-what")
@signed_in
def rights() -> Response:
    """The policy table as sentences."""
    return render("accounts/rights.html", rows=policy_sentences(), roles=list(Role))


@bp.get("/account")
@signed_in
def me() -> Response:
    """Her own account: language, password, where she is signed in."""
    return render(
        "accounts/me.html",
        sign_ins=queries.open_sign_ins(current_user.account_id),
        zone=queries.zone_of(current_user),
        language_form=LanguageForm(formdata=None, language=current_user.language or "en"),
    )


@fills("members.me.coordinators")
def her_coordinators(member: Member) -> Markup:
    """On her own record: who keeps it, and how she is reached."""
    sentence = _("Your coordinator keeps agency, rank and position. Tell her when something is not right:")
    return fragment("accounts/_coordinators.html", sentence=sentence, people=queries.coordinators_of(member.id))


@bp.route("/account/password", methods=["GET", "POST"])
@signed_in
def password() -> Response:
    """Change the password; other sign-ins end."""
    form = ChangePasswordForm(whose=queries.with_member(current_user.account_id))
    if form.validate_on_submit():
        try:
            commands.change_password(
                form.current_password.data or "",
                form.new_password.data or "",
                by=current_user,
                address=request.remote_addr or "",
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            done(_("Your password is changed. You are signed out everywhere else."))
            return see_other("accounts.me")
    return render("accounts/password.html", form=form)


@bp.route("/account/e-mail", methods=["GET", "POST"])
@signed_in
def address() -> Response:
    """Change the e-mail that she signs in with."""
    form = OwnAddressForm(data={"email": current_user.email})
    if form.validate_on_submit():
        try:
            addresses.change_own_address(
                form.email.data,
                form.current_password.data or "",
                by=current_user,
                address=request.remote_addr or "",
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            done(_("Saved. From now on you sign in with it."))
            return see_other("accounts.me")
    return render("accounts/address.html", form=form)


@bp.post("/language")
@public
def language() -> Response:
    """Choose the language of the pages: of the account, or of this browser."""
    chosen = request.form.get("language", "")
    if chosen in set(Language):
        session["language"] = chosen
        if current_user.is_authenticated:
            commands.choose_language(Language(chosen), by=current_user)
    return see_other_path(local_path(request.form.get("next"), "/"))


@bp.post("/account/sign-ins/<int:sign_in_id>/end")
@signed_in
def end_sign_in(sign_in_id: int) -> Response:
    """End one of her own sign-ins."""
    commands.end_sign_in(sign_in_id, by=current_user)
    done(_("That browser is signed out."))
    return see_other("accounts.me")


@bp.post("/account/sign-ins/end")
@signed_in
def end_other_sign_ins() -> Response:
    """End all her sign-ins but this one."""
    commands.end_other_sign_ins(by=current_user)
    done(_("You are signed out everywhere else."))
    return see_other("accounts.me")
