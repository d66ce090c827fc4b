"""Her own page: what is held of her, to download; what she asked; and the way to ask."""

from typing import Any

from flask import Blueprint, Response, abort, request
from flask_babel import gettext as _
from flask_login import current_user
from markupsafe import Markup

from network.access.guard import asks_again, requires
from network.access.policy import Action
from network.errors import Refused
from network.members.models import Member
from network.members.queries import member_of
from network.privacy import commands, delivery, queries
from network.privacy.forms import CorrectionForm, LeavingForm
from network.vocabulary import STATE_ZONES, ExportFormat, RequestKind
from network.web.pages import done, fragment, render, see_other
from network.web.slots import fills

bp = Blueprint("privacy", __name__)

_FORMATS = {one.value: one for one in (ExportFormat.PDF, ExportFormat.JSON)}


def _own() -> Member:
    return member_of(current_user) or abort(404)


@bp.get("/members/me/data")
@requires(Action.PRIVACY_OWN)
def mine() -> Response:
    """What she can do about what is held of her, and what became of what she asked."""
    member = _own()
    return render(
        "privacy/mine.html",
        member=member,
        requests=queries.own_requests(member.id),
        zone=STATE_ZONES[member.state],
    )


@bp.post("/members/me/data/download")
@requires(Action.PRIVACY_OWN)
@asks_again
def download() -> Response:
    """All that is held of her, as a file: a POST, because that she took it is written down."""
    word = _FORMATS.get(request.form.get("format", ""), ExportFormat.PDF)
    return delivery.deliver(_own(), word, by=current_user)


@bp.route("/members/me/data/correction", methods=["GET", "POST"])
@requires(Action.PRIVACY_OWN)
def correction() -> Response:
    """Ask for a correction."""
    form = CorrectionForm()
    if form.validate_on_submit():
        facts: dict[str, Any] = {"wrong": form.wrong.data, "should_be": form.should_be.data}
        try:
            commands.ask(current_user.member_id, RequestKind.CORRECTION, **facts, by=current_user)
        except Refused as refused:
            form.refuse(refused)
        else:
            done(_("Your coordinator and the secretariat see it now. You read the answer on this page."))
            return see_other("privacy.mine")
    return render("privacy/correction.html", form=form)


@bp.route("/members/me/data/leaving", methods=["GET", "POST"])
@requires(Action.PRIVACY_OWN)
@asks_again
def leaving() -> Response:
    """Ask to leave, after reading what that means."""
    form = LeavingForm()
    if form.validate_on_submit():
        try:
            commands.ask(current_user.member_id, RequestKind.LEAVING, wrong=form.wrong.data, by=current_user)
        except Refused as refused:
            form.refuse(refused)
        else:
            done(_("The secretariat sees it now. You read the answer on this page."))
            return see_other("privacy.mine")
    return render("privacy/leaving.html", form=form)


@fills("members.me.seen")
def on_her_record(**_facts: Any) -> Markup:
    """The way from her own record to her data."""
    return fragment("privacy/_mine.html")
