"""Trainings and their sessions. Moments are stored in UTC and shown in the training's own zone."""

from datetime import date, datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import ColumnElement
from sqlalchemy.orm import Mapped, mapped_column, relationship

from network.access.policy import Action, Scope
from network.access.scope import Actor, EverywhereOnly
from network.clock import now, today
from network.database import Base, Key, Moment, SortText, word
from network.priorities.models import Priority
from network.vocabulary import Part, State, TrainingKind, TrainingStatus


class Organisation(EverywhereOnly, Base):
    """A field operation, department, project or host: who organises and supports. Kept by the secretariat."""

    __tablename__ = "organisation"
    readable_by: ClassVar[Action] = Action.ORGANISATION_MANAGE

    id: Mapped[Key]
    name: Mapped[str] = mapped_column(SortText, unique=True)
    name_ru: Mapped[str] = mapped_column(sa.Text, default="")
    in_use: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


training_priority = sa.Table(
    "training_priority",
    Base.metadata,
    sa.Column("training_id", sa.ForeignKey("training.id"), primary_key=True),
    sa.Column("priority_id", sa.ForeignKey("priority.id"), primary_key=True, index=True),
)


class Training(Base):
    """A course, workshop or other activity. Cancelled ones stay, with the reason."""

    __tablename__ = "training"
    __table_args__ = (
        sa.CheckConstraint("ends_on >= starts_on", name="period"),
        sa.CheckConstraint("capacity IS NULL OR capacity > 0", name="capacity"),
        sa.CheckConstraint("completion_percent BETWEEN 1 AND 100", name="completion"),
        sa.CheckConstraint("follows_id IS NULL OR follows_id <> id", name="follows"),
        # Orders the lists; with what decides whether a row is counted, so that counting reads the index alone.
        sa.Index("ix_training_starts", "starts_on", "id", "ends_on", "status"),
    )
    readable_by: ClassVar[Action] = Action.TRAINING_VIEW

    id: Mapped[Key]
    title: Mapped[str] = mapped_column(sa.Text)
    title_ru: Mapped[str] = mapped_column(sa.Text, default="")
    description: Mapped[str] = mapped_column(sa.Text, default="")
    description_ru: Mapped[str] = mapped_column(sa.Text, default="")
    kind: Mapped[TrainingKind] = mapped_column(word(TrainingKind))
    status: Mapped[TrainingStatus] = mapped_column(word(TrainingStatus), default=TrainingStatus.DRAFT)
    cancelled_why: Mapped[str] = mapped_column(sa.Text, default="")
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    state: Mapped[State] = mapped_column(word(State), index=True)  # the host: whose coordinators run it
    city: Mapped[str] = mapped_column(sa.Text, default="")
    city_ru: Mapped[str] = mapped_column(sa.Text, default="")
    venue: Mapped[str] = mapped_column(sa.Text, default="")
    venue_ru: Mapped[str] = mapped_column(sa.Text, default="")
    zone: Mapped[str] = mapped_column(sa.String(64))  # IANA
    languages: Mapped[list[str]] = mapped_column(sa.JSON, default=list)  # ISO 639 codes
    capacity: Mapped[int | None]
    completion_percent: Mapped[int] = mapped_column(default=80)  # DOMAIN: 80 % of sessions unless it says otherwise
    follows_id: Mapped[int | None] = mapped_column(sa.ForeignKey("training.id"), index=True)
    search: Mapped[str] = mapped_column(SortText, default="")  # folded titles, city and venue
    created_at: Mapped[Moment]
    changed_at: Mapped[Moment] = mapped_column(default=now)  # its sessions and links too: each edit is a new version
    version: Mapped[int] = mapped_column(default=1)

    sessions: Mapped[list["TrainingSession"]] = relationship(
        back_populates="training", lazy="raise_on_sql", order_by="TrainingSession.starts_at"
    )
    organisations: Mapped[list["TrainingOrganisation"]] = relationship(
        lazy="raise_on_sql", order_by="TrainingOrganisation.place", cascade="all, delete-orphan"
    )
    priorities: Mapped[list[Priority]] = relationship(
        secondary=training_priority, lazy="raise_on_sql", order_by=Priority.place
    )
    follows: Mapped["Training | None"] = relationship(lazy="raise_on_sql", remote_side="Training.id")

    __mapper_args__ = {"version_id_col": version}

    @property
    def session_days(self) -> set[date]:
        """The days by its clock on which sessions are held (needs `sessions` loaded)."""
        held = [one for one in self.sessions if not one.cancelled]
        return {moment.date() for one in held for moment in (one.starts_in(self.zone), one.ends_in(self.zone))}

    @classmethod
    def within(cls, scope: Scope, actor: Actor) -> ColumnElement[bool]:
        match scope:
            case Scope.OWN_STATE:
                return cls.state.in_(sorted(actor.states))
            case Scope.ASSIGNED:
                return cls.id.in_(sorted(actor.assigned_training_ids))
            case _:
                return sa.false()

    def is_within(self, scope: Scope, actor: Actor) -> bool:
        match scope:
            case Scope.OWN_STATE:
                return self.state in actor.states
            case Scope.ASSIGNED:
                return self.id in actor.assigned_training_ids
            case _:
                return False

    def title_in(self, language: str) -> str:
        """The title for a reader of this language, in English where there is no other."""
        return self.title_ru if language == "ru" and self.title_ru else self.title

    def description_in(self, language: str) -> str:
        """The description for a reader of this language, in English where there is no other."""
        return self.description_ru if language == "ru" and self.description_ru else self.description

    @property
    def is_over(self) -> bool:
        """Whether its last day has passed where it is held."""
        return self.ends_on < today(self.zone)

    @property
    def has_begun(self) -> bool:
        """Whether its first day has come where it is held."""
        return self.starts_on <= today(self.zone)

    @property
    def is_running(self) -> bool:
        """Whether today is one of its days, where it is held."""
        return self.starts_on <= today(self.zone) <= self.ends_on


