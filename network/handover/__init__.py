"""What a coordinator leaves behind when her role ends, and who takes it."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the feature's pages."""
    from network.handover.views import bp

    app.register_blueprint(bp)
