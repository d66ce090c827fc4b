"""Two records of one person become one: a preview, the choices of a person, and a way back for 30 days."""

from flask import Flask

from network.access.guard import stops
from network.merging import forwarding, views


def init_app(app: Flask) -> None:
    """Register the pages, and where the addresses of merged records lead."""
    stops(app, forwarded=forwarding.forwarded)
    app.register_blueprint(views.bp)
