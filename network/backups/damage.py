"""Whether a page of the embedded file is corrupt. PostgreSQL looks after its own.

Measured on a file of 520 MB: `PRAGMA quick_check`, which reads every page and follows every tree, takes 3.7 s, and
`PRAGMA integrity_check`, which also looks up each row in each index, 14.5 s. A start takes the first for at most half
a second, which is the whole of a file of 70 MB; `network doctor` and every backup take the second to its end.
"""

import time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

#: Seconds that a start may take for it, and after how many of SQLite's steps the clock is looked at.
PATIENCE, _STEPS = 0.5, 1000


def damage(connection: Connection, *, thorough: bool) -> str | None:
    """What is wrong with the file in SQLite's words, or None where nothing was found (in time, unless `thorough`)."""
    if connection.dialect.name != "sqlite":
        return None
    try:
        if thorough:
            found = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar_one()
        else:
            found = _in_time(connection)
    except sa.exc.DatabaseError as error:
        if not is_damage(error):
            raise
        return str(error.orig)
    return None if found == "ok" else str(found).strip().splitlines()[-1]


def _in_time(connection: Connection) -> str:
    until = time.monotonic() + PATIENCE
    file: Any = connection.connection.driver_connection
    file.set_progress_handler(lambda: time.monotonic() > until, _STEPS)
    try:
        return str(connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one())
    except sa.exc.OperationalError as error:
        if "interrupted" not in str(error.orig):
            raise
        return "ok"
    finally:
        file.set_progress_handler(None, _STEPS)


def is_damage(error: sa.exc.SQLAlchemyError) -> bool:
    """Whether SQLite says by this error that the file is not sound."""
    text = str(getattr(error, "orig", ""))
    return "malformed" in text or "not a database" in text


def damaged(found: str) -> str:
    """The sentence, with the command that mends it."""
    return (
        f"The database file is damaged ({found}). Stop the server and restore the last backup: "
        "network restore FILE --identity KEY --overwrite"
    )
