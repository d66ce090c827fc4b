"""The revisions make what the models say, all of it or nothing, and can be taken back, on both databases."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from network import create_app, migrations
from network.audit.models import AuditHead
from network.cli import reference
from network.database import Base, db
from network.demo import fill
from tests.databases import settings


@pytest.fixture(params=["sqlite", "postgresql"])
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], Any]:
    """`with opened():` is inside an app on an empty database."""
    maker = request.getfixturevalue("sqlite_files" if request.param == "sqlite" else "postgres_server")

    @contextmanager
    def application() -> Iterator[None]:
        with maker.fresh(empty=True) as url, create_app(settings(tmp_path, url)).app_context():
            yield
            db.session.remove()
            db.engine.dispose()

    return application


def described(engine: Engine) -> dict[str, Any]:
    """Tables with everything that the database holds about them, and triggers."""
    inspector = sa.inspect(engine)
    tables = {}
    for name in set(inspector.get_table_names()) - {"alembic_version"}:
        facts = (
            [(one["name"], str(one["type"]), one["nullable"]) for one in inspector.get_columns(name)],
            [(one["name"], one["column_names"], one["unique"]) for one in inspector.get_indexes(name)],
            [(one["name"], one["column_names"]) for one in inspector.get_unique_constraints(name)],
            [(one["name"], one["sqltext"]) for one in inspector.get_check_constraints(name)],
            # Of a key that stands in its column's own line SQLite does not tell the name.
            [
                (one["name"] or f"fk_{name}_{one['constrained_columns'][0]}", one["referred_table"], one["options"])
                for one in inspector.get_foreign_keys(name)
            ],
            [(inspector.get_pk_constraint(name)["name"], inspector.get_pk_constraint(name)["constrained_columns"])],
        )
        tables[name] = [sorted(map(str, group)) for group in facts]
    catalogue = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' OR sql LIKE '%ROWID%' ORDER BY 1",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1",
    }
    with engine.connect() as connection:
        tables["special"] = list(connection.exec_driver_sql(catalogue[engine.dialect.name]).scalars())
    return tables


def test_the_revisions_make_what_the_models_say(opened: Callable[[], Any]) -> None:
    with opened():
        migrations.upgrade()
        assert migrations.current() == migrations.head()
        made = described(db.engine)
        assert db.session.execute(sa.select(AuditHead.number, AuditHead.hash)).all() == [(0, "")]
    with opened():
        Base.metadata.create_all(db.engine)
        assert described(db.engine) == made
    assert any("audit_entry" in name for name in made["special"])


def test_they_are_taken_back_with_data_in_the_tables_and_made_again(opened: Callable[[], Any]) -> None:
    with opened():
        migrations.upgrade()
        reference.fill()
        fill.fill()
        db.session.remove()
        migrations.downgrade("base")
        assert sa.inspect(db.engine).get_table_names() == ["alembic_version"]
        migrations.upgrade()
        assert not fill.is_filled()


def test_a_revision_that_fails_leaves_nothing_behind(opened: Callable[[], Any]) -> None:
    with opened():
        with db.engine.begin() as connection:
            connection.exec_driver_sql("CREATE TABLE training_session (in_the_way INTEGER)")
        with pytest.raises(sa.exc.DatabaseError):
            migrations.upgrade()
        assert sa.inspect(db.engine).get_table_names() == ["training_session"]


def test_accounts_of_before_are_put_in_order(opened: Callable[[], Any]) -> None:
    with opened():
        migrations.upgrade("7c2b318ce2d0")
        with db.engine.begin() as connection:
            for n, name in enumerate(("Яна Ким", "Aigul Asanova", "Бермет Алиева")):
                connection.exec_driver_sql(
                    "INSERT INTO account (name, email, disabled, created_at, version)"
                    f" VALUES ('{name}', '{n}@example.org', FALSE, '2026-11-24 00:00:00', 1)"
                )
        migrations.upgrade()
        in_order = sa.text("SELECT name FROM account ORDER BY sort_key")
        assert db.session.scalars(in_order).all() == ["Aigul Asanova", "Бермет Алиева", "Яна Ким"]
