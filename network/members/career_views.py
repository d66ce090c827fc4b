"""Where somebody serves: transfers, corrections, ends. History stays; what closes is said beforehand."""

from collections.abc import Sequence
from typing import Any

from flask import Response, abort
from flask_babel import gettext as _
from flask_login import current_user

from network.access.guard import requires
from network.access.policy import Action
from network.clock import today
from network.errors import Refused
from network.members import careers, queries
from network.members.career_forms import CorrectForm, EndForm, TransferForm
from network.members.choices import agencies_by_standing, ranks_of
from network.members.models import Affiliation, Member
from network.members.views import bp
from network.web.pages import done, render, see_other

_ONE = "/<member_uid>/affiliations/<int:affiliation_id>"


def _of(member: Member, affiliation_id: int) -> Affiliation:
    """One of her affiliations, else 404."""
    found = [one for one in queries.career(member.id) if one.id == affiliation_id]
    return found[0] if found else abort(404)


def _open(career: Sequence[Affiliation]) -> Affiliation | None:
    return next((one for one in career if one.ends_on is None), None)


@bp.route("/<member_uid>/affiliations/new", methods=["GET", "POST"])
@requires(Action.MEMBER_EDIT, on=Member)
def transfer(member: Member) -> Response:
    """A new post; the open one ends the day before, and the page says so."""
    current = _open(queries.career(member.id))
    form = TransferForm(data={"closes": current.id if current else 0})
    form.agency.offer(agencies_by_standing(member.state), _("Choose"))
    form.rank_id.offer(ranks_of([member.state]))
    if form.validate_on_submit():
        try:
            careers.add_affiliation(member.id, form.post(), by=current_user, closes=form.closes.data)
        except Refused as refused:
            form.refuse(refused)
            current = _open(queries.career(member.id))
            form.closes.renew(current.id if current else 0)
        else:
            done(_("Saved where %(name)s serves.", name=member.name))
            return see_other("members.show", member_uid=member.uid)
    return render("members/transfer.html", form=form, member=member, current=current)


def _correction(member: Member, one: Affiliation, **more: Any) -> CorrectForm:
    """The row as it stands. Not `obj=one`: its `agency` is a record, where the field takes a number."""
    form = CorrectForm(
        data={
            "agency": one.agency_id,
            "rank_id": one.rank_id,
            "rank": one.rank,
            "band": one.band,
            "position": one.position,
            "starts_on": one.starts_on,
            "ends_on": one.ends_on,
            "version": one.version,
        },
        **more,
    )
    form.agency.offer(agencies_by_standing(member.state, also=one), _("Choose"))
    form.rank_id.offer(ranks_of([one.agency.state], also=one.rank_id))
    return form


@bp.route(f"{_ONE}/correct", methods=["GET", "POST"])
@requires(Action.MEMBER_EDIT, on=Member)
def correct(member: Member, affiliation_id: int) -> Response:
    """Correct a post's row: what was entered wrongly. Lists of past trainings print the correction."""
    one = _of(member, affiliation_id)
    form = _correction(member, one)
    if form.validate_on_submit():
        try:
            careers.correct_affiliation(one.id, form.version.data, form.post(), by=current_user)
        except Refused as refused:
            form.refuse(refused)
            one = _of(member, affiliation_id)
            form.version.renew(one.version)
        else:
            done(_("The correction is saved."))
            return see_other("members.show", member_uid=member.uid)
    return render("members/correct.html", form=form, member=member, one=one)


@bp.route(f"{_ONE}/end", methods=["GET", "POST"])
@requires(Action.MEMBER_EDIT, on=Member)
def end(member: Member, affiliation_id: int) -> Response:
    """She left, and where to is not known or nowhere."""
    one = _of(member, affiliation_id)
    form = EndForm(data={"ends_on": one.ends_on or today(), "version": one.version})
    if form.validate_on_submit():
        try:
            careers.end_affiliation(one.id, form.version.data, form.ends_on.data, by=current_user)
        except Refused as refused:
            form.refuse(refused)
            one = _of(member, affiliation_id)
            form.version.renew(one.version)
        else:
            done(_("Saved where %(name)s serves.", name=member.name))
            return see_other("members.show", member_uid=member.uid)
    return render("members/end.html", form=form, member=member, one=one)


@bp.post(f"{_ONE}/remove")
@requires(Action.MEMBER_EDIT, on=Member)
def remove(member: Member, affiliation_id: int) -> Response:
    """Take out what was entered by mistake, unless a participants list prints it."""
    one = _of(member, affiliation_id)
    form = _correction(member, one, formdata=None)
    try:
        careers.remove_affiliation(one.id, one.version, by=current_user)
    except Refused as refused:
        form.refuse(refused)
        return render("members/correct.html", form=form, member=member, one=_of(member, affiliation_id))
    done(_("Removed from the record of %(name)s.", name=member.name))
    return see_other("members.show", member_uid=member.uid)
