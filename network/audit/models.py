"""The audit trail: entries that are only ever appended, chained by a keyed hash. And who has seen whom.

What is seen names members, lists and trainings by their tables only: they lie above.
"""

import hashlib
import hmac
import json
from datetime import datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy import DDL, ColumnElement, event
from sqlalchemy.orm import Mapped, mapped_column

from network.access.policy import Action, Scope
from network.access.scope import Actor, EverywhereOnly
from network.database import Base, Key, Moment, word
from network.vocabulary import Role, Sighting, State

#: Flags of a column (`info=`): its values never enter the trail (hashes of passwords and tokens); or they enter it
#: sealed with the key of the person whom the record is of (its property `of_person`). With "says" they enter it as
#: that property gives them.
SECRET: dict[str, Any] = {"secret": True}  # nosec B105 - the name of a flag
PERSONAL: dict[str, Any] = {"personal": True}


class PersonKey(Base):
    """The key of one person's values in the trail, sealed itself. Without it they say nothing: erasing destroys it.

    `owner` names her as the trail does, "member:12" or "account:5", and is no foreign key: records go, entries stay.
    """

    __tablename__ = "person_key"

    owner: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    key: Mapped[str] = mapped_column(sa.Text, info=SECRET | {"sealed": "owner"})


class AuditEntry(EverywhereOnly, Base):
    """Who, when, from where, why, what. `account_id` is no foreign key: an entry outlives everything.

    What is personal in it is sealed (`audit.persons`), and the chain runs over what is sealed. An account is named by
    its number alone, the operator by `by_name`; entries of earlier releases hold names.
    """

    __tablename__ = "audit_entry"
    readable_by: ClassVar[Action] = Action.AUDIT_VIEW

    number: Mapped[int] = mapped_column(sa.Integer, primary_key=True, autoincrement=False)
    at: Mapped[Moment] = mapped_column(index=True)
    event: Mapped[str] = mapped_column(sa.String(64), index=True)
    account_id: Mapped[int | None] = mapped_column(sa.Integer, index=True)
    by_name: Mapped[str] = mapped_column(sa.Text)
    address: Mapped[str] = mapped_column(sa.String(64))
    subject: Mapped[str] = mapped_column(sa.String(64), index=True)
    why: Mapped[str] = mapped_column(sa.Text)
    what: Mapped[str] = mapped_column(sa.Text)
    hash: Mapped[str] = mapped_column(sa.String(64))

    def digest(self, previous: str, key: str) -> str:
        """HMAC-SHA256 over the previous hash and every field: no field can change, no entry move, unnoticed."""
        return entry_digest(
            previous,
            key,
            (
                self.number,
                self.at,
                self.event,
                self.account_id,
                self.by_name,
                self.address,
                self.subject,
                self.why,
                self.what,
            ),
        )


def entry_digest(previous: str, key: str, fields: tuple[Any, ...]) -> str:
    """The chain's hash of one entry's fields (number, at, event, account, name, address, subject, why, what)."""
    plain = [value.isoformat() if isinstance(value, datetime) else value for value in fields]
    text = json.dumps([previous, *plain], ensure_ascii=False, separators=(",", ":"))
    return hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()


class AuditHead(Base):
    """The last entry's number and hash, in one row that every writer locks: entries form one line."""

    __tablename__ = "audit_head"
    __table_args__ = (sa.CheckConstraint("id = 1", name="single"),)

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True, autoincrement=False)
    number: Mapped[int]
    hash: Mapped[str] = mapped_column(sa.String(64))


