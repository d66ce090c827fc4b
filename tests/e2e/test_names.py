"""Names in the other script in a real browser: offered while somebody types, filled in by a press and never before."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from network.vocabulary import State
from tests import factories as make
from tests.e2e.conftest import LiveServer, Opener


@pytest.mark.parametrize(("size", "scheme"), [("desk", "dark"), ("phone", "light")])
def test_a_suggestion_comes_while_she_types_and_is_taken_or_not(
    live_server: LiveServer, open_page: Opener, size: str, scheme: str
) -> None:
    with live_server.app.app_context():
        coordinator = make.coordinator(State.KZ)
    page = open_page(coordinator, size, color_scheme=scheme)
    page.goto("/members/new")
    latin = page.get_by_label("Family name, Latin")
    page.get_by_label("Family name", exact=True).press_sequentially("Жұмабекова")
    taken = page.get_by_role("button", name="Fill in: Jumabekova")
    expect(taken).to_be_visible()
    expect(latin).to_have_value("")
    assert Axe().run(page).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    taken.click()
    expect(latin).to_have_value("Jumabekova")
    expect(latin).to_be_focused()
    expect(page.get_by_role("button", name="Fill in:")).to_have_count(0)

    page.get_by_label("Given name, Latin").press_sequentially("Aigul")
    expect(page.get_by_role("button", name="Fill in: Айгул")).to_be_visible()
    page.get_by_label("Given name", exact=True).press_sequentially("Айгүл")
    expect(page.get_by_role("button", name="Fill in:")).to_have_count(0)  # her Latin name is one of these already
    latin.press("Enter")
    expect(page.get_by_text("is a member now")).to_be_visible()
