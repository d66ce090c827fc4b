"""Forms that nobody's browser sends, and two tabs at once: a sentence or nothing, never half of the work."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from network.accounts.models import Account
from network.audit.changes import Operator
from network.clock import now
from network.database import db
from network.errors import Refused
from network.imports import commands, staging
from network.imports.models import ListImport
from network.privacy import sweeping
from network.vocabulary import State
from tests import factories as make
from tests.imports.lists import as_csv, checked, row, sent, tabs, worked
from tests.imports.test_people import people, uids
from tests.participation.people import actor
from tests.visitor import Visitor

SignedIn = Callable[[Account], Visitor]
#: A character that no text of a database holds.
NUL = "KG-\0001"


def test_what_no_database_holds_is_said_beside_the_field(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        visitor = signed_in(make.coordinator(State.KG))
    path = sent(visitor, as_csv([row(email="x", agency="")]))
    [uid] = uids(checked(app, visitor, path))
    page = visitor.post(f"{path}/rows/{uid}", {f"{uid}-number": NUL}, status=422).text
    assert "hidden characters (U+0000)" in page
    assert tabs(checked(app, visitor, path))["wrong"] == 1, "and the next check comes to its end"
    for what in ("ticked", "leave"):
        visitor.post(f"{path}/rows", {"what": what, "row": NUL})
    visitor.post("/members/bulk/", {"do": "agency", "member": NUL})


def test_a_list_that_is_brought_in_in_another_tab_is_not_deleted_in_this_one(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        coordinator = make.coordinator(State.KG)
        visitor, by = signed_in(coordinator), actor(coordinator)
    path = sent(visitor, as_csv([row(agency="", rank="", position="")]))
    checked(app, visitor, path)
    with app.app_context():
        seen = db.session.scalars(sa.select(ListImport)).one()
        db.session.rollback()
        commands.begin_apply(seen.id, None, by=by)
        with pytest.raises(Refused):
            staging.discard(seen, by=by)
    assert "is not deleted" in visitor.post(f"{path}/discard", follow_redirects=True, status=200).text
    worked(app)
    assert len(people(app)) == 1
    visitor.post(f"{path}/undo")
    worked(app)
    assert people(app) == [], "and could be undone"


def test_retention_takes_no_rows_from_work_that_is_under_way(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        coordinator = make.coordinator(State.KG)
        visitor, by = signed_in(coordinator), actor(coordinator)
    path = sent(visitor, as_csv([row(agency="", rank="", position="")]))
    checked(app, visitor, path)

    def swept_after(days: int, begin: Callable[..., None], *more: None) -> None:
        """The work is begun in time; retention comes before the worker does."""
        with app.app_context():
            key = db.session.scalars(sa.select(ListImport.id)).one()
            db.session.rollback()
            begin(key, *more, by=by)
            with time_machine.travel(now() + timedelta(days=days)):
                sweeping.sweep(by=Operator())
        worked(app)

    swept_after(8, commands.begin_apply, None)
    assert len(people(app)) == 1
    swept_after(31, commands.begin_undo)
    assert people(app) == []


def test_a_list_of_which_a_row_cannot_be_written_does_not_come_in_at_all(
    app: Flask, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        visitor = signed_in(make.coordinator(State.KG))
    with monkeypatch.context() as patched:
        patched.setattr(staging, "new_uid", lambda: "the same")  # so that the database takes the first row alone
        with pytest.raises(sa.exc.IntegrityError):
            sent(visitor, as_csv([row(), row("Бекова")]))
    with app.app_context():
        assert db.session.scalars(sa.select(ListImport.id)).all() == []
    assert "list.csv" not in visitor.get("/imports/").text
    assert tabs(checked(app, visitor, sent(visitor, as_csv([row(agency="", rank="", position="")]))))["new"] == 1
