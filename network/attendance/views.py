"""Pages of attendance: the register, its marks as data, the sign-in sheet, and who changed what."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from flask import Blueprint, Response, abort, jsonify, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from network.access.guard import allowed, requires
from network.access.policy import Action
from network.attendance import commands, forms, rows
from network.attendance.grid import called_by_name, names
from network.attendance.operations import REFUSALS, Answer, Operation, told
from network.attendance.page import page
from network.attendance.script import sentences
from network.audit.events import Event
from network.audit.seen import note_opened
from network.clock import moment_in, now
from network.trainings.models import Training
from network.vocabulary import MarkStatus, State, TrainingStatus
from network.web.formats import moment
from network.web.forms import csrf_token
from network.web.i18n import language
from network.web.pages import done, notice, render, see_other
from network.web.words import label

bp = Blueprint("attendance", __name__, url_prefix="/trainings/<int:training_id>/attendance")

#: Names that one printed sheet takes; a longer list is printed state by state.
SHEET_PEOPLE = 1000


@bp.get("")
@requires(Action.ATTENDANCE_VIEW, on=Training, load=[Training.sessions])
def register(training: Training) -> Response:
    """The register: people × sessions. Whoever may not mark reads it."""
    form = forms.RegisterFilter()
    mark = allowed(current_user, Action.ATTENDANCE_MARK, training)
    grid = page(
        training,
        current_user,
        state=form.state.data,
        asked_session=request.args.get("session", type=int),
        asked_page=request.args.get("page", 1, type=int),
        mark=mark,
    )
    shown = render(
        "attendance/register.html",
        training=training,
        grid=grid,
        filters=form,
        mark=mark,
        words=sentences(training.zone),
        choices=_choices(),
        faces=forms.faces(),
        state_names={state: label(state) for state in State},
        read_only="" if mark else _why_read_only(training),
        now=now(),
    )
    _tell_the_shielded(grid.called)
    return shown


def _why_read_only(training: Training) -> str:
    sentence = _("You can read this register. The coordinators who run this training mark it.")
    if training.status is TrainingStatus.CANCELLED:
        sentence = _("This training was cancelled. What was marked before stays as it was.")
    if training.status is TrainingStatus.DRAFT:
        sentence = _("This training is a draft. Publish it, then attendance can be taken.")
    return str(sentence)


@bp.post("")
@requires(Action.ATTENDANCE_MARK, on=Training, load=[Training.sessions], late=True)
def save(training: Training) -> Response:
    """The register as a form of one session: what was chosen is applied; of a conflict she is asked."""
    try:
        operations = forms.read_form(request.form)
    except forms.Unreadable:
        abort(400)
    event = Event.ATTENDANCE_FILLED if request.form.get("fill") else Event.ATTENDANCE_MARKED
    answers = commands.record(training.id, operations, by=current_user, event=event) if operations else []
    back = _back()
    applied = [answer for answer in answers if "before" in answer]
    open_ones = [answer for answer in answers if answer["outcome"] in ("conflict", "refused")]
    if open_ones:
        return _ask(training, operations, open_ones, len(applied), back)
    if applied:
        saved = ngettext("%(num)s mark is saved.", "%(num)s marks are saved.", len(applied))
        done(saved, undo=url_for(".undo", training_id=training.id, saved=applied[0]["at"], **back))
    else:
        notice(_("Nothing was changed, so there was nothing to save."))
    return see_other(".register", training_id=training.id, **back)


def _ask(
    training: Training,
    operations: list[Operation],
    answers: list[Answer],
    saved: int,
    back: Any,
) -> Response:
    """The page where she decides between her mark and the one that stands."""
    wanted = {operation.id: operation for operation in operations}
    people = rows.those(training, current_user, [answer["participation"] for answer in answers], language())
    known = {row.id: names(row)[0] or names(row)[1] for row in people}
    words = dict(_choices())
    conflicts, refused = [], []
    for answer in answers:
        name, operation = known.get(answer["participation"], _("Somebody")), wanted[answer["id"]]
        if answer["outcome"] == "refused":
            mark = words[forms.word(operation.status, operation.mode)]
            refused.append((name, mark, REFUSALS[answer["reason"]]))
        else:
            conflicts.append(_conflict(training, name, answer, operation))
    return render(
        "attendance/save.html",
        409,
        training=training,
        choosing=forms.choosing(conflicts),
        seen=forms.seen([(one.participation, one.version, one.theirs) for one in conflicts]),
        conflicts=conflicts,
        refused=refused,
        saved=saved,
        back=back,
    )


def _conflict(training: Training, name: str, answer: Answer, operation: Operation) -> forms.Conflict:
    words = dict(_choices())
    theirs, mine = forms.word(*told(answer)), forms.word(operation.status, operation.mode)
    keep = _("Keep “%(mark)s”", mark=words[theirs])
    if when := answer["at"] and moment_in(answer["at"]):
        when = moment(when, training.zone)
        keep = _("Keep “%(mark)s”: %(name)s, %(moment)s", mark=words[theirs], name=answer["by"], moment=when)
    return forms.Conflict(
        participation=answer["participation"],
        version=answer["version"],
        name=name,
        theirs=theirs,
        mine=mine,
        keep=keep,
        use=_("Use “%(mark)s”: your mark", mark=words[mine]),
    )


@bp.post("/undo")
@requires(Action.ATTENDANCE_MARK, on=Training)
def undo(training: Training) -> Response:
    """Take back a save of her own, as one."""
    saved_at = _moment("saved")
    if saved_at is None:
        abort(404)
    answers = commands.undo(training.id, saved_at, by=current_user)
    back = sum("before" in answer for answer in answers)
    done(ngettext("%(num)s mark is taken back.", "%(num)s marks are taken back.", back))
    if kept := sum(answer["outcome"] in ("conflict", "refused") for answer in answers):
        notice(ngettext("%(num)s was changed since and stays.", "%(num)s were changed since and stay.", kept))
    return see_other(".register", training_id=training.id, **_back())


@bp.post("/operations")
@requires(Action.ATTENDANCE_MARK, on=Training)
def operations(training: Training) -> Response:
    """Marks from a device: a batch, answered one by one. See `commands.record` for the answers."""
    try:
        event, batch = forms.read_batch(request.get_json(silent=True))
        answers = commands.record(training.id, batch, by=current_user, event=event)
    except forms.Unreadable as refused:
        return _unprocessable(refused)
    except commands.SameIdOtherContent as refused:
        return _unprocessable(refused, id=refused.operation_id)
    for answer in answers:
        if reason := answer.get("reason"):
            answer["sentence"] = str(REFUSALS[reason])
    return jsonify(answers=answers)


def _unprocessable(refused: Any, **facts: Any) -> Response:
    response = jsonify(error=str(refused.sentence), **facts)
    response.status_code = 422
    return response


@bp.get("/marks")
@requires(Action.ATTENDANCE_VIEW, on=Training, load=[Training.sessions])
def marks(training: Training) -> Response:
    """The marks that changed since a moment, and what a page needs to go on after signing in again."""
    since = _moment("since")
    if since is None:
        abort(400)
    at = now()
    found = rows.news([one.id for one in training.sessions], since)
    return jsonify(
        now=at.isoformat(),
        account=current_user.account_id,
        token=csrf_token(),
        marks=[
            {
                "participation": row.participation_id,
                "session": row.session_id,
                "status": row.status,
                "mode": row.mode,
                "version": row.version,
                "by": row.by,
                "at": row.marked_at.isoformat(),
            }
            for row in found
        ],
    )


@bp.route("/sheet", methods=["GET", "POST"])
@requires(Action.ATTENDANCE_VIEW, on=Training, load=[Training.sessions])
def sheet(training: Training) -> Response:
    """The sign-in sheet: names by state, a box to sign in for each session. Printing it is written down."""
    form = forms.SheetForm()
    if not form.validate_on_submit():
        return render("attendance/print.html", training=training, form=form)
    people, cut = commands.print_sheet(training, language(), state=form.state.data, most=SHEET_PEOPLE, by=current_user)
    numbered = [(number, row, *names(row)) for number, row in enumerate(people, 1)]
    return render(
        "attendance/sheet.html",
        training=training,
        sessions=[one for one in training.sessions if not one.cancelled],
        groups=[(state, list(group)) for state, group in groupby(numbered, key=lambda one: one[1].state)],
        cut=cut,
        people=SHEET_PEOPLE,
    )


@bp.get("/<int:participation_id>")
@requires(Action.ATTENDANCE_VIEW, on=Training, load=[Training.sessions])
def history(training: Training, participation_id: int) -> Response:
    """Who marked one person when, and what it was before."""
    person = next(iter(rows.those(training, current_user, [participation_id], language())), None)
    if person is None:
        abort(404)
    own, latin = names(person)
    shown = render(
        "attendance/history.html",
        training=training,
        person=person,
        own=own,
        latin=latin,
        sessions={one.id: one for one in training.sessions},
        changes=rows.changes_of(training.id, participation_id),
    )
    _tell_the_shielded(called_by_name([person]))
    return shown


def _tell_the_shielded(member_ids: Sequence[int]) -> None:
    """Whoever takes the register reads their names on its days, and chooses these: each is told who read hers."""
    for member_id in member_ids:
        note_opened(member_id, current_user)


def _moment(name: str) -> datetime | None:
    """The moment that the address names, if it names one."""
    try:
        return moment_in(request.args[name])
    except (KeyError, ValueError):
        return None


def _back() -> dict[str, Any]:
    """Where in the register she was: session, state and page, from the form or the address."""
    session = request.form.get("session", type=int) or request.args.get("session", type=int)
    page = request.args.get("page", type=int)
    return {"session": session, "state": request.args.get("state") or None, "page": page}


def _choices() -> list[tuple[str, str]]:
    """What a select of the form offers."""
    online = [(f"{one} online", _("%(mark)s, online", mark=label(one))) for one in list(MarkStatus)[:3]]
    return [("", _("Unmarked")), *((one.value, label(one)) for one in MarkStatus), *online]
