"""Whoever bears a rank of the catalogue is in its band: when that is corrected, posts and lists follow."""

from typing import Any

import sqlalchemy as sa

from network.clock import today
from network.database import db
from network.members.models import Affiliation, Member
from network.ranks.commands import rebanded
from network.ranks.models import Rank


@rebanded.connect
def _follow_bands(_sender: Any, *, rank_id: int) -> None:
    """Derived from the catalogue alone, so no version counts up: nobody's open form is in its way."""
    posts: Any = Affiliation.__table__
    members: Any = Member.__table__
    band = sa.select(Rank.band).where(Rank.id == rank_id).scalar_subquery()
    db.session.execute(sa.update(posts).where(posts.c.rank_id == rank_id).values(band=band))
    day = today()
    holds = (posts.c.starts_on <= day, sa.or_(posts.c.ends_on.is_(None), posts.c.ends_on >= day))
    bearers = sa.select(posts.c.member_id).where(posts.c.rank_id == rank_id, *holds)
    db.session.execute(sa.update(members).where(members.c.id.in_(bearers)).values(band_now=band))
