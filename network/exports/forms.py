"""What is said before a list leaves, and the name of a layout."""

import re
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField
from wtforms.validators import ValidationError

from network.exports.delivery import Taker, Terms
from network.exports.locking import DIFFERENT, LOCKABLE, LONGEST, SHORTEST
from network.vocabulary import ExportFormat, Language
from network.web.fields import ButtonsField, Optional, WordField, line, required
from network.web.forms import Form
from network.web.i18n import LANGUAGE_NAMES, language

#: What every keyboard has: whoever receives the file may not have that of whoever sends it.
_TYPEABLE = re.compile(r"[ -~]+")


#: Letters that make a reason.
_FEW = 4


class FilePassword:
    """Long enough, and typed alike on every keyboard; only on a format that takes a password."""

    def __call__(self, form: Any, field: Any) -> None:
        if form.format.data not in LOCKABLE:
            raise ValidationError(_("Only Excel and PDF take a password. Choose one of them, or leave this empty."))
        if not _TYPEABLE.fullmatch(field.data):
            raise ValidationError(_("Use Latin letters, digits and signs: every keyboard has them."))
        if len(field.data) < SHORTEST:
            raise ValidationError(_("This is too short: at least %(least)s characters.", least=SHORTEST))
        if len(set(field.data)) < DIFFERENT:
            raise ValidationError(_("This repeats itself: at least %(least)s different characters.", least=DIFFERENT))


class ReasonForNames:
    """Whoever asks for names that are shielded says why, in a few words."""

    def __call__(self, form: Any, field: Any) -> None:
        if form.shielded.data and sum(letter.isalpha() for letter in field.data or "") < _FEW:
            raise ValidationError(_("Say why this list needs the names of shielded members."))


class ExportForm(Form):
    """Purpose, recipient, format and language of a list that is about to leave, and whether it is locked."""

    purpose = line(
        _l("What is it for?"),
        required(_l("Say what the list is for.")),
        hint=_l("For example: hotel rooms for the training in Bishkek. It is kept with the export."),
    )
    recipient = line(
        _l("Who receives it?"),
        required(_l("Say who receives the list.")),
        most=100,
        hint=_l("The host, a hotel, a ministry, a donor, or own use. It is printed on every page."),
    )
    format = WordField(_l("Format"), ExportFormat, required(), default=ExportFormat.XLSX)
    language = ButtonsField(
        _l("Language of the list"),
        choices=[(code.value, name) for code, name in LANGUAGE_NAMES.items()],
        validators=[required(_l("Choose the language."))],
        default=language,
    )
    shielded = BooleanField(_l("Show the names of shielded members"))
    shielded_why = line(
        _l("Why does this list need their names?"),
        ReasonForNames(),
        hint=_l("Only with the tick above. It is printed on the list, and kept in the audit trail."),
    )
    file_password = line(_l("Password on the file"), Optional(), FilePassword(), most=LONGEST)

    def __init__(self, *args: Any, may_name: bool = False, **more: Any) -> None:
        """`may_name`: there is somebody shielded whom the taker may know. Whoever may not is not asked."""
        super().__init__(*args, **more)
        if not may_name:
            del self.shielded
            del self.shielded_why

    def terms(self, by: Taker) -> Terms:
        """What was agreed."""
        return Terms(
            self.purpose.data,
            self.recipient.data,
            self.format.data,
            Language(self.language.data),
            by,
            self.file_password.data,
            self.shielded_why.data if self.shielded and self.shielded.data else "",
        )


class LayoutForm(Form):
    """The name under which a layout is kept."""

    name = line(_l("Name of the layout"), required(_l("Write a name for the layout.")), most=80)
