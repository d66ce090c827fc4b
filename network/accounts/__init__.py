"""Accounts: signing in, invitations, roles."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the feature's pages and Flask-Login."""
    from network.accounts import administration, moves, signing_in, views  # noqa: F401 - they register themselves

    signing_in.init_app(app)
    app.register_blueprint(views.bp)
