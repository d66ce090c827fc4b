"""What is asked before many are acted on."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from network.bulk.columns import CATALOGUE, USUAL, available
from network.clock import today
from network.exports.forms import ExportForm
from network.mail.sender import can_send
from network.members.choices import Groups
from network.members.fields import AgencyField
from network.vocabulary import Language, ParticipantRole
from network.web.fields import ButtonsField, CountField, KeyField, ManyField, WordField, day, required
from network.web.formats import period
from network.web.forms import Form
from network.web.i18n import LANGUAGE_NAMES, in_language


class AgencyForm(Form):
    """Where they serve from which day on."""

    agency = AgencyField(_l("New agency"), required(_l("Choose the agency.")))
    starts_on = day(
        _l("First day there"),
        required(_l("Write the first day there.")),
        hint=_l("Where each serves now ends on the day before, and stays in her history."),
    )
    keeps = BooleanField(_l("Rank and position stay the same"))

    def __init__(self, fields: Mapping[str, Any], groups: Groups) -> None:
        kept = {"agency": fields.get("agency"), "starts_on": _day(fields), "keeps": fields.get("keeps", True)}
        super().__init__(data=kept)
        self.agency.offer(groups, _("Choose"))

    def answers(self) -> dict[str, Any]:
        """As the batch keeps them."""
        first = self.starts_on.data.isoformat()
        return {"agency": self.agency.data, "starts_on": first, "keeps": bool(self.keeps.data)}


def _day(fields: Mapping[str, Any]) -> Any:
    return today().fromisoformat(fields["starts_on"]) if "starts_on" in fields else today()


class InviteForm(Form):
    """In which language the letters are, and whether they go by e-mail."""

    language = ButtonsField(_l("Language of the letters"), default="")
    send = BooleanField(_l("Send by e-mail where there is an address"))

    def __init__(self, fields: Mapping[str, Any]) -> None:
        super().__init__(data={"language": fields.get("language") or "", "send": fields.get("send", True)})
        self.language.choices = [
            ("", _("Both, unless she has chosen one")),
            *((code.value, name) for code, name in LANGUAGE_NAMES.items()),
        ]
        if not can_send():
            del self.send

    def answers(self) -> dict[str, Any]:
        """As the batch keeps them."""
        code = self.language.data
        return {"language": Language(code).value if code else "", "send": bool(self.send and self.send.data)}


class TrainingForm(Form):
    """Which list, and as what."""

    training = KeyField(_l("Training"), [required(_l("Choose the training."))])
    role = WordField(_l("Role"), ParticipantRole, required())

    def __init__(self, fields: Mapping[str, Any], trainings: Sequence[Any]) -> None:
        role = ParticipantRole(fields.get("role", ParticipantRole.PARTICIPANT))
        super().__init__(data={"training": fields.get("training"), "role": role})
        self.training.choices = [
            SelectChoice("", _("Choose")),
            *(SelectChoice(str(row.id), _named(row)) for row in trainings),
        ]

    def answers(self) -> dict[str, Any]:
        """As the batch keeps them."""
        return {"training": self.training.data, "role": self.role.data.value}


def _named(row: Any) -> str:
    parts = (in_language(row), in_language(row, "city"), period(row.starts_on, row.ends_on))
    return " · ".join(part for part in parts if part)


class DoForm(Form):
    """The preview that is to be done."""

    version = CountField()


class MembersExportForm(ExportForm):
    """The columns, and what is said before every list leaves."""

    column = ManyField(_l("Columns"), [required(_l("Choose at least one column."))], default=list(USUAL))

    def __init__(self, reader: Any, **more: Any) -> None:
        super().__init__(**more)
        self.column.choices = [(one.key, one.heading) for one in available(reader)]

    @property
    def keys(self) -> list[str]:
        """The columns chosen, in the order of the catalogue."""
        return [one.key for one in CATALOGUE if one.key in (self.column.data or ())]
