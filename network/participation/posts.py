"""A list prints where each person served on the training's first day. It follows when careers or that day change."""

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement

from network.database import among, db
from network.members.careers import careers_changed
from network.members.derived import batches
from network.members.models import Affiliation, Member
from network.participation.models import Participation
from network.trainings.editing import first_day_changed
from network.trainings.models import Training


def point(*which: ColumnElement[bool]) -> None:
    """Let these participations, removed ones too, point at the affiliation that held on the first day, if any did.

    Inside an open change. Derived from dates alone, so no version counts up: nobody's open form is in its way.
    """
    table: Any = Participation.__table__
    held = (
        sa.select(Affiliation.id)
        .join(Training, Training.id == table.c.training_id)
        .where(
            Affiliation.member_id == table.c.member_id,
            Affiliation.starts_on <= Training.starts_on,
            sa.or_(Affiliation.ends_on.is_(None), Affiliation.ends_on >= Training.starts_on),
        )
        .correlate(table)
        .scalar_subquery()
    )
    other = sa.func.coalesce(table.c.affiliation_id, 0) != sa.func.coalesce(held, 0)
    db.session.execute(sa.update(table).where(*which, other).values(affiliation_id=held))


@careers_changed.connect
def _follow_careers(_sender: Any, *, member_ids: Collection[int]) -> None:
    for some in batches(list(member_ids)):
        point(among(Participation.member_id, some))


@first_day_changed.connect
def _follow_first_day(_sender: Any, *, training_id: int) -> None:
    people = sa.select(Participation.member_id).where(Participation.training_id == training_id)
    # Whoever transfers one of them now is waited for, so that the statement after this one sees it.
    db.session.execute(sa.select(Member.id).where(Member.id.in_(people)).order_by(Member.id).with_for_update(read=True))
    point(Participation.training_id == training_id)
