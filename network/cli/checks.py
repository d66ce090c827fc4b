"""What has to be right before the server starts: each thing wrong is one text that says how to mend it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import urlsplit

from flask import Flask, current_app
from sqlalchemy.exc import DatabaseError, OperationalError, SQLAlchemyError

from network import create_app, keyring
from network.backups.damage import damage, damaged, is_damage
from network.backups.keys import recipients
from network.cli import schema
from network.config import Settings, database_url, instance_folder, load_settings, read_key
from network.database import db
from network.errors import Misconfigured

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def configuration(environ: Mapping[str, str]) -> Iterator[str]:
    """What is wrong with the settings."""
    keys_hold = True
    for name in ("secret_key", "audit_key", "data_key"):
        try:
            read_key(environ, instance_folder(environ), name)
        except Misconfigured as wrong:
            keys_hold = False
            yield str(wrong)
    yield from public_url(environ)
    yield from usable_address(database_url(environ, instance_folder(environ)))
    try:
        recipients(environ.get("NETWORK_BACKUP_TO", ""))
    except Misconfigured as wrong:
        yield str(wrong)
    if keys_hold:
        try:
            load_settings(environ)
        except Misconfigured as wrong:
            yield str(wrong)


def usable_address(url: str) -> Iterator[str]:
    """What is wrong with the address of a database."""
    if not url.startswith(("postgresql+psycopg://", "sqlite:///")):
        yield "DATABASE_URL is not usable. Write it like postgresql://user:password@host/database"


def public_url(environ: Mapping[str, str]) -> Iterator[str]:
    """What is wrong with the address that links in letters lead to."""
    address = environ.get("PUBLIC_URL", "")
    parts = urlsplit(address)
    if not address:
        yield "PUBLIC_URL is not set. Set it to the address that people use, like https://network.example.org"
    elif parts.scheme == "http" and parts.hostname not in _LOOPBACK:
        yield f"PUBLIC_URL is not https: passwords would travel in the open. Set it to https://{parts.netloc}"


def database() -> Iterator[str]:
    """What is wrong with the database of the current app, as far as half a second shows."""
    if missing := list(there_is_a_database()):
        yield from missing
        return
    try:
        wrong = corrupt_page(thorough=False) or schema.fault() or (None if keyring.holds() else keyring.NOT_THE_KEY)
        db.session.rollback()
    except SQLAlchemyError as error:
        yield unreachable(error)
    else:
        if wrong:
            yield wrong


def there_is_a_database() -> Iterator[str]:
    """That the embedded file is missing, which only opening it would make."""
    settings: Settings = current_app.config["SETTINGS"]
    if settings.sqlite_path and not settings.sqlite_path.exists():
        yield f"There is no database at {settings.sqlite_path}. Make it: network init"


def corrupt_page(*, thorough: bool) -> str | None:
    """That the embedded file is damaged, with the command that mends it; None where it is sound."""
    try:
        with db.engine.connect() as connection:
            found = damage(connection, thorough=thorough)
    except DatabaseError as error:  # not even opened
        if not is_damage(error):
            raise
        found = str(error.orig)
    return damaged(found) if found else None


def unreachable(error: SQLAlchemyError) -> str:
    """One sentence for a database that cannot be used, without its address, which may hold a password."""
    lines = str(getattr(error, "orig", error)).strip().splitlines() or [type(error).__name__]
    if is_damage(error):
        return damaged(lines[0])
    return f"The database does not answer ({lines[0]}). Check DATABASE_URL and whether the server runs"


@contextmanager
def answering() -> Iterator[None]:
    """Say it in a sentence where the database cannot be reached, or its file is damaged."""
    try:
        yield
    except DatabaseError as error:
        if not isinstance(error, OperationalError) and not is_damage(error):
            raise
        raise Misconfigured(unreachable(error)) from error


@contextmanager
def application(settings: Settings) -> Iterator[Flask]:
    """An app in whose context the operator works; its connections are closed afterwards."""
    app = create_app(settings)
    with app.app_context():
        try:
            yield app
        finally:
            db.session.remove()
            db.engine.dispose()


@contextmanager
def ready_application(environ: Mapping[str, str]) -> Iterator[Flask]:
    """`application` for commands on records: raises Misconfigured where the database is not ready."""
    with application(load_settings(environ)) as app:
        for wrong in database():
            raise Misconfigured(wrong)
        yield app
