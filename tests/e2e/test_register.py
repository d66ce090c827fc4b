"""The register in a real browser: 30 people in a minute by key and by thumb, two at once, no scripts."""

import time
from dataclasses import dataclass, field
from io import BytesIO

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Locator, Page, Route, expect
from pypdf import PdfReader

from network.accounts.models import Account
from network.trainings.models import TrainingSession
from network.vocabulary import MarkStatus, State
from tests import factories as make
from tests.attendance.room import PAST, Held, Room, a_room
from tests.e2e.conftest import LiveServer, Opener

P, L, H, E, A = MarkStatus  # present, late, left early, excused, absent
HERE, ONLINE = "in_person", "online"

#: Twelve exceptions of all kinds, by session: (row, what the key or the thumb says, what is then held).
EXCEPTIONS: list[list[tuple[int, str, tuple[MarkStatus, str]]]] = [
    [(5, "late", (L, HERE)), (6, "late", (L, HERE)), (12, "absent", (A, HERE))],
    [(13, "excused", (E, HERE)), (12, "absent", (A, HERE)), (8, "late", (L, HERE))],
    [(19, "online", (P, ONLINE)), (20, "late", (L, HERE)), (26, "left_early", (H, HERE))],
    [(27, "left_early", (H, HERE)), (29, "absent", (A, HERE)), (24, "excused", (E, HERE))],
]
#: What the database holds when the work is done; every other cell is present.
DONE = {(row, session): mark for session, exceptions in enumerate(EXCEPTIONS) for row, _said, mark in exceptions}


def done(people: int = 30, sessions: int = 4) -> dict[tuple[int, int], tuple[MarkStatus, str]]:
    cells = {(row, session): (P, HERE) for row in range(people) for session in range(sessions)}
    return {**cells, **DONE}


def held(room: Room) -> dict[tuple[int, int], tuple[MarkStatus | None, str]]:
    return {cell: mark[:2] for cell, mark in room.marks().items()}


@dataclass
class Hands:
    """Counts every input: a key, a tap, and a flick where what is wanted is not in view."""

    page: Page
    actions: int = 0
    done: list[str] = field(default_factory=list)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.actions += 1

    def tap(self, target: Locator) -> None:
        if not self._in_view(target):
            target.evaluate("element => element.scrollIntoView({block: 'center', behavior: 'instant'})")
            self.actions += 1
        box = target.bounding_box()
        assert box is not None
        assert box["width"] >= 44, box
        assert box["height"] >= 44, box
        self.page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        self.actions += 1

    def _in_view(self, target: Locator) -> bool:
        """Whether a finger on its middle would touch it."""
        return bool(
            target.evaluate(
                """element => {
                    const box = element.getBoundingClientRect();
                    const hit = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
                    return element.contains(hit);
                }"""
            )
        )


def room_of_30(app: Flask) -> Room:
    """A training of last week, whose paper list lies beside the keyboard."""
    return a_room(app, people=30, **PAST)


def open_register(page: Page, room: Room) -> None:
    page.goto(room.url)
    expect(page.locator("#register.is-live")).to_be_attached()


def all_saved(page: Page) -> None:
    expect(page.locator(".register-state")).to_have_attribute("data-tone", "saved")


def test_thirty_people_four_sessions_by_keyboard(live_server: LiveServer, open_page: Opener) -> None:
    room = room_of_30(live_server.app)
    page = open_page(room.coordinator)
    open_register(page, room)
    hands, began = Hands(page), time.monotonic()
    # The first cell of the first session has the focus; a mark moves it down.
    hands.press("Shift+1", "PageDown", "2", "2", "PageDown", "5")  # rows 5, 6, 12
    hands.press("ArrowRight", "Shift+P", "e", "ArrowUp", "ArrowUp", "a", "PageUp", "l")
    hands.press("ArrowRight", "Shift+1", "PageDown", "PageDown", "6", "2", "PageDown", "3")
    hands.press("ArrowRight", "Shift+1", "3", "ArrowDown", "5", "PageUp", "4")
    all_saved(page)
    assert hands.actions <= 40, hands.actions
    assert time.monotonic() - began < 60
    assert held(room) == done()
    shown = page.locator("tbody tr").nth(12).locator(".register-total")
    expect(shown).to_contain_text("2 of 4")
    page.reload()
    expect(page.locator("tbody tr").nth(12).locator(".register-total")).to_contain_text("2 of 4")


