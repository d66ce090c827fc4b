"""Sessions by the clock of their zone, without a database."""

from datetime import UTC, date, datetime, time
from zoneinfo import TZPATH

import pytest

from network.trainings.programme import SessionFacts, faults, half_days, moment

FIRST, LAST = date(2026, 11, 26), date(2026, 11, 27)


def test_half_days_are_a_morning_and_an_afternoon_of_each_day_that_has_none() -> None:
    proposed = half_days(FIRST, LAST, taken=[LAST])
    assert [(one.day, one.starts, one.ends) for one in proposed] == [
        (FIRST, time(9), time(12, 30)),
        (FIRST, time(14), time(17, 30)),
    ]
    assert len(half_days(FIRST, LAST)) == 4
    assert faults(half_days(FIRST, LAST), FIRST, LAST, "Asia/Bishkek") == []


@pytest.mark.parametrize(
    ("day", "zone", "hour"),
    [
        (date(2024, 2, 29), "Asia/Almaty", 3),  # the last day at UTC+6
        (date(2024, 3, 1), "Asia/Almaty", 4),  # UTC+5 everywhere in Kazakhstan from here
        (date(2026, 11, 26), "Asia/Almaty", 4),
        (date(2026, 11, 26), "Asia/Bishkek", 3),
        (date(2026, 11, 26), "Asia/Tashkent", 4),
        (date(2026, 7, 1), "Europe/Vienna", 7),
        (date(2026, 12, 1), "Europe/Vienna", 8),
    ],
)
def test_nine_in_the_morning_is_another_moment_in_each_zone_and_year(day: date, zone: str, hour: int) -> None:
    assert moment(day, time(9), zone) == datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def test_zones_are_the_shipped_ones_whatever_the_machine_has() -> None:
    assert TZPATH == ()


def test_a_time_that_clocks_skip_is_no_time() -> None:
    with pytest.raises(ValueError):
        moment(date(2026, 3, 29), time(2, 30), "Europe/Vienna")
    skipped = SessionFacts(date(2026, 3, 29), time(2, 30), time(4))
    assert [one.field for one in faults([skipped], skipped.day, skipped.day, "Europe/Vienna")] == ["starts"]


@pytest.mark.parametrize(
    ("sessions", "wrong"),
    [
        ([(FIRST, time(9), time(12)), (FIRST, time(12), time(13))], []),  # one begins as the other ends
        ([(FIRST, time(9), time(12)), (FIRST, time(11), time(13))], [(1, "starts"), (0, "ends")]),
        ([(FIRST, time(11), time(13)), (FIRST, time(9), time(12))], [(0, "starts"), (1, "ends")]),
        ([(FIRST, time(9), time(17)), (FIRST, time(10), time(11)), (FIRST, time(12), time(13))],
         [(1, "starts"), (0, "ends"), (2, "starts")]),
        ([(FIRST, time(9), time(12)), (FIRST, time(9), time(12))], [(1, "starts"), (0, "ends")]),
        ([(date(2026, 11, 25), time(9), time(12))], [(0, "day")]),
        ([(date(2026, 11, 28), time(9), time(12))], [(0, "day")]),
        ([(LAST, time(12), time(9))], [(0, "ends")]),
        ([(LAST, time(9), time(9))], [(0, "ends")]),
    ],
)  # fmt: skip
def test_what_is_wrong_with_sessions(sessions: list[tuple[date, time, time]], wrong: list[tuple[int, str]]) -> None:
    found = faults([SessionFacts(*one) for one in sessions], FIRST, LAST, "Asia/Bishkek")
    assert [(one.row, one.field) for one in found] == wrong


def test_what_is_cancelled_or_removed_stands_in_nobodys_way() -> None:
    held = SessionFacts(FIRST, time(9), time(12))
    cancelled = SessionFacts(FIRST, time(9), time(12), cancelled=True)
    removed = SessionFacts(date(2020, 1, 1), time(12), time(9), remove=True)
    assert faults([held, cancelled, removed], FIRST, LAST, "Asia/Bishkek") == []
