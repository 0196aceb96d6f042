"""Moments as people type them, by the clock of Dalian: it is 16:00 on Wednesday, 1 July 2026."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from moments import NOW

from handlers.steps.moments import end_of_day, read_day, read_moment

DALIAN = timezone(timedelta(hours=8))


def at(day: int, hour: int, minute: int = 0, month: int = 7, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=DALIAN)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("18:30", at(1, 18, 30)),
        ("今天18点", at(1, 18)),
        ("晚上8点半", at(1, 20, 30)),
        ("9:00", at(2, 9)),
        ("明天上午9点", at(2, 9)),
        ("后天下午3点", at(3, 15)),
        ("tomorrow 18:00", at(2, 18)),
        ("day after tomorrow", at(3, 23, 59)),
        ("today", at(1, 23, 59)),
        ("3小时内", at(1, 19)),
        ("in 3 hours", at(1, 19)),
        ("2天内", at(3, 23, 59)),
        ("7月3日", at(3, 23, 59)),
        ("7-3 9:00", at(3, 9)),
        ("2026-07-05 08:15", at(5, 8, 15)),
        ("１８：３０", at(1, 18, 30)),
        ("1月2日", at(2, 23, 59, 1, 2027)),
        ("明天下午三点", at(2, 15)),
        ("明天下午三点半", at(2, 15, 30)),
        ("最晚明天下午三点一刻", at(2, 15, 15)),
        ("tomorrow 3pm", at(2, 15)),
        ("tomorrow 3:30 p.m.", at(2, 15, 30)),
        ("明天上午", at(2, 9)),
        ("明天上午(9:00)", at(2, 9)),
        ("明早", at(2, 9)),
        ("tomorrow morning", at(2, 9)),
        ("明天下午", at(2, 15)),
        ("明晚", at(2, 20)),
        ("今晚", at(1, 20)),
        ("今天下午五点", at(1, 17)),
        ("晚上12点", at(2, 0)),
        ("今晚十二点", at(2, 0)),
        ("今晚1点", at(2, 1)),
        ("两小时内", at(1, 18)),
        ("一个半小时", at(1, 17, 30)),
        ("半小时内", at(1, 16, 30)),
        ("30分钟内", at(1, 16, 30)),
        ("within 30 minutes", at(1, 16, 30)),
        ("5pm", at(1, 17)),
        ("24点", at(2, 0)),
        ("中午十二点", at(2, 12)),
        ("七月三号下午两点", at(3, 14)),
        ("25/12/2026", at(25, 23, 59, 12)),
    ],
)
def test_a_moment_is_read(typed: str, meant: datetime) -> None:
    assert read_moment(typed, NOW) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "abc",
        "昨天",
        "2020-01-01",
        "今天9点",
        "25:00",
        "13月1日",
        "2月30日",
        "尽快",
        "5",
        "今天下午三点",
        "明天25点",
        "明天9点61分",
        "周三下午三点",
        "明天 3",
        "03/04/2027",
        "今天或明天",
    ],
)
def test_what_is_no_moment_to_come_is_not_guessed(typed: str) -> None:
    assert read_moment(typed, NOW) is None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2027-03-01", at(1, 23, 59, 3, 2027)),
        ("2027年3月1日", at(1, 23, 59, 3, 2027)),
        ("2027.3.1", at(1, 23, 59, 3, 2027)),
        ("12月31日", at(31, 23, 59, 12)),
        ("2026-06-30", at(30, 23, 59, 6)),
        ("2027年3月", at(31, 23, 59, 3, 2027)),
        ("2028-02", at(29, 23, 59, 2, 2028)),
        ("31/03/2027", at(31, 23, 59, 3, 2027)),
    ],
)
def test_a_day_is_read_to_its_end(typed: str, meant: datetime) -> None:
    assert read_day(typed, NOW) == meant


def test_a_day_that_is_none_is_not_guessed() -> None:
    assert read_day("不知道", NOW) is None
    assert read_day("03/04/2027", NOW) is None
    assert read_day("2027年13月", NOW) is None


def test_today_ends_by_the_clock_of_the_city() -> None:
    late = datetime(2026, 7, 1, 17, 0, tzinfo=UTC)
    assert end_of_day(late) == at(2, 23, 59)
    assert end_of_day(late, 1) == at(3, 23, 59)
