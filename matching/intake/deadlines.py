"""By when: 24小时内, 今晚之前, within two days, by tonight."""

import re
from dataclasses import dataclass
from datetime import timedelta

from matching.intake.counts import NUMBER, value_of
from matching.intake.pattern import lazy_regex

_DAY = (
    r"今[天晚夜早]|明[天早晚]|后天|当[天晚]|本周|这周|下周|周[一二三四五六日末]"
    r"|星期[一二三四五六日天]|月底|\d{1,2}[号日]|\d{1,2}月\d{1,2}[号日]?"
)
_PART = r"凌晨|早上|上午|中午|下午|傍晚|晚上|夜里|晚|夜"
_CLOCK = r"(?:\d{1,2}|[一二三四五六七八九十两]{1,3})(?:[:点时])(?:\d{1,2}分?|半|整|钟)?"
_ZH_SPAN = lazy_regex(
    rf"(?P<n>{NUMBER}|半)\s?个?(?P<u>小时|钟头|分钟|天|日|周|星期)(?:之?内|以内"
    r"|内)"
)
_ZH_BY = lazy_regex(
    rf"(?:最晚|最迟|必须|请|务必|争取|希望|要)?(?:在|于)?(?:(?:{_DAY})(?:的)?(?:{_PART})?\s?("
    rf"?:{_CLOCK})?|(?:{_PART})\s?(?:{_CLOCK})?|{_CLOCK})(?:之?前|以前|前)"
)
_EN_SPAN = lazy_regex(
    r"(?:with ?in|in the next|in under|in less than|over the next|in)\s(?:the next\s)?(?P<n>"
    rf"{NUMBER}|an?)\s?(?P<u>minutes?|mins?|hours?|hrs?|days?|weeks?)(?![a-z])(?!\s(?:ago"
    r"|old|without))"
)
_EN_BY = lazy_regex(
    r"(?<![a-z])(?:by|before|no later than|not later than|until)\s(?:the\s)?(?:(?:end of (?:"
    r"the\s)?(?:day|week))|tonight|today|tomorrow(?:\s(?:morning|noon|afternoon"
    r"|evening|night))?(?:\s(?:at\s)?\d{1,2}(?::\d{2})?\s?(?:am|pm|o'?clock))?|noon|midnight"
    r"|nightfall|dark|evening|morning"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day|\d{1,2}(?::\d{2})?\s?(?:am|pm"
    r"|o'?clock)|\d{1,2}:\d{2})(?![a-z])(?:\s(?:tonight|today|tomorrow))?"
)
_MINUTES = {
    "小时": 60,
    "钟头": 60,
    "分钟": 1,
    "天": 1440,
    "日": 1440,
    "周": 10_080,
    "星期": 10_080,
    "minute": 1,
    "min": 1,
    "hour": 60,
    "hr": 60,
    "day": 1440,
    "week": 10_080,
}


@dataclass(frozen=True, slots=True)
class Deadline:
    """Where a deadline stands in the folded text; `within` if it is a span of time."""

    start: int
    end: int
    within: timedelta | None = None


def find_deadline(text: str) -> Deadline | None:
    """The first deadline of a folded text."""
    found = [
        d for pattern in (_ZH_SPAN, _EN_SPAN) for m in pattern.finditer(text) if (d := _span(m))
    ]
    found += [
        Deadline(m.start(), m.end()) for pattern in (_ZH_BY, _EN_BY) for m in pattern.finditer(text)
    ]
    return min(found, key=lambda deadline: deadline.start, default=None)


def _span(match: re.Match[str]) -> Deadline | None:
    words, unit = match["n"], match["u"]
    value = None if words in ("半", "a", "an") else value_of(words)
    number = 0.5 if words == "半" else 1.0 if words in ("a", "an") else None
    if value is not None:
        number = float(value[0])
    size = _MINUTES.get(unit) or _MINUTES.get(unit.rstrip("s"))
    if number is None or size is None or number * size > 525_600:
        return None
    return Deadline(match.start(), match.end(), timedelta(minutes=number * size))
