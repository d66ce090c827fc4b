"""Field by field: who sees what of a person, on any page, in any list that leaves.

`fields.txt` is for people to read and to approve. After a change that is meant, write it anew and read the
difference: APPROVE=1 pytest tests/access/test_fields.py
"""

import os
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import sqlalchemy as sa
from flask import Flask

from network import create_app
from network.accounts import commands
from network.database import db
from network.members.models import Affiliation, Member
from tests.databases import SqliteFiles, settings
from tests.visitor import Visitor
from tests.world import STATES, World, build

APPROVED = Path(__file__).with_name("fields.txt")
READERS = ("member", "coordinator", "assigned", "secretariat")

#: What is looked for of each field, as pages and files write it.
FIELDS: dict[str, Callable[[str], tuple[str, ...]]] = {
    "name": lambda whose: (f"Канарина{whose}",),
    "member number": lambda whose: (f"Q-{whose}",),
    "rank": lambda whose: (f"Rank{whose}",),
    "position": lambda whose: (f"Post{whose}",),
    "e-mail": lambda whose: (f"canary.{whose}@example.org",),
    "phone": lambda whose: (f"+996 55 {len(whose)}98 765",),
    "date of birth": lambda whose: (f"9 March 19{80 + len(whose)}", f"19{80 + len(whose)}-03-09"),
    "notes": lambda whose: (f"Note{whose}",),
}

TITLES = {
    "own": "Of a person of the coordinator's state; for the member: of herself",
    "other": "Of a person of another state; the assigned coordinator runs a training that she is on",
}


def _mark(world: World) -> None:
    """Give one person of each state values that stand nowhere else."""
    for whose in STATES:
        uid = world.arguments[whose]["member_uid"]
        who = db.session.execute(sa.select(Member).where(Member.uid == uid)).scalar_one()
        sealed = Member(uid=uid, phone=FIELDS["phone"](whose)[0], notes=f"Note{whose}")
        sealed.born_on = date(1980 + len(whose), 3, 9)
        values = {name: getattr(sealed, name) for name in ("phone_sealed", "notes_sealed", "born_sealed")}
        facts = {"family": f"Канарина{whose}", "number": f"Q-{whose}", "email": f"canary.{whose}@example.org"}
        with db.engine.begin() as connection:
            connection.execute(sa.update(Member).where(Member.id == who.id).values(**facts, **values))
            posts = sa.update(Affiliation).where(Affiliation.member_id == who.id)
            connection.execute(posts.values(rank=f"Rank{whose}", position=f"Post{whose}"))
        db.session.rollback()


def _read(app: Flask, world: World, reader: str, token: str) -> str:
    """Everything that the reader gets to see: every page, every answer, and every column of a list."""
    visitor = Visitor(app)
    with visitor.client.session_transaction(**visitor.base) as session:
        session["_user_id"] = token
    seen = []
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and rule.endpoint not in ("accounts.invitation", "accounts.reset"):
            for variant in world.variants(rule):
                with visitor.client.get(world.fill(rule, variant), **visitor.base) as answer:
                    seen.append(answer.get_data(as_text=True) if "text" in answer.content_type else "")
    seen += [visitor.client.get(f"/members/suggest?q={word}", **visitor.base).text for word in ("Канарина", "Q-")]
    for whose in STATES:
        offered = visitor.client.get(f"/lists?training={world.arguments[whose]['training_id']}", **visitor.base).text
        columns = "&".join(f"column={key}" for key in set(re.findall(r'name="column" value="(\w+)"', offered)))
        address = f"/lists?training={world.arguments[whose]['training_id']}&{columns}"
        assert reader == "member" or "phone" in columns
        terms = {
            "format": "csv",
            "purpose": "Visa",
            "recipient": "the host",
            "language": "en",
            "csrf_token": visitor.token(),
        }
        with visitor.client.post(address, data=terms, **visitor.base) as answer:
            assert reader == "member" or answer.mimetype == "text/csv"
            seen.append(answer.get_data(as_text=True))
    return "\n".join(seen)


def test_every_field_is_seen_by_those_who_were_approved(sqlite_files: SqliteFiles, tmp_path: Path) -> None:
    lines = []
    with sqlite_files.fresh() as url:
        app = create_app(settings(tmp_path, url, testing=True))
        world = build(app)
        with app.app_context():
            _mark(world)
            accounts = {reader: world.accounts[reader] for reader in READERS}
            tokens = {
                reader: commands.begin_sign_in(account.id, account.password_hash, address="", device="")
                for reader, account in accounts.items()
            }
            db.session.remove()
        seen = {reader: _read(app, world, reader, tokens[reader]) for reader in READERS}
        with app.app_context():
            db.engine.dispose()
    for whose in STATES:
        lines.append(TITLES[whose])
        for field, canaries in FIELDS.items():
            sees = {reader: any(one in seen[reader] for one in canaries(whose)) for reader in READERS}
            told = (f"{reader} {'sees' if sees[reader] else '-':4}" for reader in READERS)
            lines.append(f"    {field:14}" + "  ".join(told))
    text = "\n".join([__doc__.split("\n\n")[0], "", *(line.rstrip() for line in lines)]) + "\n"
    if os.environ.get("APPROVE"):
        APPROVED.write_text(text, encoding="utf-8")
    assert text == APPROVED.read_text(encoding="utf-8")
