"""What bad requests get: a page that says what happened, what was kept, and what to do next."""

import re
import threading
import time
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from network import create_app, database
from network.access.guard import public
from network.database import db
from network.vocabulary import State
from tests import factories as make
from tests.databases import PostgresServer, settings
from tests.visitor import Visitor


def test_an_unknown_address_has_a_page_with_a_way_back(visitor: Visitor) -> None:
    page = visitor.get("/no-such-page", status=404)
    assert "There is no such page" in page.text
    assert 'href="/"' in page.text


def test_whoever_is_signed_in_keeps_her_menu_and_learns_who_can(app: Flask) -> None:
    with app.app_context():
        account = make.coordinator(State.KG)
    coordinator = Visitor(app).sign_in(account)
    for path, status in (("/accounts", 403), ("/no-such-page", 404)):
        page = coordinator.get(path, status=status).text
        assert 'aria-label="Main menu"' in page
        assert 'href="/members/"' in page
    main = coordinator.get("/accounts", status=403).text.partition("<main")[2]
    assert 'href="/who-can-do-what"' in main
    assert 'aria-label="Main menu"' not in Visitor(app).get("/no-such-page", status=404).text


@pytest.mark.parametrize("token", [None, "", "forged", "Zm9yZ2Vk", "ы" * 20])
def test_a_forged_or_missing_token_is_refused_with_a_way_back(app: Flask, token: str | None) -> None:
    visitor = Visitor(app)
    visitor.get("/sign-in")
    data = {"identifier": "a", "password": "b"} | ({"csrf_token": token} if token is not None else {})
    page = visitor.client.post("/sign-in", data=data, **visitor.base)
    assert page.status_code == 400
    assert "Nothing was saved" in page.text
    assert "Go back" in page.text


def test_a_token_of_another_session_is_refused(app: Flask) -> None:
    stolen = Visitor(app).token()
    visitor = Visitor(app)
    visitor.get("/sign-in")
    visitor.post("/sign-in", {"identifier": "a", "password": "b", "csrf_token": stolen}, status=400)


def test_the_token_in_a_page_differs_each_time_and_works(visitor: Visitor) -> None:
    def token() -> str:
        return visitor.get("/sign-in").text.partition('name="csrf_token" value="')[2].partition('"')[0]

    first, second = token(), token()
    assert first != second
    for one in (first, second):
        visitor.post("/sign-in", {"identifier": "a", "password": "b", "csrf_token": one}, status=422)


@pytest.mark.parametrize("path", ["/sign-in", "/language", "/forgotten-password"])
def test_ten_megabytes_are_refused_on_any_form(visitor: Visitor, path: str) -> None:
    page = visitor.post(path, {"identifier": "x" * 10_000_000}, status=413)
    assert "too large" in page.text


def test_another_host_is_not_answered(app: Flask) -> None:
    for accepts, said in (("en", "does not answer for this host"), ("ru", "не отвечает по такому имени узла")):
        headers = {"Accept-Language": accepts}
        response = app.test_client().get("/sign-in", base_url="http://evil.example", headers=headers)
        assert response.status_code == 400
        assert said in response.text


def test_a_text_that_no_database_holds_is_no_address(app: Flask) -> None:
    with app.app_context():
        account = make.secretariat()
    visitor = Visitor(app).sign_in(account)
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and rule.arguments:
            path = re.sub(r"<[^>]+>", lambda part: "1" if part[0].startswith("<int:") else "a%00b", rule.rule)
            if "%00" in path and rule.endpoint != "static":
                visitor.get(path, status=404)


@pytest.mark.parametrize(
    "target",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "\\\\evil.example", "/a\nb", "javascript:x"],
)
def test_signing_in_leads_nowhere_else(app: Flask, target: str) -> None:
    with app.app_context():
        account = make.coordinator()
    answer = Visitor(app).post(
        "/sign-in", {"identifier": account.email, "password": make.PASSWORD, "next": target}, status=303
    )
    assert answer.headers["Location"] == "/"


def test_signing_in_leads_back_to_where_she_wanted_to_go(app: Flask) -> None:
    with app.app_context():
        account = make.coordinator()
    visitor = Visitor(app)
    wanted = visitor.get("/account?tab=1", status=303).headers["Location"]
    assert wanted == "/sign-in?next=/account?tab%3D1"
    data = {"identifier": account.email, "password": make.PASSWORD, "next": "/account?tab=1"}
    assert visitor.post("/sign-in", data).headers["Location"] == "/account?tab=1"


