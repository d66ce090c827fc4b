"""An entry of the audit trail as people read it: what it is about, and each value before and after."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, cast

import sqlalchemy as sa
from flask_babel import gettext as _

from network.accounts.models import Account, SignIn
from network.agencies.models import Agency, AgencyName
from network.agencies.queries import name_in
from network.audit.models import AuditEntry
from network.audit.persons import recorded
from network.database import Base, UtcDateTime, db
from network.exports.models import Export, Layout
from network.members.models import Member
from network.merging.models import Merger
from network.participation.models import Participation
from network.priorities.models import Plan, Priority
from network.ranks.models import Rank
from network.ranks.queries import title_in
from network.reports.words import UNSAID, field_word, record_word
from network.trainings.models import Organisation, Training, TrainingSession
from network.vocabulary import REGION_ZONE
from network.web.formats import day, listed, moment, number
from network.web.i18n import language, said
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
        if "member" in ids:
            selects.append(_merged(ids["member"]))
        for row in db.session.execute(sa.union_all(*selects)):
            found[f"{row.kind}:{row.id}"] = row
    wanted = [f"{table}:{number}" for table, numbers in ids.items() for number in numbers]
    return {key: _subject(key, found.get(key)) for key in wanted}


def _subject(key: str, row: Any) -> Subject:
    table, _colon, number_ = key.partition(":")
    if row is None:
        # What came in with many others had no number yet when it was told of.
        name = _("No. %(number)s", number=number_) if number_ != "0" else ""
        return Subject(key, record_word(table), name)
    name = " ".join(part for part in (row.first, row.second) if part)
    return Subject(key, record_word(table), name, row.uid)


def _named(kind: str, model: Any, first: Any, second: Any = None, uid: Any = None, *joins: Any) -> Any:
    """How rows of a table are named: a select of kind, id, two parts of a name, and a uid for the address.

    The parts are made for each reader, in her language.
    """
    empty, none = sa.literal(""), sa.literal(None, sa.String)

    def select(ids: set[int]) -> sa.Select[Any]:
        columns = [
            sa.literal(kind).label("kind"),
            model.id.label("id"),
            sa.type_coerce(first(), sa.Text).label("first"),
            sa.type_coerce(empty if second is None else second(), sa.Text).label("second"),
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
    "member": _named("member", Member, lambda: Member.family, lambda: Member.given, Member.uid),
    "training": _named("training", Training, lambda: said(Training.title, Training.title_ru)),
    "account": _named("account", Account, lambda: Account.name),
    "agency": _named("agency", Agency, lambda: name_in(language()), None, None, (AgencyName, _LAST_NAME)),
    "organisation": _named("organisation", Organisation, lambda: said(Organisation.name, Organisation.name_ru)),
    "plan": _named("plan", Plan, lambda: said(Plan.title, Plan.title_ru)),
    "priority": _named("priority", Priority, lambda: Priority.code, lambda: said(Priority.title, Priority.title_ru)),
    "participation": _named(
        "participation", Participation, lambda: Member.family, lambda: Member.given, Member.uid, _WHO
    ),
    "export": _named("export", Export, lambda: Export.title),
    "layout": _named("layout", Layout, lambda: Layout.name),
    "rank": _named("rank", Rank, lambda: title_in(language())),
}


def _merged(ids: set[int]) -> sa.Select[*tuple[Any, ...]]:
    """Records that went into others bear the names of those."""
    kind = sa.literal("member").label("kind")
    columns = (kind, Merger.gone_id.label("id"), Member.family, Member.given, Member.uid)
    gone = Merger.gone_id.in_(sorted(ids))
    select: sa.Select[*tuple[Any, ...]] = sa.select(*columns).join(Member, Member.id == Merger.member_id).where(gone)
    return select


@dataclass(frozen=True)
class Row:
    """One row that was added, changed or removed (`verb`); its values are (field, before, after).

    `name` is its key, like "training:12"; a mark, which has none in the trail, is named by person and session.
    """

    name: str
    kind: str
    verb: str
    values: list[tuple[str, str, str]]
    erased: bool = False  # its personal values were, with the person


@dataclass(frozen=True)
class Details:
    """What an entry recorded: facts of the whole change, and its rows."""

    facts: list[tuple[str, str]] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)


def details_of(entry: AuditEntry, most: int) -> Details:
    """The entry's record in words of the page's language; records that the first `most` rows point at by name."""
    what = recorded(entry)
    facts = [(field_word(name), plain(value)) for name, value in what.get("facts", {}).items()]
    rows = what.get("rows", ())
    marks = _names_of_marks([row for row in rows if "id" not in row])
    pointed = [key for row in rows[:most] for name, *both in _values(row) for key in _keys(row, name, both)]
    known = subjects([*pointed, *(_key(row) for row in rows[:most])])
    return Details(facts, [_row(row, known, marks) for row in rows])


def _verb(row: Mapping[str, Any]) -> str:
    return next(word for word in ("added", "changed", "removed") if word in row)


def _values(row: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    """Field, before and after of whatever says something to people."""
    verb = _verb(row)
    for name, value in row[verb].items():
        if name not in UNSAID:
            before, after = {"added": (None, value), "removed": (value, None)}.get(verb) or value
            yield name, before, after
    if "id" not in row:  # a mark: what it kept beside what changed; the device's clock is told of the new one
        for name in ("status", "mode", "client_at"):
            if name in row and name not in row[verb]:
                yield name, None if name == "client_at" else row[name], row[name]


def _key(row: Mapping[str, Any]) -> str:
    return f"{row['table']}:{row.get('id', '')}"


def _keys(row: Mapping[str, Any], name: str, ids: Iterable[Any]) -> list[str]:
    """The records that a field points at, named as the trail names them."""
    table = _pointed_at(row["table"], name)
    return [f"{table}:{one}" for one in ids if one is not None] if table else []


def _pointed_at(table: str, name: str) -> str | None:
    known = Base.metadata.tables.get(table)
    column = known.c.get(name) if known is not None else None
    keys = column.foreign_keys if column is not None else ()
    return next((key.column.table.name for key in keys if key.column.name == "id"), None)


def _row(row: Mapping[str, Any], known: Mapping[str, Subject], marks: Mapping[tuple[int, int], str]) -> Row:
    table, key = row["table"], _key(row)

    def text(name: str, value: Any) -> str:
        for one in _keys(row, name, [value]):
            return known[one].name if one in known else str(_("No. %(number)s", number=value))
        return value_text(table, name, value)

    named = known[key].name if key in known else ""
    about = named if "id" in row else marks[_cell(row)]
    values = [(field_word(name), text(name, before), text(name, after)) for name, before, after in _values(row)]
    return Row(about, record_word(table), _verb(row), values, row.get("erased", False))


def _cell(mark: Mapping[str, Any]) -> tuple[int, int]:
    return mark["participation"], mark["session"]


def _names_of_marks(marks: Sequence[Mapping[str, Any]]) -> dict[tuple[int, int], str]:
    """Whose mark each is, and of which session, in two statements whatever their number."""
    if not marks:
        return {}
    people = subjects(f"participation:{mark['participation']}" for mark in marks)
    found = db.session.execute(
        sa.select(TrainingSession.id, TrainingSession.starts_at, Training.zone)
        .join(Training, Training.id == TrainingSession.training_id)
        .where(TrainingSession.id.in_({mark["session"] for mark in marks}))
    )
    sessions = {row.id: moment(row.starts_at, row.zone) for row in found}
    return {
        (person, session): f"{people[f'participation:{person}'].name}, {sessions.get(session, session)}"
        for person, session in map(_cell, marks)
    }


def value_text(table: str, name: str, value: Any) -> str:
    """A recorded value as people read it: by the type of its column, where the column is still there."""
    known = Base.metadata.tables.get(table)
    column = known.c.get(name) if known is not None else None
    if value is None or column is None or not isinstance(value, str):
        return plain(value)
    kind = column.type
    if (table, name) == ("member", "born_on"):
        return day(date.fromisoformat(value))
    if (table, name) == ("sign_in", "device"):
        return SignIn(device=value).device_name or value
    try:
        if isinstance(kind, sa.Enum) and kind.enum_class:
            return label(cast(StrEnum, kind.enum_class(value)))
        if isinstance(kind, UtcDateTime):
            return moment(datetime.fromisoformat(value), REGION_ZONE)
        if isinstance(kind, sa.Date):
            return day(date.fromisoformat(value))
    except (ValueError, OverflowError):  # a word or a form of an earlier version, a clock gone astray
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
