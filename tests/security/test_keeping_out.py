"""What keeps others out: passwords, tokens, fresh sessions, counted tries; and a form changes only what it shows."""

import re
from base64 import urlsafe_b64decode
from collections.abc import Callable
from dataclasses import replace

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from network.accounts import throttling
from network.accounts.models import Account
from network.accounts.passwords import hash_password, new_token
from network.clock import now
from network.database import Base, db
from network.members.models import Member
from network.sealing import blind
from network.vocabulary import State
from tests import factories as make
from tests.visitor import Visitor

SignIn = Callable[[Account], Visitor]


def _everything(app: Flask) -> str:
    """All rows of all tables, as a stolen file would show them."""
    with app.app_context(), db.engine.connect() as connection:
        return "\n".join(
            repr(row) for table in Base.metadata.sorted_tables for row in connection.execute(table.select())
        )


def test_a_password_is_hashed_by_argon2id_with_the_parameters_of_its_rfc() -> None:
    first, second = hash_password("apricot bridge 1925 snow"), hash_password("apricot bridge 1925 snow")
    assert first.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert first != second, "each with a salt of its own"


def test_no_table_holds_what_a_browser_or_a_letter_brings(app: Flask, signed_in: SignIn) -> None:
    with app.app_context():
        office, who = make.secretariat(), make.member(State.KG)
    visitor = signed_in(office)
    with visitor.client.session_transaction(**visitor.base) as session:
        token = session["_user_id"]
    page = visitor.post(f"/members/{who.uid}/invite", status=200).text
    secret = re.search(r"/invitation/([\w-]+)", page)[1]  # type: ignore[index]
    stolen = _everything(app)
    assert office.email in stolen
    assert token not in stolen
    assert secret not in stolen


def test_signing_in_begins_a_fresh_session(app: Flask) -> None:
    """Whoever planted a session in her browser before holds nothing of the one that she then has."""
    with app.app_context():
        account = make.coordinator()
    visitor = Visitor(app)
    planted = visitor.token()
    with visitor.client.session_transaction(**visitor.base) as session:
        session["planted"] = "by somebody else"
    tokens = set()
    for _ in range(2):
        visitor.post("/sign-in", {"identifier": account.email, "password": make.PASSWORD})
        with visitor.client.session_transaction(**visitor.base) as session:
            assert "planted" not in session
            tokens.add(session["_user_id"])
        answer = visitor.client.post("/account/sign-ins/end", data={"csrf_token": planted}, **visitor.base)
        assert answer.status_code == 400
        visitor.post("/sign-out")
    assert len(tokens) == 2


def test_tries_are_counted_in_all(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttling, "IN_ALL", 3)
    with app.app_context(), time_machine.travel(now(), tick=False):
        went_on = [throttling.count_try("sign-in", f"name{n}", f"192.0.2.{n}") for n in range(5)]
    assert went_on == [True, True, True, False, False]


def test_keys_that_a_form_does_not_have_change_nothing(app: Flask, signed_in: SignIn) -> None:
    with app.app_context():
        who = make.member(State.KG)
        account = make.member_account(who)
        before = db.session.execute(sa.select(Member.__table__).where(Member.id == who.id)).one()._mapping
        db.session.rollback()
    more = {
        "family": "Чужая",
        "given": "X",
        "number": "KG-9999",
        "state": "UZ",
        "standing": "honorary",
        "uid": "x" * 22,
    }
    data = {"version": str(who.version), "email": "new@example.org", "phone": "", "id": "1", **more}
    signed_in(account).post("/members/me", data)
    with app.app_context():
        after = db.session.execute(sa.select(Member.__table__).where(Member.id == who.id)).one()._mapping
    changed = {name for name in before if before[name] != after[name]}
    assert after["email"] == "new@example.org"
    assert changed <= {"email", "version", "phone_sealed", "phone_found", "phone_index"}


def test_secrets_are_of_256_bits() -> None:
    made = {new_token() for _ in range(100)}
    assert len(made) == 100
    assert {len(urlsafe_b64decode(one + "=")) for one in made} == {32}


def test_nobody_without_the_key_guesses_a_phone_from_its_index(app: Flask) -> None:
    with app.app_context():
        found = blind("996555012345", "member.phone")
        assert blind("996555012345", "member.phone") == found
        app.config["SETTINGS"] = replace(app.config["SETTINGS"], data_key="another-key-0123456789-abcdefghijklmnopqrs")
        assert blind("996555012345", "member.phone") != found


def test_password_fields_are_masked_and_take_what_a_manager_pastes(app: Flask, signed_in: SignIn) -> None:
    with app.app_context():
        account = make.coordinator()
    for visitor, path, words in (
        (Visitor(app), "/sign-in", {"current-password"}),
        (signed_in(account), "/account/password", {"current-password", "new-password"}),
    ):
        fields = re.findall(r'<input[^>]*name="[a-z_]*password"[^>]*>', visitor.get(path).text)
        assert fields
        assert all('type="password"' in one and "onpaste" not in one for one in fields)
        assert {found[1] for one in fields if (found := re.search(r'autocomplete="([\w-]+)"', one))} == words


def test_a_password_counts_to_its_last_letter(app: Flask, signed_in: SignIn) -> None:
    with app.app_context():
        account = make.coordinator()
    long = ("meadow Kettle 88 lantern, " * 5)[:128]
    data = {"current_password": make.PASSWORD, "new_password": long, "repeat_password": long}
    signed_in(account).post("/account/password", data)
    for other in (long[:-1], long.lower(), long[:127] + "x"):
        Visitor(app).post("/sign-in", {"identifier": account.email, "password": other}, status=422)
    Visitor(app).post("/sign-in", {"identifier": account.email, "password": long})


def test_every_page_of_somebody_signed_in_offers_to_sign_out(app: Flask, signed_in: SignIn) -> None:
    with app.app_context():
        account = make.coordinator(State.KG)
    for path, status in (("/", 200), ("/members/", 200), ("/account", 200), ("/no-such-page", 404), ("/accounts", 403)):
        assert 'action="/sign-out"' in signed_in(account).get(path, status=status).text
