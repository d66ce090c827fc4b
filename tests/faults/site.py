"""The real server, and a client of its own sockets who is signed in."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from flask import Flask

from network import create_app
from network.config import load_settings
from network.database import db
from tests import factories as make
from tests.cli.deployment import Deployment, Server, free_port
from tests.visitor import Visitor

BOUNDARY = "a-boundary-of-this-test"


@dataclass
class Site:
    """A deployment under way. `app` reads the same database here."""

    port: int
    app: Flask
    server: Server
    cookie: str
    token: str

    def body(self, fields: dict[str, str], *, multipart: bool) -> bytes:
        """The body of a form as a browser sends it."""
        whole = {"csrf_token": self.token, **fields}
        if not multipart:
            return urlencode(whole).encode()
        parts = (
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in whole.items()
        )
        return ("".join(parts) + f"--{BOUNDARY}--\r\n").encode()

    def send(self, path: str, body: bytes, *, length: int | None = None, multipart: bool = False) -> int:
        """Post it by a socket, and hang up where `length` promises more than is sent; the status or 0."""
        kind = f"multipart/form-data; boundary={BOUNDARY}" if multipart else "application/x-www-form-urlencoded"
        head = (
            f"POST {path} HTTP/1.1\r\nHost: localhost:{self.port}\r\nCookie: session={self.cookie}\r\n"
            f"Content-Type: {kind}\r\nContent-Length: {length if length is not None else len(body)}\r\n"
            "Connection: close\r\n\r\n"
        )
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=20) as line:
                line.sendall(head.encode() + body)
                if length is not None and length > len(body):
                    line.shutdown(socket.SHUT_WR)
                answer = line.recv(64)
        except OSError:
            return 0
        return int(answer.split()[1]) if answer.startswith(b"HTTP/1.1 ") else 0


@contextmanager
def served(folder: Path, *, workers: int = 1) -> Iterator[Site]:
    """`network init`, one account of the secretariat with a sign-in, `network serve`."""
    folder.mkdir(exist_ok=True)
    port = free_port()
    deployment = Deployment(folder / "instance", {"PUBLIC_URL": f"http://localhost:{port}"})
    deployment.succeed("init")
    app = create_app(load_settings(deployment.settings_environ()))
    with app.app_context():
        office = make.secretariat(has_factor=True)
    visitor = Visitor(app).sign_in(office)
    token = visitor.token()
    cookie = visitor.client.get_cookie("session")
    assert cookie is not None
    try:
        with deployment.start("serve", "--port", str(port), "--workers", str(workers)) as server:
            server.wait_for("Ctrl-C ends it")
            yield Site(port, app, server, cookie.value, token)
    finally:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
