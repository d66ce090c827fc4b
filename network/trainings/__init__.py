"""Trainings: the list, the calendar and its feed, a training's page, and the organisations behind it."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the feature's pages."""
    from network.trainings import feed, organisations, served, views  # noqa: F401 - their pages are part of the blueprint

    app.register_blueprint(views.bp)
