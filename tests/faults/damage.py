"""A page of the file goes bad, or a byte of a backup: it is refused, and the sentence names what mends it."""

from typing import Any

import sqlalchemy as sa
from flask import Flask
from pyrage import x25519

from network import migrations
from network.cli import checks
from network.database import db
from network.errors import Refused
from tests.backups.shelf import Shelf, rows
from tests.databases import corrupt
from tests.faults.outcome import Outcome
from tests.faults.stage import Stage, write

#: Bytes between two cuts: a backup of few rows is packed into some kB.
STEP = 512


def corrupt_page(stage: Stage) -> Outcome:
    """The first page of every table and index in turn: what `network serve` looks at before it starts says so."""
    outcome = Outcome()
    files: Any = stage.makers["sqlite"]
    for name in _pages(stage)[:: stage.many(1, 25)]:
        with files.fresh() as url:
            corrupt(stage.folder.__class__(url.removeprefix("sqlite:///")), name)
            with stage.app(url) as app, app.app_context():
                said = checks.corrupt_page(thorough=False) or ""
            outcome.case("network restore FILE" in said, f"a damaged page of {name} was not seen")
    return outcome


def _pages(stage: Stage) -> list[str]:
    files: Any = stage.makers["sqlite"]
    with files.fresh() as url, stage.app(url) as app, app.app_context(), db.engine.connect() as connection:
        found = connection.execute(sa.text("SELECT name FROM sqlite_master WHERE rootpage > 1 ORDER BY name"))
        return list(found.scalars())


def bad_backup(stage: Stage) -> Outcome:
    """Cut at every 512 bytes, and a bit turned round in each: the restore refuses, and what was there stays."""
    outcome, identity = Outcome(), x25519.Identity.generate()
    folder = stage.folder / "shelf"
    folder.mkdir(exist_ok=True)
    shelf = Shelf(folder, identity)
    files: Any = stage.makers["sqlite"]
    with files.fresh(empty=True) as url, stage.app(url) as app:
        with app.app_context():
            migrations.upgrade()
            write("A host")
        whole = shelf.put(app).path.read_bytes()
        before = rows(app)
        _let_go(app)
        spoilt = [whole[:length] for length in range(0, len(whole), STEP)]
        spoilt += [_turned(whole, place) for place in range(0, len(whole), STEP)]
        for number, content in enumerate(spoilt[:: stage.many(1, max(1, len(spoilt) // 4))]):
            shelf.file.write_bytes(content)
            try:
                shelf.restore(app, url, overwrite=True)
            except Refused:
                outcome.case(True, "")
            else:
                outcome.case(False, f"a spoilt backup was restored ({number})")
        if rows(app) != before:
            outcome.lost.append("a refused restore changed rows")
        _let_go(app)
        shelf.file.write_bytes(whole)
        shelf.restore(app, url, overwrite=True)
    return outcome


def _let_go(app: Flask) -> None:
    """Nobody has the file open: only then is it replaced."""
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def _turned(whole: bytes, place: int) -> bytes:
    return whole[:place] + bytes([whole[place] ^ 0x10]) + whole[place + 1 :]
