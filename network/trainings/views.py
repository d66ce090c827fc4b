"""Pages of trainings."""

from itertools import groupby
from typing import Any

from flask import Blueprint, Response, request
from flask_babel import gettext as _
from flask_login import current_user

from network.access.guard import allowed, may, requires
from network.access.policy import Action
from network.access.scope import sight
from network.audit.unchanged import at_this_address
from network.clock import today
from network.errors import Refused, Stale
from network.priorities.queries import choices as priority_choices
from network.trainings import commands, month, queries
from network.trainings.filters import TrainingFilters
from network.trainings.forms import AssignForm, CancelForm, TrainingForm
from network.trainings.models import Training
from network.trainings.programme import SessionFacts
from network.vocabulary import REGION_ZONE, STATE_ZONES, State, TrainingKind, TrainingStatus
from network.web.formats import zone_name
from network.web.i18n import in_language, language
from network.web.pages import done, notice, render, see_other
from network.web.paging import page_of
from network.web.words import label

bp = Blueprint("trainings", __name__)

#: Years that the list can be narrowed to: from the Network's first activities (DOMAIN) to what is planned by now.
FIRST_YEAR, YEARS_AHEAD = 2023, 2


@bp.get("/trainings/")
@requires(Action.TRAINING_VIEW)
def index() -> Response:
    """The list, coming or past."""
    filters = TrainingFilters(
        years=range(today().year + YEARS_AHEAD, FIRST_YEAR - 1, -1),
        priorities=priority_choices(current_user),
        drafts=may(current_user, Action.TRAINING_EDIT),
        mine=bool(current_user.states or current_user.assigned_training_ids or current_user.member_id),
    )
    past = filters.past
    chosen = filters.chosen()
    reader = sight(current_user) if "mine" in chosen else sight(current_user, Action.TRAINING_VIEW)
    trainings = at_this_address(
        "rows", reader, lambda reader: page_of(queries.listed(reader, past, chosen), queries.KEYS, descending=past)
    )
    return render(
        "trainings/index.html",
        filters=filters,
        trainings=trainings,
        past=past,
        today=today(REGION_ZONE),
        adds=may(current_user, Action.TRAINING_CREATE),
        keeps_organisations=may(current_user, Action.ORGANISATION_MANAGE),
        # Worded once a page, not once a row.
        states={state: label(state) for state in State},
        kinds={kind: label(kind) for kind in TrainingKind},
        statuses={status: label(status) for status in TrainingStatus},
        russian=language() == "ru",
    )


@bp.get("/trainings/calendar")
@requires(Action.TRAINING_VIEW)
def calendar() -> Response:
    """A month of trainings."""
    day = today(REGION_ZONE)
    shown = month.month_of(request.args.get("month", ""), day)
    days = month.grid(shown)
    rows = queries.between(current_user, days[0][0], days[-1][-1])
    return render(
        "trainings/calendar.html",
        shown=shown,
        weeks=month.weeks(days, rows),
        trainings=[one for one in rows if (one.starts_on.year, one.starts_on.month) <= (shown.year, shown.month)
                   and one.ends_on >= shown],
        before=month.before(shown),
        after=month.after(shown),
        today=day,
    )  # fmt: skip


@bp.get("/trainings/<int:training_id>")
@requires(Action.TRAINING_VIEW, on=Training)
def show(training: Training) -> Response:
    """Everything about one training; higher features add people and attendance."""
    sessions = queries.sessions(training.id)
    links = _links(training)
    assigns = allowed(current_user, Action.TRAINING_ASSIGN, training)
    return render(
        "trainings/show.html",
        training=training,
        days=_days(training, sessions),
        zone=zone_name(training.zone, sessions[0].starts_at if sessions else None),
        links=links,
        can={
            "edit": allowed(current_user, Action.TRAINING_EDIT, training),
            "publish": allowed(current_user, Action.TRAINING_PUBLISH, training),
            "cancel": allowed(current_user, Action.TRAINING_CANCEL, training),
            "assign": assigns,
        },
        held=any(not session.cancelled for session in sessions),
        assign_form=_assign_form(training, links, formdata=None) if assigns else None,
    )


def _links(training: Training) -> queries.Links:
    reader = sight(current_user, Action.TRAINING_VIEW, Action.PLAN_VIEW)
    return queries.links(reader, training.id, training.follows_id)


def _days(training: Training, sessions: Any) -> list[tuple[Any, list[Any]]]:
    """Sessions by the day that it is where they are held."""
    clocked = [SessionFacts.of(one, training.zone) for one in sessions]
    return [(day, list(found)) for day, found in groupby(clocked, key=lambda one: one.day)]


@bp.route("/trainings/add", methods=["GET", "POST"])
@requires(Action.TRAINING_CREATE)
def add() -> Response:
    """A new training, as a draft."""
    states = queries.creatable_states(current_user)
    form = TrainingForm() if request.method == "POST" else TrainingForm(data=_blank(states))
    pressed = _press(form)
    _offer(form, states)
    if request.method == "POST" and not pressed and form.validate():
        try:
            training_id = commands.create_training(form.facts(), sessions=form.session_facts(), by=current_user)
        except Refused as refused:
            form.refuse(refused)
        else:
            done(_("The training is saved as a draft. Publish it when members may see it."))
            return see_other("trainings.show", training_id=training_id)
    return render("trainings/edit.html", form=form, training=None)


