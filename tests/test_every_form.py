"""Every form as whoever has it: junk in each field gets a sentence in the reader's language, never a broken page."""

import re
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any
from urllib.parse import urljoin, urlsplit

import html5lib
import pytest
from flask import Flask

from network.accounts.models import Account
from tests.visitor import Visitor
from tests.world import build

SignedIn = Callable[[Account], Visitor]

#: In the place of whatever a field was made for: a word that is none, numbers that no row has, none at all, markup.
JUNK = ("-1", "9" * 40, "\u202e\x00<b>" + "ʻ" * 201, "2026-02-30", "")
#: Sentences of the library under the forms: it has its own, in English, for what was not foreseen.
LIBRARY = re.compile(r"Not a valid|Invalid (?:Choice|input|value)|could not coerce|This field is required|must be at")

Form = tuple[str, dict[str, str]]


def _forms(address: str, text: str) -> Iterator[Form]:
    """Where each form of a page is posted to, and what it carries as it was opened."""
    document = html5lib.HTMLParser(namespaceHTMLElements=False).parse(text)
    for form in document.iter("form"):
        if (form.get("method") or "get").lower() != "post":
            continue
        fields = {
            field.get("name"): field.get("value") or ""
            for tag in ("input", "select", "textarea", "button")
            for field in form.iter(tag)
            if field.get("name") and field.get("name") != "csrf_token"
        }
        yield urlsplit(urljoin(address, form.get("action") or address)).path, fields


def _pages(app: Flask, visitor: Visitor, world: Any) -> dict[str, Form]:
    """Every form that the visitor is shown, by address and fields, each once."""
    found: dict[str, Form] = {}
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint == "static":
            continue
        path = world.fill(rule, world.variants(rule)[0])
        answer = visitor.client.get(path, **visitor.base)
        if answer.mimetype == "text/html" and answer.status_code == 200:
            for address, fields in _forms(path, answer.text):
                if "sign-out" not in address:
                    found.setdefault(f"{address} {sorted(fields)}", (address, fields))
        answer.close()
    return found


def _sound(answer: Any, what: str) -> None:
    assert answer.status_code < 500, f"{what}: {answer.status}"
    if answer.mimetype == "text/html" and answer.status_code != 303:
        assert (said := LIBRARY.search(answer.text)) is None, f"{what}: {said}"
    answer.close()


@pytest.mark.parametrize("role", ["stranger", "member", "coordinator", "secretariat"])
def test_junk_in_a_form_gets_a_sentence(app: Flask, signed_in: SignedIn, role: str) -> None:
    world = build(app)

    def arrive() -> Visitor:
        return Visitor(app) if role == "stranger" else signed_in(world.accounts[role])

    forms = _pages(app, arrive(), world)
    assert len(forms) >= (1 if role == "stranger" else 3)
    for number, (address, fields) in enumerate(forms.values()):
        visitor = arrive()  # whatever form it is may have ended the sign-in
        for junk in JUNK:
            _sound(
                visitor.client.post(
                    address, data={"csrf_token": visitor.token(), **dict.fromkeys(fields, junk)}, **visitor.base
                ),
                f"{role} {address} {junk!r}",
            )
        # One wrong field beside right ones: what stands behind the others is reached too.
        for name in list(fields)[:15]:
            junk = JUNK[number % 3]
            _sound(
                visitor.client.post(
                    address, data={**fields, name: junk, "csrf_token": visitor.token()}, **visitor.base
                ),
                f"{role} {address} {name}={junk!r}",
            )
        files = {name: (BytesIO(b"\x89PNG"), "a.png") for name in fields}
        _sound(
            visitor.client.post(address, data={"csrf_token": visitor.token(), **files}, **visitor.base),
            f"{role} {address} with files",
        )
        for body in ([], {name: {} for name in fields}):
            _sound(
                visitor.client.post(address, json=body, headers={"X-CSRFToken": visitor.token()}, **visitor.base),
                f"{role} {address} with JSON {body!r}",
            )


@pytest.mark.parametrize("role", ["member", "coordinator", "secretariat"])
def test_junk_in_an_address_gets_a_page(app: Flask, signed_in: SignedIn, role: str) -> None:
    world = build(app)
    visitor = signed_in(world.accounts[role])
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint == "static":
            continue
        path = world.fill(rule, world.variants(rule)[0])
        answer = visitor.client.get(path, **visitor.base)
        text = answer.text if answer.mimetype == "text/html" else ""
        names = {*re.findall(r'name="([\w-]+)"', text), "q", "page", "after", "before", "month", "next", "version"}
        for junk in JUNK[:3]:
            query = {name: [junk, junk] for name in names - {"csrf_token"}}
            _sound(visitor.client.get(path, query_string=query, **visitor.base), f"{role} {path} {junk!r}")
