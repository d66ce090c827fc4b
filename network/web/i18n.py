"""Two languages: the account's, else the one chosen on this browser, else the browser's own."""

from functools import cached_property
from typing import Any

import sqlalchemy as sa
from babel.support import NullTranslations
from flask import Flask, g, has_request_context, request, session
from flask_babel import Babel, Domain, get_locale
from flask_babel import gettext as _
from flask_login import current_user
from markupsafe import Markup
from sqlalchemy import ColumnElement

from network.config import PACKAGE
from network.vocabulary import Language

LANGUAGE_NAMES = {Language.ENGLISH: "English", Language.RUSSIAN: "Русский"}


def choose_language() -> str:
    """The language of this page."""
    if not has_request_context():
        return Language.ENGLISH
    own = getattr(current_user, "language", None) or session.get("language")
    return own or request.accept_languages.best_match([language.value for language in Language]) or Language.ENGLISH


def language() -> str:
    """The language that is being written now: "en" or "ru"."""
    try:  # where the library keeps what it found: asking it takes ten times as long, a hundred times a page
        locale = g._get_current_object()._flask_babel.babel_locale
    except (AttributeError, RuntimeError):
        locale = None
    locale = locale or get_locale()
    return locale.language if locale else Language.ENGLISH


def in_language(row: Any, name: str = "title") -> str:
    """What the row says in the reader's language, in English where there is no other."""
    own = getattr(row, f"{name}_ru") if language() == Language.RUSSIAN else ""
    return str(own or getattr(row, name))


def said(english: Any, russian: Any) -> ColumnElement[str]:
    """The same of two columns, for a select."""
    if language() != Language.RUSSIAN:
        return sa.type_coerce(english, sa.Text())
    return sa.func.coalesce(sa.func.nullif(russian, ""), english)


class QuickDomain(Domain):  # type: ignore[misc]
    """The library's catalogues at a tenth of its price: a page asks for a hundred messages."""

    def __init__(self, domain: str) -> None:
        super().__init__(domain=domain)
        self._catalogues: dict[str, NullTranslations] = {}
        self._ready: dict[str, dict[str, Markup]] = {code.value: {} for code in Language}

    def get_translations(self) -> NullTranslations:
        """The catalogue of the language that is being written."""
        code = language()
        found = self._catalogues.get(code)
        if found is None:
            found = super().get_translations()
            if g:  # outside a request the library answers with an empty one
                self._catalogues[code] = found
        return found

    def in_template(self, message: str, /, **variables: Any) -> Markup:
        """A message as templates write it: markup, its placeholders filled with escaped values."""
        if variables:
            return Markup(self.get_translations().ugettext(message)) % variables  # noqa: S704 - a message is ours
        ready = self._ready[language()]
        if message not in ready:
            ready[message] = Markup(self.get_translations().ugettext(message)) % {}  # noqa: S704 - a message is ours
        return ready[message]


class QuickBabel(Babel):  # type: ignore[misc]
    """Babel with our domain."""

    @cached_property
    def domain_instance(self) -> QuickDomain:
        return QuickDomain(self.domain)


def init_app(app: Flask) -> None:
    """Install gettext in Python and in the templates."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(PACKAGE / "translations")
    babel = QuickBabel(app, locale_selector=choose_language)
    with app.app_context():
        in_template = babel.domain_instance.in_template
    app.jinja_env.globals.update(_=in_template, gettext=in_template, in_language=in_language)


def page_facts(app: Flask) -> dict[str, object]:
    """What base.html says of the page itself: its language, the others, and whether this is a demo."""
    settings = app.config["SETTINGS"]
    return {
        "language": language(),
        "languages": [(code.value, name) for code, name in LANGUAGE_NAMES.items()],
        "demo_notice": _("Demo: every person here is invented. Changes stay on this machine.")
        if settings.demo
        else None,
        "current_account": current_user._get_current_object(),
    }
