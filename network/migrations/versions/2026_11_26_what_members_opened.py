"""What members opened of themselves, their photos, and who looked at whom in the directory.

Revision c71d0a5e93b4, after c7d52e90ab14.
"""

import sqlalchemy as sa
from alembic import op

from network.database import UtcDateTime

revision = "c71d0a5e93b4"
down_revision = "c7d52e90ab14"
branch_labels = None
depends_on = None


def _words(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    op.create_table(
        "stored_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", _words("file_kind", "photo"), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("size > 0", name=op.f("ck_stored_file_size")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_file")),
    )
    op.create_table(
        "photo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(32), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_photo_member_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_photo_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photo")),
        sa.UniqueConstraint("file_id", name=op.f("uq_photo_file_id")),
        sa.UniqueConstraint("member_id", name=op.f("uq_photo_member_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_photo_uid")),
    )
    op.create_table(
        "consent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("what", _words("opened", "directory", "email", "phone", "photo"), nullable=False),
        sa.Column("audience", _words("audience", "state", "network"), nullable=False),
        sa.Column("starts_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("ends_at", UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("ends_at IS NULL OR ends_at >= starts_at", name=op.f("ck_consent_period")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_consent_member_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    op.create_index("ix_consent_member_id", "consent", ["member_id"])
    op.create_index("ix_consent_opened", "consent", ["what", "ends_at", "audience", "member_id"])
    op.create_index(
        "uq_consent_open",
        "consent",
        ["member_id", "what"],
        unique=True,
        sqlite_where=sa.text("ends_at IS NULL"),
        postgresql_where=sa.text("ends_at IS NULL"),
    )
    op.create_table(
        "directory_day",
        sa.Column("account_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("alerted", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("account_id", "day", name=op.f("pk_directory_day")),
    )
    op.create_index("ix_directory_day_day", "directory_day", ["day"])
    op.create_table(
        "directory_sight",
        sa.Column("account_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("member_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_directory_sight_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", "day", "member_id", name=op.f("pk_directory_sight")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_directory_sight_day", "directory_sight", ["day"])
    op.create_index("ix_directory_sight_member_id", "directory_sight", ["member_id"])


def downgrade() -> None:
    for table in ("directory_sight", "directory_day", "consent", "photo", "stored_file"):
        op.drop_table(table)
