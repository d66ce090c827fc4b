"""A mail server that refuses, hangs or drops at any step: each letter arrives once it works, or somebody is told."""

from datetime import timedelta
from unittest.mock import patch

import time_machine

from network.audit.changes import Operator, change
from network.audit.events import Event
from network.clock import now
from network.database import db
from network.mail import commands, sender
from network.mail.delivery import deliver
from network.mail.models import Letter
from network.vocabulary import LetterKind, LetterStatus
from tests.faults.outcome import Outcome
from tests.faults.stage import Stage
from tests.mail.servers import STAGES, MailServer

FAULTS = ("later", "never", "drop", "hang")


def mail(stage: Stage) -> Outcome:
    """One letter for each step and fault; then the server works again."""
    outcome = Outcome()
    steps = STAGES if not stage.short else STAGES[3:6]
    for kind, fresh in stage.fresh():
        server = MailServer().start()
        try:
            with (
                fresh() as url,
                stage.app(url, smtp_url=server.url, mail_from="network@example.org") as app,
                patch.multiple(sender, STEP=0.3, ANSWER=0.3, WHOLE=0.6),
                app.app_context(),
            ):
                for step in steps:
                    for fault in FAULTS:
                        _one(server, kind, step, fault, outcome)
        finally:
            server.stop()
    return outcome


def _one(server: MailServer, kind: str, step: str, fault: str, outcome: Outcome) -> None:
    to = f"{step}-{fault}@example.org".lower()
    with change(Event.ACCOUNT_INVITED, by=Operator()):
        key = commands.put(LetterKind.INVITATION, to, "Your link", "A link")
        db.session.flush()
        letter_id = key.id
    server.fault = (step, fault)
    deliver()
    server.mend()
    for minutes in (30, 120, 600):
        with time_machine.travel(now() + timedelta(minutes=minutes), tick=True):
            deliver()
    db.session.rollback()
    letter = db.session.get_one(Letter, letter_id)
    told = letter.status is LetterStatus.GIVEN_UP and letter.address is not None
    arrived = letter.status is LetterStatus.SENT and to in server.recipients
    outcome.case(arrived or told, f"{kind}: the letter of {fault} at {step} is {letter.status}")
    db.session.rollback()
