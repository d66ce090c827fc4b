"""`network audit verify`: whatever somebody with the database in his hands does to the trail, it is found."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from network import create_app
from network.config import load_settings
from network.database import db
from tests import factories as make
from tests.cli.deployment import Deployment


@contextmanager
def attacker(deployment: Deployment) -> Iterator[Connection]:
    """Somebody with all rights on the database and without the key: first he takes the triggers away."""
    engine = sa.create_engine(load_settings(deployment.settings_environ()).database_url)
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            for verb in ("update", "delete"):
                connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS audit_entry_no_{verb}")
        else:
            connection.exec_driver_sql("DROP TRIGGER IF EXISTS audit_entry_append_only ON audit_entry")
        yield connection
    engine.dispose()


@contextmanager
def undone(deployment: Deployment) -> Iterator[None]:
    """Afterwards the trail is what it was."""
    tables = ("audit_entry", "audit_head")
    with attacker(deployment) as connection:
        for table in tables:
            connection.exec_driver_sql(f"CREATE TABLE kept_{table} AS SELECT * FROM {table}")
    yield
    with attacker(deployment) as connection:
        for table in tables:
            connection.exec_driver_sql(f"DELETE FROM {table}")
            connection.exec_driver_sql(f"INSERT INTO {table} SELECT * FROM kept_{table}")
            connection.exec_driver_sql(f"DROP TABLE kept_{table}")


def _change(connection: Connection) -> None:
    connection.exec_driver_sql("UPDATE audit_entry SET by_name = 'somebody else' WHERE number = 2")


def _remove(connection: Connection) -> None:
    connection.exec_driver_sql("DELETE FROM audit_entry WHERE number = 2")


def _reorder(connection: Connection) -> None:
    for before, after in ((2, -1), (3, 2), (-1, 3)):
        connection.exec_driver_sql(f"UPDATE audit_entry SET number = {after} WHERE number = {before}")


def _cut_off(connection: Connection) -> None:
    connection.exec_driver_sql("DELETE FROM audit_entry WHERE number = 4")


def _cut_off_with_the_head(connection: Connection) -> None:
    _cut_off(connection)
    last = "(SELECT hash FROM audit_entry WHERE number = 3)"
    connection.exec_driver_sql(f"UPDATE audit_head SET number = 3, hash = {last}")


ATTACKS: dict[str, tuple[Callable[[Connection], None], str]] = {
    "changed": (_change, "Entry 2: the entry was changed, or one before it was."),
    "removed": (_remove, "Entry 2: entries 2 to 2 are missing."),
    "reordered": (_reorder, "Entry 2: the entry was changed"),
    "cut off": (_cut_off, "Entry 4: the trail is cut off: 4 entries were written."),
}


@pytest.fixture
def told(deployment: Deployment) -> Deployment:
    """A deployment whose trail has four entries."""
    deployment.succeed("init")
    app = create_app(load_settings(deployment.settings_environ()))
    with app.app_context():
        for name in ("one", "two", "three"):
            make.organisation(name)
        db.session.remove()
        db.engine.dispose()
    return deployment


def test_it_finds_a_trail_that_was_changed_shortened_or_reordered(told: Deployment) -> None:
    assert "The trail holds: 4 entries." in told.succeed("audit", "verify")
    for attack, (act, sentence) in ATTACKS.items():
        with undone(told):
            with attacker(told) as connection:
                act(connection)
            ended = told.run("audit", "verify")
            assert ended.returncode == 1, attack
            assert sentence in ended.stderr, attack
            assert "holds" not in ended.stdout, attack
    told.succeed("audit", "verify")


def test_a_head_written_down_finds_what_the_key_alone_cannot(told: Deployment) -> None:
    head = told.succeed("audit", "verify").rpartition("Head: ")[2].strip()
    assert head.startswith("4:")
    told.succeed("audit", "verify", "--head", head)
    with attacker(told) as connection:
        _cut_off_with_the_head(connection)
    assert "3 entries" in told.succeed("audit", "verify")
    ended = told.run("audit", "verify", "--head", head)
    assert ended.returncode == 1
    assert "entry 4 was written down and is not there" in ended.stderr
    other = told.run("audit", "verify", "--head", "3:" + "0" * 64)
    assert "the trail is not the one whose head was written down" in other.stderr


def test_another_key_does_not_pass(ready: Deployment) -> None:
    ended = ready.run("audit", "verify", NETWORK_AUDIT_KEY="another-key-0123456789-abcdefghijklmnop")
    assert ended.returncode == 1


def test_a_head_that_is_none_is_said(ready: Deployment) -> None:
    ended = ready.run("audit", "verify", "--head", "4")
    assert ended.returncode == 2
    assert "a head is NUMBER:HASH" in ended.stderr
