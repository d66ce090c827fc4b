"""`network backup` and `network restore`: everything in a file that only a key's owner can read, and back."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from sys import stderr
from typing import Any

import click
from sqlalchemy.exc import OperationalError

from network import migrations
from network.backups import keys, restoring
from network.backups.commands import record_backup
from network.backups.manifest import Manifest
from network.backups.writing import Backup, back_up
from network.cli import checks
from network.clock import now
from network.config import Settings, database_url, instance_folder, load_settings
from network.database import db
from network.errors import Misconfigured
from network.privacy.erased import parsed


class _FileOrCommand(click.Group):
    """A group whose first word may also be the file that its command `write` is meant for."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] not in {*self.commands, *ctx.help_option_names}:
            args = ["write", *args]
        return super().parse_args(ctx, args)


@click.group(cls=_FileOrCommand, options_metavar="", subcommand_metavar="FILE|FOLDER | keygen")
def backup() -> None:
    """Write everything into one encrypted file.

    network backup FILE (or a folder, where the file is named by the time) is the same as network backup write FILE.
    """


@contextmanager
def _bar(what: str, length: int) -> Iterator[Callable[[int], object]]:
    with click.progressbar(length=length, label=f"{what:18}", file=stderr) as bar:
        yield bar.update


@backup.command()
@click.argument("path", metavar="FILE|FOLDER", type=click.Path(path_type=Path))
@click.option("--to", multiple=True, metavar="AGE1…", help="For whom, in place of NETWORK_BACKUP_TO; more than once.")
@click.option("--force", is_flag=True, help="Write over the file.")
def write(path: Path, to: tuple[str, ...], force: bool) -> None:
    """Write a backup while people work on.

    It holds what is committed when it begins. The finished file is read back from the disk, restored into a scratch
    database and compared before it bears its name.
    """
    settings = load_settings()
    names = " ".join(to) or settings.backup_to
    recipients = keys.recipients(names)
    if not recipients:
        raise Misconfigured(keys.NO_RECIPIENT)
    if path.is_dir():
        path /= f"network-{now():%Y-%m-%dT%H%M%SZ}.age"
    with checks.application(settings):
        for wrong in checks.there_is_a_database():
            raise Misconfigured(wrong)
        with checks.answering():
            made = back_up(db.engine, path, recipients, settings, force=force, bar=_bar)
        _tell(made, [str(one) for one in recipients])
        _record(made, [str(one) for one in recipients])


def _tell(made: Backup, to: list[str]) -> None:
    click.echo(f"Backed up {made.manifest.rows:,} rows of {len(made.manifest.tables)} tables to {made.path}")
    click.echo(f"({made.size:,} bytes, SHA-256 {made.sha256}), encrypted for")
    for one in to:
        click.echo(f"  {one}")
    click.echo(
        "Compared: the file was read back from the disk, decrypted with a second key that lived only in this command,\n"
        "restored into a scratch database, and the rows and digest of every table are those that were read."
    )
    if made.left_out:
        click.echo(f"Not in it, because no table of this product: {', '.join(made.left_out)}", err=True)
    _tell_head(made.manifest)


def _tell_head(manifest: Manifest) -> None:
    number, digest = manifest.head
    click.echo(f"Head of the audit trail in it: {number}:{digest}")


def _record(made: Backup, to: list[str]) -> None:
    if made.manifest.begins.schema != migrations.head():
        click.echo("Not noted in the audit trail: the schema is older than this release (network init).", err=True)
        return
    try:
        record_backup(made.manifest, size=made.size, sha256=made.sha256, to=to)
    except OperationalError as error:
        click.echo(f"Not noted in the audit trail: {checks.unreachable(error)}.", err=True)


