"""Which goods of a message go to which of its places."""

import re
from collections.abc import Sequence
from dataclasses import replace

from matching.intake.lines import Sided
from matching.intake.scene import Scene, is_address

_LEADS_TO = re.compile(r"(?:(?<![a-z])(?:at|to|in|for)(?: the)?|送到?|送往|运到|发到|到|往|给)\s*$")
"""What stands before the place that goods go to."""
_OPENING = re.compile(
    r"(?P<break>^|[\n.;,!?。；，！？]|\band)\s*(?:(?:and|also|at|in|for|the)\s)*$"
)
"""… . At Xigang 20 quilts: a place led to that opens a clause all the same."""


_JOINT = re.compile(r"\s?(?:[、,，/和及与跟&]|以及|and)\s?")
_EACH = re.compile(
    r"(?:村|两地|三地|两处|[两三]个(?:街道|村|社区|点))?\s?(?:各|均|分别|每[个处]|each(?![a-z])"
    r"|(?:both|each) need)"
)
"""太平街道和铁西街道各要50箱: both places have the number."""

_MOST_JOINED = 20
"""Places on each side that are said together: a longer list is no sentence."""


def placed(scene: Scene, sided: list[Sided]) -> list[Sided]:
    """Give every mention its place, or each of several places that share it."""
    if not scene.places:
        return sided
    return [
        one if one.place == index else replace(one, place=index)
        for one in _at_one(scene, sided)
        for index in _run(scene, one.place)
    ]


def _run(scene: Scene, index: int) -> Sequence[int]:
    """The places said together with this one, where each of them has the number."""
    text = scene.plain.text
    first = last = index
    lowest, highest = max(0, index - _MOST_JOINED), min(len(scene.places) - 1, index + _MOST_JOINED)
    while first > lowest and _JOINT.fullmatch(
        text, scene.places[first - 1].end, scene.places[first].start
    ):
        first -= 1
    while last < highest and _JOINT.fullmatch(
        text, scene.places[last].end, scene.places[last + 1].start
    ):
        last += 1
    if first == last or not _EACH.match(text, scene.places[last].end):
        return (index,)
    return range(first, last + 1)


def _at_one(scene: Scene, sided: list[Sided]) -> list[Sided]:
    """Give every mention one place where several places each head or end a list of their own."""
    heads = [i for i, place in enumerate(scene.places) if _heads(scene, i, sided)]
    if len(heads) > 1:
        return [replace(s, place=_head_of(scene, heads, s)) for s in sided]
    ends = _ends(scene, sided)
    last = scene.places[ends[-1]].end if ends else 0
    after = [i for i in _led_heads(scene, heads, sided) if ends and scene.places[i].start >= last]
    if len(ends) + len(after) < 2:
        first = next((i for i, place in enumerate(scene.places) if not place.heading), 0)
        return [replace(s, place=first) for s in sided]
    return [
        replace(
            s,
            place=_head_of(scene, after, s)
            if after and s.mention.first >= scene.places[after[0]].end
            else _next_end(scene, ends, s),
        )
        for s in sided
    ]


def _head_of(scene: Scene, heads: Sequence[int], one: Sided) -> int:
    before = [i for i in heads if scene.places[i].end <= one.mention.first]
    return before[-1] if before else heads[0]


def _led_heads(scene: Scene, heads: Sequence[int], sided: Sequence[Sided]) -> list[int]:
    """The heads, with those that are led to: ; at Xigang 20 quilts."""
    led = [
        i
        for i, place in enumerate(scene.places)
        if _OPENING.search(scene.open_text[: place.start]) and _goods_follow(scene, i, sided)
    ]
    return sorted({*heads, *led})


def _heads(scene: Scene, index: int, sided: Sequence[Sided]) -> bool:
    """Whether a place opens a sentence or line and goods follow before the next place."""
    place = scene.places[index]
    if is_address(scene.plain.text, place):
        return False
    before = scene.open_text[: place.start].rstrip(" \t•-()")
    opens = not before or before[-1] in "\n。;；!？?.:" or bool(re.search(r"[,，]\s*$", before))
    return opens and _goods_follow(scene, index, sided)


def _goods_follow(scene: Scene, index: int, sided: Sequence[Sided]) -> bool:
    end = _run(scene, index)[-1] + 1
    following = scene.places[end].start if end < len(scene.places) else len(scene.plain.text)
    return any(scene.places[index].end <= s.mention.first < following for s in sided)


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
