"""Exports say for whom they are and whether a password is on the file; members read who has seen their records.

Revision 5d90c3a7e81b, after b27c90d4e158.
"""

import sqlalchemy as sa
from alembic import op

from network.database import UtcDateTime

revision = "5d90c3a7e81b"
down_revision = "b27c90d4e158"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("export", sa.Column("recipient", sa.Text(), nullable=False, server_default=""))
    op.add_column("export", sa.Column("locked", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "reading",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("hour", UtcDateTime(timezone=True), nullable=False),
        sa.Column(
            "what",
            sa.Enum(
                "opened", "listed", "printed", name="sighting", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column(
            "role",
            sa.Enum(
                "member",
                "coordinator",
                "secretariat",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("states", sa.JSON(), nullable=False),
        sa.Column("export_id", sa.Integer(), nullable=True),
        sa.Column("training_id", sa.Integer(), nullable=True),
        sa.Column("bulk", sa.Boolean(), nullable=False),
        sa.CheckConstraint("(what = 'listed') = (export_id IS NOT NULL)", name=op.f("ck_reading_listed")),
        sa.CheckConstraint("(what = 'printed') = (training_id IS NOT NULL)", name=op.f("ck_reading_printed")),
        sa.ForeignKeyConstraint(["export_id"], ["export_number.id"], name=op.f("fk_reading_export_id")),
        sa.ForeignKeyConstraint(["training_id"], ["training.id"], name=op.f("fk_reading_training_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reading")),
    )
    op.create_index("ix_reading_hour", "reading", ["hour"])
    op.create_index(
        "uq_reading_opened",
        "reading",
        ["account_id", "hour"],
        unique=True,
        sqlite_where=sa.text("what = 'opened'"),
        postgresql_where=sa.text("what = 'opened'"),
    )
    op.create_index(
        "ix_reading_bulk",
        "reading",
        ["id"],
        sqlite_where=sa.text("bulk IS 1"),
        postgresql_where=sa.text("bulk IS true"),
    )
    op.create_table(
        "seen",
        sa.Column("reading_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("member_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("in_part", sa.Boolean(), nullable=False),
        sa.Column("bulk", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["reading_id"], ["reading.id"], name=op.f("fk_seen_reading_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_seen_member_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("reading_id", "member_id", name=op.f("pk_seen")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_seen_member",
        "seen",
        ["member_id", "reading_id"],
        sqlite_where=sa.text("bulk IS 0"),
        postgresql_where=sa.text("bulk IS false"),
    )


def downgrade() -> None:
    op.drop_table("seen")
    op.drop_table("reading")
    op.drop_column("export", "locked")
    op.drop_column("export", "recipient")