def test_thirty_people_four_sessions_by_thumb(live_server: LiveServer, open_page: Opener) -> None:
    room = room_of_30(live_server.app)
    page = open_page(room.coordinator, "phone")
    open_register(page, room)
    hands, began = Hands(page), time.monotonic()
    for session, exceptions in enumerate(EXCEPTIONS):
        if session:
            hands.tap(page.locator(".register-sessions a").nth(session))
        hands.tap(page.locator(".register-all"))
        for row, said, _mark in exceptions:
            choices = page.locator("tbody tr").nth(row).locator(".is-current .register-choices")
            direct = choices.locator(f"[data-mark={said}]")
            if direct.count():
                hands.tap(direct)
            else:
                hands.tap(choices.locator("[data-mark=more]"))
                hands.tap(page.locator(f".mark-menu [data-mark={said}]"))
    all_saved(page)
    assert hands.actions <= 40, hands.actions
    assert time.monotonic() - began < 60
    assert held(room) == done()


def test_physical_keys_on_a_cyrillic_layout(live_server: LiveServer, open_page: Opener) -> None:
    """The P key types З there; what counts is where the key is."""
    room = a_room(live_server.app, people=6, **PAST)
    page = open_page(room.coordinator)
    open_register(page, room)
    for code, letter in (
        ("KeyP", "з"),
        ("KeyL", "д"),
        ("KeyH", "р"),
        ("KeyE", "у"),
        ("KeyA", "ф"),
        ("KeyO", "щ"),
    ):
        page.evaluate(
            """([code, key]) => document.activeElement.dispatchEvent(
                new KeyboardEvent("keydown", {code, key, bubbles: true, cancelable: true}))""",
            [code, letter],
        )
    all_saved(page)
    assert held(room) == {
        (row, 0): mark for row, mark in enumerate([(P, HERE), (L, HERE), (H, HERE), (E, HERE), (A, HERE), (P, ONLINE)])
    }


def test_undo_takes_back_the_last_and_a_fill_as_one(live_server: LiveServer, open_page: Opener) -> None:
    room = a_room(live_server.app, people=5, **PAST)
    page = open_page(room.coordinator)
    open_register(page, room)
    page.keyboard.press("5")
    page.click(".register-all")
    all_saved(page)
    assert len(room.marks()) == 5
    page.keyboard.press("Control+z")
    expect(page.locator(".register-state")).to_have_text("Taken back: 4")
    all_saved(page)
    assert held(room)[0, 0] == (A, HERE)
    assert {mark[0] for cell, mark in held(room).items() if cell != (0, 0)} == {None}
    page.click(".register-undo")
    all_saved(page)
    assert {mark[0] for mark in held(room).values()} == {None}
    expect(page.locator(".register-undo")).to_be_disabled()


