"""Work on many members in a real browser: ticks, the bar at the foot, a preview, done, and undone."""

from datetime import date

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from network.database import db
from network.members.models import Affiliation
from network.vocabulary import State
from tests import factories as make
from tests.e2e.conftest import LiveServer, Opener
from tests.e2e.soundness import faults

#: What the bar says while nobody is chosen.
IDLE = "Tick people to change their agency, invite them, add them to a training or export them."


def posts(live_server: LiveServer, agency_id: int) -> int:
    """How many people serve there now."""
    with live_server.app.app_context():
        there = sa.select(sa.func.count()).where(Affiliation.agency_id == agency_id, Affiliation.ends_on.is_(None))
        return db.session.scalar(there) or 0


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_two_are_ticked_change_agency_and_are_put_back(live_server: LiveServer, open_page: Opener, size: str) -> None:
    with live_server.app.app_context():
        old, new = make.agency(english="Customs Service"), make.agency(english="State Border Service")
        for family in ("Абдыева", "Осмонова", "Рымбаева"):
            make.affiliation(make.member(State.KG, family, "Нуржан"), old, date(2020, 1, 1))
        coordinator = make.coordinator(State.KG)
    page = open_page(coordinator, size)
    main = page.get_by_role("main")
    page.goto("/members/")
    bar = page.get_by_role("form", name="Work on many members")
    expect(bar.get_by_role("status")).to_have_text(IDLE)
    for name in ("Абдыева", "Рымбаева"):
        tick = page.get_by_role("checkbox", name=f"Choose {name} Нуржан")
        tick.focus()
        page.keyboard.press("Space")
        expect(tick).to_be_checked()
    expect(bar.get_by_role("status")).to_have_text("Chosen: 2")
    if size == "desk":
        assert faults(page) == []

    bar.get_by_role("button", name="Change agency").click()
    expect(main).to_contain_text("2 people chosen")
    main.get_by_label("New agency").select_option(label="State Border Service")
    main.get_by_label("First day there").fill("2026-01-15")
    main.get_by_role("button", name="Show what happens").click()
    expect(main.locator("tbody tr")).to_have_count(2)
    assert posts(live_server, new.id) == 0
    if size == "desk":
        assert faults(page) == []

    main.get_by_role("button", name="Change the agency of 2 people").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Agency changed")
    assert posts(live_server, new.id) == 2
    if size == "desk":
        assert faults(page) == []
    main.locator("#preview").get_by_role("button", name="Undo").click()
    page.get_by_role("dialog").get_by_role("button").last.click()
    expect(main).to_contain_text("Undone for 2 people.")
    assert posts(live_server, new.id) == 0
    assert posts(live_server, old.id) == 3
    page.goto("/members/")
    expect(bar.get_by_role("status")).to_have_text(IDLE)
