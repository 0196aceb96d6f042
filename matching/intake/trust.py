"""How far a line can be taken as read: what stands unread around it, or speaks against it.

The points were fitted on readings of messages that nobody had looked at before, batch by batch;
they are tenths of a logarithm of odds, rounded. A line with more than `MOST` is asked about.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from matching.catalogue import Item
from matching.intake.bare import FUNCTION, SURE_LIST, list_share
from matching.intake.cue_words import Way
from matching.intake.lexicon import is_chinese
from matching.intake.lines import Sided
from matching.intake.lost import find_lost
from matching.intake.mention import Mention
from matching.intake.reading import Doubt
from matching.intake.scene import GOODS, Scene
from matching.units import read_unit


class Sign(StrEnum):
    """Why a line may be wrong."""

    NO_CUE = "no word of need or offer governs it"
    TOLD = "no word of need or offer governs it, in an English sentence"
    THIN_LIST = "no word governs it, and much of the message is unread"
    AGAINST = "no word governs it, and the message has words of another side"
    OFFERED = "offered"
    HELD = "held"
    FAR_CUE = "the word that governs it stands far off"
    UNREAD = "words of its sentence are unread"
    CLOSE = "words of its clause are unread"
    GLUED = "an unread word stands at it"
    WEAK = "its name is also an ordinary word"
    QUESTION = "the message asks a question"
    PAST = "its sentence tells what was"
    NO_NUMBER = "it has no number"
    ODD_ONE = "others have numbers, it has none"
    MOOD = "the message thanks, praises or passes on"
    BESIDE = "a number that found no goods stands at it"
    LOST = "a number of the message found no goods"
    ODD_NUMBER = "the number is small and bare, or its unit is not the item's"
    GAP = "something stands between it and its number"


POINTS = {
    Sign.NO_CUE: 5,
    Sign.TOLD: 6,
    Sign.THIN_LIST: 10,
    Sign.AGAINST: 10,
    Sign.OFFERED: 13,
    Sign.HELD: 13,
    Sign.FAR_CUE: 6,
    Sign.UNREAD: 5,
    Sign.CLOSE: 5,
    Sign.GLUED: 10,
    Sign.WEAK: 14,
    Sign.QUESTION: 24,
    Sign.PAST: 7,
    Sign.NO_NUMBER: 7,
    Sign.ODD_ONE: 17,
    Sign.MOOD: 12,
    Sign.BESIDE: 23,
    Sign.LOST: 8,
    Sign.ODD_NUMBER: 9,
    Sign.GAP: 2,
}
BARE_UNREAD = 4
"""Added where no word governs a line whose sentence holds unread words."""
MOST = 30
"""So many points a line may have and still be taken as read."""
_OF_NUMBER = frozenset(
    {Sign.LOST, Sign.BESIDE, Sign.ODD_NUMBER, Sign.GAP, Sign.ODD_ONE, Sign.NO_NUMBER}
)
_OF_NAME = frozenset({Sign.GLUED, Sign.WEAK, Sign.CLOSE})
_SENTENCE = re.compile(r"[。!?\n…;；]|\.(?=\s|$)")
_CLAUSE = re.compile(r"[。!?\n…,，;；、]|\.(?=\s|$)")
_STRANGE = re.compile(
    r"(?![的了和及与或等各是在我们请您你好约共个也还就都把被给到对要])[\u4e00-\u9fff]|[a-z']{2,}"
)
_MOOD = re.compile(
    r"感谢(?=[^,，。!\s])|致敬|喜讯|好消息|网传|转发|(?<![a-z])(?:thanks? (?:to|for)"
    r"|thank you (?:to|for)|proud|salute|respect|amazing|hats off|kudos|congrat\w*|rt)(?![a-z])"
)
_ASKS = re.compile(r"\?|[吗呢嘛]")
_PAST = re.compile(
    r"(?<![a-z])(?:was|were|had|did|got|gave|sent|came|went|said|saw|took|made|bought"
    r"|brought|[a-z]{3,}ed)(?![a-z])|了|已"
)
_SMALL = 10


@dataclass(frozen=True, slots=True)
class _Ground:
    """A scene's breaks and unread words by position, found once for all lines."""

    sentences: tuple[int, ...]
    clauses: tuple[int, ...]
    strange: tuple[tuple[int, int], ...]
    starts: tuple[int, ...]
    lost: tuple[int, ...]
    """Where numbers begin that found no goods."""
    unnamed: tuple[int, ...]
    """Those but the numbers of words which name no known goods: they belong to nothing else."""
    past: dict[tuple[int, int], bool]
    """Sentences that were looked at, and whether they tell what was."""
    cues: dict[Way, tuple[tuple[int, ...], tuple[int, ...]]]
    """By way: where its cues begin, and where they end."""
    share: float
    asks: bool
    mood: bool
    chinese: bool


