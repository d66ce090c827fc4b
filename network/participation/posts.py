"""A list prints where each person served on the training's first day. It follows when careers or that day change."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement

from network.agencies.models import Agency
from network.clock import today
from network.database import among, db
from network.members.careers import careers_changed, posts_joined
from network.members.derived import batches
from network.members.models import Affiliation, Member
from network.members.moves import moved_on
from network.participation.models import Participation
from network.trainings.editing import first_day_changed
from network.trainings.models import Training
from network.vocabulary import State


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


def as_of_then(*which: ColumnElement[bool]) -> None:
    """Let these participations, at trainings before she moved, be of the state that she served in then.

    Inside an open change, after `point`. What she is in now is her own record's state, whatever an agency says.
    """
    table: Any = Participation.__table__
    then = (
        sa.select(Agency.state)
        .join(Affiliation, Affiliation.agency_id == Agency.id)
        .where(Affiliation.id == table.c.affiliation_id, Affiliation.ends_on < today())
        .correlate(table)
        .scalar_subquery()
    )
    db.session.execute(sa.update(table).where(*which, then != table.c.state).values(state=then))


@moved_on.connect
def _follow_moves(_sender: Any, *, member_id: int, state: State, day: date) -> None:
    """Lists of trainings from that day on are of the state that she is of then; those of before keep the other."""
    table: Any = Participation.__table__
    later = sa.select(Training.id).where(Training.starts_on >= day)
    hers = (table.c.member_id == member_id, table.c.training_id.in_(later), table.c.state != state)
    db.session.execute(sa.update(table).where(*hers).values(state=state))


@careers_changed.connect
def _follow_careers(_sender: Any, *, member_ids: Collection[int]) -> None:
    for some in batches(list(member_ids)):
        point(among(Participation.member_id, some))


@posts_joined.connect
def _follow_joined(_sender: Any, *, pairs: Sequence[tuple[int, int]]) -> None:
    """A deleted post is printed by no list: where one pointed at it, it points at what holds in its place."""
    table: Any = Participation.__table__
    instead = dict(pairs)
    for some in batches(list(instead)):
        printed = sa.select(table.c.id, table.c.affiliation_id).where(table.c.affiliation_id.in_(some))
        for row in db.session.execute(printed).all():
            values = {"affiliation_id": instead[row.affiliation_id]}
            db.session.execute(sa.update(table).where(table.c.id == row.id).values(values))


@first_day_changed.connect
def _follow_first_day(_sender: Any, *, training_id: int) -> None:
    people = sa.select(Participation.member_id).where(Participation.training_id == training_id)
    # Whoever transfers one of them now is waited for, so that the statement after this one sees it.
    db.session.execute(sa.select(Member.id).where(Member.id.in_(people)).order_by(Member.id).with_for_update(read=True))
    point(Participation.training_id == training_id)
