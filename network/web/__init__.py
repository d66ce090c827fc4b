"""The page: language, formats, forms, headers, errors, menu and slots."""

from typing import Any

from flask import Flask
from flask.json.provider import DefaultJSONProvider
from werkzeug.routing import IntegerConverter, UnicodeConverter, ValidationError

from network.web import errors, formats, forms, headers, i18n, kept, navigation, slots, static, whole
from network.web.fields import LARGEST


class KeyConverter(IntegerConverter):
    """A number in an address. One that no row can have is no address: 404, before a database refuses it."""

    def __init__(self, url_map: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(url_map, *args, **{"max": LARGEST, **kwargs})


class WordConverter(UnicodeConverter):
    """A text in an address. One that no database can hold is no address: 404."""

    def to_python(self, value: str) -> str:
        if "\0" in value:
            raise ValidationError
        return value


class ShallowJSON(DefaultJSONProvider):
    """JSON as the product writes it. What is nested deeper than can be read is none: a ValueError like any other."""

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        try:
            return super().loads(s, **kwargs)
        except RecursionError as error:
            raise ValueError("nested too deep") from error


def init_app(app: Flask) -> None:
    """Install everything that every page uses."""
    app.url_map.converters.update(int=KeyConverter, string=WordConverter, default=WordConverter)
    app.json = ShallowJSON(app)
    for part in (i18n, formats, static, kept, forms, headers, errors, navigation, slots, whole):
        part.init_app(app)

    # What pages are made of is at hand in every template, read once.
    for name, template in (("page", "components/page.html"), ("forms", "components/forms.html")):
        app.jinja_env.globals[name] = app.jinja_env.get_template(template).module

    @app.context_processor
    def page_facts() -> dict[str, object]:
        return i18n.page_facts(app)
