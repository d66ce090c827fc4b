"""Invitations for many: by e-mail or on paper, whoever needs none is left out, and what was sent can end again."""

import html
import re
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from flask import Flask

from network.accounts import roles
from network.accounts.models import Account
from network.audit.changes import Operator
from network.database import db
from network.mail.delivery import deliver
from network.mail.models import Letter
from network.members.models import Member
from network.vocabulary import LetterStatus, Role, Standing, State
from tests import factories as make
from tests.bulk.conftest import Bulk
from tests.mail.servers import MailServer
from tests.visitor import Visitor

Working = Callable[[Any], Bulk]
NEW = {"new_password": "apricot bridge 1925 snow", "repeat_password": "apricot bridge 1925 snow"}


def crowd() -> dict[str, Member]:
    """People of whom each is another case."""
    people = {
        "Mailed": make.member(given="Mailed", email="mailed@example.org"),
        "Paper": make.member(given="Paper"),
        "Guest": make.member(given="Guest", number=None, standing=Standing.GUEST),
        "Open": make.member(given="Open"),
        "Off": make.member(given="Off"),
        "Invited": make.member(given="Invited"),
        "Coordinates": make.member(given="Coordinates"),
        "Shielded": make.member(given="Shielded", shield_code="S-KG-1"),
    }
    make.member_account(people["Open"])
    make.member_account(people["Off"], disabled=True)
    make.account((Role.COORDINATOR, State.KG), who=people["Coordinates"], password_hash=None)
    roles.invite(by=Operator(), role=Role.MEMBER, member=db.session.get(Member, people["Invited"].id))
    return people


def links_in(page: str) -> list[str]:
    """The addresses that the printed letters show, put together again."""
    typed = re.findall(r'class="paper-address" dir="ltr">(.*?)</p>', page, re.S)
    return [html.unescape(re.sub(r"<[^>]+>", "", one)) for one in typed]


def test_letters_on_paper_are_shown_once_and_each_opens_her_account(app: Flask, bulk: Working) -> None:
    with app.app_context():
        people, office = crowd(), make.secretariat()
    work = bulk(office).choose("invite", list(people.values()))

    assert work.fates() == {
        "Mailed": "On paper",  # no mail server is set
        "Paper": "On paper",
        "Guest": "Guest",
        "Open": "Account opened",
        "Off": "Account switched off",
        "Invited": "Invited already",
        "Coordinates": "Another role too",
        "Shielded": "Shielded",
    }
    page = work.answer(language="ru").do(status=200).text
    opened = links_in(page)
    assert len(set(opened)) == len(opened) == 2  # in one language
    assert "Здравствуйте" in page
    for one in set(opened):
        assert one not in work.page
    assert work.do(status=303).location == work.path  # a second press: nothing more

    Visitor(app).post(opened[0], NEW)
    work.undo()

    fates = work.fates()
    assert sorted((fates["Mailed"], fates["Paper"])) == ["Account opened: stays", "Undone"]
    Visitor(app).get(opened[1], status=404)


def test_by_mail_in_the_language_chosen_and_what_has_not_left_never_does(
    mailing: Flask, mail_server: MailServer, in_the_office: Callable[[Flask, Any], Bulk]
) -> None:
    with mailing.app_context():
        people = [make.member(given=f"N{n}", email=f"n{n}@example.org") for n in range(3)]
        paper, office = make.member(given="Paper"), make.secretariat()
    work = in_the_office(mailing, office).choose("invite", [*people[:2], paper])
    work.answer(language="en", send="y")
    assert set(work.fates().values()) == {"By e-mail", "On paper"}

    work.do(status=200)
    with mailing.app_context():
        waiting = db.session.scalars(sa.select(Letter).where(Letter.status == LetterStatus.WAITING)).all()
        assert [one.subject for one in waiting] == ["Your link"] * 2
        db.session.rollback()
        assert deliver().sent == 2
    more = in_the_office(mailing, office).choose("invite", people[2:]).answer(language="", send="y")
    more.do()

    work.undo()
    more.undo()

    assert work.fates() == {"N0": "Link ended, letter had left", "N1": "Link ended, letter had left", "Paper": "Undone"}
    assert more.fates() == {"N2": "Undone"}
    with mailing.app_context():
        assert deliver().sent == 0
    assert len(mail_server.received) == 2
    for letter in mail_server.received:
        link = re.search(r"(/invitation/\S+)", letter.get_content())
        assert link
        Visitor(mailing).get(link[1], status=404)


def test_two_with_one_address_are_two_accounts_and_nobody_else_s_is_taken(app: Flask, bulk: Working) -> None:
    with app.app_context():
        make.secretariat(email="taken@example.org")
        people = [
            make.member(given=f"N{n}", email=address)
            for n, address in enumerate(["a@x.example", "A@x.example", "taken@example.org"])
        ]
        office = make.secretariat()
    bulk(office).choose("invite", people).do(status=200)

    with app.app_context():
        rows = db.session.execute(sa.select(Account.member_id, Account.email).where(Account.member_id.is_not(None)))
        found = {row.member_id: row.email for row in rows}
        assert [found[one.id] for one in people] == ["a@x.example", None, None]


def test_more_than_a_page_of_letters_holds_are_refused_with_a_sentence(
    app: Flask, bulk: Working, monkeypatch: Any
) -> None:
    with app.app_context():
        people, office = [make.member(given=f"N{n}") for n in range(3)], make.secretariat()
    monkeypatch.setattr("network.bulk.inviting.MOST_INVITED", 2)

    work = bulk(office).choose("invite", people)

    assert "This would invite 3 people. At most 2 are invited at once" in work.page
    assert work.version == "0"
