"""Whoever a list brought in is found by her name, also where writing the words failed at first."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from network.accounts.models import Account
from network.clock import now
from network.database import db
from network.imports import working
from network.vocabulary import State
from tests import factories as make
from tests.imports.lists import as_csv, checked, row, sent, worked
from tests.visitor import Visitor


@pytest.mark.parametrize("left", [False, True], ids=["still there", "switched off meanwhile"])
def test_what_finds_the_people_of_a_list_is_tried_again_where_it_failed(
    app: Flask, signed_in: Callable[[Account], Visitor], monkeypatch: pytest.MonkeyPatch, left: bool
) -> None:
    def busy(_people: object) -> None:
        raise sa.exc.OperationalError("", {}, Exception("database is locked"))

    with app.app_context():
        coordinator, office = make.coordinator(State.KG), make.secretariat()
    visitor = signed_in(coordinator)
    path = sent(visitor, as_csv([row("Канарейкина", agency="", rank="", position="")]))
    checked(app, visitor, path)
    visitor.post(f"{path}/rows", {"what": "all"})
    with monkeypatch.context() as patched:
        patched.setattr(working, "write_tokens", busy)
        with pytest.raises(sa.exc.OperationalError):
            worked(app)
    page = visitor.get(path).text
    assert "1 added" in page
    assert "did not come to its end" not in page
    if left:
        with app.app_context(), make.saving():
            db.session.get_one(Account, coordinator.id).disabled = True
    with time_machine.travel(now() + timedelta(minutes=6)):
        worked(app)
    assert "Канарейкина" in signed_in(office).get("/members/?q=kanareykina").text
