"""The list of the erased: in the database, and as a file of the instance, so that no restored backup brings one back.

The file holds uids and nothing else, one a line, and is only ever appended to.
"""

import os
from collections.abc import Collection, Iterable
from pathlib import Path

import sqlalchemy as sa

from network.config import Settings
from network.database import db, new_uid
from network.privacy.models import Erasure

NAME = "erased"
#: As long as the uids that we make: whatever else stands in a file is none.
_LENGTH = len(new_uid())


def append(settings: Settings, uids: Iterable[str]) -> None:
    """Have these on the disk before the erasure is committed. Raises OSError, and then nobody may be erased."""
    missing = sorted(set(uids) - set(read(settings.instance / NAME)))
    if not missing:
        return
    handle = os.open(settings.instance / NAME, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "a", encoding="ascii") as file:
        file.write("".join(f"\n{uid}" for uid in missing) + "\n")  # whatever a broken write left ends here
        file.flush()
        os.fsync(file.fileno())


def read(path: Path) -> list[str]:
    """The uids of a file; none where there is no file."""
    try:
        return parsed(path.read_text(encoding="ascii", errors="replace"))
    except FileNotFoundError:
        return []


def parsed(text: str) -> list[str]:
    """The uids of a text, each once."""
    lines = (line.strip() for line in text.splitlines())
    return list(dict.fromkeys(line for line in lines if len(line) == _LENGTH))


def known(settings: Settings) -> list[str]:
    """Everybody who is on either list."""
    return sorted({*db.session.scalars(sa.select(Erasure.uid)), *read(settings.instance / NAME)})


def standing_at(url: str, options: dict[str, object]) -> Collection[str]:
    """Who is erased in the database at this address, as far as it can be read: it may be damaged, or an older one."""
    engine = sa.create_engine(url, **options)
    try:
        with engine.connect() as connection:
            if not sa.inspect(connection).has_table(Erasure.__tablename__):
                return []
            return list(connection.scalars(sa.select(Erasure.__table__.c.uid)))
    except sa.exc.SQLAlchemyError:
        return []
    finally:
        engine.dispose()
