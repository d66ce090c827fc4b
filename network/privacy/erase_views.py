"""The page on which the secretariat erases a person: what goes, what stays, and her number typed out."""

from flask import Response
from flask_babel import gettext as _
from flask_login import current_user
from markupsafe import Markup

from network.access.guard import allowed, asks_again, requires
from network.access.policy import Action
from network.errors import NotNow, Refused
from network.members.models import Member
from network.privacy import erasing
from network.privacy.forms import EraseForm
from network.privacy.views import bp
from network.privacy.words import goes, stays
from network.web.pages import done, fragment, render, see_other
from network.web.slots import fills


@bp.route("/members/<member_uid>/erase", methods=["GET", "POST"])
@requires(Action.MEMBER_ERASE, on=Member)
@asks_again
def erase(member: Member) -> Response:
    """Erase a person."""
    if member.erased_at is not None:
        raise NotNow(_("This person is erased already."))
    form, member_id, number = EraseForm(), member.id, member.number
    if number is None:
        form.number.label.text = _("Type her family name and given name")
    if form.validate_on_submit():
        try:
            erasing.erase(member_id, why=form.why.data, typed=form.number.data, by=current_user)
        except Refused as refused:
            form.refuse(refused)
        else:
            done(_("She is erased. An empty record stays, so that the figures stay right."))
            return see_other("members.index")
    rows = erasing.held(member_id).rows
    return render("privacy/erase.html", form=form, member=member, goes=goes(rows), stays=stays(rows))


@fills("members.show.account")
def on_a_record(member: Member) -> str | Markup:
    """On a member's page, for the secretariat: the way to erase her, or that she is erased."""
    if not allowed(current_user, Action.MEMBER_ERASE, member):
        return ""
    return fragment("privacy/_erase.html", member=member)
