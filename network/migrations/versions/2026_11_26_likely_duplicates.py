"""Keys by which people who are spelt alike are found, pairs that may be one person, and pairs that are not.

Everybody gets her keys here; the pairs are found later (`network members pairs`, or visit by visit of their list).

Revision 5b7d1e94c2a6, after d5b7f0c3a812.
"""

import sqlalchemy as sa
from alembic import op

from network.clock import now
from network.database import UtcDateTime
from network.members.keys import key_rows

revision = "5b7d1e94c2a6"
down_revision = "d5b7f0c3a812"
branch_labels = None
depends_on = None

#: People read at once.
_BATCH = 5000
_NAMES = ("family", "given", "patronymic", "family_latin", "given_latin", "patronymic_latin", "email")


def _member(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], ["member.id"], name=op.f(f"fk_{table}_{column}"), ondelete="CASCADE")


def upgrade() -> None:
    keys = op.create_table(
        "likeness_key",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("member_id", sa.Integer(), autoincrement=False, nullable=False),
        _member("likeness_key", "member_id"),
        sa.PrimaryKeyConstraint("key", "member_id", name=op.f("pk_likeness_key")),
        sqlite_with_rowid=False,
    )
    due = op.create_table(
        "likeness_due",
        sa.Column("member_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("since", UtcDateTime(timezone=True), nullable=False),
        _member("likeness_due", "member_id"),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_likeness_due")),
    )
    op.create_table(
        "likely_pair",
        sa.Column("one_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("other_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.CheckConstraint("one_id < other_id", name=op.f("ck_likely_pair_ordered")),
        _member("likely_pair", "one_id"),
        _member("likely_pair", "other_id"),
        sa.PrimaryKeyConstraint("one_id", "other_id", name=op.f("pk_likely_pair")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_likely_pair_other_id", "likely_pair", ["other_id"])
    op.create_index("ix_likely_pair_score", "likely_pair", ["score", "one_id", "other_id"])
    op.create_table(
        "distinct_pair",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("one_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("said_at", UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("one_id < other_id", name=op.f("ck_distinct_pair_ordered")),
        _member("distinct_pair", "one_id"),
        _member("distinct_pair", "other_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_distinct_pair")),
        sa.UniqueConstraint("one_id", "other_id", name=op.f("uq_distinct_pair_one_id_other_id")),
    )
    op.create_index("ix_distinct_pair_other_id", "distinct_pair", ["other_id"])
    _fill(keys, due)
    op.create_index("ix_likeness_key_member_id", "likeness_key", ["member_id"])


def _fill(keys: sa.Table, due: sa.Table) -> None:
    """By ids in order, so that a million people do not stand in memory at once."""
    member = sa.table("member", *(sa.column(name) for name in ("id", *_NAMES, "erased_at")))
    connection, last = op.get_bind(), 0
    while rows := connection.execute(
        sa.select(member).where(member.c.id > last).order_by(member.c.id).limit(_BATCH)
    ).all():
        last = rows[-1].id
        there = [row for row in rows if row.erased_at is None]
        if found := [key for row in there for key in key_rows(row)]:
            connection.execute(sa.insert(keys), found)
        if there:
            since = now()
            connection.execute(sa.insert(due), [{"member_id": row.id, "since": since} for row in there])


def downgrade() -> None:
    for table in ("distinct_pair", "likely_pair", "likeness_due", "likeness_key"):
        op.drop_table(table)
