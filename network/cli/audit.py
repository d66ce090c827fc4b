"""`network audit`: whether anybody rewrote the trail of what happened."""

import os
import re
import sys

import click

from network.audit import queries
from network.cli import checks
from network.config import load_settings
from network.database import db


@click.group()
def audit() -> None:
    """Check the audit trail."""


def _earlier(_context: click.Context, _option: click.Parameter, text: str | None) -> tuple[int, str] | None:
    if text is None:
        return None
    if not (parts := re.fullmatch(r"(\d+):([0-9a-f]{64})", text.strip())):
        raise click.BadParameter("a head is NUMBER:HASH, as an earlier run printed it")
    return int(parts[1]), parts[2]


@audit.command()
@click.option("--head", callback=_earlier, metavar="NUMBER:HASH", help="A head that was written down before.")
def verify(head: tuple[int, str] | None) -> None:
    """Walk the trail from its first entry and report what was changed, removed, reordered or cut off.

    Exits with 1 where the trail does not hold. Write the head down outside this machine: given to a
    later run, it also finds a trail that somebody who has the key made anew.
    """
    with checks.ready_application(os.environ):
        if db.engine.dialect.name == "postgresql":  # one snapshot, while others write on
            db.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        number, digest = queries.head()
        with click.progressbar(length=number, label="Checking", file=sys.stderr) as bar:
            found = list(queries.faults(load_settings().audit_key, head, progress=bar.update))
    for fault in found:
        click.echo(f"Entry {fault.number}: {fault.sentence}.", err=True)
    if found:
        sys.exit(1)
    click.echo(f"The trail holds: {number} entries. Head: {number}:{digest}")
