from flask import Flask


def init_app(app: Flask) -> None:
    """Register the feature's pages."""
    from network.ranks.views import bp

    app.register_blueprint(bp)
