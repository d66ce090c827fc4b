"""The page: language, formats, forms, headers, errors, menu and slots."""

from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter

from network.web import errors, formats, forms, headers, i18n, kept, navigation, slots, static
from network.web.fields import LARGEST


class KeyConverter(IntegerConverter):
    """A number in an address. One that no row can have is no address: 404, before a database refuses it."""

    def __init__(self, url_map: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(url_map, *args, **{"max": LARGEST, **kwargs})


def init_app(app: Flask) -> None:
    """Install everything that every page uses."""
    app.url_map.converters["int"] = KeyConverter
    for part in (i18n, formats, static, kept, forms, headers, errors, navigation, slots):
        part.init_app(app)

    # What pages are made of is at hand in every template, read once.
    for name, template in (("page", "components/page.html"), ("forms", "components/forms.html")):
        app.jinja_env.globals[name] = app.jinja_env.get_template(template).module

    @app.context_processor
    def page_facts() -> dict[str, object]:
        return i18n.page_facts(app)
