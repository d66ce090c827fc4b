"""Who serves in an agency: what pages of agencies are told, and what a merger moves."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement

from network.access.policy import Action
from network.access.scope import Actor, condition
from network.clock import today
from network.database import db
from network.members.careers import settled
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

    def move(self, agency_id: int, successor_id: int, day: date) -> int:
        """Inside an open change: from `day` on they serve in the successor, with the same rank and position.

        Whose row began before keeps it until the day before `day` and gets a new one; a row that begins later
        only changes agency. Returns how many rows were ended or changed.
        """
        table: Any = Affiliation.__table__
        # Their records first, as every change of a career does: whoever transfers one of them now waits or is waited
        # for, and none of the two for the other.
        theirs = sa.select(Affiliation.member_id).where(*_reaching(Affiliation, [agency_id], day))
        db.session.execute(sa.select(Member.id).where(Member.id.in_(theirs)).order_by(Member.id).with_for_update())
        rows = db.session.execute(
            sa.select(table).where(*_reaching(table.c, [agency_id], day)).with_for_update().order_by(table.c.id)
        ).all()
        ended, changed = (
            [row for row in rows if row.starts_on < day],
            [row for row in rows if row.starts_on >= day],
        )
        version = table.c.version + 1
        for some, values in (
            (ended, {"ends_on": day - timedelta(days=1), "version": version}),
            (changed, {"agency_id": successor_id, "version": version}),
        ):
            for ids in batches([row.id for row in some]):
                db.session.execute(sa.update(table).where(table.c.id.in_(ids)).values(values))
        if ended:
            kept = ("member_id", "rank", "band", "position", "ends_on")
            new = {"agency_id": successor_id, "starts_on": day, "version": 1}
            db.session.execute(
                sa.insert(table), [{**{name: getattr(row, name) for name in kept}, **new} for row in ended]
            )
        settled(sorted({row.member_id for row in rows}))
        return len(rows)


def _reaching(columns: Any, agency_ids: Collection[int], day: date) -> tuple[ColumnElement[bool], ...]:
    return columns.agency_id.in_(agency_ids), sa.or_(columns.ends_on.is_(None), columns.ends_on >= day)
