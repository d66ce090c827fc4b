"""A member alone decides who sees her, and of what; it is dated, taken back at once, and her photo is hers."""

import json
import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from PIL import Image

from network.accounts.models import Account
from network.audit.changes import Operator, change
from network.audit.events import Event
from network.audit.models import AuditEntry
from network.audit.persons import recorded
from network.database import db
from network.files.models import StoredFile
from network.members import commands, deciding
from network.members.consents import Consent, DirectorySight, Photo
from network.members.models import Member
from network.vocabulary import Opened, Role, Standing, State
from tests import factories as make
from tests.files import photos
from tests.visitor import Visitor

SignedIn = Callable[[Account], Visitor]
MINE = "/members/me/visibility"
EVERYTHING = {"email": "y", "phone": "y", "portrait": "y"}


@pytest.fixture
def aigul(app: Flask) -> Member:
    with app.app_context():
        return make.member(
            State.KG, "Асанова", family_latin="Asanova", email="aigul@example.org", phone="+996 555 000 111"
        )


@pytest.fixture
def her(app: Flask, aigul: Member, signed_in: SignedIn) -> Visitor:
    with app.app_context():
        account = make.member_account(aigul)
    return signed_in(account)


def send(visitor: Visitor, content: bytes, status: int = 303) -> Any:
    return visitor.post("/members/me/photo", {"photo": (BytesIO(content), "me.jpg")}, status)


def count(app: Flask, model: Any) -> int:
    with app.app_context():
        found: int = db.session.scalar(sa.select(sa.func.count()).select_from(model))
        db.session.rollback()
        return found


def test_until_she_decides_nobody_sees_her_and_what_she_decides_is_dated_and_ends_at_once(
    app: Flask, her: Visitor, signed_in: SignedIn
) -> None:
    with app.app_context():
        reader = signed_in(make.member_account(make.member(State.UZ)))
    assert "Nobody sees you in the directory." in her.get(MINE).text
    assert "Асанова" not in reader.get("/members/directory?q=asanova&state=KG").text
    send(her, photos.photo())
    her.post(MINE, {"audience": "network", **EVERYTHING})
    page = reader.get("/members/directory?state=KG").text
    for shown in ("Асанова", "aigul@example.org", "+996 555 000 111", "/members/photos/"):
        assert shown in page
    her.post(MINE, {"audience": "network", "phone": "y"})
    page = reader.get("/members/directory?state=KG").text
    assert "+996 555 000 111" in page
    assert "aigul@example.org" not in page
    assert "/members/photos/" not in page
    assert "Close my entry at once" in her.get(MINE).text
    her.post(MINE, {"audience": "nobody", **EVERYTHING})
    assert "Асанова" not in reader.get("/members/directory?state=KG").text
    history = her.get(MINE).text
    assert len(re.findall(r"until \d+ \w+ 20\d\d, \d\d:\d\d", history)) == 4
    with app.app_context():
        kept = db.session.scalars(sa.select(Consent).order_by(Consent.id)).all()
        assert [one.what for one in kept] == list(Opened)
        assert all(one.ends_at and one.ends_at >= one.starts_at for one in kept)
        db.session.rollback()


def test_her_state_is_her_state(app: Flask, aigul: Member, her: Visitor, signed_in: SignedIn) -> None:
    her.post(MINE, {"audience": "state"})
    with app.app_context():
        near = [make.member_account(make.member(State.KG)), make.coordinator(State.KG)]
        far = [
            make.member_account(make.member(State.UZ)),
            make.coordinator(State.UZ),
            make.secretariat(),
            make.member_account(make.member(State.KG, standing=Standing.FORMER)),
        ]
    for accounts, status in ((near, 200), (far, 404)):
        for account in accounts:
            signed_in(account).get(f"/members/directory/{aigul.uid}", status)


def test_who_moves_to_another_state_is_not_open_to_its_people(app: Flask, aigul: Member, her: Visitor) -> None:
    her.post(MINE, {"audience": "state", **EVERYTHING})
    with app.app_context():
        person = commands.Person(State.UZ, aigul.family, aigul.given)
        commands.edit_member(aigul.id, 1, person, Standing.MEMBER, by=Operator())
        assert db.session.scalars(sa.select(Consent).where(Consent.ends_at.is_(None))).all() == []
        db.session.rollback()


def test_nobody_decides_for_another(app: Flask, aigul: Member, her: Visitor, signed_in: SignedIn) -> None:
    with app.app_context():
        others = [make.coordinator(State.KG), make.secretariat(), make.member_account(make.member(State.KG))]
    for account in others:
        mine = account.member_id is not None
        visitor = signed_in(account)
        more = {"audience": "network", "member_id": aigul.id, "member_uid": aigul.uid, "id": aigul.id}
        visitor.post(MINE, more, 303 if mine else 403)
        visitor.post(
            f"/members/me/photo?member_uid={aigul.uid}", {"photo": (BytesIO(photos.photo()), "x")}, 303 if mine else 403
        )
        # The forms with which others edit her record set nothing of it.
        if not mine:
            form = {"version": 1, "family": "Асанова", "state": "KG", "sex": "female", "standing": "member"}
            with app.app_context():
                form["version"] = db.session.get_one(Member, aigul.id).version
                db.session.rollback()
            visitor.post(
                f"/members/{aigul.uid}/edit", {**form, "audience": "network", "what": "directory", "portrait": "y"}
            )
    with app.app_context():
        assert db.session.scalars(sa.select(Consent).where(Consent.member_id == aigul.id)).all() == []
        assert db.session.scalars(sa.select(Photo).where(Photo.member_id == aigul.id)).all() == []
        db.session.rollback()


