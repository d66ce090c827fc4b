"""What changes a person's record. Their careers (agency, rank, position) are changed in `careers`."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from blinker import Signal
from flask import current_app
from flask_babel import lazy_gettext as _l

from network.access.scope import Actor
from network.audit.changes import Author, bookkeeping, change
from network.audit.events import Event
from network.clock import now, today
from network.database import db, is_locked, upsert
from network.errors import Refused
from network.members.careers import Post, begin, locked
from network.members.derived import settle, sort_key_of, write_tokens
from network.members.duplicates import Likely, likely
from network.members.models import Member, NumberSeries
from network.members.pairing import write_keys
from network.members.renaming import keep_name
from network.members.telling_apart import keep_apart
from network.vocabulary import Sex, Standing, State

#: Sent inside the change, with `member_id`: she is of another state now. Accounts lie above and follow.
moved = Signal()


@dataclass(frozen=True)
class Person:
    """Who she is, as typed: own script, Latin as in her passport, how to reach her. One name is enough."""

    state: State
    family: str = ""
    given: str = ""
    patronymic: str = ""
    family_latin: str = ""
    given_latin: str = ""
    patronymic_latin: str = ""
    sex: Sex = Sex.FEMALE
    email: str = ""
    phone: str = ""
    born_on: date | None = None
    notes: str = ""


class Namesakes(Refused):
    """People whom she may be are there. Whoever adds her says that she is none of them."""

    sentence = _l("Is she one of these people? If not, tick the box and add her.")

    def __init__(self, people: Sequence[Likely]) -> None:
        super().__init__(field="another")
        self.people = people


def add_member(
    person: Person,
    post: Post | None = None,
    *,
    by: Author,
    another: bool = False,
    shown: Collection[str] = (),
    reader: Actor | None = None,
) -> Member:
    """A new member with the next number of her state, and where she serves, if that is known.

    Raises Namesakes unless she is said to be `another` than those `shown` (uids), which is remembered; and Refused
    beside the field that is wrong. Whoever is not known to the `reader` is no namesake: the warning would tell of her.
    """
    with change(Event.MEMBER_ADDED, by=by) as note:
        member = new_member(person, post, another=another, shown=shown, reader=reader)
        note.about(member)
    return member


def new_member(
    person: Person,
    post: Post | None = None,
    *,
    standing: Standing = Standing.MEMBER,
    another: bool = False,
    shown: Collection[str] = (),
    reader: Actor | None = None,
) -> Member:
    """The rows of a new person, inside an open change. Raises as `add_member`."""
    _check_named(person)
    people: Sequence[Likely] = ()
    if shown or not another:
        _take_numbers(person.state, 0)  # two who add the same person of a state wait for each other here
        [people] = likely([person], reader=reader)
        if people and not another:
            raise Namesakes(people)
    member = Member(
        **asdict(person),
        standing=standing,
        number=None if standing is Standing.GUEST else take_numbers(person.state)[0],
        created_at=now(),
        sort_key="",
        affiliations=[],
    )
    member.sort_key = sort_key_of(member)
    db.session.add(member)
    db.session.flush()
    for one in people:
        if one.uid in shown:
            keep_apart(member.id, one.member_id)
    write_tokens([member])
    if post is not None:
        begin(member, post)
    return member


def new_guest(
    person: Person,
    post: Post | None = None,
    *,
    another: bool = False,
    shown: Collection[str] = (),
    reader: Actor | None = None,
) -> Member:
    """Somebody who walked in to a training and is no member: no number yet. Inside an open change."""
    return new_member(person, post, standing=Standing.GUEST, another=another, shown=shown, reader=reader)


def admit(member_id: int, *, by: Author) -> Member:
    """Make a guest a member: she gets the next number of her state."""
    with change(Event.MEMBER_ADMITTED, by=by) as note:
        member = locked(member_id)
        note.about(member)
        if member.standing is not Standing.GUEST:
            raise Refused(_l("She is a member already."))
        member.number = take_numbers(member.state)[0]
        member.standing = Standing.MEMBER
        db.session.flush()
        write_tokens([member])
    return member


def edit_member(
    member_id: int,
    version: int,
    person: Person,
    standing: Standing,
    *,
    by: Author,
    certificate_name: str | None = None,
    keep_old: bool = True,
) -> bool:
    """Replace who she is. Her number stays hers for good, in another state too. Raises Stale.

    A name that she bears no more stays as a previous one, unless `keep_old` says no; whether one did is the answer.
    Without a `certificate_name` the one that she chose stays.
    """
    with change(Event.MEMBER_EDITED, by=by) as note:
        member = locked(member_id, version)
        note.about(member)
        _check_named(person)
        if (standing is Standing.GUEST) != (member.standing is Standing.GUEST):
            raise Refused(_l("A guest becomes a member by being admitted."), field="standing")
        before = member.state
        kept = keep_old and keep_name(member, person)
        for name, value in asdict(person).items():
            setattr(member, name, value)
        if certificate_name is not None:
            member.certificate_name = certificate_name
        member.standing = standing
        member.sort_key = sort_key_of(member)
        db.session.flush()
        write_tokens([member])
        if member.state is not before:
            moved.send(None, member_id=member_id)
    return kept


def edit_contact(member_id: int, version: int, email: str, phone: str, *, by: Author) -> None:
    """Replace how she is reached. Raises Stale."""
    with change(Event.MEMBER_CONTACT_EDITED, by=by) as note:
        member = locked(member_id, version)
        note.about(member)
        member.email, member.phone = email, phone
        db.session.flush()
        write_keys([member])


def take_numbers(state: State, count: int = 1) -> list[str]:
    """The next free numbers of a state ("KG-0042"), inside an open change; nobody else gets them.

    The state's row of the series stays locked until the change ends. Numbers that came in by other ways are
    passed over.
    """
    taken: list[str] = []
    while missing := count - len(taken):
        last = _take_numbers(state, missing)
        numbers = [f"{state}-{number:04d}" for number in range(last - missing + 1, last + 1)]
        taken += sorted(set(numbers) - set(_existing(numbers)), key=numbers.index)
    return taken


def _take_numbers(state: State, count: int) -> int:
    """Move the series on, and give the last number; its row stays locked until the change ends."""
    table: Any = NumberSeries.__table__
    last: int = db.session.scalars(
        upsert(table)
        .values(state=state, last=count)
        .on_conflict_do_update(index_elements=["state"], set_={"last": table.c.last + count})
        .returning(table.c.last)
    ).one()
    return last


def _existing(numbers: Sequence[str]) -> Sequence[str | None]:
    return db.session.scalars(sa.select(Member.number).where(Member.number.in_(numbers))).all()


def settle_due() -> None:
    """Move on whoever's post ended or began since her record was last settled: once a day and process.

    Derived data only, so that the list's filters are right on the day itself. Never makes a reader wait: if
    another writer is busy it is left for the next page.
    """
    day = today()
    if current_app.extensions.get("members_settled_on") == day:
        return
    due = db.session.scalars(sa.select(Member.id).where(Member.now_until < day)).all()
    try:
        if due:
            with bookkeeping(patience=0.1):
                settle(due, day)
    except sa.exc.OperationalError as error:
        if not is_locked(error):
            raise
    else:
        current_app.extensions["members_settled_on"] = day


def _check_named(person: Person) -> None:
    if not person.family and not person.given:
        raise Refused(_l("Write at least one name, in the family name or the given name."), field="family")
