"""What tests do with backups: make one of an app's database, restore it somewhere, and look at every row."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from network import create_app, migrations
from network.backups import no_bar, restoring
from network.backups.writing import Backup, back_up
from network.config import Settings
from network.database import Base, db
from network.errors import Refused

Rows = dict[str, list[tuple[Any, ...]]]


@dataclass
class Shelf:
    """A folder of backups, and the key to them."""

    folder: Path
    identity: Any

    @property
    def file(self) -> Path:
        return self.folder / "network.age"

    def another(self) -> str:
        """The address of a database that is not there yet."""
        return f"sqlite:///{self.folder.parent / 'another' / 'network.db'}"

    def put(self, app: Flask, bar: Any = no_bar) -> Backup:
        """A backup of what the app's database holds now."""
        with app.app_context():
            return back_up(db.engine, self.file, [self.identity.to_public()], app.config["SETTINGS"], bar=bar)

    def restore(self, app: Flask, url: str, **how: Any) -> restoring.Restored:
        """Put it there, by the keys of that deployment."""
        settings = replace(app.config["SETTINGS"], database_url=url)
        return restoring.restore(self.file, [self.identity], settings, **how)


def stand_at_head(app: Flask) -> None:
    """Have the database say which schema it has, as a deployment's does."""
    with app.app_context(), db.engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        connection.exec_driver_sql(f"INSERT INTO alembic_version VALUES ('{migrations.head()}')")


@contextmanager
def opened(settings: Settings, url: str) -> Iterator[Flask]:
    """The product on the database at this address."""
    app = create_app(replace(settings, database_url=url))
    try:
        yield app
    finally:
        with app.app_context():
            db.engine.dispose()


def rows(app: Flask) -> Rows:
    """Every row of every table in Python's own values, in the order of their keys."""
    with app.app_context(), db.engine.connect() as connection:
        return {
            table.name: sorted(
                (tuple(row) for row in connection.execute(sa.select(table))),
                key=lambda row, table=table: [row[n] for n, one in enumerate(table.columns) if one.primary_key],
            )
            for table in Base.metadata.sorted_tables
        }


@contextmanager
def refused(kind: type[Refused], sentence: str) -> Iterator[None]:
    """What is done inside is refused with a sentence of this pattern."""
    with pytest.raises(kind) as said:
        yield
    assert re.search(sentence, str(said.value.sentence)), said.value.sentence
