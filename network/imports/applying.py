"""Applying a list: one transaction, short enough that marks go on meanwhile.

What can be made ready before is (`plans`). Inside, under the lock, only what could have changed since is looked at once
more; rows that it no longer holds for are left, and said. What finds the new people follows in short transactions.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from network.audit.changes import Author, Change, change
from network.audit.each import Told, tell_each
from network.audit.events import Event
from network.audit.models import PersonKey
from network.audit.persons import Ciphers, ciphers, ciphers_to_write, new_keys
from network.clock import now, today
from network.database import db, insert_many
from network.imports.judging import name_key_of
from network.imports.keys import next_keys
from network.imports.models import ImportRow, ListImport
from network.imports.plans import Addition, Alteration, Plan, lines_of_addition, lines_of_alteration
from network.members.careers import careers_changed
from network.members.commands import take_numbers
from network.members.derived import batches, settle
from network.members.models import Affiliation, Member
from network.vocabulary import ImportStatus, RowOutcome, RowWhy, State

_ROWS: Any = ImportRow.__table__
_MEMBERS: Any = Member.__table__
_POSTS: Any = Affiliation.__table__
#: On PostgreSQL a key that was taken earlier may be committed later: so many before the last are looked at again.
_MARGIN = 1000


def write(list_import_id: int, plan: Plan, *, by: Author) -> None:
    """Write the plan, once: whoever finds the list in another status has been forestalled, and nothing happens."""
    known = ciphers([f"member:{one.who.id}" for one in plan.alterations])
    with change(Event.IMPORT_APPLIED, by=by) as note:
        list_import = db.session.get(ListImport, list_import_id, with_for_update=True, populate_existing=True)
        if list_import is None or list_import.status is not ImportStatus.APPLYING:
            note.nothing()
            return
        note.about(list_import)
        left = _Left()
        # Whoever adds a person of one of these states waits here, and then sees her.
        for state in plan.states:
            take_numbers(state, 0)
        additions = _still_new(plan.additions, list_import, left)
        alterations = _still_as_they_were(plan.alterations, left)
        lines, made = _add(additions, list_import, by)
        more, ready = _alter(alterations, list_import, known)
        tell_each(note, [*lines, *more], {**made, **ready})
        _note_rows(additions, alterations, left)
        _finish(list_import, note, len(additions), len(alterations), left)


class _Left:
    """Rows that are left, by why."""

    def __init__(self) -> None:
        self.rows: dict[RowWhy, list[int]] = {}

    def add(self, row_id: int, why: RowWhy) -> None:
        self.rows.setdefault(why, []).append(row_id)

    @property
    def count(self) -> int:
        return sum(map(len, self.rows.values()))


def _still_new(additions: Sequence[Addition], list_import: ListImport, left: _Left) -> list[Addition]:
    """Those who did not come meanwhile by another way, as somebody of the same name, or of the same phone."""
    if not additions:
        return []
    columns = ("id", "state", "family", "given", "family_latin", "given_latin", "phone_index")
    select = sa.select(*(_MEMBERS.c[name] for name in columns)).where(
        _MEMBERS.c.id > list_import.checked_to - _MARGIN, _MEMBERS.c.erased_at.is_(None)
    )
    names: dict[str, set[int]] = {}
    phones: dict[str, set[int]] = {}
    for row in db.session.execute(select.where(_MEMBERS.c.state.in_({one.member.state for one in additions}))):
        if row.id <= list_import.checked_to and db.session.get_bind().dialect.name == "sqlite":
            continue  # one writer, and keys that only grow
        key = name_key_of(row.state, row.family or row.family_latin, row.given or row.given_latin)
        names.setdefault(key, set()).add(row.id)
        if row.phone_index:
            phones.setdefault(row.phone_index, set()).add(row.id)
    still = []
    for one in additions:
        arrived = names.get(one.name_key or "", set()) | phones.get(one.member.phone_index or "", set())
        if arrived - one.known:
            left.add(one.row_id, RowWhy.ARRIVED)
        else:
            still.append(one)
    return still


def _still_as_they_were(alterations: Sequence[Alteration], left: _Left) -> list[Alteration]:
    """Those whose records nobody changed since they were compared; locked until the change ends."""
    versions: dict[int, tuple[int, bool]] = {}
    posts: dict[int, set[tuple[int, int]]] = {}
    ids = sorted(one.who.id for one in alterations)
    for batch in batches(ids):
        select = sa.select(_MEMBERS.c.id, _MEMBERS.c.version, _MEMBERS.c.erased_at).where(_MEMBERS.c.id.in_(batch))
        for row in db.session.execute(select.order_by(_MEMBERS.c.id).with_for_update()):
            versions[row.id] = (row.version, row.erased_at is not None)
        held = sa.select(_POSTS.c.member_id, _POSTS.c.id, _POSTS.c.version).where(_POSTS.c.member_id.in_(batch))
        for row in db.session.execute(held):
            posts.setdefault(row.member_id, set()).add((row.id, row.version))
    still = []
    for one in alterations:
        version, erased = versions.get(one.who.id, (0, True))
        if erased:
            left.add(one.row_id, RowWhy.GONE)
        elif version != one.who.version or posts.get(one.who.id, set()) != one.posts:
            left.add(one.row_id, RowWhy.STALE)
        else:
            still.append(one)
    return still


def _add(additions: Sequence[Addition], list_import: ListImport, by: Author) -> tuple[list[Told], Ciphers]:
    """The new people: records, posts, and the keys that the trail seals their values with."""
    members, served = [one.member for one in additions], [one.post for one in additions if one.post is not None]
    for member, key in zip(members, next_keys(_MEMBERS, len(members)), strict=True):
        member.id = key
    for post, key in zip(served, next_keys(_POSTS, len(served)), strict=True):
        post.id = key
    for one in additions:
        if one.post is not None:
            one.post.member_id = one.member.id
    _number(members)
    _insert(Member, members)
    _insert(Affiliation, served)
    if members:
        list_import.last_id = max(list_import.last_id or 0, members[-1].id)
    rows, made = new_keys([one.of_person for one in members])
    insert_many(PersonKey.__table__, ("owner", "key"), [(row["owner"], row["key"]) for row in rows])
    facts = {"list": list_import.id}
    return [
        Told(Event.IMPORT_ADDED, f"member:{one.member.id}", lines_of_addition(one), facts) for one in additions
    ], made


def _number(members: Sequence[Member]) -> None:
    """The next numbers of each state, in the order of the list."""
    by_state: dict[State, list[Member]] = {}
    for member in members:
        by_state.setdefault(member.state, []).append(member)
    for state in sorted(by_state):
        for member, number in zip(by_state[state], take_numbers(state, len(by_state[state])), strict=True):
            member.number = number


def _insert(model: Any, records: Sequence[Any]) -> None:
    """Records that stand in no session, with every column; what nobody set has the column's own default."""
    if not records:
        return
    table = model.__table__
    attributes = {column.name: model.__mapper__.get_property_by_column(column).key for column in table.columns}
    values = {
        name: [getattr(record, key) for record in records] for name, key in attributes.items()
    }
    for name, column in table.columns.items():
        default = column.default.arg if column.default is not None and column.default.is_scalar else None
        if default is not None:
            values[name] = [default if value is None else value for value in values[name]]
    # A column that nobody sets and that has a default in the database is left to it.
    names = [
        name
        for name, column in table.columns.items()
        if column.server_default is None or any(value is not None for value in values[name])
    ]
    insert_many(table, names, list(zip(*(values[name] for name in names), strict=True)))


