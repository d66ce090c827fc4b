"""The outbox of letters, and what was asked by e-mail.

Revision b27c90d4e158, after 51c0e7d9a3b8.
"""

import sqlalchemy as sa
from alembic import op

from network.database import UtcDateTime

revision = "b27c90d4e158"
down_revision = "51c0e7d9a3b8"
branch_labels = None
depends_on = None

KINDS = ("invitation", "reset", "trail_head", "notice")
STATUSES = ("waiting", "sent", "given_up", "withdrawn")
FAULTS = (
    "unreachable", "silent", "broke_off", "later", "unsafe", "locked_out", "sender", "address", "letter",
    "unreadable", "other",
)  # fmt: skip


def _word(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    op.create_table(
        "letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("kind", _word("letter_kind", *KINDS), nullable=False),
        sa.Column("about", sa.String(length=64), nullable=False),
        sa.Column("language", _word("language", "en", "ru"), nullable=True),
        sa.Column("message_id", sa.String(length=320), nullable=False),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("made_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("good_until", UtcDateTime(timezone=True), nullable=True),
        sa.Column("not_before", UtcDateTime(timezone=True), nullable=False),
        sa.Column("claimed_until", UtcDateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("fault", _word("mail_fault", *FAULTS), nullable=True),
        sa.Column("code", sa.Integer(), nullable=True),
        sa.Column("status", _word("letter_status", *STATUSES), nullable=False),
        sa.Column("settled_at", UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(status = 'waiting') = (settled_at IS NULL)", name=op.f("ck_letter_settled")),
        sa.CheckConstraint("(status = 'waiting') = (text IS NOT NULL)", name=op.f("ck_letter_text_while_waiting")),
        sa.CheckConstraint(
            "(status IN ('waiting', 'given_up')) = (address IS NOT NULL)", name=op.f("ck_letter_address_while_open")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
        sa.UniqueConstraint("uid", name=op.f("uq_letter_uid")),
    )
    op.create_index("ix_letter_due", "letter", ["status", "not_before"])
    op.create_table(
        "reset_asked",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("asked_at", UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reset_asked")),
        sa.UniqueConstraint("uid", name=op.f("uq_reset_asked_uid")),
    )


def downgrade() -> None:
    op.drop_table("reset_asked")
    op.drop_index("ix_letter_due", "letter")
    op.drop_table("letter")
