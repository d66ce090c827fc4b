"""What the trail says of backups: that one was made, and that the records are those of one."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from network.accounts.commands import end_every_link, end_every_sign_in
from network.audit.changes import Operator, change
from network.audit.events import Event
from network.backups.manifest import Manifest
from network.mail.commands import withdraw_every
from network.privacy.erasing import erase_again


def record_backup(manifest: Manifest, *, size: int, sha256: str, to: list[str]) -> None:
    """That everything was copied, for whom it was encrypted, and by which digest the file is known again."""
    with change(Event.SYSTEM_BACKED_UP, by=Operator(), why="network backup") as note:
        note.facts = {"rows": manifest.rows, "size": size, "sha256": sha256, "recipients": to}


@dataclass(frozen=True)
class Ended:
    """What does not go on after a restore: how many there were of each."""

    sign_ins: int
    links: int
    letters: int
    #: People who were erased after the backup, and are erased again.
    members: int = 0


def begin_again(manifest: Manifest, erased: Collection[str] = ()) -> Ended:
    """End every sign-in and one-time link of the backup: since then somebody may have lost her role, or her machine.

    Letters that waited then have left long since, and would leave once more: they are withdrawn. Whoever
    of these uids was erased since is erased again, before anybody is served.
    """
    with change(Event.SYSTEM_RESTORED, by=Operator(), why="network restore") as note:
        ended = Ended(end_every_sign_in(), end_every_link(), withdraw_every())
        note.facts = {
            "backup_of": f"{manifest.begins.made_at:%Y-%m-%d %H:%M} UTC",
            "rows": manifest.rows,
            "sign_ins": ended.sign_ins,
            "links": ended.links,
            "letters": ended.letters,
        }
    return replace(ended, members=erase_again(erased, by=Operator()))
