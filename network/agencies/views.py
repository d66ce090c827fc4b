"""Pages of agencies."""

from datetime import timedelta

from flask import Blueprint, Response, abort, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_login import current_user

from network.access.guard import asks_again, may, permitted, requires
from network.access.policy import Action
from network.access.scope import reaches
from network.agencies import carrying, commands, queries
from network.agencies.forms import (
    AddAgencyForm,
    AgencyFilters,
    CarryOverForm,
    CloseForm,
    EditAgencyForm,
    MergeForm,
    RenameForm,
    SpellingForm,
)
from network.agencies.models import EVER, NATIONAL_LANGUAGES, Agency
from network.agencies.staff import staff
from network.clock import today
from network.errors import Refused
from network.vocabulary import State
from network.web.i18n import language
from network.web.pages import done, render, see_other

_DAY = timedelta(days=1)

bp = Blueprint("agencies", __name__, url_prefix="/agencies")


#: What stands over the names in the state's own language.
_IN_TONGUE = {
    State.KZ: _l("In Kazakh"),
    State.KG: _l("In Kyrgyz"),
    State.TJ: _l("In Tajik"),
    State.TM: _l("In Turkmen"),
    State.UZ: _l("In Uzbek"),
}


def _counted_states() -> frozenset[State]:
    """The states whose people the reader may list: elsewhere a figure would tell her nothing."""
    return frozenset(State) if reaches(current_user, Action.MEMBER_LIST) else current_user.states


@bp.get("/")
@requires(Action.AGENCY_VIEW)
def index() -> Response:
    """All agencies by state, with how many serve there."""
    filters = AgencyFilters()
    rows = permitted(current_user, Action.AGENCY_VIEW, Agency)
    page = queries.agencies_page(rows, filters.chosen(), language(), current_user.states)
    return render(
        "agencies/index.html",
        filters=filters,
        agencies=page,
        serving=staff().serving(current_user, [row.id for row in page.rows], today()),
        counted=_counted_states(),
        tongues=NATIONAL_LANGUAGES,
        manages=may(current_user, Action.AGENCY_MANAGE),
    )


@bp.get("/<int:agency_id>")
@requires(Action.AGENCY_VIEW, on=Agency, load=[Agency.names])
def show(agency: Agency) -> Response:
    """One agency: its names in time, what it belongs to, who serves there."""
    counted = agency.state in _counted_states()
    manages = may(current_user, Action.AGENCY_MANAGE)
    return render(
        "agencies/show.html",
        agency=agency,
        name=agency.name_on(today()),
        today=today(),
        relatives=queries.relatives(agency, language()),
        serving=staff().serving(current_user, [agency.id], today()).get(agency.id, 0) if counted else None,
        tongue=NATIONAL_LANGUAGES[agency.state],
        in_tongue=_IN_TONGUE[agency.state],
        ever=EVER,
        left=staff().to_move(agency.id, agency.closed_on + _DAY) if agency.closed_on and manages else 0,
        carried=queries.carried(agency.id) if agency.closed_on and manages else None,
        manages=manages,
    )


@bp.route("/add", methods=["GET", "POST"])
@requires(Action.AGENCY_MANAGE)
def add() -> Response:
    """A new agency."""
    form = AddAgencyForm(parents=queries.choices(None, today(), language()))
    if form.validate_on_submit():
        try:
            agency_id = commands.add(form.state.data, form.facts, form.naming, by=current_user).id
        except Refused as refused:
            form.refuse(refused)
        else:
            done(_("%(agency)s is added.", agency=form.english.data))
            return see_other("agencies.show", agency_id=agency_id)
    return render("agencies/add.html", form=form)


