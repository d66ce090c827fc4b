"""Pages of participation."""

from flask import Blueprint, Response

from network.access.guard import requires, signed_in
from network.access.policy import Action
from network.web.pages import render

bp = Blueprint("participation", __name__, url_prefix="/trainings/<int:training_id>/participants")
