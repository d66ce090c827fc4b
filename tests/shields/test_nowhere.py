"""Whoever may not know a shielded member finds her name on no page and in no file, however she looks."""

import io
import zipfile
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from pypdf import PdfReader
from werkzeug.test import TestResponse

from network.accounts.models import Account
from network.audit.events import Event
from network.audit.models import AuditEntry
from network.audit.persons import recorded
from network.clock import now
from network.database import db
from network.participation.columns import CATALOGUE
from network.participation.models import Participation
from network.vocabulary import ExportFormat, MarkStatus, State
from tests import factories as make
from tests.shields.canary import Canary, canary, heard, put_on
from tests.visitor import Visitor
from tests.world import World, build

SignIn = Callable[[Account], Visitor]
#: None of them may know the canary of either state. "other" coordinates the state of the second.
STRANGERS = ("member", "coordinator", "other", "assigned")


@pytest.fixture
def world(app: Flask) -> World:
    """The world of the other whole-product tests, with a canary on every list of both states."""
    world = build(app)
    with app.app_context():
        world.accounts["other"] = make.coordinator(State.UZ, name="Other")
        world.accounts["named"] = make.coordinator(State.KG, name="Named")
        birds = {
            "own": canary(State.KG, "S-CANKG", world.accounts["named"]),
            "other": canary(State.UZ, "S-CANUZ"),
        }
        for variant, facts in list(world.arguments.items()):
            bird = birds[variant.partition(" ")[0]]
            part = put_on(bird, facts["training_id"])
            if "draft" not in variant:
                make.mark(Participation(id=part), facts["session_id"], world.accounts["secretariat"], MarkStatus.LATE)
            hers = {"member_uid": bird.member.uid, "participation_id": part, "agency_id": bird.agency.id}
            hers["privacy_request_uid"] = bird.request_uid
            world.arguments[f"{variant} shielded"] = {**facts, **hers}
        world.birds = birds  # type: ignore[attr-defined]
    return world


@pytest.fixture
def later() -> Iterator[None]:
    """A week on: no training of the world has a session on the day."""
    with time_machine.travel(now() + timedelta(days=7)):
        yield


def said(answer: TestResponse) -> str:
    """The words of an answer. A workbook or a drawing is unpacked, so that what lies in it is heard too."""
    content = answer.get_data()
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    return content.decode("utf-8", "replace")


def addresses(app: Flask, world: World) -> Iterator[str]:
    """Every page, of every record; and the ways in which somebody looks for one."""
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and rule.endpoint != "static":
            yield from {world.fill(rule, variant) for variant in (world.arguments if rule.arguments else [""])}
    for variant, bird in world.birds.items():  # type: ignore[attr-defined]
        training = world.arguments[variant]["training_id"]
        for text in ("Kanar", "канария", f"{bird.member.state}-7777", "7777"):
            yield f"/members/?q={text}"
            yield f"/members/suggest?q={text}"
            yield f"/trainings/{training}/participants/suggest?q={text}"
        every = "".join(f"&column={column.key}" for column in CATALOGUE if column.key != "number")
        yield f"/lists?training={training}{every}"
        yield f"/trainings/{training}/participants/?removed=1"
        yield f"/trainings/{training}/attendance?state={bird.member.state}"


@pytest.mark.parametrize("role", STRANGERS)
def test_no_page_says_her_name(app: Flask, signed_in: SignIn, world: World, later: None, role: str) -> None:
    visitor, told, codes = signed_in(world.accounts[role]), [], 0
    for path in addresses(app, world):
        answer = visitor.client.get(path, **visitor.base)
        if "Q=" in path.upper():
            text = said(answer).replace(path.partition("q=")[2], "")  # what was typed stays in its field
            told += [f"{path}: {word}" for word in heard(text) if word.lower() not in path.lower()]
        else:
            told += [f"{path}: {word}" for word in heard(said(answer))]
        codes += "S-CAN" in said(answer)
        answer.close()
    assert not told, "\n".join(told[:30])
    assert codes or role == "member", "she stands on lists as a code"


