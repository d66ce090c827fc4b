import re
from html import unescape

from flask import Flask

from network.accounts import commands
from network.accounts.models import SignIn
from network.database import db
from network.vocabulary import State
from tests import factories as make
from tests.participation.people import actor
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


def test_what_was_typed_survives_the_end_of_a_sign_in(app: Flask) -> None:
    with app.app_context():
        account = make.coordinator(State.KG)
    visitor = Visitor(app).sign_in(account)
    form = {"family": "Жолдошева <b>", "given": "Айпери", "sex": "female", "note": ""}
    with app.app_context():
        for one in db.session.scalars(db.select(SignIn)):
            token = one.id
        db.session.rollback()
        commands.end_sign_in(token, by=actor(account))
    page = visitor.post("/members/new", form, status=401).text
    assert "What you typed is kept" in page
    # A slip of the hand keeps it too.
    again = visitor.post(
        "/sign-in", {**_hidden(page), "identifier": account.email, "password": "wrong" * 4}, status=422
    )
    answer = visitor.post(
        "/sign-in", {**_hidden(again.text), "identifier": account.email, "password": make.PASSWORD}, status=200
    )
    assert "not saved yet" in answer.text
    kept = {name: values[0] for name, values in _hidden(answer.text).items() if name in form}
    assert kept == form
    assert 'action="/members/new"' in answer.text
    assert visitor.post("/members/new", kept).location.startswith("/members/")


def test_a_password_is_never_kept_in_a_page(app: Flask) -> None:
    with app.app_context():
        account = make.coordinator(State.KG)
    visitor = Visitor(app)
    secret = "meadow kettle 88 lantern"
    data = {"current_password": make.PASSWORD, "new_password": secret, "repeat_password": secret}
    page = visitor.post("/account/password", data, status=401).text
    assert secret not in page
    assert make.PASSWORD not in page
    assert "is kept" not in page
    assert visitor.post("/sign-in", {"identifier": account.email, "password": make.PASSWORD}).location == "/"


def test_what_was_kept_is_sent_nowhere_else(app: Flask) -> None:
    with app.app_context():
        account = make.coordinator(State.KG)
    for elsewhere in ("https://evil.example.org/", "//evil.example.org", "/\\evil.example.org"):
        data = {"identifier": account.email, "password": make.PASSWORD, "kept_for": elsewhere, "kept_name": "a"}
        assert Visitor(app).post("/sign-in", data).location == "/"


def _hidden(page: str) -> dict[str, list[str]]:
    """The hidden fields of the page's form, as a browser sends them."""
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page):
        found.setdefault(name, []).append(unescape(value))
    return found
