"""Values that a stolen database or backup does not tell: sealed with a key that lies outside of both.

AES-256-GCM-SIV (RFC 8452): a nonce that came twice by accident tells no more than that two values are the same. What a
value belongs to (table, column, row) is sealed with it, so that it opens nowhere else.
"""

import base64
import hashlib
import secrets
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from flask import current_app

_NONCE = 12


class NotOurs(ValueError):
    """A sealed value that this key does not open, or that was moved to another place."""


def seal(text: str, place: str) -> str:
    """The text sealed for its place ("table.column:uid"): key id, then nonce and ciphertext in base64."""
    name, cipher = _ciphers(_key())[0]
    nonce = secrets.token_bytes(_NONCE)
    body = nonce + cipher.encrypt(nonce, text.encode(), f"{name}:{place}".encode())
    return f"{name}:{base64.b64encode(body).decode()}"


def unseal(sealed: str, place: str) -> str:
    """The text again. Raises NotOurs."""
    name, _colon, coded = sealed.partition(":")
    cipher = dict(_ciphers(_key())).get(name)
    if cipher is None:
        raise NotOurs
    try:
        body = base64.b64decode(coded)
        return cipher.decrypt(body[:_NONCE], body[_NONCE:], f"{name}:{place}".encode()).decode()
    except (InvalidTag, ValueError) as error:
        raise NotOurs from error


def _key() -> str:
    key: str = current_app.config["SETTINGS"].data_key
    return key


@lru_cache(maxsize=4)
def _ciphers(key: str) -> tuple[tuple[str, AESGCMSIV], ...]:
    """One cipher a line of the key file, the newest first: what is sealed says with which it was."""
    found = []
    for line in key.split():
        digest = hashlib.sha256(b"network data key" + line.encode()).digest()
        found.append((hashlib.sha256(digest).hexdigest()[:8], AESGCMSIV(digest)))
    return tuple(found)
