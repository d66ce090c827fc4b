"""Accounts with second factors, as tests need them."""

import json
import re
from html import unescape
from typing import Any

import pyotp

from network.accounts.models import Account
from network.factors import commands
from network.factors.models import CodeApp
from network.sealing import seal
from tests import factories as make
from tests.factors.authenticator import SecurityKey
from tests.visitor import Visitor

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def with_app(account: Account) -> Account:
    """The account with an app whose secret is SECRET."""
    app = CodeApp(account_id=account.id, uid=f"uid of {account.id}", made_at=account.created_at, secret="")
    app.secret = seal(SECRET, app.place)
    make.save(app)
    with make.saving():
        one = make.db.session.get(Account, account.id)
        assert one is not None
        one.has_factor = True
    return account


def code(back: int = 0) -> str:
    """What the app shows now, or so many codes before."""
    return pyotp.TOTP(SECRET).generate_otp(int(commands.now().timestamp()) // commands.STEP - back)


def options(page: str) -> dict[str, Any]:
    """What a page asks the browser for."""
    found = re.search(r'data-options="([^"]+)"', page)
    assert found is not None, page
    asked: dict[str, Any] = json.loads(unescape(found[1]))
    return asked


def add_passkey(visitor: Visitor, key: SecurityKey, status: int = 200, **wrong: Any) -> str:
    """Through her page; gives what it answered."""
    asked = options(visitor.get("/account/second-factor").text)
    typed = {"name": "Blue key", "credential": key.create(asked, **wrong)}
    return visitor.post("/account/second-factor/passkeys", typed, status=status).text


def half(visitor: Visitor, account: Account) -> str:
    """The first step; gives the page of the second."""
    typed = {"identifier": account.email, "password": make.PASSWORD}
    return visitor.post("/sign-in", typed, status=200).text
