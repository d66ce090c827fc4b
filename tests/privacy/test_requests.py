"""A member asks, whoever has to act is told that something waits, and she reads the answer."""

import json
import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from pypdf import PdfReader

from network.accounts.models import Account
from network.audit.changes import Operator
from network.database import db
from network.mail.delivery import deliver
from network.privacy.models import PrivacyRequest
from network.shields import commands as shields
from network.vocabulary import Language, State
from tests import factories as make
from tests.mail.servers import MailServer
from tests.privacy.conftest import EMAIL, NAMES, PHONE, RANK, Canary
from tests.visitor import Visitor

SignedIn = Callable[[Account], Visitor]
DATA = "/members/me/data"


@pytest.fixture
def people(app: Flask) -> dict[str, Account]:
    with app.app_context():
        return {
            "member": make.member_account(make.member(State.KG)),
            "coordinator": make.coordinator(State.KG),
            "neighbour": make.coordinator(State.UZ),
            "office": make.secretariat(),
        }


def path_of_the_last(app: Flask) -> str:
    with app.app_context():
        uid = db.session.scalar(sa.select(PrivacyRequest.uid).order_by(PrivacyRequest.id.desc()).limit(1))
        db.session.rollback()
    return f"/requests/{uid}"


def test_a_correction_is_asked_answered_and_read(app: Flask, signed_in: SignedIn, people: dict[str, Account]) -> None:
    she, coordinator = signed_in(people["member"]), signed_in(people["coordinator"])
    assert "/members/me/data" in she.get("/members/me").text
    she.post(f"{DATA}/correction", {"wrong": "", "should_be": "Major"}, status=422)
    she.post(f"{DATA}/correction", {"wrong": "My rank of 2024", "should_be": "Major"})
    again = she.post(f"{DATA}/correction", {"wrong": "My rank", "should_be": "Major"}, status=422)
    assert "asked already" in again.text
    assert ">Waits<" in she.get(DATA).text
    path = path_of_the_last(app)
    for reader in (coordinator, signed_in(people["office"])):
        assert "1 waits for an answer" in reader.get("/").text
        assert path in reader.get("/requests").text
    signed_in(people["neighbour"]).get(path, status=404)
    assert "1 waits" not in signed_in(people["neighbour"]).get("/").text
    page = coordinator.get(path).text
    assert "My rank of 2024" in page
    version = re.search(r'name="version"[^>]*value="(\d+)"', page).group(1)
    form = {"version": version, "status": "declined", "answer": "Your order says Captain."}
    coordinator.post(path, {**form, "answer": ""}, status=422)
    coordinator.post(path, form)
    assert "Your order says Captain." in she.get(DATA).text
    assert "answered this already" in signed_in(people["office"]).post(path, form, status=422).text
    assert path not in coordinator.get("/requests").text
    assert path in coordinator.get("/requests?answered=1").text


def test_leaving_is_the_secretariats_alone_and_says_before_what_it_means(
    app: Flask, signed_in: SignedIn, people: dict[str, Account]
) -> None:
    she = signed_in(people["member"])
    page = she.get(f"{DATA}/leaving").text
    assert "What goes" in page
    assert "as counts" in page
    she.post(f"{DATA}/leaving", {"wrong": ""}, status=422)
    she.post(f"{DATA}/leaving", {"understood": "y", "wrong": "I retire"})
    path = path_of_the_last(app)
    signed_in(people["coordinator"]).get(path, status=404)
    page = signed_in(people["office"]).get(path).text
    assert "I retire" in page
    assert "/erase" in page


def test_the_letter_says_only_that_something_waits(mailing: Flask, mail_server: MailServer) -> None:
    with mailing.app_context():
        she = make.member_account(make.member(State.KG))
        coordinator = make.coordinator(State.KG, language=Language.ENGLISH)
    Visitor(mailing).sign_in(she).post(f"{DATA}/correction", {"wrong": "My rank", "should_be": "Major"})
    with mailing.app_context():
        deliver()
    [letter] = mail_server.received
    assert letter["To"] == coordinator.email
    assert letter["Subject"] == "Something waits for you"
    assert not re.search("rank|Major|Токтосунова|correction|data", letter.get_content())


def test_she_downloads_all_that_is_held(app: Flask, signed_in: SignedIn, canary: Canary) -> None:
    she = signed_in(canary.account)
    answer = she.post(f"{DATA}/download", {"format": "json"}, status=200)
    held = json.loads(answer.text)
    assert held["person"][0]["family"] == NAMES[0]
    assert held["person"][0]["phone"] == PHONE
    assert held["posts"][0]["rank"] == RANK
    assert held["marks"][0]["status"] == "present"
    assert held["requests"][0]["should_be"] == PHONE
    assert {one["factor"] for one in held["factors"]} == {"passkey"}
    assert any("A member was added" in one["event"] for one in held["trail"])
    assert any(NAMES[0] in value for one in held["trail"] for value in one["values"])
    assert not re.search("hash|argon2|credential|public_key", answer.text)
    assert "Other" not in json.dumps(held["trail"])  # what the trail says of others
    assert answer.headers["Cache-Control"] == "no-store"
    office = signed_in(canary.office)
    assert "downloaded what is held of her" in office.get("/audit").text


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_pdf_is_in_her_language(app: Flask, signed_in: SignedIn, canary: Canary, language: str) -> None:
    she = signed_in(canary.account)
    with she.client.session_transaction(**she.base) as session:
        session["language"] = language
    answer = she.post(f"{DATA}/download", {"format": "pdf"}, status=200)
    (path := app.config["SETTINGS"].instance / "held.pdf").write_bytes(answer.data)
    text = " ".join(page.extract_text() for page in PdfReader(path).pages)
    assert NAMES[0] in text
    assert EMAIL in text
    assert ("Family name" if language == "en" else "Фамилия") in text
    assert not list((app.config["SETTINGS"].instance / "tmp").iterdir())


def test_of_a_shielded_member_only_whoever_may_know_her_reads_it(
    app: Flask, signed_in: SignedIn, people: dict[str, Account]
) -> None:
    signed_in(people["member"]).post(f"{DATA}/correction", {"wrong": "My rank", "should_be": "Major"})
    path = path_of_the_last(app)
    with app.app_context():
        shields.shield(people["member"].member_id, None, why="Threatened", by=Operator())
    signed_in(people["coordinator"]).get(path, status=404)
    assert path not in signed_in(people["coordinator"]).get("/requests").text
    office = signed_in(people["office"])
    for page in (office.get("/requests").text, office.get(path).text):
        assert path in page
        assert "Токтосунова" not in page
        assert "Toktosunova" not in page
