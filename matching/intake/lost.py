"""Numbers of goods that nothing was read for: 小白兔20箱. The person is told so."""

import re
from collections.abc import Iterable

from matching.intake.amounts import (
    LITRES,
    METRES,
    METRES_SQUARED,
    MONEY,
    PERSONS,
    VOLUMES,
    Amount,
)
from matching.intake.mention import Mention
from matching.intake.scene import Scene

MOST = 5
"""So many are quoted at most."""
_NO_GOODS = PERSONS | MONEY | METRES | METRES_SQUARED | VOLUMES | LITRES | {"处", "间", "层", "队"}
_BEFORE = re.compile(r"(?:[\u4e00-\u9fff]{2,10}|(?:[a-z'-]{2,} ?){1,3})\s?[:(×]?\s?$")
_AFTER = re.compile(
    r"\s?(?:of )?(?:[\u4e00-\u9fff]{2,10}|[a-z'-]{3,}(?: (?!and|or|for|to|at|in|with"
    r"|from)[a-z'-]{3,})?)"
)
_WISH = re.compile(r"(?:急需|需要|还要|还缺|还有|另外|再|要|缺|求|送|来|和|及|以及)+")
"""要小白兔20箱: what is wished for is no part of the name."""
_PLAIN = re.compile(
    r"(?:其中|[大中小加]{1,2}[号码]|已到|已有|接诊|日均|大约|大概|总共|一共|共计|合计|数量"
    r"|每[天人户箱盒]|至少|最少|还要|需要|以及|另外|左右|以上|的|了|是|有|在|我们?)+"
    r"|(?:about|around|total|for|and|with|need|needs|the|at least|we|have|send|please)"
)


def find_lost(scene: Scene, mentions: Iterable[Mention]) -> tuple[tuple[int, int], ...]:
    """Where words with a number stand that count goods nobody knows; in order."""
    taken = {amount.start for mention in mentions for amount in mention.amounts}
    lost = [a for a in scene.amounts if a.start not in taken and a.value is not None]
    spans = (
        _span(scene, amount) for amount in lost if amount.unit and amount.unit not in _NO_GOODS
    )
    return tuple(span for span in spans if span is not None)[:MOST]


def _span(scene: Scene, amount: Amount) -> tuple[int, int] | None:
    text = scene.open_text
    begin = max((c.end for c in scene.cues if c.end <= amount.start), default=0)
    before = _BEFORE.search(text, begin, amount.start)
    if before is not None and not _is_plain(text, before):
        lead = _WISH.match(text, before.start(), before.end() - 2)
        return lead.end() if lead else before.start(), amount.end
    after = _AFTER.match(text, amount.end)
    if before is None and after is not None and not _is_plain(text, after):
        return amount.start, after.end()
    return None


def _is_plain(text: str, match: re.Match[str]) -> bool:
    """Whether the words say nothing of what is counted."""
    return _PLAIN.fullmatch(match.group().strip(" :(×")) is not None
