"""A database that another writer holds: pages answer, a post gets 503 and its page keeps what was typed."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import sqlalchemy as sa
from flask import Flask

from network import database
from network.database import db
from tests import factories as make
from tests.faults.outcome import Outcome
from tests.faults.stage import Stage, written
from tests.visitor import Visitor

#: Seconds for which it is held; the product waits 15 for a writer, in the short form as much less as here.
HELD, SHORT, SHORT_PATIENCE = 20.0, 1.0, 0.3


def locked(stage: Stage) -> Outcome:
    """Reads and writes while another connection holds the lock of writing."""
    outcome = Outcome()
    for kind, fresh in stage.fresh():
        with fresh() as url, stage.app(url) as app:
            with app.app_context():
                office = make.secretariat()
            visitor = Visitor(app).sign_in(office)
            visitor.get("/account")
            with _patience(stage), _held(app, stage.many(int(HELD), int(SHORT))) as until:
                write = threading.Thread(target=lambda v=visitor, k=kind: _post(v, k, outcome))
                write.start()
                while write.is_alive() and time.monotonic() < until:
                    begun = time.monotonic()
                    answer = visitor.client.get("/trainings/organisations", **visitor.base)
                    quick = time.monotonic() - begun < 5
                    outcome.case(answer.status_code == 200 and quick, f"{kind}: a page did not answer")
                    time.sleep(0.2)
                write.join()
            again = visitor.client.post("/trainings/organisations/add", data=_typed(visitor, kind), **visitor.base)
            with app.app_context():
                outcome.case(
                    again.status_code == 303 and f"Мост {kind}" in written(), f"{kind}: refused when it was free again"
                )
    return outcome


def _typed(visitor: Visitor, kind: str) -> dict[str, str]:
    return {"csrf_token": visitor.token(), "name": f"Мост {kind}", "in_use": "y"}


def _post(visitor: Visitor, kind: str, outcome: Outcome) -> None:
    other = Visitor(visitor.app)
    other.client = visitor.app.test_client()
    cookie = visitor.client.get_cookie("session")
    assert cookie is not None
    other.client.set_cookie("session", cookie.value)
    answer = other.client.post("/trainings/organisations/add", data=_typed(other, kind), **other.base)
    outcome.case(
        answer.status_code == 503 and f"Мост {kind}" in answer.text, f"{kind}: {answer.status}, input not kept"
    )


@contextmanager
def _patience(stage: Stage) -> Iterator[None]:
    wrapped: Any = database.writing.__wrapped__  # type: ignore[attr-defined]
    if not stage.short:
        yield
        return
    with (
        patch.object(database, "LOCK_SECONDS", SHORT_PATIENCE),
        patch.object(wrapped, "__defaults__", (SHORT_PATIENCE,)),
    ):
        yield


@contextmanager
def _held(app: Flask, seconds: float) -> Iterator[float]:
    with app.app_context(), db.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.execution_options(writes=True, patience=1).begin()
        else:
            connection.execute(sa.text("SELECT * FROM audit_head FOR UPDATE"))
        yield time.monotonic() + seconds
        connection.rollback()