def test_her_photo_is_seen_by_those_to_whom_she_opened_it_and_by_nobody_else(
    app: Flask, aigul: Member, her: Visitor, signed_in: SignedIn
) -> None:
    send(her, photos.with_place())
    with app.app_context():
        uid = db.session.scalars(sa.select(Photo.uid)).one()
        db.session.rollback()
        office, coordinator = signed_in(make.secretariat()), signed_in(make.coordinator(State.KG))
        colleague = signed_in(make.member_account(make.member(State.KG)))
    path = f"/members/photos/{uid}"
    answer = her.get(path)
    assert answer.mimetype == "image/jpeg"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert Image.open(BytesIO(answer.data), formats=["JPEG"]).size == (512, 512)
    assert photos.PLACE not in answer.data
    for visitor in (office, coordinator, colleague):
        visitor.get(path, 404)
    her.post(MINE, {"audience": "network"})
    for visitor in (office, coordinator, colleague):
        visitor.get(path, 404)
    her.post(MINE, {"audience": "state", "portrait": "y"})
    office.get(path, 404)
    coordinator.get(path)
    colleague.get(path)
    # Another one has another address; deleted, it is gone from the database too.
    send(her, photos.photo("PNG"))
    her.get(path, 404)
    assert count(app, StoredFile) == 1
    her.post("/members/me/photo/remove")
    assert count(app, StoredFile) == count(app, Photo) == 0
    colleague.get(path, 404)


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        (photos.bomb(), "too many pixels"),
        (photos.SVG, "JPEG, PNG or WebP file"),
        (photos.animation(), "JPEG, PNG or WebP file"),
        (photos.photo()[:2000], "damaged"),
        (b"\xff\xd8" + bytes(5 * 1024 * 1024), "larger than 5 MB"),
        (b"", "Choose a photo first"),
    ],
    ids=["bomb", "svg", "gif", "cut", "heavy", "none"],
)
def test_a_hostile_photo_gets_a_sentence_beside_the_field_and_leaves_nothing(
    app: Flask, her: Visitor, sent: bytes, sentence: str
) -> None:
    page = send(her, sent, 422).text
    assert re.search(rf'id="photo-error">.*{sentence}', page)
    assert "<title>Error:" in page
    assert count(app, StoredFile) == count(app, Photo) == 0


def test_the_trail_tells_the_decision_and_nothing_of_the_face(app: Flask, aigul: Member, her: Visitor) -> None:
    send(her, photos.photo())
    her.post(MINE, {"audience": "network", "portrait": "y"})
    her.post(MINE, {"audience": "network", "portrait": "y"})  # the same again is no decision
    with app.app_context():
        held = db.session.scalars(sa.select(StoredFile.sha256)).one()
        entries = db.session.scalars(
            sa.select(AuditEntry)
            .where(AuditEntry.event.in_([Event.CONSENT_DECIDED, Event.PHOTO_ADDED]))
            .order_by(AuditEntry.number)
        ).all()
        assert [one.event for one in entries] == [Event.PHOTO_ADDED, Event.CONSENT_DECIDED]
        assert {one.subject for one in entries} == {f"member:{aigul.id}"}
        said = [row["added"] for row in recorded(entries[1])["rows"]]
        assert {(one["what"], one["audience"]) for one in said} == {("directory", "network"), ("photo", "network")}
        whole = json.dumps(recorded(entries[0]))
        assert held not in whole
        assert '"content": "\\u2026"' in whole or "content" not in whole
        assert all(len(one.what) < 1000 for one in entries)
        db.session.rollback()


def test_what_is_forgotten_is_gone(app: Flask, aigul: Member, her: Visitor, signed_in: SignedIn) -> None:
    send(her, photos.photo())
    her.post(MINE, {"audience": "network", **EVERYTHING})
    with app.app_context():
        reader = signed_in(make.account((Role.SECRETARIAT, None)))
    reader.get(f"/members/directory/{aigul.uid}")
    assert count(app, DirectorySight) == 1
    with app.app_context():
        with change(Event.MEMBER_EDITED, by=Operator()):
            deciding.forget(aigul.id)
        assert db.session.scalars(sa.select(Consent).where(Consent.ends_at.is_(None))).all() == []
        db.session.rollback()
    assert count(app, StoredFile) == count(app, Photo) == count(app, DirectorySight) == 0
    reader.get(f"/members/directory/{aigul.uid}", 404)
