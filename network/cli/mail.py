"""`network mail`: letters that wait, carried from the command line, and the daily one about the audit trail."""

import os
import sys

import click
from flask import current_app

from network.cli import checks
from network.database import db
from network.errors import Misconfigured
from network.mail import queries
from network.mail.delivery import deliver
from network.mail.head import put_head
from network.mail.sender import can_send


@click.group()
def mail() -> None:
    """Send the letters that wait."""


@mail.command()
def send() -> None:
    """Send every letter whose turn it is, once.

    `network serve` does it by itself, at once and every minute; this is for cron, where nothing is served. Prints
    counts. Exits with 1 where letters are left that could not be sent.
    """
    with checks.ready_application(os.environ), checks.answering():
        if not can_send():
            raise Misconfigured("No letter can leave: SMTP_URL is not set, like smtps://user:password@host:465")
        walked = deliver()
        db.session.rollback()
        left = queries.standing()
    click.echo(f"{walked.sent} sent, {walked.given_up} given up, {left.waiting} waiting")
    sys.exit(1 if left.waiting or walked.given_up else 0)


@mail.command()
def head() -> None:
    """Print the head of the audit trail and write it to the addresses of NETWORK_HEAD_TO.

    For cron, once a day. The letters leave as all others do.
    """
    with checks.ready_application(os.environ), checks.answering():
        settings = current_app.config["SETTINGS"]
        if settings.head_to and not can_send():
            raise Misconfigured("NETWORK_HEAD_TO is set, but no letter can leave: SMTP_URL is not set")
        click.echo(put_head())
        if not settings.head_to:
            click.echo("NETWORK_HEAD_TO is not set, so nobody was written to.", err=True)
