"""A backup of either database goes into either, row by row, and can be read by nobody else."""

import stat
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date, time
from decimal import Decimal
from secrets import token_hex

import pyrage
import sqlalchemy as sa
from flask import Flask

from network.accounts import roles
from network.accounts.models import Account
from network.agencies.models import Agency
from network.audit.changes import Operator
from network.audit.events import Event
from network.audit.models import AuditEntry
from network.audit.persons import recorded
from network.audit.queries import faults
from network.backups.commands import Ended
from network.backups.layout import tables_at, tables_of
from network.clock import now
from network.database import Base, UtcDateTime, db
from network.exports.models import Layout
from network.files.models import StoredFile
from network.mail.commands import claim, put
from network.migrations import head
from network.vocabulary import LetterKind, Role, State
from tests import factories as make
from tests import world
from tests.attendance.room import PAST, a_room
from tests.backups.shelf import Rows, Shelf, opened, rows
from tests.databases import AUDIT, SECRET
from tests.visitor import Visitor

SignedIn = Callable[[Account], Visitor]

#: What a careless writer of lines, or of PostgreSQL's COPY, would break.
AWKWARD = '\\N\\. "Т\'ок"\ttab\nline\r\n\u2028\u00a0 ʻoʼ 🏔 ,[]{}'


def test_everything_comes_back_row_by_row(app: Flask, shelf: Shelf, elsewhere: str) -> None:
    world.build(app)
    with app.app_context():
        part, whole = make.agency(State.KG, AWKWARD), make.agency(State.KG, "Whole")
        with make.saving():
            db.session.get_one(Agency, part.id).parent_id = whole.id  # a row that comes after it
        make.photo(make.member(State.KG), bytes(range(256)) * 40)
        make.save(Layout(account_id=1, list_name="x", name=AWKWARD, columns=[], filters={"a": [None, 1.5, "я"]}))
        with db.engine.begin() as connection:
            connection.exec_driver_sql("CREATE TABLE of_others (id INTEGER)")
    before = rows(app)
    made = shelf.put(app)
    assert made.left_out == ["of_others"]
    assert made.manifest.rows == sum(map(len, before.values()))
    shelf.restore(app, elsewhere)
    with opened(app.config["SETTINGS"], elsewhere) as restored:
        after = rows(restored)
        assert after["audit_entry"].pop()[2] == Event.SYSTEM_RESTORED
        for held in (before, after):
            held.pop("audit_head")
            _without(held, "sign_in", "ended_at")
            _without(held, "account_link", "expires_at")
            _without(held, "letter", "status", "settled_at", "address", "text")
        assert after == before
        with restored.app_context():
            assert bytes(range(256)) * 40 in db.session.scalars(sa.select(StoredFile.content)).all()
            assert list(faults(AUDIT, made.manifest.head)) == []
            assert make.organisation("The next number is free").id


def _without(held: Rows, table: str, *columns: str) -> None:
    """Leave out what restoring writes: it ends sign-ins, links and letters."""
    kept = [n for n, column in enumerate(Base.metadata.tables[table].columns) if column.name not in columns]
    held[table] = [tuple(row[n] for n in kept) for row in held[table]]


def test_sign_ins_links_and_letters_of_then_are_over(embedded: Flask, shelf: Shelf) -> None:
    with embedded.app_context():
        account = make.coordinator(State.KG)
        invited = roles.invite(by=Operator(), role=Role.SECRETARIAT, email="new@example.org")
        with make.saving():
            put(LetterKind.INVITATION, "new@example.org", "Your link", "…")
    browser = Visitor(embedded).sign_in(account)
    browser.get("/trainings/")
    browser.get(f"/invitation/{invited}")
    shelf.put(embedded)
    url = shelf.another()
    done = shelf.restore(embedded, url)
    with opened(embedded.config["SETTINGS"], url) as restored:
        again = Visitor(restored)
        here, there = (one.client.session_transaction(**one.base) for one in (browser, again))
        with here as before, there as session:
            session.update(before)
        assert again.get("/trainings/", status=303).location.startswith("/sign-in")
        assert "expired" in again.get(f"/invitation/{invited}", status=404).text
        with restored.app_context():
            last = db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.number.desc()).limit(1)).one()
            assert (last.event, last.by_name) == (Event.SYSTEM_RESTORED, "operator")
            assert recorded(last)["facts"].items() >= {"sign_ins": 1, "links": 1, "letters": 1}.items()
            assert claim() is None  # no letter leaves once more
            db.session.rollback()
        assert done.ended == Ended(sign_ins=1, links=1, letters=1)
        Visitor(restored).sign_in(account).get("/trainings/")


def test_taken_while_others_write_it_holds_what_was_acknowledged_before(
    app: Flask, signed_in: SignedIn, shelf: Shelf
) -> None:
    room = a_room(app, people=6, days=8, **PAST)
    coordinator = signed_in(room.coordinator)
    acknowledged: list[tuple[int, int]] = []
    one_more = threading.Semaphore(0)
    stop = threading.Event()

    def write() -> None:
        with suppress(IndexError):
            for session in range(len(room.sessions)):
                for person in range(len(room.people)):
                    if stop.is_set():
                        return
                    said = coordinator.post(
                        f"{room.url}/operations", json=[room.operation(person, session)], status=200
                    )
                    assert said.get_json()["answers"][0]["outcome"] == "applied"
                    acknowledged.append((person, session))
                    one_more.release()

    @contextmanager
    def bar(what: str, _length: int) -> Iterator[Callable[[int], object]]:
        if what == "Writing":  # the backup sees its moment: others go on, and nobody waits for anybody
            during.append(len(acknowledged))
            while one_more.acquire(blocking=False):
                pass
            for _ in range(3):
                assert one_more.acquire(timeout=10)
        yield int

    during: list[int] = []
    writer = threading.Thread(target=write)
    writer.start()
    assert one_more.acquire(timeout=10)
    before = list(acknowledged)
    shelf.put(app, bar=bar)
    stop.set()
    writer.join()
    url = shelf.another()
    shelf.restore(app, url)
    with opened(app.config["SETTINGS"], url) as restored:
        room.app = restored
        held = room.marks()
    assert set(before) <= set(held)
    assert len(before) <= len(held) <= during[0] + 1 < len(acknowledged)
    assert set(held) == set(acknowledged[: len(held)])


