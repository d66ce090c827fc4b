"""Pages of work on many: the preview, what was done, the way back, and what was done lately."""

from typing import Any

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from network.access.guard import asks_again, requires
from network.access.policy import Action
from network.bulk import commands, queries, words
from network.bulk.answers import facts_of, form_of
from network.bulk.bar import back_to_list, chosen, kinds
from network.bulk.forms import DoForm
from network.bulk.kinds import BulkKind, Undone, Verdict
from network.bulk.models import BulkBatch
from network.bulk.printing import letters_of
from network.errors import Refused
from network.mail.sender import can_send
from network.vocabulary import REGION_ZONE, State
from network.web.pages import done, local_path, notice, render, see_other, see_other_path
from network.web.words import state_name

bp = Blueprint("bulk", __name__, url_prefix="/members/bulk")


@bp.get("/")
@requires(Action.BULK_WORK)
def index() -> Response:
    """What she did with many within the days in which it can be undone."""
    rows = queries.done_lately(current_user)
    return render("bulk/index.html", rows=rows, titles=words.DONE, told=words.told, zone=REGION_ZONE)


@bp.post("/")
@requires(Action.BULK_WORK)
def choose() -> Response:
    """Keep who was ticked on the list, or all that its filter finds, and go on to what is asked of the act."""
    asked = request.form.get("do", "")
    if asked not in kinds():
        notice(_("Choose what to do with them."))
        return see_other_path(local_path(back_to_list(), url_for("members.index")))
    kind = BulkKind(asked)
    try:
        uid = commands.choose(kind, chosen(), by=current_user)
    except Refused as refused:
        notice(str(refused.sentence))
        return see_other_path(local_path(back_to_list(), url_for("members.index")))
    if kind is BulkKind.EXPORT:
        return see_other("bulk.export", bulk_batch_uid=uid)
    if kind is BulkKind.INVITE:  # nothing has to be answered first
        _foresee(uid, {"language": "", "send": can_send()})
    return see_other("bulk.show", bulk_batch_uid=uid)


def _foresee(uid: str, fields: dict[str, Any]) -> None:
    batch = queries.of(current_user, uid) or abort(404)
    try:
        commands.prepare(batch, fields, by=current_user)
    except Refused as refused:
        notice(str(refused.sentence))


@bp.route("/<bulk_batch_uid>", methods=["GET", "POST"])
@requires(Action.BULK_WORK, on=BulkBatch)
def show(bulk_batch: BulkBatch) -> Response:
    """What is asked, and what would happen to each; or what was done."""
    uid = bulk_batch.uid
    if bulk_batch.kind is BulkKind.EXPORT:
        return see_other("bulk.export", bulk_batch_uid=uid)
    if bulk_batch.done_at is not None:
        return _result(bulk_batch)
    form = form_of(bulk_batch, current_user)
    if form.validate_on_submit():
        try:
            commands.prepare(bulk_batch, form.answers(), by=current_user)
        except Refused as refused:
            form.refuse(refused)
            bulk_batch = queries.of(current_user, uid) or abort(404)
        else:
            return see_other("bulk.show", bulk_batch_uid=uid, _anchor="preview")
    counts = queries.counts(bulk_batch.id, current_user)
    facts = facts_of(bulk_batch, current_user, counts.ready)
    return render(
        "bulk/show.html",
        form=form,
        batch=bulk_batch,
        counts=counts,
        facts=facts,
        button=words.button(bulk_batch.kind, counts.ready),
        **_rows(bulk_batch, facts),
    )


def _rows(batch: BulkBatch, facts: Any) -> dict[str, Any]:
    """What both pages show of the people."""
    only = _only()

    def said(row: Any) -> str:
        word = row.undone or row.verdict
        is_done = batch.done_at is not None
        return words.sentence(word, former=row.former, agency=facts.agency, first=facts.first, is_done=is_done)

    return {
        "people": queries.page(batch, current_user, only),
        "only": only,
        "said": said,
        "short": words.AFTER if batch.done_at else words.SHORT,
        "tone": words.tone,
        "titles": words.DONE if batch.done_at else words.TITLES,
        "state_names": {one: state_name(one) for one in State},
        "zone": REGION_ZONE,
    }


def _only() -> Verdict | Undone | None:
    """Which rows the address asks for."""
    text = request.args.get("only", "")
    known: tuple[Any, ...] = (*Verdict, *Undone)
    return next((one for one in known if one.value == text), None)


def _result(batch: BulkBatch) -> Response:
    counts = queries.counts(batch.id, current_user)
    facts = facts_of(batch, current_user)
    sentence = words.told(batch.kind, counts.done)
    return render("bulk/result.html", batch=batch, counts=counts, facts=facts, sentence=sentence, **_rows(batch, facts))


@bp.post("/<bulk_batch_uid>/do")
@requires(Action.BULK_WORK, on=BulkBatch)
@asks_again
def do(bulk_batch: BulkBatch) -> Response:
    """Do what the preview said. Pressed twice, it is done once."""
    uid, kind, fields, form = bulk_batch.uid, bulk_batch.kind, bulk_batch.fields, DoForm()
    if kind is BulkKind.EXPORT or not form.validate():
        return see_other("bulk.show", bulk_batch_uid=uid)
    try:
        result = commands.apply(bulk_batch, form.version.data or 0, by=current_user)
    except Refused as refused:
        notice(str(refused.sentence))
        return see_other("bulk.show", bulk_batch_uid=uid)
    if result.secrets:
        letters = letters_of(result.secrets, fields.get("language", ""), current_user)
        return render("bulk/letters.html", letters=letters, uid=uid, people=result.people)
    if result.people:
        done(words.told(kind, result.people), undo=url_for("bulk.undo", bulk_batch_uid=uid))
    return see_other("bulk.show", bulk_batch_uid=uid)


@bp.post("/<bulk_batch_uid>/undo")
@requires(Action.BULK_WORK, on=BulkBatch)
def undo(bulk_batch: BulkBatch) -> Response:
    """Take it back from everybody with whom nothing else happened since."""
    uid = bulk_batch.uid
    if bulk_batch.kind is BulkKind.EXPORT:
        return see_other("bulk.show", bulk_batch_uid=uid)  # what has left cannot be called back
    try:
        back, of = commands.undo(bulk_batch, by=current_user)
    except Refused as refused:
        notice(str(refused.sentence))
    else:
        done(ngettext("Undone for %(num)s person.", "Undone for %(num)s people.", back))
        if back < of:
            stays = of - back
            notice(ngettext("For %(num)s person it stays.", "For %(num)s people it stays.", stays))
    return see_other("bulk.show", bulk_batch_uid=uid)
