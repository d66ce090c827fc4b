"""`network privacy`: what is forgotten with time, and the list of the erased."""

import os

import click
from flask import current_app

from network.audit.changes import Operator
from network.cli import checks
from network.clock import now
from network.privacy import erased as lists
from network.privacy.sweeping import Swept, due
from network.privacy.sweeping import sweep as let_go


@click.group()
def privacy() -> None:
    """Forget what is old, and list who was erased."""


@privacy.command()
@click.option("--yes", is_flag=True, help="Do it. Without, only say what would go.")
def sweep(yes: bool) -> None:
    """Say what is older than the settings keep it, and with --yes let it go.

    Prints a report that can be kept. For how long what is kept: NETWORK_SEEN_DAYS and NETWORK_KEEP_…_DAYS.
    """
    with checks.ready_application(os.environ), checks.answering():
        found = let_go(by=Operator()) if yes else due()
    click.echo(f"Swept on {now():%Y-%m-%d %H:%M} UTC" if yes else f"Would go on {now():%Y-%m-%d %H:%M} UTC")
    for one in found:
        click.echo(_line(one))
    if not yes:
        click.echo("Nothing was changed. To do it: network privacy sweep --yes")


def _line(one: Swept) -> str:
    older = f"older than {one.before:%Y-%m-%d}" if one.before else "kept for good"
    return f"{one.count:8,}  {one.what:45} {older}"


@privacy.command()
def erased() -> None:
    """Print who was erased, by random names that say nothing, for `network restore --erased` on another machine."""
    with checks.ready_application(os.environ), checks.answering():
        for uid in lists.known(current_app.config["SETTINGS"]):
            click.echo(uid)
