"""Where what labelled messages taught overrules what the rules make of goods."""

from collections.abc import Sequence
from dataclasses import replace

from matching.intake.lines import Sided
from matching.intake.marks import look_around, marks_of
from matching.intake.mention import Mention
from matching.intake.reader import Reader
from matching.intake.scene import Scene
from matching.intake.sides import way_of
from matching.intake.usage import Odds, meaning_of, side_of

MARGIN, FIRM = 1.2, 2.4
"""How much likelier (natural logarithm) another meaning must be before the rules give way, and
before a word that stands right at the goods does. Chosen on messages that neither the rules nor
the weights had seen."""


def with_usage(
    scene: Scene, mentions: Sequence[Mention], sided: Sequence[Sided], reader: Reader
) -> list[Sided]:
    """The lines of the rules, those put right that labelled messages speak against.

    A mention that the rules left out comes in, one that they took for another side changes it, one
    that is only told of goes. Without a table nothing changes.
    """
    if not reader.usage.weights or not mentions:
        return list(sided)
    ruled = {id(one.mention): one for one in sided}
    told = {(one.mention.codes[0], one.side) for one in sided}
    around = look_around(scene, mentions)
    heard = []
    for mention in mentions:
        way, direct = way_of(scene.open_text, mention, scene.cues)
        item = reader.catalogue.by_code[mention.codes[0]]
        odds = reader.usage.odds(
            around.message, marks_of(around, mention, item, way, direct=direct)
        )
        margin = FIRM if direct and way is not None else MARGIN
        one = _heard(mention, ruled.get(id(mention)), odds, margin)
        again = id(mention) not in ruled and one and (item.code, one.side) in told
        heard += [] if one is None or again else [one]
    return heard


def _heard(mention: Mention, ruled: Sided | None, odds: Odds, margin: float) -> Sided | None:
    if odds.over(meaning_of(ruled.side if ruled else None)) <= margin:
        return None if ruled is None else replace(ruled, usage=odds)
    side = side_of(odds.best)
    if side is None:
        return None
    if ruled is None:
        return Sided(mention, side, usage=odds)
    return replace(ruled, side=side, way=None, usage=odds)
