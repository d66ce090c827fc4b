"""A process that carries letters dies after the mail server's 250 and before our commit."""

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import psycopg
import time_machine
from flask import Flask

from network.clock import now
from network.config import CHECKOUT
from network.database import LOCK_SECONDS, db
from network.mail import commands, delivery, sender
from network.mail.delivery import Round, deliver
from tests.mail.servers import MailServer
from tests.mail.test_outbox import put

CARRIER = """
import sys
from pathlib import Path
from network import create_app
from network.mail.delivery import deliver
from tests.databases import settings
app = create_app(settings(Path(sys.argv[1]), sys.argv[2], smtp_url=sys.argv[3], mail_from="network@example.org"))
with app.app_context():
    deliver()
"""


@contextmanager
def carrier(app: Flask, mail_server: MailServer) -> Iterator["subprocess.Popen[bytes]"]:
    """Another process that carries the app's letters, and is killed at the end."""
    known = app.config["SETTINGS"]
    process = subprocess.Popen(
        [sys.executable, "-c", CARRIER, str(known.instance), known.database_url, mail_server.url],
        env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
    )
    yield process
    process.send_signal(signal.SIGKILL)
    process.wait()


def hold(url: str) -> Callable[[], object]:
    """Keep every writer waiting; gives what lets them go on."""
    if url.startswith("sqlite"):
        held = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None, check_same_thread=False)
        held.execute("BEGIN IMMEDIATE")
        return held.close
    other = psycopg.connect(url.replace("postgresql+psycopg://", "postgresql://"))
    other.execute("LOCK TABLE letter IN EXCLUSIVE MODE")
    return other.close


def after(minutes: int, app: Flask) -> Round:
    """What a round brings so many minutes from now."""
    with app.app_context(), time_machine.travel(now() + timedelta(minutes=minutes)):
        walked = deliver()
        db.session.rollback()
        return walked


def test_the_letter_leaves_again_only_when_the_claim_has_run_out_and_can_be_told_for_a_repeat(
    mailing: Flask, mail_server: MailServer, wait_for: Callable[[Callable[[], object]], None]
) -> None:
    with mailing.app_context():
        put()
    let_go: list[Callable[[], object]] = []
    # From the letter's arrival on our commit has to wait, and the process is killed while it does.
    mail_server.before_answer = lambda: let_go.append(hold(mailing.config["SQLALCHEMY_DATABASE_URI"]))
    with carrier(mailing, mail_server):
        wait_for(lambda: let_go)
    let_go[0]()
    mail_server.before_answer = lambda: None

    # Nobody knows whether it is still on its way: until the claim runs out it leaves with nobody else.
    assert after(9, mailing) == Round()
    assert len(mail_server.received) == 1
    # Lost it would be asked for by nobody, so it leaves again, and who has it already can tell by its name.
    assert after(11, mailing) == Round(sent=1)
    assert after(30, mailing) == Round()
    assert len(mail_server.received) == 2
    assert len(set(mail_server.ids())) == 1


def test_a_claim_lasts_longer_than_what_can_happen_under_it() -> None:
    noting = sum(delivery.PAUSES) + LOCK_SECONDS * (len(delivery.PAUSES) + 1)
    assert timedelta(seconds=4 * sender.STEP + 2 * sender.WHOLE + noting) < commands.LEASE
