"""Names that were misspelt: pinyin, a homophone, a letter too many. Always a guess."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rapidfuzz import process
from rapidfuzz.distance import OSA

from matching.intake.lexicon import CJK, Found, Lexicon, Name, stem

_LATIN_RUN = re.compile(r"[a-z]+(?:[ '-][a-z]+){0,3}")
_PROPER = re.compile(r"(?<=[a-z,] )[A-Z](?=[a-z])|(?<=[A-Z][a-z] )[A-Z](?=[a-z])")
_WORD = re.compile(r"[a-z]+")
_GLUED = re.compile(r"(?<![a-z\d])[a-z]{5,}(?=\d{1,6}(?![a-z\d]*[a-z]\d))")
_COUNT_BEFORE = re.compile(r"\d[k+]?\s$")
_COUNTED = 12
"""Signs before a word in which its number stands."""
_COUNT_AFTER = re.compile(r"\s?(?:[x×:]|\()?\s?\d")
_DOUBLED = re.compile(r"([a-z])\1")
"""bots are boots rather than boats: a letter that was doubled is the likelier slip."""
_SIGNS = re.compile(f"[{CJK}]+")
_N95_SLIP = re.compile(r"(?<![a-z0-9])k?n\s?(?:9[0-9]|10[0-9]|11[0-9])(?!\d)")
"""A spreadsheet that was dragged down counts N95, N96, N97 … N103."""
_SHORTEST, _LONG, _LONGEST = 4, 8, 18
"""Letters: shorter words are not repaired; from `_LONG` on two slips are forgiven."""
MOST_SYLLABLES = 7
_SLIPS: Any = OSA.distance
"""Slips of the finger between two words; typed `Any` as rapidfuzz's own types clash here."""
_LONG_SOUND = re.compile(r"(?:(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?[aeiouv]{1,4}(?:ng|n|r)?){3,}")
"""What can be three syllables of pinyin or more."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """Indexes for repair. Build with `build_likeness`."""

    syllables: Mapping[str, str]
    """Simplified sign -> pinyin."""
    joined: Mapping[str, Name]
    """Pinyin without spaces -> name, two syllables or more."""
    sounds: Mapping[int, tuple[str, ...]]
    """Length -> keys of `joined`."""
    spoken: Mapping[str, tuple[tuple[str, Name], ...]]
    """Syllables with a space between -> (signs, name)."""
    lengths: Mapping[str, tuple[int, ...]]
    """First syllable -> signs of the names that begin so, longest first."""
    words: Mapping[int, tuple[str, ...]]
    """Length -> words of Latin names."""
    named: frozenset[str]
    """Stems of the words of Latin names."""
    known: frozenset[str]
    """Stems that need no repair: words of names, and ordinary words that look like them."""
    lexicon: Lexicon


def build_likeness(
    lexicon: Lexicon,
    syllables: Mapping[str, str],
    lookalikes: Iterable[str],
    exact: frozenset[str] = frozenset(),
) -> Likeness:
    """Index a lexicon by sound and by letters; `exact`: Latin names no word is put right to."""
    joined: dict[str, Name] = {}
    spoken: dict[str, tuple[tuple[str, Name], ...]] = {}
    lengths: dict[str, set[int]] = {}
    for signs, name in lexicon.signs.items():
        if not name.codes or not all(sign in syllables for sign in signs) or len(signs) < 2:
            continue
        heard = [syllables[sign] for sign in signs]
        joined.setdefault("".join(heard), name)
        key = " ".join(heard)
        spoken[key] = (*spoken.get(key, ()), (signs, name))
        lengths.setdefault(heard[0], set()).add(len(signs))
    words: dict[int, set[str]] = {}
    known = {stem(word) for word in lookalikes}
    for phrase, name in lexicon.phrases.items():
        for word in phrase.split():
            known.add(word)
            if (
                name.codes
                and phrase not in exact
                and _SHORTEST <= len(word) <= _LONGEST
                and word.isalpha()
            ):
                words.setdefault(len(word), set()).add(word)
    ordered = {length: tuple(sorted(found)) for length, found in words.items()}
    sounds: dict[int, tuple[str, ...]] = {}
    for sound in joined:
        sounds[len(sound)] = (*sounds.get(len(sound), ()), sound)
    named = frozenset(word for found in words.values() for word in found)
    spans = {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()}
    return Likeness(
        syllables, joined, sounds, spoken, spans, ordered, named, frozenset(known), lexicon
    )


def repair(text: str, likeness: Likeness) -> list[Found]:
    """Guesses by sound for what no other step has read; `text` has what was read blanked out."""
    found = [*_slips(text, likeness), *_pinyin(text, likeness), *_homophones(text, likeness)]
    return sorted(found, key=lambda hit: hit.start)


def _slips(text: str, likeness: Likeness) -> list[Found]:
    name = likeness.lexicon.phrases.get("n95")
    if name is None:
        return []
    return [Found(m.start(), m.end(), name) for m in _N95_SLIP.finditer(text)]


def _pinyin(text: str, likeness: Likeness) -> list[Found]:
    """waike kouzhao: up to four Latin words that together sound like a name."""
    found = []
    for run in _LATIN_RUN.finditer(text):
        words = [
            (run.start() + m.start(), run.start() + m.end()) for m in _WORD.finditer(run.group())
        ]
        index = 0
        while index < len(words):
            step = 1
            for count in range(len(words) - index, 0, -1):
                start, end = words[index][0], words[index + count - 1][1]
                sound = re.sub(r"[ '-]", "", text[start:end])
                name = likeness.joined.get(sound) or _near_sound(sound, likeness)
                if name is not None and len(sound) >= 5:
                    found.append(Found(start, end, name))
                    step = count
                    break
            index += step
    return found


def _near_sound(sound: str, likeness: Likeness) -> Name | None:
    """Pinyin with one slip, where it is long enough to be nothing else."""
    if len(sound) < _LONG + 1 or _LONG_SOUND.fullmatch(sound) is None:
        return None
    for length in (len(sound) - 1, len(sound), len(sound) + 1):
        choices = likeness.sounds.get(length, ())
        near = process.extractOne(sound, choices, scorer=_SLIPS, score_cutoff=1)
        if near is not None:
            return likeness.joined[near[0]]
    return None


def respell(text: str, cased: str, likeness: Likeness) -> list[Found]:
    """Latin names with slips: every unknown word is put right, then the phrase is looked up.

    A capital within a sentence begins a name of people or places: St Paul is no pail.
    """
    runs = [(m.start(), m.end(), m.group()) for m in _WORD.finditer(text)]
    named = {m.start() for m in _PROPER.finditer(cased)}
    right = [() if start in named else _put_right(word, likeness) for start, _, word in runs]
    found = []
    index = 0
    while index < len(runs):
        step = 1
        start = runs[index][0]
        counted = _COUNT_BEFORE.search(text, max(0, start - _COUNTED), start) is not None
        for count in range(min(4, len(runs) - index), 0, -1):
            end = runs[index + count - 1][1]
            words = right[index : index + count]
            if (
                count > 1
                and not any(words)
                and (counted or _COUNT_AFTER.match(text, end) is not None)
            ):
                words = _known_slip(runs[index : index + count], likeness)
            if not any(words) or re.search(r"[^a-z '-]", text[start:end]):
                continue
            name = _phrase(words, [run[2] for run in runs[index : index + count]], likeness)
            if name is not None and name.codes:
                found.append(Found(start, end, name))
                step = count
                break
        index += step
    return found


def _known_slip(runs: Sequence[tuple[int, int, str]], likeness: Likeness) -> list[tuple[str, ...]]:
    """200 rubber boost, 10 medical mass: a word that is one of its own beside a word of a name."""
    if " ".join(stem(word) for _, _, word in runs) in likeness.lexicon.phrases:
        return []
    right: list[tuple[str, ...]] = [() for _ in runs]
    for number, (_, _, word) in enumerate(runs):
        others = [stem(other) for n, (_, _, other) in enumerate(runs) if n != number]
        if all(other in likeness.named for other in others):
            near = _near_words(word, stem(word), likeness)
            right[number] = tuple(each for each in near if each[0] == word[0])
            if right[number]:
                break
    return right


def respell_glued(text: str, likeness: Likeness) -> list[Found]:
    """kouzhao500, tents20: a name that a number is glued to."""
    found = []
    for match in _GLUED.finditer(text):
        word = match.group()
        name = likeness.joined.get(word) or likeness.lexicon.phrases.get(stem(word))
        if name is not None and name.codes:
            found.append(Found(match.start(), match.end(), name))
    return found


def _phrase(right: list[tuple[str, ...]], written: list[str], likeness: Likeness) -> Name | None:
    choices = [fixed or (stem(word),) for fixed, word in zip(right, written, strict=True)]
    phrases = [""]
    for options in choices:
        phrases = [f"{phrase} {option}".strip() for phrase in phrases for option in options[:3]]
    return next((n for p in phrases if (n := likeness.lexicon.phrases.get(p)) is not None), None)


def _put_right(word: str, likeness: Likeness) -> tuple[str, ...]:
    """Words of names that `word` may be a slip of, nearest first; none if it is known."""
    plain = stem(word)
    if plain in likeness.known or word in likeness.known:
        return ()
    near = _near_words(word, plain, likeness)
    return near or (_near_words(word, word[:-1], likeness) if word == plain[:-1] + "s" else ())


def _near_words(word: str, plain: str, likeness: Likeness) -> tuple[str, ...]:
    """Words of names within a slip of `plain`, or two where it is long: the likeliest first."""
    if len(word) < _SHORTEST or len(plain) > _LONGEST:
        return ()
    slips = 1 if len(plain) < _LONG else 2
    near: list[tuple[str, float, int]] = []
    for length in range(len(plain) - slips, len(plain) + slips + 1):
        choices = likeness.words.get(length, ())
        near += process.extract(plain, choices, scorer=_SLIPS, score_cutoff=slips, limit=4)
    single = _DOUBLED.sub(r"\1", plain)
    fit = [
        (d, w[0] != plain[0], _DOUBLED.sub(r"\1", w) != single, w)
        for w, d, _ in near
        if len(w) >= _SHORTEST
    ]
    return tuple(word for *_, word in sorted(fit)[:3])


def _homophones(text: str, likeness: Likeness) -> list[Found]:
    """护目境: signs that sound like a name and share half of its signs."""
    found = []
    for run in _SIGNS.finditer(text):
        signs = run.group()
        sounds = [likeness.syllables.get(sign, "?") for sign in signs]
        index = 0
        while index < len(signs):
            step = 1
            for count in likeness.lengths.get(sounds[index], ()):
                if count > min(MOST_SYLLABLES, len(signs) - index):
                    continue
                name = alike(
                    signs[index : index + count], " ".join(sounds[index : index + count]), likeness
                )
                if name is not None:
                    start = run.start() + index
                    found.append(Found(start, start + count, name))
                    step = count
                    break
            index += step
    return found


def alike(written: str, sound: str, likeness: Likeness, wrong: int = 9) -> Name | None:
    """The name with that sound that shares half of its signs with what is written."""
    for signs, name in likeness.spoken.get(sound, ()):
        shared = sum(a == b for a, b in zip(signs, written, strict=True))
        if len(signs) - shared <= wrong and 2 * shared >= len(signs) and (len(signs) > 2 or shared):
            return name
    return None
