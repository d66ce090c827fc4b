"""Members have the names that they bore before, and one for their certificates.

Revision 5d3c9e71b8a4, after c8e2f5a90b13.
"""

import sqlalchemy as sa
from alembic import op

revision = "5d3c9e71b8a4"
down_revision = "c8e2f5a90b13"
branch_labels = None
depends_on = None

_PARTS = ("family", "given", "patronymic", "family_latin", "given_latin", "patronymic_latin")
_WHY = sa.Enum(
    *("marriage", "spelling", "other"), name="name_change", native_enum=False, create_constraint=True, length=32
)


def upgrade() -> None:
    op.add_column("member", sa.Column("certificate_name", sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "previous_name",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        *(sa.Column(part, sa.Text(), nullable=False) for part in _PARTS),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("why", _WHY, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("family <> '' OR given <> ''", name=op.f("ck_previous_name_named")),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_previous_name_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_previous_name")),
    )
    op.create_index(op.f("ix_previous_name_member_id"), "previous_name", ["member_id"])


def downgrade() -> None:
    op.drop_table("previous_name")
    op.drop_column("member", "certificate_name")
