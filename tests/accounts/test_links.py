"""Invitations and links for a new password: single use, short life, made by those who may."""

import re
import socket
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from flask import Flask

from network import create_app
from network.accounts import commands
from network.accounts.models import Account
from network.audit.changes import Operator
from network.clock import now
from network.database import db
from network.errors import Refused
from network.vocabulary import Role, State
from tests import factories as make
from tests.databases import settings
from tests.visitor import Visitor

NEW = {"new_password": "apricot bridge 1925 snow", "repeat_password": "apricot bridge 1925 snow"}
SignIn = Callable[[Account], Visitor]


def _link(page: str) -> str:
    return re.search(r"http://localhost(/[\w-]+/[\w-]+)", page)[1]  # type: ignore[index]


def test_a_coordinator_is_invited_opens_her_account_and_works(app: Flask, signed_in: SignIn) -> None:
    with app.app_context():
        office = make.secretariat()
    data = {"name": "Жылдыз Маканбай кызы", "email": "Jyldyz@example.org", "role": "coordinator", "state": "KG"}
    link = _link(signed_in(office).post("/accounts/invite", data, status=200).text)
    invited = Visitor(app)
    assert "Жылдыз Маканбай кызы" in invited.get(link).text
    invited.get(link)  # looking consumes nothing: mail scanners look too
    invited.post(link, NEW)
    assert "Coordinator, Kyrgyzstan" in invited.get("/account").text
    assert "was used or has expired" in Visitor(app).get(link, status=404).text
    Visitor(app).post("/sign-in", {"identifier": "jyldyz@example.org", "password": NEW["new_password"]})


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"state": ""}, "Choose the state that she coordinates"),
        ({"role": "secretariat"}, "choose none"),
        ({"email": "no address"}, "not an e-mail address"),
        ({"name": ""}, "Write the name."),
        ({"role": "member"}, "Choose one of those"),
        ({"name": "a\u202eb"}, "hidden characters (U+202E)"),
    ],
)
def test_a_wrong_invitation_is_said_beside_the_field_and_kept(
    app: Flask, signed_in: SignIn, change: dict[str, str], sentence: str
) -> None:
    with app.app_context():
        office = make.secretariat()
    data = {"name": "Жылдыз", "email": "j@example.org", "role": "coordinator", "state": "KG"} | change
    page = signed_in(office).post("/accounts/invite", data, status=422).text
    assert sentence in page
    assert "<title>Error:" in page
    assert "error-summary" in page
    if not change.get("email"):
        assert 'value="j@example.org"' in page


def test_a_link_works_for_seven_days(app: Flask) -> None:
    with app.app_context():
        token = commands.invite(by=Operator(), role=Role.SECRETARIAT, email="a@example.org", name="A")
    with time_machine.travel(now() + timedelta(days=6, hours=23)):
        Visitor(app).get(f"/invitation/{token}")
    with time_machine.travel(now() + timedelta(days=7, minutes=1)):
        Visitor(app).get(f"/invitation/{token}", status=404)


def test_a_newer_link_ends_the_older_one(app: Flask) -> None:
    with app.app_context():
        first = commands.invite(by=Operator(), role=Role.SECRETARIAT, email="a@example.org", name="A")
        second = commands.invite(by=Operator(), role=Role.SECRETARIAT, email="a@example.org", name="A")
    Visitor(app).get(f"/invitation/{first}", status=404)
    Visitor(app).get(f"/invitation/{second}")


def test_two_people_with_one_link_do_not_both_get_in(app: Flask, in_parallel: Callable[..., list[int]]) -> None:
    with app.app_context():
        token = commands.invite(by=Operator(), role=Role.SECRETARIAT, email="a@example.org", name="A")

    def use(n: int) -> int:
        visitor = Visitor(app)
        token_of_form = visitor.token()
        answer = visitor.client.post(f"/invitation/{token}", data={"csrf_token": token_of_form, **NEW}, **visitor.base)
        return answer.status_code

    assert sorted(in_parallel(use, 4)) == [303, 404, 404, 404]


