"""`network keys`: another data key, without a day on which the product stands still."""

import os

import click

from network import keyring
from network.cli import checks
from network.config import load_settings


@click.group()
def keys() -> None:
    """Change the key that phones, letters and second factors are sealed with."""


@keys.command()
def rotate() -> None:
    """Write a new data key above the present one.

    Servers that run read what is sealed with it at once, and seal with it when they are started anew. Then: network
    keys finish.
    """
    with checks.ready_application(os.environ):
        keyring.add_key(load_settings())
    click.echo("A new data key stands above the present one. Keep a copy of the file, apart from the backups.")
    click.echo("Start every server anew, then seal everything with it: network keys finish")


@keys.command()
def finish() -> None:
    """Seal everything with the newest data key, and take the older ones away.

    Can be ended and run again at any time. The older keys go to a file of their own: backups of before need them.
    """
    with checks.ready_application(os.environ):
        count = keyring.reseal()
        given = bool(os.environ.get("NETWORK_DATA_KEY"))
        kept = None if given else keyring.drop_old_keys(load_settings())
    click.echo(f"Sealed anew: {count} values.")
    if given:
        click.echo("Set NETWORK_DATA_KEY to the new key alone; keep the older one with the backups made until now.")
    if kept:
        click.echo(f"The older key lies in {kept}: keep it with the backups made until now, and away from here.")
