"""Pages of shielding: who is shielded, shielding and lifting it, opening a record, and marks on other pages."""

from flask import Blueprint, Response, url_for
from flask_babel import gettext as _
from flask_login import current_user
from markupsafe import Markup

from network.access.guard import allowed, asks_again, may, requires
from network.access.policy import Action
from network.errors import Refused
from network.members.models import Member
from network.shields import commands, queries
from network.shields.forms import LiftForm, OpenForm, ShieldForm
from network.shields.opening import closed_page
from network.web.pages import done, fragment, local_path, render, see_other, see_other_path
from network.web.slots import fills

bp = Blueprint("shields", __name__, url_prefix="/members")


@bp.get("/shielded")
@requires(Action.MEMBER_SHIELD)
def index() -> Response:
    """All who are shielded, and who is named for each."""
    return render("shields/index.html", shielded=queries.shielded_page(current_user))


@bp.post("/<member_uid>/open")
@requires(Action.MEMBER_VIEW, on=Member, opens=True)
def open_record(member: Member) -> Response:
    """Open her record for this sign-in, with the reason."""
    form = OpenForm()
    her_page = url_for("members.show", member_uid=member.uid)
    if not member.is_closed or member.id == current_user.member_id:
        return see_other_path(local_path(form.next.data, her_page))
    if not form.validate():
        return closed_page(member, form)
    commands.open_record(member, form.shield_why.data, by=current_user)
    return see_other_path(local_path(form.next.data, her_page))


@bp.route("/<member_uid>/shield", methods=["GET", "POST"])
@requires(Action.MEMBER_SHIELD, on=Member)
@asks_again
def edit(member: Member) -> Response:
    """Shield her, or name another coordinator for her."""
    form = ShieldForm(data={"coordinator": member.shield_account_id})
    form.offer(queries.to_name(member.state))
    if form.validate_on_submit():
        uid, facts = member.uid, {"why": form.why.data, "by": current_user}
        try:
            if member.is_closed:
                commands.name_coordinator(member.id, form.coordinator.data, **facts)
                done(_("Saved who knows her."))
            else:
                code = commands.shield(member.id, form.coordinator.data, **facts)
                done(_("She is shielded now. Her code is %(code)s.", code=code))
        except Refused as refused:
            form.refuse(refused)
        else:
            return see_other("members.show", member_uid=uid)
    return render("shields/edit.html", member=member, form=form)


@bp.route("/<member_uid>/shield/lift", methods=["GET", "POST"])
@requires(Action.MEMBER_SHIELD, on=Member)
@asks_again
def lift(member: Member) -> Response:
    """She stands under her name again."""
    form = LiftForm()
    if form.validate_on_submit():
        uid = member.uid
        try:
            commands.lift(member.id, why=form.why.data, by=current_user)
        except Refused as refused:
            form.refuse(refused)
        else:
            done(_("She stands under her name again."))
            return see_other("members.show", member_uid=uid)
    return render("shields/lift.html", member=member, form=form)


@fills("members.index.actions")
def way_to_the_shielded() -> str | Markup:
    """From the members list, for the secretariat."""
    return fragment("shields/_button.html") if may(current_user, Action.MEMBER_SHIELD) else ""


@fills("members.show.account")
def on_her_page(member: Member) -> str | Markup:
    """Whether she is shielded and who is named; to the secretariat the way to change it."""
    shields = allowed(current_user, Action.MEMBER_SHIELD, member)
    if not shields and not member.is_closed:
        return ""
    named = queries.named_for(member) if member.is_closed else None
    return fragment("shields/_member.html", member=member, named=named, may=shields)
