"""Whom a list holds, and what the pages of exports and of the audit trail are narrowed by."""

import re
from functools import lru_cache
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import Regexp, ValidationError
from wtforms.widgets import HiddenInput

from network.members.choices import Groups
from network.members.fields import AgencyField
from network.reports.participants import ATTENDANCE
from network.reports.words import EVENTS, GROUPS
from network.vocabulary import AgencyKind, ExportFormat, ParticipantRole, State
from network.web.fields import LARGEST, ChoiceField, CountField, ManyField, Optional, WordField, day, line
from network.web.forms import FilterForm
from network.web.i18n import language
from network.web.words import label


class AccountField(CountField):
    """The account whose doings are shown, by its number; set by a link."""

    widget = HiddenInput()

    def process_formdata(self, valuelist: list[Any]) -> None:
        """A number that is none narrows nothing."""
        text = valuelist[0] if valuelist else ""
        self.data = int(text) if text.isdecimal() and len(text) < 10 else None


class _Period(FilterForm):
    """A first and a last day."""

    first = day(_l("From"))
    last = day(_l("Until"))

    def validate(self, extra_validators: Any = None) -> bool:
        """The last day is not before the first."""
        valid = bool(super().validate(extra_validators))
        if self.first.data and self.last.data and self.last.data < self.first.data:
            self.last.errors = [_("The last day cannot be before the first day.")]
            return False
        return valid


class NumberField(StringField):
    """The number of a list as it is printed: alone, or with the words before it ("List no. 42")."""

    data: Any

    def process_formdata(self, valuelist: list[Any]) -> None:
        """The first number in what was typed; what has none stays to be seen, with a sentence."""
        text = valuelist[0].strip() if valuelist else ""
        found = re.search(r"[0-9]+", text)
        self.data = text
        if text and not (found and 0 < int(found[0]) <= LARGEST):
            raise ValueError(_("Write the number that is printed on the list, like 42"))
        if found:
            self.data = int(found[0])


class ExportFilters(_Period):
    """What the list of exports is narrowed by. Whoever sees only her own is not asked whose."""

    number = NumberField(_l("Number of the list"), description=_l("It is printed on every page."))
    who = line(_l("Who"))
    account = AccountField()
    format = WordField(_l("Format"), ExportFormat, empty=_l("Every format"))

    def __init__(self, *, own: bool) -> None:
        super().__init__()
        if own:
            del self.who
            del self.account


def _events() -> dict[str, list[tuple[str, str]]]:
    """Every event under what it is about, each group with a line for the whole of it."""
    return _events_in(language())


@lru_cache
def _events_in(_code: str) -> dict[str, list[tuple[str, str]]]:
    groups: dict[str, list[tuple[str, str]]] = {"": [("", _("Everything"))]}
    for group, name in GROUPS.items():
        own = [(str(event), str(words)) for event, words in EVENTS.items() if event.startswith(f"{group}:")]
        whole = [(f"{group}:", _("All of this: %(name)s", name=str(name).lower()))] if len(own) > 1 else []
        groups[str(name)] = whole + own
    return groups


class TrailFilters(_Period):
    """What the audit trail is narrowed by."""

    who = line(_l("Who"))
    account = AccountField()
    event = ChoiceField(_l("What happened"), [Optional()], choices=_events)
    record = line(
        _l("Record"),
        Optional(),
        Regexp(r"[a-z_]{1,40}:\d{1,18}\Z", message=_l("Write it like training:12")),
        most=64,
        hint=_l("As an entry names it, like training:12."),
    )


#: Trainings that can be ticked for one list: more of them are a period.
MOST_TRAININGS = 100


class TrainingsField(ManyField):
    """Trainings by their ids. Which of them she may read, the view finds out."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Ids in the order of the address, each once."""
        ids = [int(text) if text.isdecimal() and len(text) < 10 else 0 for text in valuelist]
        self.data = list(dict.fromkeys(ids))

    def pre_validate(self, _form: Any) -> None:
        """Not too many."""
        if self.data and len(self.data) > MOST_TRAININGS:
            most = MOST_TRAININGS
            raise ValidationError(_("At most %(most)s trainings can be ticked. Give a period instead.", most=most))


def _word_choices(words: Any) -> Any:
    return lambda: [(word.value, label(word)) for word in words]


class ListFilters(_Period):
    """Whom a participants list holds."""

    find = line(_l("Find a training"), hint=_l("Words of its title, city or venue, or its year."))
    training = TrainingsField(_l("Trainings"), choices=(), coerce=int)
    state = ManyField(_l("States"), [Optional()], coerce=State, choices=_word_choices(State))
    role = ManyField(_l("Roles"), [Optional()], coerce=ParticipantRole, choices=_word_choices(ParticipantRole))
    agency = AgencyField(_l("Agency at the time"))
    kind = WordField(_l("Kind of agency"), AgencyKind, empty=_l("Every kind"))
    attendance = ChoiceField(_l("Attendance"), [Optional()], choices=lambda: [("", _("Any")), *ATTENDANCE.items()])

    def __init__(self, agencies: Groups) -> None:
        self._agencies = agencies
        super().__init__()

    def validate(self, extra_validators: Any = None) -> bool:
        """Offer first what can be chosen."""
        self.agency.offer(self._agencies, _("Every agency"))
        return bool(super().validate(extra_validators))

    def kept(self) -> dict[str, Any]:
        """What a layout keeps besides its columns: whom a list holds, whatever the trainings."""
        return {name: value for name, value in self.stored().items() if name in PEOPLE}

    def stored(self) -> dict[str, Any]:
        """The choices as they are written down: as the address has them, without what only helped."""
        return {name: _written(value) for name, value in self.chosen().items() if name != "find"}


#: The fields that say which people, not which trainings.
PEOPLE = ("state", "role", "agency", "kind", "attendance")


def _written(value: Any) -> Any:
    if isinstance(value, list):
        return [_written(one) for one in value]
    return value if isinstance(value, int) else str(value)
