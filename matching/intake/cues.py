"""Words that say which way goods go: needed, offered, held, or not wanted at all."""

from collections.abc import Sequence
from dataclasses import dataclass

from matching.intake import cue_words_en as en
from matching.intake import cue_words_mixed as mixed
from matching.intake import cue_words_zh as zh
from matching.intake.cue_words import Row, Way
from matching.intake.lexicon import is_chinese
from matching.intake.pattern import Pattern, lazy_regex


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue of the folded text. Before goods it governs what follows, after them what precedes."""

    start: int
    end: int
    way: Way
    after: bool
    """True: stands after the goods (口罩不足, tents are needed)."""
    lacking: bool = False
    """Said by absence: no, without, 没有."""


def _compile(table: tuple[Row, ...], edge: str) -> list[tuple[Way, bool, Pattern]]:
    ends = ("(?<![a-z'])", "(?![a-z])") if edge else ("", "")
    return [(way, lacking, lazy_regex(f"{ends[0]}(?:{p}){ends[1]}")) for way, lacking, p in table]


_CHINESE = (_compile(zh.BEFORE, ""), _compile(zh.AFTER, ""))
_ENGLISH = (_compile((*en.BEFORE, *mixed.BEFORE), "w"), _compile((*en.AFTER, *mixed.AFTER), "w"))
_LATIN = lazy_regex(r"[a-z]{2}")


def find_cues(text: str) -> list[Cue]:
    """The cues of a folded text from which goods and numbers were blanked out, in order."""
    tables = [_CHINESE] * is_chinese(text) + [_ENGLISH] * bool(_LATIN.search(text))
    before = _find(text, [row for table in tables for row in table[0]], after=False)
    after = _find(text, [row for table in tables for row in table[1]], after=True)
    return sorted((*before, *after), key=lambda cue: (cue.start, cue.after))


def _find(text: str, table: Sequence[tuple[Way, bool, Pattern]], *, after: bool) -> list[Cue]:
    taken = bytearray(len(text))
    cues = []
    for way, lacking, pattern in table:
        for match in pattern.finditer(text):
            start, end = match.span()
            if start < end and not any(taken[start:end]):
                taken[start:end] = b"\x01" * (end - start)
                cues.append(Cue(start, end, way, after, lacking))
    return cues
