"""What every answer carries, and what none of them nor any log tells."""

import logging
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from network import create_app
from network.accounts.models import Account
from network.audit.events import Event
from network.audit.models import AuditEntry
from network.database import db
from network.vocabulary import State
from tests import factories as make
from tests.databases import settings
from tests.visitor import Visitor

SignIn = Callable[[Account], Visitor]


def test_signing_out_empties_the_cache_of_the_browser(app: Flask, signed_in: SignIn) -> None:
    with app.app_context():
        account = make.coordinator()
    assert signed_in(account).post("/sign-out").headers["Clear-Site-Data"] == '"cache"'


def test_what_people_type_is_text_in_every_place(app: Flask, signed_in: SignIn) -> None:
    hostile = "\"'><script>alert(1)</script>"
    assert "<script>alert" not in Visitor(app).post("/sign-in", {"identifier": hostile, "password": "x"}, 422).text
    with app.app_context():
        office, who = make.secretariat(), make.member(State.KG, family=hostile)
    for path in ("/members/", f"/members/{who.uid}", f"/members/{who.uid}/edit"):
        page = signed_in(office).get(path).text
        assert "alert(1)" in page
        assert "<script>alert" not in page


def test_every_text_answer_says_its_characters(app: Flask, visitor: Visitor) -> None:
    for path, status in (("/sign-in", 200), ("/no-such-page", 404)):
        assert visitor.get(path, status=status).headers["Content-Type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize("method", ["TRACE", "PUT", "DELETE", "PATCH"])
def test_methods_that_nothing_uses_are_refused(visitor: Visitor, method: str) -> None:
    answer = visitor.client.open("/sign-in", method=method, headers={"X-CSRFToken": visitor.token()}, **visitor.base)
    assert answer.status_code == 405


def test_no_other_site_reads_an_answer(visitor: Visitor) -> None:
    answer = visitor.get("/sign-in", headers={"Origin": "https://evil.example"})
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_a_fault_is_logged_without_the_address_that_it_came_at(
    app: Flask, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Addresses hold the secrets of one-time links."""
    live = create_app(settings(tmp_path, app.config["SQLALCHEMY_DATABASE_URI"], testing=False, demo=True))

    def broken(token: str) -> str:
        raise ValueError("broken on purpose")

    broken.access = {"kind": "public"}  # type: ignore[attr-defined]
    live.add_url_rule("/broken/<token>", "broken", broken)
    assert live.test_client().get("/broken/CANARY?q=CANARY", base_url="http://localhost").status_code == 500
    assert "broken on purpose" in caplog.text
    assert "CANARY" not in caplog.text
    with live.app_context():
        db.engine.dispose()


def test_a_refusal_is_one_line_that_names_nobody(
    app: Flask, signed_in: SignIn, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    with app.app_context():
        account, other = make.coordinator(State.KG, name="Canary Name"), make.member(State.UZ, family="Канарейкина")
    visitor = signed_in(account)
    visitor.get("/accounts", status=403)
    visitor.get(f"/members/{other.uid}", status=404)
    Visitor(app).post("/sign-in", {"identifier": account.email, "password": "CANARY password"}, status=422)
    Visitor(app).get("/invitation/CANARY-secret", status=404)
    lines = [record.getMessage() for record in caplog.records]
    assert f"refused 403 GET accounts.index account {account.id}" in lines
    assert f"refused 404 GET members.show account {account.id}" in lines
    assert "refused sign-in: SignInRefused" in lines
    assert "refused link: invitation" in lines
    assert len(lines) == 4
    for personal in ("anary", "CANARY", account.email, other.uid):
        assert personal not in caplog.text


def test_folders_are_not_listed(visitor: Visitor) -> None:
    address = visitor.get("/sign-in").text.partition('rel="stylesheet" href="')[2].partition('"')[0]
    folder = address.rsplit("/", 1)[0]
    for path in (f"{folder}/", f"{folder}/vendor/", "/static/", "/.git/config"):
        visitor.get(path, status=404)


def test_a_forged_post_is_logged(visitor: Visitor, caplog: pytest.LogCaptureFixture) -> None:
    visitor.post("/sign-in", {"identifier": "CANARY", "password": "x", "csrf_token": "forged"}, status=400)
    assert [record.getMessage() for record in caplog.records] == ["refused 400 POST accounts.sign_in account none"]


def test_a_sign_in_stands_in_the_trail(app: Flask) -> None:
    with app.app_context():
        account = make.coordinator()
    Visitor(app).post("/sign-in", {"identifier": account.email, "password": make.PASSWORD})
    with app.app_context():
        entry = db.session.scalars(db.select(AuditEntry).order_by(AuditEntry.number.desc())).first()
        assert entry is not None
        assert (entry.event, entry.account_id) == (Event.ACCOUNT_SIGNED_IN, account.id)
        db.session.rollback()
