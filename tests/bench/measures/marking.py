"""One mark saved, durably and audited, beside a bare view that inserts one row and commits it."""

import uuid
from collections.abc import Iterator
from functools import partial
from itertools import product
from typing import Any

import sqlalchemy as sa

from network.attendance.models import Mark, MarkOperation
from network.participation.models import Participation
from network.vocabulary import ParticipationStatus
from tests.bench.activity import CROWD_ID, SESSIONS
from tests.bench.bare.app import engine_of
from tests.bench.client import Browser
from tests.bench.records import OFFICE_ID
from tests.bench.report import Figure, compared
from tests.bench.stage import ENGINES, Place, Stage
from tests.bench.timing import Took, medians

#: At most so many times the bare insert.
INSERT = 4.0
#: Where marks come in.
OPERATIONS = f"/trainings/{CROWD_ID}/attendance/operations"

Cell = tuple[int, int]


def against_insert(stage: Stage) -> Iterator[Figure]:
    """Each saves a first mark of somebody at a session of the large training."""
    for engine in stage.engines:
        place = stage.place(engine)
        cells, last = unmarked(place)
        browser, bare = Browser(place.app, OFFICE_ID), Browser(place.bare)
        works = (partial(_save, browser, cells), partial(_insert, bare, cells))
        ours, reference = medians(*works, rounds=min(4 * stage.rounds, len(cells) // 2 - 3))
        forget_marks(place, last)
        yield compared("mark", "one mark, durable and audited", ENGINES[engine], ours, reference, INSERT)


def _save(browser: Browser, cells: list[Cell]) -> Took:
    return browser.post(OPERATIONS, json_data=[operation(cells.pop())]).took


def _insert(bare: Browser, cells: list[Cell]) -> Took:
    return bare.post("/mark", json_data=as_row(cells.pop())).took


def unmarked(place: Place) -> tuple[list[Cell], int]:
    """Cells of the large training without a mark, and the last mark's id."""
    people: Any = Participation.__table__
    marks: Any = Mark.__table__
    with engine_of(place.bare).connect() as connection:
        listed = connection.scalars(
            sa.select(people.c.id).where(
                people.c.training_id == CROWD_ID, people.c.status == ParticipationStatus.CONFIRMED
            )
        )
        sessions = range((CROWD_ID - 1) * SESSIONS + 1, CROWD_ID * SESSIONS + 1)
        cells = set(product(listed, sessions))
        done = connection.execute(
            sa.select(marks.c.participation_id, marks.c.session_id).where(marks.c.session_id.in_(sessions))
        )
        cells -= {(row.participation_id, row.session_id) for row in done}
        last = connection.scalar(sa.select(sa.func.max(marks.c.id))) or 0
    return sorted(cells), last


def operation(cell: Cell) -> dict[str, Any]:
    """A first mark as a device sends it."""
    return {"id": str(uuid.uuid4()), **as_row(cell), "status": "present", "mode": "in_person", "version": 0}


def as_row(cell: Cell) -> dict[str, int]:
    """Whose mark, and where."""
    return {"participation": cell[0], "session": cell[1]}


def forget_marks(place: Place, last: int) -> None:
    """Take back what was marked, so that a kept database has its gaps the next time, too."""
    marks: Any = Mark.__table__
    operations: Any = MarkOperation.__table__
    options: dict[str, Any] = {"writes": True, "patience": 15.0}
    with engine_of(place.bare).connect().execution_options(**options) as connection:
        connection.execute(sa.delete(marks).where(marks.c.id > last))
        connection.execute(sa.delete(operations))
        connection.commit()
