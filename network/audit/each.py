"""One change of many people, told of each: an entry of her own stands in the trail for everybody whom it is about.

Whoever reads one record then opens one short entry, and not what happened to ten thousand others.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import current_app

from network.audit.changes import Change
from network.audit.events import Event
from network.audit.models import AuditEntry, AuditHead, entry_digest
from network.audit.persons import Ciphers, as_recorded, sealed_text
from network.clock import now
from network.database import db, insert_many

_ENTRIES: Any = AuditEntry.__table__
_HEAD: Any = AuditHead.__table__


@dataclass
class Told:
    """What happened to one person: rows as the trail keeps them, with what is personal of each still open."""

    event: Event
    subject: str
    rows: list[dict[str, Any]]
    facts: dict[str, Any]


def tell_each(note: Change, told: Sequence[Told], ciphers: Ciphers) -> None:
    """Append an entry for each, inside the open change of `note`, which follows with the entry of the whole.

    `ciphers` has one for everybody of whom something personal is told; without it that is left out for good.
    """
    connection = db.session.connection()
    head = connection.execute(sa.select(_HEAD.c.number, _HEAD.c.hash).with_for_update()).one()
    key, moment = current_app.config["SETTINGS"].audit_key, now()
    number, digest = head.number, head.hash
    by_id, by_name = note.by.account_id, "" if note.by.account_id else note.by.name
    entries = []
    for one in told:
        number += 1
        rows = [_sealed(row, ciphers, number, at) for at, row in enumerate(one.rows)]
        what: Any = {"facts": one.facts, "rows": rows} if one.facts else {"rows": rows}
        text = json.dumps(what, ensure_ascii=False, separators=(",", ":"), default=as_recorded)
        fields = (number, moment, one.event.value, by_id, by_name, "", one.subject, note.why, text)
        digest = entry_digest(digest, key, fields)
        entries.append((*fields, digest))
    names = ("number", "at", "event", "account_id", "by_name", "address", "subject", "why", "what", "hash")
    insert_many(_ENTRIES, names, entries)
    connection.execute(sa.update(_HEAD).values(number=number, hash=digest))


def _sealed(row: dict[str, Any], ciphers: Ciphers, number: int, at: int) -> dict[str, Any]:
    personal = row.get("personal")
    if personal is None:
        return row
    cipher = ciphers.get(row["of"])
    text = personal if isinstance(personal, str) else json.dumps(personal, ensure_ascii=False, default=as_recorded)
    kept = {name: value for name, value in row.items() if name != "personal"}
    return {**kept, "sealed": sealed_text(cipher, text, f"row:{number}:{at}") if cipher else ""}
