"""A lost device: her coordinator or the secretariat takes the factors away and hands her a link."""

from flask import Response, url_for
from flask_babel import gettext as _
from flask_login import current_user
from markupsafe import Markup

from network.access.guard import allowed, asks_again, requires
from network.access.policy import Action
from network.accounts.administration import show_link
from network.accounts.models import Account
from network.accounts.queries import account_of
from network.errors import NotNow
from network.factors import commands
from network.factors.views import bp
from network.members.models import Member
from network.vocabulary import LinkKind
from network.web.pages import fragment
from network.web.slots import fills


@bp.post("/accounts/<int:account_id>/lost-device")
@requires(Action.ACCOUNT_MANAGE, on=Account)
@asks_again
def of_account(account: Account) -> Response:
    """The secretariat, for anybody."""
    back = url_for("accounts.show", account_id=account.id)
    return show_link(LinkKind.RESET, commands.reset(account.id, by=current_user), back)


@bp.post("/members/<member_uid>/lost-device")
@requires(Action.MEMBER_INVITE, on=Member)
@asks_again
def of_member(member: Member) -> Response:
    """A coordinator, for a member of her state."""
    account = account_of(member.id)
    if account is None:
        raise NotNow(_("She has no account yet."))
    back = url_for("members.show", member_uid=member.uid)
    return show_link(LinkKind.RESET, commands.reset(account.id, by=current_user), back)


@fills("accounts.show.signing_in")
def for_account(account: Account) -> Markup:
    """On the account's page."""
    return _button(account, url_for("factors.of_account", account_id=account.id))


@fills("accounts.member_account")
def for_member(member: Member, account: Account | None) -> str | Markup:
    """On a member's page, for whoever makes her links."""
    if account is None or not allowed(current_user, Action.ACCOUNT_LINK, account):
        return ""
    return _button(account, url_for("factors.of_member", member_uid=member.uid))


def _button(account: Account, url: str) -> Markup:
    return fragment("factors/_lost.html", account=account, url=url) if account.has_factor else Markup()
