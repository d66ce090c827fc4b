"""The one-time link as a letter on paper: what stands on it, in which language, and that it is nowhere afterwards."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import html5lib
import segno
import time_machine
from flask import Flask

from network.accounts.models import Account
from network.accounts.paper import qr_code
from network.database import db
from network.vocabulary import State
from tests import factories as make
from tests.visitor import Visitor

SignIn = Callable[[Account], Visitor]


def papers(page: str) -> list[tuple[str, bool, str]]:
    """Language, whether it is open, and the words of each letter on the page."""
    one = r'<details class="paper-fold"[^>]*?( open)?>.*?<article[^>]* lang="(\w+)">(.*?)</article>'
    found = re.findall(one, page, re.S)
    return [
        (language, bool(is_open), unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", body))))
        for is_open, language, body in found
    ]


def squares(svg: str) -> list[list[int]]:
    """What a camera sees: the modules of the drawing, row by row. It is one path of horizontal strokes."""
    size = int(re.search(r'viewBox="0 0 (\d+) \1"', svg)[1])  # type: ignore[index]
    rows = [[0] * size for _ in range(size)]
    path = re.search(r' d="([^"]+)"', svg)[1]  # type: ignore[index]
    x = y = 0.0
    for kind, first, second in re.findall(r"([Mmh])(-?[\d.]+)(?: ?(-?[\d.]+))?", path):
        if kind == "h":
            for at in range(int(x), int(x) + int(first)):
                rows[int(y)][at] = 1
            x += int(first)
        elif kind == "M":
            x, y = float(first), float(second)
        else:
            x, y = x + float(first), y + float(second or 0)
    return [row[4:-4] for row in rows[4:-4]]


def test_the_square_leads_to_the_link(app: Flask, signed_in: SignIn) -> None:
    with app.app_context():
        who, coordinator = make.member(State.KG), make.coordinator(State.KG)
    page = signed_in(coordinator).post(f"/members/{who.uid}/invite", status=200).text
    shown = re.search(r'class="secret-link"><code>([^<]+)</code>', page)[1]  # type: ignore[index]
    drawn = re.findall(r'<svg[^>]*class="qr">.*?</svg>', page)
    assert len(drawn) == 2
    for svg in drawn:
        assert squares(svg) == [list(row) for row in segno.make(shown, error="m", micro=False).matrix]
    assert squares(qr_code(shown + "x")) != squares(qr_code(shown))
    # What is typed off the paper is the same address.
    typed = re.findall(r'<p class="paper-address"[^>]*>(.*?)</p>', page)
    assert [re.sub(r"<[^>]+>", "", one) for one in typed] == [shown, shown]
    Visitor(app).get(shown.removeprefix("http://localhost"))


def test_it_says_who_what_until_when_and_whom_to_ask_in_both_languages(app: Flask, signed_in: SignIn) -> None:
    with app.app_context():
        who = make.member(State.KG, "Асанова", "Айдана", number="KG-4711")
        make.member_account(who, language="ru", email="aidana@example.org")
        coordinator = make.coordinator(State.KG, name="Бермет Алиева", email="bermet@example.org")
    with time_machine.travel("2026-11-25T20:30:00Z", tick=False):
        page = signed_in(coordinator).post(f"/members/{who.uid}/invite", status=200).text
    (first, first_open, russian), (second, second_open, english) = papers(page)
    assert (first, first_open, second, second_open) == ("ru", True, "en", False)
    for letter in (russian, english):
        for fact in ("Айдана", "KG-4711", "http://localhost/", "Бермет Алиева", "bermet@example.org"):
            assert fact in letter
        for telling in ("Kyrgyz", "Women", "oordinator", "gency", "OSCE"):
            assert telling not in letter
    assert "Once, until 27 November 2026, 02:30, Bishkek (UTC+06:00)." in english
    assert f"Good day, {who.name}." in english
    assert "27 ноября 2026, 02:30" in russian


def test_without_a_language_of_her_own_it_begins_with_the_page_s(app: Flask, signed_in: SignIn) -> None:
    with app.app_context():
        office = make.secretariat(language="ru")
    data = {"name": "<script>alert(1)</script>", "email": "j@example.org", "role": "secretariat", "state": ""}
    page = signed_in(office).post("/accounts/invite", data, status=200).text
    assert [one[:2] for one in papers(page)] == [("ru", True), ("en", False)]
    assert "<script>alert" not in page


def test_the_page_keeps_to_its_policy_and_asks_nobody(app: Flask, signed_in: SignIn) -> None:
    with app.app_context():
        office = make.secretariat()
    data = {"name": "Асель", "email": "j@example.org", "role": "secretariat", "state": ""}
    answer = signed_in(office).post("/accounts/invite", data, status=200)
    assert "style=" not in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    document = parser.parse(answer.text)
    assert not parser.errors
    assert len(list(document.iter("h1"))) == 1
    for name in ("src", "href", "action"):
        assert not [one for one in document.iter() if (one.get(name) or "/").startswith(("http", "//"))]
    assert "data:" not in answer.text


def test_nothing_of_it_is_kept(app: Flask, signed_in: SignIn) -> None:
    with app.app_context():
        who, coordinator = make.member(State.KG), make.coordinator(State.KG)
    visitor = signed_in(coordinator)
    page = visitor.post(f"/members/{who.uid}/invite", status=200).text
    token = re.search(r"/invitation/([\w-]{43})<", page)[1]  # type: ignore[index]
    assert token not in visitor.get(f"/members/{who.uid}").text
    with app.app_context():
        rows: list[Any] = [db.session.execute(db.select(table)).all() for table in db.metadata.tables.values()]
        assert token not in repr(rows)
        db.session.rollback()
