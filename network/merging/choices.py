"""What a person decides where two records differ, and what is taken where she decides nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from network.vocabulary import Standing


class Side(StrEnum):
    """Of which of the two records something is taken; `BOTH` one under the other."""

    STAYS = "stays"
    GOES = "goes"
    BOTH = "both"


#: The fields of a record that are put side by side, in the order of its page.
FIELDS = (
    "number", "family", "given", "patronymic", "family_latin", "given_latin", "patronymic_latin", "certificate_name",
    "state", "standing",
    "sex", "email", "phone", "born_on", "notes",
)  # fmt: skip
#: Who is more than the other one stays so: a member is no guest again.
_RANK = {Standing.GUEST: 0, Standing.FORMER: 1, Standing.MEMBER: 2}


@dataclass(frozen=True)
class Choices:
    """Sides by what was to be decided; what is missing is decided by the defaults of the preview."""

    fields: Mapping[str, Side] = field(default_factory=dict)
    posts: Side = Side.STAYS
    lists: Mapping[int, Side] = field(default_factory=dict)  # by training
    marks: Mapping[tuple[int, int], Side] = field(default_factory=dict)  # by training and session
    account: Side = Side.STAYS
    photo: Side = Side.STAYS


def conflicts(stays: Any, goes: Any) -> list[str]:
    """The fields in which both records say something, and not the same."""
    differing = [
        name
        for name in FIELDS
        if getattr(stays, name) and getattr(goes, name) and getattr(stays, name) != getattr(goes, name)
    ]
    return [name for name in differing if name != "standing" or not _is_settled(stays, goes)]


def _is_settled(stays: Any, goes: Any) -> bool:
    """A guest is the member that she is in the other record: nobody chooses that."""
    return Standing.GUEST in (stays.standing, goes.standing)


def usual(name: str, stays: Any, goes: Any) -> Side:
    """What is taken of a field where nobody chose otherwise."""
    if name == "standing":
        return Side.GOES if _RANK[goes.standing] > _RANK[stays.standing] else Side.STAYS
    if name == "notes" and stays.notes and goes.notes and stays.notes != goes.notes:
        return Side.BOTH
    return Side.STAYS if getattr(stays, name) or not getattr(goes, name) else Side.GOES


def taken(name: str, stays: Any, goes: Any, chosen: Mapping[str, Side]) -> Any:
    """What the record says then."""
    side = chosen.get(name) if name in conflicts(stays, goes) else None
    side = side or usual(name, stays, goes)
    if side is Side.BOTH and name == "notes":
        return f"{stays.notes}\n{goes.notes}"
    return getattr(goes if side is Side.GOES else stays, name)
