"""The personal calendar feed (RFC 5545): whose it is, what is in it, and how calendars read it.

It holds no more than a title, times, a city and an address, because a secret address is easily passed on.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa
from icalendar import Calendar, Event

from network.access.scope import Actor
from network.accounts.actor import SignedIn
from network.accounts.models import Account
from network.accounts.passwords import token_hash
from network.accounts.queries import actor_with
from network.clock import today
from network.database import db
from network.trainings.models import Training, TrainingSession
from network.trainings.own import in_her_calendar
from network.trainings.queries import visible
from network.vocabulary import REGION_ZONE, Language, TrainingStatus

#: A feed begins this long ago: calendars keep what they have seen.
FEED_DAYS = 370


def owner(token: str) -> SignedIn | None:
    """Whose calendar has this secret address, with the roles of today."""
    return actor_with(Account.feed_hash == token_hash(token))


def is_made(account_id: int) -> bool:
    """Whether the account has made an address for its calendar."""
    made = sa.select(Account.id).where(Account.id == account_id, Account.feed_hash.is_not(None))
    return db.session.scalar(made) is not None


def rows(actor: Actor) -> Sequence[Any]:
    """Sessions for her calendar, with their training's facts. Never of a draft: the address is easily passed on."""
    select = (
        sa.select(
            TrainingSession.id, TrainingSession.starts_at, TrainingSession.ends_at,
            TrainingSession.title.label("part"), TrainingSession.title_ru.label("part_ru"),
            sa.or_(TrainingSession.cancelled, Training.status == TrainingStatus.CANCELLED).label("cancelled"),
            Training.id.label("training_id"), Training.title, Training.title_ru, Training.city, Training.city_ru,
            Training.version, Training.changed_at,
        )
        .join(TrainingSession.training)
        .where(
            in_her_calendar(actor),
            visible(actor),
            Training.status.in_((TrainingStatus.PUBLISHED, TrainingStatus.CANCELLED)),
            Training.ends_on >= today(REGION_ZONE) - timedelta(days=FEED_DAYS),
        )
        .order_by(TrainingSession.starts_at, TrainingSession.id)
    )  # fmt: skip
    return db.session.execute(select).all()


def written(found: Iterable[Any], *, name: str, language: str, public_url: str, path: str) -> bytes:
    """The feed as a file. Times are in UTC, so that no calendar needs to know the zone.

    `path` is a training's address with {} for its id. UIDs stay the same when a session moves; the version of its
    training is the SEQUENCE by which calendars tell a newer one.
    """
    host = urlsplit(public_url).hostname
    calendar = Calendar()
    calendar.add("prodid", "-//Regional Network//Trainings//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    for row in found:
        event = Event()
        event.add("uid", f"session-{row.id}@{host}")
        event.add("sequence", row.version)
        event.add("dtstamp", row.changed_at)
        event.add("last-modified", row.changed_at)
        event.add("dtstart", row.starts_at)
        event.add("dtend", row.ends_at)
        event.add("summary", _summary(row, language))
        if city := (row.city_ru if language == Language.RUSSIAN else "") or row.city:
            event.add("location", city)
        event.add("url", public_url + path.format(row.training_id))
        event.add("status", "CANCELLED" if row.cancelled else "CONFIRMED")
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _summary(row: Any, language: str) -> str:
    russian = language == Language.RUSSIAN
    title, part = (row.title_ru if russian else "") or row.title, (row.part_ru if russian else "") or row.part
    return f"{title}: {part}" if part else title