def _alter(
    alterations: Sequence[Alteration], list_import: ListImport, known: Ciphers
) -> tuple[list[Told], Ciphers]:
    """Those who are there: their columns, posts that are corrected, closed or begun."""
    execute = db.session.connection().execute
    for names, rows in _grouped([(one.who.id, one.values) for one in alterations if one.values]).items():
        values = {name: sa.bindparam(f"to_{name}") for name in names}
        moved = sa.update(_MEMBERS).where(_MEMBERS.c.id == sa.bindparam("key"))
        execute(moved.values(**values, version=_MEMBERS.c.version + 1), rows)
    corrected = [(one.corrects[0], {name: both[1] for name, both in one.corrects[1].items()}) for one in alterations if one.corrects]
    closed = [(one.closes[0], {"ends_on": one.closes[1]}) for one in alterations if one.closes]
    for names, rows in _grouped([*corrected, *closed]).items():
        values = {name: sa.bindparam(f"to_{name}") for name in names}
        moved = sa.update(_POSTS).where(_POSTS.c.id == sa.bindparam("key"))
        execute(moved.values(**values, version=_POSTS.c.version + 1), rows)
    begun = [one.post for one in alterations if one.post is not None]
    for post, key in zip(begun, next_keys(_POSTS, len(begun)), strict=True):
        post.id = key
    _insert(Affiliation, begun)
    if moved_on := [one.who.id for one in alterations if one.post is not None]:
        settle(moved_on, today())
        for batch in batches(moved_on):
            careers_changed.send(None, member_ids=batch)
    owners = [f"member:{one.who.id}" for one in alterations]
    missing = [owner for owner in owners if owner not in known]
    ready = {**known, **(ciphers_to_write(missing) if missing else {})}
    facts = {"list": list_import.id}
    return [
        Told(Event.IMPORT_CHANGED, f"member:{one.who.id}", lines_of_alteration(one), facts) for one in alterations
    ], ready


def _grouped(rows: Sequence[tuple[int, Mapping[str, Any]]]) -> dict[tuple[str, ...], list[dict[str, Any]]]:
    """Parameters of updates, by the columns that they set."""
    groups: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for key, values in rows:
        row = {"key": key, **{f"to_{name}": value for name, value in values.items()}}
        groups.setdefault(tuple(sorted(values)), []).append(row)
    return groups


def _note_rows(additions: Sequence[Addition], alterations: Sequence[Alteration], left: _Left) -> None:
    """What became of each row."""
    execute = db.session.connection().execute
    added = [{"key": one.row_id, "who": one.member.id} for one in additions]
    if added:
        whose = sa.update(_ROWS).where(_ROWS.c.id == sa.bindparam("key"))
        execute(whose.values(member_id=sa.bindparam("who"), outcome=RowOutcome.ADDED), added)
    _mark([one.row_id for one in alterations], {"outcome": RowOutcome.CHANGED})
    for why, rows in left.rows.items():
        _mark(rows, {"outcome": RowOutcome.LEFT, "why": why})


def _mark(keys: Collection[int], values: dict[str, Any]) -> None:
    for batch in batches(sorted(keys)):
        db.session.connection().execute(sa.update(_ROWS).where(_ROWS.c.id.in_(batch)).values(values))


def _finish(list_import: ListImport, note: Change, added: int, changed: int, left: _Left) -> None:
    counts = dict(list_import.counts)
    for name, number in (("added", added), ("changed", changed), ("left", left.count)):
        counts[name] = counts.get(name, 0) + number
    note.facts = {"added": added, "changed": changed, "left": left.count}
    list_import.counts, list_import.status = counts, ImportStatus.APPLIED
    list_import.applied_at, list_import.claimed_until = now(), None
    list_import.unfound, list_import.done = bool(added or changed), 0
