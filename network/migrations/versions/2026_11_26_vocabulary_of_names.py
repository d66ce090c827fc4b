"""A search finds parts of names and slips, by a vocabulary; and knows what each word is of somebody.

Revision b72f0c4e9d15, after d4b7c1e93f52.
"""

from collections.abc import Iterable, Sequence
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa
from alembic import op

from network.database import SortText
from network.members import derived, words

revision = "b72f0c4e9d15"
down_revision = "d4b7c1e93f52"
branch_labels = None
depends_on = None

_STATES = sa.Enum(
    *("KZ", "KG", "TJ", "TM", "UZ"), name="state", native_enum=False, create_constraint=True, length=32
)  # fmt: skip
_PARTS = ("family", "given", "patronymic", "family_latin", "given_latin", "patronymic_latin")
_MEMBER = sa.table("member", *map(sa.column, ("id", "number", "state", "sort_key", "shield_code", *_PARTS)))
_PREVIOUS = sa.table("previous_name", *map(sa.column, ("member_id", *_PARTS)))
_ERASED: Any = sa.column("erased_at")
_TOKEN = sa.table("name_token", *map(sa.column, ("member_id", "token", "state", "sort_key", "place")))
_BATCH = 1000


def upgrade() -> None:
    name_word = op.create_table(
        "name_word",
        sa.Column("state", _STATES, nullable=False),
        sa.Column("word", SortText(), nullable=False),
        sa.PrimaryKeyConstraint("state", "word", name=op.f("pk_name_word")),
        sqlite_with_rowid=False,
    )
    name_key = op.create_table(
        "name_key",
        sa.Column("state", _STATES, nullable=False),
        sa.Column("key", SortText(), nullable=False),
        sa.Column("word", SortText(), nullable=False),
        sa.PrimaryKeyConstraint("state", "key", "word", name=op.f("pk_name_key")),
        sqlite_with_rowid=False,
    )
    _indexes_away("ix_name_token_sort", "ix_name_token_state_sort")
    op.execute(sa.delete(_TOKEN))
    op.add_column("name_token", sa.Column("place", sa.SmallInteger(), nullable=False, server_default="0"))
    known: set[words.Word] = set()
    for rows in _all_tokens():
        op.bulk_insert(_TOKEN, rows)
        known |= derived.words_in(rows)
    written = sorted(known)
    for start in range(0, len(written), _BATCH):
        own, keys = words.rows_of(written[start : start + _BATCH])
        op.bulk_insert(name_word, own)
        op.bulk_insert(name_key, keys)
    op.create_index("ix_name_word_word", "name_word", ["word"])
    op.create_index("ix_name_key_key", "name_key", ["key", "word"])
    op.create_index("ix_name_token_place", "name_token", ["token", "place", "sort_key", "member_id"])
    op.create_index("ix_name_token_state_place", "name_token", ["state", "token", "place", "sort_key", "member_id"])


def _all_tokens() -> Iterable[list[dict[str, Any]]]:
    """Everybody's rows but those of the erased, whom nothing finds; by and by."""
    bind, last = op.get_bind(), 0
    while people := bind.execute(
        sa.select(_MEMBER, _ERASED).where(_MEMBER.c.id > last).order_by(_MEMBER.c.id).limit(_BATCH)
    ).all():
        last, previous = people[-1].id, _previous([each.id for each in people])
        found = (
            token for one in people if one.erased_at is None
            for token in derived.token_rows(_as_member(one), previous.get(one.id, ()))
        )  # fmt: skip
        if rows := list(found):
            yield rows


def _as_member(row: Any) -> Any:
    """As the product reads her: the numbers of records that went into hers come with a later revision."""
    return SimpleNamespace(**row._mapping, former_numbers="")


def _previous(member_ids: Sequence[int]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    select = sa.select(_PREVIOUS).where(_PREVIOUS.c.member_id.in_(member_ids))
    for row in op.get_bind().execute(select):
        found.setdefault(row.member_id, []).append(SimpleNamespace(**row._mapping))
    return found


def _indexes_away(*names: str) -> None:
    for name in names:
        op.drop_index(name, "name_token")


def downgrade() -> None:
    _indexes_away("ix_name_token_place", "ix_name_token_state_place")
    op.drop_column("name_token", "place")
    for length in (1, 2, 3):  # numbers, too, were found by their first letters as words
        begun = sa.func.substr(_TOKEN.c.token, 1, length)
        same = _TOKEN.alias("same")
        there = sa.exists().where(same.c.member_id == _TOKEN.c.member_id, same.c.token == begun)
        columns = ("member_id", "token", "state", "sort_key")
        missing = sa.select(_TOKEN.c.member_id, begun, _TOKEN.c.state, _TOKEN.c.sort_key).where(~there).distinct()
        op.execute(sa.insert(_TOKEN).from_select(columns, missing))
    op.create_index("ix_name_token_sort", "name_token", ["token", "sort_key", "member_id"])
    op.create_index("ix_name_token_state_sort", "name_token", ["state", "token", "sort_key", "member_id"])
    op.drop_table("name_key")
    op.drop_table("name_word")
