"""The operator's commands. What they have to mend is said in one sentence, with exit code 2."""

import os
import sys

import click

from network.cli import account, audit, backup, demo, doctor, init, keys, mail, members, privacy, serve
from network.errors import Misconfigured, Refused


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="network-tracker", message="%(version)s")
def cli() -> None:
    """The Network's membership and activity tracker.

    Look at it: network demo. Run it: network init, network account invite, network serve.
    """


for command in (
    demo.demo,
    init.init,
    serve.serve,
    account.account,
    audit.audit,
    mail.mail,
    members.members,
    privacy.privacy,
    backup.backup,
    backup.restore,
    keys.keys,
    doctor.doctor,
):
    cli.add_command(command)


def main() -> None:
    """Entry point of `network`. Whatever it writes, only the user who runs it may read."""
    os.umask(0o077)
    try:
        cli()
    except Misconfigured as wrong:
        click.echo(wrong, err=True)
        sys.exit(2)
    except Refused as refused:
        click.echo(refused.sentence, err=True)
        sys.exit(1)
