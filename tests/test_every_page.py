"""Every GET as every role: valid HTML, one h1, a title, no duplicate id, every label, no missing translation mark."""

import re
from collections import Counter
from collections.abc import Callable

import html5lib
import pytest
from flask import Flask

from network.accounts.models import Account
from tests.visitor import Visitor
from tests.world import build

#: Errors of html5lib that are none: it does not know SVG's or ARIA's newer attributes.
_TOLERATED = {"expected-doctype-but-got-end-tag"}


def _faults(path: str, text: str) -> list[str]:
    parser = html5lib.HTMLParser(strict=False, namespaceHTMLElements=False)
    document = parser.parse(text)
    faults = [f"{code} at {position}" for position, code, _ in parser.errors if code not in _TOLERATED]
    for tag in ("h1", "title", "main"):
        if len(list(document.iter(tag))) != 1:
            faults.append(f"{len(list(document.iter(tag)))} × {tag}")
    ids = Counter(element.get("id") for element in document.iter() if element.get("id"))
    faults += [f"id {name} {count} times" for name, count in ids.items() if count > 1]
    labelled = {element.get("for") for element in document.iter("label")}
    for tag in ("input", "select", "textarea"):
        for element in document.iter(tag):
            if element.get("type") in ("hidden", "submit"):
                continue
            if element.get("id") not in labelled and not (element.get("aria-label") or element.get("aria-labelledby")):
                faults.append(f"{tag} {element.get('name')} has no label")
    for element in document.iter("img"):
        if element.get("alt") is None:
            faults.append(f"img {element.get('src')} has no alt")
    described = " ".join(e.get("aria-describedby") or "" for e in document.iter() if isinstance(e.tag, str)).split()
    faults += [f"aria-describedby names {name}, which is not there" for name in described if name not in ids]
    if "style=" in text:
        faults.append("an inline style")
    return [f"{path}: {fault}" for fault in faults]


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("role", ["stranger", "member", "coordinator", "assigned", "secretariat"])
def test_every_page_is_sound(app: Flask, signed_in: Callable[[Account], Visitor], role: str, language: str) -> None:
    world = build(app)
    visitor = Visitor(app) if role == "stranger" else signed_in(world.accounts[role])
    with visitor.client.session_transaction(**visitor.base) as session:
        session["language"] = language
    faults, seen = [], 0
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint == "static":
            continue
        for variant in world.variants(rule):
            path = world.fill(rule, variant)
            answer = visitor.client.get(path, **visitor.base)
            assert answer.status_code in (200, 303, 400, 403, 404), f"{path}: {answer.status}"
            if answer.mimetype == "text/html" and answer.status_code != 303:
                seen += 1
                faults += _faults(path, answer.text)
                if language == "ru" and answer.status_code == 200:
                    assert '<html lang="ru"' in answer.text
                    # A date's own full stop would meet that of its sentence: "2026 г..".
                    faults += [f"{path}: {found}" for found in re.findall(r"\d{4}\s*г\.", answer.text)]
            answer.close()
    assert seen > 5
    assert not faults, "\n".join(faults[:30])
