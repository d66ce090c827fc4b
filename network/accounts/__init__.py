"""Accounts: signing in, invitations, roles."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the feature's pages and Flask-Login."""
    from network.accounts import (  # noqa: F401 - they register themselves
        administration,
        alerts,
        forgotten,
        letter_views,
        moves,
        signing_in,
        views,
    )

    signing_in.init_app(app)
    app.register_blueprint(views.bp)
