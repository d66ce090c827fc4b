"""The forms of every page as a person would send them: each field with a value that its form takes."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

import html5lib
from flask import Flask

from tests.visitor import Visitor

#: What is typed where a page left a field empty, by its type.
_TYPED = {"email": "somebody@example.org", "date": "2030-05-01", "time": "10:00", "number": "5", "tel": "+996555123456"}
#: Signing out, and whatever else would end the visit.
_ENDS = ("sign-out",)


@dataclass(frozen=True)
class Sent:
    """A form: where it goes, what it sends, which fields hold free text, and all names that it has a field for."""

    address: str
    fields: dict[str, list[str]]
    texts: tuple[str, ...]
    names: frozenset[str]

    @property
    def key(self) -> str:
        """What makes it the same form on another page."""
        return f"{self.address} {sorted(self.fields)}"


def forms_of(address: str, html: str) -> Iterator[Sent]:
    """Every form of the page that is posted."""
    document = html5lib.HTMLParser(namespaceHTMLElements=False).parse(html)
    for form in document.iter("form"):
        path = urlsplit(urljoin(address, form.get("action") or address)).path
        if (form.get("method") or "get").lower() != "post" or any(word in path for word in _ENDS):
            continue
        fields: dict[str, list[str]] = {}
        texts, names = [], set()
        for element in form.iter():
            name = element.get("name") if isinstance(element.tag, str) else None
            if not name or name == "csrf_token":
                continue
            names.add(name)
            kind = element.get("type") or "text"
            if element.tag == "textarea":
                fields.setdefault(name, []).append("".join(element.itertext()).strip() or "Some text")
                texts.append(name)
            elif element.tag == "select":
                fields.setdefault(name, []).extend(_chosen(element))
            elif element.tag == "button":
                fields.setdefault(name, [element.get("value") or ""])
            elif element.tag == "input" and kind in ("checkbox", "radio"):
                if element.get("checked") is not None or (kind == "radio" and not fields.get(name)):
                    fields[name] = [*(fields.get(name, []) if kind == "checkbox" else []), element.get("value") or "y"]
            elif element.tag == "input" and kind != "file":
                fields.setdefault(name, []).append(
                    element.get("value") or ("" if kind == "hidden" else _typed(element))
                )
                if kind in ("text", "search", "email", "tel", "url"):
                    texts.append(name)
        yield Sent(path, fields, tuple(dict.fromkeys(texts)), frozenset(names))


def _typed(element: Any) -> str:
    kind = element.get("type") or "text"
    if kind == "password":
        return "saffron river lantern 7"
    return _TYPED.get(kind, "5" if element.get("inputmode") == "numeric" else "Some text")


def _chosen(select: Any) -> list[str]:
    options = [(one.get("value") or "", one.get("selected") is not None) for one in select.iter("option")]
    marked = [value for value, selected in options if selected and value]
    return marked or [value for value, _ in options if value][:1]


def forms_shown(app: Flask, visitor: Visitor, world: Any) -> list[Sent]:
    """Every form that the visitor is shown on any page, each once."""
    found: dict[str, Sent] = {}
    for path in paths(app, world):
        answer = visitor.client.get(path, **visitor.base)
        if answer.mimetype == "text/html" and answer.status_code == 200:
            for form in forms_of(path, answer.text):
                found.setdefault(form.key, form)
        answer.close()
    return list(found.values())


def paths(app: Flask, world: Any) -> list[str]:
    """An address of every page."""
    rules = (rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()) and rule.endpoint != "static")
    return [world.fill(rule, world.variants(rule)[0]) for rule in rules]


def send(visitor: Visitor, form: Sent, **more: Any) -> Any:
    """Post it, some fields replaced or added."""
    data = {**form.fields, **more, "csrf_token": visitor.token()}
    return visitor.client.post(form.address, data=data, **visitor.base)