def test_nobody_else_reads_it(embedded: Flask, shelf: Shelf) -> None:
    canaries = ["Канарейкина", "Kanareikina", "+996555012345"]
    with embedded.app_context():
        make.member(family=canaries[0], family_latin=canaries[1], phone=canaries[2])
    seen: list[bytes] = []

    @contextmanager
    def bar(_what: str, _length: int) -> Iterator[Callable[[int], object]]:
        seen.extend(path.read_bytes() for path in shelf.folder.iterdir())  # nor while it is made
        yield int

    made = shelf.put(embedded, bar=bar)
    seen.append(made.path.read_bytes())
    assert len(seen) > 3
    assert not any(canary.encode() in content for canary in canaries for content in seen)
    assert [path.name for path in shelf.folder.iterdir()] == ["network.age"]
    assert stat.S_IMODE(made.path.stat().st_mode) == 0o600
    assert not list((embedded.config["SETTINGS"].instance / "tmp").iterdir())
    clear = zlib.decompress(pyrage.decrypt(seen[-1], [shelf.identity]), wbits=31).decode()
    assert [canary in clear for canary in canaries] == [True, True, False]  # a phone is sealed in itself
    assert SECRET not in clear
    assert AUDIT not in clear


def test_every_column_of_the_schema_can_travel() -> None:
    known = {table.name: set(table.kinds) for table in tables_at(head() or "")}
    assert known == {table.name: set(table.columns.keys()) for table in Base.metadata.sorted_tables}
    for table in Base.metadata.sorted_tables:
        assert table.primary_key.columns, f"{table} has no key that puts its rows in order"
        for column in table.columns:
            if isinstance(column.type, sa.DateTime | sa.types.TypeDecorator):
                plain = isinstance(column.type, sa.DateTime)
                assert not plain, f"{column}: two databases read a moment alike only as {UtcDateTime.__name__}"


def test_kinds_that_no_table_has_yet_travel_too(elsewhere: str) -> None:
    """Each is written down alike from either database, and comes back as it was."""
    wanted = sa.MetaData()
    table = sa.Table(
        "kinds", wanted, sa.Column("id", sa.String(8), primary_key=True), sa.Column("file", sa.LargeBinary),
        sa.Column("hour", sa.Time), sa.Column("share", sa.Float), sa.Column("sum", sa.Numeric(12, 2)),
        sa.Column("day", sa.Date), sa.Column("told", sa.JSON), sa.Column("on", sa.Boolean),
    )  # fmt: skip
    given = [
        {"id": "б", "file": bytes(range(256)), "hour": time(9, 30), "share": 0.1, "sum": Decimal("1234567.50"),
         "day": date(2026, 2, 28), "told": {"б": [1, None], "a": "я"}, "on": True},
        {"id": "a", "file": b"", "hour": None, "share": -1e300, "sum": Decimal("-0.01"), "day": None, "told": None,
         "on": False},
        {"id": "B", "file": None, "hour": time(0), "share": None, "sum": None, "day": None, "told": sa.null(),
         "on": None},
    ]  # fmt: skip
    written, again = [], []
    for url in ("sqlite://", elsewhere):
        engine = sa.create_engine(url)
        with engine.begin() as connection:
            wanted.create_all(connection)
            for row in given:
                connection.execute(table.insert(), row)
            [layout] = tables_of(connection)
            lines = b"".join(layout.lines(batch) for batch in layout.batches(connection))
            written.append(lines)
            again.append(layout.values(lines.splitlines()))
        engine.dispose()
    assert written[0] == written[1]
    assert again[0] == again[1]
    assert [row["id"] for row in again[0]] == ["B", "a", "б"]
    assert [row["told"] for row in again[0]] == [None, "null", '{"\\u0431": [1, null], "a": "\\u044f"}']
    assert again[0][2] | {"told": None} == given[0] | {"told": None}


def test_it_is_written_while_it_is_read(embedded: Flask, shelf: Shelf) -> None:
    """So its length is no matter to the memory."""
    with embedded.app_context(), db.engine.begin() as connection:
        same = {"at": now(), "event": "x", "account_id": None, "address": "", "subject": "", "why": "", "hash": ""}
        entries = [{**same, "number": n, "by_name": token_hex(100), "what": "{}"} for n in range(9, 5009)]
        connection.execute(Base.metadata.tables["audit_entry"].insert(), entries)
    sizes: list[int] = []

    @contextmanager
    def bar(what: str, _length: int) -> Iterator[Callable[[int], object]]:
        [part] = shelf.folder.glob(".*.part")
        yield (lambda _rows: sizes.append(part.stat().st_size)) if what == "Writing" else int

    made = shelf.put(embedded, bar=bar)
    assert 0 < sizes[-1] < made.size
    assert made.size / 3 < max(sizes)
