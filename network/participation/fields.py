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
from sqlalchemy.orm import aliased

from network.access.policy import Action
from network.access.scope import Actor, condition, reaches
from network.agencies.models import Agency, AgencyName
from network.agencies.queries import join_name, name_in
from network.clock import today
from network.members.models import Affiliation, Member
from network.members.seconded import seconded_now
from network.participation.models import Participation
from network.ranks.models import Rank
from network.ranks.queries import printed
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


def read_by(actor: Actor, field: Field, value: Any, *, codes: bool) -> ColumnElement[Any]:
    """The value of a field where the reader may have it of the person in the row, else what stands instead.

    With `codes` nobody shielded is told, not even to who may know her.
    """
    if field.needs is None:
        return value  # type: ignore[no-any-return]
    readable = condition(actor, field.needs, Member)
    if codes:
        readable = sa.and_(Member.shield_code.is_(None), readable)
    return sa.case((readable, value), else_=field.instead())


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


#: Her post of today, beside the one of then.
_NOW, _NAME_NOW, _RANK_NOW = aliased(Affiliation), aliased(AgencyName), aliased(Rank)


def _with_rank(select: Select[Any]) -> Select[Any]:
    return select.outerjoin(Rank, Rank.id == Affiliation.rank_id)


def _with_now(select: Select[Any]) -> Select[Any]:
    """One post holds on a day, and one name of its agency, so that no row becomes two."""
    day = today()
    holds = (_NOW.starts_on <= day, sa.or_(_NOW.ends_on.is_(None), _NOW.ends_on >= day))
    select = select.outerjoin(_NOW, sa.and_(_NOW.member_id == Member.id, *holds))
    return join_name(select.outerjoin(_RANK_NOW, _RANK_NOW.id == _NOW.rank_id), _NOW.agency_id, day, _NAME_NOW)


#: What stands in her record beside her name: of a shielded woman no page shows it unless her record was opened.
OF_THE_RECORD = frozenset(
    {
        *("rank", "band", "position", "sex", "email", "phone", "member_number"),
        *("state_now", "agency_now", "rank_now", "band_now", "position_now", "seconded_to"),
    }
)

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
    "rank": Field(lambda: printed(language(), Affiliation.rank), joins=_with_rank),
    "band": Field(lambda: _word(Affiliation.band, RankBand)),
    "position": Field(lambda: Affiliation.position),
    # Where she serves today. It stands in her record, so whoever may not read that does not learn it from a list.
    "state_now": Field(lambda: _word(Member.state, State)),
    "agency_now": Field(lambda: name_in(language(), _NAME_NOW), joins=_with_now),
    "rank_now": Field(lambda: printed(language(), _NOW.rank, _RANK_NOW), joins=_with_now),
    "band_now": Field(lambda: _word(_NOW.band, RankBand), joins=_with_now),
    "position_now": Field(lambda: _NOW.position, joins=_with_now),
    "seconded_to": Field(lambda: seconded_now(Member.id)),
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