def test_two_coordinators_at_once(live_server: LiveServer, open_page: Opener) -> None:
    """On the same cell, on the same version: the second is told who was faster, and decides."""
    room = a_room(live_server.app, people=3, **PAST)
    with live_server.app.app_context():
        other = make.coordinator(State.KG, name="Жылдыз Токтогулова")
    mine, theirs = open_page(room.coordinator), open_page(other)
    for page in (mine, theirs):
        open_register(page, room)
    theirs.keyboard.press("5")
    all_saved(theirs)
    mine.keyboard.press("1")
    conflict = mine.locator(".conflict")
    expect(conflict).to_contain_text("marked twice")
    expect(conflict).to_contain_text("Жылдыз Токтогулова")
    assert held(room) == {(0, 0): (A, HERE)}
    conflict.get_by_role("button", name="Use Present").click()
    expect(conflict).to_be_hidden()
    all_saved(mine)
    assert room.marks()[0, 0] == (P, HERE, 2)
    # The other one sees it without a reload, and what she keeps is kept.
    expect(theirs.locator("tbody tr").nth(0).locator(".is-current .mark")).to_have_text("P", timeout=15_000)
    theirs.locator("tbody tr").nth(0).locator(".is-current .mark").focus()
    theirs.keyboard.press("2")
    mine.locator("tbody tr").nth(0).locator(".is-current .mark").focus()
    mine.keyboard.press("4")
    for page in (mine, theirs):
        page.wait_for_timeout(300)
    late = [page for page in (mine, theirs) if page.locator(".conflict").is_visible()]
    if late:  # whoever came second
        late[0].locator(".conflict button").first.click()
        expect(late[0].locator(".conflict")).to_be_hidden()
    assert room.marks()[0, 0][2] == 3


def test_the_line_breaks_and_nothing_is_lost(live_server: LiveServer, open_page: Opener) -> None:
    room = a_room(live_server.app, people=4, **PAST)
    page = open_page(room.coordinator)
    open_register(page, room)
    page.context.set_offline(True)
    page.keyboard.press("1")
    page.keyboard.press("2")
    expect(page.locator(".register-state")).to_contain_text("Not saved yet: 2")
    assert room.marks() == {}
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.evaluate("location.href = '/'")
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    page.context.set_offline(False)  # the browser says so, and the marks go out by themselves
    all_saved(page)
    assert held(room) == {(0, 0): (P, HERE), (1, 0): (L, HERE)}


def test_the_records_are_busy_and_the_mark_waits(live_server: LiveServer, open_page: Opener) -> None:
    room = a_room(live_server.app, people=2, **PAST)
    page = open_page(room.coordinator)
    # Before the page is opened: what a browser has begun to load may go past what is set afterwards.
    page.route("**/operations", lambda route: route.fulfill(status=503, json={"error": "busy"}))
    open_register(page, room)
    page.keyboard.press("1")
    expect(page.locator(".register-state")).to_contain_text("The records are busy. Not saved yet: 1")
    page.unroute("**/operations")
    page.get_by_role("button", name="Try again").click()
    all_saved(page)
    assert held(room) == {(0, 0): (P, HERE)}


def test_what_is_refused_says_why_and_can_be_given_up(live_server: LiveServer, open_page: Opener) -> None:
    room = a_room(live_server.app, people=2, **PAST)
    page = open_page(room.coordinator)
    open_register(page, room)
    with live_server.app.app_context(), make.saving():
        make.db.session.get(TrainingSession, room.sessions[0]).cancelled = True
    page.keyboard.press("1")
    state = page.locator(".register-state")
    expect(state).to_contain_text("Not saved: 1. This session was cancelled.")
    cell = page.locator("tbody tr").nth(0).locator(".is-current .mark")
    expect(cell).to_have_text("P")
    state.get_by_role("button", name="Give up").click()
    expect(cell).to_have_text("·")
    assert room.marks() == {}


