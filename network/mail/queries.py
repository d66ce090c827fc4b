"""Selects about letters."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from network.access.policy import Action
from network.access.scope import Actor, condition
from network.clock import now
from network.database import db
from network.mail.models import Letter
from network.vocabulary import LetterStatus, MailFault
from network.web.paging import Page, page_of

#: For how long the outbox remembers what became of a letter.
KEPT = timedelta(days=30)


@dataclass(frozen=True)
class Standing:
    """How the outbox stands: letters that wait, the oldest of them, why the last try failed; and those given up."""

    waiting: int
    since: datetime | None
    fault: MailFault | None
    given_up: int


def standing() -> Standing:
    """In one statement, whatever the number of letters."""
    open_ones = sa.select(Letter.status, sa.func.count(), sa.func.min(Letter.made_at), sa.func.max(Letter.fault))
    rows = db.session.execute(open_ones.where(is_open()).group_by(Letter.status)).all()
    found: dict[Any, Any] = {row[0]: row for row in rows}
    waits, given_up = found.get(LetterStatus.WAITING), found.get(LetterStatus.GIVEN_UP)
    fault = MailFault(waits[3]) if waits and waits[3] else None
    return Standing(waits[1] if waits else 0, waits[2] if waits else None, fault, given_up[1] if given_up else 0)


def due() -> sa.Select[Letter]:
    """The letters whose turn it is and that nobody carries, the longest due first."""
    moment = now()
    return (
        sa.select(Letter)
        .where(
            Letter.status == LetterStatus.WAITING,
            Letter.not_before <= moment,
            sa.or_(Letter.claimed_until.is_(None), Letter.claimed_until <= moment),
        )
        .order_by(Letter.not_before, Letter.id)
    )


def is_any_due() -> bool:
    """Whether somebody has to set out: a look that disturbs no writer."""
    return bool(db.session.scalar(sa.select(due().exists())))


def forgotten_after() -> datetime:
    """What was settled before this moment is remembered no more."""
    return now() - KEPT


def is_any_old() -> bool:
    """Whether there is anything to forget."""
    return bool(db.session.scalar(sa.select(sa.exists().where(Letter.settled_at < forgotten_after()))))


def letters_page(actor: Actor) -> Page:
    """One page of the letters that wait or were given up, the newest first."""
    select = sa.select(Letter.id).where(condition(actor, Action.ACCOUNT_MANAGE, Letter), is_open())
    page = page_of(select, (Letter.id,), descending=True)
    shown = sa.select(Letter).where(Letter.id.in_([row.id for row in page.rows])).order_by(Letter.id.desc())
    return replace(page, rows=db.session.scalars(shown).all())


def is_open() -> sa.ColumnElement[bool]:
    """True for letters that wait or were given up: somebody has still to do something about them."""
    return Letter.status.in_((LetterStatus.WAITING, LetterStatus.GIVEN_UP))
