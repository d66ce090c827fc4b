"""Values that a stolen database or backup does not tell: sealed with a key that lies outside of both.

AES-256-GCM-SIV (RFC 8452): a nonce that came twice by accident tells no more than that two values are the same. What a
value belongs to (table, column, row) is sealed with it, so that it opens nowhere else. Values are found again by
keyed hashes (`blind`), of which nobody without the key can guess one.
"""

import base64
import hashlib
import hmac
import re
import secrets
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from flask import current_app

from network.config import Settings, data_key_now
from network.database import new_uid

_NONCE = 12
_SEALED = re.compile(r"[0-9a-f]{8}:[A-Za-z0-9+/=]{36,}")


class NotOurs(ValueError):
    """A sealed value that this key does not open, or that was moved to another place."""


def seal(text: str, place: str) -> str:
    """The text sealed for its place ("table.column:uid"): key id, then nonce and ciphertext in base64."""
    name, cipher = _ciphers(_keys())[0]
    nonce = secrets.token_bytes(_NONCE)
    body = nonce + cipher.encrypt(nonce, text.encode(), f"{name}:{place}".encode())
    return f"{name}:{base64.b64encode(body).decode()}"


def unseal(sealed: str, place: str) -> str:
    """The text again. Raises NotOurs."""
    name, _colon, coded = sealed.partition(":")
    cipher = dict(_ciphers(_keys())).get(name) or dict(_ciphers(_renewed(name))).get(name)
    if cipher is None:
        raise NotOurs
    try:
        body = base64.b64decode(coded)
        return cipher.decrypt(body[:_NONCE], body[_NONCE:], f"{name}:{place}".encode()).decode()
    except (InvalidTag, ValueError) as error:
        raise NotOurs from error


def is_sealed(text: str) -> bool:
    """Whether it looks like what `seal` makes: a value of before its column was sealed does not."""
    return _SEALED.fullmatch(text) is not None


def newest() -> str:
    """The name of the key that values are sealed with now; they begin with it."""
    return _ciphers(_keys())[0][0]


def blind(text: str, place: str) -> str:
    """A keyed hash by which equal values of one column ("table.column") find each other; empty for an empty one."""
    return _blind(_keys()[0], text, place) if text else ""


def blinds(text: str, place: str) -> list[str]:
    """The hashes under which the value may stand: one a key, while the keys are changed."""
    return [_blind(key, text, place) for key in _keys()] if text else []


def _blind(key: str, text: str, place: str) -> str:
    own = hashlib.sha256(b"network blind index" + key.encode()).digest()
    return hmac.new(own, f"{place}:{text}".encode(), hashlib.sha256).hexdigest()


class Sealed:
    """A property over a column that holds its value sealed for the record: `phone = Sealed("phone_sealed")`.

    The record has a `uid`, made here if it is new. `read` and `write` turn what is not text into text and back.
    With `index` an attribute of that name keeps the blind index of `folded` values. A value of before the column was
    sealed is read as it stands.
    """

    def __init__(
        self,
        attribute: str,
        *,
        read: Callable[[str], Any] = str,
        write: Callable[[Any], str] = str,
        index: str = "",
        folded: Callable[[str], str] = str,
    ) -> None:
        self.attribute, self.read, self.write, self.index, self.folded = attribute, read, write, index, folded

    def __set_name__(self, owner: type, name: str) -> None:
        self.name, self.table = name, owner.__tablename__  # type: ignore[attr-defined]

    def __get__(self, record: Any, owner: type | None = None) -> Any:
        if record is None:
            return self
        return self.opened(getattr(record, self.attribute), record.uid)

    def __set__(self, record: Any, value: Any) -> None:
        if record.uid is None:
            record.uid = new_uid()
        text = self.write(value) if value else ""
        if text == self._text(getattr(record, self.attribute) or "", record.uid):
            return  # sealed anew it would look changed
        setattr(record, self.attribute, seal(text, self.place(record.uid)) if text else "")
        if self.index:
            setattr(record, self.index, self.blinded(text))

    def opened(self, sealed: str | None, uid: str) -> Any:
        """What the column's value says: for rows that were selected without their record. None stays None."""
        if sealed is None:
            return None
        text = self._text(sealed, uid)
        return self.read(text) if text else None if self.read is not str else ""

    def place(self, uid: str) -> str:
        """What a value of the column is sealed for."""
        return f"{self.table}.{self.name}:{uid}"

    def blinded(self, text: str) -> str | None:
        """The blind index of a value; None for none."""
        return blind(self.folded(text), f"{self.table}.{self.name}") or None

    def wanted(self, value: Any) -> list[str]:
        """The blind indexes under which a value may stand."""
        return blinds(self.folded(self.write(value)), f"{self.table}.{self.name}") if value else []

    def _text(self, sealed: str, uid: str) -> str:
        return unseal(sealed, self.place(uid)) if is_sealed(sealed) else sealed


def _keys() -> tuple[str, ...]:
    """One key a line of the data key, the newest first: what is sealed says with which it was."""
    renewed: tuple[str, ...] | None = current_app.extensions.get("data_keys")
    return renewed or _lines(_settings().data_key)


def _renewed(name: str) -> tuple[str, ...]:
    """The keys as they are now, where a command added one after this process began; the order of before holds.

    It goes on sealing with the key that every process knows, until it is started anew.
    """
    keys = _keys()
    added = [key for key in _lines(data_key_now(_settings())) if key not in keys]
    if any(one == name for one, _cipher in _ciphers(tuple(added))):
        keys = current_app.extensions["data_keys"] = (*keys, *added)
    return keys


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings


@lru_cache(maxsize=8)
def _lines(text: str) -> tuple[str, ...]:
    return tuple(text.split())


@lru_cache(maxsize=8)
def _ciphers(keys: tuple[str, ...]) -> tuple[tuple[str, AESGCMSIV], ...]:
    found = []
    for line in keys:
        digest = hashlib.sha256(b"network data key" + line.encode()).digest()
        found.append((hashlib.sha256(digest).hexdigest()[:8], AESGCMSIV(digest)))
    return tuple(found)
