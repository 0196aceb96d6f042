"""Pack sizes that the message states: 20箱(每箱50只), 50只/箱, 2箱×400只, 3 boxes of 50."""

import re
from collections.abc import Iterable

from matching.intake.masks import Kind, Mask
from matching.intake.mention import Mention

_NUMBER = re.compile(r"\d+")
_NEAR = 6
"""Signs between a quantity and the size of its packs."""
_LARGEST = 100_000


def give_packs(text: str, mentions: Iterable[Mention], masks: Iterable[Mask]) -> None:
    """Note on every mention the size of its packs, where one stands right after its number."""
    sizes = [mask for mask in masks if mask.kind is Kind.PACKING]
    for mention in mentions:
        if not mention.amounts:
            continue
        ends = (mention.last, mention.amounts[-1].end)
        near = next((m for m in sizes if any(0 <= m.start - e <= _NEAR for e in ends)), None)
        number = _NUMBER.search(text, near.start, near.end) if near else None
        if number and 0 < int(number.group()) <= _LARGEST:
            mention.pack = int(number.group())
