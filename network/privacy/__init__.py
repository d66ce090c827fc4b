"""Privacy at work: what is held of a member, what she asks about it, erasing her, and what is forgotten with time."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the feature's pages."""
    from network.privacy import erase_views, request_views, views  # noqa: F401 - they share the blueprint

    app.register_blueprint(views.bp)