@bp.route("/trainings/<int:training_id>/edit", methods=["GET", "POST"])
@requires(Action.TRAINING_EDIT, on=Training, late=True)
def edit(training: Training) -> Response:
    """Facts and sessions on one page."""
    links = _links(training)
    form = TrainingForm() if request.method == "POST" else TrainingForm(data=_present(training, links))
    pressed = _press(form)
    gives = allowed(current_user, Action.TRAINING_CREATE, training)  # else she runs it for another state
    _offer(form, queries.creatable_states(current_user) if gives else [training.state], training, links)
    if request.method == "POST" and not pressed and form.validate():
        try:
            commands.edit_training(
                training.id,
                form.facts(),
                sessions=form.session_facts(),
                version=form.version.data or 0,
                by=current_user,
            )
        except Refused as refused:
            form.refuse(refused)
            if isinstance(refused, Stale):
                form.renew(training.version)
        else:
            done(_("The training is saved."))
            return see_other("trainings.show", training_id=training.id)
    return render("trainings/edit.html", form=form, training=training)


def _blank(states: Any) -> dict[str, Any]:
    first = {"state": states[0]} if len(states) == 1 else {}
    return {**first, "zone": "", "languages": ["ru"], "organisers": [None], "supporters": [None]}


def _present(training: Training, links: queries.Links) -> dict[str, Any]:
    """The training as its form shows it. The host state's own zone follows the state, so it is not named."""
    same = (
        *("version", "title", "title_ru", "kind", "description", "description_ru", "starts_on", "ends_on", "state"),
        *("city", "city_ru", "venue", "venue_ru", "languages", "capacity", "completion_percent", "follows_id"),
    )
    return {
        **{name: getattr(training, name) for name in same},
        "zone": "" if training.zone == STATE_ZONES[training.state] else training.zone,
        "sessions": [SessionFacts.of(one, training.zone) for one in queries.sessions(training.id)],
        "organisers": [*(one.id for one in links.organisers), None],
        "supporters": [*(one.id for one in links.supporters), None],
        "priorities": [one.id for one in links.priorities],
    }


def _press(form: TrainingForm) -> bool:
    """Whether another button than "Save" was pressed; then its rows are added and nothing is saved."""
    if "propose" in request.form:
        form.propose()
        return True
    for name in ("sessions", "organisers", "supporters"):
        if f"add_{name}" in request.form:
            form.lengthen(name)
            return True
    return False


def _offer(
    form: TrainingForm, states: Any, training: Training | None = None, links: queries.Links | None = None
) -> None:
    """Fill the form's choices; what the training has already is always among them."""
    kept = [one.id for one in (*links.organisers, *links.supporters)] if links else []
    follows_id = training.follows_id if training else None
    form.offer(
        states=states,
        organisations=[(one.id, in_language(one, "name")) for one in queries.organisations(kept)],
        priorities=priority_choices(current_user),
        earlier=[
            (
                one.id,
                f"{one.starts_on:%d.%m.%Y} {in_language(one)}" + (f", {in_language(one, 'city')}" if one.city else ""),
            )
            for one in queries.earlier(current_user, training.id if training else None, follows_id)
        ],
    )


@bp.post("/trainings/<int:training_id>/publish")
@requires(Action.TRAINING_PUBLISH, on=Training)
def publish(training: Training) -> Response:
    """Show a draft to everybody."""
    try:
        commands.publish(training.id, by=current_user)
    except Refused as refused:
        notice(str(refused.sentence))
    else:
        done(_("The training is published. Members see it now."))
    return see_other("trainings.show", training_id=training.id)


@bp.route("/trainings/<int:training_id>/cancel", methods=["GET", "POST"])
@requires(Action.TRAINING_CANCEL, on=Training, late=True)
def cancel(training: Training) -> Response:
    """Say that it does not happen, and why."""
    form = CancelForm()
    if form.validate_on_submit():
        try:
            commands.cancel(training.id, why=form.why.data, by=current_user)
        except Refused as refused:
            form.refuse(refused)
        else:
            done(_("The training is cancelled. It stays in the list, with the reason."))
            return see_other("trainings.show", training_id=training.id)
    return render("trainings/cancel.html", form=form, training=training)


def _assign_form(training: Training, links: queries.Links, **more: Any) -> AssignForm:
    form = AssignForm(**more)
    people = queries.assignable(training.state, links)
    form.account_id.choices = [("", _("Choose")), *((one.id, f"{one.state} {one.name}") for one in people)]
    return form


@bp.post("/trainings/<int:training_id>/coordinators")
@requires(Action.TRAINING_ASSIGN, on=Training)
def assign(training: Training) -> Response:
    """Let a coordinator of another state run it too."""
    form = _assign_form(training, _links(training))
    if form.validate_on_submit():
        commands.assign(training.id, form.account_id.data, by=current_user)
        done(_("She runs this training now, too."))
    else:
        notice(_("Choose a coordinator of another state."))
    return see_other("trainings.show", training_id=training.id)


@bp.post("/trainings/<int:training_id>/coordinators/<int:account_id>/remove")
@requires(Action.TRAINING_ASSIGN, on=Training)
def unassign(training: Training, account_id: int) -> Response:
    """She no longer runs it."""
    commands.unassign(training.id, account_id, by=current_user)
    done(_("She no longer runs this training."))
    return see_other("trainings.show", training_id=training.id)
