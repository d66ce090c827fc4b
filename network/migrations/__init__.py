"""The schema in time: dated Alembic revisions, run inside one write transaction."""

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection

from network.config import PACKAGE
from network.database import db


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(PACKAGE / "migrations"))
    config.set_main_option("path_separator", "os")
    if connection is not None:
        config.attributes["connection"] = connection
    return config


def head() -> str:
    """The revision that this code needs."""
    return str(ScriptDirectory.from_config(_config()).get_current_head())


def current() -> str | None:
    """The revision that the database has; None for an empty one."""
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def upgrade(revision: str = "head") -> None:
    """Bring the schema to `revision`: all of it or, if anything fails, none of it."""
    with db.engine.connect().execution_options(writes=True, patience=15) as connection, connection.begin():
        command.upgrade(_config(connection), revision)


def downgrade(revision: str) -> None:
    """Take the schema back to `revision`."""
    with db.engine.connect().execution_options(writes=True, patience=15) as connection, connection.begin():
        command.downgrade(_config(connection), revision)


def draft(message: str) -> None:
    """Write a revision from the difference between models and database, to be read and mended by a person."""
    with db.engine.connect() as connection:
        command.revision(_config(connection), message=message, autogenerate=True)
