"""Participation: who is on a training's list, as what, and where she served then."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the feature's pages."""
    from network.participation import row_views, views  # noqa: F401 - its pages are part of the blueprint

    app.register_blueprint(views.bp)
