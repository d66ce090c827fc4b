"""`network doctor`: what is configured, which versions run, what is wrong and how to mend it."""

import os
import platform
import stat
import sys
from collections.abc import Iterator
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click
import sqlalchemy as sa
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from network import migrations
from network.audit.events import Event
from network.audit.models import AuditEntry
from network.backups.keys import recipients
from network.cli import checks
from network.clock import now
from network.config import database_url, instance_folder, load_settings
from network.database import db, sqlite_module
from network.errors import Misconfigured
from network.mail import queries
from network.mail.sender import can_send
from network.web.words import label

#: After so long a letter that waits is the operator's business.
LONG_WAIT = timedelta(hours=1)

_LIBRARIES = ("Flask", "SQLAlchemy", "alembic", "granian", "psycopg", "typst")


@click.command()
def doctor() -> None:
    """Say what is configured and what is wrong.

    Prints no secret. Exits with 1 where something has to be mended.
    """
    wrong = list(checks.configuration(os.environ))
    _print("Configuration", _configuration())
    _print("Versions", _versions())
    try:
        with checks.application(load_settings()):
            if found := list(checks.database()):
                wrong += found
            else:
                _print("Database", _database())
                click.echo("Looking at every page of the database…", err=True)
                wrong += filter(None, [checks.corrupt_page(thorough=True)])
                _print("Letters", _letters())
                wrong += _letters_left()
    except Misconfigured as refusal:
        wrong.append(str(refusal))
    except SQLAlchemyError as error:
        wrong.append(checks.unreachable(error))
    wrong = list(dict.fromkeys(wrong))
    click.secho("To mend" if wrong else "Nothing is wrong.", bold=True)
    for one in wrong:
        click.echo(f"  {one}")
    sys.exit(1 if wrong else 0)


def _print(title: str, facts: Iterator[tuple[str, object]]) -> None:
    click.secho(title, bold=True)
    for name, value in facts:
        click.echo(f"  {name:18}{value}")
    click.echo()


def _configuration() -> Iterator[tuple[str, object]]:
    folder = instance_folder(os.environ)
    yield "instance folder", folder
    yield "public address", os.environ.get("PUBLIC_URL") or "not set"
    yield "database", _address(database_url(os.environ, folder))
    for name in ("secret_key", "audit_key", "data_key"):
        yield name.replace("_", " "), _key(name, folder)
    smtp = urlsplit(os.environ.get("SMTP_URL", ""))
    yield "mail server", smtp.hostname or "not set: coordinators hand out the links for forgotten passwords"
    yield "mail from", os.environ.get("MAIL_FROM") or "not set"
    yield "backups for", _recipients()
    keepers = [one for one in os.environ.get("NETWORK_HEAD_TO", "").split(",") if one.strip()]
    yield "trail's head to", f"{len(keepers)} addresses" if keepers else "nobody"
    yield "proxies in front", os.environ.get("NETWORK_PROXIES") or 0


def _recipients() -> str:
    """As they are written, but where somebody put a secret in their place."""
    try:
        found = recipients(os.environ.get("NETWORK_BACKUP_TO", ""))
    except Misconfigured:
        return "not usable"
    return " ".join(map(str, found)) or "not set: no backup can be made (network backup keygen)"


def _address(url: str) -> str:
    try:
        return make_url(url).render_as_string(hide_password=True)
    except ArgumentError:
        return "not an address"


def _key(name: str, folder: Path) -> str:
    variable = f"NETWORK_{name.upper()}"
    if os.environ.get(variable):
        return f"given by {variable}"
    path = Path(os.environ.get(f"{variable}_FILE") or folder / name.replace("_", "."))
    return f"{path} (mode {stat.S_IMODE(path.stat().st_mode):04o})" if path.is_file() else "missing"


def _versions() -> Iterator[tuple[str, object]]:
    yield "network-tracker", version("network-tracker")
    yield "Python", f"{platform.python_version()} on {platform.system()} {platform.machine()}"
    yield "SQLite", sqlite_module().sqlite_version
    for library in _LIBRARIES:
        yield library, version(library)


def _database() -> Iterator[tuple[str, object]]:
    if db.engine.dialect.name == "sqlite":
        yield "kind", "SQLite, the embedded file"
        yield "journal", _scalar("PRAGMA journal_mode").upper()
        size = _scalar("PRAGMA page_count") * _scalar("PRAGMA page_size")
    else:
        yield "kind", f"PostgreSQL {_scalar('SHOW server_version')}"
        size = _scalar("SELECT pg_database_size(current_database())")
    yield "schema", f"{migrations.current()} (this code needs {migrations.head()})"
    yield "size", f"{size / 1_000_000:,.1f} MB"
    made_at = db.session.scalar(sa.select(sa.func.max(AuditEntry.at)).where(AuditEntry.event == Event.SYSTEM_BACKED_UP))
    yield "last backup", f"{made_at:%Y-%m-%d %H:%M} UTC" if made_at else "none was made yet"


def _letters() -> Iterator[tuple[str, object]]:
    standing = queries.standing()
    since = f", since {standing.since:%Y-%m-%d %H:%M} UTC" if standing.since else ""
    yield "waiting", f"{standing.waiting}{since}"
    yield "given up", standing.given_up


def _letters_left() -> Iterator[str]:
    """Letters that somebody has to look after: they wait longer than a mail server is away for."""
    standing = queries.standing()
    if standing.since is None:
        return
    if not can_send():
        yield "Letters wait and none can leave: SMTP_URL is not set"
    elif now() - standing.since > LONG_WAIT:
        why = f" ({label(standing.fault).rstrip('.')})" if standing.fault else ""
        yield f"Letters wait since {standing.since:%Y-%m-%d %H:%M} UTC{why}. Look at SMTP_URL, then: network mail send"


def _scalar(statement: str) -> Any:
    return db.session.execute(sa.text(statement)).scalar_one()
