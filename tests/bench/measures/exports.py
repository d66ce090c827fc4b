"""Participants lists as files: CSV beside the sqlite3 shell, XLSX and PDF in seconds, memory in megabytes."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

from network.database import db
from network.trainings.models import Training
from network.vocabulary import TrainingStatus
from tests.bench.activity import CROWD_ID, USUAL
from tests.bench.bare import selects
from tests.bench.client import Answer, Browser
from tests.bench.records import OFFICE_ID
from tests.bench.report import Figure
from tests.bench.stage import ENGINES, Place, Stage
from tests.bench.timing import Took, medians, stopwatch

#: Times the shell, megabytes of growth, seconds of a spreadsheet and of a typeset list.
SHELL, GROWTH, XLSX, PDF = 3.0, 30.0, 3.0, 3.0
#: Twelve columns, as the issue has them.
COLUMNS = (
    "state", "agency", "rank", "family", "given", "patronymic", "position", "sex", "role", "phone",
    "email", "member_number",
)  # fmt: skip
#: Rows of the typeset list.
_TYPESET = 1_000


def address(trainings: list[int]) -> str:
    """Where the list of these trainings is asked for."""
    pairs = [("training", key) for key in trainings] + [("column", key) for key in COLUMNS]
    return f"/lists?{urlencode(pairs)}"


def take(browser: Browser, path: str, word: str, *, status: int = 200, keep: bool = False) -> Answer:
    """The list as a file, sent block by block; kept in memory only where somebody looks into it.

    "xlsx locked" is one with a password.
    """
    word, _space, locked = word.partition(" ")
    form = {"purpose": "Measured", "recipient": "Nobody", "format": word, "language": "en"}
    if locked:
        form["file_password"] = "kibut-tamol-resag-lodun"
    return browser.post(path, form, status=status, keep=keep)


def csv(stage: Stage) -> Iterator[Figure]:
    """The list of 20,000 as CSV beside the sqlite3 shell printing the same join; both write a file."""
    place = stage.place("sqlite")
    browser, path = Browser(place.app, OFFICE_ID), address([CROWD_ID])
    ours, reference = medians(partial(_taken, browser, path, "csv"), partial(_shell, place), rounds=stage.few, warm=1)
    yield Figure("csv", "list of 20,000 × 12", ENGINES["sqlite"], "ms", ours.clock * 1e3, SHELL, reference.clock * 1e3)


def _shell(place: Place) -> Took:
    shell = shutil.which("sqlite3")
    if shell is None:
        raise RuntimeError("there is no sqlite3 shell to compare with")
    statement = str(
        selects.crowd_list(CROWD_ID).compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True})
    )
    file = place.url.removeprefix("sqlite:///")
    with (
        TemporaryDirectory(dir=place.folder) as folder,
        (Path(folder) / "list.csv").open("wb") as out,
        stopwatch() as took,
    ):
        subprocess.run([shell, "-readonly", "-header", "-csv", file, statement], stdout=out, check=True)
    return took


def files(stage: Stage) -> Iterator[Figure]:
    """XLSX of 20,000 rows, PDF of 1,000, and what a PDF of 20,000 is told."""
    for engine in stage.engines:
        place, where = stage.place(engine), ENGINES[engine]
        browser = Browser(place.app, OFFICE_ID)
        for what, word, path, limit in (
            ("XLSX, 20,000 × 12", "xlsx", address([CROWD_ID]), XLSX),
            ("PDF, 1,000 rows", "pdf", address(_enough(place)), PDF),
        ):
            [took] = medians(partial(_taken, browser, path, word), rounds=stage.few, warm=1)
            yield Figure("files", what, where, "s", took.clock, limit)
        if place.size.crowd > 5_000:
            refused = take(browser, address([CROWD_ID]), "pdf", status=422, keep=True)
            offers = b"XLSX" in plain(refused)
            yield Figure("files", "PDF, 20,000 rows: refused, XLSX offered", where, "errors", float(not offers), 0)


def _taken(browser: Browser, path: str, word: str) -> Took:
    return take(browser, path, word).took


def plain(answer: Answer) -> bytes:
    """The page without its compression."""
    if answer.headers.get("Content-Encoding") != "br":
        return answer.body
    import brotli

    return bytes(brotli.decompress(answer.body))


def _enough(place: Place) -> list[int]:
    """As many trainings as give a thousand rows."""
    with place.app.app_context():
        found = db.session.scalars(
            sa.select(Training.id)
            .where(Training.id > CROWD_ID, Training.status == TrainingStatus.PUBLISHED)
            .order_by(Training.id)
            .limit(_TYPESET // USUAL)
        )
        ids = list(found)
        db.session.remove()
    return ids


def memory(stage: Stage) -> Iterator[Figure]:
    """How far the memory of a fresh worker grows while it exports 20,000 rows, after it has exported 25."""
    for engine in stage.engines:
        place = stage.place(engine)
        for word in ("csv", "json", "xlsx", "xlsx locked"):
            command = [sys.executable, "-m", "tests.bench.worker", place.url, str(place.folder), word]
            done = subprocess.run(command, capture_output=True, check=True, text=True)
            told = json.loads(done.stdout)
            yield Figure(
                "memory",
                f"{word.upper()} of 20,000",
                ENGINES[engine],
                "MB",
                told["grown"],
                GROWTH,
                note=told["note"],
            )
