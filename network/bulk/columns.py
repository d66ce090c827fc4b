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
    "state", "state_code", "agency_now", "rank_now", "band_now", "position_now", "seconded_to", "family", "given",
    "patronymic", "family_latin", "given_latin", "patronymic_latin", "name", "latin", "sex", "member_number", "email",
    "phone",
)  # fmt: skip
_KNOWN = {column.key: column for column in OF_PARTICIPANTS}

CATALOGUE: list[Column[Any]] = [
    *(_KNOWN[key] for key in _KEYS),
    Column("kind_now", _l("Kind of agency"), attrgetter("kind_now"), 18, needs=_KNOWN["sex"].needs),
    Column("standing", _l("Standing"), attrgetter("standing"), 14, needs=_KNOWN["sex"].needs),
]
#: What such a list shows unless somebody chooses otherwise: no contacts.
USUAL = ("state", "agency_now", "rank_now", "family", "given", "position_now", "member_number")


def available(actor: Actor) -> Sequence[Column[Any]]:
    """The columns that she may have."""
    return [column for column in CATALOGUE if column.needs is None or may(actor, column.needs)]
