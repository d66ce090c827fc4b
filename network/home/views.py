"""Pages of home."""

from flask import Blueprint, Response

from network.access.guard import requires, signed_in
from network.access.policy import Action
from network.web.pages import render

bp = Blueprint("home", __name__)


@bp.get("/")
@signed_in
def show() -> Response:
    return render("base.html")