def test_exact_headers_on_every_answer(app: Flask) -> None:
    with app.app_context():
        account = make.coordinator()
    visitor = Visitor(app).sign_in(account)
    for path, status in (("/account", 200), ("/sign-in", 303), ("/nowhere", 404)):
        headers = visitor.get(path, status=status).headers
        policy = headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; script-src 'nonce-")
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert "Server" not in headers


def test_over_https_the_cookie_is_bound_to_the_host_and_the_browser_stays_on_https(app: Flask, tmp_path: Path) -> None:
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    secure = create_app(settings(tmp_path, url, public_url="https://network.example.org", testing=False))
    answer = secure.test_client().get("/sign-in", base_url="https://network.example.org")
    assert answer.headers["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains"
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-session=")
    for word in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert word in cookie
    with secure.app_context():
        db.engine.dispose()


def test_static_files_are_kept_for_good_and_compressed(app: Flask, visitor: Visitor) -> None:
    page = visitor.get("/sign-in").text
    address = page.partition('rel="stylesheet" href="')[2].partition('"')[0]
    answer = visitor.get(address, headers={"Accept-Encoding": "gzip, br"})
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Encoding"] == "br"
    old = visitor.get(address.replace(address.split("/")[2], "0" * 12))
    assert old.headers["Cache-Control"] == "no-cache"
    for outside in ("../pyproject.toml", "..%2fpyproject.toml", "%2e%2e/network/config.py", "nothing.css"):
        visitor.get(address.rsplit("/", 1)[0] + "/" + outside, status=404)


def test_a_statement_that_runs_away_is_ended_on_postgresql(postgres_server: PostgresServer, tmp_path: Path) -> None:
    """There it would hold up all others; on SQLite it holds up nobody but whoever asked."""
    with postgres_server.fresh() as url:
        app = create_app(settings(tmp_path, url, longest_statement=1))
        app.add_url_rule("/slow", "slow", public(lambda: str(db.session.scalar(sa.select(sa.func.pg_sleep(30))))))
        assert "busy" in Visitor(app).get("/slow", status=503).text
        with app.app_context():
            db.engine.dispose()


def test_while_the_database_is_locked_reads_answer_and_a_write_keeps_what_was_typed(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        account = make.secretariat()
        make.agency(State.KG)
    visitor = Visitor(app).sign_in(account)
    visitor.get("/account")
    monkeypatch.setattr(database, "LOCK_SECONDS", 0.3)
    monkeypatch.setattr(database.writing.__wrapped__, "__defaults__", (0.3,))
    released, locked = threading.Event(), threading.Event()

    def hold() -> None:
        with app.app_context(), db.engine.connect() as connection:
            if connection.dialect.name == "sqlite":
                connection.execution_options(writes=True, patience=1).begin()
            else:
                connection.execute(sa.text("SELECT * FROM audit_head FOR UPDATE"))
            locked.set()
            released.wait(20)
            connection.rollback()

    holder = threading.Thread(target=hold)
    holder.start()
    try:
        assert locked.wait(5)
        started = time.monotonic()
        visitor.get("/accounts")
        assert time.monotonic() - started < 5
        data = {"name": "Нурланова <Әсел>", "email": "asel@example.org", "role": "secretariat", "state": ""}
        page = visitor.post("/accounts/invite", data, status=503)
        assert "Try again" in page.text
        assert 'value="Нурланова &lt;Әсел&gt;"' in page.text
        assert page.headers["Retry-After"] == "5"
    finally:
        released.set()
        holder.join()
    visitor.post("/accounts/invite", data, status=200)


def test_a_password_is_never_written_into_a_page(app: Flask) -> None:
    visitor = Visitor(app)
    page = visitor.post("/sign-in", {"identifier": "somebody", "password": "CANARY-CANARY"}, status=422)
    assert "CANARY" not in page.text
    assert 'value="somebody"' in page.text


def test_a_fault_of_ours_has_a_page_and_tells_nothing(app: Flask, tmp_path: Path) -> None:
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    live = create_app(settings(tmp_path, url, testing=False, demo=True))

    def broken() -> str:
        raise ValueError("CANARY")

    broken.access = {"kind": "public"}  # type: ignore[attr-defined]
    live.add_url_rule("/broken", "broken", broken)
    page = live.test_client().get("/broken", base_url="http://localhost")
    assert page.status_code == 500
    assert "Something broke" in page.text
    assert "CANARY" not in page.text
    with live.app_context():
        db.engine.dispose()
