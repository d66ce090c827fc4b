"""All that applying a list writes, found before the database is locked: who is added, and what of whom is changed."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from network.access.scope import Actor
from network.clock import now, today
from network.database import db, new_uid
from network.imports.checking import terms_of
from network.imports.differences import PERSON, POST, Difference, Existing, names_changed, renames, to_write
from network.imports.drafts import Terms
from network.imports.headers import Field
from network.imports.judging import Judged, drafted, settled
from network.imports.models import ImportRow, ListImport
from network.imports.names import Name
from network.imports.places import OF_PLACE, Placing, people, placing, placing_new, undo_of_place
from network.imports.queries import open_rows
from network.imports.staging import sealed
from network.members.careers import Post
from network.members.derived import place, sort_key_of
from network.members.models import Affiliation, Member
from network.members.previous import LATIN_PARTS, NAME_PARTS, OWN_PARTS, PreviousName, written
from network.vocabulary import NameChange, RowAnswer, RowVerdict, Standing, State

#: Rows that are read at once.
_BATCH = 1000


@dataclass
class Addition:
    """Somebody new: her record and her post, as they will be written, without their keys and her number."""

    row_id: int
    row_uid: str
    name_key: str | None
    known: frozenset[int]  # members of whom a person said that she is none of them
    member: Member
    post: Affiliation | None
    placing: Placing | None = None
    previous: list[PreviousName] = field(default_factory=list)


@dataclass
class Alteration:
    """What is written of somebody who is there, if she is still as she was (`version`, and `posts` with theirs)."""

    row_id: int
    who: Existing
    values: dict[str, Any] = field(default_factory=dict)  # columns of her record
    told: dict[str, tuple[Any, Any]] = field(default_factory=dict)  # before and after, as the trail tells it
    post: Affiliation | None = None
    closes: tuple[int, date] | None = None
    corrects: tuple[int, dict[str, tuple[Any, Any]]] | None = None
    previous: list[PreviousName] = field(default_factory=list)
    placing: Placing | None = None

    @property
    def posts(self) -> set[tuple[int, int]]:
        return {(one.id, one.version) for one in self.who.posts}


@dataclass
class Plan:
    """Everything that is written in the one transaction."""

    additions: list[Addition] = field(default_factory=list)
    alterations: list[Alteration] = field(default_factory=list)
    wrote: list[dict[str, Any]] = field(default_factory=list)  # what each row writes, kept for the undo before it does
    altered: set[int] = field(default_factory=set)  # members whom a row changes: a second one waits for another time
    stale: list[int] = field(default_factory=list)  # rows of which something else is to be said than was at the check

    @property
    def states(self) -> Sequence[State]:
        return sorted({one.member.state for one in self.additions})


def plan_of(list_import: ListImport, reader: Actor) -> Plan:
    """Read the chosen rows once more, with whom they change as she is now."""
    plan, terms, last = Plan(), terms_of(list_import), 0
    moment = now()
    chosen = open_rows(list_import).order_by(ImportRow.place).limit(_BATCH)
    while rows := db.session.scalars(chosen.where(ImportRow.place > last)).all():
        last = rows[-1].place
        known = people({row.member_id for row in rows if row.member_id}, reader, terms)
        for row in rows:
            _plan_row(plan, row, terms, known, moment)
    return plan


def _plan_row(plan: Plan, row: ImportRow, terms: Terms, known: dict[int, Existing], moment: datetime) -> None:
    who = known.get(row.member_id or 0)
    found = ImportRow.found.opened(row.found_sealed, row.uid) or {}
    one = settled(row, drafted(row, terms), who, found)
    if one.verdict is RowVerdict.NEW and row.verdict is RowVerdict.NEW:
        plan.additions.append(_addition(one, row, found, terms, moment))
        added = plan.additions[-1]
        wrote: dict[str, Any] = {"place": undo_of_place(added.placing)} if added.placing is not None else {}
        if added.previous:
            wrote["previous"] = [written(name) for name in added.previous]
        if wrote:
            plan.wrote.append({"key": row.id, "wrote": sealed(ImportRow.wrote, wrote, row.uid)})
    elif who is not None and who.id in plan.altered:
        plan.stale.append(row.id)  # it was compared with her record as it was
    elif one.verdict is RowVerdict.CHANGED and one.writes and who is not None:
        plan.altered.add(who.id)
        alteration = _alteration(row.id, who, to_write(one.differences, row.takes), one.draft.post)
        plan.alterations.append(alteration)
        kept = {**_undo_of(alteration), "at": moment.isoformat()}
        plan.wrote.append({"key": row.id, "wrote": sealed(ImportRow.wrote, kept, row.uid)})
    else:
        plan.stale.append(row.id)


def _addition(one: Judged, row: ImportRow, found: dict[str, Any], terms: Terms, moment: datetime) -> Addition:
    person = one.draft.person
    if person is None:
        raise ValueError("a row with a problem is never new")
    member = Member(
        uid=new_uid(), **asdict(person), standing=Standing.MEMBER, created_at=moment, sort_key="", version=1
    )
    member.sort_key = sort_key_of(member)
    post = _post_row(one.draft.post) if one.draft.post else None
    if post is not None:
        agency = terms.agencies.by_id[post.agency_id]
        held = _Placed(post.agency_id, agency.kind, post.band, post.starts_on, post.ends_on)
        for name, value in place([held], today()).items():
            setattr(member, name, value)
    another = row.answer is RowAnswer.ANOTHER
    guessed = frozenset(guess[0] for guess in found.get("likely", ())) if another else frozenset()
    previous = [_previous(one.draft.previous)] if one.draft.previous is not None else []
    return Addition(row.id, row.uid, row.name_key, guessed, member, post, placing_new(one.draft), previous)


@dataclass(frozen=True)
class _Placed:
    """A post as `derived.place` reads it."""

    agency_id: int
    kind: Any
    band: Any
    starts_on: date
    ends_on: date | None


def _previous(name: Name) -> PreviousName:
    """As a list has it: in one script, without the day until which she bore it."""
    parts = {part: getattr(name, part) for part in OWN_PARTS}
    return PreviousName(**parts, **dict.fromkeys(LATIN_PARTS, ""), why=NameChange.OTHER, version=1)


def _post_row(post: Post) -> Affiliation:
    return Affiliation(**vars(post), version=1)


def _alteration(row_id: int, who: Existing, writes: Iterable[Difference], post: Post | None) -> Alteration:
    writes = list(writes)
    made = Alteration(row_id, who, placing=placing(writes, who))
    for one in writes:
        if one.field in PERSON:
            made.told[PERSON[one.field]] = (one.before or None, one.after)
        elif one.field is Field.PREVIOUS_NAME:
            made.previous.append(_previous(one.after))
        elif one.field is Field.AGENCY:
            made.post = _post_row(one.after)
            made.post.member_id = who.id
            if one.before is not None and one.before.ends_on is None:
                made.closes = (one.before.id, one.after.starts_on - timedelta(days=1))
        elif who.post is not None and one.field not in OF_PLACE:
            changed = dict(made.corrects[1]) if made.corrects else {}
            changed[POST[one.field]] = (one.before, one.after)
            if one.field is Field.RANK and post is not None:
                changed |= {"rank_id": (who.post.rank_id, post.rank_id), "band": (who.post.band, post.band)}
            made.corrects = (who.post.id, changed)
    if made.told:
        values = {name: after for name, (_before, after) in made.told.items()}
        made.values = _columns(who, values)
        made.previous += _borne_until_now(who, values)
    for name in made.previous:
        name.member_id = who.id
    return made


def _borne_until_now(who: Existing, values: dict[str, Any]) -> list[PreviousName]:
    """The name that a list replaces by another one: it stays as a previous one, as when her record is edited."""
    if not renames(who, values) or who.name in who.previous:
        return []
    old = {part: who.values[part] for part in NAME_PARTS}
    return [PreviousName(**old, until=today(), why=NameChange.OTHER, version=1)]


def _columns(who: Existing, written: dict[str, Any]) -> dict[str, Any]:
    """The columns that hold these values: sealed ones sealed for her row, and what orders her where a name changes."""
    record = Member(uid=who.uid, **{**who.values, **written})
    if names_changed(written):
        record.sort_key = sort_key_of(record)
        written = {**written, "sort_key": record.sort_key}
    sealed_of = {
        "phone": ("phone_sealed", "phone_index"),
        "born_on": ("born_sealed", "born_index"),
        "notes": ("notes_sealed",),
    }
    names = [name for one in written for name in sealed_of.get(one, (one,))]
    columns = {name: Member.__mapper__.columns[name].name for name in names}
    return {column: getattr(record, name) for name, column in columns.items()}


def _undo_of(made: Alteration) -> dict[str, Any]:
    """What taking it back has to know: what was there, and what was written."""
    kept: dict[str, Any] = {"fields": {name: [_text(one) for one in both] for name, both in made.told.items()}}
    if made.post is not None:
        kept["began"] = made.post.starts_on.isoformat()
        kept["agency"], kept["rank"], kept["position"] = made.post.agency_id, made.post.rank, made.post.position
    if made.closes is not None:
        kept["closed"] = [made.closes[0], made.closes[1].isoformat()]
    if made.corrects is not None:
        kept["corrected"] = [made.corrects[0], made.corrects[1]]
    if made.previous:
        kept["previous"] = [written(name) for name in made.previous]
    if made.placing is not None:
        kept["place"] = undo_of_place(made.placing)
    return kept


def _text(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
