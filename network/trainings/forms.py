"""What people type about trainings, and what they are told about it."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from zoneinfo import available_timezones

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FieldList, FormField
from wtforms.validators import NumberRange, Optional, ValidationError
from wtforms.widgets import HiddenInput

from network.errors import Refused
from network.trainings.editing import HasMarks, TrainingFacts
from network.trainings.programme import (
    END_LATER,
    HALF_DAYS,
    MOST_SESSIONS,
    PROPOSED_DAYS,
    Fault,
    SessionFacts,
    faults,
    half_days,
)
from network.vocabulary import (
    STATE_ZONES,
    TRAINING_LANGUAGES,
    State,
    TrainingKind,
)
from network.web.fields import (
    ChoiceField,
    CountField,
    KeyField,
    ManyField,
    WordField,
    clock,
    day,
    key,
    line,
    lines,
    required,
)
from network.web.fields import state as state_field
from network.web.formats import zone_name
from network.web.forms import Form, optional_choice
from network.web.words import language_name, state_name

#: Rows of organisers and of supporters that a form may carry; organisations beyond it are a mistake.
MOST_ORGANISATIONS = 20


class SessionForm(Form):
    """One row of the programme. A new row without a day and a title is no session yet."""

    id = CountField(widget=HiddenInput(), validators=[Optional()])
    day = day(_l("Day"))
    starts = clock(_l("Starts"))
    ends = clock(_l("Ends"))
    title = line(_l("Title in English"))
    title_ru = line(_l("Title in Russian"))
    cancelled = BooleanField(_l("Cancelled"))
    remove = BooleanField(_l("Remove"))

    @property
    def is_blank(self) -> bool:
        """Whether the row was left as it was offered."""
        return not (self.id.raw_data and self.id.raw_data[0]) and not any(
            field.raw_data and field.raw_data[0].strip()
            for field in (self.day, self.starts, self.ends, self.title, self.title_ru)
        )

    def validate(self, extra_validators: Any = None) -> bool:
        """Day and times belong together; a row that is removed or blank is not looked at."""
        if self.is_blank or self.remove.data:
            return True
        fine = bool(super().validate(extra_validators))
        for field in (self.day, self.starts, self.ends):
            if field.data is None and not field.errors:
                field.errors = [_("Fill this in.")]
                fine = False
        if self.starts.data and self.ends.data and self.ends.data <= self.starts.data:
            self.ends.errors = [str(END_LATER)]
            fine = False
        return fine

    def facts(self) -> SessionFacts | None:
        """The session as typed, or None for a blank row. Only where the form is valid."""
        if self.is_blank or (self.remove.data and self.id.data is None):
            return None
        if self.remove.data:
            return SessionFacts(self.day.data or date.min, *HALF_DAYS[0], remove=True, id=self.id.data)
        return SessionFacts(
            self.day.data, self.starts.data, self.ends.data, title=self.title.data, title_ru=self.title_ru.data,
            cancelled=bool(self.cancelled.data), id=self.id.data,
        )  # fmt: skip


class TrainingForm(Form):
    """Facts and sessions of a training, on one page."""

    version = CountField(widget=HiddenInput(), validators=[Optional()])
    title = line(_l("Title in English"), required(_l("Write the title in English.")))
    title_ru = line(_l("Title in Russian"))
    kind = WordField(_l("Kind"), TrainingKind, required(_l("Choose the kind.")))
    description = lines(_l("Description in English"))
    description_ru = lines(_l("Description in Russian"))
    starts_on = day(_l("First day"), required(_l("Write the first day.")))
    ends_on = day(_l("Last day"), required(_l("Write the last day.")))
    state = state_field(
        _l("Host state"), required(_l("Choose the state.")), description=_l("Its coordinators run the training.")
    )
    city = line(_l("City in English"))
    city_ru = line(_l("City in Russian"))
    venue = line(_l("Venue in English"))
    venue_ru = line(_l("Venue in Russian"))
    zone = ChoiceField(_l("Time zone of the sessions"), [Optional()])
    languages = ManyField(_l("Working languages"))
    sessions = FieldList(FormField(SessionForm), _l("Sessions"), max_entries=MOST_SESSIONS + 1)
    organisers = FieldList(KeyField(), _l("Organisers"), max_entries=MOST_ORGANISATIONS)
    supporters = FieldList(KeyField(), _l("Supporters"), max_entries=MOST_ORGANISATIONS)
    capacity = CountField(
        _l("Places"),
        [Optional(), NumberRange(1, 100_000, _l("A whole number from 1, or leave it empty."))],
        description=_l("How many people can take part. Empty: as many as come."),
    )
    completion_percent = CountField(
        _l("Sessions needed to complete it, in per cent"),
        [required(), NumberRange(1, 100, _l("A whole number from 1 to 100."))],
        default=80,
    )
    priorities = ManyField(_l("Strategic priorities it serves"), coerce=key)
    follows_id = KeyField(_l("Earlier training it follows up"))

    def offer(
        self,
        *,
        states: Sequence[State],
        organisations: Sequence[tuple[int, str]],
        priorities: Sequence[tuple[int, str]],
        earlier: Sequence[tuple[int, str]],
    ) -> None:
        """Fill the choices with what this person may choose."""
        empty = [optional_choice()] if len(states) > 1 else []
        self.state.choices = [*empty, *((one.value, state_name(one)) for one in State if one in states)]
        self.zone.choices = _zones(states)
        self.languages.choices = [(code, language_name(code)) for code in TRAINING_LANGUAGES]
        self.priorities.choices = list(priorities)
        self.follows_id.choices = [("", _("None")), *earlier]
        for rows, words in ((self.organisers, _l("Organiser %(n)s")), (self.supporters, _l("Supporter %(n)s"))):
            for n, row in enumerate(rows, start=1):
                row.choices = [("", "—"), *organisations]
                row.label.text = str(words) % {"n": n}

    def lengthen(self, name: str) -> None:
        """One more empty row of sessions, organisers or supporters, up to the most."""
        rows = self[name]
        if len(rows) < (MOST_SESSIONS if name == "sessions" else MOST_ORGANISATIONS):
            rows.append_entry()

    def propose(self) -> None:
        """Add the half-days of days that have no session yet; says beside the dates what stands against it."""
        if not (self.starts_on.validate(self) & self.ends_on.validate(self) & self._in_order()):
            return
        if (self.ends_on.data - self.starts_on.data).days >= PROPOSED_DAYS:
            self.ends_on.errors = [
                _("Half-days are proposed for at most %(n)d days. Add the sessions one by one.", n=PROPOSED_DAYS)
            ]
            return
        while len(self.sessions) and self.sessions[-1].form.is_blank:
            self.sessions.pop_entry()
        taken = [entry.form.day.data for entry in self.sessions if not entry.form.remove.data]
        for one in half_days(self.starts_on.data, self.ends_on.data, taken):
            if len(self.sessions) < MOST_SESSIONS:
                self.sessions.append_entry(one)

    def validate_sessions(self, field: Any) -> None:
        """More rows than anybody needs."""
        if len(field) > MOST_SESSIONS:
            raise ValidationError(_("At most %(n)d sessions.", n=MOST_SESSIONS))

    def validate(self, extra_validators: Any = None) -> bool:
        """Each field, then the dates in order, then the sessions against the dates and each other."""
        if not super().validate(extra_validators):
            self._in_order()
            return False
        if not self._in_order():
            return False
        wrong = faults(self.session_facts(), self.starts_on.data, self.ends_on.data, self.zone_chosen())
        for fault in wrong:
            self._show(fault)
        return not wrong

    def refuse(self, refused: Refused) -> None:
        """A session that cannot be removed is told at its own tick."""
        if isinstance(refused, HasMarks):
            for entry in self.sessions:
                if entry.form.id.data == refused.session_id:
                    entry.form.remove.errors = [str(refused.sentence)]
                    self.sessions.errors = [one.errors for one in self.sessions]
                    return
        super().refuse(refused)

    def renew(self, version: int) -> None:
        """Carry the record's present version: she was told that it changed, and may save over it."""
        self.version.raw_data, self.version.data = None, version

    def _in_order(self) -> bool:
        if self.starts_on.data and self.ends_on.data and self.ends_on.data < self.starts_on.data:
            self.ends_on.errors = [*self.ends_on.errors, _("The last day is before the first.")]
            return False
        return True

    def _show(self, fault: Fault) -> None:
        rows = [entry for entry in self.sessions if entry.form.facts() is not None]
        entry = rows[fault.row]
        cell = entry.form[fault.field]
        cell.errors = [*cell.errors, str(fault.sentence)]
        # The list's own errors are what the form's summary and "Error:" go by.
        self.sessions.errors = [one.errors for one in self.sessions]

    def zone_chosen(self) -> str:
        """The zone of the sessions: the host state's where none is chosen."""
        return self.zone.data or STATE_ZONES[self.state.data]

    def session_facts(self) -> list[SessionFacts]:
        """The sessions as typed."""
        return [facts for entry in self.sessions if (facts := entry.form.facts()) is not None]

    def facts(self) -> TrainingFacts:
        """The training as typed, its sessions aside. Only where the form is valid."""
        same = (
            *("title", "title_ru", "kind", "state", "starts_on", "ends_on", "description", "description_ru"),
            *("city", "city_ru", "venue", "venue_ru", "capacity", "completion_percent", "follows_id"),
        )
        return TrainingFacts(
            **{name: self[name].data for name in same},
            zone=self.zone.data or "",
            languages=tuple(self.languages.data or ()),
            organiser_ids=tuple(row.data for row in self.organisers if row.data),
            supporter_ids=tuple(row.data for row in self.supporters if row.data),
            priority_ids=tuple(self.priorities.data or ()),
        )


