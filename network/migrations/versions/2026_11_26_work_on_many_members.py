"""Many members are chosen and acted on at once; what was done can be undone.

Revision d1f8a6c30e57, after b72f0c4e9d15.
"""

import sqlalchemy as sa
from alembic import op

from network.database import UtcDateTime

revision = "d1f8a6c30e57"
down_revision = "b72f0c4e9d15"
branch_labels = None
depends_on = None

_VERDICTS = (
    "moves", "begins", "mailed", "printed", "listed", "serves_there", "other_state", "overlaps", "guest",
    "switched_off", "opened", "invited", "other_role", "on_list", "was_removed", "shielded", "not_allowed", "changed",
)  # fmt: skip


def _words(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    op.create_table(
        "bulk_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(32), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("kind", _words("bulk_kind", "agency", "invite", "training", "export"), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("done_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("undone_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_bulk_batch_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_batch")),
        sa.UniqueConstraint("uid", name=op.f("uq_bulk_batch_uid")),
    )
    op.create_index(op.f("ix_bulk_batch_account_id"), "bulk_batch", ["account_id"])
    op.create_index(op.f("ix_bulk_batch_made_at"), "bulk_batch", ["made_at"])
    op.create_table(
        "bulk_row",
        sa.Column("batch_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("member_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("verdict", _words("verdict", *_VERDICTS), nullable=True),
        sa.Column("basis_id", sa.Integer(), nullable=True),
        sa.Column("basis_version", sa.Integer(), nullable=True),
        sa.Column("made_id", sa.Integer(), nullable=True),
        sa.Column(
            "undone",
            _words("undone", "undone", "sent", "altered", "has_marks", "link_used", "out_of_reach"),
            nullable=True,
        ),
        sa.ForeignKeyConstraint(["batch_id"], ["bulk_batch.id"], name=op.f("fk_bulk_row_batch_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_bulk_row_member_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("batch_id", "member_id", name=op.f("pk_bulk_row")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_bulk_row_member_id"), "bulk_row", ["member_id"])
    op.create_index("ix_bulk_row_place", "bulk_row", ["batch_id", "place"])


def downgrade() -> None:
    op.drop_table("bulk_row")
    op.drop_table("bulk_batch")
