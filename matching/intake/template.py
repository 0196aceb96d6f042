"""A short message clause by clause: a sign for each name of goods and each quantity, no places."""

import itertools
import re
from dataclasses import dataclass

from matching.intake.decide import find_goods
from matching.intake.mention import Mention
from matching.intake.normalise import Plain, normalise
from matching.intake.reader import Reader
from matching.intake.scene import GOODS, NUMBER, look

_ENDS = re.compile(r"[,，;；。.!?\n]+(?!\d)")
_CHINESE = re.compile(r"(?<=[\u4e00-\u9fff]) | (?=[\u4e00-\u9fff])")
"""Spaces that mean nothing: where Chinese is written on one side."""
_POLITE = re.compile(
    r"(?:谢谢|多谢|感谢|辛苦|不好意思|抱歉|你们?|您|大家|了|你好|您好|\s|thanks?|thank you|thx"
    r"|sorry|please|so much|very much|everyone|all|guys|hi|hello|ok(?:ay)?)*"
)


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause: `said` in the folded text, the goods it names in order."""

    said: str
    goods: tuple[Mention, ...]
    plain: Plain


def clauses(text: str, reader: Reader) -> list[Clause]:
    """The clauses that say more than thanks or sorry."""
    plain = normalise(text, reader.signs)
    scene = look(plain, reader)
    mentions = sorted(find_goods(scene, reader), key=lambda mention: mention.start)
    spans = [(m.start, m.end, GOODS) for m in mentions]
    spans += [(a.start, a.end, NUMBER) for m in mentions for a in m.amounts]
    spans += [(place.start, place.end, "") for place in scene.places]
    rest = iter(mentions)
    found = []
    for piece in _ENDS.split(_template(plain.text, spans)):
        said = _CHINESE.sub("", " ".join(piece.split()))
        goods = tuple(itertools.islice(rest, said.count(GOODS)))
        if not _POLITE.fullmatch(said):
            found.append(Clause(said, goods, plain))
    return found


def _template(text: str, spans: list[tuple[int, int, str]]) -> str:
    """The text with a sign, or nothing, for each of these pieces."""
    pieces, at = [], 0
    for start, end, sign in sorted(spans):
        if start >= at:
            pieces += [text[at:start], sign]
            at = end
    return "".join((*pieces, text[at:]))
