"""What the audit trail says of a member, in words, as a part of all that she can download."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from network.audit.models import AuditEntry
from network.audit.persons import reasons, recorded
from network.database import db
from network.members.models import Member
from network.merging.queries import merged_ids
from network.privacy.holdings import Part, Record, tells
from network.reports.trail import value_text
from network.reports.words import UNSAID, event_sentence, field_word, record_word


@tells
def of_member(member: Member, account_ids: Sequence[int]) -> Part:
    """Entries about her record or her account, and those that hold something of hers; of others they say nothing."""
    records = [member.id, *db.session.scalars(merged_ids(member.id))]
    owners = [*(f"member:{one}" for one in records), *(f"account:{one}" for one in account_ids)]
    holds = [AuditEntry.what.contains(f'"of":"{owner}"') for owner in owners]
    entries = db.session.scalars(
        sa.select(AuditEntry).where(sa.or_(AuditEntry.subject.in_(owners), *holds)).order_by(AuditEntry.number.desc())
    ).all()
    why = reasons(entries)
    return Part("trail", _l("The audit trail"), [_told(one, owners, why[one.number]) for one in entries])


def _told(entry: AuditEntry, owners: Sequence[str], why: str) -> Record:
    rows = [row for row in recorded(entry).get("rows", ()) if row.get("of") in owners]
    return {
        "event": event_sentence(entry.event),
        "at": entry.at,
        "why": why if entry.subject in owners else "",
        "values": [_text(row) for row in rows],
    }


def _text(row: Mapping[str, Any]) -> str:
    """A row of hers: each field with what it was and became. Numbers of other rows and secrets say nothing."""
    table, verb = row["table"], next(word for word in ("added", "changed", "removed") if word in row)
    texts = []
    for name, value in row[verb].items():
        both = value if verb == "changed" else (None, value)
        said = " → ".join(shown for one in both if (shown := value_text(table, name, one)))
        if said and name not in UNSAID and not name.endswith("_id") and "…" not in both:
            texts.append(f"{field_word(name)} {said}")
    return f"{record_word(table)}: {', '.join(texts)}"
