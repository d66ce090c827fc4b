"""Selects about what was exported, what happened, and who has seen whom; the latest first."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask import current_app
from sqlalchemy import ColumnElement

from network.access.policy import Action
from network.access.scope import Actor, condition
from network.accounts.listing import found_by_words
from network.accounts.models import Account
from network.audit.models import AuditEntry, Reading, Seen
from network.clock import now
from network.database import db
from network.exports.models import Export
from network.merging.queries import merged_ids
from network.trainings.models import Training
from network.vocabulary import REGION_ZONE, Sighting
from network.web.fields import LARGEST
from network.web.paging import Page, page_of


def exports_page(actor: Actor, chosen: Mapping[str, Any]) -> Page:
    """One page of the exports that she may see. Narrowed by `number`, `who`, `account`, `format` and the period."""
    select = sa.select(
        Export.id, Export.at, Export.account_id, Export.by_name, Export.title, Export.facts, Export.purpose,
        Export.recipient, Export.locked, Export.format, Export.rows, Export.columns, Export.sha256,
    ).where(condition(actor, Action.EXPORTS_VIEW, Export))  # fmt: skip
    if number := chosen.get("number"):
        select = select.where(Export.id == number)
    if word := chosen.get("format"):
        select = select.where(Export.format == word)
    return page_of(_narrowed(select, Export, chosen), (Export.id,), descending=True)


def trail_page(actor: Actor, chosen: Mapping[str, Any]) -> Page:
    """One page of the trail. Narrowed by `event` (one, or all of a group: "training:"), `who`, `account`,
    `record` ("training:12") and the period."""
    entry = AuditEntry
    select = sa.select(
        entry.number, entry.at, entry.event, entry.account_id, author_name().label("by_name"), entry.subject, entry.why
    ).where(condition(actor, Action.AUDIT_VIEW, entry))
    if event := chosen.get("event"):
        whole = event.endswith(":")
        select = select.where(entry.event.like(f"{event}%") if whole else entry.event == event)
    if record := chosen.get("record"):
        select = select.where(entry.subject.in_(_with_merged(record)))
    return page_of(_narrowed(select, entry, chosen), (entry.number,), descending=True)


def _with_merged(record: str) -> list[str]:
    """The record as the trail names it, and those that went into it."""
    table, _colon, number = record.partition(":")
    if table != "member" or not number.isdecimal() or int(number) > LARGEST:
        return [record]
    return [record, *(f"member:{one}" for one in db.session.scalars(merged_ids(int(number))))]


def author_name() -> ColumnElement[str]:
    """Who made an entry, by the name that the account bears now; entries of earlier releases hold one themselves."""
    name = sa.select(Account.name).where(Account.id == AuditEntry.account_id).scalar_subquery()
    return sa.func.coalesce(sa.func.nullif(AuditEntry.by_name, ""), name, "")


def name_of_author(entry: AuditEntry) -> str:
    """Who made this entry."""
    return db.session.scalar(sa.select(author_name()).where(AuditEntry.number == entry.number)) or ""


def _narrowed(select: sa.Select[*tuple[Any, ...]], model: Any, chosen: Mapping[str, Any]) -> Any:
    if account_id := chosen.get("account"):
        select = select.where(model.account_id == account_id)
    if who := chosen.get("who"):
        select = select.where(_by(model, who))
    if first := chosen.get("first"):
        select = select.where(model.at >= _begins(first))
    if last := chosen.get("last"):
        select = select.where(model.at < _begins(last + timedelta(days=1)))
    return select


def _by(model: Any, text: str) -> ColumnElement[bool]:
    """Whose name or e-mail has words today that begin so, or whose name did when it was recorded."""
    return sa.or_(model.account_id.in_(found_by_words(text)), model.by_name == text)


def _begins(day: date) -> datetime:
    """The moment at which the day begins by the clock of the region."""
    return datetime.combine(day, time(), ZoneInfo(REGION_ZONE))


def seen_latest(actor: Actor, most: int) -> Sequence[Any]:
    """Who has seen the reader's own record, at most so many; one statement."""
    return db.session.execute(_seen_by(actor).order_by(Reading.id.desc()).limit(most)).all()


def seen_page(actor: Actor) -> Page:
    """One page of all who have seen the reader's own record."""
    return page_of(_seen_by(actor), (Reading.id,), descending=True)


def _seen_by(actor: Actor) -> sa.Select[*tuple[Any, ...]]:
    """For the days that the deployment keeps it. A list is told once its export is recorded: of one that failed on
    the way nothing left."""
    kept = now() - timedelta(days=current_app.config["SETTINGS"].seen_days)
    own = condition(actor, Action.SEEN_VIEW, Seen)
    # Found by the person; of the few readings of many people each is asked whether she is in it.
    hers = sa.select(Seen.reading_id).where(own, Seen.bulk.is_(False))
    crowded = sa.select(Reading.id).where(Reading.bulk.is_(True), sa.exists().where(Seen.reading_id == Reading.id, own))
    return (
        sa.select(
            Reading.id, Reading.hour, Reading.what, Reading.role, Reading.states, Seen.in_part,
            Reading.export_id, Export.list_name, Export.columns, Export.purpose, Export.recipient,
            Training.title, Training.title_ru, Reading.purpose.label("opened_for"),
        )
        .join(Seen, Seen.reading_id == Reading.id)
        .outerjoin(Export, Export.id == Reading.export_id)
        .outerjoin(Training, Training.id == Reading.training_id)
        .where(
            Reading.id.in_(hers.union_all(crowded)),
            own,
            Reading.hour >= kept,
            sa.or_(Reading.what != Sighting.LISTED, Export.id.is_not(None)),
        )
    )  # fmt: skip
