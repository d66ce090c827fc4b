"""The questions of each act, and its answers as the pages say them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _

from network.access.policy import Action
from network.access.scope import reaches
from network.accounts.actor import SignedIn
from network.bulk import queries
from network.bulk.forms import AgencyForm, InviteForm, TrainingForm
from network.bulk.inviting import sends
from network.bulk.kinds import BulkKind
from network.bulk.listing import first_session, training_of
from network.bulk.models import BulkBatch
from network.bulk.transferring import agency_of, day_of
from network.members.choices import agencies_by_state
from network.participation.queries import counts
from network.trainings.models import Training
from network.vocabulary import ParticipantRole, State
from network.web.formats import clock, day, number, period
from network.web.i18n import LANGUAGE_NAMES, in_language, language
from network.web.words import label


@dataclass(frozen=True)
class Facts:
    """What a preview, or a result, says besides its rows. `line` is empty while nothing is answered."""

    line: str = ""
    agency: str = ""
    first: date | None = None
    warning: str = ""
    training_id: int | None = None


def form_of(batch: BulkBatch, by: SignedIn) -> Any:
    """What is asked, with what was answered before."""
    match batch.kind:
        case BulkKind.AGENCY:
            everywhere = reaches(by, Action.MEMBER_EDIT)
            return AgencyForm(batch.fields, agencies_by_state(list(State) if everywhere else sorted(by.states)))
        case BulkKind.INVITE:
            return InviteForm(batch.fields)
        case _:
            return TrainingForm(batch.fields, queries.trainings(by))


def facts_of(batch: BulkBatch, by: SignedIn, ready: int = 0) -> Facts:
    """Of the answers that are kept; `ready` people would come onto a list."""
    if not batch.fields:
        return Facts()
    match batch.kind:
        case BulkKind.AGENCY:
            return _of_agency(batch)
        case BulkKind.INVITE:
            return Facts(_of_letters(batch))
        case _:
            return _of_training(batch, by, 0 if batch.done_at else ready)


def _of_agency(batch: BulkBatch) -> Facts:
    agency, first = agency_of(batch), day_of(batch)
    if agency is None:
        return Facts()
    name = agency.name_on(first).text(language())
    kept = _("rank and position stay") if batch.fields["keeps"] else _("without rank and position")
    line = _("%(agency)s, from %(day)s, %(kept)s", agency=name, day=day(first), kept=kept)
    return Facts(str(line), name, first)


def _of_letters(batch: BulkBatch) -> str:
    code = batch.fields.get("language")
    written = LANGUAGE_NAMES[code] if code else _("both, unless she has chosen one")
    way = _("by e-mail where there is an address, else on paper") if sends(batch) else _("on paper")
    return str(_("Language of the letters: %(language)s; %(way)s", language=written, way=way))


def _of_training(batch: BulkBatch, by: SignedIn, ready: int) -> Facts:
    training = training_of(batch, by)
    if training is None:
        return Facts()
    role = ParticipantRole(batch.fields["role"])
    parts = [in_language(training), period(training.starts_on, training.ends_on), label(role)]
    if batch.done_at is None and (session := first_session(training)) is not None:
        start = f"{day(session.starts_in(training.zone).date())}, {clock(session.starts_at, training.zone)}"
        parts.append(str(_("expected from %(session)s", session=start)))
    warning = _places(training, role, ready)
    return Facts(" · ".join(parts), warning=warning, training_id=training.id)


def _places(training: Training, role: ParticipantRole, ready: int) -> str:
    """As adding one by one says it, but beforehand."""
    if not training.capacity or role is not ParticipantRole.PARTICIPANT or not ready:
        return ""
    taken = counts(training.id).participants + ready
    if taken <= training.capacity:
        return ""
    facts = {"taken": number(taken), "places": number(training.capacity)}
    return str(_("There would be %(taken)s participants for %(places)s places.", **facts))
