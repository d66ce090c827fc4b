"""What changes where somebody serves. A transfer adds a row, a correction corrects what old lists print."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import sqlalchemy as sa
from blinker import Signal
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload, selectinload

from network.agencies.models import Agency
from network.audit.changes import Author, change
from network.audit.events import Event
from network.clock import today
from network.database import db
from network.errors import Erased, Refused, Stale
from network.members.derived import settle
from network.members.models import Affiliation, Member
from network.members.seconded import Secondment
from network.ranks.matching import Titles
from network.ranks.models import Rank
from network.vocabulary import RankBand
from network.web.formats import day as shown_day
from network.web.formats import period as shown_period
from network.web.i18n import language

_DAY = timedelta(days=1)

#: Sent inside the change, with `member_ids`: their affiliations are others now, or hold on other days. Participants
#: lists lie above and follow.
careers_changed = Signal()
#: Sent inside the change, with `pairs` of (post, post that takes its place): the first of each is deleted next.
posts_joined = Signal()


@dataclass(frozen=True)
class Post:
    """An agency, rank and position from a day until another (None: until now)."""

    agency_id: int
    starts_on: date
    ends_on: date | None = None
    rank: str = ""  # as typed, where the catalogue has none
    band: RankBand | None = None
    position: str = ""
    rank_id: int | None = None


def locked(member_id: int, version: int | None = None) -> Member:
    """Her record as it is now, locked until the change ends. Raises Stale where it is not of this version."""
    member = db.session.get(Member, member_id, with_for_update=True, populate_existing=True)
    if member is None:
        raise Refused(_l("There is no such person."))
    if member.erased_at is not None:
        raise Erased
    if version is not None and member.version != version:
        raise Stale
    return member


def add_affiliation(member_id: int, post: Post, *, by: Author, closes: int | None = None) -> Affiliation:
    """A new post; one that is open and began before it ends on the day before.

    `closes` is the open affiliation that the page announced to close (0: none), so that nobody closes one
    that she did not see; None closes whichever is open. Raises Stale, and Refused beside the wrong field.
    """
    with change(Event.AFFILIATION_ADDED, by=by) as note:
        member = locked(member_id)
        note.about(member)
        return begin(member, post, closes=closes)


def begin(member: Member, post: Post, *, closes: int | None = None) -> Affiliation:
    """The row of a new post, inside an open change that holds her lock."""
    held = _career(member.id)
    post = _check(member, held, post)
    open_one = next((one for one in held if one.ends_on is None), None)
    if closes is not None and closes != (open_one.id if open_one else 0):
        raise Stale
    if open_one is not None and open_one.starts_on < post.starts_on:
        open_one.ends_on = post.starts_on - _DAY
        db.session.flush()  # the database holds one open row at most
    _check_free(held, post)
    affiliation = Affiliation(member_id=member.id, **vars(post))
    db.session.add(affiliation)
    settled([member.id])
    return affiliation


def correct_affiliation(affiliation_id: int, version: int, post: Post, *, by: Author) -> None:
    """Replace what a post's row says; lists of past trainings print it too. Raises Stale and Refused."""
    with change(Event.AFFILIATION_CORRECTED, by=by) as note:
        member, affiliation, others = _found(affiliation_id, version)
        note.about(member)
        post = _check(member, [affiliation], post)
        _check_free(others, post)
        for name, value in vars(post).items():
            setattr(affiliation, name, value)
        settled([member.id])


def end_affiliation(affiliation_id: int, version: int, ends_on: date, *, by: Author) -> None:
    """Set the last day of a post that is open. Raises Stale and Refused."""
    with change(Event.AFFILIATION_CORRECTED, by=by) as note:
        member, affiliation, others = _found(affiliation_id, version)
        note.about(member)
        check_days(affiliation.starts_on, ends_on)
        affiliation.ends_on = ends_on
        _check_free(others, Post(affiliation.agency_id, affiliation.starts_on, ends_on))
        settled([member.id])


def remove_affiliation(affiliation_id: int, version: int, *, by: Author) -> None:
    """Take out a post that was entered by mistake. Refused where a participants list prints it."""
    with change(Event.AFFILIATION_REMOVED, by=by) as note:
        member, affiliation, _others = _found(affiliation_id, version)
        note.about(member)
        db.session.delete(affiliation)
        try:
            db.session.flush()
        except IntegrityError as error:
            raise Refused(
                _l("The participants list of a training prints this, so it has to stay. Correct it instead.")
            ) from error
        settled([member.id])


