"""Numbers that stand apart from their item: 库存 50，需求 500; 只够用一天。求200件; 应为500只."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from matching.catalogue import Item
from matching.intake.amounts import PERSONS
from matching.intake.cue_words import Way
from matching.intake.cues import Cue
from matching.intake.gaps import fits
from matching.intake.mention import Bunch, Mention

_GAP = re.compile(r"缺口|差|[还尚仍]缺")
"""护目镜300(缺口200): what is lacking is what is needed."""
_CORRECTS = re.compile(r"(?:应该?[为是]|改[为成]|更正为|实[为际](?:为|是)?|不是,?是)\s?$")
"""写的5000，应为500只: the second number stands for the first."""
_IS = re.compile(r"[,，]?(?:而)?是\s?")
_ASKED = re.compile(r"需|缺|要|求|计划")
_ARRIVED = re.compile(r"已经?(?:到|收|有|购|采|筹|募|领|落实)|(?:到|收)了")
_BESIDE, _AT = 12, 3
"""Signs between the numbers of a correction; between a cue and its number."""
_STOPS = re.compile(r"[。\n]")
_SENTENCES = re.compile(r"[。!?\n]")


def with_carried(
    text: str,
    tokens: Sequence[Mention | Bunch],
    taken: set[int],
    cues: Sequence[Cue],
    items: dict[str, Item],
) -> list[Mention]:
    """The mentions, and for numbers that stand alone after a cue a second one of the same item."""
    mentions: list[Mention] = []
    for index, token in enumerate(tokens):
        if isinstance(token, Mention):
            mentions.append(token)
        elif index not in taken and mentions:
            last = _last(mentions, token, items)
            mentions += [] if last is None else _carried(text, last, token, cues)
    return mentions


def _last(mentions: Sequence[Mention], bunch: Bunch, items: dict[str, Item]) -> Mention | None:
    """What a number may be carried to: 缺人手，铲子自备，需20人 counts the hands."""
    if bunch.amounts[0].unit not in PERSONS:
        return mentions[-1]
    return next((m for m in reversed(mentions) if fits(m, bunch, items)), None)


def _carried(text: str, last: Mention, bunch: Bunch, cues: Sequence[Cue]) -> Iterator[Mention]:
    between = text[last.last : bunch.start]
    if last.amounts and len(between) < _BESIDE and _is_corrected(text, last, between):
        last.amounts = list(bunch.amounts)
        return
    cue = _cue(text, last, bunch, cues)
    if cue is None:
        return
    if not last.amounts:
        if cue.way is Way.NEED and bunch.amounts[0].unit and len(_SENTENCES.findall(between)) < 2:
            last.amounts, last.carried = list(bunch.amounts), cue.start
    elif _STOPS.search(between) is None:
        lacks = _GAP.search(text[cue.start - 1 : cue.end]) is not None
        if lacks and (_in_bracket(text, last.end, cue.start) or _came(text, last, between)):
            last.amounts = list(bunch.amounts)
        else:
            yield replace(last, amounts=list(bunch.amounts), carried=cue.start)


def _is_corrected(text: str, last: Mention, between: str) -> bool:
    """应为500只; 不是300箱，是30箱."""
    if _CORRECTS.search(between):
        return True
    return _IS.fullmatch(between) is not None and "不是" in text[last.start : last.last]


def _came(text: str, last: Mention, between: str) -> bool:
    """共需1000套，已到货300套，尚缺700套: what was needed in all is no more on top."""
    asked = _ASKED.search(text[max(0, last.start - 4) : last.last])
    return asked is not None and _ARRIVED.search(between) is not None


def _in_bracket(text: str, start: int, end: int) -> bool:
    """Whether a bracket that opened after `start` is still open at `end`."""
    return text.rfind("(", start, end) > text.rfind(")", start, end)


def _cue(text: str, last: Mention, bunch: Bunch, cues: Sequence[Cue]) -> Cue | None:
    """The cue right before a number: the first one after counted goods, else the nearest."""
    for cue in cues if last.amounts else reversed(cues):
        inside = last.last <= cue.start and cue.end <= bunch.start
        if inside and not cue.after and cue.way in (Way.NEED, Way.STOCK, Way.OFFER):
            near = len(text[cue.end : bunch.start].strip(" :为约共")) <= _AT
            return cue if near else None
    return None
