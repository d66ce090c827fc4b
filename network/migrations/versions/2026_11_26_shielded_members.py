"""A member can be shielded: a code instead of her name, one coordinator who knows her, records opened with a reason.

Revision c41e7a90b2d6, after a4f1c86b20d7.
"""

import sqlalchemy as sa
from alembic import op

from network.database import SortText, UtcDateTime

revision = "c41e7a90b2d6"
down_revision = "a4f1c86b20d7"
branch_labels = None
depends_on = None

_OPENED = {"plain": sa.text("what = 'opened'"), "shielded": sa.text("what = 'opened' AND purpose = ''")}


def upgrade() -> None:
    op.add_column("member", sa.Column("shield_code", SortText(), nullable=True))
    op.add_column("member", sa.Column("shield_account_id", sa.Integer(), nullable=True))
    op.create_index("uq_member_shield_code", "member", ["shield_code"], unique=True)
    shielded = sa.text("shield_code IS NOT NULL")
    op.create_index(
        "ix_member_shielded",
        "member",
        ["state", "shield_account_id"],
        sqlite_where=shielded,
        postgresql_where=shielded,
    )
    op.create_table(
        "shield_opening",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sign_in_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["sign_in_id"], ["sign_in.id"], name=op.f("fk_shield_opening_sign_in_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_shield_opening_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shield_opening")),
        sa.UniqueConstraint("sign_in_id", "member_id", name=op.f("uq_shield_opening_sign_in_id_member_id")),
    )
    op.create_index(op.f("ix_shield_opening_member_id"), "shield_opening", ["member_id"])
    op.add_column("reading", sa.Column("purpose", sa.Text(), nullable=False, server_default=""))
    _index_of_opened("shielded")


def downgrade() -> None:
    # What was opened for a reason says no more than the reading of that hour.
    op.execute("DELETE FROM seen WHERE reading_id IN (SELECT id FROM reading WHERE purpose <> '')")
    op.execute("DELETE FROM reading WHERE purpose <> ''")
    _index_of_opened("plain")
    op.drop_column("reading", "purpose")
    op.drop_table("shield_opening")
    op.drop_index("ix_member_shielded", "member")
    op.drop_index("uq_member_shield_code", "member")
    op.drop_column("member", "shield_account_id")
    op.drop_column("member", "shield_code")


def _index_of_opened(which: str) -> None:
    where = _OPENED[which]
    op.drop_index("uq_reading_opened", "reading")
    op.create_index(
        "uq_reading_opened",
        "reading",
        ["account_id", "hour"],
        unique=True,
        sqlite_where=where,
        postgresql_where=where,
    )
