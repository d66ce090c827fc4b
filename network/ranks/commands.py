"""What changes the catalogue. Whoever changes a rank holds all ranks of its state and service."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from blinker import Signal
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from network.audit.changes import Author, Change, change
from network.audit.events import Event
from network.clock import today
from network.database import db
from network.errors import Refused, Stale
from network.ranks.models import Rank
from network.ranks.queries import of_service
from network.vocabulary import RankBand, RankService, State
from network.web.formats import day as shown

#: Sent inside the change, with `rank_id`: it is of another band now. Who bears it is known above, and follows.
rebanded = Signal()


@dataclass(frozen=True)
class Facts:
    """What a rank is called, in which band it is, and when it was borne. English is what every reader falls back to."""

    english: str
    band: RankBand
    russian: str = ""
    national: str = ""
    short: str = ""
    opened_on: date | None = None


def add(state: State, service: RankService, facts: Facts, after_id: int | None = None, *, by: Author) -> Rank:
    """A new rank, above `after_id`, or above all without one."""
    with change(Event.RANK_ADDED, by=by) as note:
        held = of_service(state, service, locked=True)
        rank = Rank(state=state, service=service, place=0)
        _describe(held, rank, facts)
        db.session.add(rank)
        _put(held, rank, after_id)
        db.session.flush()
        note.about(rank)
    return rank


def edit(rank_id: int, version: int, facts: Facts, after_id: int | None = None, *, by: Author) -> None:
    """Correct it: old lists print the correction too, and whoever bears it is in its band. Raises Stale."""
    with change(Event.RANK_EDITED, by=by) as note:
        held, rank = _found(rank_id, version, note)
        if facts.opened_on and rank.closed_on and rank.closed_on < facts.opened_on:
            raise Refused(_l("It cannot begin after it was closed."), field="opened_on")
        band = rank.band
        _describe(held, rank, facts)
        rank.verify = False  # somebody has looked at it now
        _put([one for one in held if one is not rank], rank, after_id)
        db.session.flush()
        if rank.band is not band:
            rebanded.send(None, rank_id=rank.id)


def close(rank_id: int, version: int, last_day: date, *, by: Author) -> None:
    """Nobody is given it after `last_day`; whoever bore it keeps it in her history. Raises Stale."""
    with change(Event.RANK_CLOSED, by=by) as note:
        _held, rank = _found(rank_id, version, note)
        if rank.closed_on is not None:
            raise Refused(_("It is closed already, its last day is %(day)s.", day=shown(rank.closed_on)))
        if rank.opened_on is not None and last_day < rank.opened_on:
            raise Refused(
                _("It began on %(day)s and cannot be closed before that.", day=shown(rank.opened_on)),
                field="closed_on",
            )
        rank.closed_on = last_day


def reopen(rank_id: int, *, by: Author) -> None:
    """It is given again."""
    with change(Event.RANK_REOPENED, by=by) as note:
        held, rank = _found(rank_id, None, note)
        rank.closed_on = None
        _check_title_free(held, rank, rank.english)


def confirm(state: State, service: RankService, *, by: Author) -> int:
    """Somebody who knows the state has looked at all ranks of that service. Returns how many were to be verified."""
    with change(Event.RANK_CONFIRMED, by=by) as note:
        doubtful = [one for one in of_service(state, service, locked=True) if one.verify]
        for rank in doubtful:
            rank.verify = False
        note.facts = {"state": state, "service": service}
        if not doubtful:
            note.nothing()
    return len(doubtful)


def _describe(held: Sequence[Rank], rank: Rank, facts: Facts) -> None:
    _check_title_free(held, rank, facts.english)
    for field, value in vars(facts).items():
        setattr(rank, field, value)


def _check_title_free(held: Sequence[Rank], rank: Rank, english: str) -> None:
    """Two ranks of one service never bear one title at a time; after the first was closed another may."""
    for other in held:
        same = other is not rank and other.english.casefold() == english.casefold()
        if same and (other.closed_on is None or other.closed_on >= today()):
            raise Refused(_l("This service has a rank of this title already."), field="english")


def _put(others: Sequence[Rank], rank: Rank, after_id: int | None) -> None:
    """In its place among the others, which are counted anew; only what moves is changed."""
    in_order: list[Any] = list(others)
    at = next((place for place, one in enumerate(others, start=1) if one.id == after_id), None)
    if after_id is not None and after_id and at is None:
        raise Refused(_l("Choose a rank of the same state and service."), field="after_id")
    in_order.insert(len(others) if after_id is None else at or 0, rank)
    first = min([one.place for one in others], default=1)
    for place, one in enumerate(in_order, start=first):
        if one.place != place:
            one.place = place


def _found(rank_id: int, version: int | None, note: Change) -> tuple[Sequence[Rank], Rank]:
    where = db.session.execute(sa.select(Rank.state, Rank.service).where(Rank.id == rank_id)).first()
    if where is None:
        raise Refused(_l("There is no such rank."))
    held = of_service(*where, locked=True)
    rank = next(one for one in held if one.id == rank_id)
    if version is not None and rank.version != version:
        raise Stale
    note.about(rank)
    return held, rank
