"""Taking an import back, person by person: each in a short change of its own, so that nobody's mark waits.

Whoever was added and has nothing since is taken away; values that still are what the import wrote become what they
were. All else is kept, and listed with why.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from network.access.policy import Action
from network.access.scope import allowed
from network.accounts.actor import SignedIn
from network.audit.changes import Author, Change, bookkeeping, change, described
from network.audit.each import Told, entries_table, tell_each
from network.audit.events import Event
from network.audit.persons import destroy_keys
from network.audit.seen import forget_person
from network.clock import now
from network.database import Base, db
from network.imports.joining import leave
from network.imports.models import ImportRow, ListImport
from network.members.careers import settled
from network.members.derived import remove_tokens, sort_key_of, write_tokens
from network.members.models import Affiliation, Member
from network.members.previous import OWN_PARTS, PreviousName
from network.participation.models import Participation
from network.vocabulary import ImportStatus, RankBand, RowOutcome, RowWhy

_ROWS: Any = ImportRow.__table__
#: Rows that hang on a record only because it is there: they find her, or tell of what was done to it.
_DERIVED = frozenset(
    {"name_token", "import_row", "affiliation", "likeness_key", "likeness_due", "likely_pair", "distinct_pair"}
    | {"previous_name", "bulk_row"}
)
_WRITTEN = (RowOutcome.ADDED, RowOutcome.CHANGED)


def undo_next(import_id: int, *, by: SignedIn) -> bool:
    """Take the next row back; False where none is left, and the import is undone then."""
    written = sa.select(ImportRow).where(ImportRow.import_id == import_id, ImportRow.outcome.in_(_WRITTEN))
    row = db.session.scalars(written.order_by(ImportRow.place.desc()).limit(1)).first()
    if row is None:
        _finish(import_id, by)
        return False
    row_id, member_id, added = row.id, row.member_id, row.outcome is RowOutcome.ADDED
    wrote = row.wrote or {}
    if member_id is None:
        with bookkeeping():
            _note(row_id, RowOutcome.KEPT, RowWhy.GONE)
        return True
    with change(Event.IMPORT_TAKEN_AWAY if added else Event.IMPORT_PUT_BACK, by=by) as note:
        note.facts = {"list": import_id}
        member = db.session.get(Member, member_id, with_for_update=True, populate_existing=True)
        if member is None or member.erased_at is not None or not allowed(by, Action.MEMBER_EDIT, member):
            note.nothing()
            _note(row_id, RowOutcome.KEPT, RowWhy.GONE)
            return True
        if _was_merged(import_id, member_id, wrote):
            note.nothing()
            _note(row_id, RowOutcome.KEPT, RowWhy.EDITED)
            return True
        note.about(member)
        left, entries = _leave(import_id, member_id, wrote, by)
        why = _take_away(member, wrote, note) if added else _put_back(member, wrote)
        why = why or (None if left else RowWhy.ATTACHED)
        tell_each(note, entries, entries_table())
        outcome = RowOutcome.TAKEN_AWAY if added else RowOutcome.PUT_BACK
        _note(row_id, RowOutcome.KEPT if why else outcome, why)
        if why and added:
            note.nothing()
    return True


def _was_merged(import_id: int, member_id: int, wrote: dict[str, Any]) -> bool:
    """Whether another record and hers have become one since: what the list wrote cannot be told from what both had."""
    mergers = Base.metadata.tables["merger"]
    since = wrote.get("at") or db.session.get_one(ListImport, import_id).sent_at.isoformat()
    merged = sa.select(mergers.c.id).where(
        mergers.c.member_id == member_id, mergers.c.at > datetime.fromisoformat(since)
    )
    return db.session.execute(merged.limit(1)).first() is not None


def _leave(import_id: int, member_id: int, wrote: dict[str, Any], by: SignedIn) -> tuple[bool, Sequence[Told]]:
    """Her place on a training's list, where the import gave her one or marked her."""
    if "place" not in wrote:
        return True, []
    return leave(db.session.get_one(ListImport, import_id), member_id, wrote["place"], by=by)


def _note(row_id: int, outcome: RowOutcome, why: RowWhy | None) -> None:
    """What became of the row; what it had written is needed no more."""
    values = {"outcome": outcome, "why": why, "wrote": ""}
    execute = db.session.connection().execute
    execute(sa.update(_ROWS).where(_ROWS.c.id == row_id).values(values))
    lists: Any = ListImport.__table__
    of_row = sa.select(_ROWS.c.import_id).where(_ROWS.c.id == row_id).scalar_subquery()
    execute(sa.update(lists).where(lists.c.id == of_row).values(done=lists.c.done + 1))


def _take_away(member: Member, wrote: dict[str, Any], note: Change) -> RowWhy | None:
    posts = list(db.session.scalars(sa.select(Affiliation).where(Affiliation.member_id == member.id)))
    bore = _previous_names(member)
    versions = {member.version, *(one.version for one in posts), *(one.version for one in bore)}
    if versions != {1} or len(posts) > 1:
        return RowWhy.EDITED
    if [one.name for one in bore] != wrote.get("previous", []):
        return RowWhy.EDITED
    if _attached(member.id):
        return RowWhy.ATTACHED
    execute = db.session.connection().execute
    note.rows.append({"table": "member", "id": member.id, "removed": described(member, "removed")[0]})
    destroy_keys([member.of_person])
    for one in posts:
        note.rows.append({"table": "affiliation", "id": one.id, "removed": described(one, "removed")[0]})
    for name in bore:
        note.rows.append({"table": "previous_name", "id": name.id, "removed": described(name, "removed")[0]})
    remove_tokens([member.id])
    forget_person(member.id)
    for record in (*posts, *bore, member):
        db.session.expunge(record)
    execute(sa.delete(PreviousName.__table__).where(PreviousName.__table__.c.member_id == member.id))  # type: ignore[arg-type]
    execute(sa.delete(Affiliation.__table__).where(Affiliation.__table__.c.member_id == member.id))  # type: ignore[arg-type]
    execute(sa.delete(Member.__table__).where(Member.__table__.c.id == member.id))  # type: ignore[arg-type]
    return None


