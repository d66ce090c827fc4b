"""The schema in time: dated Alembic revisions, run inside one write transaction."""

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy.engine import Connection

from network.config import PACKAGE
from network.database import db


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(PACKAGE / "migrations"))
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", "%%(year)d_%%(month).2d_%%(day).2d_%%(slug)s")
    if connection is not None:
        config.attributes["connection"] = connection
    return config


def head() -> str | None:
    """The revision that this code needs."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def is_known(revision: str) -> bool:
    """Whether this code has that revision: a newer release may have brought the database further."""
    try:
        return ScriptDirectory.from_config(_config()).get_revision(revision) is not None
    except CommandError:
        return False


def current(connection: Connection | None = None) -> str | None:
    """The revision that the database has, as `connection` sees it or now; None for an empty one."""
    with _or_new(connection) as reading:
        return MigrationContext.configure(reading).get_current_revision()


def upgrade(revision: str = "head", connection: Connection | None = None) -> None:
    """Bring the schema to `revision`: all of it or, if anything fails, none of it.

    On a `connection` it becomes a part of the transaction that is open there.
    """
    with _or_writing(connection) as writing:
        command.upgrade(_config(writing), revision)


def downgrade(revision: str, connection: Connection | None = None) -> None:
    """Take the schema back to `revision`, as `upgrade` does."""
    with _or_writing(connection) as writing:
        command.downgrade(_config(writing), revision)


@contextmanager
def _or_new(connection: Connection | None) -> Iterator[Connection]:
    if connection is not None:
        yield connection
        return
    with db.engine.connect() as new:
        yield new


@contextmanager
def _or_writing(connection: Connection | None) -> Iterator[Connection]:
    if connection is not None:
        yield connection
        return
    with db.engine.connect().execution_options(writes=True, patience=15) as new, new.begin():
        yield new


def draft(message: str) -> None:
    """Write a revision from the difference between models and database, to be read and mended by a person."""
    with db.engine.connect() as connection:
        command.revision(_config(connection), message=message, autogenerate=True)
