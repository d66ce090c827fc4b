"""How many rows hang on two records, and by what one sees that any of them changed; in one statement.

A preview is of one moment: whoever confirms it says what she saw by its digest.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from network.database import Base, db
from network.merging.picture import column, pointing
from network.privacy.registry import ACCOUNT

#: What reading alone changes, this page's own too: it is counted, and no preview is stale by it.
_READ = frozenset({"seen.member_id", "directory_sight.member_id", "shield_opening.member_id"})
#: Of an account only what it may: it is used meanwhile.
_MATTERS = frozenset({"role_grant.account_id"})


@dataclass(frozen=True)
class Attached:
    """Rows of one column: how many of the record that stays and of the other, and what changes with them."""

    stays: int
    goes: int
    state: tuple[int, ...]


def attached(stays_id: int, goes_id: int) -> dict[str, Attached]:
    """What hangs on the two records, by column; marks and audit entries too."""
    selects = [_of_member(name, stays_id, goes_id) for name in pointing()]
    selects += [_of_account(name, stays_id, goes_id) for name in ACCOUNT if name != "audit_entry.account_id"]
    selects += [_marks(stays_id, goes_id), _entries(stays_id, goes_id)]
    rows = db.session.execute(sa.union_all(*selects)).tuples()
    return {
        name: Attached(stays or 0, goes or 0, tuple(one or 0 for one in state)) for name, stays, goes, *state in rows
    }


def digest(found: Mapping[str, Attached], *versions: tuple[int, int]) -> str:
    """A short word for all of it: another one as soon as a row is added, changed or removed."""
    counted = {name: [one.stays, one.goes, *one.state] for name, one in found.items() if _is_told(name)}
    text = json.dumps([versions, counted], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def _is_told(name: str) -> bool:
    return (name in pointing() and name not in _READ) or name in _MATTERS or name == "mark"


def _select(name: str, table: Any, whose: Any, stays_id: int, goes_id: int) -> sa.Select[Any]:
    """Name, counts of both, then the versions, the days and moments that are set, and the last id."""
    told = _is_told(name)
    zero = sa.literal(0)
    columns = list(table.columns)
    version = [one for one in columns if one.key == "version"]
    dated = [sa.func.count(one) for one in columns if one.nullable]
    keys = [one for one in table.primary_key if one.key == "id" and isinstance(one.type, sa.Integer)]
    return sa.select(
        sa.literal(name),
        sa.func.sum(sa.case((whose == stays_id, 1), else_=0)),
        sa.func.sum(sa.case((whose == goes_id, 1), else_=0)),
        sa.cast(sa.func.sum(version[0]), sa.Integer) if told and version else zero,
        sum(dated[1:], dated[0]) if told and dated else zero,
        sa.func.max(keys[0]) if told and keys else zero,
    ).where(whose.in_((stays_id, goes_id)))


def _of_member(name: str, stays_id: int, goes_id: int) -> sa.Select[Any]:
    one = column(name)
    return _select(name, one.table, one, stays_id, goes_id)


def _of_account(name: str, stays_id: int, goes_id: int) -> sa.Select[Any]:
    one, account = column(name), Base.metadata.tables["account"].alias()
    return _select(name, one.table, account.c.member_id, stays_id, goes_id).where(account.c.id == one)


def _marks(stays_id: int, goes_id: int) -> sa.Select[Any]:
    mark, lists = Base.metadata.tables["mark"], Base.metadata.tables["participation"]
    select = _select("mark", mark, lists.c.member_id, stays_id, goes_id)
    return select.where(lists.c.id == mark.c.participation_id)


def _entries(stays_id: int, goes_id: int) -> sa.Select[Any]:
    entry = Base.metadata.tables["audit_entry"]
    return _select("audit", entry, entry.c.subject, f"member:{stays_id}", f"member:{goes_id}")  # type: ignore[arg-type]
