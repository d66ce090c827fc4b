"""Pages of names: those that somebody bore before, and the one that her certificates bear."""

from flask import Response, abort, jsonify, request
from flask_babel import gettext as _
from flask_login import current_user

from network.access.guard import allowed, requires, signed_in
from network.access.policy import Action
from network.errors import Refused
from network.members import queries, renaming
from network.members.models import Member
from network.members.name_forms import CertificateNameForm, PreviousNameForm, suggested
from network.members.previous import NAME_PARTS, PreviousName
from network.members.views import bp, note_read
from network.vocabulary import NameChange, State
from network.web.pages import done, render, see_other

_ONE = "/<member_uid>/names/<int:previous_name_id>"


@bp.post("/transliterations")
@requires(Action.MEMBER_CREATE)
def transliterations() -> Response:
    """What each name being typed may be in the other script. Posted, so that no address holds a name; keeps nothing."""
    state = next((one for one in State if one == request.form.get("state")), None)
    typed = {part: request.form.get(part, "") for part in NAME_PARTS}
    return jsonify(suggested(typed, state, for_filled=True))


@bp.route("/me/name", methods=["GET", "POST"])
@signed_in
def own_name() -> Response:
    """What her certificates call her: she decides."""
    member = queries.member_of(current_user)
    if member is None or not allowed(current_user, Action.MEMBER_CONTACT_EDIT, member):
        abort(404)
    form = CertificateNameForm(obj=member)
    if form.validate_on_submit():
        try:
            renaming.choose_certificate_name(member.id, form.version.data, form.certificate_name.data, by=current_user)
        except Refused as refused:
            form.refuse(refused)
            form.version.renew(member.version)
        else:
            done(_("Your name on certificates is saved."))
            return see_other("members.me")
    return render("members/own_name.html", form=form, member=member)


@bp.route("/<member_uid>/names/new", methods=["GET", "POST"])
@requires(Action.MEMBER_EDIT, on=Member)
def add_name(member: Member) -> Response:
    """One more name that she bore."""
    form = PreviousNameForm(data={"why": NameChange.MARRIAGE, "version": member.version})
    if form.validate_on_submit():
        try:
            renaming.add_previous_name(member.id, form.former(), by=current_user)
        except Refused as refused:
            form.refuse(refused)
        else:
            done(_("The previous name is saved. %(name)s is found by it.", name=member.name))
            return see_other("members.show", member_uid=member.uid)
    return render("members/add_name.html", form=form, member=member)


def _of(member: Member, previous_name_id: int) -> PreviousName:
    """One of her previous names, else 404."""
    return queries.previous_name(member.id, previous_name_id) or abort(404)


@bp.route(f"{_ONE}/correct", methods=["GET", "POST"])
@requires(Action.MEMBER_EDIT, on=Member)
def correct_name(member: Member, previous_name_id: int) -> Response:
    """Correct a name of before."""
    one = _of(member, previous_name_id)
    form = PreviousNameForm(obj=one)
    if form.validate_on_submit():
        try:
            renaming.correct_previous_name(one.id, form.version.data, form.former(), by=current_user)
        except Refused as refused:
            form.refuse(refused)
            form.version.renew(_of(member, previous_name_id).version)
        else:
            done(_("The correction is saved."))
            return see_other("members.show", member_uid=member.uid)
    page = render("members/correct_name.html", form=form, member=member, one=one)
    note_read(member)
    return page


@bp.post(f"{_ONE}/remove")
@requires(Action.MEMBER_EDIT, on=Member)
def remove_name(member: Member, previous_name_id: int) -> Response:
    """Take out a name that was never hers."""
    one = _of(member, previous_name_id)
    try:
        renaming.remove_previous_name(one.id, one.version, by=current_user)
    except Refused as refused:
        form = PreviousNameForm(formdata=None, obj=one)
        form.refuse(refused)
        return render("members/correct_name.html", form=form, member=member, one=one)
    done(_("The previous name is removed. Nobody finds her by it any more."))
    return see_other("members.show", member_uid=member.uid)
