"""Changes of a career beside transfers: promotions, secondments, and moves to another state."""

from flask import Response, abort
from flask_babel import gettext as _
from flask_login import current_user

from network.access.guard import requires
from network.access.policy import Action
from network.clock import today
from network.errors import Refused
from network.members import careers, moves, queries, secondments
from network.members.career_forms import CorrectSecondmentForm, MoveForm, PromotionForm, SecondmentForm
from network.members.choices import Groups, agencies_by_standing, agencies_by_state, ranks_of
from network.members.models import Affiliation, Member
from network.members.seconded import Secondment, secondments_of
from network.members.views import bp
from network.vocabulary import State
from network.web.pages import done, notice, render, see_other
from network.web.words import state_name

_ONE = "/<member_uid>/secondments/<int:secondment_id>"


def _open(member: Member) -> Affiliation | None:
    return next((one for one in queries.career(member.id) if one.ends_on is None), None)


@bp.route("/<member_uid>/promotion", methods=["GET", "POST"])
@requires(Action.MEMBER_EDIT, on=Member)
def promote(member: Member) -> Response:
    """Another rank or position in the same agency: a new row of her history from that day on."""
    current = _open(member)
    if current is None:
        return see_other("members.transfer", member_uid=member.uid)
    form = PromotionForm.of(current)
    form.rank_id.offer(ranks_of([current.agency.state], also=current.rank_id))
    if form.validate_on_submit():
        try:
            post = form.post_in(current.agency_id)
            careers.add_affiliation(member.id, post, by=current_user, closes=form.closes.data)
        except Refused as refused:
            form.refuse(refused)
            current = _open(member) or current
            form.closes.renew(current.id)
        else:
            done(_("Saved where %(name)s serves.", name=member.name))
            return see_other("members.show", member_uid=member.uid)
    return render("members/promote.html", form=form, member=member, current=current, today=today())


@bp.route("/<member_uid>/move", methods=["GET", "POST"])
@requires(Action.MEMBER_MOVE, on=Member)
def move(member: Member) -> Response:
    """She moves to another state: a new agency there, from a day on."""
    others = [state for state in State if state is not member.state]
    form, current = MoveForm(data={"version": member.version}), _open(member)
    form.agency.offer(agencies_by_state(others), _("Choose"))
    form.rank_id.offer(ranks_of(others))
    if form.validate_on_submit():
        try:
            there = moves.move(member.id, form.version.data, form.post_in(form.agency.data), by=current_user)
        except Refused as refused:
            form.refuse(refused)
            form.version.renew(member.version)
        else:
            done(_("%(name)s is of %(state)s now.", name=there.name, state=state_name(there.state)))
            notice(_("What she signed in with has ended with the move. Her new coordinator makes her a link."))
            return see_other("members.show", member_uid=there.uid)
    return render("members/move.html", form=form, member=member, current=current, today=today())


def _of(member: Member, secondment_id: int) -> Secondment:
    """One of her secondments, else 404."""
    found = [one for one in secondments_of(member.id) if one.id == secondment_id]
    return found[0] if found else abort(404)


@bp.route("/<member_uid>/secondments/new", methods=["GET", "POST"])
@requires(Action.MEMBER_EDIT, on=Member)
def second(member: Member) -> Response:
    """She works elsewhere for a time, and keeps her post."""
    form, current = SecondmentForm(), _open(member)
    form.agency.offer(agencies_by_standing(member.state), _("Choose"))
    if form.validate_on_submit():
        try:
            secondments.second(member.id, form.loan(), by=current_user)
        except Refused as refused:
            form.refuse(refused)
        else:
            done(_("The secondment of %(name)s is saved.", name=member.name))
            return see_other("members.show", member_uid=member.uid)
    return render("members/second.html", form=form, member=member, current=current, one=None, today=today())


@bp.route(f"{_ONE}/correct", methods=["GET", "POST"])
@requires(Action.MEMBER_EDIT, on=Member)
def correct_secondment(member: Member, secondment_id: int) -> Response:
    """Correct a secondment, or write down its last day."""
    one = _of(member, secondment_id)
    names = ("position", "starts_on", "ends_on", "version")
    form = CorrectSecondmentForm(data={**{name: getattr(one, name) for name in names}, "agency": one.agency_id})
    form.agency.offer(_with(agencies_by_standing(member.state), one), _("Choose"))
    if form.validate_on_submit():
        try:
            secondments.correct(one.id, form.version.data, form.loan(), by=current_user)
        except Refused as refused:
            form.refuse(refused)
            one = _of(member, secondment_id)
            form.version.renew(one.version)
        else:
            done(_("The correction is saved."))
            return see_other("members.show", member_uid=member.uid)
    return render("members/second.html", form=form, member=member, current=_open(member), one=one, today=today())


def _with(groups: Groups, one: Secondment) -> Groups:
    """The agencies of her state, and the one of before where she has moved since."""
    if any(key == one.agency_id for entries in groups.values() for key, _name in entries):
        return groups
    return {**groups, state_name(one.agency.state): [(one.agency_id, one.agency.name_on(one.starts_on).english)]}


@bp.post(f"{_ONE}/remove")
@requires(Action.MEMBER_EDIT, on=Member)
def remove_secondment(member: Member, secondment_id: int) -> Response:
    """Take out what was entered by mistake."""
    one = _of(member, secondment_id)
    secondments.remove(one.id, one.version, by=current_user)
    done(_("Removed from the record of %(name)s.", name=member.name))
    return see_other("members.show", member_uid=member.uid)
