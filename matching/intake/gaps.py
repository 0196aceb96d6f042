"""What it costs to pair an item with the number beside it: the words that stand between."""

import re
from bisect import bisect_left
from collections.abc import Sequence

from matching.catalogue import Item
from matching.intake.amounts import (
    LITRES,
    METRES,
    METRES_SQUARED,
    MONEY,
    PEOPLE_UNITS,
    PERSONS,
    VOLUMES,
)
from matching.intake.cue_words import Way
from matching.intake.cues import Cue
from matching.intake.mention import Bunch, Mention

_FREE = re.compile(
    r"约|共计?|总计|总共|合计|数量|需要?|急需|的|等|为|是|有|左右|大概|缺口|各类"
    r"|各种|型号?|规格|一次性|医用|要|再|还|至少|另|及|(?<![a-z])(?:of|more|the"
    r"|extra|spare|surplus|leftover|new|about|x|qty|quantity|total|a|large|small|big|good|clean"
    r"|warm|winter"
    r"|used|family|size|sized|medium|adult|old|fresh|sturdy|heavy|duty|additional"
    r"|further|units?|kind|kinds|type|types|different|each|approx|around|our|emergency"
    r"|full|hot|cold|daily|single|double|thick|thin|cheap|simple|portable|disposable"
    r"|medical|no|nos|bottled|plastic|cotton|wool|sized|per|person)(?![a-z])"
)
_NOT_BETWEEN = re.compile(
    r"(?<![a-z])(?:for|at|in|on|by|from|since|with|to|till|until|than|after|before"
    r"|near|within|because|but|is|are|was|were|who|that|this|which|if|when|every"
    r"|per)(?![a-z])|供|给|够|第|住|距"
)
_IS = re.compile(r"(?<![a-z])(?:is|are)(?![a-z])")
"""Our stock of masks is 50 boxes."""
_SEPARATORS = {
    "、": 10,
    "/": 10,
    "+": 10,
    "&": 10,
    ",": 14,
    "，": 14,
    ";": 16,
    "；": 16,
    "\n": 20,
    "。": 60,
    "!": 60,
    "?": 60,
    "•": 24,
    "…": 60,
}
_COUNTS_OTHERS = re.compile(
    r"\s(?:more |other |small |big |new )?(?!needs|is|was|has|as|plus|always|pcs"
    r"|minus|vs|yes|thanks|this|sizes)[a-z]{3,}s(?![a-z])"
)
"""crops, 45 houses: the number counts what follows it."""
_REFUSED = re.compile(r"\((?:不要|不收|非|勿|谢绝|除)[^()]*\)")
"""外科口罩(不要棉布口罩)300个: the bracket speaks of another kind."""
_ADJECTIVE = re.compile(r"extra|spare|surplus|leftover|left over|free")
_POURED = frozenset({"升", "瓶", "桶", "吨", "公斤", "盒", "罐", "袋"})
"""Base units of what can be poured: a generator is not counted in litres."""
_ENTRY = re.compile(r"\s\x01{2,3}\s")
"""heaters, 40 3) mops: the number of the next entry of a list."""
LODGING = "SHELTER-SVC"
DRIVERS = "TRANSPORT"
"""缺司机三名: who drives is counted as people are."""
_CRY = "AID-ANY"
"""SOS, need 40 tents: the cry before the word of need has no number."""
_AND = re.compile(r"(?<![a-z])(?:and|n|plus|or|with)(?![a-z])|和|及|与|跟|或|以及")


def _begin(cue: Cue) -> int:
    return cue.start


def gap(
    text: str,
    left: Mention | Bunch,
    right: Mention | Bunch,
    cues: Sequence[Cue],
    items: dict[str, Item],
) -> int | None:
    """What it costs to pair two neighbours; None if they never pair."""
    pair = ordered(left, right)
    if pair is None or not fits(*pair, items):
        return None
    bunch = pair[1]
    number_first = bunch is left
    if not number_first and not bunch.amounts[-1].unit and _COUNTS_OTHERS.match(text, bunch.end):
        return None
    refused = _REFUSED.search(text, left.end, right.start)
    begin, stop = (
        bisect_left(cues, left.end, key=_begin),
        bisect_left(cues, right.start, key=_begin),
    )
    crossed = [
        c
        for c in cues[begin:stop]
        if c.end <= right.start
        and not (refused and refused.start() <= c.start < refused.end())
        and not _ADJECTIVE.fullmatch(text, c.start, c.end)
    ]
    if any(c.way is Way.NO or number_first for c in crossed):
        return None
    if crossed and items[pair[0].codes[0]].code == _CRY:
        return None
    between = text[left.end : right.start]
    for cue in crossed:
        between = between.replace(text[cue.start : cue.end], " ", 1)
    between = _REFUSED.sub(" ", between)
    return _price(between, number_first, bunch)


def ordered(left: Mention | Bunch, right: Mention | Bunch) -> tuple[Mention, Bunch] | None:
    """The item and the number of two neighbours; None if they are two of a kind."""
    if isinstance(left, Mention) and isinstance(right, Bunch):
        return left, right
    if isinstance(left, Bunch) and isinstance(right, Mention):
        return right, left
    return None


def _price(between: str, number_first: bool, bunch: Bunch) -> int | None:
    if _NOT_BETWEEN.search(between if number_first else _IS.sub(" ", between)):
        return None
    if number_first and any(sign in between for sign in "\n。!?;；、•"):
        return None
    cost = 10 * len(_AND.findall(between))
    rest = _FREE.sub(" ", _AND.sub(" ", between if number_first else _IS.sub(" ", between)))
    if number_first and not bunch.amounts[-1].unit and re.match(r"\s*[a-z]+s(?![a-z])", rest):
        return None
    cost += sum(_SEPARATORS.get(sign, 0) for sign in rest)
    if re.search(r"\.(?:\s|$)", rest):
        cost += 40
    cost += 12 * len(re.findall(r"[a-z]+", rest))
    cost += 3 * len(re.findall(r"[\u4e00-\u9fff]", rest))
    cost += 3 * len(re.findall("\x01+", rest))
    if number_first and ("," in rest or "，" in rest):
        cost += 12
    if number_first and _ENTRY.match(rest):
        cost += 20
    if ")" in rest and "(" not in rest and number_first:
        cost += 10
    return cost


def fits(mention: Mention, bunch: Bunch, items: dict[str, Item]) -> bool:
    """Whether the number's unit can count this item."""
    unit = bunch.amounts[0].unit
    item = items[mention.codes[0]]
    if unit in PERSONS:
        return item.unit_zh in PEOPLE_UNITS or item.code == DRIVERS
    if unit in MONEY or item.unit_en == "CNY":
        return item.unit_en == "CNY" and (unit in MONEY or not unit)
    if unit in METRES:
        return item.unit_zh == "米" or item.class_ in ("materials", "shelter")
    if unit in VOLUMES:
        return item.unit_zh == "升"
    if unit in LITRES:
        return item.unit_zh in _POURED or item.class_ == "water"
    if unit in METRES_SQUARED:
        return item.class_ in ("materials", "shelter")
    if unit == "间":
        return item.code == LODGING
    return not (unit in ("处", "层") or (unit == "队" and item.class_ != "service"))
