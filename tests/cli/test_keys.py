"""`network keys`: another data key while people go on working, and nothing that was sealed is lost on the way."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

import pyotp
import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result
from flask import Flask

from network import create_app, keyring
from network.audit.models import AuditEntry
from network.audit.persons import recorded
from network.cli import cli
from network.config import load_settings
from network.database import Base, db
from network.factors.models import CodeApp
from network.mail.models import Letter
from network.members.commands import Person
from network.members.duplicates import likely
from network.members.models import Member
from network.sealing import is_sealed, newest, seal, unseal
from network.vocabulary import State
from tests import factories as make
from tests.cli.deployment import Deployment

PHONE, BORN = "+996 312 987 654", date(1987, 3, 9)


@contextmanager
def opened(deployment: Deployment) -> Iterator[Flask]:
    """The product as a server that was started now."""
    app = create_app(load_settings(deployment.settings_environ()))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def run(deployment: Deployment, *arguments: str) -> Result:
    ended = CliRunner().invoke(cli, arguments, env={"DATABASE_URL": "", **deployment.settings_environ()})
    assert ended.exception is None or isinstance(ended.exception, SystemExit), ended.exception
    return ended


def fill() -> int:
    """One value of every kind that is sealed. Gives the member's id."""
    who = make.member(State.KG, family="Канарина", phone=PHONE, born_on=BORN, notes="Canary note")
    account = make.member_account(who)
    app = CodeApp(uid="totp", account_id=account.id, made_at=make.now())
    app.secret = seal(pyotp.random_base32(), app.place)
    make.save(app)
    make.letter(to="canary@example.org")
    return who.id


def has_the_phone(phone: str) -> list[int]:
    [found] = likely([Person(State.KG, phone=phone)], reader=None)
    return [one.member_id for one in found]


def everything_opens(member_id: int) -> None:
    who = db.session.get_one(Member, member_id)
    assert (who.phone, who.born_on, who.notes) == (PHONE, BORN, "Canary note")
    assert has_the_phone("+996312987654") == [member_id]
    code_app = db.session.scalars(sa.select(CodeApp)).one()
    assert len(unseal(code_app.secret, code_app.place)) == 32
    assert db.session.scalars(sa.select(Letter)).one().to == "canary@example.org"
    entries = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.what.contains('"member"'))).all()
    assert any("Канарина" in repr(recorded(one)) for one in entries)
    db.session.rollback()


def test_a_new_key_takes_over_and_the_old_one_opens_nothing_more(ready: Deployment) -> None:
    with opened(ready) as server:
        member_id = fill()
        old = load_settings(ready.settings_environ()).data_key
        assert "Start every server anew" in run(ready, "keys", "rotate").output
        # The server goes on with the key it knows, and reads what another one seals with the new key.
        with opened(ready):
            name = newest()
            other = make.member(State.UZ, phone=PHONE)
            assert other.phone_sealed.startswith(name)
        assert newest() != name
        assert db.session.get_one(Member, other.id).phone == PHONE
        everything_opens(member_id)
        assert server.extensions["data_keys"]
    ended = run(ready, "keys", "finish")
    assert "Sealed anew: " in ended.output
    settings = load_settings(ready.settings_environ())
    assert old not in settings.data_key
    [kept] = ready.folder.glob("data.key.until-*")
    assert kept.read_text() == old
    assert oct(kept.stat().st_mode)[-3:] == "600"
    with opened(ready):
        everything_opens(member_id)
        assert keyring.reseal() == 0
        told = db.session.scalars(sa.select(AuditEntry.event).order_by(AuditEntry.number.desc())).first()
        assert told == "system:resealed"


def test_a_phone_of_before_is_sealed_when_the_release_is_set_up(ready: Deployment) -> None:
    with opened(ready):
        who = make.member(State.KG)
        with db.engine.begin() as connection:
            connection.execute(sa.text("UPDATE member SET phone = :phone"), {"phone": PHONE})
        assert db.session.get_one(Member, who.id).phone == PHONE
        db.session.rollback()
    assert "Sealed: 1 values" in run(ready, "init").output
    with opened(ready):
        member = db.session.get_one(Member, who.id)
        assert is_sealed(member.phone_sealed)
        assert member.phone == PHONE
        assert has_the_phone(PHONE) == [who.id]


def test_another_key_is_noticed_before_anything_is_served(ready: Deployment) -> None:
    with opened(ready):
        fill()
    (ready.folder / "data.key").write_text("x1y2z3abcdefgh" * 6)
    refused = CliRunner().invoke(cli, ["audit", "verify"], env={"DATABASE_URL": "", **ready.settings_environ()})
    assert "The data key is not the one" in str(refused.exception)


def test_a_second_change_waits_for_the_first(ready: Deployment) -> None:
    run(ready, "keys", "rotate")
    ended = CliRunner().invoke(cli, ["keys", "rotate"], env={"DATABASE_URL": "", **ready.settings_environ()})
    assert "network keys finish" in str(ended.exception)


def test_every_column_that_holds_sealed_values_is_known(app: Flask) -> None:
    """Whatever seals a value says so in its column: else a change of keys would leave it behind."""
    with app.app_context():
        fill()
        known = {(one.table.name, one.name) for one in keyring.sealed_columns()}
        found = set()
        for table in Base.metadata.sorted_tables:
            for row in db.session.execute(sa.select(table)):
                found |= {(table.name, name) for name, value in row._mapping.items() if _sealed(value)}
        assert found <= known
        assert {"phone", "born_on", "notes", "secret", "address", "text", "key"} <= {name for _table, name in found}


def _sealed(value: object) -> bool:
    return isinstance(value, str) and is_sealed(value)


@pytest.mark.parametrize("key", ["", "another"])
def test_only_keys_in_a_file_of_ours_are_changed(app: Flask, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = app.config["SETTINGS"]
    if key:
        monkeypatch.setenv("NETWORK_DATA_KEY", key)
    with pytest.raises(keyring.Misconfigured, match="NETWORK_DATA_KEY"):
        keyring.add_key(replace(settings))
