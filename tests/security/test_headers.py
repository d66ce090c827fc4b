"""The headers of every answer, to the letter: of every route as every role, of every error, over https."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, abort

from network import create_app
from network.database import db
from network.web.static import release
from tests import factories as make
from tests.databases import SqliteFiles, settings
from tests.visitor import Visitor
from tests.world import build

HOST = "https://localhost"
_NONCE = re.compile(r"'nonce-[\w-]{22}'")
#: On every answer. Of the policy's nonce only the form is told here: another one each time.
EVERYWHERE = {
    "Content-Security-Policy": "default-src 'none'; script-src 'nonce-…'; style-src 'self'; img-src 'self'; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "X-Frame-Options": "DENY",
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
}
#: On every answer whose content may be of somebody: all but static files.
KEPT_NOWHERE = "no-store"
#: A file of another release is asked for again; a portrait is nobody else's either.
KEPT_OTHERWISE = {"GET /static/": "no-cache", "GET /members/photos/": "private, no-store"}
#: What else an answer may carry, and nothing beside it: no Server, no X-Powered-By, no version of anything.
BESIDES = {"Content-Type", "Content-Length", "Location", "Vary", "Content-Disposition", "Allow", "Retry-After"}
COOKIE = re.compile(r"__Host-session=[\w.-]*; (?:Expires=[^;]+; Max-Age=0; )?Secure; HttpOnly; Path=/; SameSite=Lax")
#: Names of a host that somebody else could bring a request under.
HOSTILE = ("evil.example", "localhost.evil.example", "evil.example:443", "localhost@evil.example", "xn--lcalhost-54a")


def check(answer: Any, what: str) -> None:
    """Every header of the answer is one that is expected, with exactly its value."""
    headers = dict(answer.headers)
    nonces = _NONCE.findall(headers["Content-Security-Policy"])
    headers["Content-Security-Policy"] = _NONCE.sub("'nonce-…'", headers["Content-Security-Policy"])
    assert len(nonces) == 1, what
    for name, value in EVERYWHERE.items():
        assert headers.pop(name, None) == value, f"{what}: {name}"
    kept = headers.pop("Cache-Control", None)
    others = next((value for start, value in KEPT_OTHERWISE.items() if what.startswith(start)), KEPT_NOWHERE)
    assert kept in (KEPT_NOWHERE, others), f"{what}: {kept}"
    assert headers.pop("Clear-Site-Data", None) == ('"cache"' if what.startswith("POST /sign-out") else None), what
    for cookie in answer.headers.getlist("Set-Cookie"):
        assert COOKIE.fullmatch(cookie), f"{what}: {cookie}"
    headers.pop("Set-Cookie", None)
    assert set(headers) <= BESIDES, f"{what}: {set(headers) - BESIDES}"
    answer.close()


@pytest.fixture
def served(sqlite_files: SqliteFiles, tmp_path: Path) -> Iterator[Flask]:
    """The product as over https."""
    with sqlite_files.fresh() as url:
        app = create_app(settings(tmp_path, url, public_url=HOST))
        yield app
        with app.app_context():
            db.engine.dispose()


def visitor_of(app: Flask, account: Any = None) -> Visitor:
    """Somebody at a browser that speaks https to it."""
    visitor = Visitor(app)
    visitor.base = {"base_url": HOST, "headers": {"Referer": HOST + "/"}}  # type: ignore[assignment]
    with visitor.client.session_transaction(base_url=HOST) as session:
        session["language"] = "en"
    if account is not None:
        _sign_in(visitor, account)
    return visitor


def _sign_in(visitor: Visitor, account: Any) -> None:
    base, visitor.base = visitor.base, {"base_url": HOST}
    visitor.sign_in(account)
    visitor.base = base


@pytest.mark.parametrize("role", ["stranger", "member", "coordinator", "secretariat"])
def test_every_route_answers_with_exactly_these_headers(served: Flask, role: str) -> None:
    world = build(served)
    account = world.accounts.get(role)
    visitor = visitor_of(served, account)
    seen, statuses = 0, set()
    rules = sorted(served.url_map.iter_rules(), key=lambda rule: rule.rule)
    for method in ("GET", "POST"):
        for rule in rules:
            if method in (rule.methods or ()):
                path = world.fill(rule, world.variants(rule)[0])
                if method == "POST" and account is not None:
                    _sign_in(visitor, account)  # a post before may have ended it
                base, visitor.base = visitor.base, {"base_url": HOST}
                data = {"csrf_token": visitor.token()} if method == "POST" else None
                visitor.base = base
                answer = visitor.client.open(path, method=method, data=data, **visitor.base)
                seen += 1
                statuses.add(answer.status_code)
                check(answer, f"{method} {path} as {role}: {answer.status_code}")
    assert seen > 100
    assert {200, 303} <= statuses


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 413, 422, 429, 500, 503])
def test_every_error_does_too(sqlite_files: SqliteFiles, tmp_path: Path, status: int) -> None:
    with sqlite_files.fresh() as url:
        app = create_app(settings(tmp_path, url, public_url=HOST, testing=False, demo=True))

        def refuse() -> None:
            if status == 500:
                raise ValueError("CANARY")
            abort(status)

        refuse.access = {"kind": "public"}  # type: ignore[attr-defined]
        app.add_url_rule("/refuse", "refuse", refuse)
        for accepts in ("text/html", "application/json"):
            answer = app.test_client().get("/refuse", base_url=HOST, headers={"Accept": accepts})
            assert answer.status_code == status
            assert "CANARY" not in answer.text
            check(answer, f"GET /refuse: {status}")
        with app.app_context():
            db.engine.dispose()


def test_of_static_files_only_those_of_this_release_are_kept(served: Flask) -> None:
    answer = visitor_of(served).client.get(f"/static/{release()}/site.css", base_url=HOST)
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Set-Cookie" not in answer.headers


def test_another_host_is_answered_nowhere(served: Flask) -> None:
    world = build(served)
    visitor = visitor_of(served, world.accounts["secretariat"])
    for number, rule in enumerate(served.url_map.iter_rules()):
        path, host = world.fill(rule, world.variants(rule)[0]), HOSTILE[number % len(HOSTILE)]
        method = "GET" if "GET" in (rule.methods or ()) else "POST"
        answer = visitor.client.open(path, method=method, base_url=HOST, headers={"Host": host})
        assert answer.status_code == 400, f"{method} {path} for {host}"
        assert "evil" not in answer.text
        answer.close()


def test_what_a_stranger_s_proxy_says_of_the_host_changes_no_link(served: Flask) -> None:
    with served.app_context():
        who, office = make.member(), make.secretariat()
    visitor = visitor_of(served, office)
    visitor.base = {"base_url": HOST}
    lies = {"X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example", "X-Original-Host": "evil.example"}
    data = {"csrf_token": visitor.token()}
    page = visitor.client.post(
        f"/members/{who.uid}/invite", data=data, headers={**lies, "Referer": HOST + "/"}, base_url=HOST
    )
    assert f"{HOST}/invitation/" in page.text
    assert "evil" not in page.text
