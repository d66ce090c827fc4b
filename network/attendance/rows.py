"""Selects of the register: who stands in it, their marks, what is new, and who changed what."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Select

from network.access.policy import Action
from network.access.scope import Actor, allowed, condition
from network.accounts.models import Account
from network.agencies.queries import join_name, name_in
from network.attendance.models import Mark
from network.attendance.queries import ON_LIST, shown
from network.audit.events import Event
from network.audit.models import AuditEntry
from network.clock import moment_in, today
from network.database import LOCK_SECONDS, Base, db
from network.members.models import Affiliation, Member
from network.participation.fields import STATE_PLACES
from network.participation.models import Participation
from network.trainings.models import Training, TrainingSession
from network.vocabulary import MarkStatus, Mode, State

#: Up to this many people stand on one page; a longer list is cut into pages of PAGE_PEOPLE.
ONE_PAGE, PAGE_PEOPLE = 200, 100

#: The events that change marks.
MARKING = (Event.ATTENDANCE_MARKED, Event.ATTENDANCE_FILLED, Event.ATTENDANCE_UNDONE)

AnySelect = Select[*tuple[Any, ...]]


@dataclass(frozen=True)
class Lists:
    """How many people are on the list, by state and, for each session, to be expected at it."""

    by_state: Mapping[State, int]
    expected: Mapping[State, Mapping[int, int]]
    shown: Mapping[State, int]

    def people(self, state: State | None = None) -> int:
        """On the list now, of one state or of all."""
        return sum(count for one, count in self.by_state.items() if state in (None, one))

    def rows(self, state: State | None = None) -> int:
        """Rows of the register: the list, and those who left it after being marked."""
        return sum(count for one, count in self.shown.items() if state in (None, one))

    def due(self, session_id: int, state: State | None = None) -> int:
        """To be expected at the session."""
        return sum(counts[session_id] for one, counts in self.expected.items() if state in (None, one))


def lists(training_id: int, sessions: Sequence[TrainingSession]) -> Lists:
    """Counted by state in one statement."""
    inside = [
        sa.func.sum(
            sa.case(
                (
                    sa.and_(
                        ON_LIST,
                        sa.or_(Participation.joined_at.is_(None), Participation.joined_at < session.ends_at),
                        sa.or_(Participation.left_at.is_(None), Participation.left_at > session.starts_at),
                    ),
                    1,
                ),
                else_=0,
            )
        )
        for session in sessions
    ]
    rows = db.session.execute(
        sa.select(Participation.state, sa.func.count(), sa.func.sum(sa.case((ON_LIST, 1), else_=0)), *inside)
        .where(Participation.training_id == training_id, shown())
        .group_by(Participation.state)
    ).all()
    return Lists(
        by_state={row[0]: row[2] for row in rows if row[2]},
        expected={row[0]: dict(zip((one.id for one in sessions), row[3:], strict=True)) for row in rows},
        shown={row[0]: row[1] for row in rows},
    )


def people(
    training: Training, by: Actor, language: str, *, state: State | None = None, page: int = 1, size: int = ONE_PAGE
) -> Sequence[Any]:
    """The people of one page by family name: names, state, role and agency as it was on the first day."""
    select = _people(training, by, language, state).order_by(_place(training, by), Participation.id)
    return db.session.execute(select.limit(size).offset((page - 1) * size)).all()


def is_called_by_name(training: Training, by: Actor) -> bool:
    """Whether everybody stands in the register under her name, the shielded too: to whoever takes it, on the day.

    That is a day with a session, by the clock of the training (needs `sessions` loaded).
    """
    if not allowed(by, Action.ATTENDANCE_MARK, training):
        return False
    day, zone = today(training.zone), ZoneInfo(training.zone)
    held = (one for one in training.sessions if not one.cancelled)
    return any(one.starts_in(training.zone).date() <= day <= one.ends_at.astimezone(zone).date() for one in held)


def _named(training: Training, by: Actor) -> ColumnElement[bool]:
    return sa.true() if is_called_by_name(training, by) else condition(by, Action.MEMBER_IDENTIFY, Member)


def _place(training: Training, by: Actor) -> ColumnElement[str]:
    """What people are sorted by: whoever is but a code by her code."""
    return sa.case((_named(training, by), Member.sort_key), else_=Member.shield_code)


def _people(training: Training, by: Actor, language: str, state: State | None = None) -> AnySelect:
    named, known = _named(training, by), condition(by, Action.MEMBER_IDENTIFY, Member)
    names = (Member.family, Member.given, Member.patronymic)
    latin = (Member.family_latin, Member.given_latin, Member.patronymic_latin)
    select: AnySelect = (
        sa.select(
            Participation.id,
            Participation.role,
            Participation.status,
            Participation.state,
            Participation.joined_at,
            Participation.left_at,
            Member.id.label("member_id"),
            *(sa.case((named, name), else_="").label(name.key) for name in (*names, *latin)),
            Member.shield_code.label("shielded"),
            sa.case((named, None), else_=Member.shield_code).label("code"),  # instead of her name
            sa.case((known, name_in(language))).label("agency"),
        )
        .join(Member, Member.id == Participation.member_id)
        .outerjoin(Affiliation, Affiliation.id == Participation.affiliation_id)
        .where(Participation.training_id == training.id, shown())
    )
    select = join_name(select, Affiliation.agency_id, training.starts_on)
    return select.where(Participation.state == state) if state else select


def those(training: Training, by: Actor, participation_ids: Sequence[int], language: str) -> Sequence[Any]:
    """The same rows of these people, as far as they stand in this register."""
    return db.session.execute(_people(training, by, language).where(Participation.id.in_(participation_ids))).all()


def signing(training: Training, by: Actor, language: str, *, state: State | None, limit: int) -> Sequence[Any]:
    """The people on the list, by state and family name: whom the sign-in sheet expects."""
    select = _people(training, by, language, state).where(ON_LIST)
    return db.session.execute(select.order_by(STATE_PLACES, _place(training, by), Participation.id).limit(limit)).all()


def _mark_columns() -> AnySelect:
    select: AnySelect = sa.select(
        Mark.participation_id,
        Mark.session_id,
        Mark.status,
        Mark.mode,
        Mark.version,
        Mark.marked_by_id,
        Mark.marked_at,
        Mark.client_at,
        Account.name.label("by"),
    )
    return select.join(Account, Account.id == Mark.marked_by_id)


def marks(participation_ids: Sequence[int]) -> Sequence[Any]:
    """The marks of these people, cleared ones too: their versions count."""
    if not participation_ids:
        return []
    return db.session.execute(_mark_columns().where(Mark.participation_id.in_(participation_ids))).all()


def news(session_ids: Sequence[int], since: datetime) -> Sequence[Any]:
    """The marks that changed since then, with an overlap: a mark is dated before its transaction ends."""
    overlap = since - timedelta(seconds=LOCK_SECONDS + 5)
    return db.session.execute(
        _mark_columns()
        .where(Mark.session_id.in_(session_ids), Mark.marked_at > overlap)
        .order_by(Mark.marked_at.desc())
        .limit(2 * ONE_PAGE)
    ).all()


def totals(session_ids: Sequence[int], state: State | None = None) -> dict[int, dict[MarkStatus, int]]:
    """How many of each mark a session has, of one state or of all."""
    select: AnySelect = sa.select(Mark.session_id, Mark.status, sa.func.count()).where(
        Mark.session_id.in_(session_ids), Mark.status.is_not(None)
    )
    if state:
        select = select.join(Participation, Participation.id == Mark.participation_id).where(
            Participation.state == state
        )
    found: dict[int, dict[MarkStatus, int]] = {session_id: {} for session_id in session_ids}
    for session_id, status, count in db.session.execute(select.group_by(Mark.session_id, Mark.status)):
        found[session_id][status] = count
    return found


@dataclass(frozen=True)
class MarkChange:
    """One change of one mark, as the audit holds it. `before` and `after` are a status and a mode."""

    at: datetime
    by: str
    session_id: int
    event: str
    before: tuple[MarkStatus | None, Mode | None]
    after: tuple[MarkStatus | None, Mode | None]
    client_at: datetime | None

    @property
    def sent_late(self) -> bool:
        """Whether the device says that it was marked well before it arrived."""
        return self.client_at is not None and abs(self.at - self.client_at) > timedelta(minutes=2)


def changes_of(training_id: int, participation_id: int) -> list[MarkChange]:
    """Every change of her marks, the latest first. Entries about many people stand under their training.

    Of another record of hers that was merged with this one, too: what was marked there is told under its id of then.
    """
    ids = [participation_id, *_joined(participation_id)]
    entries = db.session.execute(
        sa.select(
            AuditEntry.at,
            sa.func.coalesce(Account.name, AuditEntry.by_name).label("by_name"),
            AuditEntry.event,
            AuditEntry.what,
        )
        .outerjoin(Account, Account.id == AuditEntry.account_id)
        .where(
            AuditEntry.event.in_(MARKING),
            sa.or_(
                AuditEntry.subject.in_([f"participation:{one}" for one in ids]),
                sa.and_(
                    AuditEntry.subject == f"training:{training_id}",
                    sa.or_(*(AuditEntry.what.contains(f'"participation":{one},') for one in ids)),
                ),
            ),
        )
        .order_by(AuditEntry.number.desc())
    )
    return [
        _change(entry, row)
        for entry in entries
        for row in json.loads(entry.what)["rows"]
        if row.get("participation") in ids
    ]


def _joined(participation_id: int) -> list[int]:
    """Places on this list that became one with this one. The table lies above."""
    merger, people = Base.metadata.tables["merger"], Base.metadata.tables["participation"]
    hers = sa.select(people.c.member_id).where(people.c.id == participation_id).scalar_subquery()
    found = db.session.scalars(sa.select(merger.c.places).where(merger.c.member_id == hers))
    into = {int(gone): one for places in found for gone, one in places.items()}
    joined = [participation_id]
    for one in joined:  # one may have become a part of another that became a part of this one
        joined += [gone for gone in into if into[gone] == one]
    return joined[1:]


def _change(entry: Any, row: dict[str, Any]) -> MarkChange:
    status = row["changed"].get("status", (row.get("status"),) * 2)
    mode = row["changed"].get("mode", (row.get("mode"),) * 2)
    before, after = zip(status, mode, strict=True)
    return MarkChange(
        at=entry.at,
        by=entry.by_name,
        session_id=row["session"],
        event=entry.event,
        before=_mark(*before),
        after=_mark(*after),
        client_at=moment_in(row["client_at"]) if row.get("client_at") else None,
    )


def _mark(status: str | None, mode: str | None) -> tuple[MarkStatus | None, Mode | None]:
    return MarkStatus(status) if status else None, Mode(mode) if mode else None