@bp.route("/<int:agency_id>/edit", methods=["GET", "POST"])
@requires(Action.AGENCY_MANAGE, on=Agency, load=[Agency.names])
def edit(agency: Agency) -> Response:
    """Correct its kind, what it is a part of, and the spelling of its present name."""
    agency_id, title = agency.id, _title(agency)
    parents = queries.choices(agency.state, today(), language(), also=agency.parent_id)
    form = EditAgencyForm.of(agency, agency.name_on(today()), [one for one in parents if one[0] != agency_id])
    if form.validate_on_submit():
        try:
            commands.edit(agency_id, form.version.data, form.facts, form.naming, by=current_user)
        except Refused as refused:
            form.refuse(refused)
        else:
            done(_("%(agency)s is saved.", agency=form.english.data))
            return see_other("agencies.show", agency_id=agency_id)
    return render("agencies/edit.html", form=form, agency_id=agency_id, title=title)


@bp.route("/<int:agency_id>/names/<int:name_id>", methods=["GET", "POST"])
@requires(Action.AGENCY_MANAGE, on=Agency, load=[Agency.names])
def name(agency: Agency, name_id: int) -> Response:
    """Correct the spelling of one of its names, of an earlier one too."""
    agency_id, title = agency.id, _title(agency)
    borne = next((one for one in agency.names if one.id == name_id), None) or abort(404)
    period = borne.starts_on, borne.ends_on
    form = SpellingForm.of(agency, borne)
    if form.validate_on_submit():
        try:
            commands.correct_name(agency_id, name_id, form.version.data, form.naming, by=current_user)
        except Refused as refused:
            form.refuse(refused)
        else:
            done(_("The name is corrected, in old lists too."))
            return see_other("agencies.show", agency_id=agency_id)
    return render("agencies/name.html", form=form, agency_id=agency_id, title=title, period=period)


@bp.route("/<int:agency_id>/rename", methods=["GET", "POST"])
@requires(Action.AGENCY_MANAGE, on=Agency, load=[Agency.names])
def rename(agency: Agency) -> Response:
    """A new name from a day on; the old one stays in the history."""
    agency_id, title = agency.id, _title(agency)
    form = RenameForm.of(agency, agency.names[-1])
    if form.validate_on_submit():
        try:
            name_id = commands.rename(agency_id, form.version.data, form.starts_on.data, form.naming, by=current_user)
        except Refused as refused:
            form.refuse(refused)
        else:
            done(
                _("%(agency)s is its name from that day on.", agency=form.english.data),
                undo=url_for("agencies.take_back_name", agency_id=agency_id, name_id=name_id),
            )
            return see_other("agencies.show", agency_id=agency_id)
    return render("agencies/rename.html", form=form, agency_id=agency_id, title=title)


@bp.post("/<int:agency_id>/names/<int:name_id>/take-back")
@requires(Action.AGENCY_MANAGE, on=Agency)
def take_back_name(agency: Agency, name_id: int) -> Response:
    """Undo the last renaming."""
    agency_id = agency.id
    commands.take_back_name(agency_id, name_id, by=current_user)
    done(_("The new name is taken back."))
    return see_other("agencies.show", agency_id=agency_id)


@bp.route("/<int:agency_id>/merge", methods=["GET", "POST"])
@requires(Action.AGENCY_MANAGE, on=Agency, load=[Agency.names])
@asks_again
def merge(agency: Agency) -> Response:
    """Let it go over into a successor; what follows is shown before it is done."""
    agency_id, state, title, preview = agency.id, agency.state, _title(agency), None
    others = queries.choices(state, today(), language())
    form = MergeForm(version=agency.version, successors=[one for one in others if one[0] != agency_id])
    if form.validate_on_submit():
        try:
            if form.seen.data == form.merger:
                moved = commands.merge(
                    agency_id, form.version.data, form.successor_id.data, form.day.data, form.why.data,
                    by=current_user,
                )  # fmt: skip
                kept = queries.carried(agency_id)
                done(
                    _("%(agency)s is merged. Affiliations continued: %(count)s.", agency=title, count=moved),
                    undo=url_for("agencies.carry_back", agency_id=agency_id, carry_over_id=kept.id) if kept else None,
                )
                return see_other("agencies.show", agency_id=agency_id)
            preview = queries.merger(state, agency_id, form.successor_id.data, form.day.data)
        except Refused as refused:
            form.refuse(refused)
        else:
            form.seen.data, form.seen.raw_data = form.merger, None
    return render("agencies/merge.html", form=form, agency_id=agency_id, title=title, preview=preview)


