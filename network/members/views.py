"""Pages of members: the list, a person's page, and her own. Where she serves is changed in `career_views`."""

from collections.abc import Sequence

from flask import Blueprint, Response, abort, jsonify, request
from flask_babel import gettext as _
from flask_login import current_user

from network.access.guard import allowed, may, requires, signed_in
from network.access.policy import Action
from network.access.scope import reaches
from network.audit.seen import note_opened
from network.clock import today
from network.errors import Refused
from network.members import commands, directory, queries, review
from network.members.choices import agencies_by_state, ranks_of
from network.members.forms import AddMemberForm, ContactForm, EditMemberForm, MembersFilter
from network.members.models import Member
from network.members.name_forms import suggested
from network.members.seconded import secondments_of
from network.vocabulary import Sex, Standing, State
from network.web.pages import done, notice, render, see_other
from network.web.words import label, state_name

bp = Blueprint("members", __name__, url_prefix="/members")
bp.before_request(commands.settle_due)


def _states(action: Action) -> Sequence[State]:
    """The states that the reader may do this in: all five, or those that she coordinates."""
    return list(State) if reaches(current_user, action) else sorted(current_user.states)


@bp.get("/")
@requires(Action.MEMBER_LIST)
def index() -> Response:
    """The people that she may list."""
    states = _states(Action.MEMBER_LIST)
    form = MembersFilter(states=states, agencies=agencies_by_state(states, closed=True))
    page = queries.members_page(current_user, form.chosen())
    codes = queries.only_codes(current_user, form.chosen()) if page.next_url is None else ()
    state_names, standings = {one: state_name(one) for one in State}, {one: label(one) for one in Standing}
    return render(
        "members/index.html", filters=form, members=page, codes=codes, state_names=state_names, standings=standings
    )


@bp.get("/suggest")
@requires(Action.MEMBER_LIST)
def suggest() -> Response:
    """The first few people that the letters typed into a picker may mean."""
    found = queries.suggestions(request.args.get("q", "")[:200], current_user, Action.MEMBER_LIST)
    names = ("uid", "number", "name", "latin", "state", "agency", "why")
    return jsonify([{name: getattr(one, name) for name in names} for one in found])


@bp.get("/<member_uid>")
@requires(Action.MEMBER_VIEW, on=Member, load=[queries.WITH_NAMES])
def show(member: Member) -> Response:
    """A person: names, contacts, and where she served when."""
    editable = allowed(current_user, Action.MEMBER_EDIT, member) and member.erased_at is None
    page = render(
        "members/show.html",
        member=member,
        career=queries.career(member.id),
        seconded=secondments_of(member.id),
        today=today(),
        editable=editable,
        moves=editable and may(current_user, Action.MEMBER_MOVE),
        sees=_sees(member),
    )
    note_read(member)
    return page


def _sees(member: Member) -> dict[str, bool]:
    """Which of her guarded fields the reader may see: the policy decides field by field."""
    fields = {
        "contact": Action.MEMBER_CONTACT_VIEW,
        "birth": Action.MEMBER_BIRTH_VIEW,
        "notes": Action.MEMBER_NOTES_VIEW,
    }
    return {name: allowed(current_user, action, member) for name, action in fields.items()}


def note_read(member: Member) -> None:
    """That her record was read. Of a shielded record it is written down already, with the reason."""
    if not member.is_closed:
        note_opened(member.id, current_user)


@bp.route("/me", methods=["GET", "POST"])
@signed_in
def me() -> Response:
    """Her own record; she keeps her e-mail and phone current herself."""
    member = queries.member_of(current_user)
    if member is None or not allowed(current_user, Action.MEMBER_CONTACT_EDIT, member):
        abort(404)
    form = ContactForm(obj=member)
    if form.validate_on_submit():
        try:
            commands.edit_contact(member.id, form.version.data, form.email.data, form.phone.data, by=current_user)
        except Refused as refused:
            form.refuse(refused)
            form.version.renew(member.version)
        else:
            done(_("Your contact data are saved."))
            return see_other("members.me")
    return render(
        "members/me.html",
        member=member,
        career=queries.career(member.id),
        seconded=secondments_of(member.id),
        today=today(),
        form=form,
        open_now=directory.open_now(directory.decisions(member.id)),
    )


@bp.route("/new", methods=["GET", "POST"])
@requires(Action.MEMBER_CREATE)
def add() -> Response:
    """A new member. People of the same name are shown first, and decide nothing."""
    states = _states(Action.MEMBER_CREATE)
    form = AddMemberForm(states=states, data={"sex": Sex.FEMALE})
    form.agency.offer(agencies_by_state(states), _("Not known yet"))
    form.rank_id.offer(ranks_of(states))
    namesakes: Sequence[review.MayBe] = ()
    asked = form.asks_for_names()
    if not asked and form.validate_on_submit():
        another, shown = form.another.data, form.shown.data.split()
        try:
            member = commands.add_member(
                form.person(), form.post(), another=another, shown=shown, by=current_user, reader=current_user
            )
        except Refused as refused:
            form.refuse(refused)
            namesakes = review.may_be(refused.people) if isinstance(refused, commands.Namesakes) else ()
            form.shown.process_data(" ".join(one.who.uid for one in namesakes))
        else:
            done(_("%(name)s is a member now: %(number)s.", name=member.name, number=member.number))
            return see_other("members.show", member_uid=member.uid)
    hints = suggested(form.names(), form.state_now, for_filled=asked)
    return render("members/add.html", form=form, namesakes=namesakes, suggested=hints)


@bp.route("/<member_uid>/edit", methods=["GET", "POST"])
@requires(Action.MEMBER_EDIT, on=Member)
def edit(member: Member) -> Response:
    """Who she is and how to reach her. To another state only the secretariat moves her."""
    guest = member.standing is Standing.GUEST
    states = _states(Action.MEMBER_EDIT) if reaches(current_user, Action.MEMBER_EDIT) else [member.state]
    form = EditMemberForm(obj=member, states=states, guest=guest)
    asked = form.asks_for_names()
    if not asked and form.validate_on_submit():
        standing = Standing.GUEST if guest else form.standing.data
        moves = form.person().state is not member.state
        try:
            kept = commands.edit_member(
                member.id,
                form.version.data,
                form.person(),
                standing,
                certificate_name=form.certificate_name.data,
                keep_old=form.keep_old.data,
                by=current_user,
            )
        except Refused as refused:
            form.refuse(refused)
            form.version.renew(member.version)
        else:
            done(_("The record of %(name)s is saved.", name=member.name))
            if kept:
                notice(_("Her old name stands under previous names, and she is found by it."))
            if moves:
                notice(_("What she signed in with has ended with the move. Her new coordinator makes her a link."))
            return see_other("members.show", member_uid=member.uid)
    hints = suggested(form.names(), form.state_now, for_filled=asked)
    page = render("members/edit.html", form=form, member=member, suggested=hints)
    note_read(member)
    return page


@bp.post("/<member_uid>/admit")
@requires(Action.MEMBER_EDIT, on=Member)
def admit(member: Member) -> Response:
    """A guest becomes a member."""
    member = commands.admit(member.id, by=current_user)
    done(_("%(name)s is a member now: %(number)s.", name=member.name, number=member.number))
    return see_other("members.show", member_uid=member.uid)
