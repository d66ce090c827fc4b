"""What people type about names: those of before, the one on certificates, and suggestions for the other script."""

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from network.members.fields import name_line, version
from network.members.previous import LATIN_PARTS, OWN_PARTS
from network.members.renaming import FormerName
from network.members.transliteration import latin_forms, own_forms
from network.vocabulary import NameChange, State
from network.web.fields import Optional, WordField, day, required
from network.web.forms import Form

Suggested = dict[str, tuple[str, ...]]


def suggested(typed: Mapping[str, str], state: State | None, *, for_filled: bool) -> Suggested:
    """By field what it may be filled with: each Latin one by her own script, and that by it where it is empty.

    Nothing where the field says one of these already; where it says something else only `for_filled`.
    """
    found: Suggested = {}
    for own, latin in zip(OWN_PARTS, LATIN_PARTS, strict=True):
        forms = latin_forms(typed[own], state)
        asked = not typed[latin] or (for_filled and typed[latin] not in forms)
        found[latin] = forms if asked else ()
        found[own] = () if typed[own] else own_forms(typed[latin], state)
    return found


class PreviousNameForm(Form):
    """A name that she bore before, as it was written."""

    family = name_line(_l("Family name"))
    given = name_line(_l("Given name"))
    patronymic = name_line(_l("Patronymic / other name"))
    family_latin = name_line(_l("Family name, Latin"))
    given_latin = name_line(_l("Given name, Latin"))
    patronymic_latin = name_line(_l("Patronymic / other name, Latin"))
    until = day(_l("Until"), Optional(), hint=_l("The last day, or leave it empty if nobody knows."))
    why = WordField(_l("Why it changed"), NameChange, required(_l("Choose why.")))
    version = version()

    def validate(self, extra_validators: object = None) -> bool:
        """One name is enough, but one there has to be."""
        valid = bool(super().validate(extra_validators))
        if not self.family.data and not self.given.data and not self.family.errors:
            self.family.errors = [_("Write at least one name, here or in the given name.")]
            return False
        return valid

    def former(self) -> FormerName:
        """What was typed."""
        parts = {part: self[part].data for part in (*OWN_PARTS, *LATIN_PARTS)}
        return FormerName(**parts, until=self.until.data, why=self.why.data)


class CertificateNameForm(Form):
    """What her certificates call her, as she chooses it herself."""

    certificate_name = name_line(
        _l("My name on certificates"), _l("Exactly as it is to be printed. Leave it empty for your name as it is here.")
    )
    version = version()
