"""Pages of participants lists, and what the training's page shows of them. Their rows are changed in `row_views`."""

from collections.abc import Collection, Sequence
from typing import Any

from flask import Blueprint, Response, abort, jsonify, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_login import current_user
from markupsafe import Markup

from network.access.guard import allowed, may, requires
from network.access.policy import Action
from network.access.scope import Reader, reaches, sight
from network.audit.unchanged import at_this_address
from network.errors import Refused
from network.members.choices import agencies_by_state, ranks_of
from network.members.commands import Namesakes
from network.members.queries import Listed, listed
from network.members.review import MayBe, may_be
from network.participation import commands, queries
from network.participation.columns import phone_of
from network.participation.forms import AddForm, ParticipantsFilter, WalkInForm
from network.trainings.models import Training
from network.trainings.own import tells_who_takes_part
from network.vocabulary import ParticipantRole, Sex, State
from network.web.formats import number
from network.web.pages import done, fragment, notice, render, see_other
from network.web.slots import fills
from network.web.words import state_name

bp = Blueprint("participation", __name__, url_prefix="/trainings/<int:training_id>/participants")
tells_who_takes_part(queries.trainings_of)

#: How many people a search without JavaScript shows to be ticked.
_TICKABLE = 25
#: The headings of the list's groups.
_GROUPS = {
    ParticipantRole.PARTICIPANT: _l("Participants"),
    ParticipantRole.TRAINER: _l("Trainers"),
    ParticipantRole.FACILITATOR: _l("Facilitators"),
    ParticipantRole.OBSERVER: _l("Observers"),
}
#: What a row of the page shows.
_SHOWN = (
    "id", "state_code", "agency", "rank", "position", "name", "latin", "role_code", "email", "phone",
    "member_uid", "removed_why", "shielded", "agency_now", "rank_now", "position_now", "seconded_to",
)  # fmt: skip


@bp.get("/")
@requires(Action.PARTICIPANTS_VIEW, on=Training, load=[Training.sessions])
def index(training: Training) -> Response:
    """The list: by role, state and family name; agency, rank and position as they were at the training."""
    filters = ParticipantsFilter()
    wanted = filters.wanted(training.id)
    return render(
        "participation/index.html",
        training=training,
        open=training.status in commands.OPEN,
        may_add=may(current_user, Action.PARTICIPATION_ADD),
        filters=filters,
        people=at_this_address("rows", sight(current_user), lambda reader: queries.page(reader, _SHOWN, wanted)),
        removed=wanted.removed,
        tiles=_tiles(training, queries.counts(training.id, sight(current_user, Action.MEMBER_VIEW)), names=True),
        state_names={one.value: state_name(one) for one in State},
        phone_of=phone_of,
        groups={one.value: str(_GROUPS[one]) for one in ParticipantRole},
    )


def _tiles(training: Training, counts: queries.Counts, *, names: bool = False) -> list[dict[str, Any]]:
    url = url_for("participation.index", training_id=training.id)
    tiles: list[dict[str, Any]] = [
        {
            "number": number(counts.participants),
            "of": number(training.capacity) if training.capacity else None,
            "label": ngettext("place taken", "places taken", counts.participants)
            if training.capacity
            else ngettext("participant", "participants", counts.participants),
            "url": f"{url}?role=participant",
        },
        {"number": number(counts.others), "label": _("trainers, facilitators, observers"), "url": url},
        {
            "number": number(len(counts.by_state)),
            "label": ngettext("state", "states", len(counts.by_state)),
            "url": url,
        },
    ]
    if names:
        everywhere = reaches(current_user, Action.MEMBER_VIEW)
        tiles.append(
            {
                "number": f"{number(counts.women)} · {number(counts.men)}",
                "label": _("women · men"),
                "note": None if everywhere else _("of your state"),
            }
        )
    return tiles


def training_of(training_id: int) -> Training:
    """The training of the address; a list that she may not read is a 404."""
    training = queries.training(current_user, training_id)
    return training if training is not None else abort(404)


def refuse_closed(training: Training) -> None:
    """Nobody opens a form that cannot be saved; one that is open already keeps what was typed."""
    if request.method == "GET" and training.status not in commands.OPEN:
        raise commands.ListClosed


