"""Two languages: the account's, else the one chosen on this browser, else the browser's own."""

from flask import Flask, has_request_context, request, session
from flask_babel import Babel, get_locale
from flask_babel import gettext as _
from flask_login import current_user

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
    locale = get_locale()
    return locale.language if locale else Language.ENGLISH


def init_app(app: Flask) -> None:
    """Install gettext in Python and in the templates."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(PACKAGE / "translations")
    Babel(app, locale_selector=choose_language)


def page_facts(app: Flask) -> dict[str, object]:
    """What base.html says of the page itself: its language, the others, and whether this is a demo."""
    settings = app.config["SETTINGS"]
    return {
        "language": language(),
        "languages": [(code.value, name) for code, name in LANGUAGE_NAMES.items()],
        "demo_notice": _("Demo: every person here is invented. Changes stay on this machine.") if settings.demo else None,
        "current_account": current_user,
    }
