"""Every change says why, and nobody rewrites what was said."""

import json
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import DatabaseError

from network.audit import queries
from network.audit.changes import Operator, bookkeeping, change
from network.audit.events import Event
from network.audit.models import AuditEntry
from network.audit.persons import recorded
from network.database import db
from network.trainings.models import Organisation
from tests import factories as make
from tests.databases import AUDIT


def _last() -> AuditEntry:
    entry = db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.number.desc()).limit(1)).one()
    db.session.rollback()
    return entry


def test_an_entry_tells_who_why_and_every_value_before_and_after(app: Flask) -> None:
    with app.app_context():
        account = make.secretariat(name="Гүлнара Асанова")
        one = make.organisation("OSCE Centre in Ashgabat")
        author = type("Author", (), {"account_id": account.id, "name": account.name})()
        with change(Event.ORGANISATION_EDITED, by=author, why="a letter of 3 May", about=one):
            db.session.get_one(Organisation, one.id).name = "OSCE Programme Office in Astana"
        entry = db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.number.desc()).limit(1)).one()
        assert (entry.account_id, entry.by_name, entry.why) == (account.id, "", "a letter of 3 May")
        assert (entry.event, entry.subject) == ("organisation:edited", f"organisation:{one.id}")
        changed = recorded(entry)["rows"][0]["changed"]
        assert changed["name"] == ["OSCE Centre in Ashgabat", "OSCE Programme Office in Astana"]
        db.session.rollback()


def test_passwords_and_tokens_never_enter_the_trail(app: Flask) -> None:
    with app.app_context():
        make.secretariat(password_hash="$argon2id$CANARY")
        trail = "".join(db.session.scalars(sa.select(AuditEntry.what)))
        db.session.rollback()
        assert "CANARY" not in trail
        assert "password_hash" in trail


def test_rows_change_only_with_a_reason(app: Flask) -> None:
    with app.app_context():
        one = make.organisation()
        db.session.add(Organisation(name="Nobody said why"))
        with pytest.raises(RuntimeError, match="only inside"):
            db.session.flush()
        db.session.rollback()
        with pytest.raises(RuntimeError, match="only inside"):
            db.session.execute(sa.delete(Organisation).where(Organisation.id == one.id))
        db.session.rollback()


def test_a_change_that_fails_leaves_no_row_and_no_entry(app: Flask) -> None:
    with app.app_context():
        before = queries.head()
        db.session.rollback()

        def fail() -> None:
            with change(Event.ORGANISATION_ADDED, by=Operator()):
                db.session.add(Organisation(name="Half"))
                db.session.flush()
                raise ValueError

        with pytest.raises(ValueError):
            fail()
        assert queries.head() == before
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Organisation)) == 0
        db.session.rollback()


def test_a_change_inside_a_change_is_a_mistake(app: Flask) -> None:
    once = Event.ORGANISATION_ADDED
    with (
        app.app_context(),
        pytest.raises(RuntimeError, match="inside a change"),
        change(once, by=Operator()),
        change(once, by=Operator()),
    ):
        pass


def test_bookkeeping_leaves_no_entry(app: Flask) -> None:
    with app.app_context():
        before = queries.head()
        with bookkeeping():
            db.session.add(Organisation(name="counted"))
        assert queries.head() == before
        db.session.rollback()


def test_what_came_to_nothing_leaves_no_entry_and_hides_no_row(app: Flask) -> None:
    with app.app_context():
        before = queries.head()
        with change(Event.ATTENDANCE_MARKED, by=Operator()) as note:
            note.nothing()
        assert queries.head() == before
        db.session.rollback()
        with change(Event.ATTENDANCE_MARKED, by=Operator()) as note:
            note.nothing()
            db.session.add(Organisation(name="after all"))
        assert queries.head()[0] == before[0] + 1
        db.session.rollback()


@pytest.fixture
def trail(app: Flask) -> None:
    with app.app_context():
        for n in range(5):
            make.organisation(f"Organisation {n}")


def _tamper(app: Flask, *statements: str) -> None:
    """What somebody with the database's password could do: switch the triggers off, then rewrite."""
    with app.app_context(), db.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            for name in ("update", "delete"):
                connection.exec_driver_sql(f"DROP TRIGGER audit_entry_no_{name}")
        else:
            connection.exec_driver_sql("DROP TRIGGER audit_entry_append_only ON audit_entry")
        for statement in statements:
            connection.exec_driver_sql(statement)
        connection.commit()


def _faults(app: Flask, earlier: tuple[int, str] | None = None) -> list[int]:
    with app.app_context():
        found = [fault.number for fault in queries.faults(AUDIT, earlier)]
        db.session.rollback()
        return found


def test_an_untouched_trail_holds(app: Flask, trail: None) -> None:
    assert _faults(app) == []


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE audit_entry SET why = 'another reason' WHERE number = 3", 3),
        ("UPDATE audit_entry SET by_name = 'somebody else' WHERE number = 2", 2),
        ("DELETE FROM audit_entry WHERE number = 3", 3),
        ("DELETE FROM audit_entry WHERE number > 3", 4),
        ("DELETE FROM audit_entry WHERE number = 1", 1),
    ],
)
def test_a_changed_removed_or_cut_off_entry_is_found(app: Flask, trail: None, statement: str, found: int) -> None:
    _tamper(app, statement)
    assert found in _faults(app)


def test_a_removed_entry_is_named(app: Flask, trail: None) -> None:
    """Not only that the next one does not follow: which are gone."""
    _tamper(app, "DELETE FROM audit_entry WHERE number IN (2, 3)")
    with app.app_context():
        assert [fault.sentence for fault in queries.faults(AUDIT)] == ["entries 2 to 3 are missing"]
        db.session.rollback()


def test_entries_that_changed_places_are_found(app: Flask, trail: None) -> None:
    _tamper(
        app,
        "UPDATE audit_entry SET number = 1002 WHERE number = 2",
        "UPDATE audit_entry SET number = 2 WHERE number = 3",
        "UPDATE audit_entry SET number = 3 WHERE number = 1002",
    )
    assert _faults(app)[:2] == [2, 3]


def test_a_trail_cut_off_together_with_its_head_is_found_by_a_head_written_down(app: Flask, trail: None) -> None:
    with app.app_context():
        written_down = queries.head()
        db.session.rollback()
    _tamper(
        app,
        "DELETE FROM audit_entry WHERE number > 3",
        "UPDATE audit_head SET number = 3, hash = (SELECT hash FROM audit_entry WHERE number = 3)",
    )
    assert _faults(app) == []  # the chain alone cannot know
    assert _faults(app, written_down) == [4]


@pytest.mark.parametrize("statement", ["UPDATE audit_entry SET why = 'x'", "DELETE FROM audit_entry"])
def test_the_database_itself_refuses_to_rewrite(app: Flask, trail: None, statement: str) -> None:
    with app.app_context(), db.engine.connect() as connection:
        with pytest.raises(DatabaseError, match="append-only"):
            connection.exec_driver_sql(statement)
        connection.rollback()


def test_concurrent_changes_form_one_line(app: Flask, in_parallel: Callable[..., list[object]]) -> None:
    def work(n: int) -> None:
        with app.app_context():
            for i in range(10):
                make.organisation(f"by {n}, number {i}")

    in_parallel(work, 8)
    with app.app_context():
        assert queries.head()[0] == 80
        rows = json.loads(_last().what)["rows"]
    assert rows[0]["table"] == "organisation"
    assert _faults(app) == []
