"""Sizes and kinds that share one number: gloves (7号、7.5号)各2000双 are 4,000 pairs."""

import re
from collections.abc import Iterable

from matching.intake.mention import Mention
from matching.intake.pattern import lazy_regex

_PART = (
    r"(?:[2-6]?x{0,4}[sml](?![a-z])|\d{1,4}(?:\.\d)?(?![\d.])|[大中小加特均]{1,2}(?=[号码])"
    r"|[男女](?:士|款|式)?|成人|儿童|adult|child|kids?|small|medium|large)\s?(?:[号码型款]|cm)?"
)
_HEAD = r"(?:型号|尺码|号码|规格|尺寸|in )?(?:sizes? )?[为是:]?\s?"
_JOINT = r"(?:\s?[、,，/和及与&+]\s?|\s?,?\sand\s)"
_LIST = rf"{_HEAD}{_PART}(?:{_JOINT}{_PART}){{1,9}}"
_EACH = r"(?:各|均|分别|每[种样个])"
SHARED = (
    rf"(?<=\()\s?{_LIST}\s?(?=\)\s?(?:{_EACH}|[:×x]?\s?[\d,]+ ?[a-z]{{0,8}} each))"
    rf"|(?<![a-z\d])[2-6]?x{{0,4}}[sml][号码型]?(?:[、,，/和及][2-6]?x{{0,4}}[sml][号码型]?){{1,9}}"
    rf"(?=\s?{_EACH})"
    rf"|(?<![\d.a-z])\d{{1,3}}(?:\.\d)?[号码型]?(?:[、,，/和及]\d{{1,3}}(?:\.\d)?[号码型]?){{0,9}}"
    rf"(?<=[号码型])(?=\s?{_EACH})"
)
"""A list of sizes before 各 or each: none of its numbers counts goods."""
_AFTER_GOODS = lazy_regex(
    rf"\s?[(:]?\s?(?P<list>{_LIST})\s?\)?\s?(?:{_EACH}(?:要|需要?|约|为)?)?\s?[:×x]?\s?"
)
_BEFORE_GOODS = lazy_regex(rf"(?<![\da-z])(?P<list>{_PART}(?:{_JOINT}{_PART}){{1,9}})(?:的)?\s?$")
_SIZED = lazy_regex(r"[号码型款]|[sml](?![a-z])")
_SPLIT = re.compile(_JOINT)
_REACH = 40
"""Signs before goods that may list their sizes."""


def share_sizes(text: str, mentions: Iterable[Mention]) -> None:
    """Let a number said of each size count as often as there are sizes; `text` unmasked."""
    for mention in mentions:
        if mention.each and mention.amounts:
            mention.times *= _sizes(text, mention)


def _sizes(text: str, mention: Mention) -> int:
    """How many sizes of the goods one number counts; 1 where none are listed."""
    after = _AFTER_GOODS.fullmatch(text, mention.end, max(mention.end, mention.amounts[0].start))
    if after is None:
        before = _BEFORE_GOODS.search(text[max(0, mention.start - _REACH) : mention.start])
        after = before if before and _SIZED.search(before["list"]) else None
    return len(_SPLIT.split(after["list"])) if after else 1
