"""Shielded members: a code and a state to everybody but those who have to know, and a record opened with a reason."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the feature's pages, and what stands in front of a shielded record."""
    from network.access.guard import stops
    from network.shields import ending, opening, views  # noqa: F401 - they register themselves

    stops(app, closed=opening.show_closed)
    app.register_blueprint(views.bp)
