"""Deleting a member's record no longer waits until everything that anybody has seen was read.

Revision e4a90b6d2c17, after 8c1e5f7a2b40.
"""

import sqlalchemy as sa
from alembic import op

revision = "e4a90b6d2c17"
down_revision = "8c1e5f7a2b40"
branch_labels = None
depends_on = None

_AS_IT_IS = {"sqlite_with_rowid": False}


def upgrade() -> None:
    with op.batch_alter_table("seen", table_kwargs=_AS_IT_IS) as seen:
        seen.drop_constraint(op.f("fk_seen_member_id"), type_="foreignkey")


def downgrade() -> None:
    seen, member = sa.table("seen", sa.column("member_id")), sa.table("member", sa.column("id"))
    op.execute(sa.delete(seen).where(~sa.exists().where(member.c.id == seen.c.member_id)))
    with op.batch_alter_table("seen", table_kwargs=_AS_IT_IS) as changed:
        changed.create_foreign_key(op.f("fk_seen_member_id"), "member", ["member_id"], ["id"], ondelete="CASCADE")
