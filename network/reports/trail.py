"""An entry of the audit trail as people read it: what it is about, and each value before and after."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, cast

import sqlalchemy as sa
from flask_babel import gettext as _

from network.accounts.models import Account
from network.agencies.models import Agency, AgencyName
from network.audit.models import AuditEntry
from network.database import Base, UtcDateTime, db
from network.exports.models import Export, Layout
from network.members.models import Member
from network.participation.models import Participation
from network.priorities.models import Plan, Priority
from network.reports.words import UNSAID, field_word, record_word
from network.trainings.models import Organisation, Training
from network.vocabulary import REGION_ZONE
from network.web.formats import day, listed, moment, number
from network.web.words import label


@dataclass(frozen=True)
class Subject:
    """What an entry is about. `key` names the record as the trail does: "training:12"."""

    key: str
    kind: str
    name: str
    uid: str | None = None

    @property
    def table(self) -> str:
        return self.key.partition(":")[0]

    @property
    def id(self) -> int:
        return int(self.key.partition(":")[2])


def subjects(keys: Iterable[str]) -> dict[str, Subject]:
    """The records of these keys under their present names, in one statement whatever their number."""
    ids: dict[str, set[int]] = {}
    for key in keys:
        table, _colon, text = key.partition(":")
        if text.isdecimal():
            ids.setdefault(table, set()).add(int(text))
    found: dict[str, Any] = {}
    if selects := [_NAMES[table](wanted) for table, wanted in ids.items() if table in _NAMES]:
        for row in db.session.execute(sa.union_all(*selects)):
            found[f"{row.kind}:{row.id}"] = row
    wanted = [f"{table}:{number}" for table, numbers in ids.items() for number in numbers]
    return {key: _subject(key, found.get(key)) for key in wanted}


def _subject(key: str, row: Any) -> Subject:
    table, _colon, number_ = key.partition(":")
    if row is None:
        return Subject(key, record_word(table), _("No. %(number)s", number=number_))
    name = " ".join(part for part in (row.first, row.second) if part)
    return Subject(key, record_word(table), name, row.uid)


def _named(kind: str, model: Any, first: Any, second: Any = None, uid: Any = None, *joins: Any) -> Any:
    """How rows of a table are named: a select of kind, id, two parts of a name, and a uid for the address."""
    empty, none = sa.literal(""), sa.literal(None, sa.String)

    def select(ids: set[int]) -> sa.Select[Any]:
        columns = [
            sa.literal(kind).label("kind"),
            model.id.label("id"),
            sa.type_coerce(first, sa.Text).label("first"),
            sa.type_coerce(empty if second is None else second, sa.Text).label("second"),
            (none if uid is None else uid).label("uid"),
        ]
        statement = sa.select(*columns).where(model.id.in_(sorted(ids)))
        for target, on in joins:
            statement = statement.outerjoin(target, on)
        return statement

    return select


_LAST_NAME = sa.and_(AgencyName.agency_id == Agency.id, AgencyName.ends_on.is_(None))
_WHO = (Member, Member.id == Participation.member_id)
_NAMES = {
    "member": _named("member", Member, Member.family, Member.given, Member.uid),
    "training": _named("training", Training, Training.title),
    "account": _named("account", Account, Account.name),
    "agency": _named("agency", Agency, AgencyName.english, None, None, (AgencyName, _LAST_NAME)),
    "organisation": _named("organisation", Organisation, Organisation.name),
    "plan": _named("plan", Plan, Plan.title),
    "priority": _named("priority", Priority, Priority.code, Priority.title),
    "participation": _named("participation", Participation, Member.family, Member.given, Member.uid, _WHO),
    "export": _named("export", Export, Export.title),
    "layout": _named("layout", Layout, Layout.name),
}


@dataclass(frozen=True)
class Row:
    """One row that was added, changed or removed (`verb`); its values are (field, before, after)."""

    key: str
    kind: str
    verb: str
    values: list[tuple[str, str, str]]


@dataclass(frozen=True)
class Details:
    """What an entry recorded: facts of the whole change, and its rows."""

    facts: list[tuple[str, str]] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)


def details_of(entry: AuditEntry) -> Details:
    """The entry's record in words of the page's language."""
    recorded = entry.details
    facts = [(field_word(name), plain(value)) for name, value in recorded.get("facts", {}).items()]
    return Details(facts, [_row(row) for row in recorded.get("rows", ())])


def _row(recorded: Mapping[str, Any]) -> Row:
    verb = next(word for word in ("added", "changed", "removed") if word in recorded)
    table = recorded["table"]
    values = []
    for name, value in recorded[verb].items():
        if name in UNSAID:
            continue
        before, after = {"added": (None, value), "removed": (value, None)}.get(verb) or value
        values.append((field_word(name), value_text(table, name, before), value_text(table, name, after)))
    return Row(f"{table}:{recorded['id']}", record_word(table), verb, values)


def value_text(table: str, name: str, value: Any) -> str:
    """A recorded value as people read it: by the type of its column, where the column is still there."""
    known = Base.metadata.tables.get(table)
    column = known.c.get(name) if known is not None else None
    if value is None or column is None or not isinstance(value, str):
        return plain(value)
    kind = column.type
    try:
        if isinstance(kind, sa.Enum) and kind.enum_class:
            return label(cast(StrEnum, kind.enum_class(value)))
        if isinstance(kind, UtcDateTime):
            return moment(datetime.fromisoformat(value), REGION_ZONE)
        if isinstance(kind, sa.Date):
            return day(date.fromisoformat(value))
    except ValueError:  # a word or a form of an earlier version
        return value
    return value


def plain(value: Any) -> str:
    """A recorded value without a column: numbers, lists and yes or no in the page's language."""
    match value:
        case None:
            return ""
        case bool():
            return str(_("yes") if value else _("no"))
        case int() | float():
            return str(number(value))
        case [list() as before, list() as after]:  # links, which have no row of their own
            return f"{plain(before) or '—'} → {plain(after) or '—'}"
        case list():
            return str(listed(plain(one) for one in value))
        case dict():
            return "; ".join(f"{name}: {plain(one)}" for name, one in value.items())
        case _:
            return str(value)
