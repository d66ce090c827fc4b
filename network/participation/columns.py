"""The columns of participants lists, in the order in which they are offered: for the page and every export.

A higher feature adds its own with `extend`: a field for the select and a column to read it.
"""

from collections.abc import Callable
from datetime import date, datetime
from operator import attrgetter
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp

from network.access.policy import Action
from network.access.scope import Actor, may
from network.exports.table import Column, Kind
from network.members.models import Member
from network.participation.fields import FIELDS, Field

#: What a row is called by: the family name, or the whole one.
NAMES = {"family", "family_latin", "name", "latin"}
#: What leads to a person herself: never on a list unless somebody puts it there.
_CONTACTS = {"email", "phone"}
_CAUTION = _l("only if the host needs it")


def _column(
    key: str, heading: Any, width: int = 16, kind: Kind = Kind.TEXT, value: Callable[[Any], Any] | None = None
) -> Column[Any]:
    """The column of the field of the same name. What it needs, the field says."""
    caution = _CAUTION if key in _CONTACTS else ""
    # Name and agency are on everybody's list: it is the shielded alone of whom they are not told.
    needs = FIELDS[key].needs if FIELDS[key].needs is not Action.MEMBER_IDENTIFY else None
    return Column(key, heading, value or attrgetter(key), width, kind, needs, key in NAMES, caution)


def _local_day(key: str) -> Callable[[Any], date | None]:
    """The date of a moment by the clock of the training."""

    def read(row: Any) -> date | None:
        moment: datetime | None = getattr(row, key)
        return moment.astimezone(ZoneInfo(row.zone)).date() if moment else None

    return read


def phone_of(row: Any) -> str | None:
    """Her phone, which lies sealed for her record. None: not for this reader."""
    phone: str | None = Member.phone.opened(row.phone, row.phone_uid)
    return phone


CATALOGUE: list[Column[Any]] = [
    _column("number", _l("No."), 6, Kind.NUMBER),
    _column("state", _l("State"), 14),
    _column("state_code", _l("State, code"), 8),
    _column("agency", _l("Agency (at the training)"), 34),
    _column("agency_kind", _l("Kind of agency (at the training)"), 18),
    _column("rank", _l("Rank (at the training)"), 18),
    _column("band", _l("Rank band (at the training)"), 12),
    _column("position", _l("Position (at the training)"), 28),
    _column("state_now", _l("State now"), 14),
    _column("agency_now", _l("Agency now"), 34),
    _column("rank_now", _l("Rank now"), 18),
    _column("band_now", _l("Rank band now"), 12),
    _column("position_now", _l("Position now"), 28),
    _column("seconded_to", _l("Seconded to, now"), 34),
    _column("family", _l("Family name"), 20),
    _column("given", _l("Given name"), 18),
    _column("patronymic", _l("Patronymic / other name"), 18),
    _column("family_latin", _l("Family name in Latin letters"), 20),
    _column("given_latin", _l("Given name in Latin letters"), 18),
    _column("patronymic_latin", _l("Patronymic / other name in Latin letters"), 18),
    _column("name", _l("Full name"), 32),
    _column("latin", _l("Full name in Latin letters"), 32),
    _column("sex", _l("Sex"), 10),
    _column("role", _l("Role"), 14),
    _column("status", _lp("participation", "Status"), 14),
    _column("email", _l("E-mail"), 28),
    _column("phone", _l("Phone"), 18, value=phone_of),
    _column("member_number", _l("Member number"), 12),
    _column("training", _l("Training"), 34),
    _column("starts_on", _l("First day"), 12, Kind.DATE),
    _column("ends_on", _l("Last day"), 12, Kind.DATE),
    _column("city", _l("City"), 16),
    _column("added", _l("Put on the list"), 12, Kind.DATE, _local_day("added")),
    _column("removed", _l("Removed from the list"), 12, Kind.DATE, _local_day("removed")),
    _column("removed_why", _l("Why removed"), 28),
]

#: What a participants list shows unless somebody chooses otherwise (DOMAIN, "How a training runs"), without contacts.
USUAL = ("number", "state", "agency", "rank", "family", "given", "position", "sex", "role")


def extend(
    key: str,
    heading: Any,
    field: Field,
    *,
    width: int = 16,
    kind: Kind = Kind.TEXT,
    value: Callable[[Any], Any] | None = None,
) -> None:
    """Add a column at the end of the catalogue, once, with the field that its cells are read from."""
    if key not in FIELDS:
        FIELDS[key] = field
        CATALOGUE.append(_column(key, heading, width, kind, value))


def available(actor: Actor) -> list[Column[Any]]:
    """The columns that she may have: one that needs a right that she has for nobody is not there."""
    return [column for column in CATALOGUE if column.needs is None or may(actor, column.needs)]
