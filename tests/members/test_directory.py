"""The directory shows who opened herself to the reader, and no more people a day than one person looks at."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from network.accounts.models import Account
from network.audit.events import Event
from network.audit.models import AuditEntry
from network.clock import now
from network.database import db
from network.mail.models import Letter
from network.members.consents import Photo
from network.vocabulary import Audience, LetterKind, Opened, Standing, State
from tests import factories as make
from tests.statements import counted
from tests.visitor import Visitor

#: The addresses of people, as a script finds them in a page.
ENTRY, PHOTO = re.compile(r"/members/directory/([\w-]{16,})"), re.compile(r"/members/photos/([\w-]{16,})")
SignedIn = Callable[[Account], Visitor]


def people(text: str) -> list[str]:
    return re.findall(r'class="person-own"><a [^>]*>([^<]+)<', text)


def test_nobody_is_in_it_but_members_who_opened_themselves_to_the_reader(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        service = make.agency(State.KG)
        seen = make.opened(make.member(State.KG, "Асанова", "Айгүл", family_latin="Asanova", email="a@example.org"))
        make.affiliation(seen, service, rank="Майор", position="Inspector")
        make.opened(make.member(State.KG, "Бакиева", family_latin="Bakieva"), Audience.STATE)
        make.member(State.KG, "Закрытова", family_latin="Zakrytova")
        make.opened(make.member(State.KG, "Прежняя", family_latin="Prezhnyaya", standing=Standing.FORMER))
        make.opened(make.member(State.KG, "Гостья", family_latin="Gostya", standing=Standing.GUEST, number=None))
        reader = signed_in(make.member_account(make.member(State.UZ, "Yusupova", family_latin="Yusupova")))
        sister = signed_in(make.member_account(make.member(State.KG, "Эргешова", family_latin="Ergeshova")))
        office = signed_in(make.secretariat())
        guest = signed_in(make.account())
    for visitor, expected in (
        (reader, ["Асанова Айгүл"]),
        (office, ["Асанова Айгүл"]),
        (sister, ["Асанова Айгүл", "Бакиева Айгүл"]),
    ):
        assert people(visitor.get("/members/directory").text) == expected
    page = reader.get("/members/directory").text
    for shown in ("Asanova Aigul", "State Border Service", "Майор", ">KG<"):
        assert shown in page
    assert "a@example.org" not in page
    assert not re.search(r"/members/\d", page)
    assert people(reader.get("/members/directory?q=asan&state=KG").text) == ["Асанова Айгүл"]
    for narrowed in ("q=bakie", "q=zakry", "state=KZ", "q=prezh", "q=gost"):
        assert people(reader.get(f"/members/directory?{narrowed}").text) == []
    guest.get("/members/directory", 403)


def test_who_is_shielded_is_not_in_it_whatever_she_decided(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        hidden = make.opened(make.member(State.KG, "Скрытая", shield_code="KG-S7"), Audience.NETWORK, Opened.PHOTO)
        portrait = make.photo(hidden)
        office = signed_in(make.secretariat())
    assert people(office.get("/members/directory").text) == []
    office.get(f"/members/directory/{hidden.uid}", 404)
    office.get(f"/members/photos/{portrait.uid}", 404)


def test_it_is_silent_on_what_she_was_called_and_on_her_number(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        who = make.opened(make.member(State.KG, "Асанова", "Айгүл", family_latin="Asanova"))
        make.previous_name(who, "Прежняева")
        make.opened(make.member(State.KG, "Прежняева", "Бибигуль", family_latin="", given_latin=""))
        reader = signed_in(make.member_account(make.member(State.UZ, "Yusupova", family_latin="Yusupova")))
    for typed in ("Прежняева", "Айгүл Прежняева", "Айгүл Прежнаева", "Айгүл жняев", who.number, f"Айгүл {who.number}"):
        page = reader.get(f"/members/directory?q={typed}").text
        assert "Асанова Айгүл" not in people(page), typed
        assert "formerly" not in page


def test_empty_it_says_why(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        reader = signed_in(make.member_account(make.member()))
    assert "Nobody has opened her entry yet" in reader.get("/members/directory").text


def test_it_costs_no_more_statements_for_more_people(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        reader = signed_in(make.secretariat())

        def add() -> None:
            who = make.opened(make.member(phone="+996 555 000 111"), Audience.NETWORK, *list(Opened)[1:])
            make.photo(who)

        add()
        db.session.rollback()
    reader.get("/members/directory")  # the first of a day settles whose post has ended
    found = []
    for more in (0, 4):
        with app.app_context():
            for _ in range(more):
                add()
        for path in ("/members/directory", "/members/directory?q=tok"):
            with counted(app) as statements:
                reader.get(path)
            found.append(len(statements))
    assert found[:2] == found[2:]
    assert max(found) <= 8


LIMIT, OPENED = 30, 45


@pytest.fixture
def crowded(new_app: Callable[..., Flask]) -> Flask:
    """More people than one may look at in a day."""
    app = new_app(directory_daily=LIMIT, smtp_url="smtp://localhost:9", mail_from="office@example.org")
    with app.app_context():
        for n in range(OPENED):
            state = list(State)[n % 5]
            who = make.opened(
                make.member(state, f"Family{n:02d}", family_latin=f"Family{n:02d}"), Audience.NETWORK, Opened.PHOTO
            )
            make.photo(who)
    return app


def _crawl(visitor: Visitor) -> Iterator[tuple[int, str]]:
    """Each list, search, state, entry and photo that a script would try."""
    todo = ["/members/directory", "/members/directory?end=1"]
    todo += [f"/members/directory?state={state}" for state in State]
    todo += [f"/members/directory?q=family{n}" for n in range(7)] + ["/members/directory?q=a", "/members/directory?q=f"]
    tried: set[str] = set()
    while todo:
        path = todo.pop(0)
        if path in tried:
            continue
        tried.add(path)
        answer = visitor.client.get(path, **visitor.base)
        text = answer.get_data().decode()
        yield answer.status_code, text
        todo += [link.replace("&amp;", "&") for link in re.findall(r'href="(/members/directory\?[^"]+)"', text)]
        todo += [f"/members/directory/{uid}" for uid in ENTRY.findall(text)]


def test_a_script_that_turns_every_page_stops_at_the_limit(crowded: Flask) -> None:
    with crowded.app_context():
        thief = make.member_account(make.member(State.KG))
        office = make.secretariat(email="office@example.org")
        honest = make.member_account(make.member(State.KG))
        photos = list(db.session.scalars(sa.select(Photo.uid)))
        entries = list(db.session.scalars(sa.select(make.Member.uid).where(make.Member.family_latin.like("Family%"))))
        db.session.rollback()
    visitor = Visitor(crowded).sign_in(thief)
    got: set[str] = set()
    refused = 0
    for status, text in _crawl(visitor):
        assert status in (200, 429)
        refused += status == 429
        if status == 429:
            assert "You have looked at as many people today" in text
            assert "Write to the secretariat" in text
            assert not ENTRY.search(text)
        got |= set(ENTRY.findall(text))
    assert refused > 5
    # Who knows the addresses gets no further by them, a photo or an entry at a time.
    by_photo = sum(visitor.client.get(f"/members/photos/{uid}", **visitor.base).status_code == 200 for uid in photos)
    by_entry = sum(
        visitor.client.get(f"/members/directory/{uid}", **visitor.base).status_code == 200 for uid in entries
    )
    assert len(got) <= by_photo == by_entry == LIMIT
    with crowded.app_context():
        alerts = db.session.scalars(
            sa.select(AuditEntry).where(AuditEntry.event == Event.DIRECTORY_LIMIT_REACHED)
        ).all()
        assert [one.account_id for one in alerts] == [thief.id]
        letters = db.session.scalars(sa.select(Letter)).all()
        assert [(one.kind, one.to) for one in letters] == [(LetterKind.NOTICE, office.email)]
        db.session.rollback()
    # Whom she saw she sees again; others are free to look; tomorrow she is too.
    visitor.get(f"/members/directory/{next(iter(got))}")
    Visitor(crowded).sign_in(honest).get("/members/directory")
    with time_machine.travel(now() + timedelta(days=1)):
        Visitor(crowded).sign_in(thief).get("/members/directory?end=1")


def test_requests_at_once_get_no_more_together(crowded: Flask, in_parallel: Callable[..., list[int]]) -> None:
    with crowded.app_context():
        account = make.member_account(make.member(State.KG))
        entries = list(db.session.scalars(sa.select(make.Member.uid).where(make.Member.family_latin.like("Family%"))))
        db.session.rollback()
    visitors = [Visitor(crowded).sign_in(account) for _ in range(4)]

    def ask(n: int) -> int:
        mine = entries[n::4]
        return sum(
            visitors[n].client.get(f"/members/directory/{uid}", **visitors[n].base).status_code == 200 for uid in mine
        )

    assert sum(in_parallel(ask, 4)) == LIMIT


def test_she_reads_how_many_looked_at_her_entry(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        who = make.opened(make.member())
        her = signed_in(make.member_account(who))
        readers = [signed_in(make.member_account(make.member(State.UZ))) for _ in range(2)]
    her.get("/members/directory")
    for reader in readers:
        reader.get("/members/directory")
        reader.get(f"/members/directory/{who.uid}")
    page = her.get("/members/me/visibility").text
    assert "In the last 30 days 2 people looked at your entry." in page
