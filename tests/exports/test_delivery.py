"""How a list leaves: numbered, written, recorded, sent; and what is left of one that failed."""

import hashlib
import json
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import event

from network.audit.models import AuditEntry
from network.audit.queries import faults
from network.database import db
from network.errors import Refused
from network.exports.delivery import Terms, deliver
from network.exports.models import Export, ExportNumber
from network.exports.table import Column
from network.exports.written import TooLong
from network.members.models import Member
from network.vocabulary import ExportFormat, Language, State
from tests import factories as make
from tests.databases import AUDIT
from tests.exports.readers import READERS


@dataclass(frozen=True)
class Somebody:
    """Whoever takes a list."""

    account_id: int | None = 7
    name: str = "Асель Нурланова"


FAMILY: Column[Any] = Column("family", "Family name", lambda row: row.family)
NUMBER: Column[Any] = Column("number", "Member number", lambda row: row.number)
SELECT = sa.select(Member.family, Member.number).order_by(Member.number)


def take(app: Flask, word: ExportFormat = ExportFormat.CSV, columns: Any = (FAMILY, NUMBER), **more: Any) -> Any:
    """A delivery of the members, all of it read."""
    purpose, language = more.pop("purpose", "hotel"), more.pop("language", Language.ENGLISH)
    select, title = more.pop("select", SELECT), more.pop("title", "Members")
    with app.test_request_context("/"):
        terms = Terms(purpose, word, language, Somebody())
        response = deliver("members", title, columns, select, terms, filters={"state": "KG"}, **more)
        response.direct_passthrough = False
        content = response.get_data()
        response.close()
    return response, content


def exports(app: Flask) -> list[Export]:
    with app.app_context():
        return list(db.session.scalars(sa.select(Export).order_by(Export.id)))


def left_on_disk(app: Flask) -> list[Path]:
    return list((app.config["SETTINGS"].instance / "tmp").glob("*"))


@pytest.fixture
def people(app: Flask) -> list[tuple[str, str]]:
    """Three people, as the list shows them."""
    with app.app_context():
        made = [
            make.member(State.KG, family, number=f"KG-{n}")
            for n, family in enumerate(("Ӧмүрова", "=1+1", "Yoʻldosheva"))
        ]
    return [(one.family, one.number or "") for one in made]


@pytest.mark.parametrize("word", ExportFormat)
def test_the_file_holds_the_rows_and_the_record_is_of_this_very_file(
    app: Flask, people: list[tuple[str, str]], word: ExportFormat
) -> None:
    content = take(app, word)[1]
    [export] = exports(app)
    assert READERS[word](content) == [list(row) for row in people]
    assert (export.rows, export.size, export.sha256) == (3, len(content), hashlib.sha256(content).hexdigest())
    assert (export.account_id, export.by_name, export.purpose) == (7, "Асель Нурланова", "hotel")
    assert (export.list_name, export.title, export.format, export.language) == (
        "members",
        "Members",
        word,
        "en",
    )
    assert (export.filters, export.columns) == ({"state": "KG"}, ["family", "number"])
    assert left_on_disk(app) == []
    with app.app_context():
        entry = db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.number.desc())).first()
        assert list(faults(AUDIT)) == []
    assert entry is not None
    assert (entry.event, entry.why, entry.subject) == ("list:exported", "hotel", f"export:{export.id}")
    assert json.loads(entry.what)["rows"][0]["added"]["sha256"] == export.sha256


def test_a_browser_is_told_what_it_gets_and_nothing_of_whom_it_is_about(app: Flask, people: object) -> None:
    response, content = take(app, ExportFormat.XLSX, language=Language.RUSSIAN)
    number = exports(app)[0].id
    disposition = response.headers["Content-Disposition"]
    assert f"filename=list-{number}.xlsx" in disposition
    assert unquote(disposition.split("filename*=UTF-8''")[1]).endswith(f"{number}.xlsx")
    assert response.headers["Content-Type"].endswith("spreadsheetml.sheet")
    assert response.headers["Cache-Control"] == "no-store"
    assert int(response.headers["Content-Length"]) == len(content)


def test_the_files_name_tells_which_list_it_is(app: Flask, people: object) -> None:
    response, _content = take(app, title="Participants: Calm / clear? " + "x" * 200)
    name = unquote(response.headers["Content-Disposition"].split("filename*=UTF-8''")[1])
    assert name.startswith("Participants Calm clear xxx")
    assert name.endswith(", List no. 1.csv")
    assert len(name) < 130


