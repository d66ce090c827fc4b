"""Accounts are found by the beginnings of the words of their names and e-mail addresses.

Revision 8e14b7d2f960, after 3f6d0a91c4be.
"""

import sqlalchemy as sa
from alembic import op

from network.database import SortText
from network.members.derived import found_by

revision = "8e14b7d2f960"
down_revision = "3f6d0a91c4be"
branch_labels = None
depends_on = None


def upgrade() -> None:
    words = op.create_table(
        "account_word",
        sa.Column("account_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("token", SortText(), nullable=False),
        sa.Column("sort_key", SortText(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_account_word_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", "token", name=op.f("pk_account_word")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_account_word_sort", "account_word", ["token", "sort_key", "account_id"])
    account = sa.table("account", sa.column("id"), sa.column("name"), sa.column("email"), sa.column("sort_key"))
    for row in op.get_bind().execute(sa.select(account)).all():
        found = found_by(row.name, row.email)
        op.bulk_insert(words, [{"account_id": row.id, "token": word, "sort_key": row.sort_key} for word in found])


def downgrade() -> None:
    op.drop_index("ix_account_word_sort", "account_word")
    op.drop_table("account_word")
