"""The page that each role opens first: what is expected of her now."""

from flask import Blueprint, Response
from flask_babel import gettext as _
from flask_login import current_user

from network.access.guard import may, signed_in
from network.access.policy import Action
from network.access.scope import sight
from network.attendance.queries import record_of
from network.home import queries
from network.members.review import MOST_COUNTED
from network.shields.queries import without_coordinator
from network.web.pages import render

bp = Blueprint("home", __name__)


@bp.get("/")
@signed_in
def show() -> Response:
    """Her own next training and record; the work of her state or region; what the Network plans."""
    actor = current_user
    own = actor.member_id is not None
    runs = may(actor, Action.ATTENDANCE_MARK)
    return render(
        "home/show.html",
        greeting=_greeting(),
        mine=queries.next_trainings(actor) if own else None,
        record=record_of(actor.member_id) if own else None,
        work=queries.work(actor) if runs else None,
        figures=queries.figures(actor) if runs else None,
        coming=None if runs else queries.coming(actor),
        priorities=queries.priorities(actor) if may(actor, Action.PLAN_VIEW) else [],
        is_running=queries.is_running,
        most_duplicates=MOST_COUNTED,
        unnamed=without_coordinator(sight(actor, Action.MEMBER_SHIELD)) if may(actor, Action.MEMBER_SHIELD) else 0,
    )


def _greeting() -> str:
    return str(_("Good day, %(name)s", name=current_user.name))
