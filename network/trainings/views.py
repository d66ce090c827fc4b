"""Pages of trainings."""

from flask import Blueprint, Response

from network.access.guard import requires, signed_in
from network.access.policy import Action
from network.web.pages import render

bp = Blueprint("trainings", __name__, url_prefix="/trainings")


@bp.get("/")
@requires(Action.TRAINING_VIEW)
def index() -> Response:
    return render("bare.html")
