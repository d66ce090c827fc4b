"""A row of a list, read as a person: who she is, where she serves, and what of it has to be mended.

Read anew whenever it is shown, so that every sentence is in the reader's language and nothing of it has to be stored.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask_babel import gettext as _

from network.clock import today
from network.imports import dates, names, phones, values
from network.imports.cells import shown
from network.imports.choices import Choices
from network.imports.dates import Order
from network.imports.headers import Field, Line
from network.imports.known_agencies import KnownAgencies
from network.imports.marks import said_marks
from network.imports.programme import Programme
from network.imports.reading import Cell
from network.imports.values import Problem
from network.members.careers import Post
from network.members.commands import Person
from network.members.forms import NOTES_LENGTH
from network.vocabulary import MarkStatus, ParticipantRole, Sex, State
from network.web.fields import LINE_LENGTH, NAME_LENGTH, refused_characters
from network.web.words import state_name

#: Names in their parts, own script and Latin, as `Person` calls them.
NAMES = {
    Field.FAMILY: "family",
    Field.GIVEN: "given",
    Field.PATRONYMIC: "patronymic",
    Field.FAMILY_LATIN: "family_latin",
    Field.GIVEN_LATIN: "given_latin",
    Field.PATRONYMIC_LATIN: "patronymic_latin",
}
_WHOLE = {
    Field.FULL_NAME: (Field.FAMILY, Field.GIVEN, Field.PATRONYMIC),
    Field.FULL_NAME_LATIN: (Field.FAMILY_LATIN, Field.GIVEN_LATIN, Field.PATRONYMIC_LATIN),
}
_LONGEST = dict.fromkeys([*NAMES, Field.PREVIOUS_NAME], NAME_LENGTH) | {Field.NOTES: NOTES_LENGTH}
#: Nobody alive was born longer ago, nobody serves younger; as on a person's own form.
_OLDEST, _YOUNGEST = 110, 14


@dataclass(frozen=True)
class Terms:
    """What holds for every row of one list: what was chosen, for which states, and which agencies there are."""

    choices: Choices
    states: Sequence[State]
    agencies: KnownAgencies
    programme: Programme | None = None  # of a list of participants


@dataclass
class Draft:
    """What a row says. `texts` are its fields as they stand there, or as they were typed in their place."""

    texts: dict[Field, str] = field(default_factory=dict)
    problems: dict[Field, Any] = field(default_factory=dict)
    person: Person | None = None
    post: Post | None = None
    since_said: bool = False  # its first day stands in the row, and is not that of the whole list
    number: str = ""
    previous: names.Name | None = None  # what she was called before
    unknown_agency: str = ""
    state: State | None = None
    role: ParticipantRole | None = None  # at the training; None where the list is none of participants
    marks: dict[int, MarkStatus] = field(default_factory=dict)  # by session


def draft(line: Line, typed: Mapping[str, str], terms: Terms, marks: Mapping[int, str]) -> Draft:
    """The row as a person. Whatever is wrong stands in `problems`, beside its field. `typed` stands in the place of
    fields, `marks` in that of columns of sessions."""
    return _Reading(line, typed, terms, marks).read()


class _Reading:
    """One row while it is read."""

    def __init__(self, line: Line, typed: Mapping[str, str], terms: Terms, marks: Mapping[int, str]) -> None:
        self.line, self.typed, self.terms, self.marks = line, typed, terms, marks
        self.draft = Draft()
        self._bracket = ""  # a previous name behind the present one, as in "Асанова (Иванова) Айгүл"

    def read(self) -> Draft:
        found = self.draft
        number = self._text(Field.NUMBER)
        found.number = "" if Field.NUMBER in found.problems else number  # nobody is looked for under what is no text
        found.state = state = self._state()
        said: dict[str, Any] = self._names()
        previous = names.previous_name(self._text(Field.PREVIOUS_NAME) or self._bracket)
        sex = self._sex()
        facts: dict[str, Any] = {
            "email": self._value(Field.EMAIL, values.email) or "",
            "phone": self._value(Field.PHONE, lambda cell: phones.phone(cell, state)) or "",
            "born_on": self._born(),
            "notes": self._text(Field.NOTES),
        }
        post = self._post(state)
        if self.terms.programme is not None:
            found.role = self._value(Field.ROLE, values.role) or ParticipantRole.PARTICIPANT
            found.marks = self._marks()
        if not (said.get("family") or said.get("given")) and not self._names_wrong():
            self._wrong(self._name_field(), _("Write at least one name."))
        if not found.problems and state is not None and sex is not None:
            found.person = Person(state=state, sex=sex, **said, **facts)
            found.post, found.previous = post, previous
        return found

    def _cell(self, said: Field) -> Cell:
        """What was typed in its place, else what the list has there."""
        if said in self.typed:
            return self.typed[said].strip() or None
        return self.line.of(said)

    def _value(self, said: Field, read: Any, order: bool = False) -> Any:
        """The field's value; None where it says nothing or has to be mended."""
        cell = self._cell(said)
        if cell is None and said not in self.typed:
            return None
        self.draft.texts[said] = shown(cell)
        value = read(cell)
        if isinstance(value, Problem):
            self._wrong(said, value.sentence)
            return None
        return value

    def _wrong(self, said: Field, sentence: Any) -> None:
        self.draft.problems.setdefault(said, sentence)

    def _text(self, said: Field) -> str:
        text = self._value(said, values.text) or ""
        most = _LONGEST.get(said, LINE_LENGTH)
        if len(text) > most:
            self._wrong(said, _("At most %(max)d characters.", max=most))
        elif found := refused_characters(text, lines=said is Field.NOTES):
            codes = ", ".join(found[:5])
            self._wrong(said, _("This has hidden characters (%(codes)s). Type it again by hand.", codes=codes))
        return str(text)

    def _names(self) -> dict[str, str]:
        """Each part from its own column, else from that of the whole name; what was typed comes first."""
        said = {attribute: self._text(one) for one, attribute in NAMES.items()}
        for whole, parts in _WHOLE.items():
            found = self._value(whole, names.full_name)
            if found is None:
                continue
            if found.previous and not self._bracket:
                self._bracket = found.previous
                self._check_whole(whole, found.previous)
            for part, text in zip(parts, (found.family, found.given, found.patronymic), strict=True):
                if not said[NAMES[part]] and part not in self.typed:
                    said[NAMES[part]] = text
                    if text:
                        self._check_whole(whole, text)
        return said

    def _check_whole(self, whole: Field, text: str) -> None:
        if len(text) > NAME_LENGTH:
            self._wrong(whole, _("At most %(max)d characters.", max=NAME_LENGTH))
        elif found := refused_characters(text):
            codes = ", ".join(found[:5])
            self._wrong(whole, _("This has hidden characters (%(codes)s). Type it again by hand.", codes=codes))

    def _names_wrong(self) -> bool:
        return any(one in self.draft.problems for one in (*NAMES, *_WHOLE))

    def _name_field(self) -> Field:
        has = self.terms.choices.has
        return Field.FULL_NAME if has(Field.FULL_NAME) and not has(Field.FAMILY) else Field.FAMILY

    def _state(self) -> State | None:
        terms = self.terms
        state: State | None = self._value(Field.STATE, values.state)
        if Field.STATE in self.draft.problems:
            return None
        if state is None and self.line.section:
            told = values.state(self.line.section)
            state = told if isinstance(told, State) else None
        state = state or terms.choices.state or (terms.states[0] if len(terms.states) == 1 else None)
        if state is None:
            self._wrong(Field.STATE, _("Write her state: the list does not say it."))
        elif state not in terms.states:
            own = ", ".join(state_name(one) for one in terms.states)
            sentence = _("She is of %(state)s. You bring in people of %(own)s only.", state=state_name(state), own=own)
            self._wrong(Field.STATE, sentence)
            return None
        return state

    def _sex(self) -> Sex | None:
        sex: Sex | None = self._value(Field.SEX, values.sex) or self.terms.choices.sex
        if sex is None:
            self._wrong(Field.SEX, _("Write woman or man: the list does not say it."))
        return sex

    def _born(self) -> date | None:
        born: date | None = self._day(Field.BORN)
        if born is not None and not today().year - _OLDEST <= born.year <= today().year - _YOUNGEST:
            self._wrong(Field.BORN, _("Nobody who serves was born then. Check the year."))
        return born

    def _day(self, said: Field) -> date | None:
        """What is typed here is read as on every form; the list's own texts in the order of their column."""
        order = Order.DMY
        if said not in self.typed:
            column = next((at for at, what in self.terms.choices.mapping.columns.items() if what is said), -1)
            order = self.terms.choices.order or self.terms.choices.orders.get(column)  # type: ignore[assignment]
        found: date | None = self._value(said, lambda cell: dates.day(cell, order))
        return found

    def _marks(self) -> dict[int, MarkStatus]:
        """Her marks from the columns of sessions; mended, they stand in one text with ; between."""
        columns, headings = self.terms.choices.sessions, self.terms.choices.mapping.headings
        cells: list[Cell] = [
            self.marks[column] or None if column in self.marks else self.line.at(column) for column in columns
        ]
        if any(cell is not None for cell in cells) or not self.marks.keys().isdisjoint(columns):
            self.draft.texts[Field.SESSION] = "; ".join(map(shown, cells))
        called = [headings[column] if column < len(headings) else "" for column in columns]
        marks, wrong = said_marks(list(zip(called, cells, columns.values(), strict=True)))
        if wrong:
            self._wrong(Field.SESSION, wrong)
        return marks

    def _post(self, state: State | None) -> Post | None:
        """Where she serves; from the list's own day where the row names none."""
        agency, rank, position = self._text(Field.AGENCY), self._text(Field.RANK), self._text(Field.POSITION)
        since = self._day(Field.SINCE)
        self.draft.since_said = since is not None
        since = since or self.terms.choices.since or today()
        if not agency:
            if (rank or position) and Field.AGENCY not in self.draft.problems:
                self._wrong(Field.AGENCY, _("A rank or a position needs its agency."))
            return None
        if state is None or Field.AGENCY in self.draft.problems:
            return None
        meant = self.terms.agencies.meant(agency, state, since)
        if meant is None:
            self.draft.unknown_agency = agency
            self._wrong(Field.AGENCY, _("No agency of %(state)s is called so.", state=state_name(state)))
            return None
        if not meant.open_on(since):
            self._wrong(Field.AGENCY, self.terms.agencies.closed_sentence(meant, since))
            return None
        listed = self.terms.agencies.rank(rank, meant, since) if rank else None
        if listed is None:
            return Post(meant.id, since, None, rank, None, position)
        return Post(meant.id, since, None, rank, listed.band, position, listed.id)


def people_fields() -> Collection[Field]:
    """What a column of a list of people can be."""
    return [one for one in Field if one not in (Field.ROLE, Field.SESSION, Field.DAYS)]


def row_fields() -> Collection[Field]:
    """What can be mended in a row, of a list of participants too."""
    return [*people_fields(), Field.ROLE, Field.SESSION]
