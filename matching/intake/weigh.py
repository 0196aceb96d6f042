"""Which mentions can be lines at all: weak names must be asked for, counted or in a list."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from matching.catalogue import Item
from matching.intake.bind import Mention
from matching.intake.cue_words import Way
from matching.intake.lexicon import is_chinese
from matching.intake.scene import Scene

AID = "AID-ANY"
_FACTS = frozenset({"MEDIC", "HOSP-BED"})
"""What a hospital says of itself: 床位500张，医护人员300人."""
_CLAUSE = re.compile(r"[。!?\n,，;；]")


@dataclass(slots=True)
class Judged:
    """A mention, the way its cue gives it, and whether the cue stands right at it."""

    mention: Mention
    way: Way | None
    direct: bool


def counts(scene: Scene, one: Judged, all_: Sequence[Judged], items: dict[str, Item]) -> bool:
    """Whether a mention can be a line at all: weak names must be asked for or counted."""
    mention = one.mention
    item = items[mention.codes[0]]
    if item.code == AID and mention.weak:
        return False
    if not mention.weak:
        return True
    if item.code in _FACTS and is_chinese(scene.plain.text) and not _asked_at_once(scene, mention):
        return False
    if one.way is not None and one.direct:
        return True
    if (
        mention.amounts
        and mention.amounts[0].value is not None
        and (item.class_ != "service" or one.way in (Way.NEED, Way.OFFER))
    ):
        return True
    if mention.amounts and one.way is None:
        return any(not other.mention.weak and other.mention.amounts for other in all_)
    return _in_list(scene, mention, all_)


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
            and re.fullmatch(r"[\s,，、/&+\x02\x03()]*(?:and|or|和|及|与)?[\s\x02\x03]*", between)
            and between
        ):
            return True
    return False
