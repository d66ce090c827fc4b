"""The strategic plan: what each role sees, how the secretariat keeps it, and what bad input gets."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale

from network.accounts.models import Account
from network.audit.changes import Operator
from network.clock import today
from network.database import db
from network.priorities import commands, queries
from network.priorities.commands import PriorityFacts
from network.priorities.models import Plan, Priority
from network.vocabulary import MarkStatus, PlanStatus, PriorityStatus, Sex, State
from tests import factories as make
from tests.participation.people import actor
from tests.statements import counted
from tests.visitor import Visitor

SignedIn = Callable[[Account], Visitor]
PLAN = {
    "title": "Plan 2026–2028", "title_ru": "План на 2026–2028 годы", "starts_on": "2026-01-01",
    "ends_on": "2028-12-31", "status": "consultation", "summary": "What we want.",
}  # fmt: skip
PRIORITY = {
    "code": "P1", "title": "Women in leadership", "title_ru": "Женщины-руководители",
    "description": "More women.", "lead_state": "KG", "lead": "Secretariat", "status": "under_way",
}  # fmt: skip


@pytest.fixture
def office(app: Flask, signed_in: SignedIn) -> Visitor:
    with app.app_context():
        account = make.secretariat()
    return signed_in(account)


def order(app: Flask, plan_id: int) -> list[tuple[int, str]]:
    with app.app_context():
        return [(one.place, one.code) for one in queries.priorities(plan_id)]


def three(app: Flask) -> tuple[int, list[int]]:
    with app.app_context():
        plan = make.plan()
        return plan.id, [make.priority(plan, f"P{n}", place=n).id for n in (1, 2, 3)]


def test_a_plan_and_its_priorities_are_made_and_everybody_reads_them_in_her_language(
    app: Flask, office: Visitor, signed_in: SignedIn
) -> None:
    assert "No plan yet" in office.get("/priorities/").text
    plan_url = office.post("/priorities/plans/add", PLAN).location
    assert "No priority in this plan yet" in office.get(plan_url).text
    office.post(f"{plan_url}/add", PRIORITY)
    office.post(f"{plan_url}/add", {"code": "P2", "title": "Only in English", "status": "planned"})
    with app.app_context():
        member, coordinator = make.member_account(make.member()), make.coordinator()
        russian = make.coordinator(language="ru")
    for account in (member, coordinator):
        page = signed_in(account).get("/priorities/").text
        for text in (
            "Plan 2026–2028",
            "What we want.",
            "Women in leadership",
            "Kyrgyzstan · Secretariat",
            "Under way",
        ):
            assert text in page
        assert page.index("P1") < page.index("Only in English")
        assert "/edit" not in page
        assert "sample" not in page
    page = signed_in(russian).get("/priorities/").text
    assert "План на 2026–2028 годы" in page
    assert "Женщины-руководители" in page
    assert "Only in English" in page
    assert "Women in leadership" not in page


def test_only_the_secretariat_changes_the_plan(app: Flask, signed_in: SignedIn) -> None:
    plan_id, (priority_id, *_) = three(app)
    with app.app_context():
        accounts = [make.member_account(make.member()), make.coordinator()]
    for account in accounts:
        visitor = signed_in(account)
        visitor.get(f"/priorities/{priority_id}")
        for path in ("plans/add", f"plans/{plan_id}/edit", f"plans/{plan_id}/add", f"{priority_id}/edit"):
            visitor.get(f"/priorities/{path}", 403)
            visitor.post(f"/priorities/{path}", {**PLAN, **PRIORITY}, 403)
        for path in ("move", "remove"):
            visitor.post(f"/priorities/{priority_id}/{path}", {"to": "down"}, 403)
    assert order(app, plan_id) == [(1, "P1"), (2, "P2"), (3, "P3")]
    with app.app_context():
        nobody = make.account()
    signed_in(nobody).get("/priorities/", 403)
    Visitor(app).get("/priorities/", 303)


def test_a_sample_says_so_wherever_it_is_shown(app: Flask, office: Visitor) -> None:
    with app.app_context():
        priority = make.priority(make.plan(sample=True))
    for url in ("/priorities/", f"/priorities/plans/{priority.plan_id}", f"/priorities/{priority.id}"):
        assert "This is a sample," in office.get(url).text
    office.post(f"/priorities/plans/{priority.plan_id}/edit", {**PLAN, "version": 1})  # its tick taken away
    assert "This is a sample," not in office.get("/priorities/").text


def test_the_current_plan_is_past_its_draft_not_closed_and_of_today(app: Flask, office: Visitor) -> None:
    day, year = today(), timedelta(days=365)
    with app.app_context():
        make.plan(title="Draft of today", status=PlanStatus.DRAFT)
        make.plan(title="Old", starts_on=day - 3 * year, ends_on=day - year, status=PlanStatus.ENDORSED)
        make.plan(title="Closed", starts_on=day, ends_on=day + year, status=PlanStatus.CLOSED)
        for title, starts in (
            ("Before", day - 30 * timedelta(1)),
            ("Now", day - timedelta(1)),
            ("Next", day + year),
        ):
            make.plan(title=title, starts_on=starts, ends_on=starts + year, status=PlanStatus.AGREED)
        current = queries.current_plan(actor(make.secretariat()))
        assert current is not None
        assert current.title == "Now"
    page = office.get("/priorities/").text
    assert '<h1 dir="auto">Now</h1>' in page
    others = [title for title in ("Draft of today", "Old", "Closed", "Before", "Next") if f">{title}</a>" in page]
    assert len(others) == 5


def test_figures_are_counted_from_attendance_and_open_the_trainings_behind_them(app: Flask, office: Visitor) -> None:
    with app.app_context():
        plan = make.plan()
        served, idle = make.priority(plan, "P1"), make.priority(plan, "P2", place=2)
        by = make.secretariat()
        held = [make.training(starts_on=today() - timedelta(days=n)) for n in (30, 60)]
        coming = make.training(title="Coming course")
        with make.saving():
            for one in (*held, coming):
                link(one.id, served.id)
        woman, second, man = make.member(), make.member(), make.member(sex=Sex.MALE)
        for one in held:
            for who in (woman, man):
                make.mark(make.participation(one, who), make.sessions_of(one)[0], by)
        make.mark(make.participation(held[0], second), make.sessions_of(held[0])[0], by, MarkStatus.ABSENT)
        make.participation(coming, second)
    page = " ".join(office.get("/priorities/").text.split())
    first, last = page.split(f'id="priority-{idle.id}"')
    assert f'href="/trainings/?priority={served.id}&amp;when=past"' in first
    assert '<span class="tile-number">2</span> <span class="tile-label">trainings held' in first
    assert '<span class="tile-number">1</span> <span class="tile-label">woman reached' in first
    assert "and 1 man" in first
    assert last.count('<span class="tile-number">0</span>') == 2
    page = office.get(f"/priorities/{served.id}").text
    assert page.index("Coming course") < page.index("Leading inclusive teams")
    assert f'href="/trainings/{held[0].id}"' in page
    assert "No training serves it yet" in office.get(f"/priorities/{idle.id}").text


def link(training_id: int, priority_id: int) -> None:
    table = Plan.metadata.tables["training_priority"]
    db.session.execute(db.insert(table).values(training_id=training_id, priority_id=priority_id))


def test_priorities_move_up_and_down_and_stay_at_the_ends(app: Flask, office: Visitor) -> None:
    plan_id, (first, _second, last) = three(app)
    for priority_id, to, codes in (
        (first, "up", "P1 P2 P3"), (last, "down", "P1 P2 P3"), (first, "down", "P2 P1 P3"),
        (last, "up", "P2 P3 P1"), (last, "sideways", "P2 P3 P1"),
    ):  # fmt: skip
        office.post(f"/priorities/{priority_id}/move", {"to": to})
        assert order(app, plan_id) == list(enumerate(codes.split(), 1))


def test_places_have_no_gap_whoever_moves_adds_and_removes_at_once(
    app: Flask, in_parallel: Callable[..., list[Any]]
) -> None:
    by = Operator()
    with app.app_context():
        plan = make.plan()
        ids = [make.priority(plan, f"P{n}", place=n).id for n in range(1, 7)]

    def work(n: int) -> None:
        with app.app_context():
            if n % 3 == 0:
                commands.add_priority(plan.id, PriorityFacts(f"N{n}", "New"), by=by)
            elif n % 3 == 1:
                commands.remove_priority(ids[n // 3], by=by)
            else:
                commands.move_priority(ids[5 - n // 6], 1 if n % 2 else -1, by=by)

    in_parallel(work, 9)
    places = [place for place, _ in order(app, plan.id)]
    assert places == [1, 2, 3, 4, 5, 6]


def test_a_priority_that_trainings_serve_stays(app: Flask, office: Visitor) -> None:
    plan_id, (first, second, _third) = three(app)
    with app.app_context():
        training = make.training()
        with make.saving():
            link(training.id, first)
    assert "Trainings serve this priority" in office.get(office.post(f"/priorities/{first}/remove").location).text
    assert len(order(app, plan_id)) == 3
    assert "P2 is removed" in office.get(office.post(f"/priorities/{second}/remove").location).text
    assert order(app, plan_id) == [(1, "P1"), (2, "P3")]
    office.get(f"/priorities/{second}", 404)


def test_a_text_that_is_edited_while_its_priority_moves_is_saved(app: Flask, office: Visitor) -> None:
    plan_id, (first, *_rest) = three(app)
    office.post(f"/priorities/{first}/move", {"to": "down"})
    office.post(f"/priorities/{first}/edit", {**PRIORITY, "version": 1, "status": "achieved"})
    with app.app_context():
        saved = db.session.get_one(Priority, first)
        assert (saved.place, saved.status, saved.lead_state) == (2, PriorityStatus.ACHIEVED, State.KG)
    page = office.post(f"/priorities/{first}/edit", {**PRIORITY, "title": "Mine", "version": 1}, 422).text
    assert "Somebody else changed this record" in page
    assert 'value="Mine"' in page
    office.post(f"/priorities/{first}/edit", {**PRIORITY, "title": "Mine", "version": 2})
    page = office.post(f"/priorities/plans/{plan_id}/edit", {**PLAN, "version": 7}, 422).text
    assert "Somebody else changed this record" in page


BAD: list[tuple[str, dict[str, str], str, str]] = [
    ("plans/add", {"title": ""}, "title", "Write the title in English."),
    ("plans/add", {"ends_on": "2025-12-31"}, "ends_on", "The last day cannot be before the first day."),
    ("plans/add", {"starts_on": "soon"}, "starts_on", "This is not a date"),
    ("plans/add", {"summary": "a\u202eb"}, "summary", "hidden characters"),
    (
        "plans/{plan}/edit",
        {"ends_on": "2025-12-31"},
        "ends_on",
        "The last day cannot be before the first day.",
    ),
    ("plans/{plan}/add", {"code": "p2"}, "code", "Another priority of this plan has the code p2."),
    ("plans/{plan}/add", {"code": "P" * 17}, "code", "At most 16 characters."),
    ("plans/{plan}/add", {"title_ru": "x" * 201}, "title_ru", "At most 200 characters."),
    ("{first}/edit", {"code": "P2"}, "code", "Another priority of this plan has the code P2."),
    ("{first}/edit", {"title": " "}, "title", "Write the title in English."),
]


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_bad_input_is_said_beside_its_field_and_kept(app: Flask, office: Visitor) -> None:
    plan_id, (first, *_rest) = three(app)
    for path, wrong, field, sentence in BAD:
        sent = {
            **(PLAN if "plans/add" in path or "plans/{plan}/edit" in path else PRIORITY),
            "version": "1",
            **wrong,
        }
        page = office.post(f"/priorities/{path.format(plan=plan_id, first=first)}", sent, 422).text
        beside = page.split(f'id="{field}-error"')
        assert len(beside) == 2, (path, wrong)
        assert sentence in beside[1].split("</p>")[0], (path, wrong)
        assert f'value="{sent["title"].strip()}"' in page
    with app.app_context():
        assert db.session.scalar(db.select(db.func.count(Plan.id))) == 1
        assert db.session.get_one(Plan, plan_id).starts_on == date(2026, 1, 1)
    assert order(app, plan_id) == [(1, "P1"), (2, "P2"), (3, "P3")]


def test_choices_begin_with_the_current_plan(app: Flask) -> None:
    with app.app_context():
        old = make.plan(starts_on=date(2020, 1, 1), ends_on=date(2021, 1, 1), status=PlanStatus.CLOSED)
        first = make.priority(old, "A", title="Earlier")
        now = make.plan(status=PlanStatus.AGREED)
        second = make.priority(now, "P2", place=2, title_ru="Второй")
        third = make.priority(now, "P1", place=1)
        with app.test_request_context(), force_locale("ru"):
            offered = queries.choices(actor(make.secretariat()))
        assert offered == [
            (third.id, "P1 · Women in leadership"), (second.id, "P2 · Второй"), (first.id, "A · Earlier"),
        ]  # fmt: skip


def test_the_plan_costs_the_same_statements_however_long_it_is(app: Flask, office: Visitor) -> None:
    with app.app_context():
        plan = make.plan(status=PlanStatus.AGREED)
        ids = [make.priority(plan, f"P{n}", place=n).id for n in (1, 2)]
    costs = []
    for more in (0, 5):
        with app.app_context():
            for n in range(more):
                make.priority(plan, f"N{n}", place=3 + n)
                make.plan(title=f"Other {n}")
        with counted(app) as listing:
            office.get("/priorities/")
        with counted(app) as showing:
            office.get(f"/priorities/{ids[0]}")
        costs.append((len(listing), len(showing)))
    assert costs[0] == costs[1]
    assert max(costs[0]) <= 8


def test_a_draft_is_the_secretariats_own_wherever_priorities_are_shown(
    app: Flask, office: Visitor, signed_in: SignedIn
) -> None:
    with app.app_context():
        draft = make.plan(title="Plan not told yet", status=PlanStatus.DRAFT)
        hidden = make.priority(draft, "D1", title="Priority not told yet")
        open_plan = make.plan(title="Plan in force", starts_on=date(2020, 1, 1))
        shown = make.priority(open_plan, "P1", title="Priority in force")
        who = make.member()
        accounts = [make.member_account(who), make.coordinator(State.KG)]
        training = make.training(State.KG)
    pages = ("/", "/priorities/", "/trainings/", f"/trainings/{training.id}")
    form = {
        "title": "Serving both", "kind": "course", "starts_on": str(training.starts_on), "state": "KG",
        "ends_on": str(training.ends_on), "completion_percent": "80", "languages": "en", "zone": "",
    }  # fmt: skip
    both = {**form, "version": "1", "priorities": [str(hidden.id), str(shown.id)]}
    office.post(f"/trainings/{training.id}/edit", both)
    assert "Priority not told yet" in office.get(f"/trainings/{training.id}").text
    for account in accounts:
        reader = signed_in(account)
        for page in pages:
            text = reader.get(page).text
            assert "not told yet" not in text, page
            assert "Priority in force" in text, page
        reader.get(f"/priorities/{hidden.id}", 404)
        reader.get(f"/priorities/plans/{draft.id}", 404)
    # A coordinator who edits it can neither take the draft's priority off it nor put it on.
    coordinator = signed_in(accounts[1])
    assert "not told yet" not in coordinator.get(f"/trainings/{training.id}/edit").text
    coordinator.post(f"/trainings/{training.id}/edit", {**form, "version": "2", "priorities": [str(shown.id)]})
    assert "Priority not told yet" in office.get(f"/trainings/{training.id}").text
    other = coordinator.post("/trainings/add", {**both, "title": "Another", "version": ""}, 422).text
    assert "Choose one of those that are offered" in other
