"""What an account holds as a coordinator, who may take it, and what has nobody."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement
from sqlalchemy.orm import aliased

from network.accounts.models import Account, AccountLink, RoleGrant, TrainingAssignment
from network.accounts.queries import coordinators
from network.attendance.queries import UNFINISHED_DAYS, has_gaps
from network.clock import now, today
from network.database import db
from network.handover.models import Handover
from network.trainings.models import Training
from network.vocabulary import Role, State, TrainingStatus

#: Days for which both sides are told of it on their first page.
TOLD_DAYS = 14
#: Trainings that the secretariat's first page shows at most.
MOST = 20

_FACTS = (
    Training.id, Training.title, Training.title_ru, Training.starts_on, Training.ends_on, Training.state,
    Training.city, Training.city_ru, Training.status,
)  # fmt: skip


@dataclass(frozen=True)
class Held:
    """What somebody holds: trainings given to her by name, those of her states, and invitations that she made."""

    assigned: Sequence[Any]
    of_state: Sequence[Any]
    colleagues: Sequence[Any]  # who coordinates one of these states too
    invitations: Sequence[Any]

    @property
    def is_nothing(self) -> bool:
        """Whether there is nothing that anybody would have to take."""
        return not self.assigned and not self.of_state

    @property
    def trainings(self) -> list[int]:
        """The trainings by id, each once."""
        return list(dict.fromkeys(row.id for row in (*self.assigned, *self.of_state)))


def held(account_id: int, states: Collection[State], *, keeps_assigned: bool = False) -> Held:
    """What the account holds as the coordinator of these states; `keeps_assigned`: she coordinates another one yet."""
    runs = sa.select(TrainingAssignment.training_id).where(TrainingAssignment.account_id == account_id)
    assigned = sa.and_(Training.id.in_(runs), sa.literal(not keeps_assigned))
    own = Training.state.in_(sorted(states))
    rows = db.session.execute(
        sa.select(*_FACTS, assigned.label("assigned"))
        .where(sa.or_(own, assigned), _is_open())
        .order_by(Training.starts_on, Training.id)
    ).all()
    links = sa.select(Account.id, Account.name).join(AccountLink, AccountLink.account_id == Account.id).where(
        AccountLink.made_by_id == account_id, AccountLink.used_at.is_(None), AccountLink.expires_at > now()
    )  # fmt: skip
    peers = [people for state, people in coordinators() if state in states]
    return Held(
        assigned=[row for row in rows if row.assigned and row.state not in states],
        of_state=[row for row in rows if row.state in states],
        colleagues=[row for people in peers for row in people if row.id != account_id],
        invitations=db.session.execute(links.order_by(Account.sort_key, Account.id)).all(),
    )


def receivers(but: int, states: Collection[State]) -> list[tuple[int, State, str]]:
    """Who coordinates a state today, as (id, state, name): of these states first."""
    rows = [(row.id, state, row.name) for state, people in coordinators() for row in people if row.id != but]
    return sorted(rows, key=lambda row: row[1] not in states)


def states_of(account_id: int) -> set[State]:
    """The states that the account coordinates today."""
    states = db.session.scalars(
        sa.select(RoleGrant.state).where(RoleGrant.account_id == account_id, *_coordinates_today())
    )
    return {state for state in states if state is not None}


def without_owner() -> Sequence[Any]:
    """Trainings with open work whose state nobody coordinates and that no other coordinator was given."""
    able = [Account.id == RoleGrant.account_id, Account.disabled.is_(False), *_coordinates_today()]
    of_state = sa.exists().where(RoleGrant.state == Training.state, *able)
    by_name = sa.exists().where(
        TrainingAssignment.training_id == Training.id, TrainingAssignment.account_id == Account.id, *able
    )
    return db.session.execute(
        sa.select(*_FACTS).where(_is_open(), ~of_state, ~by_name).order_by(Training.starts_on, Training.id).limit(MOST)
    ).all()


def told(account_id: int) -> Sequence[Any]:
    """What was handed over from or to the account lately, with the names of both."""
    giver, receiver = aliased(Account), aliased(Account)
    return db.session.execute(
        sa.select(
            Handover.id, Handover.trainings, Handover.takes_effect_on, Handover.receiver_id,
            giver.name.label("giver"), receiver.name.label("receiver"),
        )
        .join(giver, giver.id == Handover.giver_id)
        .outerjoin(receiver, receiver.id == Handover.receiver_id)
        .where(
            sa.or_(Handover.giver_id == account_id, Handover.receiver_id == account_id),
            Handover.made_at > now() - timedelta(days=TOLD_DAYS),
        )
        .order_by(Handover.id.desc())
        .limit(5)
    ).all()  # fmt: skip


def _coordinates_today() -> list[ColumnElement[bool]]:
    day = today()
    ends = sa.or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= day)
    return [RoleGrant.role == Role.COORDINATOR, RoleGrant.starts_on <= day, ends]


def _is_open() -> ColumnElement[bool]:
    """A draft; or published, and coming, running, or ended lately with marks missing."""
    day = today()
    recent = Training.ends_on >= day - timedelta(days=UNFINISHED_DAYS)
    going = sa.and_(recent, sa.or_(Training.ends_on >= day, has_gaps()))
    return sa.or_(Training.status == TrainingStatus.DRAFT, sa.and_(Training.status == TrainingStatus.PUBLISHED, going))
