"""What would become of a row: who she may be, what of her record would change, and what has to be mended."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from network.access.scope import Actor
from network.database import db
from network.imports.cells import unpacked
from network.imports.differences import Difference, Existing, differences, hindrance, listed_by, to_write
from network.imports.drafts import NAMES, Draft, Terms, draft
from network.imports.guesses import kept
from network.imports.headers import Field, Line
from network.imports.models import ImportRow
from network.imports.places import people, place_differences
from network.members.duplicates import Likely, likely
from network.members.evidence import Kind
from network.members.likeness import Verdict
from network.members.models import Member, digits
from network.members.names import folded
from network.sealing import blind
from network.vocabulary import RowAnswer, RowVerdict, State

#: What tells of one person, and not of one name.
_SURE = (Kind.PHONE, Kind.EMAIL, Kind.BORN)


@dataclass
class Judged:
    """A row with all that is known of it now. `likely` are (member id, verdict, score, evidence), the best first."""

    row: Any
    draft: Draft
    verdict: RowVerdict = RowVerdict.PENDING
    who: Existing | None = None
    differences: Sequence[Difference] = ()
    likely: Sequence[Sequence[Any]] = ()
    twin: int | None = None
    problems: dict[Field, Any] = field(default_factory=dict)

    @property
    def writes(self) -> bool:
        """Whether applying the row changes anything."""
        if self.verdict is RowVerdict.NEW:
            return True
        return self.verdict is RowVerdict.CHANGED and bool(to_write(self.differences, self.row.takes))


#: Under which a typed mark is kept, before its column.
MARK = "mark:"


def drafted(row: Any, terms: Terms) -> Draft:
    """The row (of `ImportRow`, or selected with its sealed columns) as a person."""
    cells = unpacked(ImportRow.cells.opened(row.cells_sealed, row.uid))
    section = ImportRow.section.opened(row.section_sealed, row.uid) or ""
    typed = ImportRow.typed.opened(row.typed_sealed, row.uid) or {}
    line = Line(row.place, cells, section, terms.choices.mapping)
    fields: dict[str, str] = {Field(name): text for name, text in typed.items() if not name.startswith(MARK)}
    marks = {int(name.removeprefix(MARK)): text for name, text in typed.items() if name.startswith(MARK)}
    return draft(line, fields, terms, marks)


def typed_marks(text: str, columns: Sequence[int]) -> dict[str, str]:
    """Marks that were typed in one text with ; between, each kept for its column: it stays there, whatever the others
    are said to be."""
    parts = [*(part.strip() for part in text.split(";")), *[""] * len(columns)]
    return {f"{MARK}{column}": part for column, part in zip(columns, parts, strict=False)}


def settled(row: Any, said: Draft, who: Existing | None, found: Mapping[str, Any]) -> Judged:
    """What is to be said of a row whose `found` is known: who may be her, and which row is hers too."""
    one = Judged(row, said, who=who, problems=dict(said.problems))
    one.likely, one.twin = found.get("likely", ()), found.get("twin")
    if found.get("number") is False:
        one.problems.setdefault(Field.NUMBER, _("You know no member with this number."))
    if who is not None and not one.problems:
        one.differences = [*differences(said, who), *place_differences(said, who)]
        hindered = hindrance(said, who, row.takes)
        if hindered is not None:
            one.problems[hindered[0]] = hindered[1]
    one.verdict = _verdict(one)
    return one


def _verdict(one: Judged) -> RowVerdict:
    if one.problems:
        return RowVerdict.WRONG
    if one.twin is not None and not one.row.apart:
        return RowVerdict.QUESTION
    if one.who is not None:
        return RowVerdict.CHANGED if one.differences else RowVerdict.SAME
    # Whoever was said to be her and is out of reach by now is nobody: that makes no new person of the row.
    if (one.likely and one.row.answer is None) or one.row.answer is RowAnswer.SAME:
        return RowVerdict.QUESTION
    return RowVerdict.NEW


def judged(rows: Sequence[Any], terms: Terms, reader: Actor) -> list[tuple[Judged, dict[str, Any], int | None]]:
    """Each row judged from nothing: with what was found of it, to be kept, and whom it is of."""
    drafts = [drafted(row, terms) for row in rows]
    numbers = _of_numbers([one.number.upper() for one in drafts if one.number], reader)
    asked = [at for at, one in enumerate(drafts) if one.person is not None and rows[at].answer is None]
    asked = [at for at in asked if not drafts[at].number]
    guesses = dict(zip(asked, _guessed([drafts[at] for at in asked], reader), strict=True))
    whose: list[int | None] = []
    found: list[dict[str, Any]] = []
    for at, (row, said) in enumerate(zip(rows, drafts, strict=True)):
        one: dict[str, Any] = {}
        member_id = row.member_id if row.answer is RowAnswer.SAME else None
        if said.number and row.answer is None:
            member_id = numbers.get(said.number.upper())
            one = {} if member_id else {"number": False}
        elif at in guesses:
            same = [guess for guess in guesses[at] if guess.verdict is Verdict.SAME]
            member_id = same[0].member_id if len(same) == 1 else None
            one = {"likely": [kept(guess) for guess in guesses[at]]} if guesses[at] else {}
        if row.answer is not None:  # who was asked about stays known: nobody is asked again
            before = ImportRow.found.opened(row.found_sealed, row.uid) or {}
            one = {"likely": before["likely"]} if before.get("likely") else {}
        found.append(one)
        whose.append(member_id)
    same_name = {guess.member_id for some in guesses.values() for guess in some if guess.verdict is Verdict.SAME}
    known = people({*(one for one in whose if one), *same_name}, reader, terms)
    for at, some in guesses.items():
        if (on_list := _on_list(some, known)) is not None:
            whose[at] = on_list
        elif not _certain(some, drafts[at], known.get(whose[at] or 0)):
            whose[at] = None
    _note_twins(rows, drafts, whose, found)
    return [
        (settled(row, said, known.get(member_id or 0), one), one, member_id if member_id in known else None)
        for row, said, member_id, one in zip(rows, drafts, whose, found, strict=True)
    ]


def _guessed(drafts: Sequence[Draft], reader: Actor) -> list[list[Likely]]:
    return likely([one.person for one in drafts if one.person is not None], reader=reader) if drafts else []


def _certain(guesses: Sequence[Likely], said: Draft, who: Existing | None) -> bool:
    """Whether she is the same without being asked: more than the name says so. Women of one name are many here.

    Her phone, e-mail or date of birth; or names to the letter, and the same agency, or nothing that would be changed.
    """
    if who is None or said.person is None:
        return False
    pieces = next(one.evidence for one in guesses if one.member_id == who.id)
    if any(one.agrees and one.kind in _SURE for one in pieces):
        return True
    if any(getattr(said.person, name) not in ("", who.values[name]) for name in NAMES.values()):
        return False
    here = said.post is not None and who.post is not None and said.post.agency_id == who.post.agency_id
    return here or not (who.shielded or differences(said, who))


def _on_list(guesses: Sequence[Likely], known: Mapping[int, Existing]) -> int | None:
    """The one of this name who stands on the training's list: she is meant, whoever else is called so."""
    here = [one.member_id for one in guesses if one.verdict is Verdict.SAME and _stands(known.get(one.member_id))]
    return here[0] if len(here) == 1 else None


