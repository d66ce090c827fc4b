"""Pages on which the secretariat ends a coordinator's role, or switches her account off, and says who takes over."""

from typing import Any

from flask import Blueprint, Response, abort
from flask_babel import gettext as _
from flask_login import current_user
from markupsafe import Markup

from network.access.guard import asks_again, may, requires
from network.access.policy import Action
from network.accounts.models import Account
from network.clock import today
from network.errors import Refused
from network.handover import commands, queries
from network.handover.forms import EndRoleForm, HandOverForm
from network.vocabulary import Role
from network.web.pages import done, fragment, render, see_other
from network.web.slots import fills
from network.web.words import state_name

bp = Blueprint("handover", __name__)


@bp.route("/accounts/<int:account_id>/roles/<int:grant_id>/hand-over", methods=["GET", "POST"])
@requires(Action.ACCOUNT_MANAGE, on=Account, load=[Account.grants])
@asks_again
def end_role(account: Account, grant_id: int) -> Response:
    """What she holds as the coordinator of this state, and who takes it when the role ends."""
    grant = next((one for one in account.grants if one.id == grant_id and one.role is Role.COORDINATOR), None)
    if grant is None or grant.state is None:
        abort(404)
    account_id, name, states = account.id, account.name, {grant.state}
    others = [one for one in account.grants if one is not grant and one.role is Role.COORDINATOR]
    keeps = any(not one.is_over_on(today()) for one in others)
    form = _with_receivers(EndRoleForm(data={"last_day": grant.ends_on}), account_id, states)
    if form.validate_on_submit():
        try:
            commands.end_role(
                grant_id,
                account_id=account_id,
                receiver_id=form.receiver.data,
                last_day=form.last_day.data,
                by=current_user,
            )
        except Refused as refused:
            form.refuse(refused)
            form = _with_receivers(form, account_id, states)
        else:
            done(_("The role has ended.") if form.last_day.data is None else _("The last day is saved."))
            return see_other("accounts.show", account_id=account_id)
    held = queries.held(account_id, states, keeps_assigned=keeps)
    return render("handover/end_role.html", form=form, account_id=account_id, name=name, held=held, grant_id=grant_id)


@bp.route("/accounts/<int:account_id>/switch-off", methods=["GET", "POST"])
@requires(Action.ACCOUNT_MANAGE, on=Account)
@asks_again
def switch_off(account: Account) -> Response:
    """What she holds as a coordinator, and who takes it when her account is switched off."""
    account_id, name, states = account.id, account.name, queries.states_of(account.id)
    form = _with_receivers(HandOverForm(), account_id, states)
    if form.validate_on_submit():
        try:
            commands.switch_off(account_id, receiver_id=form.receiver.data, by=current_user)
        except Refused as refused:
            form.refuse(refused)
            form = _with_receivers(form, account_id, states)
        else:
            done(_("The account is switched off."))
            return see_other("accounts.show", account_id=account_id)
    held = queries.held(account_id, states)
    return render("handover/switch_off.html", form=form, account_id=account_id, name=name, held=held)


@fills("home.show.first")
def on_the_first_page() -> str | Markup:
    """What was handed over from or to her lately; for the secretariat, what has nobody."""
    account_id = current_user.account_id
    told = queries.told(account_id) if account_id is not None else []
    left = queries.without_owner() if may(current_user, Action.ACCOUNT_MANAGE) else []
    if not told and not left:
        return ""
    return fragment("handover/_first.html", told=told, left=left, account_id=account_id)


def _with_receivers(form: Any, account_id: int, states: set[Any]) -> Any:
    people = queries.receivers(account_id, states)
    form.receiver.choices = [
        ("", _("Nobody yet")),
        *((one, f"{name} ({state_name(state)})") for one, state, name in people),
    ]
    return form
