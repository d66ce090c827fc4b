"""Fixtures. `app` is a whole application on a fresh database; whatever uses it runs on SQLite and on PostgreSQL."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from network import create_app
from network.accounts.models import Account
from network.database import db
from tests.databases import PostgresServer, SqliteFiles, settings
from tests.visitor import Visitor


@pytest.fixture(scope="session")
def sqlite_files(tmp_path_factory: pytest.TempPathFactory) -> SqliteFiles:
    return SqliteFiles(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> PostgresServer:
    return PostgresServer(tmp_path_factory.mktemp("postgres"))


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a fresh database, of each kind in turn."""
    maker = request.getfixturevalue("sqlite_files" if request.param == "sqlite" else "postgres_server")
    with maker.fresh() as url:
        yield url


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """The application. Tests that need rows use `with app.app_context():` for them, and never around a request."""
    app = create_app(settings(tmp_path, database_url))
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    """Somebody who has not signed in."""
    return Visitor(app)


@pytest.fixture
def signed_in(app: Flask) -> Callable[[Account], Visitor]:
    """`signed_in(account)` is a visitor signed in with it."""
    return lambda account: Visitor(app).sign_in(account)


@pytest.fixture
def in_parallel() -> Callable[..., list[Any]]:
    """`in_parallel(work, 8)` runs `work(0)` … `work(7)` at once and gives their results, or raises the first error."""

    def run(work: Callable[[int], Any], count: int) -> list[Any]:
        with ThreadPoolExecutor(count) as pool:
            return [future.result() for future in [pool.submit(work, n) for n in range(count)]]

    return run
