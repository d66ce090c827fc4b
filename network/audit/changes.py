"""`with change(Event.…, by=account):` — the only place where rows change, and where it is written down why."""

import json
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any, Protocol, cast

import sqlalchemy as sa
from flask import current_app, has_request_context, request
from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction

from network.audit.events import Event
from network.audit.models import AuditEntry, AuditHead, PersonKey, entry_digest
from network.audit.persons import as_recorded, cipher_of, ciphers_to_write, sealed_address, sealed_row, sealed_why
from network.audit.unchanged import trail_stands_at
from network.clock import now
from network.database import LOCK_SECONDS, Base, db, writing

#: Written as tables: the entry of a change is no row of it.
_ENTRIES, _HEAD, _KEYS = (cast(sa.Table, model.__table__) for model in (AuditEntry, AuditHead, PersonKey))
#: Made once: every change ends with these three.
_LAST = (
    sa.select(_HEAD.c.number, _HEAD.c.hash, _KEYS.c.key)
    .outerjoin_from(_HEAD, _KEYS, _KEYS.c.owner == sa.bindparam("by"))
    .where(_HEAD.c.id == 1)
    .with_for_update(of=_HEAD)
)
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
        self.person = ""  # whom it is about, if it is about somebody: the reason is sealed with her key
        self.forgotten: set[str] = set()
        self.facts: dict[str, Any] = {}
        self.rows: list[dict[str, Any]] = []
        self.is_nothing = False

    def nothing(self) -> None:
        """It came to nothing that anybody would look for: no entry is appended."""
        self.is_nothing = True

    def about(self, record: Any) -> None:
        """Name the record that this change is about, once it has an id."""
        self.subject = f"{record.__tablename__}:{record.id}"
        self.person = getattr(record, "of_person", "")

    def forgets(self, owners: Collection[str]) -> None:
        """What is personal of these people does not enter the trail: their keys are destroyed with this change."""
        self.forgotten.update(owners)


@contextmanager
def change(reason: Event, *, by: Author, why: str = "", about: Any = None) -> Iterator[Change]:
    """Open the transaction, record rows before and after, append one audit entry (not after `nothing()`), commit.

    Ends the request's read first, so whatever is changed has to be read again inside (locked or version-checked).
    Any exception undoes everything, the entry too. Raises RuntimeError when nested.
    """
    session = db.session()
    if "change" in session.info:
        raise RuntimeError("a change inside a change")
    note = Change(reason, by, why)
    if about is not None:
        note.about(about)
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
    address = (request.remote_addr or "") if has_request_context() else ""
    # Before the head is locked: whoever waits for it does not wait for keys.
    owners = {row["of"] for row in note.rows if "personal" in row}
    if note.why and note.person:
        owners.add(note.person)
    known = ciphers_to_write(owners - note.forgotten) if owners else {}
    by = f"account:{note.by.account_id}" if note.by.account_id else ""
    head = connection.execute(_LAST, {"by": by}).one()
    author = cipher_of(by, head.key) if by and address and by not in note.forgotten else None
    number = head.number + 1
    rows = [sealed_row(row, known.get(row.get("of", "")), f"row:{number}:{at}") for at, row in enumerate(note.rows)]
    what: Any = {"facts": note.facts, "rows": rows} if note.facts else {"rows": rows}
    fields = (
        number,
        now(),
        note.reason.value,
        note.by.account_id,
        "" if note.by.account_id else note.by.name,
        sealed_address(author, address, number) if author else "" if by else address,
        note.subject,
        sealed_why(known[note.person], note.person, note.why, number) if note.person in known else note.why,
        json.dumps(what, ensure_ascii=False, separators=(",", ":"), default=as_recorded),
    )
    digest = entry_digest(head.hash, current_app.config["SETTINGS"].audit_key, fields)
    names = ("number", "at", "event", "account_id", "by_name", "address", "subject", "why", "what")
    connection.execute(_APPEND, {**dict(zip(names, fields, strict=True)), "hash": digest})
    connection.execute(_MOVE, {"last": number, "digest": digest})


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
            fields, personal = described(record, verb)
            if fields or personal:
                row = {"table": record.__tablename__, "id": _identity(record), verb: fields}
                note.rows.append({**row, "of": record.of_person, "personal": personal} if personal else row)


def _identity(record: Base) -> Any:
    key = sa.inspect(record).mapper.primary_key_from_instance(record)
    return key[0] if len(key) == 1 else list(key)


def described(record: Any, verb: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """What a row says for everybody who reads the trail, and what of it is personal."""
    state = sa.inspect(record)
    fields: dict[str, Any] = {}
    personal: dict[str, Any] = {}
    for attribute in state.mapper.column_attrs:
        column = attribute.columns[0]
        if column.primary_key:
            continue
        name = column.info.get("says", attribute.key)
        if verb == "changed":
            history = state.attrs[attribute.key].history
            if not history.has_changes():
                continue
            both = (history.deleted[0] if history.deleted else None, history.added[0] if history.added else None)
            value: Any = [_said(record, column, name, one) for one in both]
        else:
            value = _said(record, column, name, state.dict.get(attribute.key))
        if value is None or value == [None, None]:
            continue
        (personal if column.info.get("personal") else fields)[name] = value
    return fields, personal


def _said(record: Any, column: sa.Column[Any], name: str, value: Any) -> Any:
    """A value as the trail tells it: nothing of what is secret, what is sealed as its property says it."""
    if value is None:
        return None
    if column.info.get("secret"):
        return "…"
    if "says" in column.info:
        return getattr(type(record), name).opened(value, record.uid)
    return value
