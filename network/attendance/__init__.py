from importlib import import_module

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the feature's pages and what it puts on those of others."""
    from network.attendance.views import bp

    app.register_blueprint(bp)
    import_module("network.attendance.parts")
