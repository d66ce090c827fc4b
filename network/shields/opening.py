"""What stands in front of a shielded record: the page that asks why it is opened."""

from flask import Response, request
from flask_babel import gettext as _
from flask_login import current_user

from network.members.models import Member
from network.shields import commands, queries
from network.shields.forms import OpenForm
from network.web.errors import answer, kept_fields, wants_json
from network.web.pages import render


def show_closed(member: Member) -> Response | None:
    """The page that asks for a reason, or None to go on: her own record, or one that this sign-in has opened.

    A form that was sent meanwhile is not lost: the page sends it once more, together with the reason.
    """
    if current_user.member_id == member.id or queries.is_open(current_user.sign_in_id, member.id):
        return None
    if wants_json():
        return answer(403, sentence=_("This record is shielded: open it with a reason first."))
    if request.method == "POST" and "shield_why" in request.form:
        form = OpenForm()
        if form.validate():
            commands.open_record(member, form.shield_why.data, by=current_user)
            return None
        return closed_page(member, form)
    return closed_page(member, OpenForm(formdata=None, data={"next": request.full_path.rstrip("?")}))


def closed_page(member: Member, form: OpenForm) -> Response:
    """Code and state, and the question why. Where a form was on its way, its fields go along."""
    own = {"shield_why", "next"}
    resend = request.method == "POST" and request.endpoint != "shields.open_record"
    return render(
        "shields/closed.html",
        422 if form.errors else 403 if resend else 200,
        member=member,
        form=form,
        action=request.full_path.rstrip("?") if resend else None,
        fields=[(name, value) for name, value in kept_fields() if name not in own] if resend else [],
    )