def test_the_number_is_printed_on_the_list(app: Flask, people: object) -> None:
    _, first = take(app, ExportFormat.JSON)
    _, second = take(app, ExportFormat.JSON)
    printed = [int(re.findall(r"\d+", json.loads(content)["footer"])[0]) for content in (first, second)]
    assert printed == [export.id for export in exports(app)]
    assert printed[0] < printed[1]


@pytest.mark.parametrize("purpose", ["", "  "])
def test_no_list_leaves_without_a_purpose(app: Flask, people: object, purpose: str) -> None:
    with pytest.raises(Refused) as refusal:
        take(app, purpose=purpose)
    assert refusal.value.field == "purpose"
    assert exports(app) == []


@pytest.mark.parametrize("word", ExportFormat)
def test_a_list_that_fails_midway_is_neither_kept_nor_recorded(app: Flask, people: object, word: ExportFormat) -> None:
    seen: list[str] = []

    def breaks(row: Any) -> str:
        seen.append(row.family)
        if len(seen) == 3:
            raise ConnectionError
        return str(row.family)

    with pytest.raises((ConnectionError, Refused)):
        take(app, word, [Column("family", "Family name", breaks)])
    assert exports(app) == []
    assert left_on_disk(app) == []
    take(app, word)
    assert len(exports(app)) == 1


def test_a_disk_that_takes_no_file_is_said(app: Flask, people: object) -> None:
    (app.config["SETTINGS"].instance / "tmp").write_text("in the way")
    with pytest.raises(Refused, match="NotWritten"):
        take(app)
    assert exports(app) == []


def test_a_pdf_that_is_too_long_leaves_nothing(app: Flask) -> None:
    count = sa.select(sa.literal(1).label("family")).cte("count", recursive=True)
    count = count.union_all(sa.select(count.c.family + 1).where(count.c.family < 5001))
    with pytest.raises(TooLong):
        take(app, ExportFormat.PDF, [FAMILY], select=sa.select(count.c.family))
    assert exports(app) == []
    assert left_on_disk(app) == []


def test_the_file_is_readable_by_the_server_alone_and_leftovers_are_cleared_away(app: Flask, people: object) -> None:
    modes: list[int] = []
    folder = app.config["SETTINGS"].instance / "tmp"
    folder.mkdir(mode=0o700)
    old, new = folder / "list-old", folder / "list-new"
    old.write_text("Токтосунова")
    new.write_text("being written by another worker")
    os.utime(old, (0, 0))

    def look(row: Any) -> str:
        modes.extend(path.stat().st_mode & 0o777 for path in folder.glob("list-*") if path != new)
        return str(row.family)

    take(app, columns=[Column("family", "Family name", look)])
    assert set(modes) == {0o600}
    assert not old.exists()
    assert new.exists()


def test_the_read_is_over_before_anything_is_written(app: Flask, people: object) -> None:
    """The rows come from one transaction, the record goes into another: a long list holds up no mark."""
    steps: list[str] = []
    with app.app_context():
        engine = db.engine

    @event.listens_for(engine, "before_cursor_execute")
    def note(_c: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        steps.append(statement)

    @event.listens_for(engine, "rollback")
    def over(_c: Any) -> None:
        steps.append("ROLLBACK")

    take(app)
    read = next(at for at, step in enumerate(steps) if "FROM member" in step)
    written = next(at for at, step in enumerate(steps) if step.startswith("INSERT INTO export ("))
    assert "ROLLBACK" in steps[read:written]


def test_lists_taken_at_once_have_numbers_of_their_own(
    app: Flask, people: object, in_parallel: Callable[..., list[Any]]
) -> None:
    footers = in_parallel(lambda _n: json.loads(take(app, ExportFormat.JSON)[1])["footer"], 8)
    assert len(set(footers)) == 8
    assert len(exports(app)) == 8
    with app.app_context():
        assert len(list(db.session.scalars(sa.select(ExportNumber)))) == 8
        assert list(faults(AUDIT)) == []


def test_a_sending_that_is_cut_off_leaves_no_file(app: Flask, people: object) -> None:
    with app.test_request_context("/"):
        terms = Terms("hotel", ExportFormat.CSV, Language.ENGLISH, Somebody())
        response = deliver("members", "Members", [FAMILY], SELECT, terms, filters={})
        blocks: Iterator[bytes] = iter(response.response)  # type: ignore[arg-type]
        next(blocks)
        response.close()
    assert left_on_disk(app) == []
