"""Where what labelled messages taught overrules what the rules make of goods."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from matching.intake.cue_words import Way
from matching.intake.lines import Sided
from matching.intake.marks import look_around, marks_of
from matching.intake.mention import Mention
from matching.intake.reader import Reader
from matching.intake.reading import Side
from matching.intake.scene import Scene
from matching.intake.usage import Odds, meaning_of, side_of
from matching.intake.weigh import Judged

MARGIN, FIRM, DROPPED = 1.2, 2.4, 4.0
"""How much likelier (natural logarithm) another meaning must be before the rules give way; before a
word that governs the goods does, or goods are taken for nothing; and before goods that a word of
need governs are. Chosen on messages that neither the rules nor the weights had seen."""
_MOST_WEIGHED = 120
"""Goods of a message that are weighed: a longer list is a list, whatever stands around it."""


def with_usage(
    scene: Scene,
    judged: Sequence[Judged],
    sided: Sequence[Sided],
    reader: Reader,
    tales: frozenset[int],
    *,
    known: bool,
) -> list[Sided]:
    """The lines of the rules, those put right that labelled messages speak against.

    A mention that the rules left out comes in, one that they took for another side changes it, one
    that is only told of goes. Those that begin at `tales` belong to a tale and stay out; `known`:
    the sender's role is, and a bare list of somebody who asks is no talk. Without a table nothing
    changes.
    """
    if not reader.usage.weights or not 0 < len(judged) <= _MOST_WEIGHED:
        return list(sided)
    ruled = {id(one.mention): one for one in sided}
    told = {(one.mention.codes[0], one.side) for one in sided}
    around = look_around(scene, [one.mention for one in judged], reader.usage.goes_on)
    shared = reader.usage.known(around.message)
    heard = []
    for each in judged:
        mention, way, direct = each.mention, each.way, each.direct
        item = reader.catalogue.by_code[mention.codes[0]]
        odds = reader.usage.odds(shared, marks_of(around, mention, item, way, direct=direct))
        before = ruled.get(id(mention))
        one = _heard(mention, before, odds, _Word(way, direct, known))
        if one and not before and ((item.code, one.side) in told or mention.start in tales):
            continue
        heard += [] if one is None else [one]
    return heard


@dataclass(frozen=True, slots=True)
class _Word:
    """What speaks for the rules: the cue of a mention, whether it stands at it, a known role."""

    way: Way | None
    direct: bool
    known: bool


def _heard(mention: Mention, ruled: Sided | None, odds: Odds, word: _Word) -> Sided | None:
    side = side_of(odds.best)
    gap = odds.over(meaning_of(ruled.side if ruled else None))
    if gap <= _margin(ruled, side, word):
        return None if ruled is None else replace(ruled, usage=odds)
    if side is None:
        return None
    if ruled is None:
        return Sided(mention, side, usage=odds)
    return replace(ruled, side=side, way=None, usage=odds)


def _margin(ruled: Sided | None, side: Side | None, word: _Word) -> float:
    """What the odds must exceed: most where goods that are asked for would go."""
    if ruled is not None and side is None:
        bare = word.known and word.way is None
        return DROPPED if bare or word.way is Way.NEED else FIRM
    governed = word.way in (Way.NEED, Way.NO) or (word.direct and word.way is not None)
    return FIRM if governed else MARGIN
