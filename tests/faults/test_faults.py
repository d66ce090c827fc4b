"""What SECURITY says that the product survives, in the short form of `python -m tests.faults`."""

import pytest

from tests.databases import PostgresServer, SqliteFiles
from tests.faults.catalogue import SCENARIOS
from tests.faults.stage import Stage


@pytest.fixture(scope="module")
def stage(
    tmp_path_factory: pytest.TempPathFactory, sqlite_files: SqliteFiles, postgres_server: PostgresServer
) -> Stage:
    """A folder, and the databases of the other tests."""
    folder = tmp_path_factory.mktemp("faults")
    return Stage(folder, short=True, makers={"sqlite": sqlite_files, "postgresql": postgres_server})


@pytest.mark.parametrize("name", SCENARIOS)
def test_it_survives(stage: Stage, name: str) -> None:
    outcome = SCENARIOS[name](stage)
    assert outcome.tried
    assert not outcome.lost, outcome.line(name)
