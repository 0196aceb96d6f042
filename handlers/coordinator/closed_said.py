"""A road that a coordinator says is closed: which and why, and until when.

Only sub-districts and landmarks have a known place, stretches of roads have none: where is asked.
"""

import re
from datetime import datetime
from typing import Any

from handlers.coordinator.spots import AREA
from handlers.dialog import REWRITES, SAYS, Fact, Question, ReplyKind, Text, Turn, Unclear
from handlers.speech.show import moment, own_words
from handlers.steps.choices import districts_in
from handlers.steps.moments import read_moment

TITLE_SIGNS = 100
"""Of 120 that the record holds: the name of a spot may be added."""

_ROAD = re.compile(
    r"[\u4e00-\u9fff\da-z](?<![封条])(?:路|街|大道|高速|国道|省道|桥|隧道|立交)"
    r"|\b(?:road|rd|street|avenue|bridge|tunnel|highway|expressway|lu)\b",
    re.IGNORECASE,
)
_CLOSED = re.compile(
    r"封路|封闭|封了|封住|封锁|封道|断路|断道|不通|过不去|不能(?:走|通行|过车)|禁行|禁止通行"
    r"|无法通行|交通中断|\b(?:closed|impassable|blocked|not passable|cut off|shut)\b",
    re.IGNORECASE,
)
_OTHERWISE = re.compile(
    r"[?？]|吗|怎么|会不会|解封|恢复通行|已通|困|伤|救|假如|如果|要是"
    r"|\b(?:reopen\w*|trapped|stranded|injured|rescue|if|is it|when)\b",
    re.IGNORECASE,
)
"""What asks, supposes, says the opposite, or tells of people: no order to close a road."""
_CLAUSE = re.compile(r"[，,。；;！!]+")
_UNTIL = re.compile(
    r"(?:一直|预计|大概|持续)*(?:到|至)|(?<=[封闭锁路续约])(?=[\d一二两三四五六七八九十半])"
    r"|\b(?:until|till|for)\b",
    re.IGNORECASE,
)
_BARE = frozenset({"封", "封路", "封闭", "封锁", "closed", "持续", "约"})
"""What is left of a clause that only says until when."""
_AFTER = re.compile(r"(?:前|为止|止|解除|恢复|恢复通行)$")
_TIME = re.compile(
    r"(?:[\d\s:：.]|[零〇一二两三四五六七八九十半刻整点时分钟个]|[今明后早晚上中下午天夜凌晨号日月]|小时"
    r"|\b(?:[ap]\.?m\.?|today|tomorrow|tonight|morning|noon|afternoon|evening|night|hours?|hrs?|h"
    r"|minutes?|mins?|days?|at|the|in|about|around|day after|o'clock)\b\.?|(?<=\d)[ap]\.?m\.?)+",
    re.IGNORECASE,
)


def names_road(words: str) -> bool:
    """Whether a road is named: 中山路 is not the district 中山区."""
    return _ROAD.search(words) is not None


def says_closed(words: str) -> bool:
    """Whether a road is said to be closed, and nothing else is told."""
    return names_road(words) and bool(_CLOSED.search(words)) and not _OTHERWISE.search(words)


def closure_said(words: str, now: datetime) -> dict[str, Any]:
    """The answers that the sentence gives to the questions of a closure."""
    title, until = _title_and_until(words, now)
    answers: dict[str, Any] = {"title": title[:TITLE_SIGNS]}
    if until is not None:
        answers["until"] = until.isoformat()
    ends = districts_in(title)
    if len(ends) == 2:
        return answers | dict(zip(("from", "to"), ends, strict=True))
    return answers | {"from": AREA}


async def read_end(turn: Turn, _question: Question) -> Any:
    """A road instead of a district is kept as what is closed, and where it is comes next."""
    words = turn.reply.text if turn.reply.kind is ReplyKind.TEXT else ""
    ends = districts_in(words)
    if not names_road(words) or len(ends) == 1:
        raise Unclear("unclear.choose")
    said = closure_said(words, turn.now)
    return {REWRITES: said, SAYS: said_back(said)}


def said_back(said: dict[str, Any]) -> Text:
    """What was understood, said back."""
    until: Text | str = ""
    if "until" in said:
        at = moment(datetime.fromisoformat(said["until"]))
        until = Text("coordinator.noted_until", {"at": at})
    facts: dict[str, Fact] = {
        "title": own_words(said["title"]),
        "until": until,
    }
    return Text("coordinator.closure_noted", facts)


def _title_and_until(words: str, now: datetime) -> tuple[str, datetime | None]:
    """The sentence without the part that says until when, and that moment."""
    kept, until = [], None
    for clause in (each.strip() for each in _CLAUSE.split(words)):
        rest, end = _cut_until(clause, now)
        kept.append(rest)
        until = until or end
    sign = "，" if any("\u4e00" <= sign <= "\u9fff" for sign in words) else ", "
    return sign.join(each for each in kept if each), until


def _cut_until(clause: str, now: datetime) -> tuple[str, datetime | None]:
    """The clause without its end that says until when, and that moment; else all of it."""
    for found in _UNTIL.finditer(clause):
        said = _AFTER.sub("", clause[found.end() :].strip())
        until = read_moment(said, now) if _TIME.fullmatch(said) else None
        if until is not None:
            rest = clause[: found.start()].strip()
            return "" if rest in _BARE else rest, until
    return clause, None