def _previous_names(member: Member) -> Sequence[PreviousName]:
    return db.session.scalars(sa.select(PreviousName).where(PreviousName.member_id == member.id)).all()


def _attached(member_id: int) -> bool:
    """Whether any row of any table points at her, besides those that are there only because she is."""
    pointing = [
        sa.select(sa.literal(1)).where(key.parent == member_id)
        for table in Base.metadata.sorted_tables
        if table.name not in _DERIVED
        for key in table.foreign_keys
        if key.column.table.name == "member" and key.column.name == "id"
    ]
    chosen = Base.metadata.tables["bulk_row"].c  # who was only ticked, or of whom the work was undone, is free
    done = chosen.made_id.is_not(None), chosen.undone.is_(None)
    pointing.append(sa.select(sa.literal(1)).where(chosen.member_id == member_id, *done))
    return db.session.execute(sa.union_all(*pointing).limit(1)).first() is not None


def _put_back(member: Member, wrote: dict[str, Any]) -> RowWhy | None:
    """Each value that still is what was written becomes what it was; whether anything had to be kept."""
    left = {name for name, (_before, after) in wrote.get("fields", {}).items() if _text(getattr(member, name)) != after}
    kept = bool(left)
    for name, (before, _after) in wrote.get("fields", {}).items():
        if name not in left:
            setattr(member, name, _value(name, before))
    # Where she is called something else by now, a name that the list replaced stands nowhere but among those of before.
    for name in wrote.get("previous", ()) if left.isdisjoint(OWN_PARTS) else ():
        written = [one for one in _previous_names(member) if (one.name, one.version) == (name, 1)]
        kept |= not written
        for one in written[-1:]:
            db.session.delete(one)
    member.sort_key = sort_key_of(member)
    db.session.flush()
    write_tokens([member])
    posts = {
        one.id: one for one in db.session.scalars(sa.select(Affiliation).where(Affiliation.member_id == member.id))
    }
    kept |= not _uncorrected(posts, wrote.get("corrected"))
    if "began" in wrote:
        kept |= not _ended(posts, wrote)
    if "began" in wrote or "corrected" in wrote:
        settled([member.id])
    return RowWhy.EDITED if kept else None


def _uncorrected(posts: dict[int, Affiliation], corrected: Any) -> bool:
    if not corrected:
        return True
    post = posts.get(corrected[0])
    if post is None:
        return False
    whole = True
    for name, (before, after) in corrected[1].items():
        if getattr(post, name) == after:
            setattr(post, name, RankBand(before) if name == "band" and before else before)
        else:
            whole = False
    db.session.flush()
    return whole


def _ended(posts: dict[int, Affiliation], wrote: dict[str, Any]) -> bool:
    """Take out the post that began, and open again the one that it closed."""
    first = date.fromisoformat(wrote["began"])
    began = (first, *(wrote[name] for name in ("agency", "rank", "position")))
    told = {one.id: (one.starts_on, one.agency_id, one.rank, one.position) for one in posts.values()}
    begun = next((one for one in posts.values() if told[one.id] == began), None)
    if begun is None or begun.version != 1 or begun.ends_on is not None or _printed(begun.id):
        return False
    db.session.delete(begun)
    db.session.flush()
    if "closed" in wrote:
        key, last = wrote["closed"]
        before = posts.get(key)
        if before is None or before.ends_on != date.fromisoformat(last):
            return False
        before.ends_on = None
        db.session.flush()
    return True


def _printed(affiliation_id: int) -> bool:
    on_list = sa.select(Participation.id).where(Participation.affiliation_id == affiliation_id).limit(1)
    return db.session.scalar(on_list) is not None


def _text(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value or None


def _value(name: str, text: Any) -> Any:
    if name == "born_on":
        return date.fromisoformat(text) if text else None
    return text if text is not None else ""


def _finish(import_id: int, by: Author) -> None:
    counted = sa.select(ImportRow.outcome, sa.func.count()).where(
        ImportRow.import_id == import_id, ImportRow.outcome.is_not(None)
    )
    found = {
        outcome.value: number for outcome, number in db.session.execute(counted.group_by(ImportRow.outcome)) if outcome
    }
    with change(Event.IMPORT_UNDONE, by=by) as note:
        list_import = db.session.get(ListImport, import_id, with_for_update=True, populate_existing=True)
        if list_import is None or list_import.status is not ImportStatus.UNDOING:
            note.nothing()
            return
        note.about(list_import)
        names = ("taken_away", "put_back", "kept")
        note.facts = {name: found.get(name, 0) for name in names}
        list_import.counts = {**list_import.counts, **note.facts}
        list_import.status, list_import.undone_at, list_import.claimed_until = ImportStatus.UNDONE, now(), None
