"""`network init`: keys, schema and reference list. Run it once, and again after each update."""

import os
from pathlib import Path

import click

from network.cli import checks, reference, schema
from network.config import instance_folder, load_settings, make_keys
from network.keyring import reseal

_KEYS = ("NETWORK_SECRET_KEY", "NETWORK_AUDIT_KEY", "NETWORK_DATA_KEY")


@click.command()
def init() -> None:
    """Make the keys, bring up the schema, add the reference list.

    Does only what is still to do, so it can be run again at any time.
    """
    click.echo(_keys())
    settings = load_settings()
    settings.instance.mkdir(parents=True, exist_ok=True)
    with checks.application(settings):
        with checks.answering():
            changed = schema.bring_up()
        click.echo("Schema: brought up." if changed else "Schema: up to date.")
        agencies, organisations, ranks = reference.fill()
        sealed = reseal()
    click.echo(f"Reference list: {agencies} agencies and {organisations} organisations added, {ranks} ranks.")
    if sealed:
        click.echo(f"Sealed: {sealed} values that an earlier release, or an earlier data key, had left.")
    click.echo("Next, the first account: network account invite EMAIL --role secretariat")


def _keys() -> str:
    """Make the keys that are missing, unless all are given by the environment; says what was done."""
    if all(os.environ.get(name) or os.environ.get(f"{name}_FILE") for name in _KEYS):
        return "Keys: given by the environment."
    folder: Path = instance_folder(os.environ)
    made = make_keys(folder)
    if not made:
        return "Keys: there already."
    names = ", ".join(path.name for path in made)
    return f"Keys: made {names} in {folder}. Keep a copy of them, apart from the backups."
