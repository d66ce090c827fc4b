"""What changes secondments. They may overlap posts, and never each other: on a day she is seconded to one agency."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from network.agencies.models import Agency
from network.audit.changes import Author, change
from network.audit.events import Event
from network.database import db
from network.errors import Refused, Stale
from network.members.careers import check_agency, check_days, locked
from network.members.models import Member
from network.members.seconded import Secondment
from network.web.formats import day as shown_day
from network.web.formats import period as shown_period
from network.web.i18n import language


@dataclass(frozen=True)
class Loan:
    """Where to, from a day until another (None: until somebody ends it), and as what."""

    agency_id: int
    starts_on: date
    ends_on: date | None = None
    position: str = ""


def second(member_id: int, loan: Loan, *, by: Author) -> Secondment:
    """Record a secondment. Raises Refused beside the wrong field."""
    with change(Event.SECONDMENT_ADDED, by=by) as note:
        member = locked(member_id)
        note.about(member)
        _check(member, _of(member_id), loan)
        one = Secondment(member_id=member_id, **vars(loan))
        db.session.add(one)
    return one


def correct(secondment_id: int, version: int, loan: Loan, *, by: Author) -> None:
    """Replace what it says, its last day too: that is how it ends. Raises Stale and Refused."""
    with change(Event.SECONDMENT_CORRECTED, by=by) as note:
        member, one, others = _found(secondment_id, version)
        note.about(member)
        _check(member, others, loan, one)
        for name, value in vars(loan).items():
            setattr(one, name, value)


def remove(secondment_id: int, version: int, *, by: Author) -> None:
    """Take out what was entered by mistake: no list is made of it."""
    with change(Event.SECONDMENT_REMOVED, by=by) as note:
        member, one, _others = _found(secondment_id, version)
        note.about(member)
        db.session.delete(one)


def end_all(member_id: int, last_day: date) -> None:
    """Inside an open change that holds her lock: she has moved, and nothing of before goes on there."""
    for one in _of(member_id):
        if one.starts_on > last_day:
            db.session.delete(one)
        elif one.ends_on is None or one.ends_on > last_day:
            one.ends_on = last_day


def _check(member: Member, others: Sequence[Secondment], loan: Loan, as_before: Secondment | None = None) -> None:
    check_days(loan.starts_on, loan.ends_on)
    check_agency(member, loan.agency_id, loan.starts_on, [as_before] if as_before else ())
    for one in others:
        if one.starts_on <= (loan.ends_on or date.max) and loan.starts_on <= (one.ends_on or date.max):
            agency = one.agency.name_on(one.starts_on).text(language())
            since = _("since %(day)s", day=shown_day(one.starts_on))
            days = shown_period(one.starts_on, one.ends_on) if one.ends_on else since
            raise Refused(
                _("She is seconded to %(agency)s then, %(days)s.", agency=agency, days=days), field="starts_on"
            )


def _found(secondment_id: int, version: int) -> tuple[Member, Secondment, Sequence[Secondment]]:
    member_id = db.session.scalar(sa.select(Secondment.member_id).where(Secondment.id == secondment_id))
    if member_id is None:
        raise Stale
    member = locked(member_id)
    held = _of(member_id)
    found = next((one for one in held if one.id == secondment_id), None)
    if found is None or found.version != version:
        raise Stale
    return member, found, [one for one in held if one is not found]


def _of(member_id: int) -> Sequence[Secondment]:
    return db.session.scalars(
        sa.select(Secondment)
        .where(Secondment.member_id == member_id)
        .order_by(Secondment.starts_on)
        .options(joinedload(Secondment.agency).selectinload(Agency.names))
        .execution_options(populate_existing=True)
    ).all()