@bp.route("/add", methods=["GET", "POST"])
@requires(Action.PARTICIPATION_ADD)
def add(training_id: int) -> Response:
    """Put members on the list: several at once, picked by a few letters."""
    training = training_of(training_id)
    refuse_closed(training)
    form = AddForm(training=training)
    valid = form.validate_on_submit()
    ticked = queries.addable_ids(current_user, form.member.data or [])
    if valid and not form.find.data:
        try:
            names = commands.add(training.id, form.member.data or [], form.role.data, form.session_id, by=current_user)
        except Refused as refused:
            form.refuse(refused)
        else:
            _say_added(training, names)
            return see_other("participation.index", training_id=training.id)
    found: Sequence[Listed] = ()
    if form.find.data and form.q.data and not form.q.errors:
        some = queries.addable(current_user, training.id, form.q.data, _TICKABLE)
        found = [one for one in some if one.id not in ticked]
    form.offer([*listed(ticked), *found])
    form.member.data = ticked
    return render("participation/add.html", training=training, form=form, looked=form.find.data, found=found)


def _say_added(training: Training, names: Sequence[str]) -> None:
    if len(names) == 1:
        done(_("%(name)s is on the list.", name=names[0]))
    else:
        done(ngettext("%(num)s person was added.", "%(num)s people were added.", len(names)))
    taken = queries.counts(training.id).participants
    if training.capacity and taken > training.capacity:
        places = training.capacity
        notice(_("There are %(taken)s participants for %(places)s places.", taken=taken, places=places))


@bp.get("/suggest")
@requires(Action.PARTICIPATION_ADD)
def suggest(training_id: int) -> Response:
    """Whom a few letters may mean: members that she may add and that are not on this list yet, as JSON."""
    training = training_of(training_id)
    found = queries.addable(current_user, training.id, request.args.get("q", "")[:200])
    return jsonify(
        [
            {
                "id": one.id,
                "name": one.name,
                "latin": one.latin if one.latin != one.name else "",
                "why": one.why,
                "note": " · ".join(part for part in (one.number, one.state.value, one.agency) if part),
            }
            for one in found
        ]
    )


def _states() -> Sequence[State]:
    """The states whose people she may add."""
    return list(State) if reaches(current_user, Action.PARTICIPATION_ADD) else sorted(current_user.states)


@bp.route("/walk-in", methods=["GET", "POST"])
@requires(Action.PARTICIPATION_ADD)
def walk_in(training_id: int) -> Response:
    """Somebody who came and is no member yet. Whoever has the same name is shown first."""
    training = training_of(training_id)
    refuse_closed(training)
    states = _states()
    form = WalkInForm(training=training, states=states, data={"sex": Sex.FEMALE})
    form.agency.offer(agencies_by_state(states), _("Not known yet"))
    form.rank_id.offer(ranks_of(states))
    same: Sequence[MayBe] = ()
    there: Collection[int] = ()
    if form.validate_on_submit():
        try:
            name = commands.add_walk_in(
                training.id, form.person(), form.post(), form.role.data, form.session_id,
                another=form.another.data, shown=form.shown.data.split(), by=current_user,
            )  # fmt: skip
        except Refused as refused:
            form.refuse(refused)
            same = may_be(refused.people) if isinstance(refused, Namesakes) else ()
            form.shown.process_data(" ".join(one.who.uid for one in same))
            there = queries.on_list(training.id, [one.who.id for one in same])
        else:
            _say_added(training, [name])
            return see_other("participation.index", training_id=training.id)
    return render("participation/walk_in.html", training=training, form=form, namesakes=same, there=there)


@fills("trainings.show.actions")
def action_button(training: Training) -> str:
    """The way to the list, for whoever may read it."""
    if not allowed(current_user, Action.PARTICIPANTS_VIEW, training):
        return ""
    return fragment("participation/_button.html", training=training)


@fills("trainings.show.people")
def people_of(training: Training) -> str:
    """Figures and names by state, for whoever may read the list."""
    if not allowed(current_user, Action.PARTICIPANTS_VIEW, training):
        return ""

    def written(reader: Reader) -> Markup:
        counts = queries.counts(training.id)
        return fragment(
            "participation/_people.html",
            training=training,
            counts=counts,
            tiles=_tiles(training, counts),
            by_state=queries.names_by_state(training.id, reader) if 0 < counts.total <= queries.NAMED else {},
            may_add=may(reader, Action.PARTICIPATION_ADD) and training.status in commands.OPEN,
        )

    return at_this_address("people", sight(current_user, Action.PARTICIPANTS_VIEW, Action.MEMBER_IDENTIFY), written)
