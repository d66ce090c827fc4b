"""What somebody was about to send when her sign-in was over is kept by the sign-in page, for her alone.

It travels in the page, signed, with the account that it is of: nobody else who signs in there is shown it, and nobody
can make a page of ours offer what she did not type.
"""

from dataclasses import dataclass
from typing import Any

from flask import current_app, request, session
from itsdangerous import BadData, URLSafeTimedSerializer

from network.accounts import queries
from network.web.errors import holds_password, kept_fields

#: Seconds for which it can be sent: a working day.
KEPT_SECONDS = 12 * 3600


@dataclass(frozen=True)
class Typed:
    """A form that was not sent: where it goes, and its fields as (name, value)."""

    path: str
    fields: list[tuple[str, str]]


def keep_typed() -> str | None:
    """This request's form as the page carries it on; None where nobody was signed in before.

    A form with a password in it is not kept: it would come back without, and say that one is missing. Nor is one that
    changes who may do what: that is typed by whoever is signed in.
    """
    if request.blueprint == "accounts":
        return None
    account_id = queries.account_once_behind(session.get("_user_id", ""))
    if account_id is None or holds_password():
        return None
    return str(_signer().dumps([account_id, request.full_path.rstrip("?"), kept_fields()]))


def typed_by(account_id: int | None) -> Typed | None:
    """What the page of this request carried on, if it is of this account."""
    try:
        kept: Any = _signer().loads(request.form.get("kept", ""), max_age=KEPT_SECONDS)
    except BadData:
        return None
    of, path, fields = kept
    return Typed(path, [(name, value) for name, value in fields]) if of == account_id else None


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SETTINGS"].secret_key, salt="kept form")