class Reading(Base):
    """One act of seeing records: a list that left, a sheet that was printed, or what an account opened in one hour.

    `role` and `states` are the reader's then: members are told them, never her name. `account_id` is no foreign key,
    as in `Export`; `export_id` is that of a number, because it is written before the export that it tells of.
    """

    __tablename__ = "reading"
    __table_args__ = (
        sa.CheckConstraint("(what = 'listed') = (export_id IS NOT NULL)", name="listed"),
        sa.CheckConstraint("(what = 'printed') = (training_id IS NOT NULL)", name="printed"),
        sa.Index(
            "uq_reading_opened",
            "account_id",
            "hour",
            unique=True,
            sqlite_where=sa.text("what = 'opened' AND purpose = ''"),
            postgresql_where=sa.text("what = 'opened' AND purpose = ''"),
        ),
        sa.Index("ix_reading_bulk", "id", sqlite_where=sa.text("bulk IS 1"), postgresql_where=sa.text("bulk IS true")),
    )

    id: Mapped[Key]
    account_id: Mapped[int] = mapped_column(sa.Integer)
    hour: Mapped[Moment] = mapped_column(index=True)
    what: Mapped[Sighting] = mapped_column(word(Sighting))
    role: Mapped[Role] = mapped_column(word(Role))
    states: Mapped[list[State]] = mapped_column(sa.JSON)
    export_id: Mapped[int | None] = mapped_column(sa.ForeignKey("export_number.id"))
    training_id: Mapped[int | None] = mapped_column(sa.ForeignKey("training.id"))
    bulk: Mapped[bool] = mapped_column(default=False)  # of more people than `audit.seen.BULK`
    purpose: Mapped[str] = mapped_column(sa.Text, default="", server_default="")  # why a shielded record was opened


class Seen(Base):
    """Whose record it was: one row a reading and person. `in_part`: without what needs the right to view her.

    A reading of many people is looked up by itself: keeping each of twenty thousand people in one more index would
    make a list three times as slow to take. All other rows are found by the person. For that reason `member_id` is no
    foreign key: whoever deletes a record would wait until the database has read every row here. `audit.seen` writes of
    people who are there, and `forget_person` takes her rows away with her.
    """

    __tablename__ = "seen"
    __table_args__ = (
        sa.Index(
            "ix_seen_member",
            "member_id",
            "reading_id",
            sqlite_where=sa.text("bulk IS 0"),
            postgresql_where=sa.text("bulk IS false"),
        ),
        {"sqlite_with_rowid": False},
    )
    readable_by: ClassVar[Action] = Action.SEEN_VIEW

    reading_id: Mapped[int] = mapped_column(
        sa.ForeignKey("reading.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    member_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    in_part: Mapped[bool] = mapped_column(default=False)
    bulk: Mapped[bool] = mapped_column(default=False)

    @classmethod
    def within(cls, scope: Scope, actor: Actor) -> ColumnElement[bool]:
        if scope is not Scope.OWN or actor.member_id is None:
            return sa.false()
        return cls.member_id == actor.member_id

    def is_within(self, scope: Scope, actor: Actor) -> bool:
        return scope is Scope.OWN and actor.member_id is not None and self.member_id == actor.member_id


#: The same statements stand in the migration: what the models make and what it makes is compared by a test.
APPEND_ONLY = {
    "sqlite": tuple(
        f"CREATE TRIGGER audit_entry_no_{verb.lower()} BEFORE {verb} ON audit_entry "
        "BEGIN SELECT RAISE(ABORT, 'audit entries are append-only'); END"
        for verb in ("UPDATE", "DELETE")
    ),
    "postgresql": (
        "CREATE FUNCTION audit_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'audit entries are append-only'; END $$",
        "CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_refuse()",
    ),
}


def _after(what: str, table: Any, statement: str, dialect: str | None = None) -> None:
    ddl: Any = DDL(statement.replace("%", "%%"))  # type: ignore[no-untyped-call]
    event.listen(table, what, ddl.execute_if(dialect=dialect) if dialect else ddl)


for _dialect, _statements in APPEND_ONLY.items():
    for _statement in _statements:
        _after("after_create", AuditEntry.__table__, _statement, _dialect)
_after("after_drop", AuditEntry.__table__, "DROP FUNCTION IF EXISTS audit_entry_refuse()", "postgresql")
#: The chain begins before its first entry.
_after("after_create", AuditHead.__table__, "INSERT INTO audit_head (id, number, hash) VALUES (1, 0, '')")
