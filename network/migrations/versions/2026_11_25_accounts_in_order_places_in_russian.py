"""Accounts in the order of their names, links that say who made them; trainings say city and venue in Russian too.

Revision 3f6d0a91c4be, after 7c2b318ce2d0.
"""

import sqlalchemy as sa
from alembic import op

from network.database import SortText
from network.members.names import sort_key

revision = "3f6d0a91c4be"
down_revision = "7c2b318ce2d0"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Added in place: writing the tables anew would need every row that points at them gone. So the defaults stay.
    op.add_column("training", sa.Column("city_ru", sa.Text(), nullable=False, server_default=""))
    op.add_column("training", sa.Column("venue_ru", sa.Text(), nullable=False, server_default=""))
    op.add_column("account", sa.Column("sort_key", SortText(), nullable=False, server_default=""))
    op.create_index("ix_account_sort", "account", ["sort_key", "id"])
    op.create_index("ix_role_grant_role", "role_grant", ["role", "state", "account_id"])
    with op.batch_alter_table("account_link") as links:
        links.add_column(sa.Column("made_by_id", sa.Integer(), nullable=True))
        links.create_foreign_key("fk_account_link_made_by_id", "account", ["made_by_id"], ["id"])
    account = sa.table("account", sa.column("id"), sa.column("name"), sa.column("sort_key"))
    for row in op.get_bind().execute(sa.select(account.c.id, account.c.name)).all():
        op.execute(account.update().where(account.c.id == row.id).values(sort_key=sort_key(row.name)))


def downgrade() -> None:
    with op.batch_alter_table("account_link") as links:
        links.drop_constraint("fk_account_link_made_by_id", type_="foreignkey")
        links.drop_column("made_by_id")
    op.drop_index("ix_role_grant_role", "role_grant")
    op.drop_index("ix_account_sort", "account")
    op.drop_column("account", "sort_key")
    op.drop_column("training", "venue_ru")
    op.drop_column("training", "city_ru")
