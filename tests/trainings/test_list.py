"""The list of trainings: what stands in it for whom, in which order, and what narrows it."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from urllib.parse import quote

import pytest
from flask import Flask

from network.accounts.models import Account
from network.audit.changes import Operator
from network.clock import today
from network.trainings import commands
from network.trainings.editing import TrainingFacts
from network.trainings.programme import half_days
from network.vocabulary import REGION_ZONE, State, TrainingKind, TrainingStatus
from tests import factories as make
from tests.statements import counted
from tests.visitor import Visitor

Enter = Callable[[Account], Visitor]


def add(
    title: str, starts_on: date, days: int = 2, state: State = State.KG, published: bool = True, **more: object
) -> int:
    """A training through its commands (needs an app context)."""
    ends_on = starts_on + timedelta(days=days - 1)
    facts = TrainingFacts(**{"title": title, "kind": TrainingKind.COURSE, "state": state, "starts_on": starts_on,
                             "ends_on": ends_on, **more})  # type: ignore[arg-type]  # fmt: skip
    sessions = half_days(starts_on, starts_on)
    training_id = commands.create_training(facts, sessions=sessions, by=Operator())
    if published:
        commands.publish(training_id, by=Operator())
    return training_id


def titles(page: str) -> list[str]:
    """The titles of the rows, from top to bottom."""
    return re.findall(r'class="cell-title"><a href="/trainings/\d+" dir="auto">(.*?)</a>', page)


@pytest.fixture
def member(app: Flask, signed_in: Enter) -> Visitor:
    with app.app_context():
        account = make.member_account(make.member(State.KG))
    return signed_in(account)


def test_coming_ones_stand_first_and_past_ones_under_their_tab(app: Flask, member: Visitor) -> None:
    day = today(REGION_ZONE)
    with app.app_context():
        add("Last week", day - timedelta(days=8))
        add("Last year", day - timedelta(days=370))
        add("Next month", day + timedelta(days=30))
        add("Running since yesterday", day - timedelta(days=1))
        add("Ends today", day - timedelta(days=5), days=6)
    page = member.get("/trainings/").text
    assert titles(page) == ["Ends today", "Running since yesterday", "Next month"]
    assert page.count("Under way") == 2
    assert titles(member.get("/trainings/?when=past").text) == ["Last week", "Last year"]


def test_a_training_of_several_days_is_one_period(app: Flask, member: Visitor) -> None:
    with app.app_context():
        add("Two days", date(2027, 11, 26), title_ru="Два дня")
        add("Over a month's end", date(2027, 11, 30), days=3)
    page = member.get("/trainings/").text
    assert "26–27 November 2027" in page
    assert "30 November – 2 December 2027" in page
    page = member.get("/trainings/", headers={"Accept-Language": "ru"}).text
    assert "26–27 ноября 2027" in page
    assert titles(page) == ["Два дня", "Over a month&#39;s end"]


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("state=UZ", ["Customs"]),
        ("kind=webinar", ["Online"]),
        ("year=2027", ["Leading", "Online"]),
        ("year=2028", ["Online", "Customs"]),  # the one over New Year belongs to both
        ("q=tashkent", ["Customs"]),
        ("q=" + quote("Ташкент"), ["Customs"]),  # the city is written in Latin
        ("q=" + quote("институт"), ["Customs"]),  # the Russian venue
        ("q=zzz", []),  # doubled letters count once, and a word begins with what is typed: "z" is inside some
        ("q=" + quote("таможня"), ["Customs"]),  # the Russian title
        ("q=tamozhnya", ["Customs"]),  # and typed in Latin
        ("q=ala-too", ["Leading"]),
        ("q=LEAD+tea", ["Leading"]),
        ("q=lead+customs", []),
        ("q=%25", ["Leading", "Online", "Customs"]),  # nothing to look for
        ("state=UZ&kind=webinar", []),
        ("state=XX&year=nonsense&kind=%00&priority=abc&when=%F0", ["Leading", "Online", "Customs"]),
    ],
)
def test_what_narrows_the_list(app: Flask, member: Visitor, address: str, expected: list[str]) -> None:
    with app.app_context():
        add("Leading", date(2027, 5, 1), venue="Hotel Ala-Too", title_ru="Руководство командами", description="teams",
            city="teams")  # fmt: skip
        add("Online", date(2027, 12, 31), days=3, kind=TrainingKind.WEBINAR)
        add("Customs", date(2028, 3, 3), state=State.UZ, city="Tashkent", title_ru="Таможня",
            venue_ru="Таможенный институт")  # fmt: skip
    assert titles(member.get(f"/trainings/?{address}").text) == expected


def test_a_russian_page_names_the_city_in_russian(app: Flask, member: Visitor) -> None:
    with app.app_context():
        add("Customs", date(2028, 3, 3), city="Tashkent", city_ru="Ташкент")
        add("Online", date(2028, 3, 4), city="Astana")
    russian = {"headers": {"Accept-Language": "ru"}}
    for path in ("/trainings/", "/trainings/calendar?month=2028-03", "/"):
        page = member.get(path, **russian).text
        assert "Ташкент" in page
        assert "Tashkent" not in page
        assert "Astana" in page, "in English where there is no other"
    assert "Tashkent" in member.get("/trainings/").text


def test_the_priority_that_it_serves_narrows_it(app: Flask, member: Visitor) -> None:
    with app.app_context():
        one, other = make.priority(make.plan()), make.priority(make.plan(title="Another"), "P9")
        add("Serves", date(2027, 5, 1), priority_ids=(one.id,))
        add("Serves another", date(2027, 6, 1), priority_ids=(other.id,))
    assert titles(member.get(f"/trainings/?priority={one.id}").text) == ["Serves"]


def test_drafts_are_nowhere_for_members(app: Flask, member: Visitor) -> None:
    day = today(REGION_ZONE)
    with app.app_context():
        draft = add("Secret plan", day + timedelta(days=1), published=False, city="Osh")
        past = add("Secret past", day - timedelta(days=900), published=False)
        discarded = add("Given up", day + timedelta(days=2), published=False)
        commands.cancel(discarded, why="No money", by=Operator())
        shown = add("Open to all", day + timedelta(days=1), follows_id=draft)
        earlier = add("Earlier", day - timedelta(days=9))
        add("Secret sequel", day + timedelta(days=7), published=False, follows_id=earlier)
    for path in (
        "/trainings/", "/trainings/?when=past", "/trainings/?q=secret", "/trainings/?status=draft", "/trainings/?q=Osh",
        "/trainings/?status=discarded", "/trainings/?mine=y",
        "/trainings/calendar", f"/trainings/calendar?month={day - timedelta(days=900):%Y-%m}",
        f"/trainings/calendar?month={day + timedelta(days=7):%Y-%m}", f"/trainings/{shown}", f"/trainings/{earlier}",
    ):  # fmt: skip
        page = member.get(path).text
        for secret in ("Secret", "Given up", "No money", "Osh<"):
            assert secret not in page, path
    assert "1–1 of 1" in member.get("/trainings/").text
    for hidden in (draft, past, discarded):
        member.get(f"/trainings/{hidden}", status=404)


def test_coordinators_see_the_drafts_of_their_own_state_and_filter_by_status(app: Flask, signed_in: Enter) -> None:
    with app.app_context():
        add("Ours", date(2027, 5, 1), published=False)
        add("Theirs", date(2027, 5, 2), state=State.UZ, published=False)
        given = add("Lent", date(2027, 5, 3), state=State.TJ, published=False)
        add("Open", date(2027, 5, 4), state=State.UZ)
        account = make.coordinator(State.KG)
        commands.assign(given, account.id, by=Operator())
        visitor, office = signed_in(account), signed_in(make.secretariat())
    assert titles(visitor.get("/trainings/").text) == ["Ours", "Lent", "Open"]
    assert titles(visitor.get("/trainings/?status=draft").text) == ["Ours", "Lent"]
    assert titles(visitor.get("/trainings/?mine=y").text) == ["Ours", "Lent"]
    assert titles(office.get("/trainings/?status=draft").text) == ["Ours", "Theirs", "Lent"]
    assert "Only mine" not in office.get("/trainings/").text


def test_mine_are_those_that_she_takes_part_in(app: Flask, signed_in: Enter) -> None:
    with app.app_context():
        who = make.member(State.KG)
        one, _other = make.training(title="Hers"), make.training(title="Others'")
        make.participation(one, who)
        visitor = signed_in(make.member_account(who))
    assert titles(visitor.get("/trainings/?mine=y").text) == ["Hers"]


def test_pages_go_forth_and_back_by_key(app: Flask, member: Visitor) -> None:
    with app.app_context():
        for n in range(60):
            add(f"No {n:02d}", date(2027, 1, 1) + timedelta(days=n // 2))
    first = member.get("/trainings/").text
    assert titles(first) == [f"No {n:02d}" for n in range(25)]
    assert "1–25 of 60" in first
    onward = re.search(r'href="([^"]+)" rel="next"', first)
    assert onward
    second = member.get(onward[1].replace("&amp;", "&")).text
    assert titles(second) == [f"No {n:02d}" for n in range(25, 50)]
    back = re.search(r'href="([^"]+)" rel="prev"', second)
    assert back
    assert titles(member.get(back[1].replace("&amp;", "&")).text) == titles(first)
    assert titles(member.get("/trainings/?end=1").text)[-1] == "No 59"
    assert titles(member.get("/trainings/?after=nonsense").text) == titles(first)


def test_an_empty_list_says_how_to_fill_it(app: Flask, member: Visitor, signed_in: Enter) -> None:
    assert "When a training is published, it stands here" in member.get("/trainings/").text
    assert "When the last day of a training is over" in member.get("/trainings/?when=past").text
    assert "Clear the filters" in member.get("/trainings/?q=nothing").text
    with app.app_context():
        visitor = signed_in(make.coordinator())
    assert "half-day sessions that are proposed for you" in visitor.get("/trainings/").text


def test_what_a_page_asks_of_the_database_does_not_grow(app: Flask, signed_in: Enter) -> None:
    day = today(REGION_ZONE)
    with app.app_context():
        account = make.coordinator(State.KG)
        training_id = add("One", day)
        visitor = signed_in(account)
    paths = ["/trainings/", "/trainings/calendar", f"/trainings/{training_id}", f"/trainings/{training_id}/edit",
             "/trainings/add", "/trainings/?q=one&state=KG&year=2026&mine=y"]  # fmt: skip

    def cost() -> list[int]:
        counts = []
        for path in paths:
            visitor.get(path)
            with counted(app) as statements:
                visitor.get(path)
            counts.append(len(statements))
        return counts

    few = cost()
    with app.app_context():
        organisations = [make.organisation(f"Organisation {n}").id for n in range(5)]
        priority = make.priority(make.plan())
        for n in range(5):
            add(
                f"More {n}",
                day,
                organiser_ids=tuple(organisations),
                priority_ids=(priority.id,),
                follows_id=training_id,
            )
    assert cost() == few
    assert max(few) <= 8, dict(zip(paths, few, strict=True))


@pytest.mark.parametrize("status", list(TrainingStatus))
def test_every_status_has_a_page_for_those_who_run_it(app: Flask, signed_in: Enter, status: TrainingStatus) -> None:
    with app.app_context():
        one = make.training(State.KG, status=status)
        visitor = signed_in(make.coordinator(State.KG))
    visitor.get(f"/trainings/{one.id}")
    assert titles(visitor.get("/trainings/").text) == ["Leading inclusive teams"]
