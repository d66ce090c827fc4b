"""`network serve`: it starts only where everything is right, and says how to mend what is not."""

import http.client
import signal
import socket
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.deployment import Deployment, free_port
from tests.databases import corrupt

Spoil = Callable[[Deployment], dict[str, str]]


def _without(name: str) -> Spoil:
    def spoil(ready: Deployment) -> dict[str, str]:
        (ready.folder / name).unlink()
        return {}

    return spoil


def _with_key(text: str, mode: int = 0o600) -> Spoil:
    def spoil(ready: Deployment) -> dict[str, str]:
        (ready.folder / "secret.key").write_text(text)
        (ready.folder / "secret.key").chmod(mode)
        return {}

    return spoil


def _with(**environ: str) -> Spoil:
    return lambda _ready: environ


def _without_tables(ready: Deployment) -> dict[str, str]:
    (ready.folder / "network.db").write_bytes(b"")
    return {}


def _from_the_future(ready: Deployment) -> dict[str, str]:
    with sqlite3.connect(ready.folder / "network.db") as database:
        database.execute("CREATE TABLE IF NOT EXISTS alembic_version (version_num VARCHAR(32) NOT NULL)")
        database.execute("DELETE FROM alembic_version")
        database.execute("INSERT INTO alembic_version VALUES ('from_2099')")
    return {}


def _corrupt_page(ready: Deployment) -> dict[str, str]:
    corrupt(ready.folder / "network.db", "agency_name")
    return {}


def _corrupt_head(ready: Deployment) -> dict[str, str]:
    path = ready.folder / "network.db"
    path.write_bytes(b"\xff" * 100 + path.read_bytes()[100:])
    return {}


def old_sqlite(folder: Path) -> dict[str, str]:
    """An environment in which the SQLite at hand is one whose WAL can corrupt a file."""
    package = folder / "old" / "pysqlite3"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("")
    lines = ("from sqlite3.dbapi2 import *", "sqlite_version_info = (3, 45, 1)", 'sqlite_version = "3.45.1"')
    (package / "dbapi2.py").write_text("\n".join(lines))
    return {"PYTHONPATH": f"{package.parent}:{Path(__file__).parents[2]}"}


REFUSALS: dict[str, tuple[Spoil, str]] = {
    "no secret": (_without("secret.key"), "There is no secret key. Make it once: network init"),
    "no audit key": (_without("audit.key"), "There is no audit key. Make it once: network init"),
    "no data key": (_without("data.key"), "There is no data key. Make it once: network init"),
    "weak secret": (_with_key("short"), "The secret key is too weak: it needs at least 32 random bytes."),
    "guessable secret": (_with_key("a" * 64), "The secret key is too weak"),
    "open secret": (_with_key("0123456789abcdef" * 4, 0o644), "can be read by others. Mend it: chmod 600"),
    "no address": (_with(PUBLIC_URL=""), "PUBLIC_URL is not set. Set it to"),
    "in the open": (_with(PUBLIC_URL="http://network.example.org"), "Set it to https://network.example.org"),
    "not an address": (
        _with(PUBLIC_URL="network.example.org"),
        "PUBLIC_URL is not an address.",
    ),
    "proxies": (_with(NETWORK_PROXIES="one"), "NETWORK_PROXIES is the number of proxies"),
    "no number of people": (_with(NETWORK_DIRECTORY_DAILY="0"), "NETWORK_DIRECTORY_DAILY is a number of people"),
    "no number of days": (_with(NETWORK_SEEN_DAYS="0"), "NETWORK_SEEN_DAYS is a number of days"),
    "other database": (_with(DATABASE_URL="mysql://db/network"), "DATABASE_URL is not usable."),
    "silent database": (
        _with(DATABASE_URL="postgresql://127.0.0.1:9/n"),
        "The database does not answer (",
    ),
    "no database": (_without("network.db"), "network.db. Make it: network init"),
    "no tables": (_without_tables, "The database has no tables yet. Make them: network init"),
    "newer schema": (_from_the_future, "(from_2099) is newer than this release"),
    "corrupt page": (_corrupt_page, "is damaged (Tree 32 page 32"),
    "corrupt head": (_corrupt_head, "restore the last backup: network restore FILE --identity KEY --overwrite"),
    "unsafe SQLite": (lambda ready: old_sqlite(ready.folder), "SQLite 3.45.1 can corrupt a database"),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_it_refuses_and_says_how_to_mend_it(ready: Deployment, case: str) -> None:
    spoil, sentence = REFUSALS[case]
    environ = spoil(ready)
    ended = ready.run("serve", "--port", str(free_port()), **environ)
    assert ended.returncode == 2, ended.stderr
    assert sentence in ended.stderr
    assert len(ended.stderr.strip().splitlines()) == 1


def test_it_says_everything_that_is_wrong_at_once_and_makes_no_key(embedded: Deployment) -> None:
    ended = embedded.run("serve", PUBLIC_URL="")
    assert ended.returncode == 2
    assert len(ended.stderr.strip().splitlines()) == 4
    assert not embedded.folder.exists()


def test_a_taken_port_is_said_with_what_to_try(ready: Deployment) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        ended = ready.run("serve", "--port", str(port))
    assert ended.returncode == 2
    assert f"Port {port} is taken by another program. Try: network serve --port {port + 1}" in ended.stderr


def test_it_serves_with_several_workers_and_ends_in_order(deployment: Deployment) -> None:
    deployment.succeed("init")
    port = free_port()
    with deployment.start("serve", "--port", str(port), "--workers", "2") as server:
        server.wait_for("Ctrl-C ends it")
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request("GET", "/sign-in", headers={"Host": "network.example.org"})
        answer = connection.getresponse()
        assert answer.status == 200
        assert "__Host-session" in str(answer.headers["Set-Cookie"])
        assert "Secure" in str(answer.headers["Set-Cookie"])
        assert answer.headers["Strict-Transport-Security"]
        answer.read()
        connection.request("GET", "/sign-in", headers={"Host": "elsewhere.example.org"})
        assert connection.getresponse().status == 400
        assert server.end(signal.SIGTERM) == 0
