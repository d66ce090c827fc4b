"""What members ask about their data, who was erased, and empty shells of persons.

Revision c7d52e90ab14, after c41e7a90b2d6.
"""

import sqlalchemy as sa
from alembic import op

from network.database import UtcDateTime

revision = "c7d52e90ab14"
down_revision = "c41e7a90b2d6"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("member", sa.Column("erased_at", UtcDateTime(), nullable=True))
    op.create_table(
        "erasure",
        sa.Column("uid", sa.String(32), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_erasure")),
    )
    op.create_table(
        "privacy_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(32), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("correction", "leaving", name="request_kind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("wrong", sa.Text(), nullable=False),
        sa.Column("should_be", sa.Text(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "open", "done", "declined", name="request_status", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(status = 'open') = (answered_at IS NULL)", name=op.f("ck_privacy_request_answered")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_privacy_request_member_id")),
        sa.ForeignKeyConstraint(["answered_by_id"], ["account.id"], name=op.f("fk_privacy_request_answered_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_privacy_request")),
        sa.UniqueConstraint("uid", name=op.f("uq_privacy_request_uid")),
    )
    op.create_index("ix_privacy_request_member_id", "privacy_request", ["member_id"])
    op.create_index("ix_privacy_request_status", "privacy_request", ["status", "id"])
    open_ones = sa.text("status = 'open'")
    op.create_index(
        "uq_privacy_request_open",
        "privacy_request",
        ["member_id", "kind"],
        unique=True,
        sqlite_where=open_ones,
        postgresql_where=open_ones,
    )


def downgrade() -> None:
    op.drop_table("privacy_request")
    op.drop_table("erasure")
    op.drop_column("member", "erased_at")
