"""Wherever a page is told where to go next, only an address of this site is followed."""

import pytest
from flask import Flask

from network.web.pages import local_path
from tests import factories as make
from tests.visitor import Visitor

#: Everything that a browser would take for another site, or a header for two.
ELSEWHERE = [
    *("https://evil.example/", "http://evil.example", "HTTPS:evil.example", "https:/evil.example",
      "https:evil.example"),
    *("//evil.example", "///evil.example", "////evil.example", "//evil.example/%2f..", "//localhost@evil.example"),
    *("/\\evil.example", "\\\\evil.example", "\\/evil.example", "/\\/evil.example", "/a\\..\\\\evil.example"),
    *("/\t/evil.example", "/\n/evil.example", "/\r/evil.example", "\t//evil.example", " //evil.example", "\x00//evil"),
    *("/a\r\nSet-Cookie: a=b", "/a\u2028b", "/\u200b/evil.example", "/\u202e/evil.example", "/\u00ad/evil.example"),
    *("javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\nscript:alert(1)", "data:text/html,x", "vbscript:x"),
    *("mailto:a@evil.example", "%2f%2fevil.example", "%5c%5cevil.example", "evil.example", "@evil.example",
      ".evil", ""),
    *("\uff0f\uff0fevil.example", "\u2044\u2044evil.example", "\u2215/evil.example", "?next=//evil", "#//evil"),
]  # fmt: skip
HERE = ["/", "/account?tab=1", "/members/?q=Айгүл", "/a/%2f%2fevil.example", "/trainings/1#list"]


@pytest.mark.parametrize("target", ELSEWHERE)
def test_nobody_is_sent_elsewhere(target: str) -> None:
    assert local_path(target, "/") == "/"


@pytest.mark.parametrize("target", HERE)
def test_an_address_of_this_site_is_followed(target: str) -> None:
    assert local_path(target, "/") == target


def test_every_route_that_goes_on_looks_at_it(app: Flask) -> None:
    with app.app_context():
        account = make.coordinator()
    stranger, hers = Visitor(app), Visitor(app).sign_in(account)
    for target in ELSEWHERE:
        assert stranger.post("/language", {"language": "en", "next": target}).location == "/"
        assert hers.get("/sign-in", status=303, query_string={"next": target}).location == "/"
    typed = {"identifier": account.email, "password": make.PASSWORD, "next": "/\\evil.example"}
    assert stranger.post("/sign-in", typed).location == "/"
