"""A catalogue of ranks that posts point at, secondments beside posts, and what was carried over into a successor.

Revision d5b7f0c3a812, after 5d3c9e71b8a4.
"""

import sqlalchemy as sa
from alembic import op

from network.database import SortText, UtcDateTime, word
from network.vocabulary import RankBand, RankService, State

revision = "d5b7f0c3a812"
down_revision = "5d3c9e71b8a4"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rank",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(64), nullable=True),
        sa.Column("state", word(State), nullable=False),
        sa.Column("service", word(RankService), nullable=False),
        sa.Column("band", word(RankBand), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("english", SortText(), nullable=False),
        sa.Column("russian", SortText(), nullable=False),
        sa.Column("national", sa.Text(), nullable=False),
        sa.Column("short", sa.Text(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("verify", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "closed_on IS NULL OR opened_on IS NULL OR closed_on >= opened_on", name=op.f("ck_rank_period")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rank")),
        sa.UniqueConstraint("reference", name=op.f("uq_rank_reference")),
    )
    op.create_index("ix_rank_order", "rank", ["state", "service", "place", "id"])
    # As SQL: with its key in the column's own line, SQLite adds it without writing the table anew.
    op.execute(
        "ALTER TABLE affiliation ADD COLUMN rank_id INTEGER CONSTRAINT fk_affiliation_rank_id REFERENCES rank (id)"
    )
    op.create_index(op.f("ix_affiliation_rank_id"), "affiliation", ["rank_id"])
    op.create_table(
        "secondment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_secondment_period")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_secondment_member_id")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_secondment_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_secondment")),
    )
    op.create_index("ix_secondment_member", "secondment", ["member_id", "starts_on"])
    op.create_index(op.f("ix_secondment_agency_id"), "secondment", ["agency_id"])
    op.create_table(
        "carry_over",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("successor_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("made_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("merged", sa.Boolean(), nullable=False),
        sa.Column("posts", sa.JSON(), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("above_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_carry_over_agency_id")),
        sa.ForeignKeyConstraint(["successor_id"], ["agency.id"], name=op.f("fk_carry_over_successor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carry_over")),
    )
    op.create_index(op.f("ix_carry_over_agency_id"), "carry_over", ["agency_id"])


def downgrade() -> None:
    op.drop_table("carry_over")
    op.drop_table("secondment")
    # What was chosen from the catalogue stays as text, in English, so that no list loses a rank.
    op.execute(
        "UPDATE affiliation SET rank = (SELECT english FROM rank WHERE rank.id = affiliation.rank_id)"
        " WHERE rank_id IS NOT NULL"
    )
    op.drop_index(op.f("ix_affiliation_rank_id"), "affiliation")
    op.drop_column("affiliation", "rank_id")
    op.drop_table("rank")