def test_nor_does_a_filter_an_agency_or_a_warning_tell_of_her(
    app: Flask, signed_in: SignIn, world: World, later: None
) -> None:
    bird: Canary = world.birds["own"]  # type: ignore[attr-defined]
    visitor, training = signed_in(world.accounts["coordinator"]), world.arguments["own"]["training_id"]

    members = visitor.get("/members/").text
    assert "S-CANKG" in members
    assert f"/members/{bird.member.uid}" not in members
    for narrowed in ("q=S-CAN", f"agency={bird.agency.id}", "kind=penitentiary", "standing=member", "unplaced=1"):
        assert "S-CANKG" not in visitor.get(f"/members/?{narrowed}").text.replace('value="S-CAN', ""), narrowed
    assert "S-CANKG" not in visitor.get(f"/trainings/{training}/participants/?kind=penitentiary").text
    assert "S-CANKG" not in visitor.get(f"/lists?training={training}&agency={bird.agency.id}").text
    assert "S-CANKG" in visitor.get(f"/trainings/{training}/participants/?state=KG").text
    visitor.get(f"/members/{bird.member.uid}", status=404)
    part = world.arguments["own shielded"]["participation_id"]
    visitor.get(f"/trainings/{training}/participants/{part}/remove", status=403)
    visitor.post(f"/members/{bird.member.uid}/invite", status=404)

    person = {"state": "KG", "family": bird.member.family, "given": bird.member.given, "sex": "female"}
    visitor.post("/members/new", person, status=303)  # no warning: it would tell of her
    warned = signed_in(world.accounts["named"]).post("/members/new", person, status=422).text
    assert bird.member.uid in warned


def words_of(content: bytes, word: ExportFormat) -> str:
    """What a file says, whatever its format."""
    if word is ExportFormat.XLSX:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return " ".join(archive.read(name).decode() for name in archive.namelist())
    if word is ExportFormat.PDF:
        return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return content.decode("utf-8-sig")


@pytest.mark.parametrize("word", ExportFormat)
def test_no_file_says_her_name_unless_it_is_asked_for_with_a_reason(
    app: Flask, signed_in: SignIn, world: World, later: None, word: ExportFormat
) -> None:
    trainings = "&".join(f"training={world.arguments[variant]['training_id']}" for variant in ("own", "other"))
    # A page of a PDF takes so many columns: what else there is, the other formats have.
    keys = [column.key for column in CATALOGUE if column.key != "number"]
    keys = ["state", "name", "family_latin", "given", "agency", "rank", "position"] if word == "pdf" else keys
    path = f"/lists?{trainings}" + "".join(f"&column={key}" for key in keys)
    terms = {"format": word.value, "language": "en", "purpose": "Hotel rooms", "recipient": "Hotel"}

    def taken(by: str, **more: str) -> str:
        answer = signed_in(world.accounts[by]).post(path, {**terms, **more}, status=200)
        content = answer.data
        answer.close()
        return words_of(content, word)

    asked = {"shielded": "y", "shielded_why": "The border asks for names"}
    for by in ("coordinator", "other", "assigned"):
        text = taken(by, **asked)  # whoever may not know her asks in vain
        assert not heard(text), by
        assert "S-CANKG" in text
        assert "S-CANUZ" in text
        assert "Quiet Office" not in text
    assert not heard(taken("secretariat"))
    named = taken("named", **asked)
    assert "KanareikinaKG" in named
    assert "KanareikinaUZ" not in named
    assert "S-CANUZ" in named
    office = signed_in(world.accounts["secretariat"])
    assert "Say why this list needs" in office.post(path, {**terms, "shielded": "y"}, status=422).text
    told = taken("secretariat", **asked)
    assert "KanareikinaKG" in told
    assert "KanareikinaUZ" in told
    assert "The border asks for names" in told or word in (ExportFormat.CSV, ExportFormat.JSON)
    with app.app_context():
        last = db.session.scalars(db.select(AuditEntry).order_by(AuditEntry.number.desc())).first()
        assert last.event == Event.LIST_EXPORTED
        assert recorded(last)["facts"] == {"shielded_why": "The border asks for names"}


def test_whoever_may_know_her_finds_her(app: Flask, signed_in: SignIn, world: World, later: None) -> None:
    training = world.arguments["own"]["training_id"]
    for role in ("named", "secretariat"):
        visitor = signed_in(world.accounts[role])
        assert "Канарейкина" in visitor.get("/members/?q=Kanar").text
        assert "Канарейкина" in visitor.get("/members/?q=KG-7777").text
        assert "Канарейкина" in visitor.get("/members/?q=S-CANKG").text, "the code of a list leads to her"
        for path in ("/participants/", "/attendance", ""):
            page = visitor.get(f"/trainings/{training}{path}").text
            assert "Канарейкина" in page, (role, path)
            assert "Shielded" in page, (role, path)
