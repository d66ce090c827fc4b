"""What lies in the outbox is of no use to whoever steals the database: it is sealed with a key that is not in it.

A one-time link is stored as its hash alone, and a letter that waits holds the link itself. AES-GCM-SIV (RFC 8452), its
key derived from the server's secret key; the place (table, column, uid) is bound to it, so that no sealed text can be
moved into another row. A server whose secret key was changed opens no earlier letter: those are given up, and say so.
"""

import base64
import secrets
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app

_NONCE = 12


@lru_cache(maxsize=4)
def _cipher(secret_key: str) -> AESGCMSIV:
    derived = HKDF(hashes.SHA256(), length=32, salt=None, info=b"letters in the outbox").derive(secret_key.encode())
    return AESGCMSIV(derived)


def _own() -> AESGCMSIV:
    return _cipher(current_app.config["SETTINGS"].secret_key)


def seal(text: str, place: str) -> str:
    """The text as the database may keep it, bound to its place."""
    nonce = secrets.token_bytes(_NONCE)
    return base64.b64encode(nonce + _own().encrypt(nonce, text.encode(), place.encode())).decode()


def unseal(sealed: str, place: str) -> str:
    """The text that was sealed for this place. Raises ValueError where it was not, or with another key."""
    both = base64.b64decode(sealed)
    try:
        return _own().decrypt(both[:_NONCE], both[_NONCE:], place.encode()).decode()
    except InvalidTag as error:
        raise ValueError(place) from error
