"""`network demo`: within seconds, on this computer only, the same each time."""

import http.cookiejar
import re
import resource
import signal
import socket
import sqlite3
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

import pytest

from tests.cli.deployment import Deployment, free_port
from tests.cli.test_serve import old_sqlite

PASSWORD = "apricot carpet river"
ACCOUNTS = {
    "member@example.org": "Member",
    "kyrgyzstan@example.org": "Coordinator, Kyrgyzstan",
    "kazakhstan@example.org": "Coordinator, Kazakhstan",
    "secretariat@example.org": "Secretariat",
}
GREETED = "begins anew."


class Browser:
    """Cookies, forms and redirects, and nothing else: the server is a real one."""

    def __init__(self, address: str) -> None:
        self.address = address
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), cookies)

    def get(self, path: str) -> str:
        with self.opener.open(self.address + path, timeout=10) as answer:
            return str(answer.read().decode())

    def sign_in(self, identifier: str, password: str = PASSWORD) -> str:
        """The page after signing in by the form, with the form's own token."""
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.get("/sign-in"))
        assert token
        fields = {"csrf_token": token[1], "identifier": identifier, "password": password}
        data = urllib.parse.urlencode(fields).encode()
        with self.opener.open(self.address + "/sign-in", data=data, timeout=10) as answer:
            page, path = str(answer.read().decode()), urllib.parse.urlsplit(answer.url).path
        if path == "/account/second-factor":  # a demo offers to go on without
            token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
            assert token
            data = urllib.parse.urlencode({"csrf_token": token[1]}).encode()
            with self.opener.open(self.address + path + "/demo", data=data, timeout=10) as answer:
                page, path = str(answer.read().decode()), urllib.parse.urlsplit(answer.url).path
        assert path == "/", path
        return page


def test_it_starts_in_seconds_and_everybody_can_sign_in(embedded: Deployment) -> None:
    port = free_port()
    before = processor_seconds()
    with embedded.start("demo", "--port", str(port)) as server:
        server.wait_for(GREETED)
        said = server.log.read_text()
        assert f"http://localhost:{port}\n" in said
        assert "This is a demo." in said
        lists = embedded.folder / "demo" / "sample-spreadsheets"
        assert f"{lists}\n" in said
        assert len([*lists.iterdir()]) == 5
        door = Browser(f"http://localhost:{port}").get("/sign-in")
        assert f"<code>{PASSWORD}</code>" in door
        for email, label in ACCOUNTS.items():
            assert re.search(rf"<dt>{label}</dt><dd><code>{email}</code>", door)
            assert re.search(rf"{label} +{email} +{PASSWORD}\n", said)
            page = Browser(f"http://localhost:{port}").sign_in(email)
            assert "/sign-out" in page
        with pytest.raises(urllib.error.HTTPError, match="422"):
            Browser(f"http://localhost:{port}").sign_in("member@example.org", "not her password")
        assert server.end() == 0
    assert processor_seconds() - before < 10  # a shared machine may take longer, but has no more to do
    assert not (embedded.folder / "network.db").exists()
    modes = Deployment(embedded.folder / "demo").modes()
    assert modes.pop("sample-spreadsheets") == "0o700"
    assert set(modes.values()) == {"0o600"}


def processor_seconds() -> float:
    """What the ended processes have used so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def entries(deployment: Deployment) -> int:
    """How many entries the demo's audit trail has."""
    with sqlite3.connect(deployment.folder / "demo" / "network.db") as database:
        return int(database.execute("SELECT number FROM audit_head").fetchone()[0])


def test_a_second_start_keeps_the_data_and_reset_begins_anew(embedded: Deployment) -> None:
    port = str(free_port())
    found = []
    for options in ((), (), ("--reset",)):
        with embedded.start("demo", "--port", port, *options) as server:
            server.wait_for(GREETED)
            found.append(entries(embedded))
            Browser(f"http://localhost:{port}").sign_in("secretariat@example.org")
            assert server.end(signal.SIGTERM) == 0
    assert found == [2, 3, 2]  # the reference list, the demo; and the sign-in that was kept


def test_a_damaged_file_is_said_with_how_to_begin_anew(embedded: Deployment) -> None:
    (embedded.folder / "demo").mkdir(parents=True)
    (embedded.folder / "demo" / "network.db").write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)
    ended = embedded.run("demo", "--port", str(free_port()))
    assert ended.returncode == 2
    assert ended.stderr == "The demo's database file is damaged. Begin anew: network demo --reset\n"


def test_a_taken_port_is_said_before_anything_is_touched(embedded: Deployment) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        ended = embedded.run("demo", "--reset", "--port", str(port))
    assert ended.returncode == 2
    assert ended.stderr == f"Port {port} is taken by another program. Try: network demo --port {port + 1}\n"
    assert not embedded.folder.exists()


def test_a_port_taken_on_ipv6_counts_because_browsers_ask_there_first(embedded: Deployment) -> None:
    try:
        other = socket.create_server(("::1", 0), family=socket.AF_INET6)
    except OSError as error:
        pytest.skip(f"no IPv6 on this machine: {error}")
    with other:
        ended = embedded.run("demo", "--port", str(other.getsockname()[1]))
    assert ended.returncode == 2
    assert "is taken by another program" in ended.stderr


def test_nobody_else_can_reach_it_and_it_writes_to_nobody(embedded: Deployment) -> None:
    port = free_port()
    with embedded.start(
        "demo", "--port", str(port), SMTP_URL="smtp://127.0.0.1:9", MAIL_FROM="a@example.org"
    ) as server:
        server.wait_for(GREETED)
        listening = {line.split()[1] for line in Path("/proc/net/tcp").read_text().splitlines() if " 0A " in line}
        assert f"0100007F:{port:04X}" in listening
        assert f"00000000:{port:04X}" not in listening
        assert 'name="email"' not in Browser(f"http://localhost:{port}").get("/forgotten-password")
        server.end()


def test_ctrl_c_at_any_moment_leaves_no_traceback_and_nothing_half_filled(embedded: Deployment) -> None:
    port = str(free_port())
    for seconds in (0.2, 1.2):
        with embedded.start("demo", "--port", port, "--reset") as server:
            server.wait_for("Filling")
            time.sleep(seconds)
            assert server.end() in {0, 1}
    with embedded.start("demo", "--port", port) as server:
        server.wait_for(GREETED)
        assert entries(embedded) == 2
        assert server.end() == 0


def test_it_runs_on_an_old_sqlite_without_wal(embedded: Deployment) -> None:
    port = free_port()
    with embedded.start("demo", "--port", str(port), **old_sqlite(embedded.folder.parent)) as server:
        server.wait_for(GREETED)
        assert not (embedded.folder / "demo" / "network.db-wal").exists()
        Browser(f"http://localhost:{port}").sign_in("kyrgyzstan@example.org")
        assert server.end() == 0
