"""Every kind of page that a role can get to by links from the menu is sound (see `soundness`)."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Error, Page
from werkzeug.exceptions import HTTPException

from network.demo.logins import LOGINS
from tests.e2e.conftest import LiveServer, Opener
from tests.e2e.soundness import faults

MEMBER, COORDINATOR, _, SECRETARIAT = (login.email for login in LOGINS)
#: Pages of the product that at least have to be found; a menu without links would find none.
LEAST = {MEMBER: 10, COORDINATOR: 12, SECRETARIAT: 40}
#: Of a coordinator's pages those that show less than the secretariat's; forms are the same for both.
SCOPED = {
    *("home.show", "trainings.index", "trainings.show", "members.index", "members.show", "members.me"),
    *("agencies.index", "agencies.show", "participation.index", "attendance.register", "reports.lists"),
    "priorities.index",
}


def arrives(page: Page, path: str) -> bool:
    """Whether the address is a page; a file to keep is looked at as one: it is there, and says that it is a file."""
    try:
        page.goto(path)
    except Error as refused:
        if "Download is starting" not in str(refused):
            raise
        answer = page.request.get(path)
        assert (answer.status, answer.headers["content-disposition"][:10]) == (200, "attachment"), path
        return False
    return True


@pytest.mark.parametrize("who", LEAST)
def test_every_page_in_reach_is_sound(demo: LiveServer, open_page: Opener, who: str) -> None:
    page = open_page(who, locale="ru-RU" if who == COORDINATOR else "en-GB")  # Russian words are the longer ones
    routes = demo.app.url_map.bind("localhost")
    to_see, seen, found = ["/"], set(), []
    while to_see:
        path = to_see.pop(0)
        try:
            endpoint, _values = routes.match(urlsplit(path).path)
        except HTTPException:  # no page of the product, or one that only answers a button
            continue
        if endpoint in seen or (who == COORDINATOR and endpoint not in SCOPED):
            continue
        seen.add(endpoint)
        if not arrives(page, path):
            continue
        found += faults(page)
        links = page.locator("a[href^='/']").evaluate_all("links => links.map(one => one.getAttribute('href'))")
        to_see += dict.fromkeys(links)
    assert not found, "\n".join(found)
    assert len(seen) >= LEAST[who], sorted(seen)


@pytest.mark.parametrize("who", [COORDINATOR, SECRETARIAT])
@pytest.mark.parametrize("width", [992, 1280, 1800])
def test_the_account_keeps_its_corner_however_long_the_menu_is(
    demo: LiveServer, open_page: Opener, who: str, width: int
) -> None:
    page = open_page(who, locale="ru-RU", viewport={"width": width, "height": 900})
    brand, menu, account = (page.locator(f".masthead .{part}").bounding_box() for part in ("brand", "menu", "account"))
    edge = page.locator(".main").evaluate("main => main.clientWidth - parseFloat(getComputedStyle(main).paddingRight)")
    main = page.locator(".main").bounding_box()
    assert brand and menu and account and main  # noqa: PT018
    assert account["y"] == pytest.approx(brand["y"], abs=1)
    assert account["x"] + account["width"] == pytest.approx(main["x"] + edge, abs=1)
    beside = menu["y"] < brand["y"] + brand["height"]
    assert menu["x"] + menu["width"] <= account["x"] if beside else menu["x"] < brand["x"] + 1
