"""A woman moves to another state: her state and where she serves change in one press, and all that follows from it."""

from datetime import timedelta

from blinker import Signal
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from network.agencies.models import Agency
from network.audit.changes import Author, change
from network.audit.events import Event
from network.clock import today
from network.database import db
from network.errors import Refused
from network.members.careers import Post, begin, locked
from network.members.commands import moved
from network.members.derived import write_tokens
from network.members.models import Member
from network.members.secondments import end_all
from network.web.words import state_name

#: Sent inside the change, with `member_id`, `state` and `day`: she serves in that state from that day on.
moved_on = Signal()


def move(member_id: int, version: int, post: Post, *, by: Author) -> Member:
    """From the first day of `post` she is of the state of its agency. What she held ends on the day before.

    Her number stays hers. Lists of before keep the state and agency of then. Raises Stale, and Refused beside the
    field that is wrong.
    """
    with change(Event.MEMBER_MOVED, by=by) as note:
        member = locked(member_id, version)
        note.about(member)
        agency = db.session.get(Agency, post.agency_id)
        if agency is None:
            raise Refused(_l("There is no such agency."), field="agency")
        if agency.state is member.state:
            raise Refused(
                _("She is of %(state)s already: record a transfer instead.", state=state_name(member.state)),
                field="agency",
            )
        if post.starts_on > today():
            raise Refused(_l("Record the move on the day itself: her coordinator changes with it."), field="starts_on")
        state = member.state = agency.state
        db.session.flush()
        write_tokens([member])
        begin(member, post)
        end_all(member_id, post.starts_on - timedelta(days=1))
        moved.send(None, member_id=member_id)
        moved_on.send(None, member_id=member_id, state=state, day=post.starts_on)
    return member
