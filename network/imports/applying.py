"""Applying a list: one transaction, short enough that marks go on meanwhile.

What can be made ready before is (`plans`). Inside, under the lock, only what could have changed since is looked at once
more; rows that it no longer holds for are left, and said. What finds the new people follows in short transactions.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from network.access.policy import Action
from network.access.scope import Actor, condition
from network.accounts.actor import SignedIn
from network.audit.changes import Change, change
from network.audit.each import Told, entries_table, tell_each, told
from network.audit.events import Event
from network.audit.persons import Ciphers, ciphers_to_write
from network.clock import now, today
from network.database import ManyRows, db
from network.imports.eyes import reader_of
from network.imports.joining import join, placings_of, still_in_place
from network.imports.judging import name_key_of
from network.imports.keys import next_keys
from network.imports.models import ImportRow, ListImport
from network.imports.plans import Addition, Alteration, Plan
from network.imports.written import Ready, lines_of_alteration, set_aside, values_of, written_columns
from network.members.careers import careers_changed
from network.members.commands import take_numbers
from network.members.derived import batches, settle
from network.members.models import Affiliation, Member
from network.members.previous import PreviousName
from network.vocabulary import ImportStatus, RowOutcome, RowWhy

_ROWS: Any = ImportRow.__table__
_MEMBERS: Any = Member.__table__
_POSTS: Any = Affiliation.__table__
#: A key that was taken earlier may be committed later: so many before the last are looked at again.
_MARGIN, _EARLIER = 1000, timedelta(hours=1)


def write(list_import_id: int, plan: Plan, *, by: SignedIn) -> None:
    """Write the plan, once: whoever finds the list in another status has been forestalled, and nothing happens.

    Whoever is not known to her who brings it in does not stand in the way of a row: that would tell of her.
    """
    ready = set_aside(list_import_id, plan)
    entries = entries_table()
    with change(Event.IMPORT_APPLIED, by=by) as note:
        list_import = db.session.get(ListImport, list_import_id, with_for_update=True, populate_existing=True)
        if list_import is None or list_import.status is not ImportStatus.APPLYING:
            note.nothing()
            return
        note.about(list_import)
        left = _Left()
        for row_id in plan.stale:
            left.add(row_id, RowWhy.STALE)
        # Whoever adds a person of one of these states waits here, and then sees her.
        for state in plan.states:
            take_numbers(state, 0)
        kept = _still_new(plan.additions, list_import, left, reader_of(list_import, by))
        alterations = _still_as_they_were(plan.alterations, left)
        alterations = _still_placed(alterations, list_import, left)
        _add(ready, kept)
        _bore([*(plan.additions[at] for at in kept), *alterations])
        more = _alter(alterations, list_import, ready.ciphers)
        added = [(plan.additions[at].member.id, plan.additions[at].placing) for at in kept]
        placings = placings_of([*added, *((one.who.id, one.placing) for one in alterations)])
        placed = join(list_import, placings, note, by=by)
        tell_each(note, [*(ready.told[at] for at in kept), *more, *placed], entries)
        _note_rows(list_import_id, bool(kept), alterations, left)
        _finish(list_import, note, len(kept), len(alterations), left)


class _Left:
    """Rows that are left, by why."""

    def __init__(self) -> None:
        self.rows: dict[RowWhy, list[int]] = {}
        self.whose: dict[int, int] = {}  # of rows that stand in no member's record: whom each names

    def add(self, row_id: int, why: RowWhy, member_id: int | None = None) -> None:
        self.rows.setdefault(why, []).append(row_id)
        if member_id is not None:
            self.whose[row_id] = member_id

    @property
    def count(self) -> int:
        return sum(map(len, self.rows.values()))


def _still_new(additions: Sequence[Addition], list_import: ListImport, left: _Left, reader: Actor) -> list[int]:
    """The places of those of whom nobody came meanwhile who has the same name, or the same phone."""
    if not additions:
        return []
    columns = ("id", "state", "family", "given", "family_latin", "given_latin", "phone_index")
    known = condition(reader, Action.MEMBER_IDENTIFY, Member)
    select = sa.select(*(_MEMBERS.c[name] for name in columns)).where(
        _MEMBERS.c.id > min(list_import.checked_to - _MARGIN, _least_since(list_import) - 1),
        _MEMBERS.c.created_at > list_import.sent_at - _EARLIER,
        _MEMBERS.c.erased_at.is_(None),
        known,
    )
    names: dict[str, set[int]] = {}
    phones: dict[str, set[int]] = {}
    for row in db.session.execute(select.where(_MEMBERS.c.state.in_({one.member.state for one in additions}))):
        key = name_key_of(row.state, row.family or row.family_latin, row.given or row.given_latin)
        names.setdefault(key, set()).add(row.id)
        if row.phone_index:
            phones.setdefault(row.phone_index, set()).add(row.id)
    still = []
    for at, one in enumerate(additions):
        arrived = names.get(one.name_key or "", set()) | phones.get(one.member.phone_index or "", set())
        if arrived - one.known:
            left.add(one.row_id, RowWhy.ARRIVED, min(arrived - one.known))  # when she is erased, the row goes with her
        else:
            still.append(at)
    return still


def _least_since(list_import: ListImport) -> int:
    """The least key of somebody whom another list brought since: lists set their keys aside before they are written."""
    lists: Any = ListImport.__table__
    since = lists.c.applied_at > list_import.sent_at - _EARLIER, lists.c.id != list_import.id
    brought = sa.select(sa.func.min(_MEMBERS.c.id)).join_from(_ROWS, lists, lists.c.id == _ROWS.c.import_id)
    brought = brought.join(_MEMBERS, _MEMBERS.c.id == _ROWS.c.member_id)
    young = _MEMBERS.c.created_at > list_import.sent_at - _EARLIER  # not one of before with whom she became one
    least = db.session.scalar(brought.where(*since, young, _ROWS.c.outcome == RowOutcome.ADDED))
    return least if least is not None else list_import.checked_to


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


def _still_placed(alterations: Sequence[Alteration], list_import: ListImport, left: _Left) -> list[Alteration]:
    """Those whose place on the training's list nobody changed since."""
    placings = placings_of([(one.who.id, one.placing) for one in alterations])
    if not placings or list_import.training_id is None:
        return list(alterations)
    same = still_in_place(list_import.training_id, placings)
    for one in alterations:
        if one.placing is not None and one.who.id not in same:
            left.add(one.row_id, RowWhy.STALE)
    return [one for one in alterations if one.placing is None or one.who.id in same]