class TrainingSession(Base):
    """A part of a training, usually half a day, for which attendance is taken. With marks it may be cancelled, but
    no longer removed: the marks' foreign key refuses it."""

    __tablename__ = "training_session"
    __table_args__ = (
        sa.CheckConstraint("ends_at > starts_at", name="period"),
        sa.Index("ix_training_session_training", "training_id", "starts_at"),
    )

    id: Mapped[Key]
    training_id: Mapped[int] = mapped_column(sa.ForeignKey("training.id"))
    title: Mapped[str] = mapped_column(sa.Text, default="")
    title_ru: Mapped[str] = mapped_column(sa.Text, default="")
    starts_at: Mapped[Moment]
    ends_at: Mapped[Moment]
    cancelled: Mapped[bool] = mapped_column(default=False)

    training: Mapped[Training] = relationship(back_populates="sessions", lazy="raise_on_sql")

    def title_in(self, language: str) -> str:
        """The title for a reader of this language; may be empty."""
        return self.title_ru if language == "ru" and self.title_ru else self.title

    def starts_in(self, zone: str) -> datetime:
        """When it starts by the clock of `zone`."""
        return self.starts_at.astimezone(ZoneInfo(zone))

    def ends_in(self, zone: str) -> datetime:
        """When it ends by the clock of `zone`."""
        return self.ends_at.astimezone(ZoneInfo(zone))


class TrainingOrganisation(Base):
    """That an organisation organises or supports a training, in an order."""

    __tablename__ = "training_organisation"

    training_id: Mapped[int] = mapped_column(sa.ForeignKey("training.id"), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), primary_key=True, index=True)
    part: Mapped[Part] = mapped_column(word(Part), primary_key=True)
    place: Mapped[int] = mapped_column(default=1)

    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql")
