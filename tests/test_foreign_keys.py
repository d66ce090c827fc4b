"""Whoever deletes a row waits for what points at it to be found: by an index, and never by reading a table."""

from pathlib import Path

import sqlalchemy as sa

from network import create_app
from network.database import Base, db
from tests.databases import SqliteFiles, settings

#: Of few rows, or of a row that is never deleted and keeps its key.
READ_WHOLE = {
    ("carry_over", "successor_id"),
    ("reading", "export_id"),
    ("reading", "training_id"),
    ("account_link", "made_by_id"),
    ("privacy_request", "answered_by_id"),
    ("member", "agency_now_id", "kind_now"),  # those of agencies of that kind, when one is said to be of another
}


def test_what_points_at_a_row_is_found_by_an_index(sqlite_files: SqliteFiles, tmp_path: Path) -> None:
    """SQLite takes the plan for a foreign key as it takes it for this statement; it once read all words of a state."""
    with sqlite_files.fresh() as url, create_app(settings(tmp_path, url)).app_context():
        slow = set()
        for table in Base.metadata.tables.values():
            for key in table.foreign_key_constraints:
                columns = tuple(column.name for column in key.columns)
                held = sa.and_(*(column == sa.bindparam(None, type_=sa.Integer) for column in key.columns))
                deleting = str(sa.delete(table).where(held).compile(dialect=db.engine.dialect))
                with db.engine.connect() as connection:
                    plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {deleting}", (1,) * len(columns)).all()
                if "PRIMARY KEY (rowid=?)" not in plan[0][3] and any(f"{one}=?" not in plan[0][3] for one in columns):
                    slow.add((table.name, *columns))
        db.engine.dispose()
    assert slow == READ_WHOLE
