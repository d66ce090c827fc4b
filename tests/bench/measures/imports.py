"""A list of 10,000 people: previewed, then brought in while marks go on."""

import csv
import io
import threading
import time
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from network.accounts.models import Account
from network.accounts.queries import snapshot
from network.database import Base, db
from network.imports import applying, commands, staging, working
from network.imports.choices import Choices
from network.imports.models import ImportRow, ListImport
from network.members.models import Affiliation, Member
from network.vocabulary import Sex, State
from tests.bench.client import Browser
from tests.bench.measures.marking import OPERATIONS, forget_marks, operation, unmarked
from tests.bench.records import OFFICE_ID
from tests.bench.report import Figure
from tests.bench.stage import ENGINES, Place, Stage

#: Rows of the list; seconds of the preview, of the one transaction, and of the longest mark meanwhile.
ROWS, QUICK_ROWS = 10_000, 200
PREVIEW, APPLY, MARK = 20.0, 2.0, 2.0
_FAMILIES = ("Асан", "Бек", "Токтосун", "Осмон", "Касым", "Абдылда", "Жумабай", "Маматкул", "Кадыр", "Исмаил")
_ENDS = ("ова", "баева", "кулова", "алиева", "жанова", "турдиева", "бекова", "шева", "мырзаева", "дуйшоева")
_GIVEN = ("Айгүл", "Бүбүсара", "Гүлнара", "Жылдыз", "Чолпон", "Нургүл", "Айжан", "Динара", "Перизат", "Сайкал")
_FATHERS = ("Асанбек", "Бакыт", "Кубаныч", "Талант", "Эркин", "Марат", "Нурлан", "Азамат", "Улан", "Сыймык")


def of_people(stage: Stage) -> Iterator[Figure]:
    """Each a list of new people with post, phone, e-mail and date of birth, into the Network of the bench."""
    count = QUICK_ROWS if stage.quick else ROWS
    for engine in stage.engines:
        place = stage.place(engine)
        with place.app.app_context():
            before = db.session.scalar(sa.select(sa.func.max(Member.id))) or 0
            posts = db.session.scalar(sa.select(sa.func.max(Affiliation.id))) or 0
            db.session.rollback()
        try:
            preview, applied, longest = _measured(place, count)
        finally:
            _forget(place, before, posts)
        where = ENGINES[engine]
        yield Figure("imports", f"preview of {count:,} rows", where, "s", preview, PREVIEW)
        yield Figure("imports", "all of them in one transaction", where, "s", applied, APPLY)
        yield Figure("imports", "the longest mark meanwhile", where, "s", longest, MARK)


def _measured(place: Place, count: int) -> tuple[float, float, float]:
    with place.app.app_context():
        select = sa.select(Account).where(Account.id == OFFICE_ID).options(sa.orm.selectinload(Account.grants))
        by = snapshot(db.session.scalars(select).one(), "", 0)
        sent = staging.send(_list(count), "list.csv", by=by, state=State.KG)
        choices = Choices.from_json(sent.choices)
        choices.sex = Sex.FEMALE
        began = time.perf_counter()
        commands.begin_check(sent.id, choices, by=by)
        working.work()
        preview = time.perf_counter() - began
        db.session.rollback()
        commands.begin_apply(sent.id, None, by=by)
    return preview, *_while_marks_go_on(place)


def _while_marks_go_on(place: Place) -> tuple[float, float]:
    """Seconds of the transaction, from its begin to its commit, and of the longest mark that was saved meanwhile."""
    cells, last = unmarked(place)
    browser = Browser(place.app, OFFICE_ID)
    took: list[float] = []
    locked: list[float] = []
    over = threading.Event()
    change = applying.change

    def timed(*arguments: Any, **more: Any) -> Any:
        return _Timed(change(*arguments, **more), locked)

    def bring_in() -> None:
        try:
            with place.app.app_context():
                working.work()
        finally:
            over.set()

    applying.change = timed  # type: ignore[assignment]
    try:
        thread = threading.Thread(target=bring_in)
        thread.start()
        while not over.is_set() and cells:
            began = time.perf_counter()
            browser.post(OPERATIONS, json_data=[operation(cells.pop())])
            took.append(time.perf_counter() - began)
            time.sleep(0.02)
        thread.join()
    finally:
        applying.change = change
        forget_marks(place, last)
    return locked[0], max(took)


class _Timed:
    """A context manager, and how long it was open after it had begun: what waits for others to end is no part of it."""

    def __init__(self, inner: Any, seconds: list[float]) -> None:
        self.inner, self.seconds = inner, seconds

    def __enter__(self) -> Any:
        note = self.inner.__enter__()
        self.began = time.perf_counter()
        return note

    def __exit__(self, *error: Any) -> Any:
        try:
            return self.inner.__exit__(*error)
        finally:
            self.seconds.append(time.perf_counter() - self.began)


def _list(count: int) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(["Фамилия", "Имя", "Отчество", "Дата рождения", "Телефон", "E-mail", "Примечание"])
    for n in range(count):
        family = f"{_FAMILIES[n % 10]}{_ENDS[n // 10 % 10]}"
        born = f"{1 + n % 28:02}.{1 + n % 12:02}.{1960 + n % 40}"
        father = f"{_FATHERS[n // 1000 % 10]} кызы"
        row = [family, _GIVEN[n // 100 % 10], father, born, f"+996559{n:06}", f"p{n}@list.example.org", ""]
        writer.writerow(row)
    return text.getvalue().encode("utf-8-sig")


def _forget(place: Place, last_member: int, last_post: int) -> None:
    """Take back what was brought in, so that a kept database is the same the next time.

    On SQLite past the foreign keys, which would look for what hangs on each of 10,000 people one by one.
    """
    gone = [
        (table, key.parent.name)
        for table in reversed(Base.metadata.sorted_tables)
        for key in table.foreign_keys
        if key.column.table.name == "member"
        and key.column.name == "id"
        and table.name not in ("affiliation", "account")
    ]
    with place.app.app_context():
        driver = db.engine.dialect.loaded_dbapi
    # An engine of its own: the product's has the keys switched on, and begins a transaction before anything is said.
    with sa.create_engine(place.url, module=driver, isolation_level="AUTOCOMMIT").connect() as own:
        own.execute(sa.delete(ImportRow))
        own.execute(sa.delete(ListImport))
        own.execute(sa.delete(Affiliation).where(Affiliation.id > last_post))
        for table, name in gone:
            own.execute(sa.delete(table).where(table.c[name] > last_member))
        own.execute(sa.delete(Member).where(Member.id > last_member))
