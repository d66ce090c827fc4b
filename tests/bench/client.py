"""A browser at the application in this process. It times the WSGI call: all that a server does."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from flask import Flask
from werkzeug.test import EnvironBuilder

from network.accounts.models import Account
from network.database import db
from tests.bench.timing import Took, stopwatch
from tests.visitor import Visitor

#: As browsers send it: what is answered is compressed, and that costs its time too.
ENCODINGS = "gzip, deflate, br, zstd"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, and what it took until its last byte."""

    status: int
    headers: dict[str, str]
    body: bytes
    size: int
    took: Took


class Browser:
    """Signed in as the account, or nobody at the bare reference."""

    def __init__(self, app: Flask, account_id: int | None = None) -> None:
        self.app = app
        self._cookie = self.token = ""
        if account_id is not None:
            with app.app_context():
                account = db.session.get(Account, account_id)
                assert account is not None
                db.session.expunge(account)
            visitor = Visitor(app).sign_in(account)
            self.token = visitor.token()
            cookie = visitor.client.get_cookie("session")
            assert cookie is not None
            self._cookie = f"session={cookie.value}"

    def headers(self) -> dict[str, str]:
        """What it sends with every request."""
        sent = {"Accept-Encoding": ENCODINGS, "Accept-Language": "en", "Accept": "text/html"}
        return sent | ({"Cookie": self._cookie} if self._cookie else {})

    def get(self, path: str, *, status: int = 200) -> Answer:
        """A page."""
        return self._call(EnvironBuilder(path, base_url="http://localhost", headers=self.headers().items()), status)

    def asking(self, path: str, *, anew: bool = False) -> Callable[[], Took]:
        """A work for `medians`: ask for the page once. `anew` as right after a change: nothing read is kept."""

        def ask() -> Took:
            if anew:
                self.app.extensions.pop("while_unchanged", None)
            return self.get(path).took

        return ask

    def post(
        self,
        path: str,
        form: dict[str, Any] | None = None,
        *,
        json_data: Any = None,
        status: int = 200,
        keep: bool = True,
    ) -> Answer:
        """A form, or JSON. Without `keep` the body is counted and let go of, block by block."""
        headers = self.headers() | {"X-CSRFToken": self.token}
        where: dict[str, Any] = {"method": "POST", "base_url": "http://localhost", "headers": headers.items()}
        if json_data is not None:
            where |= {
                "content_type": "application/json",
                "input_stream": BytesIO(json.dumps(json_data).encode()),
            }
        else:
            where |= {"data": {"csrf_token": self.token, **(form or {})}}
        return self._call(EnvironBuilder(path, **where), status, keep)

    def _call(self, builder: EnvironBuilder, expected: int, keep: bool = True) -> Answer:
        environ = builder.get_environ()
        said: dict[str, Any] = {}

        def start(status: str, headers: list[tuple[str, str]], _error: Any = None) -> Any:
            said.update(status=int(status[:3]), headers=dict(headers))
            return lambda _data: None

        with stopwatch() as took:
            body = self.app(environ, start)
            blocks, size = [], 0
            for block in body:
                size += len(block)
                if keep:
                    blocks.append(block)
            if close := getattr(body, "close", None):
                close()
        content = b"".join(blocks)
        if said["status"] != expected:
            raise RuntimeError(
                f"{builder.method} {builder.path}: {said['status']}, expected {expected}\n{content[:2000]!r}"
            )
        return Answer(said["status"], said["headers"], content, size, took)
