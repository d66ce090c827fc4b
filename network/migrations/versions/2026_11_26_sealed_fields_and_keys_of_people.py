"""Phone, date of birth and notes lie sealed and are found by a keyed hash; the trail seals what is personal.

Phones of before stay as they stand until `network init` seals them: a revision has no key.
Revision a4f1c86b20d7, after 5d90c3a7e81b.
"""

import sqlalchemy as sa
from alembic import op

revision = "a4f1c86b20d7"
down_revision = "5d90c3a7e81b"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("born_on", "notes"):
        op.add_column("member", sa.Column(name, sa.Text(), nullable=False, server_default=""))
    for name in ("phone_index", "born_index"):
        op.add_column("member", sa.Column(name, sa.String(64), nullable=True))
        op.create_index(f"ix_member_{name}", "member", [name])
    op.create_table(
        "person_key",
        sa.Column("owner", sa.String(64), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("owner", name=op.f("pk_person_key")),
    )


def downgrade() -> None:
    op.drop_table("person_key")
    for name in ("phone_index", "born_index"):
        op.drop_index(f"ix_member_{name}", table_name="member")
        op.drop_column("member", name)
    for name in ("born_on", "notes"):
        op.drop_column("member", name)
