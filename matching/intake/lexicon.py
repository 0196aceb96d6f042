"""Names of goods in a text: the longest one wins, in Chinese by signs, in Latin by words."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

CJK = "\u4e00-\u9fff"
WORD = re.compile(
    rf"[a-z]{{2,}}(?=\d{{1,4}}[台套个只件部盒瓶])|k?n95(?=\d{{2,}}(?!\d*[a-z]))|[a-z0-9]+"
    rf"|[^\x00-\x7f{CJK}\W_]+"
)
"""A Latin word or number."""
MOST_WORDS = 6
"""The longest Latin name of the tables, in words."""

GLUED_FROM = 8
"""Letters of a Latin name that is known without its spaces, too."""

_HAS_CJK = re.compile(f"[{CJK}]")
_SPACE = re.compile(r"\s+")
_LIST_NUMBER = re.compile(r"(?:^|[^\d.])\d{1,2}\.$")
"""5.84消毒液: the fifth entry of a list."""
_STRONG_PLURAL = ("sses", "xes", "ches", "shes", "zes")
_PACK_OF = re.compile(
    r"(?:bags?|bottles?|box|cans?|cartons?|cases?|crates?|jugs?|packs?|packets?|pallets?|sacks?)"
    r" of "
)
"""How a name begins that holds the pack it is counted in: cases of bottled water."""


@dataclass(frozen=True, slots=True)
class Name:
    """What a name means: no code is a phrase that holds an item's word and means none (水位)."""

    codes: tuple[str, ...]
    weak: bool = False
    """Counts only where the message asks for it or counts it: help, beds, drivers."""


@dataclass(frozen=True, slots=True)
class Found:
    """A name found between two positions of the folded text."""

    start: int
    end: int
    name: Name


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All names, ready for longest match. Build with `build_lexicon`."""

    signs: Mapping[str, Name] = field(default_factory=dict)
    """Names with Chinese signs, without spaces."""
    lengths: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """First sign -> lengths of names that begin with it, longest first."""
    phrases: Mapping[str, Name] = field(default_factory=dict)
    """Latin names as stems with a space between."""
    first_words: Mapping[str, int] = field(default_factory=dict)
    """First stem -> most words of a name that begins with it."""
    glued: Mapping[str, Name] = field(default_factory=dict)
    """Longer Latin names without their spaces: cover alls, handsanitizer."""


def is_chinese(text: str) -> bool:
    """Whether there is a Chinese sign in it."""
    return not text.isascii() and _HAS_CJK.search(text) is not None


def squeeze(text: str) -> str:
    """Without spaces, lower case: the key of a Chinese name."""
    return _SPACE.sub("", text).lower()


def stem(word: str) -> str:
    """A Latin word without its plural: batteries, boxes, masks."""
    if len(word) < 4 or word[-1] != "s" or word[-2] in "sui":
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(_STRONG_PLURAL):
        return word[:-2]
    return word[:-1]


def stems(text: str) -> str:
    """The key of a Latin name."""
    return " ".join(stem(word) for word in WORD.findall(text.lower().replace("'s", "")))


def build_lexicon(names: Iterable[tuple[str, Name]]) -> Lexicon:
    """Index names; of two entries with one key the codes are joined, the first one's code first.

    An entry without a code overrules all others of its key.
    """
    signs: dict[str, Name] = {}
    phrases: dict[str, Name] = {}
    for words, name in names:
        chinese = is_chinese(words)
        table, key = (signs, squeeze(words)) if chinese else (phrases, stems(words))
        if key:
            table[key] = _joined(table.get(key), name)
    phrases = {key: name for key, name in phrases.items() if not _holds_its_pack(key, phrases)}
    lengths: dict[str, set[int]] = {}
    for key in signs:
        lengths.setdefault(key[0], set()).add(len(key))
    first_words: dict[str, int] = {}
    for key in phrases:
        first, count = key.split(" ", 1)[0], key.count(" ") + 1
        first_words[first] = max(count, first_words.get(first, 0))
    ordered = {sign: tuple(sorted(found, reverse=True)) for sign, found in lengths.items()}
    glued = {key.replace(" ", ""): name for key, name in phrases.items() if name.codes}
    glued = {key: name for key, name in glued.items() if len(key) >= GLUED_FROM}
    return Lexicon(signs, ordered, phrases, first_words, glued)


def _holds_its_pack(key: str, phrases: Mapping[str, Name]) -> bool:
    """Whether a name is a pack and another name of the same goods: "50 cases of water" are 50
    cases, while a box of matches and a bag of sand are goods of their own."""
    pack = _PACK_OF.match(key)
    bare = None if pack is None else phrases.get(key[pack.end() :])
    return bare is not None and bare.codes == phrases[key].codes


def _joined(old: Name | None, new: Name) -> Name:
    if old is None:
        return new
    if not old.codes or not new.codes:
        return Name((), weak=False)
    return Name(tuple(dict.fromkeys((*old.codes, *new.codes))), old.weak or new.weak)


@dataclass(frozen=True, slots=True)
class Words:
    """A text cut for look-ups: signs without spaces, and Latin words with their stems."""

    squeezed: str
    places: tuple[int, ...]
    """Position in the text of every sign of `squeezed`, one more for the end."""
    latin: tuple[tuple[int, int, str], ...]
    """(start, end, stem) of every Latin word."""


def cut(text: str) -> Words:
    """Prepare a folded text for `find_names`."""
    places = [position for position, sign in enumerate(text) if not sign.isspace()]
    squeezed = "".join(text[position] for position in places)
    latin = tuple((m.start(), m.end(), stem(m.group())) for m in WORD.finditer(text))
    return Words(squeezed, (*places, len(text)), latin)


def find_names(text: str, words: Words, lexicons: Iterable[Lexicon]) -> list[Found]:
    """All names of the text, the longest at each position, none within another; in order."""
    found: list[Found] = []
    for lexicon in lexicons:
        if not lexicon.signs and not lexicon.phrases:
            continue
        found += _sign_names(text, words, lexicon)
        found += _latin_names(text, words, lexicon)
    found.sort(key=lambda hit: (hit.start, -hit.end))
    return _longest(found)


def _longest(found: list[Found]) -> list[Found]:
    kept: list[Found] = []
    end = -1
    for hit in found:
        if hit.start >= end:
            kept.append(hit)
            end = hit.end
    return kept


def _sign_names(text: str, words: Words, lexicon: Lexicon) -> list[Found]:
    squeezed, places = words.squeezed, words.places
    found = []
    position, size = 0, len(squeezed)
    while position < size:
        step = 1
        for length in lexicon.lengths.get(squeezed[position], ()):
            name = lexicon.signs.get(squeezed[position : position + length])
            if name is None or position + length > size:
                continue
            start, end = places[position], places[position + length - 1] + 1
            if _whole(text, start, end) and not _across(text, start, end):
                found.append(Found(start, end, name))
                step = length
                break
        position += step
    return found


def _across(text: str, start: int, end: int) -> bool:
    """Whether a space between two Chinese signs, or a line's end, lies inside: 床 垫 is two."""
    piece = text[start:end]
    if not any(sign.isspace() for sign in piece):
        return False
    return re.search(f"[{CJK}]\\s+[{CJK}]|\n", piece) is not None