@pytest.mark.parametrize(
    ("password", "repeat", "sentence"),
    [
        ("short", "short", "At least 15 characters"),
        ("a" * 129, "a" * 129, "At most 128"),
        ("aaaaaaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaaaaaa", "would be guessed"),
        ("apricot bridge 1925 snow", "apricot bridge 1925 snown", "not the same"),
    ],
)
def test_a_weak_password_is_refused(app: Flask, password: str, repeat: str, sentence: str) -> None:
    with app.app_context():
        token = commands.invite(by=Operator(), role=Role.SECRETARIAT, email="a@example.org", name="A")
    data = {"new_password": password, "repeat_password": repeat}
    page = Visitor(app).post(f"/invitation/{token}", data, status=422).text
    assert sentence in page
    assert password not in page


def test_a_coordinator_invites_members_of_her_own_state_only(app: Flask, signed_in: SignIn) -> None:
    with app.app_context():
        own, other = make.member(State.KG, email="own@example.org"), make.member(State.UZ)
        coordinator = make.coordinator(State.KG)
    visitor = signed_in(coordinator)
    link = _link(visitor.post(f"/members/{own.uid}/invite", status=200).text)
    visitor.post(f"/members/{other.uid}/invite", status=404)
    Visitor(app).post(link, NEW)
    member = Visitor(app)
    member.post("/sign-in", {"identifier": str(own.number), "password": NEW["new_password"]})
    member.post(f"/members/{own.uid}/invite", status=403)
    again = _link(visitor.post(f"/members/{own.uid}/invite", status=200).text)
    assert again.startswith("/new-password/")
    Visitor(app).post(again, NEW)
    member.get("/account", status=303)  # a new password ends every other sign-in


def test_an_e_mail_belongs_to_one_account(app: Flask) -> None:
    with app.app_context():
        make.secretariat(email="a@example.org")
        who = make.member(State.KG, email="a@example.org")
        with pytest.raises(Refused):
            commands.invite(by=Operator(), role=Role.MEMBER, member=who)
        db.session.rollback()


class Letters(Message):
    """What the mail server of the test received."""

    def __init__(self) -> None:
        super().__init__()
        self.received: list[str] = []

    def handle_message(self, message: object) -> None:
        self.received.append(f"{message['Subject']}\n{message.get_payload(decode=True).decode()}")  # type: ignore[index,attr-defined]


@pytest.fixture
def letters() -> Iterator[tuple[Letters, str]]:
    handler = Letters()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = Controller(handler, hostname="127.0.0.1", port=port)
    server.start()
    yield handler, f"smtp://127.0.0.1:{port}"
    server.stop()


def test_a_forgotten_password_is_mailed_and_the_page_tells_nobody_who_has_an_account(
    app: Flask, letters: tuple[Letters, str], wait_for: Callable[[Callable[[], object]], None]
) -> None:
    received, address = letters
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    mailing = create_app(
        settings(app.config["SETTINGS"].instance, url, smtp_url=address, mail_from="network@example.org")
    )
    with app.app_context():
        account = make.coordinator(email="asel@example.org", language="ru")
        before = make.coordinator(email="unopened@example.org", password_hash=None)
    pages = {
        Visitor(mailing).post("/forgotten-password", {"email": email}, status=200).text.count("a letter is on its way")
        for email in (account.email, before.email, "nobody@example.org")
    }
    assert pages == {1}
    wait_for(lambda: received.received)
    assert len(received.received) == 1
    link = _link(received.received[0])
    Visitor(mailing).post(link, NEW)
    Visitor(mailing).post("/sign-in", {"identifier": "asel@example.org", "password": NEW["new_password"]})
    with mailing.app_context():
        db.engine.dispose()


def test_without_mail_the_page_says_who_helps(visitor: Visitor) -> None:
    assert "Ask your coordinator" in visitor.get("/forgotten-password").text
