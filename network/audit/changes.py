"""`with change(Event.…, by=account):` — the only place where rows change, and where it is written down why."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from enum import Enum
from typing import Any, Protocol, cast

import sqlalchemy as sa
from flask import current_app, has_request_context, request
from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction

from network.audit.events import Event
from network.audit.models import AuditEntry, AuditHead, entry_digest
from network.audit.unchanged import trail_stands_at
from network.clock import now
from network.database import LOCK_SECONDS, Base, db, writing

#: Name of the column `info` flag whose values never enter the audit (hashes of passwords and tokens).
SECRET = {"secret": True}


#: Written as tables: the entry of a change is no row of it.
_ENTRIES, _HEAD = cast(sa.Table, AuditEntry.__table__), cast(sa.Table, AuditHead.__table__)
#: Made once: every change ends with these three.
_LAST = sa.select(_HEAD.c.number, _HEAD.c.hash).where(_HEAD.c.id == 1).with_for_update()
_APPEND = _ENTRIES.insert()
_MOVE = _HEAD.update().values(number=sa.bindparam("last"), hash=sa.bindparam("digest"))


class Author(Protocol):
    """Who changes: a signed-in account, or the operator at the command line."""

    @property
    def account_id(self) -> int | None: ...
    @property
    def name(self) -> str: ...


class Operator:
    """The person at the server's command line."""

    account_id: int | None = None
    name = "operator"


class Change:
    """One change while it is made. `subject` names what it is about; `facts` adds what rows do not show."""

    def __init__(self, reason: Event, by: Author, why: str) -> None:
        self.reason = reason
        self.by = by
        self.why = why
        self.subject = ""
        self.facts: dict[str, Any] = {}
        self.rows: list[dict[str, Any]] = []
        self.is_nothing = False

    def nothing(self) -> None:
        """It came to nothing that anybody would look for: no entry is appended."""
        self.is_nothing = True

    def about(self, record: Any) -> None:
        """Name the record that this change is about, once it has an id."""
        self.subject = f"{record.__tablename__}:{record.id}"


@contextmanager
def change(reason: Event, *, by: Author, why: str = "", about: Any = None) -> Iterator[Change]:
    """Open the transaction, record rows before and after, append one audit entry (not after `nothing()`), commit.

    Ends the request's read first, so whatever is changed has to be read again inside (locked or version-checked).
    Any exception undoes everything, the entry too. Raises RuntimeError when nested.
    """
    session = db.session()
    if "change" in session.info:
        raise RuntimeError("a change inside a change")
    subject = f"{about.__tablename__}:{about.id}" if about is not None else ""
    note = Change(reason, by, why)
    note.subject = subject
    session.info["change"] = note
    try:
        with writing(session):
            yield note
            session.flush()
            if note.rows or not note.is_nothing:
                _append(session, note)
    finally:
        session.info.pop("change", None)
        trail_stands_at(None)


@contextmanager
def bookkeeping(patience: float = LOCK_SECONDS) -> Iterator[None]:
    """A write that changes nobody's record: throttle counters, "last seen", who has seen whom, expired rows.

    `patience` is how many seconds it waits for another writer before it raises.
    """
    session = db.session()
    session.info["change"] = None
    try:
        with writing(session, patience):
            yield
    finally:
        session.info.pop("change", None)


def _append(session: Session, note: Change) -> None:
    connection = session.connection()
    head = connection.execute(_LAST).one()
    what: Any = {"facts": note.facts, "rows": note.rows} if note.facts else {"rows": note.rows}
    fields = (
        head.number + 1,
        now(),
        note.reason.value,
        note.by.account_id,
        note.by.name,
        (request.remote_addr or "") if has_request_context() else "",
        note.subject,
        note.why,
        json.dumps(what, ensure_ascii=False, separators=(",", ":"), default=_plain),
    )
    digest = entry_digest(head.hash, current_app.config["SETTINGS"].audit_key, fields)
    names = ("number", "at", "event", "account_id", "by_name", "address", "subject", "why", "what")
    connection.execute(_APPEND, {**dict(zip(names, fields, strict=True)), "hash": digest})
    connection.execute(_MOVE, {"last": head.number + 1, "digest": digest})


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)


@event.listens_for(Session, "before_flush")
def _refuse_unexplained(session: Session, _context: UOWTransaction, _instances: Any) -> None:
    if "change" not in session.info and (session.new or session.dirty or session.deleted):
        raise RuntimeError("rows change only inside `with change(...)`")


@event.listens_for(Session, "do_orm_execute")
def _refuse_unexplained_statement(state: ORMExecuteState) -> None:
    if (state.is_insert or state.is_update or state.is_delete) and "change" not in state.session.info:
        raise RuntimeError("rows change only inside `with change(...)`")


@event.listens_for(Session, "after_flush")
def _record(session: Session, _context: UOWTransaction) -> None:
    note: Change | None = session.info.get("change")
    if note is None:
        return
    for verb, records in (("added", session.new), ("changed", session.dirty), ("removed", session.deleted)):
        for record in records:
            if fields := _fields(record, verb):
                note.rows.append({"table": record.__tablename__, "id": _identity(record), verb: fields})


def _identity(record: Base) -> Any:
    key = sa.inspect(record).mapper.primary_key_from_instance(record)
    return key[0] if len(key) == 1 else list(key)


def _fields(record: Base, verb: str) -> dict[str, Any]:
    state = sa.inspect(record)
    fields: dict[str, Any] = {}
    for attribute in state.mapper.column_attrs:
        column = attribute.columns[0]
        if column.primary_key:
            continue
        hidden = bool(column.info.get("secret"))
        if verb == "changed":
            history = state.attrs[attribute.key].history
            if history.has_changes():
                before = history.deleted[0] if history.deleted else None
                after = history.added[0] if history.added else None
                fields[attribute.key] = ["…", "…"] if hidden else [before, after]
        else:
            value = state.dict.get(attribute.key)
            if value is not None:
                fields[attribute.key] = "…" if hidden else value
    return fields
