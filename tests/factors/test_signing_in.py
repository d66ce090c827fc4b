"""With a second factor a stolen password opens nothing; each proof is accepted once, and only for this site."""

import json
from collections.abc import Callable
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
import time_machine
from flask import Flask

from network.accounts.commands import SignInRefused, begin_sign_in
from network.accounts.models import Account, SignIn
from network.clock import now
from network.database import db
from network.factors.models import CodeApp, Passkey, RecoveryCode
from network.vocabulary import State
from tests import factories as make
from tests.factors.authenticator import SecurityKey
from tests.factors.people import add_passkey, code, half, options, with_app
from tests.visitor import Visitor

SignInAs = Callable[[Account], Visitor]
SECOND = "/sign-in/second"


@pytest.fixture
def account(app: Flask) -> Account:
    with app.app_context():
        return with_app(make.coordinator(State.KG))


def test_a_password_alone_signs_nobody_in(app: Flask, account: Account) -> None:
    visitor = Visitor(app)
    page = half(visitor, account)

    assert "One more step" in page
    visitor.get("/account", status=303)
    with app.app_context():
        assert not db.session.scalars(db.select(SignIn)).all()
        stored = db.session.get(Account, account.id)
        assert stored is not None
        with pytest.raises(SignInRefused):
            begin_sign_in(account.id, stored.password_hash, address="", device="")


def test_a_code_of_the_app_signs_her_in_where_she_wanted_to_go(app: Flask, account: Account) -> None:
    visitor = Visitor(app)
    half(visitor, account)
    assert visitor.post(SECOND, {"confirm_code": code(), "next": "/members/"}).location == "/members/"
    visitor.get("/members/")


def test_each_code_is_accepted_once(app: Flask, account: Account) -> None:
    shown = code()
    first, second = Visitor(app), Visitor(app)
    half(first, account)
    half(second, account)
    first.post(SECOND, {"confirm_code": shown})

    page = second.post(SECOND, {"confirm_code": shown}, status=422).text
    assert "used already" in page
    page = second.post(SECOND, {"confirm_code": code(back=1)}, status=422).text  # an earlier one is none, either
    assert "used already" in page


def test_of_one_code_at_the_same_moment_one_is_accepted(
    app: Flask, account: Account, in_parallel: Callable[..., list[int]]
) -> None:
    visitors, barrier, shown = [Visitor(app) for _ in range(4)], Barrier(4), code()
    for visitor in visitors:
        half(visitor, account)

    def send(number: int) -> int:
        visitor = visitors[number]
        data = {"csrf_token": visitor.token(), "confirm_code": shown}
        barrier.wait()
        return visitor.client.post(SECOND, data=data, **visitor.base).status_code

    assert sorted(in_parallel(send, 4)) == [303, 422, 422, 422]


@pytest.mark.parametrize("typed", ["000000", "12345", "", "abcde-fghij", "１２３４５６"])
def test_another_code_is_refused_with_a_sentence(app: Flask, account: Account, typed: str) -> None:
    visitor = Visitor(app)
    half(visitor, account)
    page = visitor.post(SECOND, {"confirm_code": typed}, status=422).text
    assert 'id="confirm_code-error"' in page


def test_tries_are_counted(app: Flask, account: Account) -> None:
    visitor = Visitor(app)
    half(visitor, account)
    for _ in range(10):
        visitor.post(SECOND, {"confirm_code": "000000"}, status=422)
    assert "Too many tries" in visitor.post(SECOND, {"confirm_code": code()}, status=422).text


@pytest.mark.parametrize("meanwhile", ["ten minutes", "another password", "switched off", "another browser"])
def test_the_first_step_holds_ten_minutes_for_this_password_on_this_browser(
    app: Flask, account: Account, meanwhile: str
) -> None:
    visitor = Visitor(app)
    half(visitor, account)
    later = now() + timedelta(minutes=11 if meanwhile == "ten minutes" else 0)
    if meanwhile in ("another password", "switched off"):
        with app.app_context(), make.saving():
            one = db.session.get(Account, account.id)
            assert one is not None
            one.password_hash, one.disabled = (
                (one.password_hash, True) if meanwhile == "switched off" else ("$x", False)
            )
    if meanwhile == "another browser":
        visitor = Visitor(app)
    with time_machine.travel(later):
        assert visitor.post(SECOND, {"confirm_code": code()}).location.startswith("/sign-in")


def test_what_she_typed_before_goes_through_both_steps(app: Flask, account: Account) -> None:
    visitor = Visitor(app).sign_in(account)
    with app.app_context(), make.saving():
        db.session.execute(db.update(SignIn).values(seen_at=now() - timedelta(minutes=31)))
    kept = visitor.post("/members/new", {"family": "Жолдошева", "given": "Айпери"}, status=401).text
    hidden = kept.split('name="kept" value="')[1].split('"')[0]
    typed = {"identifier": account.email, "password": make.PASSWORD, "kept": hidden}
    page = visitor.post("/sign-in", typed, status=200).text
    assert hidden in page
    answer = visitor.post(SECOND, {"confirm_code": code(), "kept": hidden}, status=200).text
    assert "Жолдошева" in answer