def with_doubts(
    scene: Scene,
    sided: Sequence[Sided],
    mentions: Iterable[Mention],
    items: dict[str, Item],
    *,
    told: bool,
) -> list[Sided]:
    """The lines, those with too many signs against them doubted; `told`: the role is known."""
    ground = _ground(scene, tuple(mentions))
    counted = any(one.mention.amounts for one in sided)
    return [_with_doubt(scene, ground, one, items, told=told, counted=counted) for one in sided]


def _with_doubt(
    scene: Scene,
    ground: _Ground,
    one: Sided,
    items: dict[str, Item],
    *,
    told: bool,
    counted: bool,
) -> Sided:
    item = items[one.mention.codes[0]]
    signs = [
        *_of_side(scene, ground, one, told=told),
        *_of_words(scene, ground, one, item),
        *_of_number(scene, one, item, counted=counted),
        *_of_lost(scene, ground, one),
    ]
    bare = BARE_UNREAD if {Sign.NO_CUE, Sign.UNREAD} <= set(signs) else 0
    if sum(POINTS[sign] for sign in signs) + bare <= MOST:
        return replace(one, signs=tuple(signs))
    return replace(one, signs=tuple(signs), doubt=_doubt(one, signs))


def _doubt(one: Sided, signs: Sequence[Sign]) -> Doubt:
    """What to ask: about the heaviest group of signs."""
    number = sum(POINTS[s] for s in signs if s in _OF_NUMBER)
    name = sum(POINTS[s] for s in signs if s in _OF_NAME)
    side = sum(POINTS[s] for s in signs) - number - name
    if one.mention.amounts and number > max(name, side):
        return Doubt.AMOUNT
    return Doubt.SPELLING if name > side else Doubt.SIDE


def _ground(scene: Scene, mentions: Sequence[Mention]) -> _Ground:
    taken = {amount.start for mention in mentions for amount in mention.amounts}
    strange = tuple(
        match.span()
        for match in _STRANGE.finditer(scene.unread)
        if FUNCTION.fullmatch(match.group()) is None
    )
    lost = tuple(a.start for a in scene.amounts if a.start not in taken and a.value is not None)
    named = find_lost(scene, mentions)
    return _Ground(
        tuple(match.start() for match in _SENTENCE.finditer(scene.open_text)),
        tuple(match.start() for match in _CLAUSE.finditer(scene.open_text)),
        strange,
        tuple(start for start, _ in strange),
        lost,
        tuple(n for n in lost if not any(low <= n < high for low, high in named)),
        {},
        {way: _ends(scene, way) for way in Way},
        list_share(scene),
        _ASKS.search(scene.plain.text) is not None,
        _MOOD.search(scene.plain.text) is not None,
        is_chinese(scene.plain.text),
    )


def _ends(scene: Scene, way: Way) -> tuple[tuple[int, ...], tuple[int, ...]]:
    cues = [cue for cue in scene.cues if cue.way is way]
    return tuple(sorted(cue.start for cue in cues)), tuple(sorted(cue.end for cue in cues))


def _of_side(scene: Scene, ground: _Ground, one: Sided, *, told: bool) -> list[Sign]:
    """What makes need, offer and stock uncertain."""
    signs = []
    mention = one.mention
    start, end = _around(ground.sentences, mention.start, mention.last, len(scene.open_text))
    past = _tells_past(scene, ground, start, end)
    if one.way is None:
        unread = _within(ground, start, end)
        signs += [] if told else [Sign.NO_CUE]
        if not ground.chinese and (unread or past):
            signs.append(Sign.TOLD)
        if ground.share < SURE_LIST:
            signs.append(Sign.THIN_LIST)
        if any(way.value != one.side.value and held[0] for way, held in ground.cues.items()):
            signs.append(Sign.AGAINST)
    elif one.way is Way.STOCK:
        signs.append(Sign.HELD)
    elif one.way is not Way.NEED:
        signs.append(Sign.OFFERED)
    if one.way is not None and _is_far(ground, one.mention, one.way):
        signs.append(Sign.FAR_CUE)
    return [*signs, *[Sign.PAST] * past, *[Sign.QUESTION] * ground.asks, *[Sign.MOOD] * ground.mood]


