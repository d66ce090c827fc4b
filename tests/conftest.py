"""Fixtures. `app` is a whole application on a fresh database; whatever uses it runs on SQLite and on PostgreSQL."""

import gc
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from network import create_app
from network.accounts.models import Account
from network.database import db
from tests.databases import PostgresServer, SqliteFiles, settings
from tests.mail.servers import MailServer
from tests.routes import shared
from tests.templates import SharingEnvironment
from tests.visitor import Visitor

# What a run keeps alive is much and stays: looking through it at every turn takes a third of the time.
gc.set_threshold(50_000, 10, 10)
Flask.jinja_environment = SharingEnvironment
Flask.url_rule_class = staticmethod(shared)  # type: ignore[assignment]


@pytest.fixture(scope="session")
def sqlite_files(tmp_path_factory: pytest.TempPathFactory) -> SqliteFiles:
    return SqliteFiles(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> PostgresServer:
    return PostgresServer(tmp_path_factory.mktemp("postgres"))


@pytest.fixture(params=["sqlite", "postgresql"])
def databases(request: pytest.FixtureRequest) -> SqliteFiles | PostgresServer:
    """A maker of fresh databases, of each kind in turn."""
    maker: SqliteFiles | PostgresServer = request.getfixturevalue(
        "sqlite_files" if request.param == "sqlite" else "postgres_server"
    )
    return maker


@pytest.fixture
def new_app(databases: SqliteFiles | PostgresServer, tmp_path: Path) -> Iterator[Callable[..., Flask]]:
    """`new_app()` is a whole application on a fresh database of its own, with settings of the test's where given."""
    with ExitStack() as stack:

        def make(**more: object) -> Flask:
            app = create_app(settings(tmp_path, stack.enter_context(databases.fresh()), **more))
            stack.callback(_let_go, app)
            return app

        yield make


def _let_go(app: Flask) -> None:
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def app(new_app: Callable[[], Flask]) -> Flask:
    """The application. Tests that need rows use `with app.app_context():` for them, and never around a request."""
    return new_app()


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    """A mail server that works, until the test gives it a fault."""
    server = MailServer().start()
    yield server
    server.stop()


@pytest.fixture
def mailing(new_app: Callable[..., Flask], mail_server: MailServer) -> Flask:
    """The application with that mail server. Letters leave when the test says `deliver()`."""
    return new_app(smtp_url=mail_server.url, mail_from="Office <network@example.org>")


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


@pytest.fixture
def wait_for() -> Callable[[Callable[[], object]], None]:
    """`wait_for(condition)` returns when it is true, or fails after ten seconds."""

    def wait(condition: Callable[[], object]) -> None:
        until = time.monotonic() + 10
        while not condition():
            assert time.monotonic() < until, "it did not come true in ten seconds"
            time.sleep(0.02)

    return wait
