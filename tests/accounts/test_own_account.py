"""What a person does with her own account, and what ends a sign-in."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from argon2 import PasswordHasher
from flask import Flask

from network.accounts import throttling
from network.accounts.models import Account
from network.clock import now
from network.database import db
from network.vocabulary import Role, State
from tests import factories as make
from tests.visitor import Visitor

SignIn = Callable[[Account], Visitor]
NEW = "apricot bridge 1925 snow"


def test_a_sign_in_ends_after_thirty_idle_minutes_and_after_twelve_hours(app: Flask, signed_in: SignIn) -> None:
    with app.app_context():
        account = make.coordinator()
    idle, busy = signed_in(account), signed_in(account)
    start = now()
    for minutes in range(20, 12 * 60, 20):
        with time_machine.travel(start + timedelta(minutes=minutes)):
            busy.get("/account")
    with time_machine.travel(start + timedelta(minutes=31)):
        idle.get("/account", status=303)
    with time_machine.travel(start + timedelta(hours=12, minutes=1)):
        busy.get("/account", status=303)


def test_she_sees_her_sign_ins_and_ends_one_or_all_others(app: Flask, signed_in: SignIn) -> None:
    with app.app_context():
        account, stranger = make.coordinator(), make.coordinator()
    here, there, third = signed_in(account), signed_in(account), signed_in(account)
    foreign = signed_in(stranger)
    ids = re.findall(r"/account/sign-ins/(\d+)/end", here.get("/account").text)
    assert len(ids) == 2
    foreign.post(f"/account/sign-ins/{ids[0]}/end")  # of somebody else: does nothing
    there.get("/account")
    third.get("/account")
    here.post(f"/account/sign-ins/{ids[0]}/end")
    assert sorted(v.client.get("/account", **v.base).status_code for v in (there, third)) == [200, 303]
    here.post("/account/sign-ins/end")
    assert [v.client.get("/account", **v.base).status_code for v in (here, there, third)] == [200, 303, 303]


def test_changing_the_password_asks_for_the_present_one_and_signs_out_elsewhere(app: Flask, signed_in: SignIn) -> None:
    with app.app_context():
        account = make.coordinator()
    here, there = signed_in(account), signed_in(account)
    data = {"current_password": "not this one at all", "new_password": NEW, "repeat_password": NEW}
    assert "not your present password" in here.post("/account/password", data, status=422).text
    here.post("/account/password", data | {"current_password": make.PASSWORD})
    here.get("/account")
    there.get("/account", status=303)
    Visitor(app).post("/sign-in", {"identifier": account.email, "password": make.PASSWORD}, status=422)
    Visitor(app).post("/sign-in", {"identifier": account.email, "password": NEW})


@pytest.mark.parametrize("change", ["role given", "role ended", "switched off"])
def test_a_change_of_her_rights_signs_her_out_at_once(app: Flask, signed_in: SignIn, change: str) -> None:
    with app.app_context():
        account, office = make.coordinator(State.KG), make.secretariat()
    her, secretariat = signed_in(account), signed_in(office)
    her.get("/account")
    page = f"/accounts/{account.id}"
    if change == "role given":
        secretariat.post(page, {"role": "coordinator", "state": "KZ"})
    elif change == "role ended":
        grant = re.search(r"/roles/(\d+)/hand-over", secretariat.get(page).text)
        secretariat.post(f"{page}/roles/{grant[1]}/hand-over")  # type: ignore[index]
    else:
        secretariat.post(f"{page}/switch-off")
    her.get("/account", status=303)
    if change == "switched off":
        Visitor(app).post("/sign-in", {"identifier": account.email, "password": make.PASSWORD}, status=422)
        secretariat.post(f"{page}/switch", {"on": "1"})
        her.get("/account", status=303)  # what was ended does not come back with the account
    Visitor(app).post("/sign-in", {"identifier": account.email, "password": make.PASSWORD})


def test_the_last_account_of_the_secretariat_cannot_be_removed(app: Flask, signed_in: SignIn) -> None:
    with app.app_context():
        office = make.secretariat()
    visitor = signed_in(office)
    page = f"/accounts/{office.id}"
    grant = re.search(r"/roles/(\d+)/end", visitor.get(page).text)[1]  # type: ignore[index]
    assert "last account" in visitor.post(f"{page}/roles/{grant}/end", status=403).text
    assert "last account" in visitor.post(f"{page}/switch", {}, status=403).text
    with app.app_context():
        make.secretariat()
    visitor.post(f"{page}/roles/{grant}/end")
    visitor.get("/accounts", status=303)


def test_a_role_ends_on_its_last_day(app: Flask, signed_in: SignIn) -> None:
    with app.app_context():
        account = make.account((Role.SECRETARIAT, None))
        with make.saving():
            grant = db.session.get_one(Account, account.id, options=[db.selectinload(Account.grants)]).grants[0]
            grant.ends_on = (now() + timedelta(days=1)).date()
    signed_in(account).get("/accounts")
    with time_machine.travel(now() + timedelta(days=2)):
        signed_in(account).get("/accounts", status=403)


def test_only_the_secretariat_keeps_accounts(app: Flask, signed_in: SignIn) -> None:
    with app.app_context():
        who = make.member(State.KG)
        people = [make.member_account(who), make.coordinator()]
        office = make.secretariat()
    for account in people:
        visitor = signed_in(account)
        assert 'href="/accounts"' not in visitor.get("/who-can-do-what").text
        for path in ("/accounts", "/accounts/invite"):
            visitor.get(path, status=403)
        visitor.get(f"/accounts/{office.id}", status=404)
        visitor.post(f"/accounts/{office.id}/switch", {}, status=404)
    visitor = signed_in(office)
    page = visitor.get("/accounts?role=coordinator").text
    assert people[1].email in page
    assert people[0].email not in page
    visitor.get("/accounts/999999", status=404)


def test_the_language_follows_the_account_else_the_browser(app: Flask, signed_in: SignIn) -> None:
    with app.app_context():
        account = make.coordinator()
    stranger = Visitor(app)
    assert '<html lang="ru"' in stranger.get("/sign-in", headers={"Accept-Language": "ru-KG,ru;q=0.9"}).text
    assert '<html lang="en"' in stranger.get("/sign-in", headers={"Accept-Language": "ky"}).text
    visitor = signed_in(account)
    visitor.post("/language", {"language": "ru", "next": "/account"})
    assert '<html lang="ru"' in visitor.get("/account", headers={"Accept-Language": "en"}).text
    assert '<html lang="ru"' in signed_in(account).get("/account").text
    visitor.post("/language", {"language": "xx"})
    assert '<html lang="ru"' in visitor.get("/account").text


def test_tries_are_counted_per_account_and_pass(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttling, "PER_ACCOUNT", 3)
    with app.app_context():
        account, other = make.coordinator(), make.coordinator()
    wrong = {"identifier": account.email, "password": "not this one at all"}
    with time_machine.travel(now(), tick=False):
        for _ in range(3):
            assert "do not belong together" in Visitor(app).post("/sign-in", wrong, status=422).text
        right = {"identifier": account.email, "password": make.PASSWORD}
        assert "Too many tries" in Visitor(app).post("/sign-in", right, status=422).text
        Visitor(app).post("/sign-in", {"identifier": other.email, "password": make.PASSWORD})
    with time_machine.travel(now() + timedelta(minutes=16)):
        Visitor(app).post("/sign-in", right)


def test_tries_from_one_address_are_counted_over_all_names(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttling, "PER_ADDRESS", 3)
    with time_machine.travel(now(), tick=False):
        answers = [
            Visitor(app).post("/sign-in", {"identifier": f"name{n}", "password": "x" * 15}, status=422).text
            for n in range(4)
        ]
    assert ["Too many tries" in page for page in answers] == [False, False, False, True]


def test_a_right_password_forgets_earlier_slips(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttling, "PER_ACCOUNT", 3)
    with app.app_context():
        account = make.coordinator()
    right = {"identifier": account.email, "password": make.PASSWORD}
    with time_machine.travel(now(), tick=False):
        for _ in range(4):
            Visitor(app).post("/sign-in", right | {"password": "a slip of the hand"}, status=422)
            Visitor(app).post("/sign-in", right)


def test_an_unknown_name_costs_the_same_hash(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with app.app_context():
        account = make.coordinator()
    hashed: list[str] = []
    real = PasswordHasher.verify
    monkeypatch.setattr(
        PasswordHasher, "verify", lambda self, stored, password: hashed.append(password) or real(self, stored, password)
    )
    for identifier in (account.email, "nobody@example.org"):
        Visitor(app).post("/sign-in", {"identifier": identifier, "password": "not this one at all"}, status=422)
    assert len(hashed) == 2


def test_the_page_of_rights_is_the_policy_table(app: Flask, signed_in: SignIn) -> None:
    with app.app_context():
        account = make.coordinator(State.TJ)
    page = signed_in(account).get("/who-can-do-what").text
    assert "Coordinator, Tajikistan" in page
    assert "Take attendance of everybody at a training" in page


def test_accounts_stand_in_one_order_whatever_the_script(app: Flask, signed_in: SignIn) -> None:
    with app.app_context():
        office = make.secretariat(name="Zarina Office")
        for name in ("Яна Ким", "aigul Asanova", "Бермет Алиева"):
            make.coordinator(State.KG, name=name)
    page = signed_in(office).get("/accounts").text
    names = ("aigul Asanova", "Бермет Алиева", "Яна Ким", "Zarina Office")
    table = page[page.index("<tbody") :]
    assert sorted(names, key=table.index) == list(names)


@pytest.mark.parametrize(
    ("role", "clock"), [("member", "Almaty"), ("coordinator", "Dushanbe"), ("secretariat", "Tashkent")]
)
def test_sign_ins_are_told_by_the_clock_of_her_state(app: Flask, signed_in: SignIn, role: str, clock: str) -> None:
    with app.app_context():
        account = {
            "member": lambda: make.member_account(make.member(State.KZ)),
            "coordinator": lambda: make.coordinator(State.TJ),
            "secretariat": make.secretariat,
        }[role]()
    with time_machine.travel("2026-11-25T20:30:00Z", tick=False):
        page = signed_in(account).get("/account").text
    assert f"Times by the clock of {clock} (UTC+05:00)." in page
    assert "26 Nov 2026, 01:30" in page


def test_a_member_reads_who_coordinates_her_state(app: Flask, signed_in: SignIn) -> None:
    with app.app_context():
        hers = make.coordinator(State.KG, name="Бермет Алиева")
        other = make.coordinator(State.UZ)
        who = make.member(State.KG)
        account, listed, open_one = make.member_account(who), make.training(), make.training(State.UZ)
        make.participation(listed, who)
        over = make.training(starts_on=now().date() - timedelta(days=30))
    member = signed_in(account)
    for path in ("/members/me", f"/trainings/{open_one.id}"):
        page = member.get(path).text
        assert f'href="mailto:{hers.email}"' in page
        assert "Бермет Алиева" in page
        assert other.email not in page
    assert "Places are given through" in member.get(f"/trainings/{open_one.id}").text
    for training in (listed, over):
        assert "Places are given through" not in member.get(f"/trainings/{training.id}").text


def test_a_number_typed_as_a_name_is_nobodys_account(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttling, "PER_ACCOUNT", 3)
    with app.app_context():
        account = make.coordinator()
    with time_machine.travel(now(), tick=False):
        for _ in range(4):
            Visitor(app).post("/sign-in", {"identifier": str(account.id), "password": "x" * 15}, status=422)
        Visitor(app).post("/sign-in", {"identifier": account.email, "password": make.PASSWORD})


def test_first_tries_at_the_same_moment_are_all_counted(
    app: Flask, monkeypatch: pytest.MonkeyPatch, in_parallel: Callable[..., list[bool]]
) -> None:
    monkeypatch.setattr(throttling, "PER_ADDRESS", 3)

    def count(number: int) -> bool:
        with app.app_context():
            return throttling.count_try("sign-in", f"name{number}", "::ffff:192.0.2.7" if number % 2 else "192.0.2.7")

    assert sorted(in_parallel(count, 6)) == [False] * 3 + [True] * 3


def test_one_address_does_not_use_up_what_is_allowed_in_all(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttling, "PER_ADDRESS", 3)
    monkeypatch.setattr(throttling, "IN_ALL", 5)
    with app.app_context():
        account = make.coordinator()

    def attempt(address: str, identifier: str, password: str, status: int) -> str:
        visitor = Visitor(app)
        data = {"csrf_token": visitor.token(), "identifier": identifier, "password": password}
        answer = visitor.client.post("/sign-in", data=data, environ_base={"REMOTE_ADDR": address}, **visitor.base)
        assert answer.status_code == status, answer.text
        return answer.text

    with time_machine.travel(now(), tick=False):
        for n in range(20):
            attempt(f"2001:db8::{n}", f"name{n}", "x" * 15, 422)  # one network, many addresses of it
        for _ in range(4):  # a right password costs nobody's allowance
            attempt("192.0.2.7", account.email, make.PASSWORD, 303)


def test_a_stranger_does_not_use_up_the_tries_of_a_password_change(
    app: Flask, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttling, "PER_ACCOUNT", 2)
    with app.app_context():
        account = make.coordinator()
    for name in (f"change:{account.id}", f"password:{account.id}", str(account.id)):
        for _ in range(3):
            Visitor(app).post("/sign-in", {"identifier": name, "password": "x" * 15}, status=422)
    new = "meadow kettle 88 lantern"
    data = {"current_password": make.PASSWORD, "new_password": new, "repeat_password": new}
    signed_in(account).post("/account/password", data)
