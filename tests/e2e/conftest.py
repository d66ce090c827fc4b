"""A real browser (Debian's Chromium) and a real server on loopback. Missing, it skips; in CI it fails."""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Error, Page, sync_playwright
from werkzeug.serving import make_server

from network import create_app
from network.accounts.models import Account
from network.cli import reference
from network.database import db
from network.demo import fill, logins
from tests.databases import SqliteFiles, settings
from tests.factories import PASSWORD

#: Width and height by name: the smallest phone that is served, and a desk.
SIZES = {"phone": (360, 740), "desk": (1280, 900)}


@dataclass(frozen=True)
class LiveServer:
    """A running product: its address, and its app for what a test puts into the database or reads from it."""

    url: str
    app: Flask


@pytest.fixture
def live_server(sqlite_files: SqliteFiles, tmp_path: Path) -> Iterator[LiveServer]:
    """The product on a fresh SQLite file, answering several browsers at once."""
    with sqlite_files.fresh() as database_url:
        app = create_app(settings(tmp_path, database_url))
        server = make_server("127.0.0.1", 0, app, threaded=True)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield LiveServer(f"http://localhost:{server.server_port}", app)
        server.shutdown()
        thread.join()
        server.server_close()
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def demo(live_server: LiveServer) -> LiveServer:
    """The same with the reference list and the people, trainings and accounts of `network demo`."""
    with live_server.app.app_context():
        reference.fill()
        fill.fill()
        db.session.remove()
    return live_server


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests; each page has a context of its own."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        try:
            if path is None:
                raise Error("there is no chromium: apt-get install chromium")
            browser = playwright.chromium.launch(
                executable_path=path,
                args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
            )
        except Error as missing:
            if os.environ.get("CI"):
                raise
            pytest.skip(f"no browser on this machine: {missing}")
        yield browser
        browser.close()


Opener = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser, live_server: LiveServer) -> Iterator[Opener]:
    """`open_page(account, "phone")` is a page of a browser signed in; `more` goes to its context.

    Instead of an account it takes the address of one of the demo's.

    Whatever breaks in the page's scripts, or breaks the content policy, fails the test when it ends.
    """
    contexts, faults = [], []

    def open_page(account: Account | str | None = None, size: str = "desk", **more: object) -> Page:
        width, height = SIZES[size]
        facts: dict[str, object] = {
            "viewport": {"width": width, "height": height},
            "has_touch": size == "phone",
            **more,
        }
        context = browser.new_context(base_url=live_server.url, **facts)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on(
            "console",
            lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None,
        )
        if account is not None:
            page.goto("/sign-in")
            in_demo = isinstance(account, str)
            page.fill("[name=identifier]", account if in_demo else account.email or "")
            page.fill("[name=password]", logins.PASSWORD if in_demo else PASSWORD)
            page.click("main [type=submit]")
            page.wait_for_url(lambda url: "/sign-in" not in url)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not faults, faults
