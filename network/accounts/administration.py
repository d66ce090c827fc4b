"""Pages on which the secretariat keeps accounts and roles, and coordinators invite members of their state.

The same blueprint as `views.py`, which holds what a person does with her own account.
"""

from flask import Response, abort, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from markupsafe import Markup

from network.access.guard import allowed, asks_again, requires
from network.access.policy import Action
from network.access.scope import sight
from network.accounts import addresses, links, queries, roles
from network.accounts.forms import AccountFilters, AddressForm, InviteForm, RoleForm
from network.accounts.letters import link_url
from network.accounts.models import Account
from network.accounts.views import bp
from network.audit.unchanged import at_this_address
from network.clock import today
from network.errors import Refused
from network.members.models import Member
from network.vocabulary import LinkKind, Role
from network.web.pages import done, fragment, notice, render, see_other, see_other_path
from network.web.slots import fills

_ENDPOINTS = {LinkKind.INVITATION: "accounts.invitation", LinkKind.RESET: "accounts.new_password"}


@bp.get("/accounts")
@requires(Action.ACCOUNT_MANAGE)
def index() -> Response:
    """All accounts, and who coordinates which state."""
    filters = AccountFilters()
    chosen = filters.chosen()
    page, held = at_this_address(
        "rows", sight(current_user, Action.ACCOUNT_MANAGE), lambda reader: queries.accounts_page(reader, chosen)
    )
    return render(
        "accounts/index.html",
        filters=filters,
        accounts=page,
        roles=held,
        coordinators=None if filters.active else queries.coordinators(),
    )


@bp.route("/accounts/invite", methods=["GET", "POST"])
@requires(Action.ACCOUNT_MANAGE)
@asks_again
def invite() -> Response:
    """Make an account for a coordinator or the secretariat, and its one-time link."""
    form = InviteForm()
    if form.validate_on_submit():
        try:
            token = roles.invite(
                by=current_user, role=form.role.data, state=form.state.data, email=form.email.data, name=form.name.data
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            return show_link(LinkKind.INVITATION, token, form.name.data, url_for("accounts.index"))
    return render("accounts/invite.html", form=form)


@bp.route("/accounts/<int:account_id>", methods=["GET", "POST"])
@requires(Action.ACCOUNT_MANAGE, on=Account, load=[Account.grants, Account.member])
@asks_again
def show(account: Account) -> Response:
    """One account: its roles in time, and whether it can sign in."""
    # Of a member it was perhaps typed by somebody else: whoever makes her more types it again.
    form = RoleForm(data={"email": "" if account.is_members_only else account.email})
    if form.validate_on_submit():
        account_id, name, back = account.id, account.name, url_for("accounts.show", account_id=account.id)
        try:
            token = roles.give_role(account_id, form.role.data, form.state.data, form.email.data, by=current_user)
        except Refused as refused:
            form.refuse(refused)
            account = queries.account(account_id) or abort(404)
        else:
            done(_("The role is given. It holds from the next sign-in."))
            return show_link(LinkKind.INVITATION, token, name, back) if token else see_other_path(back)
    return render("accounts/show.html", account=account, form=form, today=today())


@bp.route("/accounts/<int:account_id>/e-mail", methods=["GET", "POST"])
@requires(Action.ACCOUNT_MANAGE, on=Account, load=[Account.member])
@asks_again
def change_address(account: Account) -> Response:
    """Correct the e-mail that it signs in with, as after a slip or when somebody else reads that mailbox."""
    form = AddressForm(data={"email": account.email})
    if form.validate_on_submit():
        account_id = account.id
        try:
            addresses.change_address(account_id, form.email.data, by=current_user)
        except Refused as refused:
            form.refuse(refused)
            account = queries.account(account_id) or abort(404)
        else:
            done(_("The e-mail is saved. Links to the earlier one have ended."))
            return see_other("accounts.show", account_id=account_id)
    return render("accounts/change_address.html", form=form, account=account)


@bp.post("/accounts/<int:account_id>/roles/<int:grant_id>/end")
@requires(Action.ACCOUNT_MANAGE, on=Account)
@asks_again
def end_role(account: Account, grant_id: int) -> Response:
    """End one of its roles today."""
    account_id = account.id
    roles.end_role(grant_id, account_id=account_id, by=current_user)
    done(_("The role has ended."))
    return see_other("accounts.show", account_id=account_id)


@bp.post("/accounts/<int:account_id>/switch")
@requires(Action.ACCOUNT_MANAGE, on=Account)
@asks_again
def switch(account: Account) -> Response:
    """Switch an account off, or on again."""
    account_id, on = account.id, request.form.get("on") == "1"
    roles.set_disabled(account_id, not on, by=current_user)
    done(_("The account is switched on.") if on else _("The account is switched off."))
    return see_other("accounts.show", account_id=account_id)


@bp.post("/accounts/<int:account_id>/link")
@requires(Action.ACCOUNT_MANAGE, on=Account)
@asks_again
def make_link(account: Account) -> Response:
    """A one-time link for the account, shown once."""
    kind = LinkKind.RESET if account.password_hash else LinkKind.INVITATION
    name, back = account.name, url_for("accounts.show", account_id=account.id)
    return show_link(kind, links.make_link(account.id, kind, by=current_user), name, back)


@bp.post("/members/<member_uid>/invite")
@requires(Action.MEMBER_INVITE, on=Member)
def invite_member(member: Member) -> Response:
    """An invitation for a member, or a link for a new password where she has opened her account."""
    account = queries.account_of(member.id)
    back, name = url_for("members.show", member_uid=member.uid), member.name
    try:
        if account is not None and account.password_hash is not None:
            kind, token = LinkKind.RESET, links.make_link(account.id, LinkKind.RESET, by=current_user)
        else:
            kind, token = LinkKind.INVITATION, roles.invite(by=current_user, role=Role.MEMBER, member=member)
    except Refused as refused:
        notice(str(refused.sentence))
        return see_other_path(back)
    return show_link(kind, token, name, back)


@fills("members.show.account")
def member_account(member: Member) -> str | Markup:
    """On a member's page: whether she can sign in, for those who may invite her."""
    if not allowed(current_user, Action.MEMBER_INVITE, member):
        return ""
    account = queries.account_of(member.id)
    may_link = account is None or allowed(current_user, Action.ACCOUNT_LINK, account)
    return fragment("accounts/_member_account.html", member=member, account=account, may_link=may_link)


def show_link(kind: LinkKind, token: str, name: str, back: str) -> Response:
    """The page that shows a one-time link, once."""
    return render("accounts/link.html", kind=kind.value, url=link_url(_ENDPOINTS[kind], token), name=name, back=back)
