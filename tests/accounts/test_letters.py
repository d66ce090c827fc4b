"""Links that go out by e-mail: to whom, in which words, and what is done about those that did not leave."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from network.accounts import addresses, links, roles
from network.accounts.models import Account, ResetAsked
from network.audit.changes import Operator
from network.audit.models import AuditEntry
from network.clock import now
from network.database import db
from network.mail import queries as outbox
from network.mail.delivery import Round, deliver
from network.vocabulary import LinkKind, Role, State
from tests import factories as make
from tests.mail.servers import MailServer
from tests.participation.people import actor
from tests.visitor import Visitor

NEW = {"new_password": "apricot bridge 1925 snow", "repeat_password": "apricot bridge 1925 snow"}
INVITED = {"name": "Жылдыз", "email": "Jyldyz@example.org", "role": "coordinator", "state": "KG"}
LINK = re.compile(r"http://localhost(/[\w-]+/[\w-]{43})")


def carried(app: Flask) -> Round:
    """What one round of the postman brought."""
    with app.app_context():
        walked = deliver()
        db.session.rollback()
        return walked


def link_in(text: str) -> str:
    return LINK.search(text)[1]  # type: ignore[index]


def test_an_invitation_goes_to_the_address_typed_in_neutral_words(mailing: Flask, mail_server: MailServer) -> None:
    with mailing.app_context():
        office = Visitor(mailing).sign_in(make.secretariat())
    assert "Send the link to this e-mail" in office.get("/accounts/invite").text
    page = office.post("/accounts/invite", {**INVITED, "send": "y"}, status=200).text
    assert "A letter with it goes to jyldyz@example.org." in page
    assert carried(mailing) == Round(sent=1)
    assert mail_server.recipients == ["jyldyz@example.org"]
    [text] = mail_server.texts()
    assert text.startswith("Ваша ссылка · Your link\n") or text.startswith("Your link · Your link\n")
    assert link_in(text) == link_in(page)
    for telling in ("Network", "OSCE", "Women", "oordinator", "Kyrgyz", "gency", "Жылдыз", "Сеть", "оординатор"):
        assert telling not in text + str(mail_server.received[0]["From"])
    Visitor(mailing).post(link_in(text), NEW)


def test_nothing_is_sent_that_nobody_asked_to_send(mailing: Flask, mail_server: MailServer) -> None:
    with mailing.app_context():
        office = Visitor(mailing).sign_in(make.secretariat())
    page = office.post("/accounts/invite", INVITED, status=200).text
    assert "A letter with it goes" not in page
    assert carried(mailing) == Round()


def test_without_a_mail_server_nothing_is_offered(app: Flask, signed_in: Callable[[Account], Visitor]) -> None:
    with app.app_context():
        who = make.member(State.KG, email="own@example.org")
        account, office = make.coordinator(), make.secretariat()
    visitor = signed_in(office)
    for path in ("/accounts/invite", f"/accounts/{account.id}", f"/members/{who.uid}", "/accounts"):
        page = visitor.get(path).text
        assert "Send" not in page.partition("<main")[2]
        assert "/accounts/letters" not in page
    visitor.post(f"/members/{who.uid}/invite", {"send": "1"}, status=200)
    visitor.post("/accounts/invite", {**INVITED, "send": "y"}, status=200)
    with app.app_context():
        assert outbox.standing().waiting == 0
        db.session.rollback()
    assert "No mail server is set up" in visitor.get("/accounts/letters").text


def test_a_coordinator_sends_a_link_to_an_address_that_she_need_not_know(
    mailing: Flask, mail_server: MailServer
) -> None:
    with mailing.app_context():
        who = make.member(State.KG, email="Record@example.org")
        coordinator = Visitor(mailing).sign_in(make.coordinator(State.KG))
    path = f"/members/{who.uid}"
    assert "Send it to Record@example.org" in coordinator.get(path).text
    assert "goes to record@example.org" in coordinator.post(f"{path}/invite", {"send": "1"}, status=200).text
    assert carried(mailing) == Round(sent=1)
    Visitor(mailing).post(link_in(mail_server.texts()[0]), NEW)
    with mailing.app_context():  # the secretariat keeps another address for her account
        account_id = db.session.scalars(sa.select(Account.id).where(Account.member_id == who.id)).one()
        addresses.change_address(account_id, "canary@home.example.org", by=Operator())
    page = coordinator.get(path).text
    assert "Send it to c…@home.example.org" in page
    assert "canary@" not in page
    page = coordinator.post(f"{path}/invite", {"send": "1"}, status=200).text
    assert "goes to c…@home.example.org" in page
    assert carried(mailing) == Round(sent=1)
    assert mail_server.recipients == ["record@example.org", "canary@home.example.org"]


def test_a_link_for_more_than_a_member_never_goes_to_the_address_on_her_record(mailing: Flask) -> None:
    """A coordinator may have typed that one."""
    with mailing.app_context():
        who = make.member(State.KG, email="record@example.org")
        account = make.member_account(who, email=None)
        office = Visitor(mailing).sign_in(make.secretariat())
        assert links.make_link(account.id, LinkKind.RESET, by=Operator(), send=True)
        assert outbox.standing().waiting == 1
    page = office.post(f"/accounts/{account.id}", {"role": "secretariat", "email": "", "send": "y"}, status=200).text
    assert "A letter with it goes" not in page
    assert "record@example.org" not in office.get(f"/accounts/{account.id}").text
    with mailing.app_context():
        roles.give_role(account.id, Role.COORDINATOR, State.KG, "", by=Operator(), send=True)
        links.make_link(account.id, LinkKind.INVITATION, by=Operator(), send=True)
        assert outbox.standing().waiting == 0  # and what was on its way there has ended
        db.session.rollback()
    page = office.post(
        f"/accounts/{account.id}",
        {"role": "coordinator", "state": "UZ", "email": "own@example.org", "send": "y"},
        status=200,
    ).text
    assert "A letter with it goes to own@example.org." in page


def _make_another(account: Account, _token: str) -> None:
    links.make_link(account.id, LinkKind.RESET, by=Operator())


def _use_it(_account: Account, token: str) -> None:
    links.use_link(LinkKind.RESET, token, "a new saffron river 9")


def _change_the_address(account: Account, _token: str) -> None:
    addresses.change_address(account.id, "new@example.org", by=Operator())


def _switch_off(account: Account, _token: str) -> None:
    roles.set_disabled(account.id, True, by=Operator())


@pytest.mark.parametrize("end", [_make_another, _use_it, _change_the_address, _switch_off])
def test_a_letter_does_not_leave_after_its_link_has_ended(
    mailing: Flask, mail_server: MailServer, end: Callable[[Account, str], None]
) -> None:
    with mailing.app_context():
        account = make.coordinator()
        token = links.make_link(account.id, LinkKind.RESET, by=Operator(), send=True)
        end(account, token)
        assert outbox.standing().waiting == 0  # at once: what it said is forgotten with its link
        assert deliver() == Round()
        db.session.rollback()
    assert mail_server.received == []


def test_a_letter_is_as_good_as_the_right_of_whoever_made_its_link(mailing: Flask, mail_server: MailServer) -> None:
    with mailing.app_context():
        who = make.member(State.KG)
        account, coordinator = make.member_account(who), make.coordinator(State.KG)
        links.make_link(account.id, LinkKind.RESET, by=actor(coordinator), send=True)
        grant = db.session.scalars(sa.select(roles.RoleGrant).where(roles.RoleGrant.account_id == coordinator.id)).one()
        with make.saving():  # ended by time, which no command notices
            db.session.get_one(roles.RoleGrant, grant.id).ends_on = now().date() - timedelta(days=1)
        assert deliver() == Round()
        db.session.rollback()
    assert mail_server.received == []


def test_a_letter_does_not_leave_after_its_link_has_expired(mailing: Flask, mail_server: MailServer) -> None:
    with mailing.app_context():
        account = make.coordinator()
        links.make_link(account.id, LinkKind.RESET, by=Operator(), send=True)
        mail_server.fault = ("RCPT", "later")
        assert deliver() == Round(postponed=1)
        mail_server.mend()
        with time_machine.travel(now() + timedelta(hours=25)):
            assert deliver() == Round()
        db.session.rollback()
    assert mail_server.received == []


def test_links_in_letters_begin_with_the_public_address(new_app: Callable[..., Flask], mail_server: MailServer) -> None:
    facts = {"smtp_url": mail_server.url, "mail_from": "n@example.org", "public_url": "https://network.example.org"}
    app = new_app(**facts)
    with app.app_context():
        asel = make.coordinator(email="asel@example.org", language="en")
    assert asel.email
    visitor = Visitor(app)
    visitor.base = {"base_url": "https://localhost"}  # a host that is answered and is not the public one
    referrer = {"Referer": "https://localhost/forgotten-password"}
    visitor.post("/forgotten-password", {"email": asel.email}, status=200, headers=referrer)
    assert carried(app) == Round(sent=1)
    [text] = mail_server.texts()
    assert "https://network.example.org/new-password/" in text
    assert "localhost" not in text
    assert text.startswith("Your link\n")


def test_a_forgotten_password_is_answered_by_mail(mailing: Flask, mail_server: MailServer) -> None:
    with mailing.app_context():
        asel = make.coordinator(email="asel@example.org", language="ru")
        make.coordinator(email="unopened@example.org", password_hash=None)
        make.coordinator(email="off@example.org", disabled=True)
    for email in ("Asel@example.org", "unopened@example.org", "off@example.org", "nobody@example.org"):
        page = Visitor(mailing).post("/forgotten-password", {"email": email}, status=200).text
        assert "a letter is on its way" in page
    assert carried(mailing) == Round(sent=1)
    assert mail_server.recipients == ["asel@example.org"]
    with mailing.app_context():
        assert db.session.scalar(sa.select(sa.func.count(ResetAsked.id))) == 0
        asked = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.event == "account:reset asked")).all()
        assert [entry.subject for entry in asked] == [f"account:{asel.id}"]
        db.session.rollback()
    Visitor(mailing).post(link_in(mail_server.texts()[0]), NEW)


def test_the_page_does_the_same_work_whoever_asks(mailing: Flask) -> None:
    """Looked up is nothing while somebody waits for the page: the very same statements, known or not."""
    with mailing.app_context():
        make.coordinator(email="asel@example.org")
        engine = db.engine
    done: list[list[str]] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        done[-1].append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    for email in ("asel@example.org", "nobody@example.org"):
        visitor = Visitor(mailing)
        visitor.get("/forgotten-password")
        done.append([])
        visitor.post("/forgotten-password", {"email": email}, status=200)
    assert done[0] == done[1]
    assert [one for one in done[0] if one.startswith("INSERT INTO reset_asked")]
    assert not [one for one in done[0] if "FROM account" in one]


def test_several_who_answer_at_once_write_one_letter(
    mailing: Flask, mail_server: MailServer, in_parallel: Callable[..., list[Any]]
) -> None:
    with mailing.app_context():
        make.coordinator(email="asel@example.org")
    Visitor(mailing).post("/forgotten-password", {"email": "asel@example.org"}, status=200)
    in_parallel(lambda _n: carried(mailing), 4)
    carried(mailing)
    assert mail_server.recipients == ["asel@example.org"]


def test_the_secretariat_sees_which_letters_did_not_leave_and_tries_again(
    mailing: Flask, mail_server: MailServer
) -> None:
    with mailing.app_context():
        account = make.coordinator(email="slip@example.org", name="Асель", password_hash=None)
        links.make_link(account.id, LinkKind.INVITATION, by=Operator(), send=True)
        office = Visitor(mailing).sign_in(make.secretariat())
        coordinator = Visitor(mailing).sign_in(make.coordinator())
    assert "could not leave" not in office.get("/accounts").text
    mail_server.fault = ("RCPT", "later")
    carried(mailing)
    page = office.get("/accounts").text
    assert "1 letter could not leave yet. The mail server asked to try again later." in page
    page = office.get("/accounts/letters").text
    assert "slip@example.org" in page
    assert re.search(r"Waits.*asked to try again later\..*\(451\).*Tried once\.", page, re.S)
    again = re.search(r'action="(/accounts/letters/[\w-]+/again)"', page)[1]  # type: ignore[index]
    coordinator.get("/accounts/letters", status=403)
    coordinator.post(again, status=404)
    mail_server.fault = ("RCPT", "never")
    office.post(again)
    assert carried(mailing) == Round(given_up=1)
    page = office.get("/accounts/letters").text
    assert re.search(r"Given up.*knows no such address, or may not write to it\..*\(550\)", page, re.S)
    assert "1 letter was given up." in office.get("/accounts").text
    # What it said is forgotten: a new link is made, to the address that the account has now.
    mail_server.mend()
    with mailing.app_context():
        addresses.change_address(account.id, "right@example.org", by=Operator())
    assert "Every letter has left" in office.get("/accounts/letters").text
    assert "has left already, or is not needed any more" in office.get(office.post(again).location).text


def test_a_letter_that_was_given_up_is_written_anew(mailing: Flask, mail_server: MailServer) -> None:
    with mailing.app_context():
        account = make.coordinator(email="full@example.org", password_hash=None)
        first = links.make_link(account.id, LinkKind.INVITATION, by=Operator(), send=True)
        office = Visitor(mailing).sign_in(make.secretariat())
    mail_server.fault = ("RCPT", "never")
    carried(mailing)
    mail_server.mend()
    page = office.get("/accounts/letters").text
    office.post(re.search(r'action="(/accounts/letters/[\w-]+/again)"', page)[1])  # type: ignore[index]
    assert carried(mailing) == Round(sent=1)
    Visitor(mailing).get(f"/invitation/{first}", status=404)
    Visitor(mailing).post(link_in(mail_server.texts()[0]), NEW)
    assert "Every letter has left" in office.get("/accounts/letters").text
