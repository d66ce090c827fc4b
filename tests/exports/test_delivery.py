"""How a list leaves: numbered, written, recorded, sent; and what is left of one that failed."""

import hashlib
import io
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
from msoffcrypto.exceptions import DecryptionError
from openpyxl import load_workbook
from pypdf import PdfReader
from pypdf.errors import PdfReadError
from sqlalchemy import event

from network.audit.models import AuditEntry
from network.audit.queries import faults
from network.clock import today
from network.database import Base, db
from network.errors import Refused
from network.exports import locking
from network.exports.delivery import Terms, deliver
from network.exports.locking import LOCKABLE
from network.exports.models import Export, ExportNumber
from network.exports.table import Column
from network.exports.written import TooLong
from network.members.models import Member
from network.vocabulary import REGION_ZONE, ExportFormat, Language, Role, State
from network.web.formats import day
from tests import factories as make
from tests.databases import AUDIT
from tests.exports.readers import READERS, is_strong, opened


@dataclass(frozen=True)
class Somebody:
    """Whoever takes a list."""

    account_id: int | None = 7
    name: str = "Асель Нурланова"
    roles: frozenset[Role] = frozenset({Role.SECRETARIAT})
    states: frozenset[State] = frozenset()
    member_id: int | None = None
    assigned_training_ids: frozenset[int] = frozenset()


FAMILY: Column[Any] = Column("family", "Family name", lambda row: row.family)
NUMBER: Column[Any] = Column("number", "Member number", lambda row: row.number)
PERSON = (Member.id.label("member_id"), Member.id.label("viewed_id"))
SELECT = sa.select(Member.family, Member.number, *PERSON).order_by(Member.number)


def take(app: Flask, word: ExportFormat = ExportFormat.CSV, columns: Any = (FAMILY, NUMBER), **more: Any) -> Any:
    """A delivery of the members, all of it read."""
    purpose, language = more.pop("purpose", "hotel"), more.pop("language", Language.ENGLISH)
    recipient, password = more.pop("recipient", "Hotel Ala-Too"), more.pop("password", "")
    select, title = more.pop("select", SELECT), more.pop("title", "Members")
    with app.test_request_context("/"):
        terms = Terms(purpose, recipient, word, language, Somebody(), password)
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
    assert (export.recipient, export.locked) == ("Hotel Ala-Too", False)
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


@pytest.mark.parametrize("field", ["purpose", "recipient"])
@pytest.mark.parametrize("text", ["", "  "])
def test_no_list_leaves_without_a_purpose_and_a_recipient(app: Flask, people: object, field: str, text: str) -> None:
    with pytest.raises(Refused) as refusal:
        take(app, **{field: text})
    assert refusal.value.field == field
    assert exports(app) == []


@pytest.mark.parametrize("word", ExportFormat)
def test_the_file_says_its_number_for_whom_it_is_and_what_for(app: Flask, people: object, word: ExportFormat) -> None:
    response, content = take(app, word, recipient="Hotel & Ala-Too", purpose="rooms " * 30)
    line = f"List no. 1 · {day(today(REGION_ZONE))} · for Hotel & Ala-Too · rooms rooms"
    if word is ExportFormat.JSON:
        assert json.loads(content)["footer"].startswith(line)
    elif word is ExportFormat.XLSX:
        book = load_workbook(io.BytesIO(content))
        printed = book.active.oddFooter.left.text  # type: ignore[union-attr]
        assert printed.replace("&&", "&").startswith(line)
        assert len(printed) < 240, "the file format takes 255 signs for the whole footer"
        assert book.properties.description.startswith(line)
        assert book.active["A2"].value == line[: -len("rooms rooms")] + "rooms " * 30  # type: ignore[index]
    elif word is ExportFormat.PDF:
        document = PdfReader(io.BytesIO(content))
        assert all(line in " ".join(page.extract_text().split()) for page in document.pages)
        assert document.metadata is not None
        assert str(document.metadata.subject).startswith(line)
    else:  # CSV has no place for it
        assert "List%20no.%201.csv" in response.headers["Content-Disposition"]
        assert "filename=list-1.csv" in response.headers["Content-Disposition"]
    assert exports(app)[0].recipient == "Hotel & Ala-Too"


@pytest.mark.parametrize("word", sorted(LOCKABLE))
def test_a_file_with_a_password_opens_with_it_alone(
    app: Flask, people: list[tuple[str, str]], word: ExportFormat, caplog: pytest.LogCaptureFixture
) -> None:
    password = "kibut-tamol-resag-lodun"
    content = take(app, word, password=password)[1]
    assert READERS[word](opened(content, password)) == [list(row) for row in people]
    for wrong in ("", "kibut-tamol-resag-lodum"):
        with pytest.raises((DecryptionError, PdfReadError)):
            opened(content, wrong)
    assert is_strong(content)
    [export] = exports(app)
    assert (export.locked, export.size) == (True, len(content))
    assert export.sha256 == hashlib.sha256(content).hexdigest()
    assert left_on_disk(app) == []
    with app.app_context():
        entries = list(db.session.scalars(sa.select(AuditEntry.what)))
        assert '"locked":true' in entries[-1]
        kept = [str(row) for table in Base.metadata.sorted_tables for row in db.session.execute(sa.select(table))]
    assert len(kept) > 5
    assert password not in caplog.text + "".join([*entries, *kept])


@pytest.mark.parametrize("bound", [{"PATIENCE": 0.01}, {"MEMORY": 30_000_000}])
def test_a_file_that_cannot_be_locked_does_not_leave(
    app: Flask, people: object, monkeypatch: pytest.MonkeyPatch, bound: dict[str, Any]
) -> None:
    [(name, value)] = bound.items()
    monkeypatch.setattr(locking, name, value)
    with pytest.raises(locking.NotLocked):
        take(app, ExportFormat.XLSX, password="kibut-tamol-resag-lodun")
    assert exports(app) == []
    assert left_on_disk(app) == []


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
    two = (count.c.family.label("member_id"), count.c.family.label("viewed_id"))
    with pytest.raises(TooLong):
        take(app, ExportFormat.PDF, [FAMILY], select=sa.select(count.c.family, *two))
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
        terms = Terms("hotel", "Hotel Ala-Too", ExportFormat.CSV, Language.ENGLISH, Somebody())
        response = deliver("members", "Members", [FAMILY], SELECT, terms, filters={})
        blocks: Iterator[bytes] = iter(response.response)  # type: ignore[arg-type]
        next(blocks)
        response.close()
    assert left_on_disk(app) == []
