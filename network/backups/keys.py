"""The keys of backups, by age: whoever makes one needs the public recipient, whoever restores one the identity."""

import os
from pathlib import Path
from typing import Any

from pyrage import IdentityError, RecipientError, x25519

from network.clock import now
from network.errors import Misconfigured

_SECRET = "AGE-SECRET-KEY-"  # noqa: S105  # nosec B105 - how a secret begins
NO_RECIPIENT = (
    "Nobody is named for whom the backup is encrypted. Make a key once, apart from this machine: "
    "network backup keygen; then set NETWORK_BACKUP_TO to its recipient, age1…"
)


def recipients(text: str) -> list[Any]:
    """The public keys in a text of several; raises Misconfigured where one is none, and never repeats a secret."""
    found = []
    for word in text.replace(",", " ").split():
        if word.upper().startswith(_SECRET):
            raise Misconfigured(
                "A secret identity stands where the public recipient belongs (NETWORK_BACKUP_TO or --to). "
                "Name the recipient, age1…, and keep the identity apart from this machine"
            )
        try:
            found.append(x25519.Recipient.from_str(word))
        except RecipientError as error:
            raise Misconfigured(
                f"{word} is no recipient of backups (NETWORK_BACKUP_TO or --to). It is the line age1… that "
                "network backup keygen prints"
            ) from error
    return found


def identities(text: str) -> list[Any]:
    """The secret keys in the text of a key file, as `network backup keygen` and age-keygen write it."""
    if text.startswith("age-encryption.org/"):
        raise Misconfigured("This key is locked with a passphrase. Open it first: age -d KEY | network restore … -i -")
    lines = [line.strip() for line in text.splitlines()]
    try:
        found = [x25519.Identity.from_str(line) for line in lines if line and not line.startswith("#")]
    except IdentityError as error:
        raise Misconfigured("This is no file of network backup keygen: it holds no AGE-SECRET-KEY-…") from error
    if not found:
        raise Misconfigured("This is no file of network backup keygen: it holds no AGE-SECRET-KEY-…")
    return found


def passing_identity() -> Any:
    """A key that lives only in this process: with it a new backup is read back, and nobody can ever again."""
    return x25519.Identity.generate()


def make_identity(path: Path) -> str:
    """Write a new identity, readable by the owner only and never over a file. Returns its public recipient."""
    identity = x25519.Identity.generate()
    recipient = str(identity.to_public())
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError as error:
        raise Misconfigured(f"{path} is there already and is not written over. Name another: --out FILE") from error
    except OSError as error:
        raise Misconfigured(f"{path} cannot be written: {error.strerror}") from error
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(f"# created: {now():%Y-%m-%dT%H:%M:%SZ}\n# public key: {recipient}\n{identity}\n")
        file.flush()
        os.fsync(file.fileno())
    return recipient
