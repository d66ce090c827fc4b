"""The approved matrix: every route × role × own or other state × status of the training.

`matrix.txt` is for people to read and to approve. After a change that is meant, write it anew and read the
difference: APPROVE=1 pytest tests/access/test_matrix.py
"""

import os
import shutil
from pathlib import Path

from flask import Flask

from network import create_app
from network.accounts import commands
from network.database import db
from tests.databases import SqliteFiles, settings
from tests.visitor import Visitor
from tests.world import World, build

APPROVED = Path(__file__).with_name("matrix.txt")
ROLES = ("stranger", "member", "coordinator", "assigned", "secretariat")


class Cells:
    """Every cell is tried on the same records: whatever a cell changed is put back."""

    def __init__(self, app: Flask, path: Path, world: World) -> None:
        self.app, self.path, self.world = app, path, world
        self.copy = path.with_suffix(".copy")
        with app.app_context():
            self.tokens = {
                role: commands.begin_sign_in(account.id, account.password_hash, address="", device="")
                for role, account in ((role, world.accounts[role]) for role in ROLES[1:])
            }
            db.session.remove()
            with db.engine.connect() as connection:
                connection.rollback()
                connection.connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr]
            db.engine.dispose()
        shutil.copyfile(path, self.copy)

    def try_cell(self, method: str, path: str, role: str) -> str:
        """What the role gets: a status, or "sign in"."""
        visitor = Visitor(self.app)
        if role in self.tokens:
            with visitor.client.session_transaction(**visitor.base) as session:
                session["_user_id"] = self.tokens[role]
        data = {"csrf_token": visitor.token()} if method != "GET" else None
        answer = visitor.client.open(path, method=method, data=data, **visitor.base)
        answer.close()
        if method != "GET":
            self._put_back()
        # A post gets the sign-in page at once, which keeps what was typed.
        sent_there = answer.status_code == 401 or "/sign-in" in answer.headers.get("Location", "")
        return "sign in" if sent_there else str(answer.status_code)

    def _put_back(self) -> None:
        with self.app.app_context():
            db.engine.dispose()
        for leftover in self.path.parent.glob(self.path.name + "-*"):
            leftover.unlink()
        shutil.copyfile(self.copy, self.path)


def _matrix(cells: Cells) -> list[str]:
    lines = []
    rules = sorted(cells.app.url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint))
    for rule in rules:
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            lines.append(f"{method} {rule.rule}  ({rule.endpoint})")
            variants = {
                variant: {role: cells.try_cell(method, cells.world.fill(rule, variant), role) for role in ROLES}
                for variant in cells.world.variants(rule)
            }
            seen: dict[tuple[tuple[str, str], ...], list[str]] = {}
            for variant, answers in variants.items():
                seen.setdefault(tuple(answers.items()), []).append(variant or "any")
            for answers, names in seen.items():
                where = ", ".join(names)
                lines.append(f"    {where}: " + "  ".join(f"{role} {answer}" for role, answer in answers))
    return lines


def test_every_cell_is_the_approved_one(sqlite_files: SqliteFiles, tmp_path: Path) -> None:
    with sqlite_files.fresh() as url:
        path = Path(url.removeprefix("sqlite:///"))
        app = create_app(settings(tmp_path, url, testing=True))
        lines = _matrix(Cells(app, path, build(app)))
        with app.app_context():
            db.engine.dispose()
        path.with_suffix(".copy").unlink()
    text = "\n".join([__doc__.split("\n\n")[0], "", *lines]) + "\n"
    if os.environ.get("APPROVE"):
        APPROVED.write_text(text, encoding="utf-8")
    assert text == APPROVED.read_text(encoding="utf-8")
