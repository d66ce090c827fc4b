"""Pages of priorities."""

from flask import Blueprint, Response

from network.access.guard import requires, signed_in
from network.access.policy import Action
from network.web.pages import render

bp = Blueprint("priorities", __name__, url_prefix="/priorities")


@bp.get("/")
@requires(Action.PLAN_VIEW)
def index() -> Response:
    return render("bare.html")
