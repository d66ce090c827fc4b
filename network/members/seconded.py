"""Secondments: where somebody works for a time, beside the post that she keeps.

A table of their own, so that every figure, list and right that asks where she serves goes on asking her posts alone:
one of them holds on a day, and that is what a training's list prints.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement
from sqlalchemy.orm import Mapped, aliased, joinedload, mapped_column, relationship

from network.agencies.models import Agency, AgencyName
from network.agencies.queries import join_name, name_in
from network.audit.models import PERSONAL
from network.clock import today
from network.database import Base, Key, db
from network.web.i18n import language


class Secondment(Base):
    """An agency and a position for a period. Her rank is that of her post."""

    __tablename__ = "secondment"
    __table_args__ = (
        sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="period"),
        sa.Index("ix_secondment_member", "member_id", "starts_on"),
    )

    id: Mapped[Key]
    member_id: Mapped[int] = mapped_column(sa.ForeignKey("member.id"))
    agency_id: Mapped[int] = mapped_column(sa.ForeignKey("agency.id"), index=True)
    position: Mapped[str] = mapped_column(sa.Text, default="", info=PERSONAL)
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)

    agency: Mapped[Agency] = relationship(lazy="raise_on_sql")

    __mapper_args__ = {"version_id_col": version}

    @property
    def of_person(self) -> str:
        """Whose key the trail seals these values with."""
        return f"member:{self.member_id}"

    def holds_on(self, day: date) -> bool:
        """Whether the period contains the day."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


def secondments_of(member_id: int) -> Sequence[Secondment]:
    """Hers, the latest first, with their agencies and all names of these; one statement."""
    select = sa.select(Secondment).where(Secondment.member_id == member_id)
    latest_first = select.order_by(Secondment.starts_on.desc(), Secondment.id.desc())
    with_names = joinedload(Secondment.agency).joinedload(Agency.names)
    return db.session.scalars(latest_first.options(with_names)).unique().all()


def seconded_to(member_id: Any, day: Any) -> ColumnElement[str]:
    """The agency to which a member of a select is seconded on `day`, by the name that it bears then; else NULL."""
    one, name = aliased(Secondment), aliased(AgencyName)
    select = (
        sa.select(name_in(language(), name))
        .select_from(one)
        .where(one.member_id == member_id, one.starts_on <= day, sa.or_(one.ends_on.is_(None), one.ends_on >= day))
    )
    latest = join_name(select, one.agency_id, day, name).order_by(one.starts_on.desc(), one.id.desc()).limit(1)
    return latest.scalar_subquery()


def seconded_now(member_id: Any) -> ColumnElement[str]:
    """Where she is seconded to today."""
    return seconded_to(member_id, today())
