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
from network.accounts import addresses, letters, links, listing, queries, roles
from network.accounts.forms import AccountFilters, AddressForm, InviteForm, RoleForm
from network.accounts.links import LinkSpent
from network.accounts.models import Account
from network.accounts.paper import papers
from network.accounts.views import bp
from network.audit.unchanged import at_this_address
from network.clock import today
from network.errors import Refused
from network.mail import queries as outbox
from network.mail.sender import can_send
from network.members.models import Member
from network.vocabulary import LinkKind, Role
from network.web.pages import done, fragment, notice, render, see_other, see_other_path
from network.web.slots import fills


@bp.get("/accounts")
@requires(Action.ACCOUNT_MANAGE)
def index() -> Response:
    """All accounts, and who coordinates which state."""
    filters = AccountFilters()
    chosen = filters.chosen()
    page, held = at_this_address(
        "rows", sight(current_user, Action.ACCOUNT_MANAGE), lambda reader: listing.accounts_page(reader, chosen)
    )
    return render(
        "accounts/index.html",
        filters=filters,
        accounts=page,
        roles=held,
        coordinators=None if filters.active else queries.coordinators(),
        outbox=outbox.standing() if can_send() else None,
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
                by=current_user,
                role=form.role.data,
                state=form.state.data,
                email=form.email.data,
                name=form.name.data,
                send=form.is_to_be_sent,
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            return show_link(LinkKind.INVITATION, token, url_for("accounts.index"), sent=form.is_to_be_sent)
    return render("accounts/invite.html", form=form)


@bp.route("/accounts/<int:account_id>", methods=["GET", "POST"])
@requires(Action.ACCOUNT_MANAGE, on=Account, load=[Account.grants, Account.member])
@asks_again
def show(account: Account) -> Response:
    """One account: its roles in time, and whether it can sign in."""
    # Of a member it was perhaps typed by somebody else: whoever makes her more types it again.
    form = RoleForm(data={"email": "" if account.is_members_only else account.email})
    if form.validate_on_submit():
        account_id, back = account.id, url_for("accounts.show", account_id=account.id)
        try:
            token = roles.give_role(
                account_id,
                form.role.data,
                form.state.data,
                form.email.data,
                by=current_user,
                send=form.is_to_be_sent,
            )
        except Refused as refused:
            form.refuse(refused)
            account = queries.account(account_id) or abort(404)
        else:
            done(_("The role is given. It holds from the next sign-in."))
            if token is None:
                return see_other_path(back)
            return show_link(LinkKind.INVITATION, token, back, sent=form.is_to_be_sent)
    send_to = letters.offered_address(account, account.member, current_user)
    return render("accounts/show.html", account=account, form=form, today=today(), send_to=send_to)


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
@requires(Action.ACCOUNT_MANAGE, on=Account, load=[Account.grants])
@asks_again
def end_role(account: Account, grant_id: int) -> Response:
    """End one of its roles today; a coordinator's on the page that asks who takes over."""
    account_id = account.id
    if any(one.id == grant_id and one.role is Role.COORDINATOR for one in account.grants):
        return see_other("handover.end_role", account_id=account_id, grant_id=grant_id)
    roles.end_role(grant_id, account_id=account_id, by=current_user)
    done(_("The role has ended."))
    return see_other("accounts.show", account_id=account_id)


@bp.post("/accounts/<int:account_id>/switch")
@requires(Action.ACCOUNT_MANAGE, on=Account, load=[Account.grants])
@asks_again
def switch(account: Account) -> Response:
    """Switch an account off, or on again; a coordinator's off on the page that asks who takes over."""
    account_id, on = account.id, request.form.get("on") == "1"
    if not on and any(one.role is Role.COORDINATOR and one.holds_on(today()) for one in account.grants):
        return see_other("handover.switch_off", account_id=account_id)
    roles.set_disabled(account_id, not on, by=current_user)
    done(_("The account is switched on.") if on else _("The account is switched off."))
    return see_other("accounts.show", account_id=account_id)


@bp.post("/accounts/<int:account_id>/link")
@requires(Action.ACCOUNT_MANAGE, on=Account)
@asks_again
def make_link(account: Account) -> Response:
    """A one-time link for the account, shown once, and sent where that is asked for."""
    kind = LinkKind.RESET if account.password_hash else LinkKind.INVITATION
    back, sent = url_for("accounts.show", account_id=account.id), _is_to_be_sent()
    return show_link(kind, links.make_link(account.id, kind, by=current_user, send=sent), back, sent=sent)


@bp.post("/members/<member_uid>/invite")
@requires(Action.MEMBER_INVITE, on=Member)
def invite_member(member: Member) -> Response:
    """An invitation for a member, or a link for a new password where she has opened her account."""
    account = queries.account_of(member.id)
    back, sent = url_for("members.show", member_uid=member.uid), _is_to_be_sent()
    try:
        if account is not None and account.password_hash is not None:
            kind, token = LinkKind.RESET, links.make_link(account.id, LinkKind.RESET, by=current_user, send=sent)
        else:
            kind = LinkKind.INVITATION
            token = roles.invite(by=current_user, role=Role.MEMBER, member=member, send=sent)
    except Refused as refused:
        notice(str(refused.sentence))
        return see_other_path(back)
    return show_link(kind, token, back, sent=sent)


@fills("members.show.account")
def member_account(member: Member) -> str | Markup:
    """On a member's page: whether she can sign in, for those who may invite her."""
    if not allowed(current_user, Action.MEMBER_INVITE, member):
        return ""
    account = queries.account_of(member.id)
    may_link = account is None or allowed(current_user, Action.ACCOUNT_LINK, account)
    send_to = letters.offered_address(account, member, current_user)
    return fragment("accounts/_member_account.html", member=member, account=account, may_link=may_link, send_to=send_to)


def _is_to_be_sent() -> bool:
    """Whether the button was pressed that also sends the link."""
    return can_send() and request.form.get("send") == "1"


def show_link(kind: LinkKind, token: str, back: str, *, sent: bool = False) -> Response:
    """The one page on which the link stands, as an address and as a letter on paper."""
    link = queries.usable_link(kind, token)
    if link is None:  # somebody ended it in this very moment
        raise LinkSpent
    account, url = link.account, letters.link_url(letters.ENDPOINTS[kind], token)
    return render(
        "accounts/link.html",
        kind=kind.value,
        url=url,
        name=account.name,
        back=back,
        sent_to=letters.offered_address(account, account.member, current_user) if sent else None,
        papers=papers(link, url, current_user),
    )
