"""What a plan writes, row by row, as the database takes it: made ready before the lock, all of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from network.audit.changes import bookkeeping, described
from network.audit.each import Told, told
from network.audit.events import Event
from network.audit.models import PersonKey
from network.audit.persons import Ciphers, ciphers, new_keys
from network.database import ManyRows, db
from network.imports.keys import next_keys
from network.imports.models import ImportRow, ListImport
from network.imports.plans import Addition, Alteration, Plan
from network.members.commands import take_numbers
from network.members.models import Affiliation, Member
from network.members.previous import PreviousName
from network.vocabulary import State

_ROWS: Any = ImportRow.__table__
_MEMBERS: Any = Member.__table__
_POSTS: Any = Affiliation.__table__


@dataclass
class Ready:
    """The plan with keys and numbers set aside, and its rows. Those of additions stand in their order."""

    plan: Plan
    members: ManyRows | None = None
    member_rows: list[list[Any]] = field(default_factory=list)
    posts: ManyRows | None = None
    post_rows: list[list[Any] | None] = field(default_factory=list)
    keys: ManyRows | None = None
    key_rows: list[list[Any]] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    ciphers: Ciphers = field(default_factory=dict)


def set_aside(list_import_id: int, plan: Plan) -> Ready:
    """Give everybody new her keys and her number, and make every row. What is not used in the end leaves a gap."""
    members = [one.member for one in plan.additions]
    with bookkeeping():
        list_import = db.session.get_one(ListImport, list_import_id, with_for_update=True, populate_existing=True)
        for member, key in zip(members, next_keys(_MEMBERS, len(members)), strict=True):
            member.id = key
        if members:
            list_import.last_id = max(list_import.last_id or 0, members[-1].id)
        _number(members)
        execute = db.session.connection().execute
        execute(
            sa.update(_ROWS).where(_ROWS.c.import_id == list_import_id, _ROWS.c.new_id.is_not(None)).values(new_id=None)
        )
        if members:
            rows = [{"key": one.row_id, "new_id": one.member.id} for one in plan.additions]
            execute(sa.update(_ROWS).where(_ROWS.c.id == sa.bindparam("key")), rows)
        if plan.wrote:
            execute(sa.update(_ROWS).where(_ROWS.c.id == sa.bindparam("key")), plan.wrote)
    owners = [f"member:{one.who.id}" for one in plan.alterations]
    ready = Ready(plan, ciphers=ciphers(owners))
    db.session.rollback()
    if members:
        _make_rows(ready, list_import_id)
    return ready


def _number(members: Sequence[Member]) -> None:
    """The next numbers of each state, in the order of the list."""
    by_state: dict[State, list[Member]] = {}
    for member in members:
        by_state.setdefault(member.state, []).append(member)
    for state in sorted(by_state):
        for member, number in zip(by_state[state], take_numbers(state, len(by_state[state])), strict=True):
            member.number = number


def _make_rows(ready: Ready, list_import_id: int) -> None:
    additions = ready.plan.additions
    posts = [one.post for one in additions if one.post is not None]
    rows, made = new_keys([one.member.of_person for one in additions])
    names = written_columns(Member, [one.member for one in additions])
    ready.members = table = ManyRows(_MEMBERS, names)
    ready.member_rows = [table.ready(values_of(one.member, names)) for one in additions]
    if posts:
        of_post = written_columns(Affiliation, posts, "id", "member_id")
        ready.posts = ManyRows(_POSTS, of_post)
        for one in additions:
            if one.post is not None:
                one.post.member_id = one.member.id
            ready.post_rows.append(ready.posts.ready(values_of(one.post, of_post)) if one.post is not None else None)
    for one in additions:
        for name in one.previous:
            name.member_id = one.member.id
    ready.keys = ManyRows(PersonKey.__table__, ("owner", "key"))
    ready.key_rows = [ready.keys.ready((row["owner"], row["key"])) for row in rows]
    facts = {"list": list_import_id}
    ready.told = [
        told(Event.IMPORT_ADDED, one.member.of_person, lines_of_addition(one), made, facts) for one in additions
    ]


def written_columns(model: Any, records: Sequence[Any], *always: str) -> list[str]:
    """The columns that records of the model are written with; those that nobody sets, and that have a default in the
    database, are left to it."""
    names = []
    for name, column in model.__table__.columns.items():
        key = model.__mapper__.get_property_by_column(column).key
        if name in always or _default(column) is not None or any(getattr(one, key) is not None for one in records):
            names.append(name)
    return names


def values_of(record: Any, names: Sequence[str]) -> list[Any]:
    """The values of these columns; what nobody set has the column's own default."""
    columns = record.__table__.columns
    mapper = record.__mapper__
    found = []
    for name in names:
        value = getattr(record, mapper.get_property_by_column(columns[name]).key)
        found.append(_default(columns[name]) if value is None else value)
    return found


def _default(column: Any) -> Any:
    return column.default.arg if column.default is not None and column.default.is_scalar else None


def lines_of_addition(one: Addition) -> list[dict[str, Any]]:
    """The trail's rows of somebody new. Her post is told with her: it has no key yet."""
    member_id = one.member.id
    fields, personal = described(one.member, "added")
    rows = [_line("member", member_id, member_id, "added", fields, personal)]
    if one.post is not None:
        rows.append(_line("affiliation", 0, member_id, "added", *described(one.post, "added")))
    return [*rows, *_lines_of_previous(one.previous)]


def _lines_of_previous(names: Sequence[PreviousName]) -> list[dict[str, Any]]:
    """Without their keys, which they get only when they are written."""
    return [_line("previous_name", 0, one.member_id, "added", *described(one, "added")) for one in names]


def lines_of_alteration(one: Alteration) -> list[dict[str, Any]]:
    """The trail's rows of somebody whose record is completed."""
    who = one.who.id
    rows = []
    if one.told:
        fields = {name: list(both) for name, both in one.told.items() if name == "sex"}
        personal = {name: list(both) for name, both in one.told.items() if name != "sex"}
        rows.append(_line("member", who, who, "changed", fields, personal))
    if one.closes is not None:
        rows.append(_line("affiliation", one.closes[0], who, "changed", {"ends_on": [None, one.closes[1]]}, {}))
    if one.post is not None:
        rows.append(_line("affiliation", one.post.id or 0, who, "added", *described(one.post, "added")))
    if one.corrects is not None:
        personal = {name: list(both) for name, both in one.corrects[1].items()}
        rows.append(_line("affiliation", one.corrects[0], who, "changed", {}, personal))
    return [*rows, *_lines_of_previous(one.previous)]


def _line(table: str, key: int, member_id: int, verb: str, fields: Any, personal: Any) -> dict[str, Any]:
    row = {"table": table, "id": key, verb: fields}
    return {**row, "of": f"member:{member_id}", "personal": personal} if personal else row
