"""Participants lists over one training, several, or all in a period: whom they hold, what stands above."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy import ColumnElement

from network.access.policy import Action
from network.access.scope import Actor, condition
from network.agencies.models import AgencyName
from network.agencies.queries import name_in
from network.attendance.rule import expressions
from network.audit.unchanged import while_unchanged
from network.database import db
from network.exports.table import Column
from network.members.names import search_prefixes
from network.participation.columns import USUAL, available
from network.participation.fields import STATE_PLACES, name_place
from network.participation.models import Participation
from network.participation.queries import Wanted, participants
from network.trainings.models import Training
from network.trainings.queries import has_word
from network.vocabulary import TrainingStatus
from network.web.formats import day, listed, number, period
from network.web.i18n import in_language, language
from network.web.words import label

#: The name of this list in the records of exports and layouts.
NAME = "participants"
#: Trainings that a page offers at once, rows that it shows before the export, titles that a list prints.
OFFERED, PREVIEW, PRINTED = 20, 10, 3

#: What can be asked of attendance, by the one rule of attendance.
ATTENDANCE: dict[str, Any] = {
    "attended": _l("Attended at least one session"),
    "completed": _l("Met the completion rule"),
    "short": _l("Did not meet the completion rule"),
    "absent": _l("Attended no session that was held"),
}
Conditions = tuple[ColumnElement[bool], ...]


def _order(actor: Actor, codes: bool) -> tuple[Any, ...]:
    """What order a list is in: by state, then family name (trainings of one person stand together)."""
    name = name_place(actor, codes=codes)
    return STATE_PLACES, name, Participation.member_id, Training.starts_on, Participation.id


def columns_for(actor: Actor) -> list[Column[Any]]:
    """The columns that she may choose from. Every format numbers its rows itself, or lets a program do it."""
    return [column for column in available(actor) if column.key != "number"]


def usual(actor: Actor, chosen: Mapping[str, Any]) -> list[str]:
    """The columns unless somebody chooses: of more trainings than one, with the training."""
    known = {column.key for column in columns_for(actor)}
    keys = [key for key in USUAL if key in known]
    return keys if len(chosen.get("training", ())) == 1 else [*keys, "training", "starts_on"]


def is_chosen(chosen: Mapping[str, Any]) -> bool:
    """Whether trainings are named at all: without any, a list would be of everybody who ever took part."""
    return any(chosen.get(name) for name in ("training", "first", "last"))


def select(
    actor: Actor, names: Sequence[str], chosen: Mapping[str, Any], *, shielded_names: bool = False
) -> sa.Select[Any]:
    """The list's rows in order, with the fields of these names. Cells that she may not read are empty in it.

    Of the shielded it holds the codes, but where `shielded_names` is asked for by whoever may know them.
    """
    wanted = Wanted(
        training_ids=chosen.get("training", ()),
        first_day=chosen.get("first"),
        last_day=chosen.get("last"),
        states=chosen.get("state", ()),
        agency_ids=[chosen["agency"]] if chosen.get("agency") else (),
        agency_kinds=[chosen["kind"]] if chosen.get("kind") else (),
        roles=chosen.get("role", ()),
    )
    asked: Conditions = _attendance(chosen["attendance"]) if chosen.get("attendance") else ()
    if not chosen.get("training"):  # "all in a period" are those that took place or will
        asked = (*asked, Training.status == TrainingStatus.PUBLISHED)
    codes = not shielded_names
    return participants(actor, names, wanted, *asked, codes=codes, order=_order(actor, codes))


def _attendance(asked: str) -> Conditions:
    counted = expressions()
    attended, expected = counted["attended"], counted["expected"]
    met = attended * 100 >= Training.completion_percent * expected
    match asked:
        case "attended":
            return (attended > 0,)
        case "completed":
            return (expected > 0, met, counted["ahead"] == 0)
        case "short":
            return (expected > 0, sa.not_(met), counted["ahead"] == 0)
        case _:
            return (expected > 0, attended == 0)


@dataclass(frozen=True)
class Preview:
    """The first rows of a list, and how many there are."""

    rows: Sequence[Sequence[Any]]
    count: int


def preview(actor: Actor, columns: Sequence[Column[Any]], chosen: Mapping[str, Any]) -> Preview:
    """What an export would begin with; two statements."""
    statement = select(actor, [column.key for column in columns], chosen)
    rows = db.session.execute(statement.limit(PREVIEW)).all()
    if len(rows) < PREVIEW:
        count = len(rows)
    else:
        bare = select(actor, ["id"], chosen).order_by(None).subquery()
        count = db.session.scalar(sa.select(sa.func.count()).select_from(bare)) or 0
    return Preview([[column.value(row) for column in columns] for row in rows], count)


@dataclass(frozen=True)
class Offer:
    """Trainings to choose from: those that are chosen, then the latest that match."""

    chosen: Sequence[Any]
    found: Sequence[Any]
    more: bool


@while_unchanged
def offer(actor: Actor, ids: tuple[int, ...], text: str) -> Offer:
    """The trainings of these ids and the latest whose title, place or year `text` may mean; one statement."""
    one = Training
    columns = (one.id, one.title, one.title_ru, one.starts_on, one.ends_on, one.city, one.city_ru, one.status)
    readable = sa.and_(
        *(condition(actor, action, Training) for action in (Action.TRAINING_VIEW, Action.PARTICIPANTS_VIEW)),
        Training.status != TrainingStatus.DISCARDED,
    )
    found = sa.select(Training.id).where(readable, Training.id.not_in(ids))
    for word in search_prefixes(text):
        if len(word) == 4 and word.isdecimal():
            found = found.where(sa.extract("year", Training.starts_on) == int(word))
        else:
            found = found.where(has_word(word))
    latest = found.order_by(Training.starts_on.desc(), Training.id.desc()).limit(OFFERED + 1).subquery()
    statement = sa.select(*columns).where(
        readable, sa.or_(Training.id.in_(ids), Training.id.in_(sa.select(latest.c.id)))
    )
    rows = db.session.execute(statement.order_by(Training.starts_on.desc(), Training.id.desc())).all()
    wanted = set(ids)
    others = [row for row in rows if row.id not in wanted]
    return Offer([row for row in rows if row.id in wanted], others[:OFFERED], len(others) > OFFERED)


def title(trainings: Sequence[Any]) -> str:
    """What stands on top of the list."""
    if len(trainings) == 1:
        return str(_("Participants: %(training)s", training=in_language(trainings[0])))
    if trainings:
        count = len(trainings)
        return str(ngettext("Participants of %(num)s training", "Participants of %(num)s trainings", count))
    return str(_("Participants of all trainings in a period"))


def facts(trainings: Sequence[Any], chosen: Mapping[str, Any]) -> list[str]:
    """The lines under the title: which trainings, and what the list is narrowed to."""
    alone = len(trainings) == 1  # its title stands above already
    lines = []
    for row in trainings[:PRINTED]:
        parts = ("" if alone else in_language(row), in_language(row, "city"), period(row.starts_on, row.ends_on))
        lines.append(" · ".join(part for part in parts if part))
    if len(trainings) > PRINTED:
        lines.append(_("and %(count)s more", count=number(len(trainings) - PRINTED)))
    narrowed = _narrowed(chosen)
    return [*lines, " · ".join(narrowed)] if narrowed else lines


def _narrowed(chosen: Mapping[str, Any]) -> list[str]:
    words = []
    first, last = chosen.get("first"), chosen.get("last")
    if first and last:
        words.append(_("trainings of %(period)s", period=period(first, last)))
    elif first or last:
        begins = _("trainings from %(day)s on", day=day(first))
        words.append(begins if first else _("trainings up to %(day)s", day=day(last)))
    for name in ("state", "role"):
        if chosen.get(name):
            words.append(str(listed(label(one) for one in chosen[name])))
    if chosen.get("agency"):
        words.append(_agency(chosen["agency"]))
    if chosen.get("kind"):
        words.append(label(chosen["kind"]))
    if chosen.get("attendance"):
        words.append(str(ATTENDANCE[chosen["attendance"]]).lower())
    return words


def _agency(agency_id: int) -> str:
    """The agency under its present name."""
    last = sa.and_(AgencyName.agency_id == agency_id, AgencyName.ends_on.is_(None))
    return db.session.scalar(sa.select(name_in(language())).where(last)) or ""
