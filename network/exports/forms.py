"""What is said before a list leaves, and the name of a layout."""

from flask_babel import lazy_gettext as _l

from network.audit.changes import Author
from network.exports.delivery import Terms
from network.vocabulary import ExportFormat, Language
from network.web.fields import ButtonsField, WordField, line, required
from network.web.forms import Form
from network.web.i18n import LANGUAGE_NAMES, language


class ExportForm(Form):
    """Purpose, format and language of a list that is about to leave."""

    purpose = line(
        _l("What is it for?"),
        required(_l("Say what the list is for.")),
        hint=_l("For example: hotel rooms for the training in Bishkek. It is kept with the export."),
    )
    format = WordField(_l("Format"), ExportFormat, required(), default=ExportFormat.XLSX)
    language = ButtonsField(
        _l("Language of the list"),
        choices=[(code.value, name) for code, name in LANGUAGE_NAMES.items()],
        validators=[required(_l("Choose the language."))],
        default=language,
    )

    def terms(self, by: Author) -> Terms:
        """What was agreed."""
        return Terms(self.purpose.data, self.format.data, Language(self.language.data), by)


class LayoutForm(Form):
    """The name under which a layout is kept."""

    name = line(_l("Name of the layout"), required(_l("Write a name for the layout.")), most=80)
