"""What every scenario stands on: fresh databases of both kinds, applications on them, and rows that tell."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask, current_app

from network import create_app
from network.audit.changes import Operator, change
from network.audit.events import Event
from network.audit.queries import faults
from network.database import db
from network.trainings.models import Organisation
from tests.databases import PostgresServer, SqliteFiles, settings

Maker = SqliteFiles | PostgresServer


class Stage:
    """A folder and the databases; `short` is the form that CI runs."""

    def __init__(self, folder: Path, *, short: bool, makers: dict[str, Maker] | None = None) -> None:
        self.folder, self.short, self._makers = folder, short, makers

    @cached_property
    def makers(self) -> dict[str, Maker]:
        """Both kinds of database."""
        return self._makers or {"sqlite": SqliteFiles(self.folder), "postgresql": PostgresServer(self.folder)}

    def fresh(self) -> Iterator[tuple[str, Any]]:
        """Each kind of database by name, with what makes a fresh one."""
        for name, maker in self.makers.items():
            yield name, maker.fresh

    @contextmanager
    def app(self, url: str, **more: Any) -> Iterator[Flask]:
        """The product on this database, let go of afterwards."""
        made = create_app(settings(self.folder, url, **more))
        try:
            yield made
        finally:
            with made.app_context():
                db.session.remove()
                db.engine.dispose()

    def many(self, full: int, short: int) -> int:
        """How often a thing is done."""
        return short if self.short else full


def write(name: str) -> None:
    """One change that is acknowledged when this returns."""
    with change(Event.ORGANISATION_ADDED, by=Operator()):
        db.session.add(Organisation(name=name))


def written() -> set[str]:
    """The names that are there."""
    names = set(db.session.scalars(sa.select(Organisation.name)))
    db.session.rollback()
    return names


def is_sound() -> bool:
    """Whether the trail verifies and, where it is a file, no page of it is damaged."""
    broken = list(faults(current_app.config["SETTINGS"].audit_key))
    db.session.rollback()
    if db.engine.dialect.name == "sqlite":
        with db.engine.connect() as connection:
            return not broken and connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
    return not broken