@pytest.mark.parametrize("size", ["desk", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_use_it(live_server: LiveServer, open_page: Opener, size: str, scheme: str) -> None:
    """The rules of axe, with the menu of a cell open and shut; nothing wider than the screen."""
    room = a_room(live_server.app, people=4, **PAST)
    page = open_page(room.coordinator, size, color_scheme=scheme)
    open_register(page, room)
    page.keyboard.press("2") if size == "desk" else page.locator("[data-mark=late]:visible").first.tap()
    all_saved(page)
    page.wait_for_timeout(2200)  # the tick of "saved" is gone
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    check_accessibility(page)
    page.locator(".is-current .mark:visible, [data-mark=more]:visible").first.click()
    expect(page.locator(".mark-menu")).to_be_visible()
    check_accessibility(page)


def check_accessibility(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_an_answer_that_got_lost_is_asked_for_again(live_server: LiveServer, open_page: Opener) -> None:
    """The mark was saved, its answer never came: sent again under the same id, it is not made twice."""
    room = a_room(live_server.app, people=2, **PAST)
    page = open_page(room.coordinator)
    lost = []

    def lose(route: Route) -> None:
        if lost:
            route.continue_()
            return
        lost.append(route.fetch().status)
        route.abort()

    page.route("**/operations", lose)
    open_register(page, room)
    page.keyboard.press("2")
    all_saved(page)
    assert lost == [200]
    assert room.marks() == {(0, 0): (L, HERE, 1)}


def test_marked_again_while_the_first_mark_is_on_its_way(live_server: LiveServer, open_page: Opener) -> None:
    """A correction in the same second is no conflict with oneself."""
    room = a_room(live_server.app, people=2, **PAST)
    page = open_page(room.coordinator)

    def slowly(route: Route) -> None:
        answer = route.fetch()
        page.wait_for_timeout(400)
        route.fulfill(response=answer)

    page.route("**/operations", slowly)
    open_register(page, room)
    for key in ("1", "ArrowUp", "2", "ArrowUp", "5"):
        page.keyboard.press(key)
    all_saved(page)
    expect(page.locator(".conflict")).to_be_hidden()
    assert held(room) == {(0, 0): (A, HERE)}


def sign_out_and_in(page: Page, account: Account) -> None:
    """In another tab of the same browser, while `page` stays open with a mark that cannot be saved."""
    other_tab = page.context.new_page()
    other_tab.goto("/")
    other_tab.click(".account summary")
    other_tab.get_by_role("button", name="Sign out").click()
    other_tab.wait_for_url("**/sign-in**")
    page.bring_to_front()
    page.keyboard.press("5")
    expect(page.locator(".register-state")).to_contain_text("You are signed out")
    other_tab.bring_to_front()
    other_tab.goto("/sign-in")
    other_tab.fill("[name=identifier]", account.email or "")
    other_tab.fill("[name=password]", make.PASSWORD)
    other_tab.click("main [type=submit]")
    other_tab.wait_for_url(lambda url: "/sign-in" not in url)
    page.bring_to_front()


def test_signed_out_meanwhile(live_server: LiveServer, open_page: Opener) -> None:
    """The marks stay on the page until she has signed in again in another tab, and are then saved."""
    room = a_room(live_server.app, people=2, **PAST)
    page = open_page(room.coordinator)
    open_register(page, room)
    sign_out_and_in(page, room.coordinator)
    expect(page.locator(".register-state")).to_have_attribute("data-tone", "saved", timeout=15_000)
    assert room.marks() == {(0, 0): (A, HERE, 1)}


def test_her_marks_are_not_saved_as_somebody_elses(live_server: LiveServer, open_page: Opener) -> None:
    room = a_room(live_server.app, people=2, **PAST)
    with live_server.app.app_context():
        other = make.coordinator(State.KG)
    page = open_page(room.coordinator)
    open_register(page, room)
    sign_out_and_in(page, other)
    expect(page.locator(".register-state")).to_contain_text("Somebody else is signed in now", timeout=15_000)
    assert room.marks() == {}


def test_a_swipe_turns_to_the_next_session(live_server: LiveServer, open_page: Opener) -> None:
    room = a_room(live_server.app, people=3, **PAST)
    page = open_page(room.coordinator, "phone")
    open_register(page, room)
    devtools = page.context.new_cdp_session(page)
    for kind, x in (("touchStart", 300), ("touchMove", 200), ("touchMove", 100), ("touchEnd", None)):
        points = [] if x is None else [{"x": x, "y": 620}]
        devtools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    expect(page.locator(".register-sessions a").nth(1)).to_have_attribute("aria-current", "true")


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_without_scripts_it_is_a_form(live_server: LiveServer, open_page: Opener, size: str) -> None:
    room = a_room(live_server.app, people=4, **PAST)
    page = open_page(room.coordinator, size, java_script_enabled=False)
    page.goto(room.url)
    page.select_option(f"[name=mark-{room.people[1]}]", "late online")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".flashes")).to_contain_text("1 mark is saved.")
    page.get_by_role("button", name="All unmarked are present").click()
    expect(page.locator(".flashes")).to_contain_text("3 marks are saved.")
    expected: dict[tuple[int, int], Held] = {(row, 0): (P, HERE, 1) for row in range(4)}
    assert room.marks() == {**expected, (1, 0): (L, ONLINE, 1)}
    page.locator(".flashes").get_by_role("button", name="Undo").click()
    expect(page.locator(".flashes")).to_contain_text("3 marks are taken back.")
    assert room.marks()[0, 0] == (None, HERE, 2)
    assert room.marks()[1, 0] == (L, ONLINE, 1)


def test_a_phone_in_russian_has_the_words_inside_their_buttons(live_server: LiveServer, open_page: Opener) -> None:
    room = a_room(live_server.app, people=2)
    page = open_page(room.coordinator, "phone", locale="ru-RU")
    open_register(page, room)
    choices = page.locator("tbody tr").first.locator(".register-choice")
    assert choices.locator("b").all_inner_texts() == ["П", "О", "Н", "…"]
    for choice in choices.all():
        assert choice.evaluate("element => element.scrollWidth <= element.clientWidth"), choice.inner_text()
        name = choice.get_attribute("aria-label") or ""
        assert choice.locator("span").inner_text() in name  # so that whoever speaks to her phone says what she reads
    choices.nth(1).click()
    state = page.locator(".register-state")
    expect(state).to_contain_text("Сохранено")
    box, line = state.bounding_box(), state.evaluate("element => parseFloat(getComputedStyle(element).lineHeight)")
    assert box is not None
    assert box["height"] < 2 * line
    choices.nth(3).click()
    page.get_by_role("dialog").get_by_role("button", name="Уваж. причина").click()
    expect(choices.nth(3)).to_have_accessible_name("Уваж.: Уваж. причина")


def test_the_head_of_the_register_sticks_right_under_the_bar(live_server: LiveServer, open_page: Opener) -> None:
    room = room_of_30(live_server.app)
    page = open_page(room.coordinator)
    for words in ("", "A sentence that is long enough to take more than one line of the bar. " * 4):
        open_register(page, room)
        page.locator(".register-state").evaluate(
            "(state, words) => { state.dataset.tone = 'failed'; state.append(words); }", words
        )
        page.evaluate("scrollTo({top: 900, behavior: 'instant'})")
        page.wait_for_timeout(100)
        bar, head = (
            page.locator(".register-bar").bounding_box(),
            page.locator(".register-grid thead th").first.bounding_box(),
        )
        assert bar is not None
        assert head is not None
        assert 0 <= bar["y"] + bar["height"] - head["y"] < 1


def test_a_sheet_of_thirty_is_three_pages_that_each_say_what_they_are(
    live_server: LiveServer, open_page: Opener
) -> None:
    room = room_of_30(live_server.app)
    page = open_page(room.coordinator)
    page.goto(f"{room.url}/sheet")
    page.locator("main form button[type=submit]").click()
    page.locator(".sign-sheet").wait_for()
    paper = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True))).pages
    assert len(paper) <= 3
    for number, sheet in enumerate(paper, 1):
        assert sheet.mediabox.width > sheet.mediabox.height
        text = " ".join(sheet.extract_text().split())
        assert f"Sign-in sheet · {room.training.title}" in text
        assert f"{number} / {len(paper)}" in text
