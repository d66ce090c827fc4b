"""Kinds of fields in which somebody types, or chooses, what is of people alone."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length, ValidationError
from wtforms.widgets import HiddenInput

from network.clock import today
from network.members.choices import Groups
from network.web.fields import NAME_LENGTH, CountField, KeyField, line
from network.web.widgets import QuickSelect

#: Nobody alive was born longer ago, nobody serves younger.
_OLDEST, _YOUNGEST = 110, 14


class Born:
    """A day on which somebody who serves today may have been born."""

    def __call__(self, form: Any, field: Any) -> None:
        if field.data and not today().year - _OLDEST <= field.data.year <= today().year - _YOUNGEST:
            raise ValidationError(_("Nobody who serves was born then. Check the year."))


def name_line(text: Any, hint: Any = "") -> Any:
    """One name, kept to the letter."""
    return line(text, most=NAME_LENGTH, hint=hint)


class AgencyField(KeyField):
    """One of the agencies offered, in groups; `data` is its id, or None."""

    widget = QuickSelect()

    def __init__(self, text: Any, *validators: Any, **more: Any) -> None:
        super().__init__(text, list(validators), choices=[], **more)

    def offer(self, groups: Groups, empty: str) -> None:
        """Set what can be chosen. `empty` is the line for none; a single group needs no heading."""
        self.choices = [
            SelectChoice("", empty),
            *(
                SelectChoice(str(key), name, optgroup=title if len(groups) > 1 else None)
                for title, entries in groups.items()
                for key, name in entries
            ),
        ]

    def pre_validate(self, form: Any) -> None:
        if self.data is not None:
            super().pre_validate(form)


class RankField(AgencyField):
    """One of the catalogue's ranks, in groups by service; `data` is its id, or None."""

    def __init__(self, *validators: Any, **more: Any) -> None:
        hint = _l("Choose it under its service. Leave it for a post without rank.")
        super().__init__(_l("Rank"), *validators, **{"description": hint, **more})

    def offer(self, groups: Groups, empty: str = "") -> None:
        """Set what can be chosen."""
        super().offer(groups, empty or _("None of these"))


class VersionField(CountField):
    """Which version of the record the page showed; refused changes show it again as it is now."""

    widget = HiddenInput()

    def renew(self, version: int) -> None:
        """After a refusal: the next press is made on what is stored now."""
        self.data, self.raw_data = version, None


def version() -> Any:
    """The version of the record that is edited."""
    return VersionField(validators=[InputRequired()])


def shown() -> Any:
    """Whom the page asked about, by their uids: of these she is said to be another."""
    return StringField(widget=HiddenInput(), validators=[Length(max=400)], filters=[lambda text: text or ""])
