"""The directory: who opened herself to the reader, what is shown of her, and how many people one may look at in a day.

Counted are people, not pages: each once a day and account, whichever list, search, state or photo showed her. Coming
back costs nothing, and a script that turns every page stops where a person would.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, cast

import sqlalchemy as sa
from blinker import Signal
from flask import current_app
from flask_babel import lazy_gettext as _l

from network.access.policy import Action
from network.access.scope import Actor, permitted
from network.audit.changes import bookkeeping, change
from network.audit.events import Event
from network.clock import now, today
from network.config import Settings
from network.database import db, upsert
from network.errors import Refused
from network.files.models import StoredFile
from network.members import queries
from network.members.consents import Consent, DirectoryDay, DirectorySight, Photo, opened_to
from network.members.models import Member
from network.vocabulary import REGION_ZONE, Opened
from network.web.paging import Page

#: Sent inside the change that notes it: an account has seen as many people as a day allows. Accounts lie above.
limit_reached = Signal()
#: Days for which a member is told how many people looked at her entry.
TOLD_DAYS = 30

_DAYS, _SIGHTS = cast(sa.Table, DirectoryDay.__table__), cast(sa.Table, DirectorySight.__table__)


class LimitReached(Refused):
    """She has looked at as many people today as a day allows."""

    sentence = _l(
        "You have looked at as many people today as the directory shows in one day. Whom you have seen today you can "
        "open again; others tomorrow. You need more of them today? Write to the secretariat and say what for."
    )


@dataclass(frozen=True, slots=True)
class Entry:
    """A person as the directory shows her: empty is what she did not open to the reader."""

    person: queries.Listed
    email: str
    phone: str
    photo: str | None

    @property
    def letters(self) -> str:
        """In the place of a photo: the first letters of the names as she writes them."""
        return "".join(word[0] for word in self.person.name.split()[:2])


def page(actor: Actor, chosen: Mapping[str, Any]) -> Page:
    """One page of those who opened themselves to the actor, by family name; narrowed by `q` and `state`."""
    found, why = queries.directory_page(actor, chosen)
    people = entries(actor, [row[1] for row in found.rows])
    rows = [replace(one, person=replace(one.person, why=why.get(one.person.id, ""))) for one in people]
    return replace(found, rows=rows)


def entry(actor: Actor, member_uid: str) -> Entry | None:
    """One person's entry, if it is open to the actor."""
    select = permitted(actor, Action.DIRECTORY_VIEW, Member).with_only_columns(Member.id)
    found = entries(actor, list(db.session.scalars(select.where(Member.uid == member_uid))))
    return found[0] if found else None


def entries(actor: Actor, member_ids: Sequence[int]) -> list[Entry]:
    """These people in this order, each with what she opened to the actor; two statements."""
    if not member_ids:
        return []

    def open_(what: Opened, column: Any, otherwise: Any) -> Any:
        return sa.case((Member.id.in_(opened_to(actor, what)), column), else_=otherwise)

    select = (
        sa.select(
            Member.id,
            Member.uid,
            open_(Opened.EMAIL, Member.email, "").label("email"),
            open_(Opened.PHONE, Member.phone_sealed, "").label("phone"),
            open_(Opened.PHOTO, Photo.uid, None).label("photo"),
        )
        .outerjoin(Photo, Photo.member_id == Member.id)
        .where(Member.id.in_(member_ids))
    )
    cells = {row.id: row for row in db.session.execute(select)}
    return [
        Entry(one, cells[one.id].email, Member.phone.opened(cells[one.id].phone, one.uid) or "", cells[one.id].photo)
        for one in queries.listed(member_ids)
    ]


def note_shown(member_ids: Sequence[int], by: Any) -> None:
    """Before these people are shown: each counts once a day. Raises LimitReached, and then nothing is shown.

    The row of the day makes parallel requests of the account wait for each other, so that together they get no more.
    """
    others = sorted({one for one in member_ids if one != by.member_id})
    if not others:
        return
    day = today(REGION_ZONE)
    try:
        with bookkeeping():
            new = _new_sights(by.account_id, day, others)
            if new and _count(by.account_id, day, new) > _settings().directory_daily:
                raise LimitReached
    except LimitReached:
        _alert(by, day)
        raise


def _new_sights(account_id: int, day: date, member_ids: Sequence[int]) -> int:
    rows = [{"account_id": account_id, "day": day, "member_id": one} for one in member_ids]
    statement = upsert(_SIGHTS).values(rows).on_conflict_do_nothing().returning(_SIGHTS.c.member_id)
    return len(db.session.connection().execute(statement).all())


def _count(account_id: int, day: date, new: int) -> int:
    """The people of the day with these; the first of a day also forgets what is too old to be told."""
    statement = upsert(_DAYS).values(account_id=account_id, day=day, people=new, alerted=False)
    added = {"people": _DAYS.c.people + new}
    connection = db.session.connection()
    people = connection.execute(
        statement.on_conflict_do_update(index_elements=["account_id", "day"], set_=added).returning(_DAYS.c.people)
    ).scalar_one()
    if people == new:
        for table in (_SIGHTS, _DAYS):
            connection.execute(table.delete().where(table.c.day < day - timedelta(days=TOLD_DAYS)))
    return int(people)


def _alert(by: Any, day: date) -> None:
    """Once a day and account: into the trail, and to the secretariat."""
    with bookkeeping():  # the row may not be there yet: somebody asked for more at once than a day allows
        empty = {"account_id": by.account_id, "day": day, "people": 0, "alerted": False}
        db.session.connection().execute(upsert(_DAYS).values(empty).on_conflict_do_nothing())
    with change(Event.DIRECTORY_LIMIT_REACHED, by=by) as note:
        held = db.session.get_one(DirectoryDay, (by.account_id, day), with_for_update=True, populate_existing=True)
        if held.alerted:
            note.nothing()
            return
        held.alerted = True
        note.facts = {"people": held.people}
        limit_reached.send(None)


def photo_content(photo: Photo) -> bytes:
    """The bytes of a photo that the reader may see."""
    return db.session.scalars(sa.select(StoredFile.content).where(StoredFile.id == photo.file_id)).one()


def decisions(member_id: int) -> Sequence[Consent]:
    """All her decisions, the latest first."""
    select = sa.select(Consent).where(Consent.member_id == member_id)
    return db.session.scalars(select.order_by(Consent.starts_at.desc(), Consent.id.desc())).all()


def open_now(decisions: Sequence[Consent]) -> dict[Opened, Consent]:
    """What of her is open now, in the order in which it is told."""
    held = {one.what: one for one in decisions if one.ends_at is None}
    return {what: held[what] for what in Opened if what in held}


def photo_of(member_id: int) -> Photo | None:
    """Her photo."""
    return db.session.scalar(sa.select(Photo).where(Photo.member_id == member_id))


def readers_of(member_id: int) -> int:
    """How many accounts looked at her entry in the last days."""
    since = now().date() - timedelta(days=TOLD_DAYS)
    readers = sa.select(sa.func.count(DirectorySight.account_id.distinct()))
    return db.session.scalar(readers.where(DirectorySight.member_id == member_id, DirectorySight.day >= since)) or 0


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings
