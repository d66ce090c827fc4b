"""Second factors: passkeys, apps with codes, recovery codes; when a sign-in last showed that it is her.

Revision 51c0e7d9a3b8, after 8e14b7d2f960.
"""

import sqlalchemy as sa
from alembic import op

from network.database import UtcDateTime

revision = "51c0e7d9a3b8"
down_revision = "8e14b7d2f960"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("account", sa.Column("has_factor", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("account", sa.Column("factors_reset_at", UtcDateTime(), nullable=True))
    op.add_column("sign_in", sa.Column("proven_at", UtcDateTime(), nullable=True))
    op.create_table(
        "passkey",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.Integer(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_passkey_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkey_credential_id")),
    )
    op.create_index("ix_passkey_account_id", "passkey", ["account_id"])
    op.create_table(
        "code_app",
        sa.Column("account_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("last_counter", sa.Integer(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_code_app_account_id")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_code_app")),
        sa.UniqueConstraint("uid", name=op.f("uq_code_app_uid")),
    )
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_recovery_code_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_recovery_code_code_hash")),
    )
    op.create_index("ix_recovery_code_account_id", "recovery_code", ["account_id"])
    op.create_table(
        "spent_challenge",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_spent_challenge")),
    )


def downgrade() -> None:
    op.drop_table("spent_challenge")
    op.drop_index("ix_recovery_code_account_id", "recovery_code")
    op.drop_table("recovery_code")
    op.drop_table("code_app")
    op.drop_index("ix_passkey_account_id", "passkey")
    op.drop_table("passkey")
    op.drop_column("sign_in", "proven_at")
    op.drop_column("account", "factors_reset_at")
    op.drop_column("account", "has_factor")