@bp.route("/<int:agency_id>/close", methods=["GET", "POST"])
@requires(Action.AGENCY_MANAGE, on=Agency, load=[Agency.names])
def close(agency: Agency) -> Response:
    """Close it, where nothing follows it."""
    agency_id, title = agency.id, _title(agency)
    form = CloseForm(version=agency.version)
    if form.validate_on_submit():
        try:
            commands.close(agency_id, form.version.data, form.closed_on.data, form.why.data, by=current_user)
        except Refused as refused:
            form.refuse(refused)
        else:
            done(_("%(agency)s is closed.", agency=title))
            return see_other("agencies.show", agency_id=agency_id)
    return render(
        "agencies/close.html",
        form=form,
        agency_id=agency_id,
        title=title,
        serving=staff().to_move(agency_id, today()),
    )


@bp.post("/<int:agency_id>/reopen")
@requires(Action.AGENCY_MANAGE, on=Agency, load=[Agency.names])
def reopen(agency: Agency) -> Response:
    """Open it again."""
    agency_id, title = agency.id, _title(agency)
    commands.reopen(agency_id, agency.version, by=current_user)
    done(_("%(agency)s is open again.", agency=title))
    return see_other("agencies.show", agency_id=agency_id)


@bp.post("/<int:agency_id>/confirm")
@requires(Action.AGENCY_MANAGE, on=Agency, load=[Agency.names])
def confirm(agency: Agency) -> Response:
    """Say that what stands here is right."""
    agency_id, title = agency.id, _title(agency)
    commands.confirm(agency_id, by=current_user)
    done(_("%(agency)s is confirmed.", agency=title))
    return see_other("agencies.show", agency_id=agency_id)


@bp.route("/<int:agency_id>/carry-over", methods=["GET", "POST"])
@requires(Action.AGENCY_MANAGE, on=Agency, load=[Agency.names])
@asks_again
def carry_over(agency: Agency) -> Response:
    """Whoever still serves in a closed agency goes on in its successor; how many is shown before it is done."""
    agency_id, state, title, preview = agency.id, agency.state, _title(agency), None
    others = queries.choices(state, today(), language())
    form = CarryOverForm(
        version=agency.version,
        successor_id=agency.successor_id,
        successors=[one for one in others if one[0] != agency_id],
    )
    if form.validate_on_submit():
        try:
            if form.seen.data == str(form.successor_id.data):
                count, key = carrying.carry_over(agency_id, form.version.data, form.successor_id.data, by=current_user)
                done(
                    ngettext("%(num)s post was carried over.", "%(num)s posts were carried over.", count),
                    undo=url_for("agencies.carry_back", agency_id=agency_id, carry_over_id=key),
                )
                return see_other("agencies.show", agency_id=agency_id)
            preview = queries.carrying(state, agency_id, form.successor_id.data)
        except Refused as refused:
            form.refuse(refused)
        else:
            form.seen.data, form.seen.raw_data = str(form.successor_id.data), None
    return render("agencies/carry_over.html", form=form, agency_id=agency_id, title=title, preview=preview)


@bp.post("/<int:agency_id>/carry-over/<int:carry_over_id>/undo")
@requires(Action.AGENCY_MANAGE, on=Agency)
@asks_again
def carry_back(agency: Agency, carry_over_id: int) -> Response:
    """Undo the last carrying over, or the merger that it was a part of, while nobody changed those posts."""
    agency_id = agency.id
    count = carrying.carry_back(agency_id, carry_over_id, by=current_user)
    done(ngettext("%(num)s post was carried back.", "%(num)s posts were carried back.", count))
    return see_other("agencies.show", agency_id=agency_id)


def _title(agency: Agency) -> str:
    return agency.name_on(today()).text(language())
