"""One round: every letter that is due is carried to the mail server, each in three steps.

It is claimed in a short transaction, handed over outside of any, and noted as sent in a short one. Several processes
on several machines may walk at once: the claim decides.

Between the mail server's "250" and our commit lies a moment in which the machine can die, and no order of steps closes
it: either such a letter is lost, or it is sent again. Here it is sent again, since what is lost is asked for by nobody.
Until the claim runs out (`LEASE`) nobody touches it, and then it leaves with the same Message-ID, by which a receiving
server or program can tell that it has it already. A database that is busy or away at that moment is waited for.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from flask import current_app
from sqlalchemy.exc import OperationalError

from network.database import db
from network.mail import commands
from network.mail.sender import NotSent, can_send, handed_over

T = TypeVar("T")
Preparation = Callable[[], object]
_PREPARATIONS: list[Preparation] = []

#: Seconds between tries to note what became of a letter: together with the database's own patience less than a claim.
PAUSES = (1, 5, 20)


@dataclass
class Round:
    """What became of the letters of one round."""

    sent: int = 0
    postponed: int = 0
    given_up: int = 0


def before_each_round(prepare: Preparation) -> Preparation:
    """Register what a higher feature does before letters are looked for, such as writing some."""
    _PREPARATIONS.append(prepare)
    return prepare


def deliver() -> Round:
    """Carry what is due. Stops where the mail server lets nobody in: the others' turn comes with the next round."""
    walked = Round()
    if not can_send():
        return walked
    for prepare in _PREPARATIONS:
        _tried(prepare)
    commands.forget_old()
    while (carried := commands.claim()) is not None:
        try:
            with handed_over(current_app.config["SETTINGS"], carried.letter):
                _surely(partial(commands.note_sent, carried))
                walked.sent += 1
        except NotSent as failure:
            if _surely(partial(commands.note_failure, carried, failure)):
                walked.given_up += 1
            else:
                walked.postponed += 1
            current_app.logger.warning("a letter did not leave: %s %s", failure.fault, failure.code or "")
            if failure.at_the_door:
                break
    return walked


def _tried(prepare: Preparation) -> None:
    """What breaks here keeps no letter back that waits already."""
    try:
        prepare()
    except Exception as error:
        db.session.rollback()
        current_app.logger.error("before letters were looked after: %s", type(error).__name__)


def _surely(note: Callable[[], T]) -> T:
    """Note it, though the database be busy for a while or start anew."""
    for pause in PAUSES:
        try:
            return note()
        except OperationalError:
            time.sleep(pause)
    return note()
