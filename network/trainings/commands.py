"""What happens to trainings. A command checks under the lock what the page checked before: both may be hours apart."""

from collections.abc import Sequence

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import selectinload

from network.access.policy import Action
from network.access.scope import allowed
from network.accounts.actor import SignedIn
from network.accounts.models import TrainingAssignment
from network.audit.changes import Operator, change
from network.audit.events import Event
from network.clock import now
from network.database import db
from network.errors import NotNow, Refused, Stale
from network.trainings import queries
from network.trainings.editing import TrainingFacts, days_added, describe, first_day_changed, remove, schedule
from network.trainings.models import Organisation, Training
from network.trainings.programme import SessionFacts
from network.vocabulary import TrainingStatus

#: Who may change trainings: a signed-in account, bound by the policy, or the operator at the command line.
By = SignedIn | Operator


class Cancelled(Refused):
    """It was cancelled while its form was open."""

    sentence = _l(
        "This training was cancelled while you had the form open. Nothing was saved; your entries are kept here "
        "so that you can copy them."
    )


def create_training(facts: TrainingFacts, *, sessions: Sequence[SessionFacts] = (), by: By) -> int:
    """A draft with its sessions. Returns its id; raises Refused beside the field that is wrong."""
    with change(Event.TRAINING_CREATED, by=by) as note:
        training = Training(status=TrainingStatus.DRAFT, created_at=now(), sessions=[], organisations=[], priorities=[])
        training.state = facts.state
        _check(by, Action.TRAINING_CREATE, training)
        describe(training, facts, by, note.facts)
        with db.session.no_autoflush:
            schedule(training, facts, sessions)
        db.session.add(training)
        db.session.flush()
        note.about(training)
        return training.id


def edit_training(
    training_id: int, facts: TrainingFacts, *, sessions: Sequence[SessionFacts], version: int, by: By
) -> None:
    """Replace the facts, and add, change or remove the sessions named; a session that is not named stays.

    `version` is the one that the form was opened on. Raises Stale, Cancelled, HasMarks or another Refused; then
    nothing is changed.
    """
    with change(Event.TRAINING_EDITED, by=by) as note:
        training = _locked(training_id, everything=True)
        note.about(training)
        if training.status in (TrainingStatus.CANCELLED, TrainingStatus.DISCARDED):
            raise Cancelled
        _check(by, Action.TRAINING_EDIT, training)
        if training.version != version:
            raise Stale
        if facts.state is not training.state:
            _check(by, Action.TRAINING_CREATE, training)  # whoever runs it for another state does not take it home
            training.state = facts.state
            _check(by, Action.TRAINING_CREATE, training)
        before, days = training.starts_on, training.session_days
        with db.session.no_autoflush:
            describe(training, facts, by, note.facts)
            schedule(training, facts, sessions)
        training.changed_at = now()
        db.session.flush()
        if training.starts_on != before:
            first_day_changed.send(None, training_id=training.id)
        if training.session_days - days:
            days_added.send(None, training_id=training.id, by=by)
        for one in sessions:
            if one.remove and one.id is not None:
                remove(one.id)


def publish(training_id: int, *, by: By) -> None:
    """Show a draft to everybody. Refuses one without a session that is held."""
    with change(Event.TRAINING_PUBLISHED, by=by) as note:
        training = _locked(training_id, everything=True)
        note.about(training)
        _check(by, Action.TRAINING_PUBLISH, training)
        if all(session.cancelled for session in training.sessions):
            raise Refused(_l("A training needs at least one session before it is published. Add them under “Edit”."))
        training.status = TrainingStatus.PUBLISHED
        training.changed_at = now()


def cancel(training_id: int, *, why: str, by: By) -> None:
    """Say that it does not happen, and why. It stays, with everything that belongs to it.

    A published one is shown as cancelled; a draft is discarded, so that nobody reads of it who could not before.
    """
    with change(Event.TRAINING_CANCELLED, by=by, why=why) as note:
        training = _locked(training_id)
        note.about(training)
        _check(by, Action.TRAINING_CANCEL, training)
        drafted = training.status is TrainingStatus.DRAFT
        training.status = TrainingStatus.DISCARDED if drafted else TrainingStatus.CANCELLED
        training.cancelled_why = why
        training.changed_at = now()


def assign(training_id: int, account_id: int, *, by: By) -> None:
    """Let a coordinator of another state run the training too. Does nothing where she is assigned already."""
    with change(Event.TRAINING_ASSIGNED, by=by) as note:
        training = _locked(training_id)
        note.about(training)
        _check(by, Action.TRAINING_ASSIGN, training)
        if not queries.coordinates(account_id):
            raise Refused(_l("Choose somebody who coordinates a state today."), field="account_id")
        if db.session.get(TrainingAssignment, (training_id, account_id)) is None:
            db.session.add(TrainingAssignment(training_id=training_id, account_id=account_id))


def unassign(training_id: int, account_id: int, *, by: By) -> None:
    """She no longer runs the training, unless it is of her own state."""
    with change(Event.TRAINING_UNASSIGNED, by=by) as note:
        training = _locked(training_id)
        note.about(training)
        _check(by, Action.TRAINING_ASSIGN, training)
        held = db.session.get(TrainingAssignment, (training_id, account_id))
        if held is not None:
            db.session.delete(held)


def save_organisation(
    organisation_id: int | None, *, name: str, name_ru: str, in_use: bool, version: int = 0, by: By
) -> None:
    """Add an organisation, or change one. Raises Stale, or Refused where the name is taken."""
    event = Event.ORGANISATION_ADDED if organisation_id is None else Event.ORGANISATION_EDITED
    with change(event, by=by) as note:
        record = Organisation() if organisation_id is None else _organisation(organisation_id, version)
        db.session.add(record)
        record.name, record.name_ru, record.in_use = name, name_ru, in_use
        try:
            db.session.flush()
        except IntegrityError as error:
            raise Refused(_l("There is an organisation of this name already."), field="name") from error
        note.about(record)


def _organisation(organisation_id: int, version: int) -> Organisation:
    record = db.session.get(Organisation, organisation_id, with_for_update=True, populate_existing=True)
    if record is None or record.version != version:
        raise Stale
    return record


def _check(by: By, action: Action, training: Training) -> None:
    if not isinstance(by, Operator) and not allowed(by, action, training):
        raise NotNow


def _locked(training_id: int, *, everything: bool = False) -> Training:
    """The row, locked and fresh; with its sessions and links where they are needed."""
    loads = (Training.sessions, Training.organisations, Training.priorities) if everything else ()
    training = db.session.scalar(
        sa.select(Training)
        .where(Training.id == training_id)
        .options(*(selectinload(one) for one in loads))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if training is None:
        raise NotNow
    return training
