"""The words of one member stand together, in the order in which the database follows her name and state.

By the key of before, SQLite went through every word of her state for each change of a name. Revision 8c1e5f7a2b40,
after 5be0c72d91af.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from network.database import SortText

revision = "8c1e5f7a2b40"
down_revision = "5be0c72d91af"
branch_labels = None
depends_on = None

_COLUMNS = ("member_id", "token", "state", "sort_key", "place")


def upgrade() -> None:
    _key("member_id", "state", "sort_key", "token")


def downgrade() -> None:
    _key("member_id", "token")


def _key(*columns: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        _made_anew(columns)
    else:
        op.drop_constraint(op.f("pk_name_token"), "name_token", type_="primary")
        op.create_primary_key(op.f("pk_name_token"), "name_token", list(columns))


def _made_anew(key: Sequence[str]) -> None:
    """SQLite changes no key of a table that is there."""
    anew = op.create_table(
        "name_token_anew",
        sa.Column("member_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("token", SortText(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("sort_key", SortText(), nullable=False),
        sa.Column("place", sa.SmallInteger(), nullable=False, server_default="0"),
        sa.ForeignKeyConstraint(
            ["member_id", "state", "sort_key"],
            ["member.id", "member.state", "member.sort_key"],
            name="fk_name_token_member",
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        sa.CheckConstraint("state IN ('KZ', 'KG', 'TJ', 'TM', 'UZ')", name=op.f("ck_name_token_state")),
        sa.PrimaryKeyConstraint(*key, name=op.f("pk_name_token")),
        sqlite_with_rowid=False,
    )
    there = sa.table("name_token", *map(sa.column, _COLUMNS))
    op.execute(sa.insert(anew).from_select(_COLUMNS, sa.select(there)))
    op.drop_table("name_token")
    op.rename_table("name_token_anew", "name_token")
    op.create_index("ix_name_token_place", "name_token", ["token", "place", "sort_key", "member_id"])
    op.create_index("ix_name_token_state_place", "name_token", ["state", "token", "place", "sort_key", "member_id"])