def _whole(text: str, start: int, end: int) -> bool:
    """Whether no letter or digit is cut off at an end that is one."""
    first, last = text[start], text[end - 1]
    if text[start:end].endswith("n95"):
        end = len(text)
    if first.isascii() and first.isalnum() and start and _continues(text[start - 1], first):
        return _LIST_NUMBER.search(text[max(0, start - 4) : start]) is not None
    return not (
        last.isascii() and last.isalnum() and end < len(text) and _continues(text[end], last)
    )


def _continues(neighbour: str, sign: str) -> bool:
    if sign.isdigit():
        return neighbour.isdigit() or neighbour == "."
    return neighbour.isascii() and neighbour.isalpha()


def _latin_names(text: str, words: Words, lexicon: Lexicon) -> list[Found]:
    latin = words.latin
    found = []
    index = 0
    while index < len(latin):
        longest = lexicon.first_words.get(latin[index][2], 0)
        step = 1
        for count in range(min(longest, len(latin) - index), 0, -1):
            run = latin[index : index + count]
            name = lexicon.phrases.get(" ".join(word[2] for word in run))
            if name is not None and _joined_words(text, run):
                found.append(Found(run[0][0], run[-1][1], name))
                step = count
                break
        else:
            name, step = _glued(text, latin[index : index + 2], lexicon)
            if name is not None:
                found.append(Found(latin[index][0], latin[index + step - 1][1], name))
        index += step
    return found


def _glued(
    text: str, run: tuple[tuple[int, int, str], ...], lexicon: Lexicon
) -> tuple[Name | None, int]:
    """A name cut in two (cover alls) or written as one word, and how many words that are."""
    if len(run) == 2 and text[run[0][1] : run[1][0]] in (" ", "-"):
        name = lexicon.glued.get(run[0][2] + run[1][2]) or lexicon.glued.get(
            text[run[0][0] : run[0][1]] + run[1][2]
        )
        if name is not None:
            return name, 2
    return lexicon.glued.get(run[0][2]), 1


def _joined_words(text: str, run: tuple[tuple[int, int, str], ...]) -> bool:
    """Whether only a space, a hyphen or an apostrophe stands between the words of a phrase."""
    for left, right in pairwise(run):
        between = text[left[1] : right[0]]
        if between.strip(" -'’./&") or "\n" in between:
            return False
    return True
