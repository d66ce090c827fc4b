"""The page: language, formats, forms, headers, errors, menu and slots."""

from flask import Flask

from network.web import errors, formats, forms, headers, i18n, navigation, slots, static


def init_app(app: Flask) -> None:
    """Install everything that every page uses."""
    for part in (i18n, formats, static, forms, headers, errors, navigation, slots):
        part.init_app(app)

    @app.context_processor
    def page_facts() -> dict[str, object]:
        return i18n.page_facts(app)
