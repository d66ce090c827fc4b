from flask import Flask


def init_app(app: Flask) -> None:
    """Register the feature's pages."""
    from network.reports import own_trail, seen, trail_views  # noqa: F401 - they register themselves
    from network.reports.views import bp

    app.register_blueprint(bp)
