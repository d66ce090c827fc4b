"""Who serves in an agency: what pages of agencies are told, and what a merger moves."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement

from network.access.policy import Action
from network.access.scope import Actor, condition
from network.agencies.staff import Moved
from network.clock import today
from network.database import db
from network.errors import Refused
from network.members.careers import posts_joined, settled
from network.members.derived import batches
from network.members.models import Affiliation, Member


class MembersStaff:
    """What `agencies.staff` asks for."""

    def serving(self, actor: Actor, agency_ids: Collection[int], day: date) -> Mapping[int, int]:
        """How many people that `actor` may list serve in each agency on that day."""
        if day == today():  # out of one index, whatever the size of the Network
            agency: Any = Member.agency_now_id
            people = sa.select(agency, sa.func.count())
        else:
            agency = Affiliation.agency_id
            holds = sa.and_(Affiliation.starts_on <= day, *_reaching(Affiliation, agency_ids, day))
            people = sa.select(agency, sa.func.count()).join(Affiliation.member).where(holds)
        people = people.where(agency.in_(agency_ids), condition(actor, Action.MEMBER_LIST, Member))
        return dict(map(tuple, db.session.execute(people.group_by(agency))))

    def to_move(self, agency_id: int, day: date) -> int:
        """How many affiliations reach into `day` or later: those that a merger from that day continues."""
        count = sa.select(sa.func.count()).select_from(Affiliation)
        return db.session.scalar(count.where(*_reaching(Affiliation, [agency_id], day))) or 0

    def move(self, agency_id: int, successor_id: int, day: date) -> Sequence[Moved]:
        """Inside an open change: from `day` on they serve in the successor, with the same rank and position.

        Whose row began before keeps it until the day before `day` and gets a new one; a row that begins later
        only changes agency.
        """
        table: Any = Affiliation.__table__
        # Their records first, as every change of a career does: whoever transfers one of them now waits or is waited
        # for, and none of the two for the other.
        _lock(sa.select(Affiliation.member_id).where(*_reaching(Affiliation, [agency_id], day)))
        rows = db.session.execute(
            sa.select(table).where(*_reaching(table.c, [agency_id], day)).with_for_update().order_by(table.c.id)
        ).all()
        ended, changed = (
            [row for row in rows if row.starts_on < day],
            [row for row in rows if row.starts_on >= day],
        )
        _set(ended, ends_on=day - timedelta(days=1))
        _set(changed, agency_id=successor_id)
        begun: list[int] = []
        if ended:
            kept = ("member_id", "rank_id", "rank", "band", "position", "ends_on")
            new = {"agency_id": successor_id, "starts_on": day, "version": 1}
            insert = sa.insert(table).returning(table.c.id, sort_by_parameter_order=True)
            begun += db.session.scalars(
                insert, [{**{name: getattr(row, name) for name in kept}, **new} for row in ended]
            )
        settled(sorted({row.member_id for row in rows}))
        return [
            *([row.id, row.version + 1, key] for row, key in zip(ended, begun, strict=True)),
            *([row.id, row.version + 1, None] for row in changed),
        ]

    def move_back(self, moved: Sequence[Moved], agency_id: int, successor_id: int, day: date) -> None:
        """Inside an open change: as if nobody had been moved. Raises Refused where one of the posts changed since."""
        table: Any = Affiliation.__table__
        ids = [one for ended, _version, begun in moved for one in (ended, begun) if one is not None]
        rows: dict[int, Any] = {}
        for some in batches(ids):
            _lock(sa.select(Affiliation.member_id).where(Affiliation.id.in_(some)))
            found = db.session.execute(sa.select(table).where(table.c.id.in_(some)).with_for_update())
            rows |= {row.id: row for row in found}
        going: list[tuple[Any, Any]] = []
        coming: list[Any] = []
        for old, version, new in moved:
            one, other = rows.get(old or 0), rows.get(new or 0)
            if one is None or one.version != version or (new is not None and not _untouched(other, successor_id, day)):
                raise Refused(_l("Some of these posts were changed since. Nothing was carried back."))
            if new is None:
                coming.append(one)
            else:
                going.append((one, other))
        posts_joined.send(None, pairs=[(other.id, one.id) for one, other in going])
        for some in batches([other.id for _one, other in going]):
            db.session.execute(sa.delete(table).where(table.c.id.in_(some)))
        for until in {other.ends_on for _one, other in going}:
            _set([one for one, other in going if other.ends_on == until], ends_on=until)
        _set(coming, agency_id=agency_id)
        settled(sorted({row.member_id for row in rows.values()}))


def _untouched(begun: Any, successor_id: int, day: date) -> bool:
    """Whether the post that goes on in the successor is as it was begun."""
    as_begun = (1, successor_id, day)
    return begun is not None and (begun.version, begun.agency_id, begun.starts_on) == as_begun


def _lock(member_ids: sa.Select[Any]) -> None:
    db.session.execute(sa.select(Member.id).where(Member.id.in_(member_ids)).order_by(Member.id).with_for_update())


def _set(rows: Sequence[Any], **values: Any) -> None:
    """The same values for all of these rows, whose versions count up."""
    table: Any = Affiliation.__table__
    for ids in batches([row.id for row in rows]):
        db.session.execute(sa.update(table).where(table.c.id.in_(ids)).values(version=table.c.version + 1, **values))


def _reaching(columns: Any, agency_ids: Collection[int], day: date) -> tuple[ColumnElement[bool], ...]:
    return columns.agency_id.in_(agency_ids), sa.or_(columns.ends_on.is_(None), columns.ends_on >= day)
