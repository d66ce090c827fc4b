"""Bytes over the wire, as a browser loads a page: first with everything that it names, later without."""

import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from tests.bench.client import Answer, Browser
from tests.bench.measures.exports import plain
from tests.bench.measures.pages import PAGES
from tests.bench.records import OFFICE_ID
from tests.bench.report import Figure
from tests.bench.stage import ENGINES, Stage

#: Kilobytes of a first visit, and of a later one.
FIRST, LATER = 80.0, 15.0
_NAMED = re.compile(r"""<(?:link|script|img|use|source)\b[^>]*?\b(?:href|src)="([^"#]+)""")
_INSIDE = re.compile(r"""url\(["']?([^"')#]+)""")


def bytes_of_pages(stage: Stage) -> Iterator[Figure]:
    """Every page that is measured, the home page, and the one where everybody begins."""
    place = stage.place("sqlite")
    office, nobody = Browser(place.app, OFFICE_ID), Browser(place.app)
    pages = [("sign-in", "/sign-in", nobody), ("home", "/", office)]
    pages += [(page.name, page.path, office) for page in PAGES]
    for name, path, browser in pages:
        page = browser.get(path)
        first = _weight(page) + sum(map(_weight, _loaded(browser, path, page).values()))
        yield Figure("wire", f"{name}, first visit", ENGINES["sqlite"], "kB", first / 1000, FIRST)
        yield Figure("wire", f"{name}, later", ENGINES["sqlite"], "kB", _weight(browser.get(path)) / 1000, LATER)


def _weight(answer: Answer) -> int:
    """Its body and its headers."""
    lines = sum(len(name) + len(value) + 4 for name, value in answer.headers.items())
    return len(answer.body) + lines + len("HTTP/1.1 200 OK\r\n\r\n")


def _loaded(browser: Browser, path: str, page: Answer) -> dict[str, Answer]:
    """Everything that the page names, and what its style sheets name: each address once."""
    found: dict[str, Answer] = {}
    waiting = [urljoin(path, name) for name in _NAMED.findall(plain(page).decode())]
    while waiting:
        address = waiting.pop()
        if address in found or address.startswith("data:") or urlsplit(address).netloc:
            continue
        answer = browser.get(address)
        if "immutable" not in answer.headers.get("Cache-Control", ""):
            raise RuntimeError(f"{address} would be loaded again on every visit")
        found[address] = answer
        if address.endswith(".css"):
            waiting += [urljoin(address, name) for name in _INSIDE.findall(plain(answer).decode())]
    return found
