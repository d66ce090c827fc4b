"""Pages of reports."""

from flask import Blueprint, Response

from network.access.guard import requires, signed_in
from network.access.policy import Action
from network.web.pages import render

bp = Blueprint("reports", __name__)


@bp.get("/lists")
@requires(Action.LIST_EXPORT)
def lists() -> Response:
    return render("base.html")


@bp.get("/audit")
@requires(Action.AUDIT_VIEW)
def audit() -> Response:
    return render("base.html")
