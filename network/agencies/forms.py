"""What the secretariat types about agencies."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField

from network.agencies.commands import Facts, Naming
from network.agencies.models import Agency, AgencyName
from network.vocabulary import AgencyKind, State
from network.web.fields import ChoiceField, KeyField, WordField, day, line, required
from network.web.forms import FilterForm, Form, VersionedForm


def _agency_choice(text: Any, *validators: Any, hint: Any) -> KeyField:
    """An agency of a list. One that is not on it is refused by `rules`, which says why."""
    return KeyField(text, list(validators), description=hint, validate_choice=False)


class NamingForm(Form):
    """What an agency is called."""

    english = line(_l("Name in English"), required(_l("Write the name in English.")))
    russian = line(_l("Name in Russian"))
    national = line(_l("Name in the language of the state"))
    acronym = line(_l("Acronym"), most=30, hint=_l("In Latin letters, as it is used in English."))

    @property
    def naming(self) -> Naming:
        """The names as typed."""
        return Naming(self.english.data, self.russian.data, self.national.data, self.acronym.data)


class AgencyForm(NamingForm):
    """A new agency. `parents` are the choices for what it is a part of."""

    kind = WordField(_l("Kind"), AgencyKind, required(_l("Choose the kind.")), empty=_l("Choose"))
    parent_id = _agency_choice(_l("Part of"), hint=_l("The ministry or committee above it, if there is one."))
    opened_on = day(_l("First day"), hint=_l("Leave it empty where it is not known."))
    verify = BooleanField(_l("To verify: somebody who knows the state should look at this"))

    def __init__(self, *args: Any, parents: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parent_id.choices = [("", _l("None")), *parents]

    @property
    def facts(self) -> Facts:
        """What it is, as chosen."""
        return Facts(self.kind.data, self.parent_id.data, self.opened_on.data, self.verify.data)


class AddAgencyForm(AgencyForm):
    """A new agency, of one of the five states."""

    state = WordField(_l("State"), State, required(_l("Choose the state.")), empty=_l("Choose"))


class EditAgencyForm(VersionedForm, AgencyForm):
    """Corrections of an agency and of its present name."""

    @classmethod
    def of(cls, agency: Agency, name: AgencyName, parents: list[tuple[int, str]]) -> "EditAgencyForm":
        """The form as the agency is now, or as it was posted."""
        return cls(
            parents=parents,
            kind=agency.kind,
            parent_id=agency.parent_id,
            opened_on=agency.opened_on,
            verify=agency.verify,
            **_spelling(name),
            version=agency.version,
        )


class SpellingForm(VersionedForm, NamingForm):
    """Corrections of one of its names."""

    @classmethod
    def of(cls, agency: Agency, name: AgencyName) -> "SpellingForm":
        """The form with the name as it is now, or as it was posted."""
        return cls(**_spelling(name), version=agency.version)


class RenameForm(VersionedForm, NamingForm):
    """A new name from a day on."""

    starts_on = day(_l("First day of the new name"), required(_l("Write the first day.")))

    @classmethod
    def of(cls, agency: Agency, name: AgencyName) -> "RenameForm":
        """The form with the present name to begin from, or as it was posted."""
        return cls(**_spelling(name), version=agency.version)


class MergeForm(VersionedForm):
    """What it goes over into, and when. `seen` tells which merger the reader was shown before."""

    successor_id = _agency_choice(
        _l("Successor"),
        required(_l("Choose the successor.")),
        hint=_l("The agency that takes its people and its parts."),
    )
    day = day(_l("First day in the successor"), required(_l("Write the first day.")))
    why = line(_l("By which decision"), hint=_l("Kept with the history: a decree, a law, a letter."))
    seen = HiddenField()

    def __init__(self, *args: Any, successors: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.successor_id.choices = [("", _l("Choose")), *successors]

    @property
    def merger(self) -> str:
        """The merger that is asked for, as `seen` writes it."""
        return f"{self.successor_id.data} {self.day.data}"


class CarryOverForm(VersionedForm):
    """Who takes the people of a closed agency. `seen` tells which successor the reader was shown before."""

    successor_id = _agency_choice(_l("Successor"), required(_l("Choose the successor.")), hint="")
    seen = HiddenField()

    def __init__(self, *args: Any, successors: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.successor_id.choices = [("", _l("Choose")), *successors]


class CloseForm(VersionedForm):
    """Its last day, and why."""

    closed_on = day(_l("Last day"), required(_l("Write the last day.")))
    why = line(_l("Why it is closed"), required(_l("Write why it is closed.")), hint=_l("A decree, a law, a letter."))


class AgencyFilters(FilterForm):
    """What the list of agencies is narrowed by."""

    q = line(_l("Name or acronym, in any language"))
    state = WordField(_l("State"), State, empty=_l("All"))
    kind = WordField(_l("Kind"), AgencyKind, empty=_l("All"))
    standing = ChoiceField(
        _l("Open or closed"),
        choices=[("", _l("Both")), ("open", _l("Open")), ("closed", _l("Closed"))],
        default="",
    )
    verify = BooleanField(_l("To verify"))


def _spelling(name: AgencyName) -> dict[str, str]:
    return {field: getattr(name, field) for field in ("english", "russian", "national", "acronym")}
