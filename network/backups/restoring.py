"""Restoring: everything is done and looked at in a scratch database, and only then put where it belongs."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import sqlalchemy as sa

from network import keyring, migrations
from network.audit import queries as audit
from network.backups import Bar, no_bar
from network.backups.commands import Ended, begin_again
from network.backups.manifest import Manifest, Unusable
from network.backups.placing import place, refuse_unless_free
from network.backups.reading import restored
from network.config import Settings
from network.database import db, engine_options
from network.privacy.erased import NAME, read, standing_at

_UNPROVEN = (
    "{what} Put back the keys that were in use when the backup was made. Where they are lost, or where you know why: "
    "--unproven. Nothing was changed."
)
NOT_SEALED = "The backup is not sealed with this audit key: it may be somebody else's work."


@dataclass(frozen=True)
class Restored:
    """What was restored, and what became of what stood there before."""

    manifest: Manifest
    kept: Path | None
    ended: Ended
    brought_up: bool


@dataclass(frozen=True)
class Checked:
    """What a check found: nothing but the manifest where all is well."""

    manifest: Manifest
    doubts: list[str]


def check(path: Path, identities: list[Any], settings: Settings, *, bar: Bar = no_bar) -> Checked:
    """Restore a backup into a scratch database, compare it with its manifest and walk its trail. Changes nothing."""
    with _said(), restored(path, identities, settings, settings.instance / "tmp", bar=bar) as copy:
        migrations.upgrade()
        return Checked(copy.manifest, _doubts(settings, copy.manifest, copy.sealed, bar))


def restore(
    path: Path,
    identities: list[Any],
    settings: Settings,
    *,
    overwrite: bool = False,
    unproven: bool = False,
    erased: Collection[str] = (),
    bar: Bar = no_bar,
) -> Restored:
    """Put a backup where `settings` have their database. Raises Unusable, and then nothing was changed.

    `overwrite` takes away what stands there; `unproven` restores what our audit key does not vouch for.
    Whoever is on a list of the erased is erased again: of the database that stands there, of the instance, or `erased`.
    """
    with _said():
        refuse_unless_free(settings, overwrite)
        gone = {*erased, *read(settings.instance / NAME), *_erased_where_it_goes(settings)}
        beside = settings.sqlite_path.parent if settings.sqlite_path else settings.instance
        with restored(path, identities, settings, beside / "tmp", bar=bar) as copy:
            brought_up = copy.manifest.begins.schema != migrations.head()
            migrations.upgrade()
            doubts = _doubts(settings, copy.manifest, copy.sealed, bar)
            if doubts and not unproven:
                raise Unusable(_UNPROVEN.format(what=" ".join(doubts)))
            ended = begin_again(copy.manifest, gone)
            kept = place(copy.path, settings, overwrite=overwrite, bar=bar)
    return Restored(copy.manifest, kept, ended, brought_up)


def _erased_where_it_goes(settings: Settings) -> Collection[str]:
    """Who is erased in the database that is taken away, as far as it can be read."""
    if settings.sqlite_path and not settings.sqlite_path.exists():
        return ()
    return standing_at(settings.database_url, engine_options(settings.database_url))


def _doubts(settings: Settings, manifest: Manifest, sealed: bool, bar: Bar) -> list[str]:
    """Why what is in the scratch database may not be what this deployment's people wrote."""
    doubts = [] if sealed else [NOT_SEALED]
    with bar("Walking the trail", manifest.head[0]) as advance:
        for fault in audit.faults(settings.audit_key, manifest.head, progress=advance):
            doubts.append(f"The audit trail does not hold at entry {fault.number}: {fault.sentence}.")
            break
    if not keyring.holds():
        doubts.append(f"{keyring.NOT_THE_KEY}.")
    db.session.rollback()
    return doubts


@contextmanager
def _said() -> Iterator[None]:
    """A disk that is full, or a database that does not answer, in a sentence."""
    try:
        yield
    except OSError as error:
        raise Unusable(f"The backup could not be restored ({error.strerror or error}). Nothing was changed.") from error
    except (sa.exc.SQLAlchemyError, psycopg.Error) as error:
        why = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        raise Unusable(f"The backup could not be restored ({why}). Nothing was changed.") from error
