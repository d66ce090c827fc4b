"""Work on 5,000 members at once: previewed, done in one change, and undone."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import sqlalchemy as sa

from network.accounts.models import Account
from network.accounts.queries import snapshot
from network.agencies.models import Agency
from network.audit.changes import bookkeeping
from network.bulk import commands
from network.bulk.kinds import MOST, BulkKind
from network.bulk.models import BulkBatch, BulkRow
from network.clock import today
from network.database import db
from network.members.models import Affiliation, Member
from network.trainings.models import Training
from network.vocabulary import State
from tests.bench.records import OFFICE_ID
from tests.bench.report import Figure
from tests.bench.stage import ENGINES, Stage

#: Seconds until the preview stands, and in which all is written or undone: for so long no mark is saved on SQLite.
PREVIEW, DONE = 5.0, 2.0
_KG = State.KG


def at_once(stage: Stage) -> Iterator[Figure]:
    """Their agency changed, and all of them put on a training's list."""
    count = 200 if stage.quick else MOST
    for engine in stage.engines:
        place, where = stage.place(engine), ENGINES[engine]
        for kind in (BulkKind.AGENCY, BulkKind.TRAINING):
            with place.app.app_context():
                people, preview, did, undid = _measured(kind, count)
            note = f"{people:,} members, all or none"
            name = {BulkKind.AGENCY: "agency changed", BulkKind.TRAINING: "put on a training's list"}[kind]
            yield Figure("many", f"{name}, preview", where, "s", preview, PREVIEW, note=note)
            yield Figure("many", name, where, "s", did, DONE, note=note)
            yield Figure("many", f"{name}, undone", where, "s", undid, DONE, note=note)


def _measured(kind: BulkKind, count: int) -> tuple[int, float, float, float]:
    select = sa.select(Account).where(Account.id == OFFICE_ID).options(sa.orm.selectinload(Account.grants))
    by = snapshot(db.session.scalars(select).one(), "", 0)
    uid = commands.choose(kind, _chosen(count), by=by)
    batch = _batch(uid)
    preview = _seconds(lambda: commands.prepare(batch, _answers(kind), by=by))
    batch = _batch(uid)
    version, people = batch.version, 0

    def do() -> None:
        nonlocal people
        people = commands.apply(batch, version, by=by).people

    did = _seconds(do)
    batch = _batch(uid)
    undid = _seconds(lambda: commands.undo(batch, by=by))
    with bookkeeping():
        db.session.execute(sa.delete(BulkRow))
        db.session.execute(sa.delete(BulkBatch))
    return people, preview, did, undid


def _batch(uid: str) -> BulkBatch:
    db.session.rollback()
    return db.session.scalars(sa.select(BulkBatch).where(BulkBatch.uid == uid)).one()


def _chosen(count: int) -> sa.Select[Any]:
    """Members of one state who serve somewhere, by name as the list has them."""
    serves = sa.exists().where(Affiliation.member_id == Member.id, Affiliation.ends_on.is_(None))
    first = sa.select(Member.id).where(Member.state == _KG, Member.erased_at.is_(None), serves).limit(count)
    found = sa.select(Member.sort_key, Member.id).where(Member.id.in_(first))
    return found.order_by(Member.sort_key, Member.id)


def _answers(kind: BulkKind) -> dict[str, Any]:
    if kind is BulkKind.TRAINING:
        found = sa.select(Training.id).order_by(Training.starts_on.desc()).limit(1)
        return {"training": db.session.scalar(found), "role": "participant"}
    to = sa.select(Agency.id).where(Agency.state == _KG, Agency.closed_on.is_(None)).order_by(Agency.id.desc()).limit(1)
    return {"agency": db.session.scalar(to), "starts_on": today().isoformat(), "keeps": True}


def _seconds(what: Callable[[], object]) -> float:
    began = time.perf_counter()
    what()
    return time.perf_counter() - began
