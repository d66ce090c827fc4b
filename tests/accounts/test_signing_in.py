from flask import Flask

from network.database import db
from network.vocabulary import State
from tests import factories as make
from tests.visitor import Visitor


def test_a_member_signs_in_with_her_number_or_her_e_mail(app: Flask) -> None:
    with app.app_context():
        who = make.member(State.KG)
        account = make.member_account(who)
    for identifier in (who.number, who.number.lower(), account.email, account.email.upper()):
        visitor = Visitor(app)
        visitor.post("/sign-in", {"identifier": identifier, "password": make.PASSWORD})
        visitor.get("/account")


def test_only_a_demo_s_sign_in_page_names_accounts(visitor: Visitor) -> None:
    page = visitor.get("/sign-in").text
    assert "Accounts of this demo" not in page
    assert "example.org" not in page


def test_every_failure_reads_the_same(app: Flask) -> None:
    with app.app_context():
        known = make.coordinator().email
        off = make.coordinator(disabled=True).email
        unopened = make.coordinator(password_hash=None).email
    answers = set()
    for identifier, password in (
        (known, "wrong password here"),
        (off, make.PASSWORD),
        (unopened, make.PASSWORD),
        ("nobody@example.org", "x" * 20),
    ):
        page = Visitor(app).post("/sign-in", {"identifier": identifier, "password": password}, status=422)
        assert "do not belong together" in page.text
        answers.add(page.text.count("do not belong together"))
    assert len(answers) == 1


def test_signing_out_ends_the_session_for_good(app: Flask) -> None:
    with app.app_context():
        account = make.coordinator()
    visitor = Visitor(app).sign_in(account)
    visitor.get("/account")
    with visitor.client.session_transaction(**visitor.base) as session:
        stolen = session["_user_id"]
    visitor.post("/sign-out")
    thief = Visitor(app)
    with thief.client.session_transaction(**thief.base) as session:
        session["_user_id"] = stolen
    thief.get("/account", status=303)
    with app.app_context():
        db.session.rollback()
