"""People of an agency that was closed go on in its successor, in one change; and back, while nobody changed them."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from network.agencies import rules
from network.agencies.models import Agency, CarryOver
from network.agencies.queries import locked_near
from network.agencies.staff import Moved, staff
from network.audit.changes import Author, change
from network.audit.events import Event
from network.clock import now
from network.database import db
from network.errors import Refused

_DAY = timedelta(days=1)


def keep(
    agency: Agency,
    successor: Agency,
    day: date,
    moved: Sequence[Moved],
    *,
    merged: bool,
    parts: Collection[Agency] = (),
    above_id: int | None = None,
) -> int:
    """Inside an open change: write down what it takes to carry them back. Only the last time can be undone.

    Past the ORM: numbers of a hundred thousand posts are no row of the trail, whose entry says how many.
    """
    table: Any = CarryOver.__table__
    db.session.execute(sa.delete(table).where(table.c.agency_id == agency.id))
    row = {
        "agency_id": agency.id,
        "successor_id": successor.id,
        "day": day,
        "made_at": now(),
        "merged": merged,
        "posts": list(moved),
        "parts": sorted(part.id for part in parts),
        "above_id": above_id,
    }
    return db.session.scalars(sa.insert(table).returning(table.c.id), [row]).one()  # type: ignore[no-any-return]


def carry_over(agency_id: int, version: int, successor_id: int | None, *, by: Author) -> tuple[int, int]:
    """From the day after its last one, whoever still serves in a closed agency serves in the successor.

    Same rank, same position; what they held ends on its last day. Returns how many posts went on, and the number under
    which they can be carried back. Raises Stale and Refused.
    """
    with change(Event.AGENCY_CARRIED_OVER, by=by) as note:
        near, agency = locked_near(agency_id, version)
        note.about(agency)
        successor, day = rules.check_carrying(near, agency, successor_id)
        moved = staff().move(agency.id, successor.id, day)
        if not moved:
            raise Refused(_l("Nobody is recorded there after its last day: there is nobody to carry over."))
        note.facts = {"successor": successor.id, "from": day, "affiliations": len(moved)}
        agency.successor_id = successor.id
        key = keep(agency, successor, day, moved, merged=False)
    return len(moved), key


def carry_back(agency_id: int, carry_over_id: int, *, by: Author) -> int:
    """Undo it; after a merger the agency is open again, too, with its parts. Returns how many posts went back.

    Raises Refused once one of the posts, or the agency, was changed.
    """
    with change(Event.AGENCY_CARRIED_BACK, by=by) as note:
        near, agency = locked_near(agency_id)
        note.about(agency)
        held = db.session.get(CarryOver, carry_over_id)
        if held is None or held.agency_id != agency_id:
            raise Refused(_l("This was carried back already, or others were carried over since."))
        successor = near[held.successor_id]
        if agency.closed_on != held.day - _DAY or agency.successor_id != successor.id:
            raise Refused(_l("The agency was changed since. Nothing was carried back."))
        staff().move_back(held.posts, agency.id, successor.id, held.day)
        note.facts = {"successor": successor.id, "from": held.day, "affiliations": len(held.posts)}
        agency.successor_id = None
        if held.merged:
            agency.closed_on, agency.closed_why = None, ""
            rules.check_name_free(near, agency, agency.names[-1])
            for part in (near[one] for one in held.parts if one in near):
                if part.parent_id == successor.id:
                    part.parent_id = agency.id
            if held.above_id is not None:
                successor.parent_id = held.above_id
        count = len(held.posts)
        db.session.execute(sa.delete(CarryOver.__table__).where(CarryOver.__table__.c.id == carry_over_id))  # type: ignore[arg-type]
    return count
