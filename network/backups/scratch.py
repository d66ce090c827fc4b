"""A database to try a backup in: a file beside the real one, readable by the owner only, gone afterwards."""

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from network import create_app, migrations
from network.config import Settings
from network.database import db

_PREFIX = "scratch-"
#: Seconds after which what a killed command left behind is cleared away.
_LEFT_BEHIND = 24 * 3600


@contextmanager
def scratch(settings: Settings, folder: Path, revision: str) -> Iterator[Path]:
    """Inside, `db` is an embedded database with the tables of that revision and no row. Gives its file.

    It never lies where backups are kept: what is in it can be read.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _clear_away(folder)
    with tempfile.TemporaryDirectory(prefix=_PREFIX, dir=folder) as name:
        path = Path(name) / "scratch.db"
        # As in a demo any SQLite will do: nobody else has this file.
        app = create_app(replace(settings, database_url=f"sqlite:///{path}", demo=True))
        with app.app_context():
            try:
                migrations.upgrade(revision)
                yield path
            finally:
                db.session.remove()
                db.engine.dispose()


def _clear_away(folder: Path) -> None:
    for left in folder.glob(f"{_PREFIX}*"):
        if left.stat().st_mtime < time.time() - _LEFT_BEHIND:
            shutil.rmtree(left, ignore_errors=True)
