"""One page of the preview: its rows read anew, in the reader's language, with whom they may be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from network.access.scope import Actor
from network.agencies.models import folded
from network.imports.checking import agency_key, terms_of
from network.imports.differences import Difference, Existing, renames
from network.imports.drafts import NAMES, Draft, Terms, row_fields
from network.imports.forms import RowForm
from network.imports.guesses import Previous, told
from network.imports.headings import Field
from network.imports.judging import Judged, drafted, settled
from network.imports.models import ImportRow, ListImport
from network.imports.names import Name
from network.imports.places import people
from network.imports.queries import unknown_agencies
from network.members.careers import Post
from network.members.evidence import Piece
from network.members.previous import written
from network.vocabulary import RowAnswer, RowVerdict
from network.web.formats import MEDIUM, day
from network.web.words import label

#: What of a new person stands under her name, in this order.
_FACTS = (Field.STATE, Field.AGENCY, Field.RANK, Field.POSITION, Field.SINCE, Field.BORN, Field.EMAIL, Field.PHONE)


@dataclass
class Guess:
    """Somebody whom a row may be of, and why."""

    who: Existing
    verdict: str
    evidence: Sequence[Piece]


@dataclass
class Shown:
    """A row as the page shows it."""

    row: Any
    name: str
    latin: str
    facts: Sequence[str]
    judged: Judged
    guesses: Sequence[Guess] = ()
    changes: Sequence["Change"] = ()
    form: RowForm | None = None

    @property
    def tells(self) -> bool:
        """Whether it says what her record says: whoever reads that has seen her."""
        return any(not one.fills for one in self.changes)

    @property
    def renames(self) -> bool:
        """Whether she would be called something else, if all of it were taken."""
        names = {NAMES[one.field]: one.after for one in self.judged.differences if one.field in NAMES}
        return self.judged.who is not None and renames(self.judged.who, names)


@dataclass
class Change:
    """A field in which the row differs from her record, in words."""

    field: Field
    before: str
    after: str
    fills: bool
    taken: bool


@dataclass
class Unknown:
    """A name of an agency that none bears, and in how many rows it stands."""

    key: str
    text: str
    state: Any
    rows: int
    first: int = field(default=0)


def shown_rows(rows: Sequence[Any], terms: Terms, reader: Actor) -> list[Shown]:
    """The rows of a page; two statements at most, whatever their number."""
    found = {row.id: ImportRow.found.opened(row.found_sealed, row.uid) or {} for row in rows}
    ids = {guess[0] for one in found.values() for guess in one.get("likely", ())}
    known = people({*ids, *(row.member_id for row in rows if row.member_id)}, reader, terms)
    before = Previous(known)
    return [shown_row(row, found[row.id], terms, known, before) for row in rows]


def shown_row(
    row: Any,
    found: Mapping[str, Any],
    terms: Terms,
    known: Mapping[int, Existing],
    before: Previous,
) -> Shown:
    """One row."""
    said = drafted(row, terms)
    judged = settled(row, said, known.get(row.member_id or 0), found)
    guesses = [
        Guess(known[one[0]], one[1], told(one[3], said, known[one[0]], before))
        for one in judged.likely
        if one[0] in known
    ]
    changes = [_change(one, judged.who, terms, row.takes) for one in judged.differences]
    wrong = judged.verdict is RowVerdict.WRONG
    return Shown(
        row,
        _name(said, (Field.FAMILY, Field.GIVEN, Field.PATRONYMIC), Field.FULL_NAME) or _("Without a name"),
        _name(said, (Field.FAMILY_LATIN, Field.GIVEN_LATIN, Field.PATRONYMIC_LATIN), Field.FULL_NAME_LATIN),
        _facts(said, terms),
        judged,
        guesses if row.answer is not RowAnswer.ANOTHER else (),
        changes,
        RowForm(row.uid, said.texts, judged.problems, judged.problems) if wrong else None,
    )


def whole_form(list_import: ListImport, row: ImportRow, reader: Actor) -> tuple[Shown, RowForm]:
    """A row with every field that its list has, or that is wrong."""
    terms = terms_of(list_import)
    shown = shown_rows([row], terms, reader)[0]
    columns = terms.choices.mapping.columns.values()
    fields = {*columns, *shown.judged.draft.texts, *shown.judged.problems, Field.AGENCY, Field.STATE, Field.SEX}
    fields |= set(NAMES) if Field.FULL_NAME not in columns else set()
    only = [one for one in row_fields() if one in fields]
    return shown, RowForm(row.uid, shown.judged.draft.texts, shown.judged.problems, only)


def unknown(list_import: ListImport, terms: Terms) -> list[Unknown]:
    """Names of agencies to be answered; one statement."""
    rows = unknown_agencies(list_import)
    found = []
    for row in rows:
        said = drafted(row, terms)
        if said.unknown_agency and agency_key(said.state, said.unknown_agency) == row.agency_key:
            found.append(Unknown(row.agency_key, said.unknown_agency, said.state, row.rows, row.place))
    return found


def _name(said: Draft, parts: Sequence[Field], whole: Field) -> str:
    """As the row will be kept, or as far as it can be read."""
    if said.person is not None:
        kept = [getattr(said.person, NAMES[part]) for part in parts]
    else:
        kept = [said.texts.get(part, "") for part in parts]
    return " ".join(part for part in kept if part) or said.texts.get(whole, "")


def _facts(said: Draft, terms: Terms) -> list[str]:
    """What else the row says, field by field."""
    facts = []
    for one in _FACTS:
        if one is Field.STATE:
            facts.append(label(said.state) if said.state and len(terms.states) > 1 else "")
        elif one is Field.AGENCY and said.post is not None:
            facts.append(terms.agencies.by_id[said.post.agency_id].name)
        elif one is Field.BORN and said.person is not None:
            facts.append(day(said.person.born_on, MEDIUM))
        elif one is Field.SINCE:
            facts.append(_("since %(day)s", day=day(said.post.starts_on, MEDIUM)) if said.post else "")
        elif one in (Field.EMAIL, Field.PHONE) and said.person is not None:
            facts.append(getattr(said.person, one.value))
        else:
            facts.append(said.texts.get(one, ""))
    if said.previous is not None:
        facts.append(_("before: %(name)s", name=written(said.previous)))
    if said.role is not None and said.person is not None:
        facts.append(label(said.role))
        facts.append(ngettext("%(num)s mark", "%(num)s marks", len(said.marks)) if said.marks else "")
    return [one for one in facts if one]


def _change(one: Difference, who: Existing | None, terms: Terms, takes: Sequence[str]) -> Change:
    held = who.post if who is not None and one.field is Field.RANK else None
    before = held.printed if held is not None else _text(one.before, terms)  # as every page calls her rank
    return Change(one.field, before, _text(one.after, terms), one.fills, one.field in takes)


def _text(value: Any, terms: Terms) -> str:
    if value is None or (isinstance(value, str) and not hasattr(value, "value")):
        return value or ""
    if isinstance(value, Name):
        return written(value)
    if isinstance(value, dict):
        return terms.programme.told(value) if terms.programme else ""
    if hasattr(value, "agency_id"):
        agency = terms.agencies.by_id.get(value.agency_id)
        rank = value.rank if isinstance(value, Post) else value.printed
        parts = [agency.name if agency else "", rank, value.position]
        since = _("since %(day)s", day=day(value.starts_on, MEDIUM)) if isinstance(value, Post) else ""
        return ", ".join(part for part in (*parts, since) if part)
    return label(value) if hasattr(value, "value") else day(value, MEDIUM)


def answer_key(one: Unknown) -> str:
    """Under which an answer is kept: the state, and the words of the name."""
    return f"{one.state} {folded(one.text)}"
