"""Finding somebody on the list of members while typing: by keys, in any spelling, and on to her record."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from network.vocabulary import State
from tests import factories as make
from tests.e2e.conftest import LiveServer, Opener


@pytest.mark.parametrize(("size", "scheme"), [("desk", "light"), ("phone", "dark")])
def test_a_few_letters_lead_to_her_record(live_server: LiveServer, open_page: Opener, size: str, scheme: str) -> None:
    with live_server.app.app_context():
        make.member(State.KG, "Рымбаева", "Гүлнара")
        make.member(State.KZ, "Рымбаева", "Айгүл")  # of another state
        make.member(State.KG, "Абдыева", "Нуржан")
        coordinator = make.coordinator(State.KG)
    page = open_page(coordinator, size, color_scheme=scheme)
    page.goto("/members/")
    box = page.get_by_role("combobox", name="Name or number")
    box.press_sequentially("rymbay")
    option = page.get_by_role("listbox", name="People of this name").get_by_role("option")
    expect(option).to_have_count(1)
    expect(option).to_contain_text("Рымбаева Гүлнара")
    expect(option).to_contain_text("Рымбаева = rymbay")
    expect(page.get_by_role("status").filter(has_text="People found: 1")).to_be_attached()
    assert Axe().run(page).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    box.press("Escape")
    expect(option).to_have_count(0)
    expect(box).to_have_value("rymbay")
    box.press("Enter")  # chose nobody: the list itself is searched
    page.wait_for_url("**/members/?q=rymbay**")
    box.press_sequentially("e")
    expect(option).to_have_count(1)
    box.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", option.get_attribute("id") or "none")
    box.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Рымбаева Гүлнара")