def _zones(states: Sequence[State]) -> dict[str, list[tuple[str, str]]]:
    """The host state's own on top, the region's with their offsets, then every other zone of the world."""
    region = dict.fromkeys(STATE_ZONES[state] for state in State)
    own = _("As in the host state")
    if len(states) == 1:
        own = _("As in the host state: %(zone)s", zone=zone_name(STATE_ZONES[states[0]]))
    world = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/"))
    return {
        _("Host state"): [("", own)],
        _("The region"): [(zone, zone_name(zone)) for zone in region],
        _("The world"): [(zone, zone) for zone in world if zone not in region],
    }


class CancelForm(Form):
    """Why it does not happen: it is shown with the training."""

    why = lines(_l("Reason"), required(_l("Say why, in a sentence.")), most=1000)


class AssignForm(Form):
    """A coordinator of another state who runs the training too."""

    account_id = KeyField(_l("Coordinator"), [required()])


class OrganisationForm(Form):
    """A field operation, department, project or host."""

    version = CountField(widget=HiddenInput(), validators=[Optional()])
    name = line(_l("Name in English"), required(_l("Write the name in English.")))
    name_ru = line(_l("Name in Russian"))
    in_use = BooleanField(
        _l("In use"),
        default=True,
        description=_l("Without the tick it stays on old trainings and is offered for no new one."),
    )