@backup.command()
@click.option("--out", default="network-backup.key", show_default=True, type=click.Path(path_type=Path))
def keygen(out: Path) -> None:
    """Make the key with which backups are restored.

    Make it on another machine, or carry it away: whoever has it reads every backup, and without it nobody reads any.
    """
    recipient = keys.make_identity(out)
    click.echo(
        f"Wrote the secret key to {out}. Keep two copies, apart from this machine and from the backups.", err=True
    )
    click.echo("Its public recipient, for NETWORK_BACKUP_TO where backups are made:", err=True)
    click.echo(recipient)


@click.command()
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--identity", "-i", required=True, type=click.File(), help="The key file, or - to read it from a pipe.")
@click.option("--check", is_flag=True, help="Only restore into a scratch database, compare, and walk the trail.")
@click.option("--into", metavar="URL", default="", help="Another database: postgresql://… or sqlite:////path/file.db")
@click.option("--overwrite", is_flag=True, help="Take the place of the database that is there.")
@click.option("--unproven", is_flag=True, help="Restore what this deployment's audit key does not vouch for.")
@click.option(
    "--erased", type=click.File(), help="Who was erased on another machine: what network privacy erased printed there."
)
def restore(path: Path, identity: Any, check: bool, into: str, overwrite: bool, unproven: bool, erased: Any) -> None:
    """Restore a backup, or check that it can be restored.

    A backup of either database goes into either. Everything is compared in a scratch database first; where anything is
    wrong, nothing is changed. Sign-ins and one-time links of the backup are ended, and whoever
    was erased since it was made is erased again.
    """
    settings = _settings(into)
    key = _identities(identity)
    if check:
        _tell_checked(restoring.check(path, key, settings, bar=_bar))
        return
    gone = parsed(erased.read()) if erased else ()
    done = restoring.restore(path, key, settings, overwrite=overwrite, unproven=unproven, erased=gone, bar=_bar)
    _tell_compared(done.manifest)
    if done.brought_up:
        click.echo(f"Schema: brought up from {done.manifest.begins.schema}.")
    if done.kept:
        click.echo(f"The database that was there is kept as {done.kept}: remove it when it is no longer needed.")
    ended = done.ended
    click.echo(f"Ended: sign-ins {ended.sign_ins}, one-time links {ended.links}, letters that waited {ended.letters}.")
    if ended.members:
        click.echo(f"Erased again, because they were erased after the backup: {ended.members} people.")
    _tell_head(done.manifest)
    number, digest = done.manifest.head
    click.echo(f"Compare it with the head that you wrote down: network audit verify --head {number}:{digest}")


def _settings(into: str) -> Settings:
    try:
        settings = load_settings()
    except Misconfigured as wrong:
        raise Misconfigured(
            f"{wrong}. To restore, put the kept secret.key, audit.key and data.key into {instance_folder(os.environ)}"
        ) from wrong
    url = database_url({"DATABASE_URL": into}, settings.instance) if into else settings.database_url
    for fault in checks.usable_address(url):
        raise Misconfigured(fault)
    return replace(settings, database_url=url)


def _identities(file: Any) -> list[Any]:
    try:
        return keys.identities(file.read())
    except UnicodeDecodeError as error:
        raise Misconfigured("This is no file of network backup keygen: it is no text") from error


def _tell_checked(found: restoring.Checked) -> None:
    _tell_compared(found.manifest)
    _tell_head(found.manifest)
    for doubt in found.doubts:
        click.echo(doubt, err=True)
    if found.doubts:
        raise click.exceptions.Exit(1)
    click.echo("It is sealed with this deployment's audit key, and its trail holds from the first entry to the head.")
    click.echo("Nothing was changed.")


def _tell_compared(manifest: Manifest) -> None:
    begins = manifest.begins
    moment = f"{begins.made_at:%Y-%m-%d %H:%M:%S} UTC"
    click.echo(f"The backup of {moment}, made by version {begins.product} from {begins.database}.")
    click.echo(
        f"Compared: {manifest.rows:,} rows of {len(manifest.tables)} tables, restored into a scratch database, "
        "have the digests\nthat were written down when they were read."
    )
