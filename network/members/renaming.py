"""What changes the names of before, and the name on her certificates. Her present name is edited in `commands`."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from rapidfuzz.distance import Levenshtein

from network.audit.changes import Author, change
from network.audit.events import Event
from network.clock import today
from network.database import db
from network.errors import Refused, Stale
from network.members.careers import locked
from network.members.derived import write_tokens
from network.members.models import Member
from network.members.names import folded
from network.members.previous import NAME_PARTS, OWN_PARTS, PreviousName
from network.vocabulary import NameChange


@dataclass(frozen=True)
class FormerName:
    """A name as it was, as typed; until when, and why it changed, as far as that is known."""

    family: str = ""
    given: str = ""
    patronymic: str = ""
    family_latin: str = ""
    given_latin: str = ""
    patronymic_latin: str = ""
    until: date | None = None
    why: NameChange = NameChange.OTHER


def add_previous_name(member_id: int, former: FormerName, *, by: Author) -> None:
    """One more name that she bore. Raises Refused where it is none, or hers already."""
    with change(Event.PREVIOUS_NAME_ADDED, by=by) as note:
        member = locked(member_id)
        note.about(member)
        _check(member, former)
        db.session.add(PreviousName(member_id=member.id, **asdict(former)))
        _found_anew(member)


def correct_previous_name(name_id: int, version: int, former: FormerName, *, by: Author) -> None:
    """What a name of before should have been. Raises Stale and Refused."""
    with change(Event.PREVIOUS_NAME_CORRECTED, by=by) as note:
        member, held = _held(name_id, version)
        note.about(member)
        _check(member, former, but=held)
        for name, value in asdict(former).items():
            setattr(held, name, value)
        _found_anew(member)


def remove_previous_name(name_id: int, version: int, *, by: Author) -> None:
    """Take out a name that was never hers: by it nobody finds her any more. Raises Stale."""
    with change(Event.PREVIOUS_NAME_REMOVED, by=by) as note:
        member, held = _held(name_id, version)
        note.about(member)
        db.session.delete(held)
        _found_anew(member)


def choose_certificate_name(member_id: int, version: int, name: str, *, by: Author) -> None:
    """What her certificates call her; "" is her name as it is in her record. Raises Stale."""
    with change(Event.CERTIFICATE_NAME_CHOSEN, by=by) as note:
        member = locked(member_id, version)
        note.about(member)
        member.certificate_name = name


def keep_name(member: Member, person: Any) -> bool:
    """Before `person` (her parts as typed) takes the place of her name: keep the name of until now, if that differs.

    Inside an open change. Whether it was kept: a name that only lost a slip of the pen is no name of before.
    """
    old = [getattr(member, part) for part in OWN_PARTS]
    if not differs(old, [getattr(person, part) for part in OWN_PARTS]):
        return False
    former = FormerName(**{part: getattr(member, part) for part in NAME_PARTS}, until=today())
    if _same(former) in map(_same, _all(member.id)):
        return False
    db.session.add(PreviousName(member_id=member.id, **asdict(former)))
    return True


def differs(old: list[str], new: list[str]) -> bool:
    """Whether one of her names is another one now, and not the old one in another spelling, script or place.

    What was empty before or is empty now is no change, nor is one letter of a longer word: that was mistyped.
    """
    if sorted(folded(" ".join(old)).split()) == sorted(folded(" ".join(new)).split()):
        return False
    return any(_another(folded(was), folded(now)) for was, now in zip(old, new, strict=True) if was and now)


def _another(was: str, now: str) -> bool:
    return Levenshtein.distance(was, now) > (1 if min(len(was), len(now)) >= _LONG else 0)


#: Letters of a word from which on one that differs is taken for a slip.
_LONG = 5


def _check(member: Member, former: FormerName, but: PreviousName | None = None) -> None:
    if not former.family and not former.given:
        raise Refused(_l("Write at least one name, in the family name or the given name."), field="family")
    if former.until is not None and former.until > today():
        raise Refused(_l("This day has not come yet."), field="until")
    if _same(former) == _same(member):
        raise Refused(_l("This is her name now."), field="family")
    if _same(former) in [_same(one) for one in _all(member.id) if one is not but]:
        raise Refused(_l("This name is kept already."), field="family")


def _same(record: Any) -> tuple[str, ...]:
    """A name to the letter."""
    return tuple(getattr(record, part) for part in NAME_PARTS)


def _all(member_id: int) -> list[PreviousName]:
    select = sa.select(PreviousName).where(PreviousName.member_id == member_id).order_by(PreviousName.id)
    return list(db.session.scalars(select.execution_options(populate_existing=True)))


def _held(name_id: int, version: int) -> tuple[Member, PreviousName]:
    """A name of before under its owner's lock. Raises Stale where it is gone or of another version."""
    member_id = db.session.scalar(sa.select(PreviousName.member_id).where(PreviousName.id == name_id))
    if member_id is None:
        raise Stale
    member = locked(member_id)
    held = next((one for one in _all(member_id) if one.id == name_id), None)
    if held is None or held.version != version:
        raise Stale
    return member, held


def _found_anew(member: Member) -> None:
    db.session.flush()
    write_tokens([member])
