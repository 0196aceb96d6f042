"""What stands around a named item, as marks that the model of usage weighs.

A mark is a short text: where a word stands (`l0:` right before the item, `cl:` in its clause before
it, `m:` anywhere in the message) and the word, or a fact (`z` Chinese, `e` not; counted; alone).
Goods, numbers and what other steps read (places, telephone numbers) are one sign each. Words are as
they were said: whoever learns keeps those of several messages only, so that nobody's name is kept.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from matching.catalogue import Item
from matching.intake.cue_words import Way
from matching.intake.lexicon import is_chinese
from matching.intake.mention import Mention
from matching.intake.scene import Scene

_TOKEN = re.compile(r"[a-z']+|[\u4e00-\u9fff]|[\x01\x02\x03]+|[^\sa-z\u4e00-\u9fff]")
_SIGNS = {"\x01": "P", "\x02": "G", "\x03": "#"}
_ONE = frozenset(_SIGNS.values())
_SENTENCE = re.compile(r"[。!?\n…;；]|\.(?=\s|$)")
_CLAUSE = re.compile(r"[。!?\n…;；,，:]|\.(?=\s|$)")
_NEAR = 5
"""Words on each side whose place is told apart up to the third."""
_REACH = 60
"""Signs on each side that are looked at for them."""
_WIDE = 160
"""Signs of a sentence or clause on each side; what is farther says nothing of an item."""


@dataclass(frozen=True, slots=True)
class Said:
    """A text cut into words and signs once, of which any stretch can be had."""

    text: str
    words: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def between(self, start: int, end: int) -> list[str]:
        """The words and signs of a stretch, cut off at its ends; a run of blanked signs is one."""
        first, last = bisect_right(self.ends, start), bisect_left(self.starts, end)
        if first >= last:
            return []
        words = list(self.words[first:last])
        if self.starts[first] < start:
            words[0] = _word(self.text[start : min(end, self.ends[first])])
        if self.ends[last - 1] > end:
            words[-1] = _word(self.text[max(start, self.starts[last - 1]) : end])
        before = chain(("",), words)
        return [
            new for new, old in zip(words, before, strict=False) if new != old or new not in _ONE
        ]


@dataclass(frozen=True, slots=True)
class Around:
    """The marks of a message, and what those of its mentions are made from."""

    said: Said
    lang: str
    message: frozenset[str]
    goes_on: Container[str] | None = None
    """Runs of words that a longer one worth making begins with; None: every one does."""


def look_around(
    scene: Scene, mentions: Sequence[Mention], goes_on: Container[str] | None = None
) -> Around:
    """The marks that all mentions of a message share; `goes_on` spares runs that no table has."""
    lang = "z" if is_chinese(scene.plain.text) else "e"
    counted = sum(bool(mention.amounts) for mention in mentions)
    said = _cut(scene.open_text)
    marks = {
        lang,
        f"{lang}n={_few(len(mentions))}",
        f"{lang}counted={_few(counted)}",
        *(f"{lang}has={cue.way.value}" for cue in scene.cues),
        *_runs(said.between(0, len(said.text)), "m:", 2, goes_on),
    }
    facts = {
        "asks": scene.plain.text.rstrip().endswith("?"),
        "phone": bool(scene.phones),
        "place": bool(scene.places),
        "people": bool(scene.groups),
        "nocue": not scene.cues,
    }
    marks.update(f"{lang}{name}" for name, holds in facts.items() if holds)
    return Around(said, lang, frozenset(marks), goes_on)


def marks_of(
    around: Around, mention: Mention, item: Item, way: Way | None, *, direct: bool
) -> set[str]:
    """The marks of one mention; `way` and `direct` are what its cue says."""
    lang = around.lang
    counted = bool(mention.amounts)
    way_said = "none" if way is None else way.value
    marks = {
        f"class={item.class_}",
        f"code={item.code}",
        f"{lang}amount={counted}",
        f"{lang}weak={mention.weak}{counted}",
        f"guessed={mention.guessed}",
        f"sign={mention.end - mention.start == 1}{counted}",
        f"{lang}way={way_said}",
        f"{lang}way={way_said}{direct}",
    }
    marks.update(_beside(around, mention))
    said, first, last = around.said, mention.first, mention.last
    low, high = max(0, first - _WIDE), min(len(said.text), last + _WIDE)
    start, end = _between(_CLAUSE, said.text, first, last, low, high)
    marks.update(_runs(said.between(start, first), "cl:", 3, around.goes_on))
    marks.update(_runs(said.between(last, end), "cr:", 3, around.goes_on))
    start, end = _between(_SENTENCE, said.text, first, last, low, high)
    beside = [*said.between(start, first), "@", *said.between(last, end)]
    marks.update(_runs(beside, "s:", 2, around.goes_on))
    return marks


def _beside(around: Around, mention: Mention) -> Iterator[str]:
    """The nearest words before and after, with how far they are."""
    said, first, last = around.said, mention.first, mention.last
    left = said.between(max(0, first - _REACH), first)[-_NEAR:]
    right = said.between(last, last + _REACH)[:_NEAR]
    yield from (f"l{min(far, 3)}:{word}" for far, word in enumerate(reversed(left)))
    yield from (f"r{min(far, 3)}:{word}" for far, word in enumerate(right))
    if len(left) > 1:
        yield "ll:" + " ".join(left[-2:])
    if len(right) > 1:
        yield "rr:" + " ".join(right[:2])
    if not left:
        yield f"{around.lang}first"
    if not right:
        yield f"{around.lang}last"


def _cut(text: str) -> Said:
    found = [(_word(match.group()), *match.span()) for match in _TOKEN.finditer(text)]
    words, starts, ends = zip(*found, strict=True) if found else ((), (), ())
    return Said(text, words, starts, ends)


def _word(written: str) -> str:
    return _SIGNS.get(written[0], written)


def _runs(
    tokens: Sequence[str], prefix: str, longest: int, goes_on: Container[str] | None
) -> Iterator[str]:
    """Runs of one to `longest` tokens; no longer than one that goes on nowhere."""
    for start, token in enumerate(tokens):
        run = prefix + token
        yield run
        for more in tokens[start + 1 : start + longest]:
            if goes_on is not None and run not in goes_on:
                break
            run += " " + more
            yield run


def _between(
    breaks: re.Pattern[str], text: str, first: int, last: int, low: int, high: int
) -> tuple[int, int]:
    """From the break before `first` to the one after `last`, no farther than `low` and `high`."""
    start = max((match.end() for match in breaks.finditer(text, low, first)), default=low)
    after = breaks.search(text, last, high)
    return start, after.start() if after else high


def _few(count: int) -> str:
    return str(count) if count < 2 else "few" if count < 4 else "many"
