import re
from datetime import timedelta
from html import unescape

from flask import Flask

from network.accounts.models import Account, SignIn
from network.clock import now
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


def _signed_out_meanwhile(app: Flask, account: Account) -> Visitor:
    """Somebody whose sign-in was over while she had a form open: she was called away for half an hour."""
    visitor = Visitor(app).sign_in(account)
    with app.app_context(), make.saving():
        db.session.execute(db.update(SignIn).values(seen_at=now() - timedelta(minutes=31)))
    return visitor


FORM = {"family": "Жолдошева <b>", "given": "Айпери", "sex": "female", "position": ""}


def test_what_was_typed_survives_the_end_of_a_sign_in(app: Flask) -> None:
    with app.app_context():
        account = make.coordinator(State.KG)
    visitor = _signed_out_meanwhile(app, account)
    page = visitor.post("/members/new", FORM, status=401).text
    assert "What you typed is kept" in page
    slip = {"identifier": account.email, "password": "a slip of the hand"}
    again = visitor.post("/sign-in", {**_hidden(page), **slip}, status=422).text
    right = {"identifier": account.email, "password": make.PASSWORD}
    answer = visitor.post("/sign-in", {**_hidden(again), **right}, status=200).text
    assert "not saved yet" in answer
    assert 'action="/members/new"' in answer
    kept = {name: value for name, value in _hidden(answer).items() if name in FORM}
    assert kept == FORM
    assert visitor.post("/members/new", kept).location.startswith("/members/")


def test_signing_in_in_another_tab_keeps_it_too(app: Flask) -> None:
    with app.app_context():
        account = make.coordinator(State.KG)
    visitor = _signed_out_meanwhile(app, account)
    page = visitor.post("/members/new", FORM, status=401).text
    right = {"identifier": account.email, "password": make.PASSWORD}
    visitor.post("/sign-in", right)  # the other tab
    answer = visitor.client.post("/sign-in", data={**_hidden(page), **right}, **visitor.base)
    assert 'action="/members/new"' in answer.text
    # Without what only our own page can carry it is a forged form like any other.
    forged = {**_hidden(page), "kept": "e30.forged"}
    assert visitor.client.post("/sign-in", data=forged, **visitor.base).status_code == 400


def test_nobody_else_is_shown_what_she_typed(app: Flask) -> None:
    with app.app_context():
        account, other = make.coordinator(State.KG), make.coordinator(State.KG)
    visitor = _signed_out_meanwhile(app, account)
    page = visitor.post("/members/new", FORM, status=401).text
    assert "Жолдошева" not in page
    right = {"identifier": other.email, "password": make.PASSWORD}
    assert visitor.post("/sign-in", {**_hidden(page), **right}).location == "/"


def test_of_a_stranger_and_of_a_password_nothing_is_kept(app: Flask) -> None:
    with app.app_context():
        account = make.coordinator(State.KG)
    assert Visitor(app).post("/members/new", FORM).location == "/sign-in"
    secret = "meadow kettle 88 lantern"
    data = {"current_password": make.PASSWORD, "new_password": secret, "repeat_password": secret}
    assert _signed_out_meanwhile(app, account).post("/account/password", data).location == "/sign-in"
    listed = {"purpose": "Hotel rooms", "recipient": "Hotel", "format": "pdf", "file_password": "kibut-tamol-resag"}
    assert _signed_out_meanwhile(app, account).post("/lists", listed).location == "/sign-in"
    page = _signed_out_meanwhile(app, account).post("/lists", {**listed, "file_password": ""}, status=401).text
    assert "What you typed is kept" in page, "nobody typed a password"


def _hidden(page: str) -> dict[str, str]:
    """The hidden fields of the page's form, as a browser sends them."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page)
    return {name: unescape(value) for name, value in found}
