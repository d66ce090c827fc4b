"""Bringing the database's schema to the one that this code needs, and saying where it is not."""

import sqlalchemy as sa

from network import migrations
from network.database import db


def bring_up() -> bool:
    """Bring the schema to this code's revision: all of it or nothing. Returns whether there was work."""
    if fault() is None:
        return False
    migrations.upgrade()
    return True


def fault() -> str | None:
    """What is wrong with the schema and how to mend it, or None."""
    have, need = migrations.current(), migrations.head()
    if have == need and sa.inspect(db.engine).has_table("audit_head"):
        return None
    if have is None:
        return "The database has no tables yet. Make them: network init"
    if migrations.is_known(have):
        return f"The schema ({have}) is older than this release, which needs {need}. Mend it: network init"
    return f"The schema ({have}) is newer than this release, which knows {need}. Install the newer release"
