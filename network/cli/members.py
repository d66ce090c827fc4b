"""`network members`: what is found out about people ahead of time, so that no page waits for it."""

import os

import click

from network.cli import checks
from network.members.pairing import find_all


@click.group()
def members() -> None:
    """Find records that may be of one person."""


@members.command()
@click.option("--anew", is_flag=True, help="Compare everybody again, as after a new release.")
def pairs(anew: bool) -> None:
    """Compare everybody who waits for it with those who are spelt alike.

    After a large import or an upgrade: page by page the list of possible duplicates does the same. Nothing is merged,
    and nobody who works waits for it.
    """
    with checks.ready_application(os.environ), checks.answering():
        done = find_all(anew=anew, said=lambda number: click.echo(f"Compared: {number:,}"))
    click.echo("Done." if done else "Nobody waits to be compared.")