class TestPasskeys:
    """With a key in software."""

    @pytest.fixture
    def key(self, app: Flask, signed_in: SignInAs) -> tuple[Account, SecurityKey]:
        with app.app_context():
            account = make.coordinator(State.KG)
        made = SecurityKey()
        add_passkey(signed_in(account), made)
        return account, made

    def test_it_signs_her_in(self, app: Flask, key: tuple[Account, SecurityKey]) -> None:
        visitor = Visitor(app)
        answer = key[1].get(options(half(visitor, key[0])))
        visitor.post(SECOND, {"confirm_passkey": answer})
        visitor.get("/members/")

    @pytest.mark.parametrize(
        "wrong",
        [
            {"origin": "https://localhost.evil.example"},
            {"origin": "http://localhost:666"},
            {"site": "evil.example"},
            {"verified": False},
        ],
    )
    def test_of_another_site_or_without_her_finger_it_does_not(
        self, app: Flask, key: tuple[Account, SecurityKey], wrong: dict[str, Any]
    ) -> None:
        visitor = Visitor(app)
        answer = key[1].get(options(half(visitor, key[0])), **wrong)
        assert "not accepted" in visitor.post(SECOND, {"confirm_passkey": answer}, status=422).text
        visitor.get("/account", status=303)

    @pytest.mark.parametrize(
        "wrong", [{"origin": "https://evil.example"}, {"site": "evil.example"}, {"verified": False}]
    )
    def test_nor_is_such_a_one_added(self, app: Flask, signed_in: SignInAs, wrong: dict[str, Any]) -> None:
        with app.app_context():
            account = make.coordinator(State.KG)
        assert "not accepted" in add_passkey(signed_in(account), SecurityKey(), status=422, **wrong)
        with app.app_context():
            assert not db.session.scalars(db.select(Passkey)).all()

    @pytest.mark.parametrize("counts", [True, False])
    def test_an_answer_is_accepted_once(self, app: Flask, key: tuple[Account, SecurityKey], counts: bool) -> None:
        """Also by whoever copied the browser's cookies together with the answer, and of a key that does not count."""
        visitor, thief = Visitor(app), Visitor(app)
        key[1].count = 0 if counts else -1
        answer = key[1].get(options(half(visitor, key[0])))
        with visitor.client.session_transaction(**visitor.base) as session:
            copied = dict(session)
        visitor.post(SECOND, {"confirm_passkey": answer})
        with thief.client.session_transaction(**thief.base) as session:
            session.update(copied)

        assert "not accepted" in thief.post(SECOND, {"confirm_passkey": answer}, status=422).text

    @pytest.mark.parametrize(
        "answer", ["", "no JSON", "{}", "[]", '{"id": 1}', json.dumps({"id": "AA", "rawId": "AA"}), "{" * 900]
    )
    def test_junk_is_refused(self, app: Flask, key: tuple[Account, SecurityKey], answer: str) -> None:
        visitor = Visitor(app)
        half(visitor, key[0])
        visitor.post(SECOND, {"confirm_passkey": answer}, status=422)

    def test_that_of_another_account_is_none(
        self, app: Flask, signed_in: SignInAs, key: tuple[Account, SecurityKey]
    ) -> None:
        with app.app_context():
            other = make.coordinator(State.UZ)
        others = SecurityKey()
        add_passkey(signed_in(other), others)
        visitor = Visitor(app)
        asked = options(half(visitor, key[0]))
        visitor.post(SECOND, {"confirm_passkey": others.get(asked)}, status=422)

    def test_a_removed_one_is_none(self, app: Flask, signed_in: SignInAs, key: tuple[Account, SecurityKey]) -> None:
        account, made = key
        with app.app_context():
            with_app(account)
            first = db.session.scalar(db.select(Passkey.id))
        signed_in(account).post(f"/account/second-factor/passkeys/{first}/remove")
        visitor = Visitor(app)
        page = half(visitor, account)
        assert "data-options" not in page
        visitor.post(SECOND, {"confirm_passkey": made.get({"challenge": "AA", "rpId": "localhost"})}, status=422)


def test_ten_recovery_codes_are_shown_once_and_each_lets_her_in_once(app: Flask, signed_in: SignInAs) -> None:
    with app.app_context():
        account = make.coordinator(State.KG)
    page = add_passkey(signed_in(account), SecurityKey())
    codes = [part.split("<")[0] for part in page.split("<code>")[1:]]
    assert len(set(codes)) == 10
    with app.app_context():
        stored = db.session.scalars(db.select(RecoveryCode.code_hash)).all()
    assert len(stored) == 10
    assert not any(one in stored or one.replace("-", "") in stored for one in codes)

    for typed in (codes[0], codes[1].upper().replace("-", " ")):
        visitor = Visitor(app)
        half(visitor, account)
        visitor.post(SECOND, {"confirm_code": typed})
    again = Visitor(app)
    half(again, account)
    again.post(SECOND, {"confirm_code": codes[0]}, status=422)


def test_the_secret_of_an_app_is_sealed_for_its_row(app: Flask) -> None:
    with app.app_context():
        one, other = with_app(make.coordinator(State.KG)), make.coordinator(State.UZ)
        row = db.session.get(CodeApp, one.id)
        assert row is not None
        assert "JBSWY3DP" not in row.secret
        # Moved to another account by whoever can write to the database, it opens nothing there.
        make.save(CodeApp(account_id=other.id, uid="b" * 22, made_at=now(), secret=row.secret))
        with make.saving():
            moved = db.session.get(Account, other.id)
            assert moved is not None
            moved.has_factor = True
    visitor = Visitor(app)
    half(visitor, other)
    visitor.post(SECOND, {"confirm_code": code()}, status=422)
