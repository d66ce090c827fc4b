"""A list that comes in, in a real browser: sent, mended, brought in and undone; each step says what is next."""

import sqlalchemy as sa
from playwright.sync_api import expect

from network.database import db
from network.members.models import Member
from network.vocabulary import State
from tests import factories as make
from tests.e2e.conftest import LiveServer, Opener
from tests.e2e.soundness import faults
from tests.imports.lists import AGENCY, as_csv, row, worked


def families(live_server: LiveServer) -> list[str]:
    with live_server.app.app_context():
        return list(db.session.scalars(sa.select(Member.family).order_by(Member.family)))


def test_a_list_is_sent_mended_brought_in_and_undone(live_server: LiveServer, open_page: Opener) -> None:
    with live_server.app.app_context():
        agency = make.agency(State.KG, AGENCY)
        make.affiliation(make.member(State.KG, "Осмонова", "Гүлзат"), agency)
        coordinator = make.coordinator(State.KG)
    rows = [row("Асанова"), row("Токтосунова", "Бегимай", born="17.05.1690"), row("Осмонова", "Гулзат")]
    page = open_page(coordinator)
    main = page.get_by_role("main")
    step, tabs = main.locator("[aria-current=step]"), main.get_by_role("navigation", name="Rows of the list")

    page.goto("/imports/new")
    expect(step).to_have_text("The file")
    file = {"name": "list.csv", "mimeType": "text/csv", "buffer": as_csv(rows)}
    main.get_by_label("File").set_input_files(file)
    main.get_by_role("button", name="Read the file").click()
    expect(step).to_have_text("Its columns")
    assert faults(page) == []
    main.get_by_role("button", name="Check every row").click()
    expect(main.get_by_role("progressbar")).to_be_visible()
    worked(live_server.app)
    expect(step).to_have_text("Every row")  # the page goes on by itself

    expect(main.get_by_text("The year 1690 cannot be right.")).to_be_visible()
    assert faults(page) == []
    main.get_by_label("Date of birth").fill("17.05.1990")
    main.get_by_role("button", name="Save and check").click()
    expect(main).to_contain_text("is mended")
    main.get_by_role("link", name="Questions (1)").click()  # nothing is left to mend, and this is next
    expect(main).to_contain_text("Осмонова Гүлзат")
    main.get_by_role("button", name="This is her").click()
    expect(main).to_contain_text("belongs to her record")

    main.get_by_role("button", name="Bring in all").last.click()
    expect(main.get_by_role("progressbar")).to_be_visible()
    worked(live_server.app)
    expect(main).to_contain_text("Brought in: 2 added, 1 completed.")
    expect(tabs.locator("[aria-current]")).to_contain_text("Done")
    assert families(live_server) == ["Асанова", "Осмонова", "Токтосунова"]
    main.get_by_role("button", name="Undo this import").click()
    page.get_by_role("dialog").get_by_role("button").last.click()
    expect(main.get_by_role("progressbar")).to_be_visible()
    worked(live_server.app)
    expect(main).to_contain_text("Undone: 2 taken away, 1 put back, 0 kept.")
    assert families(live_server) == ["Осмонова"]
