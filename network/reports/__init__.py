from flask import Flask


def init_app(app: Flask) -> None:
    """Register the feature's pages."""
    from network.reports import seen, trail_views  # noqa: F401 - their routes belong to the same blueprint
    from network.reports.views import bp

    app.register_blueprint(bp)
