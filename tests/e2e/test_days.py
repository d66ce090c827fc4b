"""A day of each role, from the sign-in to the database, with the people and trainings of the demo."""

import hashlib
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa
from icalendar import Calendar
from openpyxl import load_workbook
from playwright.sync_api import Locator, Page, expect

from network.accounts.models import Account
from network.agencies.models import Agency, AgencyName
from network.attendance.models import Mark
from network.audit.models import AuditEntry
from network.clock import today
from network.database import db
from network.demo.logins import LOGINS
from network.exports.models import Export, Layout
from network.members.models import Affiliation, Member
from network.participation.models import Participation
from network.priorities.models import Priority
from network.trainings.models import Training, TrainingSession
from network.vocabulary import Language, MarkStatus, ParticipantRole, Standing, State, TrainingStatus
from tests.e2e.conftest import LiveServer, Opener
from tests.e2e.soundness import faults

MEMBER, COORDINATOR, _, SECRETARIAT = (login.email for login in LOGINS)
RUNNING = "Leading under pressure: follow-up course"
HELD = "Gender-responsive leadership and communication"
NEW_PASSWORD = "linden window thursday 4"


def one(server: LiveServer, select: sa.Select[Any]) -> Any:
    """What the database holds now."""
    with server.app.app_context():
        return db.session.execute(select).one()


def column(server: LiveServer, select: sa.Select[Any]) -> list[Any]:
    with server.app.app_context():
        return list(db.session.scalars(select))


def go(page: Page, name: str) -> None:
    """By the menu."""
    page.get_by_role("navigation", name="Main menu").get_by_role("link", name=name, exact=True).click()


