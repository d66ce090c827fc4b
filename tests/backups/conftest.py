"""Applications whose database says which schema it has, as a deployment's does; a key; and another database."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from pyrage import x25519

from network import migrations
from tests import factories as make
from tests.backups.shelf import Shelf, opened, stand_at_head
from tests.databases import SqliteFiles, settings


@pytest.fixture
def app(new_app: Callable[[], Flask]) -> Flask:
    """The application, on a database that stands at the last revision."""
    app = new_app()
    stand_at_head(app)
    return app


@pytest.fixture
def embedded(sqlite_files: SqliteFiles, tmp_path: Path) -> Iterator[Flask]:
    """The product on an embedded database with some rows, for what is alike on both."""
    with sqlite_files.fresh(empty=True) as url, opened(settings(tmp_path, url), url) as app:
        with app.app_context():
            migrations.upgrade()
            make.organisation("OSCE Centre in Ashgabat")
            make.member()
        yield app


@pytest.fixture
def identity() -> Any:
    """The key with which backups are restored."""
    return x25519.Identity.generate()


@pytest.fixture
def shelf(tmp_path: Path, identity: Any) -> Shelf:
    """Where backups are put."""
    folder = tmp_path / "shelf"
    folder.mkdir()
    return Shelf(folder, identity)


@pytest.fixture(params=["sqlite", "postgresql"])
def elsewhere(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of an empty database of each kind."""
    maker = request.getfixturevalue("sqlite_files" if request.param == "sqlite" else "postgres_server")
    with maker.fresh(empty=True) as url:
        yield url
