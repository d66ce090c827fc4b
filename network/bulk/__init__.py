"""One act for many members: chosen on their list, seen beforehand row by row, done in one change, undone."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the feature's pages."""
    from network.bulk import export_views, views  # noqa: F401 - its pages are part of the blueprint

    app.register_blueprint(views.bp)
