"""accounts in order of names and by role

Revision 4dc42f7e07e7, after 7c2b318ce2d0.
"""

from alembic import op

revision = "4dc42f7e07e7"
down_revision = "7c2b318ce2d0"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_account_name", "account", ["name", "id"])
    op.create_index("ix_role_grant_role", "role_grant", ["role", "state", "account_id"])


def downgrade() -> None:
    op.drop_index("ix_role_grant_role", "role_grant")
    op.drop_index("ix_account_name", "account")
