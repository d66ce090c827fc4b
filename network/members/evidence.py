"""Why two records may be of one person, piece by piece: each says itself in the reader's language where it is shown."""

from dataclasses import dataclass
from enum import StrEnum

from flask_babel import gettext as _


class Kind(StrEnum):
    """What a piece is about."""

    FAMILY = "family"
    GIVEN = "given"
    PATRONYMIC = "patronymic"
    NO_PATRONYMIC = "no_patronymic"
    SWAPPED = "swapped"
    PHONE = "phone"
    EMAIL = "email"
    BORN = "born"


#: What of a shielded record is read with a reason only.
CLOSED = frozenset({Kind.PHONE, Kind.EMAIL, Kind.BORN})


@dataclass(frozen=True, slots=True)
class Piece:
    """One fact and whether the two agree in it; `one` and `other` as typed, where that is worth showing."""

    kind: Kind
    agrees: bool
    one: str = ""
    other: str = ""

    def __str__(self) -> str:
        """ "Рымбаева = Rymbayeva"; "the given names differ"; "same phone"."""
        if self.kind is Kind.SWAPPED:
            return str(_("family and given name in each other’s place"))
        if self.kind is Kind.NO_PATRONYMIC:
            return str(_("patronymic on one side only"))
        if self.agrees and self.one:
            return self._same_name()
        return _agreeing()[self.kind] if self.agrees else _differing()[self.kind]

    def _same_name(self) -> str:
        sign = "=" if self.one != self.other else ""
        both = f"{self.one} {sign} {self.other}" if sign else self.one
        if self.kind is Kind.PATRONYMIC:
            return str(_("patronymic agrees: %(both)s", both=both))
        return both


def _agreeing() -> dict[Kind, str]:
    return {
        Kind.FAMILY: _("same family name"),
        Kind.GIVEN: _("same given name"),
        Kind.PATRONYMIC: _("patronymic agrees"),
        Kind.PHONE: _("same phone"),
        Kind.EMAIL: _("same e-mail"),
        Kind.BORN: _("same date of birth"),
    }


def _differing() -> dict[Kind, str]:
    return {
        Kind.FAMILY: _("family names differ"),
        Kind.GIVEN: _("given names differ"),
        Kind.PATRONYMIC: _("patronymics differ"),
        Kind.PHONE: _("phones differ"),
        Kind.EMAIL: _("e-mails differ"),
        Kind.BORN: _("dates of birth differ"),
    }
