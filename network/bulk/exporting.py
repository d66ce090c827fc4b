"""The chosen members as a list that leaves: its rows, decided cell by cell in the statement."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement

from network.access.policy import Action
from network.access.scope import Actor, condition
from network.bulk.models import BulkBatch, BulkRow
from network.database import db
from network.members.models import Member
from network.participation.fields import FIELDS, Field, name_place, read_by
from network.vocabulary import AgencyKind, Standing, State
from network.web.words import label

_WHO = ("member_id", "viewed_id")


def _words(column: Any, words: Any) -> ColumnElement[str]:
    return sa.case({word.value: label(word) for word in words}, value=sa.type_coerce(column, sa.String()))


#: What is read of a person herself, where a participants list reads it of her participation.
_OWN = {
    "state": Field(lambda: _words(Member.state, State), needs=None),
    "state_code": Field(lambda: sa.type_coerce(Member.state, sa.String()), needs=None),
    "kind_now": Field(lambda: _words(Member.kind_now, AgencyKind)),
    "standing": Field(lambda: _words(Member.standing, Standing)),
    "member_id": Field(lambda: Member.id, Action.MEMBER_IDENTIFY),
    "viewed_id": Field(lambda: Member.id),
}


def select(batch: BulkBatch, actor: Actor, keys: Sequence[str], *, shielded_names: bool = False) -> sa.Select[Any]:
    """The fields of these columns, by state and family name; of the shielded codes, unless their names are asked for
    by whoever may know them."""
    names = [*keys, *(beside for key in keys for beside in _field(key).beside), *_WHO]
    cells = [_cell(name, actor, codes=not shielded_names) for name in dict.fromkeys(names)]
    rows = (
        sa.select(*cells)
        .select_from(BulkRow)
        .join(Member, Member.id == BulkRow.member_id)
        .where(BulkRow.batch_id == batch.id, condition(actor, Action.MEMBER_LIST, Member))
    )
    for join in dict.fromkeys(_field(name).joins for name in names):
        rows = join(rows) if join else rows
    places = sa.case({state.value: place for place, state in enumerate(State)}, value=_field("state_code").make())
    order = (places, name_place(actor, codes=not shielded_names), Member.id)
    return rows.order_by(*order)


def _field(key: str) -> Field:
    return _OWN.get(key) or FIELDS[key]


def _cell(name: str, actor: Actor, *, codes: bool) -> ColumnElement[Any]:
    field = _field(name)
    return read_by(actor, field, field.make(), codes=codes).label(name)


def first_rows(batch: BulkBatch, actor: Actor, keys: Sequence[str], count: int) -> Sequence[Any]:
    """What the list begins with."""
    return db.session.execute(select(batch, actor, keys).limit(count)).all()
