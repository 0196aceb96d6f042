"""Moments as people type them, by the city's clock: 18:00, 明天下午三点, 3pm, 11-25, 两小时内."""

import calendar
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from handlers.speech.terms import CITY_TIME

_NUMERALS = re.compile(r"[零〇一二两三四五六七八九十]+")
_DIGITS = {sign: number for number, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_SHORT = (
    ("tonight", "today evening"),
    ("今晚", "今天晚上"),
    ("明晚", "明天晚上"),
    ("今早", "今天早上"),
    ("明早", "明天早上"),
)
_FILLERS = re.compile(r"最晚|最迟|最早|不晚于|at the latest")
_SPAN = re.compile(
    r"(?:(\d{1,3}(?:\.\d)?)\s*个?(半)?\s*|(半)\s*个?)"
    r"(小时|钟头|分钟|hours?|hrs?|minutes?|mins?|h\b(?!\s*\d))"
)
_DAYS = re.compile(r"(\d{1,3})\s*(?:天|日内|days?)")
_DATE = re.compile(
    r"(?<!\d)(?:(\d{4})\s*[-年/.])?\s*(\d{1,2})\s*[-月/.]\s*(\d{1,2})(?!\d)\s*(?:日|号)?"
)
_DATE_YEAR_LAST = re.compile(r"(?<!\d)(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?!\d)")
_MONTH = re.compile(r"(?:到|至|有效期|\s)*(\d{4})\s*[-年/.]\s*(\d{1,2})\s*月?(?:底|前|\s)*")
_DAY_WORDS = {
    "大后天": 3,
    "后天": 2,
    "day after tomorrow": 2,
    "明天": 1,
    "tomorrow": 1,
    "今天": 0,
    "today": 0,
}
_AM = r"(?<![a-z])a\.?m\.?(?![a-z])"
_PM = r"(?<![a-z])p\.?m\.?(?![a-z])"
_PARTS = (
    ("night", 20, re.compile(r"晚上|傍晚|夜里|晚(?=\s*\d)|evening|night(?!\w)")),
    ("afternoon", 15, re.compile(rf"下午|afternoon|{_PM}")),
    ("morning", 9, re.compile(rf"早上|早晨|上午|早(?=\s*\d)|morning|{_AM}")),
    ("noon", 12, re.compile(r"中午|noon")),
    ("small", 5, re.compile(r"凌晨")),
)
"""Part of the day, the hour it means without a clock time, and its words."""
_CLOCK = re.compile(
    r"(\d{1,2})\s*(?:(?:[:点时]|h(?![a-z]))\s*(?:(\d{1,2})\s*(分|刻)?|(半))?[钟整]?|(?=\s*[ap]\.?m))"
)
_UNREAD = re.compile(
    r"\d|[点刻]|早|晚|午|夜|天|周|星期|礼拜|月|半|day|night|morning|noon|[ap]\.m|week|month"
)
"""What is left of the words must not speak of time: half a moment is not guessed."""
_QUARTER = 15
END_OF_DAY = time(23, 59)


@dataclass(frozen=True, slots=True)
class _Read:
    """A match of a pattern cut out of what was typed."""

    found: re.Match[str] | None
    rest: str


def read_moment(text: str, now: datetime) -> datetime | None:
    """The moment that was typed, by the city's clock: 18:00, 明天下午三点, 11-25 9:00, 6小时内.

    A clock time that has passed today means tomorrow. None if it says no moment, or a past one,
    or more about time than could be read.
    """
    typed = _plain(text)
    span, rest = _span_named(typed)
    if span and not _UNREAD.search(rest):
        return now + span
    local = now.astimezone(CITY_TIME)
    day, rest = _day_named(typed, local)
    hours, rest = _hours_named(rest)
    if (day is None and hours is None) or _UNREAD.search(rest):
        return None
    end = timedelta(hours=END_OF_DAY.hour, minutes=END_OF_DAY.minute)
    midnight = datetime.combine((day or local).date(), time(), CITY_TIME)
    moment = midnight + (end if hours is None else hours)
    if day is None and moment <= local:
        moment += timedelta(days=1)
    return moment.astimezone(now.tzinfo) if moment > local else None


def read_day(text: str, now: datetime) -> datetime | None:
    """The last minute of the day that was typed: 2027-03-01, 3月1日, 明天; None if it says none.

    A month with its year, 2027年3月, means its last day.
    """
    typed = _plain(text)
    local = now.astimezone(CITY_TIME)
    month = _MONTH.fullmatch(typed)
    if month:
        day = _last_day(int(month[1]), int(month[2]), local)
    else:
        day, rest = _day_named(typed, local)
        day = None if _UNREAD.search(_hours_named(rest)[1]) else day
    if day is None:
        return None
    return datetime.combine(day.date(), END_OF_DAY, CITY_TIME).astimezone(now.tzinfo)


def end_of_day(now: datetime, days: int = 0) -> datetime:
    """The last minute of today, or of so many days later, by the city's clock."""
    day = now.astimezone(CITY_TIME).date() + timedelta(days=days)
    return datetime.combine(day, END_OF_DAY, CITY_TIME).astimezone(now.tzinfo)


def _plain(text: str) -> str:
    """What was typed with one width and case, figures for numerals, and short forms spelt out."""
    typed = unicodedata.normalize("NFKC", text).strip().lower()
    for short, full in _SHORT:
        typed = typed.replace(short, full)
    return _NUMERALS.sub(_figure, _FILLERS.sub(" ", typed))


def _figure(found: re.Match[str]) -> str:
    """十二 → 12, 二十 → 20, 三 → 3; digit by digit without a ten: 二〇二七 → 2027."""
    numeral = found.group()
    tens, ten, ones = numeral.partition("十")
    if not ten:
        return "".join(str(_DIGITS[sign]) for sign in numeral)
    if len(tens) > 1 or len(ones) > 1 or "十" in ones:
        return numeral
    return str(10 * _DIGITS.get(tens, 1) + _DIGITS.get(ones, 0))


def _cut(pattern: re.Pattern[str], typed: str) -> _Read:
    found = pattern.search(typed)
    rest = typed if found is None else f"{typed[: found.start()]} {typed[found.end() :]}"
    return _Read(found, rest)


def _span_named(typed: str) -> tuple[timedelta, str]:
    """The time from now, 两小时, 1小时30分钟, 半小时; and what is left."""
    span = timedelta()
    while (read := _cut(_SPAN, typed)).found is not None:
        count, and_half, half, unit = read.found.groups()
        amount = float(count or 0) + (0.5 if and_half or half else 0)
        is_minutes = unit.startswith(("分", "min"))
        span += timedelta(minutes=amount) if is_minutes else timedelta(hours=amount)
        typed = read.rest
    return span, typed


def _day_named(typed: str, local: datetime) -> tuple[datetime | None, str]:
    """The day, and what is left of the words; a date that can be read two ways is none."""
    read = _cut(_DATE_YEAR_LAST, typed)
    if read.found:
        first, second, year = (int(each) for each in read.found.groups())
        if first != second and max(first, second) <= 12:
            return None, typed
        return _next_date(local, str(year), min(first, second), max(first, second)), read.rest
    read = _cut(_DATE, typed)
    if read.found:
        stated, month, day = read.found.groups()
        found = _next_date(local, stated, int(month), int(day))
        return found, typed if found is None else read.rest
    for word, days in _DAY_WORDS.items():
        if word in typed:
            return local + timedelta(days=days), typed.replace(word, " ", 1)
    read = _cut(_DAYS, typed)
    return (local + timedelta(days=int(read.found[1])) if read.found else None), read.rest


def _last_day(year: int, month: int, local: datetime) -> datetime | None:
    if not (1 <= year <= 9998 and 1 <= month <= 12):
        return None
    return local.replace(year=year, month=month, day=calendar.monthrange(year, month)[1])


def _next_date(local: datetime, year: str | None, month: int, day: int) -> datetime | None:
    """The date as stated; without a year the next one to come."""
    for candidate in (int(year),) if year else (local.year, local.year + 1):
        try:
            stated = local.replace(year=candidate, month=month, day=day)
        except ValueError:
            return None
        if year or stated.date() >= local.date():
            return stated
    return None


def _hours_named(typed: str) -> tuple[timedelta | None, str]:
    """Hours since midnight that the clock time or the part of the day means, and what is left."""
    clock = _cut(_CLOCK, typed)
    part, usual, rest = "", None, clock.rest
    for name, hour, words in _PARTS:
        read = _cut(words, rest)
        if read.found and not part:
            part, usual, rest = name, hour, read.rest
    if clock.found is None:
        return (None if usual is None else timedelta(hours=usual)), rest
    hour, minutes = _hour(int(clock.found[1]), part), _minutes(clock.found)
    latest = timedelta(hours=28 if part == "night" else 24)
    if minutes >= 60 or timedelta(hours=hour, minutes=minutes) > latest:
        return None, typed
    return timedelta(hours=hour, minutes=minutes), rest


def _minutes(clock: re.Match[str]) -> int:
    """Minutes past the hour: 30, 半, 一刻."""
    if clock[4]:
        return 30
    figure = int(clock[2] or 0)
    return figure * _QUARTER if clock[3] == "刻" else figure


def _hour(hour: int, part: str) -> int:
    """The hour by a clock of 24: 晚上12点 ends the day, 晚上1点 is after it."""
    if part == "night" and (hour == 12 or hour < 5):
        return 24 + hour % 12
    if (part == "noon" and hour < 5) or (part in ("afternoon", "night") and hour < 12):
        return hour + 12
    return hour
