"""The Network's membership and activity tracker. `create_app` reads like a table of contents."""

from importlib import import_module

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from network import (
    accounts,
    agencies,
    attendance,
    bulk,
    database,
    exports,
    factors,
    handover,
    home,
    imports,
    mail,
    members,
    merging,
    participation,
    priorities,
    privacy,
    ranks,
    reports,
    shields,
    trainings,
    web,
)
from network.access.guard import check_sealed
from network.config import TEMPLATES, Settings, load_settings

#: In the order of imports, lowest first: a higher feature fills slots of a lower one's pages.
FEATURES = (
    mail, agencies, ranks, members, accounts, factors, shields, priorities, trainings, participation, attendance,
    exports, imports, bulk, privacy, merging, reports, handover, home,
)  # fmt: skip


def create_app(settings: Settings | None = None) -> Flask:
    """The whole application, or Misconfigured with what the operator has to mend."""
    settings = settings or load_settings()
    app = Flask("network", template_folder=str(TEMPLATES), static_folder=None, instance_path=str(settings.instance))
    configure(app, settings)
    database.init_app(app)
    web.init_app(app)
    load_models()
    for feature in FEATURES:
        feature.init_app(app)
    check_sealed(app)
    return app


def load_models() -> None:
    """Make every table known to the metadata, whichever features' pages are in use."""
    for name in (
        "audit",
        "mail",
        "files",
        "agencies",
        "ranks",
        "members",
        "accounts",
        "factors",
        "shields",
        "priorities",
        "trainings",
        "participation",
        "attendance",
        "exports",
        "imports",
        "bulk",
        "privacy",
        "merging",
        "handover",
    ):
        import_module(f"network.{name}.models")


def configure(app: Flask, settings: Settings) -> None:
    """Flask's own settings from ours."""
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        TESTING=settings.testing,
        SERVER_NAME=None,
        TRUSTED_HOSTS=settings.trusted_hosts,
        MAX_CONTENT_LENGTH=settings.max_body,
        MAX_FORM_MEMORY_SIZE=settings.max_body,
        MAX_FORM_PARTS=5000,
        SESSION_COOKIE_NAME="__Host-session" if settings.https else "session",
        SESSION_COOKIE_SECURE=settings.https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=database.engine_options(settings.database_url, longest=settings.longest_statement),
        PREFERRED_URL_SCHEME="https" if settings.https else "http",
    )
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    if settings.proxies:
        count = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
