"""An alert that is said in one sentence: to whom, where, and what they are told."""

import re
from typing import Any

from handlers.dialog import Turn
from handlers.engine.danger import danger_said
from handlers.engine.typed import words_of
from handlers.speech.sentences import sentences
from handlers.steps.choices import DISTRICTS, districts_in
from matching.model import Role

EVERYBODY = "everybody"
WHOLE_CITY = "city"
TEXT_SIGNS = 900
"""Longest alert; the record holds 1,000."""
LIFE, NOTICE = "life", "notice"
_SAYS_WHAT = re.compile(r"(?<!\d)[:：]|[:：](?!\d)|\bthat\b", re.IGNORECASE)
"""What parts the readers from what they are told; 10:30 does not."""
_EVERYBODY = re.compile(r"所有人|大家|全体|全市|\b(?:everybody|everyone|all)\b", re.IGNORECASE)
_EVERY_ONE = re.compile(r"所有|全体|各位|\b(?:all|every)\b", re.IGNORECASE)
_WHOLE_CITY = re.compile(r"全市|全城|\b(?:whole|entire) city\b", re.IGNORECASE)
_BETWEEN = re.compile(
    r"[给向对请各位所有全体人们的在区市县和与及,，、\s]"
    r"|\b(?:to|all|every|the|our|in|at|of|and|district|please|an?|whole|entire|city)\b",
    re.IGNORECASE,
)
"""What may stand between the words of an address."""
_AROUND = " ,.，。!！:：、"


def alert_said(turn: Turn, typed: str, *, asked: bool) -> dict[str, Any] | None:
    """The answers that a sentence gives to the questions of an alert; None if it is none.

    Where an alert is being written (`asked`) an address alone makes it one: 所有司机：….
    """
    rest = after("coordinator.says_alert", typed)
    head, text = _parted(rest or typed)
    if not rest and not (asked and head):
        return None
    text = text[:1].upper() + text[1:] if head else typed
    answers: dict[str, Any] = {"text": text[:TEXT_SIGNS], **_readers(head)}
    if "role" in answers:
        answers["weight"] = LIFE if danger_said(turn, text) else NOTICE
    return answers


def _parted(rest: str) -> tuple[str, str]:
    """Whom a sentence addresses, and what it tells them; no address: all of it is told."""
    parts = _SAYS_WHAT.split(rest, maxsplit=1)
    if len(parts) > 1 and parts[1].strip(_AROUND) and _is_address(parts[0]):
        return parts[0], parts[1].strip(" ,，:：、")
    begins = _addressed(rest)
    told = rest[len(begins) :].strip(" ,，:：、")
    return (begins, told) if begins and told else ("", rest)


def _is_address(head: str) -> bool:
    """Whether nothing but readers and places is named."""
    words = [word for role in Role for word in words_of(f"coordinator.says_{role.value}")]
    left = _EVERYBODY.sub(" ", _WHOLE_CITY.sub(" ", head))
    for word in sorted(words, key=len, reverse=True):
        pattern = rf"\b{re.escape(word)}s?\b" if word.isascii() else re.escape(word)
        left = re.sub(pattern, " ", left, flags=re.IGNORECASE)
    for name in districts_in(left):
        latin = sentences("en").get(f"words.district.{name}", name)
        left = re.sub(rf"{name[:-1]}{name[-1]}?|{re.escape(latin)}", " ", left, flags=re.IGNORECASE)
    return left != head and not _BETWEEN.sub("", left)


def _readers(to: str) -> dict[str, Any]:
    """For whom and where, as far as the address says so; in doubt it is asked.

    All the drivers are those of the whole city.
    """
    found: dict[str, Any] = {}
    named = districts_in(to)
    if len(named) == 1:
        found["district"] = named[0]
    roles = [role.value for role in Role if says(f"coordinator.says_{role.value}", to)]
    everybody = _EVERYBODY.search(to) is not None
    if everybody and not roles:
        found["role"] = EVERYBODY
    elif len(roles) == 1:
        found["role"] = roles[0]
    every_one = len(roles) == 1 and _EVERY_ONE.search(to)
    if not named and (every_one or _WHOLE_CITY.search(to)):
        found["district"] = WHOLE_CITY
    return found


def _addressed(rest: str) -> str:
    """Whom Chinese words without a colon begin with: 中山区居民 of 中山区居民今晚停水."""
    roles = [word for role in Role for word in words_of(f"coordinator.says_{role.value}")]
    ways = "|".join(re.escape(word) for word in sorted(roles, key=len, reverse=True))
    where = "|".join(f"{name[:-1]}{name[-1]}?" for name in DISTRICTS)
    begins = re.match(
        rf"(?:(?:{where}|全市|全体|所有|各位|的)*(?:{ways})(?!停|关|倒|着火|已|爆|不|的|[和与、])"
        rf"|(?:{_EVERYBODY.pattern}))",
        rest,
    )
    return begins[0] if begins and not begins[0].isascii() else ""


def after(key: str, typed: str) -> str:
    """What follows one of the words that the sentence begins with; empty if there are none."""
    lower = typed.lower()
    for word in sorted(words_of(key), key=len, reverse=True):
        end = r"(?!\w)" if word.isascii() else ""
        if re.match(re.escape(word) + end, lower):
            return typed[len(word) :].strip(_AROUND)
    return ""


def says(key: str, typed: str) -> bool:
    lower = typed.lower()
    return any(
        re.search(rf"\b{re.escape(word)}s?\b", lower) if word.isascii() else word in lower
        for word in words_of(key)
    )
