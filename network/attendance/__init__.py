from importlib import import_module

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the feature's pages, and what it puts on the pages and lists of others."""
    from network.attendance import columns
    from network.attendance.views import bp

    app.register_blueprint(bp)
    columns.register()
    import_module("network.attendance.days")
    import_module("network.attendance.parts")
