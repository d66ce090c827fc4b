"""Pages of attendance."""

from flask import Blueprint

bp = Blueprint("attendance", __name__, url_prefix="/trainings/<int:training_id>/attendance")
