"""Passwords: Argon2id (RFC 9106, the second recommended set), never hashed inside a transaction."""

import hashlib
import secrets
import unicodedata
from collections.abc import Iterable
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask_babel import gettext as _
from wtforms.validators import ValidationError

from network.accounts.guessing import ENOUGH, left_of

_hasher = PasswordHasher()

#: NIST SP 800-63B-4: 15 where the password stands alone, 8 beside a second factor; no composition rules.
SHORTEST, SHORTEST_WITH_FACTOR, LONGEST = 15, 8, 128
#: Fewer different characters are a pattern.
_DIFFERENT = 5

_NOBODYS = _hasher.hash(secrets.token_urlsafe(24))


def hash_password(password: str) -> str:
    """Argon2id of the password; takes about 50 ms and 64 MiB on purpose."""
    return _hasher.hash(_typed(password))


def is_right(stored: str | None, password: str) -> bool:
    """Whether the password is the stored one. Without a stored one it costs the same hash and says no."""
    try:
        return _hasher.verify(stored or _NOBODYS, _typed(password)) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def _typed(password: str) -> str:
    """One password is one text, whether the keyboard writes й as one character or as two."""
    return unicodedata.normalize("NFC", password)


def stands_alone(password: str) -> bool:
    """Whether it is long enough without a second factor."""
    return len(_typed(password)) >= SHORTEST


def new_token() -> str:
    """A secret for an address or a browser: 256 bits."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """What the database keeps of a token. A random 256-bit value needs no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()


class GoodPassword:
    """Long enough, short enough to hash, and not what would be guessed.

    Of its form it reads `has_factor`, and `known`: what everybody knows of her (name, e-mail, number).
    """

    def __call__(self, form: Any, field: Any) -> None:
        sentence = fault_of(field.data or "", has_factor=form.has_factor, known=form.known)
        if sentence:
            raise ValidationError(sentence)


def fault_of(password: str, *, has_factor: bool = False, known: Iterable[str] = ()) -> str | None:
    """What is wrong with it and what to do about it, or None."""
    password, least, known = _typed(password), SHORTEST_WITH_FACTOR if has_factor else SHORTEST, tuple(known)
    if len(password) < least:
        return str(
            _("At least %(n)d characters. Four or five words that only you would put together are good.", n=least)
        )
    if len(password) > LONGEST:
        return str(_("At most %(n)d characters.", n=LONGEST))
    anybodys, hers = left_of(password), left_of(password, known)
    if hers < min(ENOUGH, anybodys):
        return str(
            _(
                "This would be guessed: it is made of your own name, e-mail or number. "
                "Add two or three words that have nothing to do with you."
            )
        )
    if anybodys < ENOUGH or len(set(password.lower())) < _DIFFERENT:
        return str(
            _(
                "This would be guessed: names, places, offices, years and rows of keys are tried first. "
                "Add two or three words that only you would put together."
            )
        )
    return None
