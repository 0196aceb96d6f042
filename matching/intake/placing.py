"""Which of several places of a message goods are meant for."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from matching.intake.lines import Sided
from matching.intake.scene import Scene, is_address

_LEADS_TO = re.compile(r"(?:(?<![a-z])(?:at|to|in|for)(?: the)?|送到?|送往|运到|发到|到|往|给)\s*$")
"""What stands before the place that goods go to."""
_JOINT = re.compile(r"\s?(?:[、,，/和及与跟&]|以及|and)\s?")
_EACH = re.compile(
    r"(?:村|两地|三地|两处|[两三]个(?:街道|村|社区|点))?\s?(?:各|均|分别|每[个处]|each(?![a-z])"
    r"|(?:both|each) need)"
)
"""太平街道和铁西街道各要50箱: both places have the number."""


def placed(scene: Scene, sided: Sequence[Sided]) -> list[Sided]:
    """Give every mention its place where several places each head a list of their own."""
    if not scene.places:
        return list(sided)
    found: list[Sided] = []
    for one in _at_heads(scene, sided):
        run = _run(scene, one.place)
        found += [replace(one, place=index) for index in run]
    return found


def _run(scene: Scene, index: int) -> Sequence[int]:
    """The places said together with this one, where each of them has the number."""
    text = scene.plain.text
    first = last = index
    while first and _JOINT.fullmatch(text, scene.places[first - 1].end, scene.places[first].start):
        first -= 1
    while last + 1 < len(scene.places) and _JOINT.fullmatch(
        text, scene.places[last].end, scene.places[last + 1].start
    ):
        last += 1
    if first == last or not _EACH.match(text, scene.places[last].end):
        return (index,)
    return range(first, last + 1)


def _at_heads(scene: Scene, sided: Sequence[Sided]) -> Iterator[Sided]:
    heads = [i for i in range(len(scene.places)) if _heads(scene, i, sided)]
    if len(heads) < 2:
        ends = _ends(scene, sided)
        for one in sided:
            yield replace(one, place=0 if len(ends) < 2 else _next_end(scene, ends, one))
        return
    for one in sided:
        before = [i for i in heads if scene.places[i].end <= one.mention.first]
        yield replace(one, place=before[-1] if before else heads[0])


def _heads(scene: Scene, index: int, sided: Sequence[Sided]) -> bool:
    """Whether a place opens a sentence or line and goods follow before the next place."""
    place = scene.places[index]
    if is_address(scene.plain.text, place):
        return False
    before = scene.open_text[: place.start].rstrip(" \t•-()")
    opens = not before or before[-1] in "\n。;；!?.:" or bool(re.search(r"[,，]\s*$", before))
    end = _run(scene, index)[-1] + 1
    following = scene.places[end].start if end < len(scene.places) else len(scene.plain.text)
    return opens and any(place.end <= s.mention.first < following for s in sided)


def _ends(scene: Scene, sided: Sequence[Sided]) -> list[int]:
    """Places that end a clause of goods of their own: 10 tents at Xigang, 水20箱送到大医二院."""
    ends = []
    last = 0
    for index, place in enumerate(scene.places):
        goods = any(last <= s.mention.first and s.mention.last <= place.start for s in sided)
        if goods and _LEADS_TO.search(scene.open_text[: place.start]):
            ends.append(index)
            last = place.end
    return ends


def _next_end(scene: Scene, ends: Sequence[int], one: Sided) -> int:
    after = (i for i in ends if scene.places[i].start >= one.mention.last)
    return next(after, ends[-1])
