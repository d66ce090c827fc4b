"""Deployments with an empty database, of each kind in turn."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.deployment import Deployment


@pytest.fixture
def embedded(tmp_path: Path) -> Deployment:
    """A deployment on the embedded database."""
    return Deployment(tmp_path / "instance", {"PUBLIC_URL": "https://network.example.org"})


@pytest.fixture(params=["sqlite", "postgresql"])
def deployment(request: pytest.FixtureRequest, embedded: Deployment) -> Iterator[Deployment]:
    """A deployment on each kind of database."""
    if request.param == "sqlite":
        yield embedded
        return
    with request.getfixturevalue("postgres_server").fresh(empty=True) as url:
        embedded.environ["DATABASE_URL"] = url.replace("postgresql+psycopg://", "postgresql://")
        yield embedded


@pytest.fixture(scope="session")
def _initialised(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("deployment") / "instance"
    Deployment(folder).succeed("init")
    return folder


@pytest.fixture
def ready(embedded: Deployment, _initialised: Path) -> Deployment:
    """A deployment on the embedded database on which nothing is wrong."""
    shutil.copytree(_initialised, embedded.folder)
    return embedded