def _stands(who: Existing | None) -> bool:
    return who is not None and who.place is not None and who.place.on_list


def _of_numbers(numbers: Sequence[str], reader: Actor) -> dict[str, int]:
    """Whose numbers these are, of those on the reader's own list."""
    if not numbers:
        return {}
    known = listed_by(reader), Member.erased_at.is_(None)
    select = sa.select(Member.number, Member.id).where(Member.number.in_(numbers), *known)
    return {row.number: row.id for row in db.session.execute(select) if row.number}


def name_key(said: Draft) -> str | None:
    """A keyed hash of the words of her name: rows of one name find each other, and nobody reads it."""
    person = said.person
    if person is None:
        return None
    return name_key_of(person.state, person.family or person.family_latin, person.given or person.given_latin)


def name_key_of(state: State, family: str, given: str) -> str:
    """The same of somebody who is there."""
    return blind(f"{state} {' '.join(sorted(folded(f'{family} {given}').split()))}", "import_row.name")


def _note_twins(
    rows: Sequence[Any], drafts: Sequence[Draft], whose: Sequence[int | None], found: Sequence[dict[str, Any]]
) -> None:
    """Say of each row which earlier one of the list is of the same person, and keep by what she is told apart."""
    keys = [name_key(one) for one in drafts]
    near: dict[Any, list[tuple[int, Sequence[str] | None]]] = {}
    earlier = _earlier(rows, {key for key in keys if key}, {one for one in whose if one})
    here = [
        (row.place, key, whom, _told_by(said)) for row, key, whom, said in zip(rows, keys, whose, drafts, strict=True)
    ]
    for place, key, whom, told in [*earlier, *here]:
        near.setdefault(key, []).append((place, told))
        near.setdefault(whom, []).append((place, None))
    for row, one, (place, key, whom, told) in zip(rows, found, here, strict=True):
        if told is None:
            continue
        one["self"] = told
        if not row.apart:
            alike = [before for before, _told in near.get(whom or "", ()) if before < place]
            alike += [before for before, other in near.get(key or "", ()) if before < place and not _apart(told, other)]
            if alike:
                one["twin"] = min(alike)


def _earlier(rows: Sequence[Any], keys: set[str], members: set[int]) -> list[tuple[Any, ...]]:
    """Rows of the list before these that bear one of the names, or are of one of the members."""
    if not rows or not (keys or members):
        return []
    columns = ("place", "name_key", "member_id", "uid", "found_sealed")
    before = sa.select(*(getattr(ImportRow, name).label(name) for name in columns)).where(
        ImportRow.import_id == rows[0].import_id,
        ImportRow.sheet == rows[0].sheet,
        ImportRow.left_out.is_(False),
        ImportRow.verdict.not_in([RowVerdict.PENDING, RowVerdict.PASSED_OVER]),
        ImportRow.id.not_in([row.id for row in rows]),
        sa.or_(ImportRow.name_key.in_(sorted(keys)), ImportRow.member_id.in_(sorted(members))),
    )
    return [
        (row.place, row.name_key, row.member_id, (ImportRow.found.opened(row.found_sealed, row.uid) or {}).get("self"))
        for row in db.session.execute(before)
    ]


def _told_by(said: Draft) -> list[str] | None:
    """What tells people of one name apart."""
    person = said.person
    if person is None:
        return None
    born = person.born_on.isoformat() if person.born_on else ""
    phone = digits(person.phone)
    return [born, phone, person.email.casefold(), person.patronymic, person.patronymic_latin, said.number.upper()]


def _apart(one: Sequence[str], other: Sequence[str] | None) -> bool:
    """Whether two people of one name are told apart by something that both rows say."""
    return other is not None and any(mine and hers and mine != hers for mine, hers in zip(one, other, strict=True))


__all__ = ["Judged", "drafted", "judged", "name_key", "settled"]
