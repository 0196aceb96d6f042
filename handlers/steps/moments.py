"""Moments as people type them, by the city's clock: 18:00, 明天下午3点, 11-25, 6小时内."""

import re
import unicodedata
from datetime import datetime, time, timedelta

from handlers.speech.terms import CITY_TIME

_CLOCK = re.compile(r"(\d{1,2})\s*(?:[:点时]|h\b)\s*(\d{1,2}|半)?")
_HOURS = re.compile(r"(\d{1,3})\s*(?:个?小时|钟头|hours?|hrs?|h\b)")
_DAYS = re.compile(r"(\d{1,3})\s*(?:天|日内|days?)")
_DATE = re.compile(r"(?:(\d{4})\s*[-年/.])?\s*(\d{1,2})\s*[-月/.]\s*(\d{1,2})\s*(?:日|号)?")
_DAY_WORDS = {
    "大后天": 3,
    "后天": 2,
    "day after tomorrow": 2,
    "明天": 1,
    "明早": 1,
    "明晚": 1,
    "tomorrow": 1,
    "今天": 0,
    "今晚": 0,
    "today": 0,
    "tonight": 0,
}
_AFTERNOON = re.compile(r"下午|晚|傍晚|pm|p\.m\.|tonight|evening|afternoon")
END_OF_DAY = time(23, 59)


def read_moment(text: str, now: datetime) -> datetime | None:
    """The moment that was typed, by the city's clock: 18:00, 明天下午3点, 11-25 9:00, 6小时内.

    A clock time that has passed today means tomorrow. None if it says no moment, or a past one.
    """
    typed = unicodedata.normalize("NFKC", text).strip().lower()
    hours = _HOURS.search(typed)
    if hours and not _CLOCK.search(typed.replace(hours.group(), "")):
        return now + timedelta(hours=int(hours.group(1)))
    local = now.astimezone(CITY_TIME)
    day = _day_named(typed, local)
    clock = _clock_named(_DATE.sub(" ", typed) if _DATE.search(typed) else typed)
    if day is None and clock is None:
        return None
    moment = datetime.combine((day or local).date(), clock or END_OF_DAY, CITY_TIME)
    if day is None and moment <= local:
        moment += timedelta(days=1)
    return moment.astimezone(now.tzinfo) if moment > local else None


def read_day(text: str, now: datetime) -> datetime | None:
    """The last minute of the day that was typed: 2027-03-01, 3月1日, 明天; None if it says none."""
    typed = unicodedata.normalize("NFKC", text).strip().lower()
    local = now.astimezone(CITY_TIME)
    day = _day_named(typed, local)
    if day is None:
        return None
    return datetime.combine(day.date(), END_OF_DAY, CITY_TIME).astimezone(now.tzinfo)


def end_of_day(now: datetime, days: int = 0) -> datetime:
    """The last minute of today, or of so many days later, by the city's clock."""
    day = now.astimezone(CITY_TIME).date() + timedelta(days=days)
    return datetime.combine(day, END_OF_DAY, CITY_TIME).astimezone(now.tzinfo)


def _day_named(typed: str, local: datetime) -> datetime | None:
    date = _DATE.search(typed)
    if date:
        year, month, day = date.groups()
        return _next_date(local, year, int(month), int(day))
    for word, days in _DAY_WORDS.items():
        if word in typed:
            return local + timedelta(days=days)
    ahead = _DAYS.search(typed)
    return local + timedelta(days=int(ahead.group(1))) if ahead else None


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


def _clock_named(typed: str) -> time | None:
    found = _CLOCK.search(typed)
    if found is None:
        return None
    hour, minute = int(found.group(1)), found.group(2) or "0"
    if hour < 12 and _AFTERNOON.search(typed):
        hour += 12
    minutes = 30 if minute == "半" else int(minute)
    return time(hour, minutes) if hour < 24 and minutes < 60 else None
