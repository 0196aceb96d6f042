"""Names that only sound right, found before anything else reads their signs: 无仁机, shou jin.

What is heard is longer than the exact words within it: 无仁机 denies nothing, 九五酒荆 holds no
number, and the "shou" of "shou jin" is no shoe. Always a guess.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from matching.intake.lexicon import CJK, Found, Name
from matching.intake.repair import Likeness, alike

_LATIN = re.compile(r"[a-z]+")
_BETWEEN = re.compile(r"[ '-]?")
_SIGNS = re.compile(f"[{CJK}]+")
_MOST_WORDS, _FEWEST_LETTERS = 9, 6
"""Words of the longest name in pinyin; letters of the shortest that is known anywhere."""
_FEWEST_SIGNS, _TWO_WRONG = 3, 6
"""Signs of the shortest name that is heard; of one in which two signs may be wrong."""
_SHORT_SIGNS, _MOST_BESIDE, _PAIR = 3, 3, 2
"""Signs of a name that may be part of a longer misspelt one, and of what stands beside it."""
_NUMERALS, _COUNTED = frozenset("一二三四五六七八九十两"), frozenset("家个名位口人户岁")
"""A sign that is a number of what follows it is no wrong sign."""
_SYLLABLES = re.compile(r"(?:(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?[aeiouv]{1,4}(?:ng|n|r)?)+")


def heard_names(text: str, named: Sequence[Found], likeness: Likeness) -> list[Found]:
    """Names in pinyin of two words and more, and names with a wrong sign of the same sound.

    An exact name that a guess overlaps lies within it and is shorter.
    """
    found = [*_pinyin(text, likeness), *_homophones(text, likeness)]
    return [guess for guess in found if all(_within(name, guess) for name in named)]


def _within(name: Found, guess: Found) -> bool:
    if name.end <= guess.start or guess.end <= name.start:
        return True
    inside = guess.start <= name.start and name.end <= guess.end
    return inside and name.end - name.start < guess.end - guess.start


def _pinyin(text: str, likeness: Likeness) -> Iterator[Found]:
    words = [(m.start(), m.end()) for m in _LATIN.finditer(text)]
    syllables = [_SYLLABLES.fullmatch(text, start, end) is not None for start, end in words]
    index = 0
    while index < len(words):
        most = _run(text, words, syllables, index)
        step = 1
        for count in range(most, 1, -1):
            run = words[index : index + count]
            name = likeness.joined.get("".join(text[start:end] for start, end in run))
            if name is not None and sum(end - start for start, end in run) >= _FEWEST_LETTERS:
                yield Found(run[0][0], run[-1][1], name)
                step = count
                break
        index += step


def _run(text: str, words: Sequence[tuple[int, int]], syllables: Sequence[bool], index: int) -> int:
    """How many words from `index` can be pinyin of one name."""
    count = 0
    while count < _MOST_WORDS and index + count < len(words) and syllables[index + count]:
        start = words[index + count][0]
        if count and _BETWEEN.fullmatch(text, words[index + count - 1][1], start) is None:
            break
        count += 1
    return count


def _homophones(text: str, likeness: Likeness) -> Iterator[Found]:
    for run in _SIGNS.finditer(text):
        signs = run.group()
        sounds = [likeness.syllables.get(sign, "?") for sign in signs]
        index = 0
        while index < len(signs):
            step = 1
            for count in likeness.lengths.get(sounds[index], ()):
                if count < _FEWEST_SIGNS or index + count > len(signs):
                    continue
                piece = signs[index : index + count]
                if piece[-1] in _NUMERALS and signs[index + count : index + count + 1] in _COUNTED:
                    continue  # 居家隔离一家三口 is no 隔离衣
                name = _slipped(piece, " ".join(sounds[index : index + count]), likeness)
                if name is not None:
                    yield Found(run.start() + index, run.start() + index + count, name)
                    step = count
                    break
            index += step


def _slipped(written: str, sound: str, likeness: Likeness) -> Name | None:
    """The name that `written` is but for one sign, or for two where it is long."""
    most = 2 if len(written) >= _TWO_WRONG else 1
    for signs, name in likeness.spoken.get(sound, ()):
        wrong = sum(a != b for a, b in zip(signs, written, strict=True))
        if wrong == 0:
            return None
        if wrong <= most:
            return name
    return None


def respell_signs(
    text: str, named: Sequence[Found], taken: Iterable[tuple[int, int]], likeness: Likeness
) -> list[Found]:
    """Chinese names with one wrong sign that hold a shorter right one: 医用口照, 抽水蹦."""
    free = bytearray(b"\x01" * len(text))
    for start, end in (*((n.start, n.end) for n in named), *taken):
        free[start:end] = bytes(end - start)
    short = [n for n in named if n.name.codes and n.end - n.start <= _SHORT_SIGNS]
    guesses = (_longer_name(text, name, free, likeness) for name in short)
    return [guess for guess in guesses if guess is not None]


def _longer_name(text: str, name: Found, free: bytearray, likeness: Likeness) -> Found | None:
    before, after = _reach(text, name, free, -1), _reach(text, name, free, 1)
    spans = [(name.start - b, name.end + a) for b in range(before + 1) for a in range(after + 1)]
    for start, end in sorted(spans, key=lambda span: span[0] - span[1])[:-1]:
        if end - start == _PAIR and not text[end : end + 1].isdigit():
            continue
        sounds = [likeness.syllables.get(sign, "?") for sign in text[start:end]]
        guess = alike(text[start:end], " ".join(sounds), likeness, wrong=1)
        if guess is not None and guess.codes and (guess.codes != name.name.codes or name.name.weak):
            return Found(start, end, guess)
    return None


def _reach(text: str, name: Found, free: bytearray, step: int) -> int:
    """How many Chinese signs beside a name nobody has read, three at most."""
    position = name.start - 1 if step < 0 else name.end
    count = 0
    while (
        count < _MOST_BESIDE
        and 0 <= position < len(text)
        and free[position]
        and _SIGNS.match(text[position])
    ):
        count, position = count + 1, position + step
    return count
