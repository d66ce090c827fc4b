"""What is typed before a member is shielded, and before her record is opened."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField
from wtforms.validators import ValidationError

from network.web.fields import KeyField, line, required
from network.web.forms import Form

#: Letters that make a reason.
_FEW = 4


class Reason:
    """A few letters at least: a full stop says nothing to whoever reads it later."""

    def __call__(self, _form: Any, field: Any) -> None:
        if sum(letter.isalpha() for letter in field.data or "") < _FEW:
            raise ValidationError(_("Write the reason in a few words."))


def reason(text: Any, hint: Any = "") -> Any:
    """A line that says why."""
    return line(text, required(_l("Write the reason in a few words.")), Reason(), hint=hint)


class OpenForm(Form):
    """Why a shielded record is opened. Named so that it can stand beside the fields of any other form."""

    shield_why = reason(
        _l("Why do you open it?"),
        _l("For example: she asked for a new phone number. It is kept, and she reads it."),
    )
    next = HiddenField()


class ShieldForm(Form):
    """Why she is shielded, and who of her state may know."""

    why = reason(_l("Why?"), _l("It is kept in the audit trail. Write nothing there that could harm her."))
    coordinator = KeyField(
        _l("The one coordinator who knows her"),
        validate_choice=False,
        description=_l("She, and the secretariat, still find her by name. All others read the code."),
    )

    def offer(self, accounts: Iterable[tuple[int, str]]) -> None:
        """The coordinators of her state."""
        self.coordinator.choices = [
            ("", _("Nobody: the secretariat alone")),
            *((str(key), name) for key, name in accounts),
        ]


class LiftForm(Form):
    """Why she is shielded no more."""

    why = reason(_l("Why?"), _l("It is kept in the audit trail."))
