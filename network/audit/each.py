"""One change of many people, told of each: an entry of her own stands in the trail for everybody whom it is about.

Whoever reads one record then opens one short entry, and not what happened to ten thousand others. What can be written
of an entry before it has its number is; then it is sealed, numbered and chained under the lock.
"""

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from flask import current_app

from network.audit.changes import Change
from network.audit.events import Event
from network.audit.models import AuditEntry, AuditHead, entry_digest
from network.audit.persons import Ciphers, as_recorded, sealed_text
from network.clock import now
from network.database import ManyRows, db

_HEAD: Any = AuditHead.__table__
_NAMES = ("number", "at", "event", "account_id", "by_name", "address", "subject", "why", "what", "hash")
#: Stands where a sealed value is put in; nobody can write it into a record.
_HERE = f"<{secrets.token_hex(16)}>"


@dataclass(frozen=True)
class Told:
    """What happened to one person: the entry's text in parts, and what is sealed between them."""

    event: Event
    subject: str
    parts: Sequence[str]
    values: Sequence[tuple[AESGCMSIV | None, str, int]]


def told(event: Event, subject: str, rows: Sequence[dict[str, Any]], ciphers: Ciphers, facts: dict[str, Any]) -> Told:
    """An entry to come. Rows are as the trail keeps them, with what is personal of each still open."""
    values: list[tuple[AESGCMSIV | None, str, int]] = []
    kept = []
    for at, row in enumerate(rows):
        personal = row.pop("personal", None)
        if personal is not None:
            text = json.dumps(personal, ensure_ascii=False, default=as_recorded)
            values.append((ciphers.get(row["of"]), text, at))
            row = {**row, "sealed": _HERE}
        kept.append(row)
    what = json.dumps({"facts": facts, "rows": kept}, ensure_ascii=False, separators=(",", ":"), default=as_recorded)
    return Told(event, subject, what.split(_HERE), values)


def entries_table() -> ManyRows:
    """The trail's table, for `tell_each`."""
    return ManyRows(AuditEntry.__table__, _NAMES)


def tell_each(note: Change, all_told: Sequence[Told], entries: ManyRows) -> None:
    """Append an entry for each, inside the open change of `note`, which follows with the entry of the whole."""
    if not all_told:
        return
    connection = db.session.connection()
    head = connection.execute(sa.select(_HEAD.c.number, _HEAD.c.hash).with_for_update()).one()
    key, moment = current_app.config["SETTINGS"].audit_key, now()
    number, digest = head.number, head.hash
    by_id, by_name = note.by.account_id, "" if note.by.account_id else note.by.name
    rows = []
    for one in all_told:
        number += 1
        fields = (number, moment, one.event.value, by_id, by_name, "", one.subject, note.why, _text(one, number))
        digest = entry_digest(digest, key, fields)
        rows.append(entries.ready((*fields, digest)))
    entries.insert(rows)
    connection.execute(sa.update(_HEAD).values(number=number, hash=digest))


def _text(one: Told, number: int) -> str:
    pieces = [one.parts[0]]
    for (cipher, text, at), after in zip(one.values, one.parts[1:], strict=True):
        pieces += [sealed_text(cipher, text, f"row:{number}:{at}") if cipher else "", after]
    return "".join(pieces)
