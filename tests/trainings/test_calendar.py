"""A month of trainings, from Monday to Sunday."""

import re
from collections import namedtuple
from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask

from network.accounts.models import Account
from network.trainings import month
from tests import factories as make
from tests.visitor import Visitor

Span = namedtuple("Span", "name starts_on ends_on")


@pytest.fixture
def member(app: Flask, signed_in: Callable[[Account], Visitor]) -> Visitor:
    with app.app_context():
        return signed_in(make.member_account(make.member()))


def test_weeks_begin_on_monday_and_bars_break_at_sunday() -> None:
    days = month.grid(date(2026, 11, 1))
    assert (days[0][0], days[-1][-1], len(days)) == (date(2026, 10, 26), date(2026, 12, 6), 6)
    long = Span("long", date(2026, 11, 20), date(2026, 11, 24))
    weeks = month.weeks(days, [long])
    third, fourth = weeks[3].lines, weeks[4].lines
    assert [(cell.days, cell.training, cell.goes_on) for cell in third[0]][4:] == [(3, long, True)]
    assert (fourth[0][0].days, fourth[0][0].from_before, fourth[0][0].goes_on) == (2, True, False)
    assert all(sum(cell.days for cell in line) == 7 for week in weeks for line in week.lines)


def test_trainings_of_the_same_days_stand_in_lines_of_their_own() -> None:
    days = month.grid(date(2026, 11, 1))
    a, b, c = (
        Span("a", date(2026, 11, 3), date(2026, 11, 5)),
        Span("b", date(2026, 11, 4), date(2026, 11, 4)),
        Span("c", date(2026, 11, 6), date(2026, 11, 6)),
    )
    lines = month.weeks(days, [a, b, c])[1].lines
    assert [[cell.training.name for cell in line if cell.training] for line in lines] == [["a", "c"], ["b"]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11", date(2026, 11, 1)), ("", date(2026, 5, 1)), ("2026-13", date(2026, 5, 1)), ("x", date(2026, 5, 1)),
        ("9999-12", date(2026, 5, 1)), ("0001-01", date(2026, 5, 1)), ("2026-11-26", date(2026, 5, 1)),
    ],
)  # fmt: skip
def test_a_month_that_is_none_is_this_one(text: str, expected: date) -> None:
    assert month.month_of(text, date(2026, 5, 9)) == expected


def test_months_turn_at_the_years_end_and_stop_somewhere() -> None:
    assert month.before(date(2026, 1, 1)) == date(2025, 12, 1)
    assert month.after(date(2026, 12, 1)) == date(2027, 1, 1)
    assert month.before(month.FIRST) is None
    assert month.after(month.LAST) is None


def test_the_page_shows_the_month_as_a_grid_and_as_a_list(app: Flask, member: Visitor) -> None:
    with app.app_context():
        one = make.training(starts_on=date(2026, 11, 26), days=2)
        over = make.training(starts_on=date(2026, 10, 30), days=4, title="Over the month's end")
        make.training(starts_on=date(2026, 12, 3), title="In the grid, not in the month")
    page = member.get("/trainings/calendar?month=2026-11").text
    assert "November 2026</h1>" in page
    assert re.search(rf'<td colspan="2"><a class="month-bar month-published" href="/trainings/{one.id}">', page)
    assert len(re.findall(rf'class="month-bar[^"]*" href="/trainings/{over.id}"', page)) == 2
    listed = page.partition('<ol class="month-list">')[2]
    assert "26–27 November 2026" in listed
    assert "Over the month" in listed
    assert "In the grid" not in listed
    assert "month=2026-10" in page
    assert "month=2026-12" in page
    assert "No training this month" in member.get("/trainings/calendar?month=2025-02").text
    assert (
        "ноябрь 2026" in member.get("/trainings/calendar?month=2026-11", headers={"Accept-Language": "ru"}).text.lower()
    )
