"""A person at a browser, as tests drive her: critical of every answer, with the token of a real form."""

import base64
import secrets
from typing import Any

from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

from network.accounts import commands
from network.accounts.models import Account
from network.database import db


def _proven(account: Account) -> str | None:
    """The hash of the account's password as it is now."""
    found = db.session.scalar(db.select(Account.password_hash).where(Account.id == account.id))
    db.session.rollback()
    return found


class Visitor:
    """A client of the app. `get` and `post` fail on any status but the expected one."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client = app.test_client()
        self.base = {"base_url": "http://localhost"}

    def sign_in(self, account: Account) -> "Visitor":
        """Signed in as by the form, without the cost of a password."""
        with self.app.app_context():
            token = commands.begin_sign_in(
                account.id, _proven(account), address="127.0.0.1", device="tests", with_factor=True
            )
        with self.client.session_transaction(**self.base) as session:
            session["_user_id"] = token
            session["_fresh"] = True
        return self

    def token(self) -> str:
        """A CSRF token as a form of this session would carry it."""
        with self.client.session_transaction(**self.base) as session:
            raw = session.setdefault("csrf_token", secrets.token_hex(20))
        token = URLSafeTimedSerializer(self.app.secret_key, salt="wtf-csrf-token").dumps(raw).encode()
        return base64.urlsafe_b64encode(bytes(len(token)) + token).decode()

    def get(self, path: str, status: int = 200, **more: Any) -> TestResponse:
        response = self.client.get(path, **self.base, **more)
        assert response.status_code == status, f"GET {path}: {response.status} {response.text[:2000]}"
        return response

    def post(self, path: str, data: dict[str, Any] | None = None, status: int = 303, **more: Any) -> TestResponse:
        if "json" in more:
            more["headers"] = {"X-CSRFToken": self.token(), **more.get("headers", {})}
        else:
            more["data"] = {"csrf_token": self.token(), **(data or {})}
        response = self.client.post(path, **self.base, **more)
        assert response.status_code == status, f"POST {path}: {response.status} {response.text[:3000]}"
        return response
