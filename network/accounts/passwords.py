"""Passwords: Argon2id (RFC 9106, the second recommended set), never hashed inside a transaction."""

import hashlib
import secrets
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask_babel import gettext as _
from wtforms.validators import ValidationError

_hasher = PasswordHasher()

#: NIST SP 800-63B-4: 15 where the password stands alone, as it does until second factors come; no composition rules.
SHORTEST, LONGEST = 15, 128

_NOBODYS = _hasher.hash(secrets.token_urlsafe(24))


def hash_password(password: str) -> str:
    """Argon2id of the password; takes about 50 ms and 64 MiB on purpose."""
    return _hasher.hash(password)


def is_right(stored: str | None, password: str) -> bool:
    """Whether the password is the stored one. Without a stored one it costs the same hash and says no."""
    try:
        return _hasher.verify(stored or _NOBODYS, password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def new_token() -> str:
    """A secret for an address or a browser: 256 bits."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """What the database keeps of a token. A random 256-bit value needs no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()


class GoodPassword:
    """Long enough to stand alone, short enough to hash, and not one character again and again."""

    def __call__(self, form: Any, field: Any) -> None:
        password = field.data or ""
        if len(password) < SHORTEST:
            raise ValidationError(
                _(
                    "At least %(n)d characters. Four or five words that only you would put together are good.",
                    n=SHORTEST,
                )
            )
        if len(password) > LONGEST:
            raise ValidationError(_("At most %(n)d characters.", n=LONGEST))
        if len(set(password.lower())) < 5:
            raise ValidationError(_("This would be guessed. Choose words that only you would put together."))
