"""Pages of attendance."""

from flask import Blueprint, Response

from network.access.guard import requires, signed_in
from network.access.policy import Action
from network.web.pages import render

bp = Blueprint("attendance", __name__, url_prefix="/trainings/<int:training_id>/attendance")
