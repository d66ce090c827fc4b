"""Every form: whatever stands in its fields is taken whole or not at all, and what it did not ask for is not read."""

import json
import os
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from hypothesis import HealthCheck, given
from hypothesis import settings as tried
from hypothesis import strategies as st

from network import create_app
from network.accounts import commands
from network.audit.models import AuditHead
from network.clock import now
from network.database import Base, db
from tests.databases import SqliteFiles, settings
from tests.security.pages import Sent, forms_shown, send
from tests.visitor import Visitor
from tests.world import World, build

#: How many posts of chance a role makes: few in CI, more with NETWORK_EXAMPLES=2000.
EXAMPLES = int(os.environ.get("NETWORK_EXAMPLES", "25"))
#: Any text that a browser can send, and more often what breaks programs.
_ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
_ODD = st.sampled_from(
    ["\x00", "0", "-1", "1e999", "9" * 30, "null", "{}", "[]", "%s%n", "{{7*7}}", "'; --", "../../x", "2026-13-40",
     "24:61", "\u202eabc", "\ud7ff", "Ǆ", "İ", "ﷺ" * 20, "a" * 5000, " ", "\r\n", "on", "true", "\N{PILE OF POO}"]
)  # fmt: skip
VALUES = st.one_of(_ANY, _ODD)
#: Words that a search looks up, made from names: a code drawn by chance has more or fewer of them.
FOUND_BY = {"name_token", "name_word", "name_key", "account_word"}


@pytest.fixture(scope="module")
def stage(sqlite_files: SqliteFiles, tmp_path_factory: pytest.TempPathFactory) -> Iterator["Stage"]:
    """The product on a file that is put back after each form."""
    with sqlite_files.fresh() as url:
        app = create_app(settings(tmp_path_factory.mktemp("forms"), url))
        yield Stage(app, Path(url.removeprefix("sqlite:///")))
        with app.app_context():
            db.engine.dispose()


class Stage:
    """A world of records and somebody of each role in it, and what its tables hold."""

    def __init__(self, app: Flask, path: Path) -> None:
        self.app, self.path, self.copy = app, path, path.with_suffix(".before")
        self.moment = now()
        self.world: World = build(app)
        with app.app_context():
            self.tokens = {
                role: commands.begin_sign_in(one.id, one.password_hash, address="", device="")
                for role, one in self.world.accounts.items()
            }
            db.session.remove()
            with db.engine.connect() as connection:
                connection.rollback()
                connection.connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr]
            db.engine.dispose()
        shutil.copyfile(path, self.copy)

    def visitor(self, role: str) -> Visitor:
        visitor = Visitor(self.app)
        if role in self.tokens:
            with visitor.client.session_transaction(**visitor.base) as session:
                session["_user_id"] = self.tokens[role]
        return visitor

    @cache  # noqa: B019 - one stage a run
    def forms(self, role: str) -> list[Sent]:
        """Every form that the role is shown."""
        self.put_back()
        found = forms_shown(self.app, self.visitor(role), self.world)
        self.put_back()  # looking at pages notes who has seen whom
        return found

    def put_back(self) -> None:
        with self.app.app_context():
            db.engine.dispose()
        for leftover in self.path.parent.glob(self.path.name + "-*"):
            leftover.unlink()
        shutil.copyfile(self.copy, self.path)

    def head(self) -> Any:
        """The number of the trail's last entry: nothing changes without one."""
        with self.app.app_context():
            found = db.session.scalar(sa.select(AuditHead.number))
            db.session.rollback()
            return found

    def cells(self) -> dict[tuple[str, int, str], Any]:
        """Every cell of every table, by table, row and column."""
        with self.app.app_context(), db.engine.connect() as connection:
            return {
                (table.name, number, name): _in_order(value) if name == "what" else value
                for table in Base.metadata.sorted_tables
                if table.name not in FOUND_BY
                for number, row in enumerate(connection.execute(sa.text(f'SELECT * FROM "{table.name}"')).mappings())
                for name, value in row.items()
            }


@pytest.mark.parametrize("role", ["stranger", "member", "coordinator", "secretariat"])
def test_any_text_in_any_field_is_taken_whole_or_not_at_all(stage: Stage, role: str) -> None:
    forms = stage.forms(role)

    @tried(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=bool(os.environ.get("CI")),
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def post(data: st.DataObject) -> None:
        form = data.draw(st.sampled_from(forms))
        names = data.draw(st.lists(st.sampled_from(sorted(form.fields) or ["x"]), min_size=1, max_size=4))
        typed = {name: data.draw(st.lists(VALUES, min_size=1, max_size=2)) for name in names}
        before = stage.head()
        answer = send(stage.visitor(role), form, **typed)
        said = f"{role} {form.address} {typed}: {answer.status}"
        answer.close()
        assert answer.status_code < 500, said
        if answer.status_code >= 400:
            assert stage.head() == before, f"{said}, and yet something was saved"
        if stage.head() != before:
            stage.put_back()

    post()
    stage.put_back()


def _in_order(what: Any) -> Any:
    """What an entry of the trail tells, its rows in one order: it has them as they were written."""
    told = json.loads(what) if isinstance(what, str) and what.startswith("{") else what
    return sorted(map(json.dumps, told.get("rows", []))) if isinstance(told, dict) else what


def _extra(form: Sent) -> dict[str, str]:
    """Every column of every table as a field that the form did not ask for, with a value that the column would take."""
    values = {}
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            kind = column.type
            if isinstance(kind, sa.Enum):
                value = list(kind.enums)[-1]
            elif isinstance(kind, sa.Boolean | sa.Integer):
                value = "1"
            elif isinstance(kind, sa.Date | sa.DateTime):
                value = "2031-01-01"
            else:
                value = "CANARY"
            for name in (column.name, column.name.removesuffix("_id"), f"{table.name}-{column.name}"):
                values[name] = value
    return {name: value for name, value in values.items() if name not in form.names}


@pytest.mark.parametrize(("role", "least"), [("member", 2), ("coordinator", 6), ("secretariat", 20)])
def test_what_a_form_did_not_ask_for_changes_nothing(stage: Stage, role: str, least: int) -> None:
    with time_machine.travel(stage.moment, tick=False):  # in one moment: nobody is seen anew between two posts
        changed = _changed_by_nothing_else(stage, role)
    assert changed >= least


def _changed_by_nothing_else(stage: Stage, role: str) -> int:
    forms, changed = stage.forms(role), 0
    before = stage.head()
    for form in forms:

        def sent(form: Sent = form, **extra: str) -> tuple[int, Any, dict[tuple[str, int, str], Any]]:
            answer = send(stage.visitor(role), form, **extra)
            answer.close()
            head = stage.head()
            cells = stage.cells() if head != before else {}
            stage.put_back()
            return answer.status_code, head, cells

        status, head, plain = sent()
        again = sent()[2] if plain else {}
        more_status, more_head, more = sent(**_extra(form))
        assert (more_status, more_head) == (status, head), f"{role} {form.address}"
        assert more.keys() == plain.keys(), f"{role} {form.address}"
        # Secrets and what is sealed differ between any two, and so the trail's hashes over them; all else does not.
        stays = {key for key, value in plain.items() if again.get(key) == value and key[2] != "hash"}
        differs = {key for key in stays if more[key] != plain[key]}
        assert not differs, f"{role} {form.address}: {[(key, plain[key], more[key]) for key in sorted(differs)]}"
        assert "CANARY" not in map(str, more.values())
        changed += bool(plain)
    return changed
