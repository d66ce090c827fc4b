"""What people type about people."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField

from network.errors import Refused
from network.members.careers import Post
from network.members.choices import Groups
from network.members.commands import Person
from network.members.fields import AgencyField, Born, RankField, name_line, shown, version
from network.members.previous import NAME_PARTS
from network.vocabulary import AgencyKind, RankBand, Sex, Standing, State
from network.web.fields import Optional, WordField, day, email, line, lines, phone, required, state
from network.web.forms import FilterForm, Form

#: A number is read in one piece: its spaces do not break.
_PHONE_HINT = _l("With + and the country, like +996\u00a0312\u00a0000\u00a0000.")
_NOTES_HINT = _l("What those who work with her have to know. She can ask for everything that is held of her.")
#: Longest note about a person.
NOTES_LENGTH = 2000


def _rank() -> Any:
    return line(_l("Another rank, as written"), hint=_l("Only where the list above has none."))


def _band() -> Any:
    hint = _l("Of a rank from the list it is known. Titles do not compare across states, bands do.")
    return WordField(_l("Rank band"), RankBand, empty=_l("Not stated"), description=hint)


class DuplicatesFilter(FilterForm):
    """What the list of possible duplicates is narrowed by."""

    state = state(empty=_l("All states"))

    def __init__(self, *, states: Sequence[State]) -> None:
        """`states` are those that the reader may list; with one there is nothing to choose."""
        self._states = states
        super().__init__()

    def validate(self, extra_validators: Any = None) -> bool:
        """With one state there is nothing to choose."""
        if len(self._states) == 1:
            del self.state
        return bool(super().validate(extra_validators))


class MembersFilter(FilterForm):
    """What the list of members is narrowed by."""

    q = line(_l("Name or number"))
    state = state(empty=_l("All states"))
    agency = AgencyField(_l("Agency"))
    kind = WordField(_l("Kind of agency"), AgencyKind, empty=_l("Every kind"))
    standing = WordField(_l("Standing"), Standing, empty=_l("Everybody"))
    band = WordField(_l("Rank band"), RankBand, empty=_l("Every band"))
    unplaced = BooleanField(_l("Without an agency now"))

    def __init__(self, *, states: Sequence[State], agencies: Groups) -> None:
        """`states` are those that the reader may list; with one there is nothing to choose."""
        self._agencies, self._states = agencies, states
        super().__init__()

    def validate(self, extra_validators: Any = None) -> bool:
        """Offer first what can be chosen."""
        self.agency.offer(self._agencies, _("Every agency"))
        if len(self._states) == 1:
            del self.state
        return bool(super().validate(extra_validators))


class PersonForm(Form):
    """Who she is and how to reach her."""

    state = state(None, required(_l("Choose the state.")), empty=_l("Choose"))
    family = name_line(_l("Family name"))
    given = name_line(_l("Given name"))
    patronymic = name_line(_l("Patronymic / other name"))
    family_latin = name_line(_l("Family name, Latin"))
    given_latin = name_line(_l("Given name, Latin"))
    patronymic_latin = name_line(_l("Patronymic / other name, Latin"))
    sex = WordField(_l("Sex"), Sex, required())
    email = email(_l("E-mail"))
    phone = phone(_l("Phone"), hint=_PHONE_HINT)
    born_on = day(_l("Date of birth"), Optional(), Born(), hint=_l("Only where a host or a visa needs it."))
    notes = lines(_l("Notes"), most=NOTES_LENGTH, hint=_NOTES_HINT)

    def __init__(self, *args: Any, states: Sequence[State], **kwargs: Any) -> None:
        """`states` are those that the reader may put somebody into; with one there is nothing to choose."""
        super().__init__(*args, **kwargs)
        self.only_state = states[0] if len(states) == 1 else None
        if self.only_state:
            del self.state
        else:
            self.state.offer(states)

    def validate(self, extra_validators: Any = None) -> bool:
        """One name is enough, but one there has to be, in her own script."""
        valid = bool(super().validate(extra_validators))
        if not self.family.data and not self.given.data and not self.family.errors:
            self.family.errors = [_("Write at least one name, here or in the given name.")]
            return False
        return valid

    @property
    def state_now(self) -> State | None:
        """Whose practice of spelling names holds."""
        return self.only_state or self.state.data

    def names(self) -> dict[str, str]:
        """Her names as they stand in the form, by field."""
        return {part: self[part].data or "" for part in NAME_PARTS}

    def asks_for_names(self) -> bool:
        """Whether a button asked for suggestions, or to fill one in: then nothing is checked, and nothing saved."""
        if not self.is_submitted():
            return False
        part, _colon, text = request.form.get("fill", "").partition(":")
        if part in NAME_PARTS:
            self[part].data = text
        return "fill" in request.form or "suggest" in request.form

    def person(self) -> Person:
        """What was typed."""
        return Person(
            state=self.only_state or self.state.data,
            family=self.family.data,
            given=self.given.data,
            patronymic=self.patronymic.data,
            family_latin=self.family_latin.data,
            given_latin=self.given_latin.data,
            patronymic_latin=self.patronymic_latin.data,
            sex=self.sex.data,
            email=self.email.data,
            phone=self.phone.data,
            born_on=self.born_on.data if self.born_on else None,
            notes=self.notes.data if self.notes else "",
        )


class RankFields(Form):
    """Rank and position from a day on."""

    rank_id = RankField()
    rank, band, position = _rank(), _band(), line(_l("Position"))
    starts_on = day(_l("First day"), required(_l("Write the first day there.")))

    def refuse(self, refused: Refused) -> None:
        """Where no last day is typed, what is wrong with it stands beside the first."""
        if refused.field == "ends_on" and "ends_on" not in self:
            refused = Refused(refused.sentence, field="starts_on")
        super().refuse(refused)

    def post_in(self, agency_id: int, ends_on: date | None = None) -> Post:
        """What was typed, at that agency."""
        return Post(
            agency_id=agency_id,
            starts_on=self.starts_on.data,
            ends_on=ends_on,
            rank=self.rank.data,
            band=self.band.data,
            position=self.position.data,
            rank_id=self.rank_id.data,
        )


class PostFields(RankFields):
    """An agency with rank and position for a period."""

    agency = AgencyField(_l("Agency"), required(_l("Choose the agency.")))
    ends_on = day(_l("Last day"), Optional(), hint=_l("Leave it empty while she serves there."))

    def validate(self, extra_validators: Any = None) -> bool:
        """The last day is not before the first."""
        valid = bool(super().validate(extra_validators))
        if self.starts_on.data and self.ends_on.data and self.ends_on.data < self.starts_on.data:
            self.ends_on.errors = [*self.ends_on.errors, _("The last day cannot be before the first day.")]
            return False
        return valid

    def post(self) -> Post:
        """What was typed."""
        return self.post_in(self.agency.data, self.ends_on.data)


class AddMemberForm(PersonForm):
    """A new member, and where she serves, if that is known."""

    agency = AgencyField(_l("Agency"))
    rank_id = RankField()
    rank, band, position = _rank(), _band(), line(_l("Position"))
    starts_on = day(_l("First day there"), Optional())
    another = BooleanField(_l("She is somebody else: add her"))
    shown = shown()

    def validate(self, extra_validators: Any = None) -> bool:
        """An agency needs its first day; rank, position and day need an agency."""
        valid = bool(super().validate(extra_validators))
        if self.agency.data and not self.starts_on.data and not self.starts_on.errors:
            self.starts_on.errors = [_("Write the first day there.")]
            return False
        others = (self.rank_id, self.rank, self.band, self.position, self.starts_on)
        if not self.agency.data and any(field.data for field in others):
            self.agency.errors = [*self.agency.errors, _("Choose the agency.")]
            return False
        return valid

    def post(self) -> Post | None:
        """Where she serves, or None where no agency was chosen."""
        if not self.agency.data:
            return None
        return Post(
            self.agency.data, self.starts_on.data, None, self.rank.data, self.band.data, self.position.data,
            self.rank_id.data,
        )  # fmt: skip


class EditMemberForm(PersonForm):
    """A member's record. A guest's standing is not typed here: she is admitted."""

    certificate_name = name_line(_l("Name on certificates"), _l("As she wishes it. Leave it empty for her name."))
    keep_old = BooleanField(
        _l("Keep the old name as a previous name"),
        default=True,
        description=_l("When she has another name now. A mistyped letter or another spelling leaves nothing behind."),
    )
    standing = WordField(_l("Standing"), Standing, required())
    version = version()

    def __init__(self, *args: Any, guest: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if guest:
            del self.standing
        else:
            self.standing.offer([Standing.MEMBER, Standing.FORMER])


class ContactForm(Form):
    """How she is reached, as she keeps it herself."""

    email = email(_l("E-mail"), hint=_l("Where the Network writes to you. You go on signing in as before."))
    phone = phone(_l("Phone"), hint=_PHONE_HINT)
    version = version()
