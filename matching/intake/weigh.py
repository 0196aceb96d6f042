"""Which mentions can be lines at all: weak names must be asked for, counted or in a list."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from matching.catalogue import Item
from matching.intake.cue_words import Way
from matching.intake.lexicon import is_chinese
from matching.intake.mention import Mention
from matching.intake.scene import Scene

AID = "AID-ANY"
_FACTS = frozenset({"MEDIC", "HOSP-BED"})
"""What a hospital says of itself: 床位500张，医护人员300人."""
SHELTER = "SHELTER-SVC"
_HOUSES = re.compile(
    r"(?:临时)?(?:安置点|隔离点|收容所|避难所|避难点|酒店|宾馆|旅馆|民宿|方舱)|shelters?|hotels?"
    r"|motels?|homes?|housing"
)
"""Words for lodging that mostly name a place."""
_SEEKS = re.compile(r"(?:开设|设立|建|搭建?|找|住|去|没有?|无)(?:个|一个)?$")
_NEAR = 3
"""Signs between a word of need and the lodging that is asked for."""
_ENTRY = re.compile(r"(?:[,;:/&+]|(?<![a-z])(?:and|or|n|also|plus))\s?(?:some |a |the |any )?$")
"""What stands before an entry of a list."""
_CLAUSE = re.compile(r"[。!?\n,，;；]")


@dataclass(slots=True)
class Judged:
    """A mention, the way its cue gives it, and whether the cue stands right at it."""

    mention: Mention
    way: Way | None
    direct: bool


def counts(scene: Scene, one: Judged, all_: Sequence[Judged], items: dict[str, Item]) -> bool:
    """Whether a mention can be a line at all: weak names must be asked for or counted."""
    item = items[one.mention.codes[0]]
    if item.unit_en == "CNY" and one.mention.start == one.mention.end:
        return one.way in (Way.NEED, Way.OFFER)
    if item.code == SHELTER and not one.mention.amounts and not _sought(scene, one.mention):
        return False
    if not one.mention.weak:
        return True
    if _says_nothing(scene, one.mention, item):
        return False
    if one.way is not None and (one.direct or _in_asked_list(scene, one, item)):
        return True
    return _is_counted(one, all_, item) or _in_list(scene, one.mention, all_)


def _says_nothing(scene: Scene, mention: Mention, item: Item) -> bool:
    """Weak names that are no line of their own: help, staff on hand, people guessed by sound."""
    if item.code == AID or (mention.guessed and item.class_ == "service"):
        return True
    facts = item.code in _FACTS and is_chinese(scene.plain.text)
    return facts and not _asked_at_once(scene, mention)


def _is_counted(one: Judged, all_: Sequence[Judged], item: Item) -> bool:
    """Whether a number makes a weak name a line."""
    amounts = one.mention.amounts
    if not amounts:
        return False
    service = item.class_ == "service"
    if amounts[0].value is not None and (not service or one.way in (Way.NEED, Way.OFFER)):
        return True
    strong = (other for other in all_ if not other.mention.weak)
    return one.way is None and any(other.mention.amounts for other in strong)


def _sought(scene: Scene, mention: Mention) -> bool:
    """Whether lodging is asked for or given: the shelter on Main Street is only a place."""
    words = scene.plain.text[mention.start : mention.end]
    if not _HOUSES.fullmatch(words):
        return True
    before = scene.open_text[: mention.first]
    return _SEEKS.search(before) is not None or any(
        0 <= mention.first - c.end <= _NEAR and not c.after and c.way is not Way.HAVE
        for c in scene.cues
    )


def _in_asked_list(scene: Scene, one: Judged, item: Item) -> bool:
    """…, mat for sleep, soap for wash: an entry of what the sentence asks for."""
    if one.way is not Way.NEED or item.class_ == "service":
        return False
    return _ENTRY.search(scene.open_text[: one.mention.first]) is not None


def _asked_at_once(scene: Scene, mention: Mention) -> bool:
    """Whether a word of need stands in the same clause: 床位500张 alone only describes."""
    clause = _CLAUSE.split(scene.open_text[: mention.first])[-1]
    start = mention.first - len(clause)
    return any(
        c.way is Way.NEED and not c.after and start <= c.start and c.end <= mention.first
        for c in scene.cues
    )


def _in_list(scene: Scene, mention: Mention, all_: Sequence[Judged]) -> bool:
    """Whether a strong name stands next to it in a list."""
    for other in all_:
        if other.mention.weak or other.mention is mention:
            continue
        low, high = sorted((mention, other.mention), key=lambda m: m.start)
        between = scene.open_text[low.end : high.start]
        if (
            len(between) < 24
            and re.fullmatch(
                r"[\s,，、/&+\x01\x02\x03()]*(?:and|or|和|及|与)?[\s\x02\x03]*", between
            )
            and between
        ):
            return True
    return False
