"""A coordinator's role ends, or her account is switched off, and what she ran goes to somebody in the same change.

Whose role ends and who receives are locked first, in the order of their ids: somebody who loses her role in this very
moment receives nothing.
"""

from collections.abc import Collection
from datetime import date, timedelta

from flask_babel import lazy_gettext as _l

from network.accounts import letters, roles
from network.accounts.commands import locked
from network.accounts.models import Account, RoleGrant, TrainingAssignment
from network.audit.changes import Author, change
from network.audit.events import Event
from network.clock import now, today
from network.database import db
from network.errors import Refused
from network.handover import queries
from network.handover.models import Handover
from network.vocabulary import Role, State

GIVEN = _l("What you coordinated in the Network was handed over. Sign in to see to whom.")
LEFT = _l("Your role in the Network ends. What you coordinated waits for somebody who takes it.")
RECEIVED = _l("Work in the Network was handed over to you. Sign in to see what.")


def end_role(
    grant_id: int, *, account_id: int, receiver_id: int | None, by: Author, last_day: date | None = None
) -> None:
    """End a coordinator's role now, or after `last_day`, and hand over what she runs; None: to nobody yet.

    With a last day the receiver runs it at once, beside her, and hers ends by itself with the role. Raises Refused.
    """
    with change(Event.GRANT_ENDED, by=by) as note:
        _lock(account_id, receiver_id)
        grant = db.session.get(RoleGrant, grant_id, populate_existing=True)
        if grant is None or grant.account_id != account_id or not grant.holds_on(today()):
            raise Refused(_l("This role has ended already."))
        if grant.role is not Role.COORDINATOR or grant.state is None:
            raise Refused(_l("Only a coordinator's work is handed over."))
        if last_day is not None and last_day < today():
            raise Refused(_l("Choose today or a later day."), field="last_day")
        keeps = roles.coordinates_else(grant)
        states, goes_on = {grant.state}, last_day is not None
        _hand_over(account_id, receiver_id, states, last_day, goes_on=goes_on, keeps_assigned=keeps)
        if last_day is None:
            roles.end_grant(note, grant_id, account_id=account_id)
        else:
            roles.set_last_day(note, grant, last_day)


def switch_off(account_id: int, *, receiver_id: int | None, by: Author) -> None:
    """Switch a coordinator's account off and hand over what she runs; None: to nobody yet. Raises Refused."""
    with change(Event.ACCOUNT_DISABLED, by=by) as note:
        _lock(account_id, receiver_id)
        if not (states := queries.states_of(account_id)):
            raise Refused(_l("She coordinates no state any more."))
        # Without a receiver it stays hers for the day on which the account is switched on again.
        _hand_over(account_id, receiver_id, states, None, goes_on=receiver_id is None)
        roles.switch(note, account_id, disabled=True)


def _lock(*account_ids: int | None) -> None:
    for account_id in sorted({one for one in account_ids if one is not None}):
        locked(account_id)


def _hand_over(
    giver_id: int,
    receiver_id: int | None,
    states: Collection[State],
    last_day: date | None,
    *,
    goes_on: bool,
    keeps_assigned: bool = False,
) -> None:
    """Trainings given to her by name go to the receiver by name; those of her state run with whoever coordinates it."""
    held = queries.held(giver_id, states, keeps_assigned=keeps_assigned)
    takes = queries.states_of(receiver_id) if receiver_id is not None else set()
    receiver = db.session.get(Account, receiver_id) if receiver_id is not None else None
    if receiver_id is not None and (receiver is None or receiver.disabled or not takes or receiver_id == giver_id):
        raise Refused(_l("Choose somebody who coordinates a state today."), field="receiver")
    goes = [row for row in held.assigned if receiver_id is not None and row.state not in takes]
    for row in goes:
        if db.session.get(TrainingAssignment, (row.id, receiver_id)) is None:
            db.session.add(TrainingAssignment(training_id=row.id, account_id=receiver_id))
    if not goes_on:
        for row in held.assigned:
            if (hers := db.session.get(TrainingAssignment, (row.id, giver_id))) is not None:
                db.session.delete(hers)
    received = [row.id for row in held.assigned] + [row.id for row in held.of_state if row.state in takes]
    takes_effect = last_day + timedelta(days=1) if last_day is not None else today()
    trainings = received if receiver_id is not None else held.trainings
    db.session.add(
        Handover(
            giver_id=giver_id,
            receiver_id=receiver_id,
            trainings=trainings,
            takes_effect_on=takes_effect,
            made_at=now(),
        )
    )
    giver = db.session.get_one(Account, giver_id)
    letters.put_notice(giver, GIVEN if receiver is not None else LEFT, asks=False)
    if receiver is not None:
        letters.put_notice(receiver, RECEIVED, asks=False)