def press(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def follow(page: Page | Locator, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).first.click()


def heading(page: Page) -> Locator:
    return page.get_by_role("heading", level=1)


def said(page: Page, words: str) -> None:
    expect(page.locator(".flashes")).to_contain_text(words)


def test_a_members_day(demo: LiveServer, open_page: Opener) -> None:
    page = open_page(MEMBER)
    main = page.get_by_role("main")
    expect(main.get_by_role("region", name="Your next training")).to_contain_text(RUNNING)
    expect(main.get_by_role("region", name="What you attended")).to_contain_text("4 of 4 sessions")
    expect(main.get_by_role("region", name="What the Network works for").get_by_role("listitem")).to_have_count(5)

    go(page, "Trainings")
    rows = main.locator("tbody tr")
    expect(rows.first).to_contain_text(RUNNING)
    follow(main, "Past")
    expect(rows.first).to_be_visible()
    whole = rows.count()
    page.get_by_label("State").first.select_option(label="Kyrgyzstan")
    press(page, "Show")
    expect(rows.filter(has_text=HELD)).to_have_count(1)
    assert 0 < rows.count() < whole
    page.goto("/trainings/?when=past")
    page.get_by_label("Title, city or venue").fill("leadership communication")
    page.keyboard.press("Enter")
    expect(rows).to_have_count(1)
    follow(main, HELD)
    expect(heading(page)).to_have_text(HELD)
    expect(main).to_contain_text("Times by the clock of Bishkek (UTC+06:00).")
    expect(main.get_by_role("region", name="Programme")).to_contain_text("09:00–12:30")
    expect(main.get_by_role("region", name="My attendance")).to_contain_text("4 of 4 sessions")
    assert page.get_by_role("link", name="Take attendance").count() == 0

    page.goto("/trainings/calendar?month=2025-11")
    expect(heading(page)).to_have_text("November 2025")
    expect(main.get_by_role("link", name=HELD).first).to_be_visible()

    page.locator(".account summary").click()
    follow(page, "My record")
    expect(main.get_by_role("region", name="Where I serve")).to_be_visible()
    expect(main.get_by_role("region", name="Attendance")).to_contain_text("trainings attended")
    page.get_by_label("Phone").fill("+7 701 555 01 02")
    press(page, "Save my contact data")
    said(page, "saved")

    page.goto("/account")
    press(page, "Make a secret address")
    assert faults(page) == []
    address = urlsplit(page.locator(".secret-address").inner_text()).path
    feed = Calendar.from_ical(page.request.get(address).text())
    assert any(RUNNING in str(event["summary"]) for event in feed.walk("VEVENT"))

    page.goto("/")
    page.locator(".account summary").click()
    page.get_by_role("button", name="Русский").click()
    expect(page.locator("html")).to_have_attribute("lang", "ru")
    expect(page.get_by_role("navigation", name="Главное меню").get_by_role("link", name="Тренинги")).to_be_visible()
    page.locator(".account summary").click()
    page.get_by_role("button", name="Выйти").click()
    page.wait_for_url("**/sign-in**")
    page.go_back()
    expect(page.locator("[name=identifier]")).to_be_visible()
    assert RUNNING not in page.content()

    digest, language = one(
        demo,
        sa.select(Member.phone_index, Account.language)
        .join(Account, Account.member_id == Member.id)
        .where(Account.email == MEMBER),
    )
    with demo.app.app_context():  # the number itself lies sealed
        assert digest in Member.phone.wanted("+7 701 555-01-02")
    assert language is Language.RUSSIAN


def test_a_coordinators_day(demo: LiveServer, open_page: Opener) -> None:
    page = open_page(COORDINATOR)
    main = page.get_by_role("main")
    expect(main).to_contain_text("Running now")
    go(page, "Members")
    follow(main, "Add a member")
    for label, text in (
        ("Family name", "Сейитказиева"),
        ("Given name", "Айжамал"),
        ("Family name, Latin", "Seyitkazieva"),
        ("Given name, Latin", "Aizhamal"),
    ):
        main.get_by_label(re.compile(f"^{label}( \\(optional\\))?$")).fill(text)
    page.locator("[name=email]").fill("aizhamal@example.org")
    page.locator("[name=agency]").select_option(label="Ministry of Internal Affairs")
    page.locator("[name=position]").fill("Shift supervisor")
    page.locator("[name=starts_on]").fill("2022-03-01")
    main.locator(".form-buttons [type=submit]").click()
    expect(heading(page)).to_contain_text("Сейитказиева")
    record = page.url

    press(page, "Make an invitation")
    assert faults(page) == []
    link = urlsplit(page.locator(".secret-link").inner_text()).path
    hers = open_page()
    hers.goto(link)
    assert faults(hers) == []
    hers.fill("[name=new_password]", NEW_PASSWORD)
    hers.fill("[name=repeat_password]", NEW_PASSWORD)
    press(hers, "Set the password and sign in")
    expect(heading(hers)).to_contain_text("Сейитказиева")
    hers.goto(link)  # works once
    expect(hers.locator("[name=new_password]")).to_have_count(0)

    page.goto(record)
    follow(main, "Record a transfer")
    page.locator("[name=agency]").select_option(label="State Border Service")
    page.locator("[name=starts_on]").fill("2026-03-01")
    press(page, "Save where she serves")
    career = main.get_by_role("region", name="Where she serves").get_by_role("listitem")
    expect(career).to_have_count(2)
    expect(career.nth(1)).to_contain_text("28 February 2026")

    last = today("Asia/Bishkek") - timedelta(days=1)  # over, at whatever hour this runs
    first = last - timedelta(days=1)
    go(page, "Trainings")
    follow(main, "Add a training")
    page.locator("[name=title]").fill("Calm at the crossing point")
    page.locator("[name=city]").fill("Osh")
    page.locator("[name=starts_on]").fill(first.isoformat())
    page.locator("[name=ends_on]").fill(last.isoformat())
    press(page, "Propose half-days")
    expect(main.locator(".session-row")).to_have_count(4)
    assert faults(page) == []
    press(page, "Save as a draft")
    expect(main).to_contain_text("This is a draft")
    press(page, "Publish")
    expect(main).not_to_contain_text("This is a draft")
    training = page.url

    follow(main, "Participants")
    follow(main, "Add people")
    box = page.get_by_role("combobox", name="Name or member number")
    for letters, option in (("seyit", "Сейитказиева"), ("боронб", "Боронбаева")):
        box.press_sequentially(letters)
        page.get_by_role("option", name=option).first.click()
    press(page, "Put on the list")
    said(page, "2 people were added.")
    follow(main, "Add a walk-in")
    page.locator("[name=family]").fill("Арстанбекова")
    page.locator("[name=given]").fill("Бегимай")
    press(page, "Add her and put her on the list")
    said(page, "Арстанбекова")
    expect(main.locator("tbody tr:not(.group-row)")).to_have_count(3)

    page.goto(training)
    follow(main, "Take attendance")
    expect(page.locator("#register.is-live")).to_be_attached()
    # A mark moves down; the list ends with one of them. The register begins with the first session that has gaps.
    for key in ("1", "2", "5", "ArrowRight", "1"):
        page.keyboard.press(key)
    expect(page.locator(".register-state")).to_have_attribute("data-tone", "saved")
    walk_in = page.locator("tbody tr").filter(has_text="Арстанбекова").locator(".register-total")
    expect(walk_in).to_contain_text("1 of")
    assert faults(page) == []
    page.reload()
    expect(walk_in).to_contain_text("1 of")

    posts = select_careers("aizhamal@example.org")
    assert column(demo, posts) == ["Ministry of Internal Affairs", "State Border Service"]
    title = Training.title == "Calm at the crossing point"
    status, sessions = one(
        demo, sa.select(Training.status, sa.func.count()).join(TrainingSession).where(title).group_by(Training.status)
    )
    assert (status, sessions) == (TrainingStatus.PUBLISHED, 4)
    roles = sa.select(Participation.role).join(Training).where(title)
    assert column(demo, roles) == [ParticipantRole.PARTICIPANT] * 3
    marks = sa.select(Mark.status).join(TrainingSession).join(Training).where(title).order_by(Mark.id)
    assert column(demo, marks) == [MarkStatus.PRESENT, MarkStatus.LATE, MarkStatus.ABSENT, MarkStatus.PRESENT]
    standing, state, number = one(
        demo, sa.select(Member.standing, Member.state, Member.number).where(Member.family == "Арстанбекова")
    )
    assert (standing, state, number) == (Standing.GUEST, State.KG, None)


def select_careers(email: str) -> sa.Select[Any]:
    """The agencies of a person by the English names that they bear, the first first."""
    return (
        sa.select(AgencyName.english)
        .join(Agency, AgencyName.agency_id == Agency.id)
        .join(Affiliation, Affiliation.agency_id == Agency.id)
        .join(Member, Affiliation.member_id == Member.id)
        .where(Member.email == email, AgencyName.ends_on.is_(None))
        .order_by(Affiliation.starts_on)
    )


def test_the_secretariats_day(demo: LiveServer, open_page: Opener, tmp_path: Path) -> None:
    page = open_page(SECRETARIAT)
    main = page.get_by_role("main")
    go(page, "Agencies")
    page.locator("[name=q]").fill("Kostanay")
    page.keyboard.press("Enter")
    follow(main, "Kostanay Academy of the Ministry of Internal Affairs")
    follow(main, "New name")
    page.locator("[name=starts_on]").fill("2026-01-15")
    page.locator("[name=english]").fill("Kostanay Police University")
    press(page, "Give it this name")
    expect(heading(page)).to_have_text("Kostanay Police University")
    expect(main.locator("tbody tr")).to_have_count(2)
    expect(main.locator("tbody tr").nth(1)).to_contain_text("Kostanay Academy")

    go(page, "Priorities")
    follow(main, "Add a priority")
    page.locator("[name=code]").fill("P6")
    page.locator("[name=title]").fill("Mentors in every service")
    press(page, "Add the priority")
    go(page, "Priorities")
    press(page, "Move P6 up")
    expect(main.locator(".priority").nth(4)).to_contain_text("Mentors in every service")

    go(page, "Lists")
    page.get_by_label("From", exact=True).fill("2025-11-01")
    page.get_by_label("Until", exact=True).fill("2025-11-30")
    for left_out in ("State", "Rank (at the training)", "Position (at the training)", "Sex", "Role", "First day"):
        main.get_by_role("checkbox", name=left_out, exact=True).uncheck()
    main.get_by_role("button", name="Move up: Family name").click()  # before the agency
    said_columns = ["Family name", "Agency (at the training)", "Given name", "Training"]
    expect(main.locator(".list-preview thead th")).to_have_text(said_columns)
    page.get_by_label("Name of the layout", exact=True).fill("Who came")
    press(page, "Save the layout")
    expect(main.get_by_role("link", name="Who came", exact=True)).to_be_visible()
    expect(main.locator(".list-preview thead th")).to_have_text(said_columns)
    assert faults(page) == []
    page.get_by_label("What is it for?").fill("Thank-you letters to agencies")
    page.get_by_label("Who receives it?").fill("Own use")
    with page.expect_download() as download:
        press(page, "Export the list")
    file = tmp_path / "list.xlsx"
    download.value.save_as(file)

    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    go(page, "Exports")
    expect(main.locator("tbody tr").first).to_contain_text("Thank-you letters to agencies")
    main.locator("tbody tr").first.get_by_role("link").first.click()
    expect(page.locator("code.digest")).to_have_text(digest)
    assert faults(page) == []
    go(page, "Audit")
    expect(main.locator("tbody tr").first).to_contain_text("export")
    main.locator("tbody tr").first.get_by_role("link").first.click()
    expect(main).to_contain_text(digest)
    assert faults(page) == []

    sheet = load_workbook(file, read_only=True).worksheets[0]
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    head = rows.index(["No.", *said_columns])
    people = rows[head + 1 :]
    held = Training.title == HELD
    listed = (
        sa.select(sa.func.coalesce(Member.shield_code, Member.family))
        .join(Participation)
        .join(Training)
        .where(held, Participation.removed_why == "")
    )
    assert sorted(row[1] for row in people) == sorted(column(demo, listed))
    export = one(demo, sa.select(Export.sha256, Export.purpose, Export.rows, Export.size))
    assert tuple(export) == (digest, "Thank-you letters to agencies", len(people), file.stat().st_size)
    names = sa.select(AgencyName.english).where(AgencyName.english.startswith("Kostanay"))
    assert column(demo, names.where(AgencyName.ends_on == date(2026, 1, 14))) == [
        "Kostanay Academy of the Ministry of Internal Affairs"
    ]
    assert column(demo, names.where(AgencyName.starts_on == date(2026, 1, 15))) == ["Kostanay Police University"]
    assert column(demo, sa.select(Priority.code).order_by(Priority.place)) == ["P1", "P2", "P3", "P4", "P6", "P5"]
    assert column(demo, sa.select(Layout.name)) == ["Who came"]
    hers = sa.select(Account.id).where(Account.name.contains("Secretariat"))
    events = sa.select(AuditEntry.event).where(AuditEntry.account_id.in_(hers)).order_by(AuditEntry.number)
    assert column(demo, events)[1:] == [
        "agency:renamed",
        "priority:added",
        "priority:moved",
        "layout:saved",
        "list:exported",
    ]
