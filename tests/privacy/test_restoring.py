"""A backup of before does not bring back whoever was erased since, on either database."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from pyrage import x25519

from network.audit.changes import Operator
from network.audit.queries import faults
from network.database import db
from network.members.models import Member
from network.privacy import erased, erasing
from network.privacy.models import Erasure
from tests import factories as make
from tests.backups.shelf import Shelf, opened, stand_at_head
from tests.databases import AUDIT
from tests.privacy.conftest import WORDS, Canary, places_of


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    folder = tmp_path / "shelf"
    folder.mkdir()
    return Shelf(folder, x25519.Identity.generate())


def test_whoever_is_on_any_list_is_erased_again(app: Flask, canary: Canary, shelf: Shelf) -> None:
    """Of the database that stands there, of the instance's file, and of another machine."""
    stand_at_head(app)
    settings = app.config["SETTINGS"]
    with app.app_context():
        in_the_file, elsewhere, stays = (make.member(family=name) for name in ("Файлова", "Другая", "Остаётся"))
    shelf.put(app)
    with app.app_context():
        erasing.erase(canary.member.id, why="", by=Operator())
        db.session.remove()
        db.engine.dispose()
    (settings.instance / erased.NAME).write_text(in_the_file.uid[:9] + "\n" + in_the_file.uid + "\n")
    never_known = "a" * 22
    done = shelf.restore(app, settings.database_url, overwrite=True, erased=[elsewhere.uid, never_known])
    assert done.ended.members == 3
    with opened(settings, settings.database_url) as restored, restored.app_context():
        assert places_of(*WORDS, "Файлова", "Другая") == set()
        assert db.session.get_one(Member, stays.id).family == "Остаётся"
        everybody = {canary.member.uid, in_the_file.uid, elsewhere.uid, never_known}
        assert set(db.session.scalars(sa.select(Erasure.uid))) == everybody
        assert set(erased.read(settings.instance / erased.NAME)) == everybody
        assert list(faults(AUDIT)) == []
