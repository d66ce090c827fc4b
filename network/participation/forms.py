"""What people type about a participants list."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SubmitField

from network.clock import now
from network.members.fields import AgencyField, RankField, shown
from network.members.forms import PersonForm
from network.participation.models import Participation, usual_start
from network.participation.queries import Wanted
from network.trainings.models import Training, TrainingSession
from network.vocabulary import AgencyKind, ParticipantRole, RankBand
from network.web.fields import KeyField, ManyField, WordField, key, line, lines, required, state
from network.web.formats import clock, day
from network.web.forms import FilterForm, Form, VersionedForm
from network.web.i18n import language

#: Longest reason that is kept.
WHY_LENGTH = 500


class ParticipantsFilter(FilterForm):
    """What a training's list is narrowed by."""

    state = state(empty=_l("All states"))
    kind = WordField(_l("Kind of agency"), AgencyKind, empty=_l("Every kind"))
    role = WordField(_l("Role"), ParticipantRole, empty=_l("Every role"))
    removed = BooleanField(_l("Those who were removed"))

    def wanted(self, training_id: int) -> Wanted:
        """The rows that it leaves."""
        chosen = self.chosen()
        return Wanted(
            training_ids=[training_id],
            states=[chosen["state"]] if "state" in chosen else (),
            agency_kinds=[chosen["kind"]] if "kind" in chosen else (),
            roles=[chosen["role"]] if "role" in chosen else (),
            removed="removed" in chosen,
        )


class SessionField(KeyField):
    """From which session on she is expected; `data` is its id, or None for all. The command checks the id."""

    def __init__(self, **more: Any) -> None:
        super().__init__(
            _l("Expected from"),
            validate_choice=False,
            description=_l("Sessions before it do not count for her, unless she is marked at them."),
            **more,
        )

    def offer(self, training: Training) -> None:
        """The training's sessions, by its own clock."""
        held = [one for one in training.sessions if not one.cancelled]
        later = [(str(one.id), _session(training, one)) for one in held[1:]]
        self.choices = [("", _("The first session")), *later]


def _session(training: Training, one: TrainingSession) -> str:
    start = f"{day(one.starts_in(training.zone).date(), 'EEE d MMM')}, {clock(one.starts_at, training.zone)}"
    title = one.title_in(language())
    return f"{start} · {title}" if title else start


class Joining(Form):
    """Role, and, once a session is over, from which one on she is expected."""

    role = WordField(_l("Role"), ParticipantRole, required())
    expected_from = SessionField()

    def __init__(self, *args: Any, training: Training, data: dict[str, Any] | None = None, **more: Any) -> None:
        at = now()
        usual = usual_start(training.sessions, at)
        first = {"role": ParticipantRole.PARTICIPANT, "expected_from": usual.id if usual else None}
        super().__init__(*args, data={**first, **(data or {})}, **more)
        if any(one.ends_at <= at for one in training.sessions) or self.expected_from.data is not None:
            self.expected_from.offer(training)
        else:
            del self.expected_from

    @property
    def session_id(self) -> int | None:
        """The session chosen, or None for all."""
        return self.expected_from.data if self.expected_from else None


class AddForm(Joining):
    """Members to put on the list. Without JavaScript "Find" shows people to tick, and keeps who is ticked."""

    q = line(_l("Name or member number"), hint=_l("A few letters of any of her names, in either script."))
    find = SubmitField(_l("Find"))
    member = ManyField(_l("Tick whom to put on the list"), coerce=key, validate_choice=False)

    def offer(self, people: Iterable[Any]) -> None:
        """The people to tick, as `members.queries.Listed`."""
        self.member.choices = [(one.id, describe(one)) for one in people]


def describe(one: Any) -> str:
    """A person in one line: names, number, state and agency."""
    latin = one.latin if one.latin != one.name else ""
    return " · ".join(part for part in (one.name, latin, one.number, one.state, one.agency) if part)


class WalkInForm(Joining, PersonForm):
    """Somebody who came and is no member yet, and where she serves."""

    agency = AgencyField(_l("Agency"))
    rank_id = RankField()
    rank = line(_l("Another rank, as written"), hint=_l("Only where the list above has none."))
    band = WordField(_l("Rank band"), RankBand, empty=_l("Not stated"))
    position = line(_l("Position"))
    # Asked for when she becomes a member, not at the door.
    born_on = notes = None
    another = BooleanField(_l("She is none of these people: add her"))
    shown = shown()

    def validate(self, extra_validators: Any = None) -> bool:
        """Rank and position are held at an agency."""
        valid = bool(super().validate(extra_validators))
        held = (self.rank_id, self.rank, self.band, self.position)
        if not self.agency.data and any(field.data for field in held):
            self.agency.errors = [*self.agency.errors, _("Choose the agency.")]
            return False
        return valid

    def post(self) -> dict[str, Any] | None:
        """Where she serves, or None where no agency was chosen."""
        if not self.agency.data:
            return None
        return {
            "agency_id": self.agency.data,
            "rank_id": self.rank_id.data,
            "rank": self.rank.data,
            "band": self.band.data,
            "position": self.position.data,
        }


class RoleForm(Joining, VersionedForm):
    """What she is at this training."""

    def __init__(self, one: Participation, training: Training) -> None:
        ahead = [session.id for session in training.sessions if one.joined_at and session.starts_at >= one.joined_at]
        start = ahead[0] if ahead else None
        super().__init__(training=training, data={"role": one.role, "expected_from": start, "version": one.version})


class RemoveForm(VersionedForm):
    """Why she is taken off the list: the host and the hotel will ask."""

    why = lines(
        _l("Reason"),
        required(_l("Write why she is removed.")),
        most=WHY_LENGTH,
        hint=_l("It stays with the list, and in the record of changes."),
    )
