"""Accounts: signing in, invitations, roles."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the feature's pages and Flask-Login."""
    from network.accounts import signing_in
    from network.accounts.administration import bp

    signing_in.init_app(app)
    app.register_blueprint(bp)
