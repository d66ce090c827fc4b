"""Two records of one person become one, and can be parted again for 30 days.

Revision 5be0c72d91af, after d1f8a6c30e57.
"""

import sqlalchemy as sa
from alembic import op

from network.database import UtcDateTime

revision = "5be0c72d91af"
down_revision = "d1f8a6c30e57"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "merger",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(32), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("into_id", sa.Integer(), nullable=False),
        sa.Column("gone_id", sa.Integer(), nullable=False),
        sa.Column("gone_uid", sa.String(32), nullable=False),
        sa.Column(
            "gone_state",
            sa.Enum("KZ", "KG", "TJ", "TM", "UZ", name="state", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("snapshot", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_merger_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merger")),
        sa.UniqueConstraint("uid", name=op.f("uq_merger_uid")),
        sa.UniqueConstraint("gone_uid", name=op.f("uq_merger_gone_uid")),
    )
    for column in ("member_id", "gone_id", "at"):
        op.create_index(f"ix_merger_{column}", "merger", [column])
    # Added in place: writing these tables anew would need every row that points at them gone.
    op.add_column("member", sa.Column("former_numbers", sa.Text(), nullable=False, server_default=""))
    op.add_column("account", sa.Column("once_member_id", sa.Integer(), nullable=True))
    op.create_index("ix_account_once_member_id", "account", ["once_member_id"])


def downgrade() -> None:
    op.drop_index("ix_account_once_member_id", "account")
    op.drop_column("account", "once_member_id")
    op.drop_column("member", "former_numbers")
    op.drop_table("merger")
