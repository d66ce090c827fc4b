"""The Network's strategic plan: a period and its priorities in order.

Below `trainings` in the order of imports, because a training names the priorities it serves.
"""

from datetime import date
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy import ColumnElement
from sqlalchemy.orm import Mapped, mapped_column, relationship

from network.access.policy import Action
from network.access.scope import EverywhereOnly
from network.database import Base, Key, word
from network.vocabulary import PlanStatus, PriorityStatus, State


class Plan(EverywhereOnly, Base):
    """A strategic plan for a period. `sample` plans say so wherever they are shown."""

    __tablename__ = "plan"
    __table_args__ = (sa.CheckConstraint("ends_on >= starts_on", name="period"),)
    readable_by: ClassVar[Action] = Action.PLAN_VIEW

    id: Mapped[Key]
    title: Mapped[str] = mapped_column(sa.Text)
    title_ru: Mapped[str] = mapped_column(sa.Text, default="")
    summary: Mapped[str] = mapped_column(sa.Text, default="")
    summary_ru: Mapped[str] = mapped_column(sa.Text, default="")
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    status: Mapped[PlanStatus] = mapped_column(word(PlanStatus), default=PlanStatus.DRAFT)
    sample: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)

    priorities: Mapped[list["Priority"]] = relationship(
        back_populates="plan", lazy="raise_on_sql", order_by="Priority.place"
    )

    __mapper_args__ = {"version_id_col": version}

    def title_in(self, language: str) -> str:
        """The title for a reader of this language, in English where there is no other."""
        return self.title_ru if language == "ru" and self.title_ru else self.title

    def summary_in(self, language: str) -> str:
        """The summary for a reader of this language, in English where there is no other."""
        return self.summary_ru if language == "ru" and self.summary_ru else self.summary


class Priority(EverywhereOnly, Base):
    """One strategic priority. `place` orders it within its plan, from 1."""

    __tablename__ = "priority"
    __table_args__ = (sa.UniqueConstraint("plan_id", "code"),)
    readable_by: ClassVar[Action] = Action.PLAN_VIEW

    id: Mapped[Key]
    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("plan.id"), index=True)
    place: Mapped[int]
    code: Mapped[str] = mapped_column(sa.String(16))
    title: Mapped[str] = mapped_column(sa.Text)
    title_ru: Mapped[str] = mapped_column(sa.Text, default="")
    description: Mapped[str] = mapped_column(sa.Text, default="")
    description_ru: Mapped[str] = mapped_column(sa.Text, default="")
    lead: Mapped[str] = mapped_column(sa.Text, default="")
    lead_state: Mapped[State | None] = mapped_column(word(State))
    status: Mapped[PriorityStatus] = mapped_column(word(PriorityStatus), default=PriorityStatus.PLANNED)
    version: Mapped[int] = mapped_column(default=1)

    plan: Mapped[Plan] = relationship(back_populates="priorities", lazy="raise_on_sql")

    __mapper_args__ = {"version_id_col": version}

    # Who may do what depends on the status of the plan: a priority is as far as its plan is.
    @classmethod
    def status_is(cls, when: frozenset[str]) -> ColumnElement[bool]:
        """True for the priorities of plans in one of these statuses."""
        return cls.plan_id.in_(sa.select(Plan.id).where(Plan.status.in_(sorted(when))))

    def in_status(self, when: frozenset[str]) -> bool:
        """Whether its plan is in one of these statuses (needs `plan` loaded)."""
        return self.plan.status in when

    def title_in(self, language: str) -> str:
        """The title for a reader of this language, in English where there is no other."""
        return self.title_ru if language == "ru" and self.title_ru else self.title

    def description_in(self, language: str) -> str:
        """The description for a reader of this language, in English where there is no other."""
        return self.description_ru if language == "ru" and self.description_ru else self.description
