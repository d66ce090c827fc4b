"""The columns of a list of chosen members: those of participants lists, as of today, and her standing."""

from collections.abc import Sequence
from operator import attrgetter
from typing import Any

from flask_babel import lazy_gettext as _l

from network.access.scope import Actor, may
from network.exports.table import Column
from network.participation.columns import CATALOGUE as OF_PARTICIPANTS

#: The name of this list in the records of exports.
NAME = "members"
_KEYS = (
    "state", "state_code", "agency", "agency_kind", "rank", "band", "position", "family", "given", "patronymic",
    "family_latin", "given_latin", "patronymic_latin", "name", "latin", "sex", "member_number", "email", "phone",
)  # fmt: skip
_KNOWN = {column.key: column for column in OF_PARTICIPANTS}

CATALOGUE: list[Column[Any]] = [
    *(_KNOWN[key] for key in _KEYS),
    Column("standing", _l("Standing"), attrgetter("standing"), 14, needs=_KNOWN["sex"].needs),
]
#: What such a list shows unless somebody chooses otherwise: no contacts.
USUAL = ("state", "agency", "rank", "family", "given", "position", "member_number")


def available(actor: Actor) -> Sequence[Column[Any]]:
    """The columns that she may have."""
    return [column for column in CATALOGUE if column.needs is None or may(actor, column.needs)]
