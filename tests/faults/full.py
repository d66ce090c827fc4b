"""No room left: what is refused is told so, what was acknowledged stays, and with room again it goes on.

On a small tmpfs where one may be mounted (root, a file system of its own: the error is the kernel's ENOSPC), else with
SQLite's own `max_page_count`, which refuses with the same "database or disk is full". A full disk under PostgreSQL is
the same error of a COMMIT or an INSERT to us; to make one needs a volume of the server's own.
"""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask
from sqlalchemy import event

from network.database import db
from tests import factories as make
from tests.faults.outcome import Outcome
from tests.faults.stage import Stage, is_sound, write, written
from tests.visitor import Visitor

#: Megabytes of the small file system, and pages of the small file.
ROOM, PAGES = 3, 30


def full_disk(stage: Stage) -> Outcome:
    """Write until it is full, then once more by the web; then room is made."""
    outcome = Outcome()
    files: Any = stage.makers["sqlite"]
    with files.fresh() as ready, _small(stage, Path(ready.removeprefix("sqlite:///"))) as (url, room):  # noqa: SIM117
        with stage.app(url, testing=False) as app:
            with app.app_context():
                office = make.secretariat()
            visitor = Visitor(app).sign_in(office)
            visitor.get("/account")
            limit = room(app)
            acknowledged = _until_full(app, outcome)
            _refused(visitor, outcome)
            with app.app_context():
                outcome.case(acknowledged <= written(), "acknowledged rows are gone on a full disk")
            outcome.case(visitor.client.get("/account", **visitor.base).status_code == 200, "reads do not answer")
            limit()
            with app.app_context():
                write("With room again")
                outcome.case(acknowledged | {"With room again"} <= written(), "rows are gone when there is room again")
                outcome.case(is_sound(), "the file is not sound")
    return outcome


def _until_full(app: Flask, outcome: Outcome) -> set[str]:
    acknowledged: set[str] = set()
    with app.app_context():
        for size in (1000, 1):  # until not even the smallest change fits
            for number in range(5000):
                name = f"{size} {number} " + "ш" * size
                try:
                    write(name)
                except sa.exc.OperationalError as error:
                    db.session.rollback()
                    outcome.case("full" in str(error.orig), str(error.orig))
                    break
                acknowledged.add(name)
            else:
                outcome.case(False, "it never became full")
    return acknowledged


def _refused(visitor: Visitor, outcome: Outcome) -> None:
    typed = {"csrf_token": visitor.token(), "name": "Typed " + "ш" * 190, "in_use": "y"}
    answer = visitor.client.post("/trainings/organisations/add", data=typed, **visitor.base)
    outcome.case(answer.status_code == 503, f"a write on a full disk is answered {answer.status}")
    outcome.case(typed["name"] in answer.text, "what was typed is gone from the page")


@contextmanager
def _small(stage: Stage, ready: Path) -> Iterator[tuple[str, Callable[[Flask], Callable[[], None]]]]:
    """The address of a copy of the file where room can be taken away; what takes it gives what makes it again."""
    place = stage.folder / "small"
    place.mkdir(exist_ok=True)
    mounted = _mount(place)
    path = place / "network.db"
    shutil.copyfile(ready, path)
    try:
        yield f"sqlite:///{path}", (lambda _app: _filled(place)) if mounted else _capped
    finally:
        if mounted:
            subprocess.run(["umount", "-l", str(place)], check=True)


def _mount(place: Path) -> bool:
    if shutil.which("mount") is None:
        return False
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={ROOM}m", "tmpfs", str(place)], capture_output=True, check=False
    )
    return made.returncode == 0


def _filled(place: Path) -> Callable[[], None]:
    """Fill what is free; gives what empties it again."""
    ballast = place / "ballast"
    free = shutil.disk_usage(place).free
    ballast.write_bytes(b"\0" * max(0, free - 400_000))
    return ballast.unlink


def _capped(app: Flask) -> Callable[[], None]:
    with app.app_context():
        engine = db.engine
        engine.dispose()
        with engine.connect() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        cap = [int(pages) + PAGES]

        @event.listens_for(engine, "checkout")
        def _cap(connection: Any, *_: Any) -> None:
            connection.execute(f"PRAGMA max_page_count = {cap[0]}")

    def lift() -> None:
        cap[0] = 2**30

    return lift
