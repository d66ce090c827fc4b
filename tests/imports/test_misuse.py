"""Forms that nobody's browser sends, and two tabs at once: a sentence or nothing, never half of the work."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from network.accounts.models import Account
from network.database import db
from network.errors import Refused
from network.imports import commands, staging
from network.imports.models import ListImport
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
