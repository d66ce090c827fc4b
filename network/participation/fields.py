"""What a row of a participants list can hold, each as SQL: the page and every export select from here.

A field that `needs` a right is NULL in the rows of people over whom the reader does not have it. That is
decided in the same statement: a cell that she may not read never leaves the database, whoever writes the list.

Of people outside her scope a coordinator sees name, state, agency, role and marks, and nothing more. A name is
one in either script. So a field needs the right to view the person, unless it says that it needs another or none.
Name and agency need the right to identify her: of the shielded a code stands `instead`, or nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Select

from network.access.policy import Action
from network.access.scope import Actor, condition, reaches
from network.agencies.models import Agency
from network.agencies.queries import name_in
from network.members.models import Affiliation, Member
from network.participation.models import Participation
from network.trainings.models import Training
from network.vocabulary import AgencyKind, ParticipantRole, ParticipationStatus, RankBand, Sex, State
from network.web.i18n import language, said
from network.web.words import label


@dataclass(frozen=True, slots=True)
class Field:
    """One value of a row. `make` is called for each statement, in the language of the reader.

    `instead` is what others read. `joins` adds what it is read from to the select, `beside` names fields that its
    column reads too.
    """

    make: Callable[[], Any]
    needs: Action | None = Action.MEMBER_VIEW
    instead: Callable[[], Any] = sa.null
    joins: Callable[[Select[Any]], Select[Any]] | None = None
    beside: tuple[str, ...] = ()


def _code(column: Any) -> ColumnElement[str]:
    """The stored word itself: as text it costs nothing to read, twenty thousand times."""
    return sa.type_coerce(column, sa.String())


def _word(column: Any, words: type[StrEnum]) -> ColumnElement[str]:
    """What people read for the word, in the language of the statement."""
    return sa.case({word.value: label(word) for word in words}, value=_code(column))


def _places(words: type[StrEnum], column: Any) -> ColumnElement[int]:
    return sa.case({word.value: place for place, word in enumerate(words)}, value=_code(column))


#: The groups of a list in their order: trainers and whoever organises stand apart.
ROLE_PLACES = _places(ParticipantRole, Participation.role)
#: The states in the order of their names, English and Russian alike, not of their codes.
STATE_PLACES = _places(State, Participation.state)


def known(actor: Actor, *, codes: bool = False) -> ColumnElement[bool]:
    """Whether the reader may know who stands in a row; with `codes` nobody shielded is told even to who may."""
    if codes:
        return Member.shield_code.is_(None)
    return condition(actor, Action.MEMBER_IDENTIFY, Member)


def name_place(actor: Actor, *, codes: bool = False) -> ColumnElement[str]:
    """What people are sorted by within a group: by name, and whoever is but a code to the reader by her code."""
    if not codes and reaches(actor, Action.MEMBER_IDENTIFY):
        return Member.sort_key  # type: ignore[return-value]
    name = Member.sort_key
    return sa.case((Member.shield_code.is_(None), name), (known(actor, codes=codes), name), else_=Member.shield_code)


def keys(actor: Actor, *, codes: bool = False) -> tuple[Any, ...]:
    """What orders a list for this reader, unique together: by role, state, family name."""
    return ROLE_PLACES, STATE_PLACES, name_place(actor, codes=codes), Participation.id


def _full(*parts: Any) -> ColumnElement[str]:
    first, *others = parts
    return sa.func.trim(sum((sa.case((part != "", " " + part), else_="") for part in others), first))


IDENTIFY = Action.MEMBER_IDENTIFY


def _shield_code() -> Any:
    return Member.shield_code


#: What stands in her record beside her name: of a shielded woman no page shows it unless her record was opened.
OF_THE_RECORD = frozenset({"rank", "band", "position", "sex", "email", "phone", "member_number"})

FIELDS: dict[str, Field] = {
    "id": Field(lambda: Participation.id, needs=None),
    "training_id": Field(lambda: Participation.training_id, needs=None),
    # Whose row it is, for whoever writes down what left of whom (of a code nothing did); and again, of those alone whom
    # the reader may view.
    "member_id": Field(lambda: Participation.member_id, IDENTIFY),
    "viewed_id": Field(lambda: Participation.member_id),
    "number": Field(lambda: sa.func.row_number(), needs=None),  # over the list's own order
    "state": Field(lambda: _word(Participation.state, State), needs=None),
    "state_code": Field(lambda: _code(Participation.state), needs=None),
    "agency": Field(lambda: name_in(language()), IDENTIFY),
    "agency_kind": Field(lambda: _word(Agency.kind, AgencyKind), IDENTIFY),
    "rank": Field(lambda: Affiliation.rank),
    "band": Field(lambda: _word(Affiliation.band, RankBand)),
    "position": Field(lambda: Affiliation.position),
    "family": Field(lambda: Member.family, IDENTIFY, _shield_code),
    "given": Field(lambda: Member.given, IDENTIFY),
    "patronymic": Field(lambda: Member.patronymic, IDENTIFY),
    "family_latin": Field(lambda: Member.family_latin, IDENTIFY, _shield_code),
    "given_latin": Field(lambda: Member.given_latin, IDENTIFY),
    "patronymic_latin": Field(lambda: Member.patronymic_latin, IDENTIFY),
    "name": Field(lambda: _full(Member.family, Member.given, Member.patronymic), IDENTIFY, _shield_code),
    "latin": Field(
        lambda: _full(Member.family_latin, Member.given_latin, Member.patronymic_latin), IDENTIFY, _shield_code
    ),
    "shielded": Field(_shield_code, needs=None),
    "sex": Field(lambda: _word(Member.sex, Sex)),
    "role": Field(lambda: _word(Participation.role, ParticipantRole), needs=None),
    "role_code": Field(lambda: _code(Participation.role), needs=None),
    "status": Field(lambda: _word(Participation.status, ParticipationStatus)),
    "email": Field(lambda: Member.email, needs=Action.MEMBER_CONTACT_VIEW),
    "phone": Field(lambda: Member.phone_sealed, needs=Action.MEMBER_CONTACT_VIEW, beside=("phone_uid",)),
    "phone_uid": Field(lambda: Member.uid, needs=Action.MEMBER_CONTACT_VIEW),  # what the phone is sealed for
    "member_number": Field(lambda: Member.number),
    "member_uid": Field(lambda: Member.uid),
    "training": Field(lambda: said(Training.title, Training.title_ru), needs=None),
    "starts_on": Field(lambda: Training.starts_on, needs=None),
    "ends_on": Field(lambda: Training.ends_on, needs=None),
    "city": Field(lambda: said(Training.city, Training.city_ru), needs=None),
    "zone": Field(lambda: Training.zone, needs=None),
    "added": Field(lambda: Participation.added_at, beside=("zone",)),
    "removed": Field(lambda: Participation.left_at, beside=("zone",)),
    "removed_why": Field(lambda: Participation.removed_why),
}