def _add(ready: Ready, kept: Sequence[int]) -> None:
    """The new people: records, posts, and the keys that the trail seals their values with."""
    if ready.members is not None:
        ready.members.insert([ready.member_rows[at] for at in kept])
    if ready.posts is not None:
        posts = [post for at in kept if (post := ready.post_rows[at]) is not None]
        place = ready.posts.at("id")
        for post, key in zip(posts, next_keys(_POSTS, len(posts)), strict=True):
            post[place] = key
        ready.posts.insert(posts)
    if ready.keys is not None:
        ready.keys.insert([ready.key_rows[at] for at in kept])


def _bore(people: Iterable[Addition | Alteration]) -> None:
    """The names that they bore before."""
    before = [name for one in people for name in one.previous]
    if before:
        columns = [name for name in written_columns(PreviousName, before, "member_id") if name != "id"]
        rows = [dict(zip(columns, values_of(one, columns), strict=True)) for one in before]
        db.session.connection().execute(sa.insert(PreviousName.__table__), rows)  # type: ignore[arg-type]


def _alter(alterations: Sequence[Alteration], list_import: ListImport, known: Ciphers) -> list[Told]:
    """Those who are there: their columns, posts that are corrected, closed or begun."""
    execute = db.session.connection().execute
    for names, rows in _grouped([(one.who.id, one.values) for one in alterations if one.values]).items():
        values: dict[str, Any] = {name: sa.bindparam(f"to_{name}") for name in names}
        moved = sa.update(_MEMBERS).where(_MEMBERS.c.id == sa.bindparam("key"))
        execute(moved.values(**values, version=_MEMBERS.c.version + 1), rows)
    corrected = [
        (one.corrects[0], {name: both[1] for name, both in one.corrects[1].items()})
        for one in alterations
        if one.corrects
    ]
    closed = [(one.closes[0], {"ends_on": one.closes[1]}) for one in alterations if one.closes]
    for names, rows in _grouped([*corrected, *closed]).items():
        values = {name: sa.bindparam(f"to_{name}") for name in names}
        moved = sa.update(_POSTS).where(_POSTS.c.id == sa.bindparam("key"))
        execute(moved.values(**values, version=_POSTS.c.version + 1), rows)
    begun = [one.post for one in alterations if one.post is not None]
    for post, key in zip(begun, next_keys(_POSTS, len(begun)), strict=True):
        post.id = key
    if begun:
        columns = written_columns(Affiliation, begun)
        posts = ManyRows(_POSTS, columns)
        posts.insert([posts.ready(values_of(post, columns)) for post in begun])
    if placed := [one.who.id for one in alterations if one.post is not None or one.corrects]:
        settle(placed, today())
    if moved_on := [one.who.id for one in alterations if one.post is not None]:
        for batch in batches(moved_on):
            careers_changed.send(None, member_ids=batch)
    owners = [f"member:{one.who.id}" for one in alterations]
    missing = [owner for owner in owners if owner not in known]
    ready = {**known, **(ciphers_to_write(missing) if missing else {})}
    facts = {"list": list_import.id}
    return [
        told(Event.IMPORT_CHANGED, f"member:{one.who.id}", lines, ready, facts)
        for one in alterations
        if (lines := lines_of_alteration(one))
    ]


def _grouped(rows: Sequence[tuple[int, Mapping[str, Any]]]) -> dict[tuple[str, ...], list[dict[str, Any]]]:
    """Parameters of updates, by the columns that they set."""
    groups: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for key, values in rows:
        row = {"key": key, **{f"to_{name}": value for name, value in values.items()}}
        groups.setdefault(tuple(sorted(values)), []).append(row)
    return groups


def _note_rows(list_import_id: int, added: bool, alterations: Sequence[Alteration], left: _Left) -> None:
    """What became of each row. Those that are left have given back the key that was set aside for them."""
    for why, rows in left.rows.items():
        _mark(rows, {"outcome": RowOutcome.LEFT, "why": why, "new_id": None})
    if left.whose:
        hers = sa.update(_ROWS).where(_ROWS.c.id == sa.bindparam("key"))
        named = [{"key": row_id, "whom": member_id} for row_id, member_id in left.whose.items()]
        db.session.connection().execute(hers.values(member_id=sa.bindparam("whom")), named)
    if added:
        new = _ROWS.c.import_id == list_import_id, _ROWS.c.new_id.is_not(None)
        whose = sa.update(_ROWS).where(*new)
        db.session.connection().execute(whose.values(member_id=_ROWS.c.new_id, outcome=RowOutcome.ADDED, new_id=None))
    _mark([one.row_id for one in alterations], {"outcome": RowOutcome.CHANGED})


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
