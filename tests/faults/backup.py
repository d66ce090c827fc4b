"""A backup made while people write: restored, it holds every row that was acknowledged before it began."""

from typing import Any

from pyrage import x25519

from network.backups.writing import back_up
from network.database import db
from tests.backups.shelf import Shelf, opened, stand_at_head
from tests.faults.nursery import nursery
from tests.faults.outcome import Outcome
from tests.faults.stage import Stage, is_sound, write, written


def backup_under_load(stage: Stage) -> Outcome:
    """Backups while two processes write without a pause."""
    outcome = Outcome()
    for kind, fresh in stage.fresh():
        for number in range(stage.many(5, 1)):
            with fresh() as url, stage.app(url) as app:
                stand_at_head(app)
                _one(stage, app, url, f"{kind} {number}", outcome)
    return outcome


def _one(stage: Stage, app: Any, url: str, name: str, outcome: Outcome) -> None:
    folder = stage.folder / name.replace(" ", "-")
    folder.mkdir()
    shelf = Shelf(folder, x25519.Identity.generate())
    with app.app_context(), nursery(stage.folder, url) as children:
        writer = children.start("write", name)
        children.hear(5)
        write(f"{name} last")
        children.hear_all()
        acknowledged = set(children.told)
        back_up(db.engine, shelf.file, [shelf.identity.to_public()], app.config["SETTINGS"])
        children.kill(writer)
        children.ended(writer)
    shelf.restore(app, shelf.another(), unproven=True)
    with opened(app.config["SETTINGS"], shelf.another()) as restored, restored.app_context():
        missing = (acknowledged | {f"{name} last"}) - written()
        outcome.case(not missing and is_sound(), f"{name}: {sorted(missing)[:3]}")
    path = folder.parent / "another" / "network.db"
    path.unlink()
