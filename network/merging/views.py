"""Pages on which two records become one, and are parted again."""

import json

from flask import Blueprint, Response, abort
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from markupsafe import Markup

from network.access.guard import allowed, asks_again, requires
from network.access.policy import Action
from network.audit.seen import note_opened
from network.errors import NotNow, Refused, Stale
from network.members.models import Member
from network.members.queries import suggestions
from network.merging import commands, queries, undoing
from network.merging.fingerprint import attached
from network.merging.forms import FindForm, UndoForm, merge_form
from network.merging.models import Merger
from network.merging.preview import preview_of
from network.merging.telling import hanging, happens
from network.merging.words import LABELS, moved, shown, since, which
from network.shields.opening import show_closed
from network.web.formats import day
from network.web.pages import done, fragment, render, see_other
from network.web.slots import fills

bp = Blueprint("merging", __name__)

_STALE = _l(
    "Something of one of these records changed while you had this page open. Nothing was merged. "
    "Here is how both stand now, with what you chose: look once more, then merge."
)


@bp.get("/members/<member_uid>/same")
@requires(Action.MEMBER_MERGE, on=Member)
def choose(member: Member) -> Response:
    """Find the other record of the same person."""
    form = FindForm()
    text = form.chosen().get("q", "")
    found = [one for one in suggestions(text, current_user, Action.MEMBER_MERGE) if one.id != member.id] if text else []
    merged = queries.merged_into(member.id)
    return render("merging/choose.html", member=member, filters=form, looked=bool(text), found=found, merged=merged)


@bp.route("/members/<member_uid>/merge/<other_uid>", methods=["GET", "POST"])
@requires(Action.MEMBER_MERGE, on=Member)
@asks_again
def merge(member: Member, other_uid: str) -> Response:
    """Both records side by side, and what becomes of them; the first one stays."""
    other = queries.other(current_user, other_uid) or abort(404)
    if member.erased_at is not None or other.id == member.id:
        raise NotNow(_("There are no two records to merge."))
    if other.is_closed and (answer := show_closed(other)) is not None:
        return answer
    preview = preview_of(member, other, current_user)
    form = merge_form(preview)
    if form.validate_on_submit():
        ids, facts = (member.id, other.id), {"digest": form.digest.data, "why": form.why.data, "by": current_user}
        try:
            uid = commands.merge(*ids, form.choices(preview), **facts)
        except Refused as refused:
            member, other = queries.both(current_user, *ids) or abort(404)
            preview = preview_of(member, other, current_user)
            form = merge_form(preview)
            form.validate()
            form.refuse(Stale(_STALE) if isinstance(refused, Stale) else refused)
            form.renew(preview.digest)
        else:
            done(_("The two records are one now."))
            return see_other("merging.show", merger_uid=uid)
    page = render(
        "merging/merge.html",
        member=member,
        other=other,
        preview=preview,
        form=form,
        hanging=hanging(preview),
        happens=happens(preview),
        labels=LABELS,
        shown=shown,
        names=[which(one.number, one.name) for one in (member, other)],
    )
    for one in (member.id, other.id):
        note_opened(one, current_user)
    return page


@bp.get("/merges/<merger_uid>")
@requires(Action.MEMBER_MERGE, on=Merger, load=[Merger.member])
def show(merger: Merger) -> Response:
    """What was merged, and the way back."""
    closed = show_closed(merger.member) if merger.member.is_closed else None
    return closed or _page(merger, UndoForm(formdata=None))


@bp.post("/merges/<merger_uid>/undo")
@requires(Action.MEMBER_MERGE, on=Merger, load=[Merger.member])
@asks_again
def undo(merger: Merger) -> Response:
    """Two records again."""
    if merger.member.is_closed and (answer := show_closed(merger.member)) is not None:
        return answer
    form, merger_id = UndoForm(), merger.id
    if form.validate():
        try:
            uid = undoing.undo(merger_id, why=form.why.data, by=current_user)
        except Refused as refused:
            form.refuse(refused)
            merger = queries.merger(merger_id) or abort(404)
        else:
            done(_("They are two records again. Whoever has an account signs in anew."))
            return see_other("members.show", member_uid=uid)
    return _page(merger, form)


def _page(merger: Merger, form: UndoForm) -> Response:
    refusal = undoing.refusal(merger, later=undoing.is_followed(merger))
    kept = json.loads(merger.snapshot) if refusal is None else {"changed": [], "after": {}}
    added, changed = since(kept["after"], attached(merger.member_id, merger.member_id)) if refusal is None else ([], [])
    return render(
        "merging/show.html",
        merger=merger,
        member=merger.member,
        until=day(merger.undo_until.date()),
        form=form,
        refusal=refusal.sentence if refusal else None,
        moved=moved(one[0] for one in kept["changed"]),
        added=added,
        changed=changed,
    )


@fills("members.show.account")
def on_a_record(member: Member) -> str | Markup:
    """On a member's page: the way to merge it with another, and to what went into it."""
    if member.erased_at is not None or not allowed(current_user, Action.MEMBER_MERGE, member):
        return ""
    return fragment("merging/_member.html", member=member)


@fills("members.duplicates.pair")
def on_a_pair(one: Member, other: Member) -> str | Markup:
    """On the list of possible duplicates: the way to the preview of both."""
    if not all(allowed(current_user, Action.MEMBER_MERGE, member) for member in (one, other)):
        return ""
    return fragment("merging/_pair.html", one=one, other=other)
