"""Keys for what is added in bulk; and that the key of somebody who was taken away again is given to nobody else.

The trail names people by their keys. SQLite gives the largest key of a table again when its row has gone; PostgreSQL's
sequences do not. So on SQLite whoever adds a person looks how far imports and mergers have come.
"""

from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import object_session

from network.database import Base, db
from network.imports.models import ListImport
from network.members.models import Member

_MEMBERS: Any = Member.__table__
_LISTS: Any = ListImport.__table__


def next_keys(table: Any, count: int) -> list[int]:
    """So many free keys of the table, inside an open change: nobody else gets them."""
    if not count:
        return []
    connection = db.session.connection()
    if connection.dialect.name == "postgresql":
        sequence = sa.func.pg_get_serial_sequence(table.name, "id")
        return list(
            connection.scalars(sa.select(sa.func.nextval(sequence)).select_from(sa.func.generate_series(1, count)))
        )
    last = _last(connection) if table is _MEMBERS else connection.scalar(sa.select(sa.func.max(table.c.id))) or 0
    return list(range(last + 1, last + count + 1))


def _last(connection: Any) -> int:
    there = connection.scalar(sa.select(sa.func.max(_MEMBERS.c.id))) or 0
    return max(there, _given(connection))


def _given(connection: Any) -> int:
    """The largest key of somebody who may be gone: added by an import, or merged away (that table lies above)."""
    merger = Base.metadata.tables["merger"]
    columns = _LISTS.c.last_id, merger.c.gone_id
    return max(connection.scalar(sa.select(sa.func.max(column))) or 0 for column in columns)


@event.listens_for(Member, "before_insert")
def _give_no_key_again(_mapper: Any, connection: sa.Connection, member: Member) -> None:
    if member.id is not None or connection.dialect.name != "sqlite":
        return
    given = _given(connection)
    if given > (connection.scalar(sa.select(sa.func.max(_MEMBERS.c.id))) or 0):
        session = object_session(member)
        beside = [one.id or 0 for one in session.new if isinstance(one, Member)] if session else []
        member.id = max(given, *beside, 0) + 1
