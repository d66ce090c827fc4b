"""Ending a coordinator's role hands over what she ran.

Revision c8e2f5a90b13, after c71d0a5e93b4.
"""

import sqlalchemy as sa
from alembic import op

revision = "c8e2f5a90b13"
down_revision = "c71d0a5e93b4"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "handover",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("giver_id", sa.Integer(), nullable=False),
        sa.Column("receiver_id", sa.Integer(), nullable=True),
        sa.Column("trainings", sa.JSON(), nullable=False),
        sa.Column("takes_effect_on", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["giver_id"], ["account.id"], name=op.f("fk_handover_giver_id")),
        sa.ForeignKeyConstraint(["receiver_id"], ["account.id"], name=op.f("fk_handover_receiver_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover")),
    )
    op.create_index(op.f("ix_handover_giver_id"), "handover", ["giver_id"])
    op.create_index(op.f("ix_handover_receiver_id"), "handover", ["receiver_id"])


def downgrade() -> None:
    op.drop_table("handover")
