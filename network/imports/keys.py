"""Keys for what is added in bulk; and that the key of somebody who was taken away again is given to nobody else.

The trail names people by their keys. SQLite gives the largest key of a table again when its row has gone; PostgreSQL's
sequences do not. So on SQLite whoever adds a person looks how far imports have come.
"""

from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

from network.database import db
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
    given = connection.scalar(sa.select(sa.func.max(_LISTS.c.last_id))) or 0
    return max(there, given)


@event.listens_for(Member, "before_insert")
def _give_no_key_again(_mapper: Any, connection: sa.Connection, member: Member) -> None:
    if member.id is None and connection.dialect.name == "sqlite":
        given = connection.scalar(sa.select(sa.func.max(_LISTS.c.last_id))) or 0
        if given > (connection.scalar(sa.select(sa.func.max(_MEMBERS.c.id))) or 0):
            member.id = given + 1
