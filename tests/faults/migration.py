"""A migration killed before each of its statements: nothing of it is there, and it can be run again."""

from typing import Any

import sqlalchemy as sa

from network import migrations
from network.database import Base, db
from tests.faults.nursery import nursery
from tests.faults.outcome import Outcome
from tests.faults.stage import Stage


def migration_killed(stage: Stage) -> Outcome:
    """All revisions on an empty database, killed at every statement in turn."""
    outcome = Outcome()
    for kind, fresh in stage.fresh():
        with fresh(empty=True) as url, nursery(stage.folder, url) as children:
            children.ended(children.start("upgrade", 0))
            statements = int(next(iter(children.told)))
        with fresh(empty=True) as url, stage.app(url) as app, nursery(stage.folder, url) as children:
            for statement in range(1, statements + 1, stage.many(1, max(1, statements // 4))):
                children.ended(children.start("upgrade", statement))
                outcome.case(*_stands(app, f"{kind}, before statement {statement}"))
            with app.app_context():
                migrations.upgrade()
                names = set(sa.inspect(db.engine).get_table_names())
                outcome.case(set(Base.metadata.tables) <= names, f"{kind}: it could not be run again")
    return outcome


def _stands(app: Any, when: str) -> tuple[bool, str]:
    """Whether the database stands before the migration or after it, with nothing between."""
    with app.app_context():
        revision = migrations.current()
        names = set(sa.inspect(db.engine).get_table_names()) - {"alembic_version"}
        db.engine.dispose()
    before, after = revision is None and not names, revision == migrations.head()
    return before or after, f"{when}: at {revision} with {len(names)} tables"
