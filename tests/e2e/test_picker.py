"""Adding people in a real browser: a few letters, keys or thumb, chips, and what is sent."""

import pytest
import sqlalchemy as sa
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from network.database import db
from network.participation.models import Participation
from network.vocabulary import State
from tests import factories as make
from tests.e2e.conftest import LiveServer, Opener


def on_list(live_server: LiveServer, training_id: int) -> set[int]:
    with live_server.app.app_context():
        select = sa.select(Participation.member_id).where(Participation.training_id == training_id)
        return set(db.session.scalars(select))


@pytest.mark.parametrize("size", ["desk", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_people_are_picked_by_a_few_letters_and_put_on_the_list_together(
    live_server: LiveServer, open_page: Opener, size: str, scheme: str
) -> None:
    with live_server.app.app_context():
        training = make.training()
        first = make.member(State.KG, "Рымбаева", "Гүлнара", family_latin="Rymbaeva", given_latin="Gulnara")
        second = make.member(State.KG, "Абдыева", "Нуржан", family_latin="Abdyeva", given_latin="Nurzhan")
        dropped = make.member(State.KG, "Осмонова", "Перизат", family_latin="Osmonova", given_latin="Perizat")
        coordinator = make.coordinator(State.KG)
    page = open_page(coordinator, size, color_scheme=scheme)
    page.goto(f"/trainings/{training.id}/participants/add")
    box = page.get_by_role("combobox", name="Name or member number")
    expect(page.get_by_role("button", name="Find")).to_be_hidden()

    box.press_sequentially("rymbay")
    option = page.get_by_role("option", name="Рымбаева Гүлнара")
    expect(option).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    box.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", option.get_attribute("id") or "none")
    assert Axe().run(page).response["violations"] == []
    box.press("Enter")
    expect(box).to_have_value("")
    expect(box).to_be_focused()

    for typed, name in (("abdy", "Абдыева Нуржан"), ("осмон", "Осмонова Перизат")):
        box.press_sequentially(typed)
        page.get_by_role("option", name=name).click()
    box.press_sequentially("rymbay")
    expect(page.get_by_text("Nobody like this").first).to_be_visible()  # she is chosen already
    box.press("Escape")
    page.get_by_role("button", name="Leave out Осмонова Перизат").click()
    assert Axe().run(page).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    page.get_by_role("button", name="Put on the list").click()
    expect(page.get_by_text("2 people were added.")).to_be_visible()
    assert on_list(live_server, training.id) == {first.id, second.id}
    assert dropped.id not in on_list(live_server, training.id)
    assert Axe().run(page).response["violations"] == []


def test_whoever_was_chosen_stays_a_chip_after_a_refusal(live_server: LiveServer, open_page: Opener) -> None:
    with live_server.app.app_context():
        training = make.training()
        who = make.member(State.KG, "Рымбаева", "Гүлнара")
        coordinator = make.coordinator(State.KG)
    page = open_page(coordinator)
    page.goto(f"/trainings/{training.id}/participants/add")
    box = page.get_by_role("combobox", name="Name or member number")
    box.press_sequentially("рымб")
    page.get_by_role("option", name="Рымбаева").click()
    with live_server.app.app_context():
        make.participation(training, who)  # somebody else is quicker
    page.get_by_role("button", name="Put on the list").click()
    expect(page.get_by_role("alert")).to_contain_text("is on this list already")
    expect(page.get_by_role("button", name="Leave out Рымбаева")).to_be_visible()
    assert page.title().startswith("Error:")


def test_without_scripts_people_are_found_ticked_and_added(live_server: LiveServer, open_page: Opener) -> None:
    with live_server.app.app_context():
        training = make.training()
        ids = {make.member(State.KG, family).id for family in ("Рымбаева", "Рыскулова")}
        coordinator = make.coordinator(State.KG)
    page = open_page(coordinator, java_script_enabled=False)
    page.goto(f"/trainings/{training.id}/participants/add")
    for typed in ("рымб", "рыск"):
        page.get_by_label("Name or member number").fill(typed)
        page.get_by_label("Name or member number").press("Enter")
        page.locator("input[name=member]:not(:checked)").check()
    page.get_by_role("button", name="Put on the list").click()
    expect(page.get_by_text("2 people were added.")).to_be_visible()
    assert on_list(live_server, training.id) == ids
