"""What the trail says of people, sealed with a key for each: destroying the key erases it there, and breaks no chain.

Each value is sealed for the entry and the place in it, so that none can be moved to another. The keys lie in the
database, sealed with the data key; a backup that is restored later brings them back, and restoring erases again.
"""

import base64
import ipaddress
import json
import secrets
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from enum import Enum
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV

from network.audit.models import AuditEntry, PersonKey
from network.database import db, upsert
from network.sealing import NotOurs, seal, unseal

_KEYS: Any = PersonKey.__table__
_NONCE = 12
#: A `why` that is sealed: this mark, its owner, and what is sealed, apart by blanks.
_MARK = "sealed"


def as_recorded(value: Any) -> Any:
    """A value as JSON holds it: the word of a vocabulary, a day or a moment as ISO 8601 writes it."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)


Ciphers = Mapping[str, AESGCMSIV]


def ciphers(owners: Collection[str]) -> Ciphers:
    """The ciphers of these people, as far as their keys are there; one statement."""
    if not owners:
        return {}
    found = db.session.execute(sa.select(_KEYS.c.owner, _KEYS.c.key).where(_KEYS.c.owner.in_(sorted(owners))))
    opened = {}
    for owner, key in found:
        try:
            opened[owner] = _cipher(unseal(key, _place(owner)))
        except NotOurs:  # by another data key: as good as not there
            continue
    return opened


def ciphers_to_write(owners: Collection[str]) -> Ciphers:
    """The ciphers of these people, inside an open change; keys that are not there yet are made."""
    there = ciphers(owners)
    missing = sorted(set(owners) - set(there))
    if not missing:
        return there
    made = [{"owner": owner, "key": seal(_new_key(), _place(owner))} for owner in missing]
    # In order, so that two changes about the same people wait for each other in the same order.
    db.session.connection().execute(upsert(_KEYS).on_conflict_do_nothing(), made)
    if len(new := ciphers(missing)) != len(missing):
        raise NotOurs  # sealed with another data key: rather no change than one that nobody can read
    return {**there, **new}


def new_keys(owners: Collection[str]) -> tuple[list[dict[str, str]], Ciphers]:
    """Keys for people who are not there yet: rows to be written with them, and their ciphers. Outside of any change."""
    made = {owner: _new_key() for owner in owners}
    rows = [{"owner": owner, "key": seal(key, _place(owner))} for owner, key in made.items()]
    return rows, {owner: AESGCMSIV(base64.b64decode(key)) for owner, key in made.items()}


def cipher_of(owner: str, key: str | None) -> AESGCMSIV:
    """The cipher of a key that was read with something else; made inside an open change where it is not there."""
    return _cipher(unseal(key, _place(owner))) if key else ciphers_to_write([owner])[owner]


def destroy_keys(owners: Collection[str]) -> None:
    """Inside an open change: what the trail says of these people can be read no more, this change's entry included.

    `owners` are named as the trail does, "member:12" for a person's record, "account:5" for her account.
    """
    db.session.info["change"].forgets(owners)
    db.session.connection().execute(sa.delete(_KEYS).where(_KEYS.c.owner.in_(sorted(owners))))


def _new_key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


@lru_cache(maxsize=256)
def _cipher(key: str) -> AESGCMSIV:
    return AESGCMSIV(base64.b64decode(key))


def _place(owner: str) -> str:
    return f"person_key.key:{owner}"


def sealed_text(cipher: AESGCMSIV, text: str, place: str) -> str:
    """The text sealed for its place in an entry."""
    nonce = secrets.token_bytes(_NONCE)
    return base64.b64encode(nonce + cipher.encrypt(nonce, text.encode(), place.encode())).decode()


def opened_text(cipher: AESGCMSIV | None, sealed: str, place: str) -> str | None:
    """The text again; None where the key is destroyed, or is not hers."""
    if cipher is None:
        return None
    body = base64.b64decode(sealed)
    try:
        return cipher.decrypt(body[:_NONCE], body[_NONCE:], place.encode()).decode()
    except InvalidTag:
        return None


def sealed_row(row: dict[str, Any], cipher: AESGCMSIV | None, place: str) -> dict[str, Any]:
    """A recorded row with what is personal sealed in it; without a cipher it is left out for good."""
    personal: dict[str, Any] | None = row.pop("personal", None)
    if personal is not None:
        text = json.dumps(personal, ensure_ascii=False, default=as_recorded)
        row["sealed"] = sealed_text(cipher, text, place) if cipher else ""
    return row


def sealed_why(cipher: AESGCMSIV, owner: str, why: str, number: int) -> str:
    """The reason of a change about somebody: it may well say something about her."""
    return f"{_MARK} {owner} {sealed_text(cipher, why, f'why:{number}')}"


def sealed_address(cipher: AESGCMSIV, address: str, number: int) -> str:
    """The network address that a change came from, in 44 letters. The entry's number is nonce enough (SIV)."""
    nonce = number.to_bytes(_NONCE, "big")
    try:
        packed = ipaddress.ip_address(address).packed
    except ValueError:  # a socket of this machine
        return ""
    return base64.b64encode(cipher.encrypt(nonce, packed, b"address")).decode()


def address_of(entry: AuditEntry) -> str:
    """Where the change came from; empty where it is not known, or its author is erased."""
    owner = f"account:{entry.account_id}"
    cipher = ciphers([owner]).get(owner) if entry.account_id and len(entry.address) in (28, 44) else None
    if cipher is None:
        return "" if entry.address.endswith("=") else entry.address
    nonce = entry.number.to_bytes(_NONCE, "big")
    try:
        packed = cipher.decrypt(nonce, base64.b64decode(entry.address), b"address")
    except (InvalidTag, ValueError):
        return ""
    return str(ipaddress.ip_address(packed))


def recorded(entry: AuditEntry) -> dict[str, Any]:
    """What an entry recorded: facts, and rows with their fields. A row of somebody erased says `erased`."""
    what: dict[str, Any] = json.loads(entry.what)
    rows = what.get("rows", ())
    known = ciphers({row["of"] for row in rows if "sealed" in row})
    for index, row in enumerate(rows):
        if "sealed" not in row:
            continue
        text = opened_text(known.get(row["of"]), row.pop("sealed"), f"row:{entry.number}:{index}")
        verb = next(word for word in ("added", "changed", "removed") if word in row)
        if text is None:
            row["erased"] = True
        else:
            row[verb] = {**row[verb], **json.loads(text)}
    return what


def reasons(entries: Iterable[Any]) -> dict[int, str]:
    """Why each of these entries (or rows with `number` and `why`) was made, by its number; one statement."""
    entries = list(entries)
    parts = {one.number: one.why.split(" ") for one in entries if one.why.startswith(f"{_MARK} ")}
    parts = {number: found for number, found in parts.items() if len(found) == 3 and ":" in found[1]}
    known = ciphers({owner for _mark, owner, _text in parts.values()})
    told = {one.number: one.why for one in entries}
    for number, (_mark, owner, text) in parts.items():
        told[number] = opened_text(known.get(owner), text, f"why:{number}") or ""
    return told
