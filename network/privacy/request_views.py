"""What members ask, as those who answer see it."""

from flask import Response, request
from flask_babel import gettext as _
from flask_login import current_user

from network.access.guard import allowed, may, requires
from network.access.policy import Action
from network.errors import Refused
from network.privacy import commands, queries
from network.privacy.forms import AnswerForm
from network.privacy.models import PrivacyRequest
from network.privacy.views import bp
from network.shields.opening import show_closed
from network.vocabulary import STATE_ZONES, RequestStatus
from network.web.pages import done, fragment, render, see_other
from network.web.slots import fills


@bp.get("/requests")
@requires(Action.REQUEST_VIEW)
def index() -> Response:
    """What waits for an answer; with `answered`, what was answered."""
    answered = request.args.get("answered") == "1"
    return render(
        "privacy/index.html", requests=queries.requests_page(current_user, answered=answered), answered=answered,
        zones=STATE_ZONES,
    )  # fmt: skip


@bp.route("/requests/<privacy_request_uid>", methods=["GET", "POST"])
@requires(Action.REQUEST_VIEW, on=PrivacyRequest, load=[PrivacyRequest.member])
def show(privacy_request: PrivacyRequest) -> Response:
    """One request, and its answer."""
    member = privacy_request.member
    if member.is_closed and (closed := show_closed(member)) is not None:
        return closed  # what a shielded member asks is as much of her record as the rest
    form = AnswerForm(version=privacy_request.version)
    answers = allowed(current_user, Action.REQUEST_ANSWER, privacy_request)
    request_id = privacy_request.id
    if form.validate_on_submit():
        status = RequestStatus(form.status.data)
        try:
            commands.answer(request_id, form.version.data, status, form.answer.data, by=current_user)
        except Refused as refused:
            form.refuse(refused)
        else:
            done(_("Your answer is saved. She reads it on her page."))
            return see_other("privacy.index")
    return render(
        "privacy/show.html",
        asked=privacy_request,
        member=member,
        form=form,
        answers=answers,
        erases=allowed(current_user, Action.MEMBER_ERASE, member) and member.erased_at is None,
        zone=STATE_ZONES[member.state],
    )


@fills("home.show.work")
def waiting() -> str:
    """On the first page of whoever answers: how much waits."""
    if not may(current_user, Action.REQUEST_ANSWER):
        return ""
    found = queries.waiting(current_user)
    return fragment("privacy/_waiting.html", found=found) if found else ""
