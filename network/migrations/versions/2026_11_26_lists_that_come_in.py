"""Lists that come in, and their rows while it is decided what becomes of them.

Revision d4b7c1e93f52, after 5b7d1e94c2a6.
"""

import sqlalchemy as sa
from alembic import op

revision = "d4b7c1e93f52"
down_revision = "5b7d1e94c2a6"
branch_labels = None
depends_on = None


def _word(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "list_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(32), nullable=False),
        sa.Column("kind", _word("import_kind", "people", "participants"), nullable=False),
        sa.Column("training_id", sa.Integer(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("state", _word("state", "KZ", "KG", "TJ", "TM", "UZ"), nullable=True),
        sa.Column(
            "status",
            _word("import_status", "columns", "checking", "ready", "applying", "applied", "undoing", "undone"),
            nullable=False,
        ),
        sa.Column("language", _word("language", "en", "ru"), nullable=False),
        sa.Column("names", sa.Text(), nullable=False),
        sa.Column("format", sa.String(8), nullable=False),
        sa.Column("encoding", sa.String(32), nullable=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("sheets", sa.JSON(), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("sent_at", moment, nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("whole", sa.Integer(), nullable=False),
        sa.Column("claimed_until", moment, nullable=True),
        sa.Column("checked_to", sa.Integer(), nullable=False),
        sa.Column("only_ticked", sa.Boolean(), nullable=False),
        sa.Column("by_account_id", sa.Integer(), nullable=True),
        sa.Column("last_id", sa.Integer(), nullable=True),
        sa.Column("unfound", sa.Boolean(), nullable=False),
        sa.Column("applied_at", moment, nullable=True),
        sa.Column("undone_at", moment, nullable=True),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("fault", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["training_id"], ["training.id"], name=op.f("fk_list_import_training_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_import")),
        sa.UniqueConstraint("uid", name=op.f("uq_list_import_uid")),
    )
    for name in ("training_id", "account_id", "status", "last_id"):
        op.create_index(op.f(f"ix_list_import_{name}"), "list_import", [name])
    op.create_table(
        "import_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(32), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("sheet", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("cells", sa.Text(), nullable=False),
        sa.Column("section", sa.Text(), nullable=False),
        sa.Column("typed", sa.Text(), nullable=False),
        sa.Column("found", sa.Text(), nullable=False),
        sa.Column("wrote", sa.Text(), nullable=False),
        sa.Column(
            "verdict",
            _word("row_verdict", "pending", "passed_over", "new", "changed", "same", "question", "wrong"),
            nullable=False,
        ),
        sa.Column("writes", sa.Boolean(), nullable=False),
        sa.Column("left_out", sa.Boolean(), nullable=False),
        sa.Column("takes", sa.JSON(), nullable=False),
        sa.Column("answer", _word("row_answer", "same", "another"), nullable=True),
        sa.Column("apart", sa.Boolean(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("new_id", sa.Integer(), nullable=True),
        sa.Column("name_key", sa.String(64), nullable=True),
        sa.Column("agency_key", sa.String(64), nullable=True),
        sa.Column("ticked", sa.Boolean(), nullable=False),
        sa.Column(
            "outcome",
            _word("row_outcome", "added", "changed", "left", "taken_away", "put_back", "kept"),
            nullable=True,
        ),
        sa.Column("why", _word("row_why", "stale", "arrived", "gone", "attached", "edited"), nullable=True),
        sa.ForeignKeyConstraint(
            ["import_id"], ["list_import.id"], name=op.f("fk_import_row_import_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_import_row_member_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_row")),
        sa.UniqueConstraint("uid", name=op.f("uq_import_row_uid")),
    )
    op.create_index("ix_import_row_place", "import_row", ["import_id", "sheet", "place"], unique=True)
    for name in ("member_id", "name_key"):
        op.create_index(op.f(f"ix_import_row_{name}"), "import_row", [name])


def downgrade() -> None:
    op.drop_table("import_row")
    op.drop_table("list_import")
