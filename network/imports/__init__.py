"""Lists that come in: read, mapped, previewed, repaired, applied, undone."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the feature's pages, and give the app its worker. It works only where the server starts it."""
    from network.imports import column_views, keys, participants_views, row_views, views  # noqa: F401 - they register
    from network.imports.worker import Worker

    app.extensions["importer"] = Worker(app)
    app.register_blueprint(views.bp)