def _found(affiliation_id: int, version: int) -> tuple[Member, Affiliation, Sequence[Affiliation]]:
    member_id = db.session.scalar(sa.select(Affiliation.member_id).where(Affiliation.id == affiliation_id))
    if member_id is None:
        raise Stale
    member = locked(member_id)
    held = _career(member_id)
    affiliation = next((one for one in held if one.id == affiliation_id), None)
    if affiliation is None or affiliation.version != version:
        raise Stale
    return member, affiliation, [one for one in held if one is not affiliation]


def _career(member_id: int) -> list[Affiliation]:
    return list(
        db.session.scalars(
            sa.select(Affiliation)
            .where(Affiliation.member_id == member_id)
            .order_by(Affiliation.starts_on)
            .options(joinedload(Affiliation.agency).selectinload(Agency.names))
            .execution_options(populate_existing=True)
        )
    )


def settled(member_ids: Sequence[int]) -> None:
    """Inside a change of these people's affiliations, at its end: all that is derived from them follows."""
    db.session.flush()
    settle(member_ids, today())
    careers_changed.send(None, member_ids=member_ids)


def _check(member: Member, held: Sequence[Affiliation], post: Post) -> Post:
    """The post with the band of its rank, if it may be one of hers. `held` are those that it may be as before."""
    check_days(post.starts_on, post.ends_on)
    agency = check_agency(member, post.agency_id, post.starts_on, held)
    if post.rank_id is None:
        if not post.rank:
            return post
        same = Titles([agency.state]).rank(agency.state, agency.kind, post.rank, post.starts_on, post.ends_on)
        return replace(post, rank_id=same.id, band=same.band) if same else post
    rank = db.session.get(Rank, post.rank_id)
    if rank is None:
        raise Refused(_l("There is no such rank."), field="rank_id")
    if any(one.rank_id == rank.id for one in held):
        return replace(post, band=rank.band)
    if rank.state is not agency.state:
        raise Refused(_l("This rank is of another state than the agency."), field="rank_id")
    if not rank.borne_in(post.starts_on, post.ends_on):
        raise Refused(_l("Nobody bore this rank then. Choose another one."), field="rank_id")
    return replace(post, band=rank.band)


def check_agency(
    member: Member, agency_id: int, starts_on: date, held: Sequence[Affiliation | Secondment] = ()
) -> Agency:
    """The agency, if she could begin there on that day: of her state, and open. What she `held` may stay as it is."""
    agency = db.session.get(Agency, agency_id, options=[selectinload(Agency.names)])
    if agency is None:
        raise Refused(_l("There is no such agency."), field="agency")
    if agency.state is not member.state and all(one.agency_id != agency.id for one in held):
        raise Refused(_l("This agency is of another state than she is."), field="agency")
    as_before = any((one.agency_id, one.starts_on) == (agency_id, starts_on) for one in held)
    if not as_before and not agency.open_on(starts_on):
        raise Refused(_closed_sentence(agency, starts_on), field="agency")
    return agency


def _closed_sentence(agency: Agency, day: date) -> str:
    name = agency.name_on(day).text(language())
    if agency.opened_on is not None and day < agency.opened_on:
        begun = shown_day(agency.opened_on)
        return str(_("%(agency)s began on %(day)s: nobody served there before.", agency=name, day=begun))
    closed = shown_day(agency.closed_on)
    return str(_("%(agency)s closed on %(day)s: choose what followed it.", agency=name, day=closed))


def check_days(starts_on: date, ends_on: date | None) -> None:
    """The last day is not before the first."""
    if ends_on is not None and ends_on < starts_on:
        raise Refused(_l("The last day cannot be before the first day."), field="ends_on")


def _check_free(others: Sequence[Affiliation], post: Post) -> None:
    """Refuse a post that shares a day with another one, naming that one."""
    for one in others:
        if one.starts_on <= (post.ends_on or date.max) and post.starts_on <= (one.ends_on or date.max):
            agency = one.agency.name_on(one.starts_on).text(language())
            days = (
                shown_period(one.starts_on, one.ends_on)
                if one.ends_on
                else _("since %(day)s", day=shown_day(one.starts_on))
            )
            raise Refused(
                _("This overlaps with %(agency)s, %(days)s.", agency=agency, days=days),
                field="starts_on" if one.holds_on(post.starts_on) else "ends_on",
            )