def _tells_past(scene: Scene, ground: _Ground, start: int, end: int) -> bool:
    """Whether a sentence tells what was; each is looked at once."""
    if (start, end) not in ground.past:
        ground.past[start, end] = _PAST.search(scene.open_text, start, end) is not None
    return ground.past[start, end]


def _is_far(ground: _Ground, mention: Mention, way: Way) -> bool:
    """Whether unread words stand between a mention and the nearest cue of its way."""
    first, last = mention.first, mention.last
    starts, ends = ground.cues[way]
    before, after = bisect_right(ends, first), bisect_left(starts, last)
    gaps = [(ends[before - 1], first)] if before else []
    gaps += [(last, starts[after])] if after < len(starts) else []
    return bool(gaps) and all(_within(ground, start, end) for start, end in gaps)


def _of_words(scene: Scene, ground: _Ground, one: Sided, item: Item) -> list[Sign]:
    """What is unread around a name."""
    mention, unread = one.mention, scene.unread
    signs = []
    last = len(unread)
    if _within(ground, *_around(ground.sentences, mention.start, mention.last, last)):
        signs.append(Sign.UNREAD)
    if _within(ground, *_around(ground.clauses, mention.start, mention.end, last)):
        signs.append(Sign.CLOSE)
    if _touched(ground, mention, unread):
        signs.append(Sign.GLUED)
    if mention.weak or item.class_ == "service" or mention.end - mention.start == 1:
        signs.append(Sign.WEAK)
    return signs


def _touched(ground: _Ground, mention: Mention, unread: str) -> bool:
    """Whether an unread word ends or begins at a name, a space between words apart."""
    begin = mention.start - (unread[mention.start - 1 : mention.start] == " ")
    end = mention.end + (unread[mention.end : mention.end + 1] == " ")
    index = bisect_left(ground.starts, begin)
    before = index > 0 and ground.strange[index - 1][1] == begin
    after = index < len(ground.starts) and end in ground.starts[index : index + 1]
    chinese = is_chinese(unread[mention.start - 1 : mention.start] + unread[end : end + 1])
    return (before or after) and (chinese or not ground.chinese)


def _of_number(scene: Scene, one: Sided, item: Item, *, counted: bool) -> list[Sign]:
    """What makes a quantity, or its absence, uncertain."""
    mention = one.mention
    if not mention.amounts:
        return [Sign.NO_NUMBER, *[Sign.ODD_ONE] * counted]
    amount = mention.amounts[0]
    signs = []
    small = not amount.unit and amount.value is not None and amount.value < _SMALL
    if small or (amount.unit and read_unit(amount.unit, item) is None):
        signs.append(Sign.ODD_NUMBER)
    low, high = sorted(((mention.start, mention.end), (amount.start, amount.end)))
    if scene.open_text[low[1] : high[0]].strip():
        signs.append(Sign.GAP)
    return signs


def _of_lost(scene: Scene, ground: _Ground, one: Sided) -> list[Sign]:
    """Numbers that found no goods: anywhere, and right beside a counted item or its number."""
    mention = one.mention
    signs = [Sign.LOST] if ground.lost or mention.each else []
    start, end = _around(ground.sentences, mention.start, mention.last, len(scene.open_text))
    before = bisect_left(ground.unnamed, mention.last)
    near = [n for n in ground.unnamed[max(0, before - 1) : before + 1] if start <= n < end]
    gaps = [
        scene.open_text[mention.last : n]
        if n >= mention.last
        else scene.open_text[n : mention.first]
        for n in near
    ]
    if mention.amounts and any(GOODS not in gap for gap in gaps):
        signs.append(Sign.BESIDE)
    return signs


def _around(breaks: Sequence[int], start: int, end: int, last: int) -> tuple[int, int]:
    """From the break before `start` to the one after `end`."""
    before, after = bisect_left(breaks, start), bisect_left(breaks, end)
    return (
        breaks[before - 1] + 1 if before else 0,
        breaks[after] if after < len(breaks) else last,
    )


def _within(ground: _Ground, start: int, end: int) -> bool:
    """Whether a word between two positions is unread."""
    return bisect_left(ground.starts, start) < bisect_right(ground.starts, end - 1)
