"""Unit words: which pack, measure or base unit of an item a typed word means."""

import re
from collections.abc import Mapping
from fractions import Fraction

from matching.catalogue import Item

PACK_WORDS: Mapping[str, tuple[str, ...]] = {
    "箱": ("carton", "case", "crate", "ctn", "box"),
    "盒": ("box",),
    "包": ("pack", "packet", "package", "bag", "bundle"),
    "袋": ("bag", "sack"),
    "桶": ("drum", "barrel", "bucket", "can"),
    "件": ("case", "carton"),
    "架": ("rack",),
    "板": ("tray",),
    "卷": ("roll", "coil"),
    "捆": ("bundle",),
}
"""English for the catalogue's packs, the name to echo first. Of several packs that a word fits
the smallest is meant: a "box" is the small one where there are two."""

_TONNE = ("t", "ton", "tonne")
_KILO = ("kg", "kilo", "kilogram", "千克", "公斤")
METRIC: Mapping[str, Mapping[str, tuple[Fraction, tuple[str, ...]]]] = {
    "公斤": {
        "公斤": (Fraction(1), _KILO),
        "斤": (Fraction(1, 2), ("市斤", "jin")),
        "吨": (Fraction(1000), _TONNE),
        "克": (Fraction(1, 1000), ("g", "gram")),
    },
    "升": {
        "升": (Fraction(1), ("l", "liter", "litre", "公升")),
        "毫升": (Fraction(1, 1000), ("ml",)),
    },
    "吨": {"吨": (Fraction(1), _TONNE), "公斤": (Fraction(1, 1000), _KILO)},
    "米": {"米": (Fraction(1), ("m", "meter", "metre"))},
}
"""By base unit: measure -> (its size in base units, other words for it)."""

_PIECE_SIGNS = "个個只隻件套副双支瓶台张条床顶块把辆艘份罐根片盏部架具座节颗枚"
_PIECE_WORDS = frozenset({"piece", "pc", "unit", "item", "set", "each", "ea"})
PIECES = frozenset(_PIECE_SIGNS) | _PIECE_WORDS
"""Words for "one of them", read as the base unit."""

PAIR = "双"
SINGLES = frozenset({"只", "隻", "个", "個", "支", "piece", "pc"})
"""Where pairs are counted, a single is not the base unit: such an answer needs a second look."""

_FEW = frozenset("片粒颗枚丸")
"""Single doses, of which a container holds many."""
_CONTAINERS = frozenset("盒瓶包袋箱桶罐")
_ENGLISH_UNITS = frozenset(
    {
        "tablet",
        "pill",
        "capsule",
        "caplet",
        "dose",
        "vial",
        "ampoule",
        "bottle",
        "pair",
        "dozen",
        "pallet",
        "truckload",
        "sachet",
        "tube",
    }
)
_MEASURES = {
    word
    for table in METRIC.values()
    for name, (_, words) in table.items()
    for word in (name, *words)
}

_WORD = re.compile(r"\s*([a-z]+|[\u4e00-\u9fff]{1,2})")


def unit_after(text: str, start: int, item: Item) -> tuple[str, Fraction, int] | None:
    """The unit that follows position `start`: its name, its size in base units, where it ends."""
    found = _WORD.match(text, start)
    if found is None:
        return None
    word = found.group(1)
    for length in range(len(word), 0, -1) if not word.isascii() else (len(word),):
        known = read_unit(word[:length], item)
        if known is not None:
            return known[0], known[1], found.start(1) + length
    return None


def foreign_pack_after(text: str, start: int) -> bool:
    """Whether a pack follows whose size this item does not say: ask, do not guess."""
    found = _WORD.match(text, start)
    if found is None:
        return False
    word = found.group(1)
    return word[0] in PACK_WORDS or any(_stem(word) in words for words in PACK_WORDS.values())


def foreign_unit_after(text: str, start: int, item: Item) -> str:
    """The unit word that follows and that the item is not counted in; empty if there is none."""
    found = _WORD.match(text, start)
    if found is None:
        return ""
    word = found.group(1)
    if not word.isascii() and word[0] in _FEW and item.unit_zh in _CONTAINERS:
        return word[0]
    if unit_after(text, start, item) is not None:
        return ""
    if word.isascii():
        stem = _stem(word)
        names = _ENGLISH_UNITS | _MEASURES
        return word if names & {word, stem} or foreign_pack_after(text, start) else ""
    if word in _MEASURES:
        return word
    return word[0] if word[0] in _MEASURES or word[0] in PACK_WORDS or word[0] in "粒丸" else ""


def read_unit(word: str, item: Item) -> tuple[str, Fraction] | None:
    """Name and size of a unit word; the base unit wins over a pack of that name.

    A single of what comes in pairs keeps its own name, so that the caller can ask.
    """
    stem = _stem(word)
    if word == item.unit_zh or item.unit_en.lower() in (word, stem) or _is_jug(stem, item):
        return item.unit_zh, Fraction(1)
    for name, (size, words) in METRIC.get(item.unit_zh, {}).items():
        if word == name or stem in words or word in words:
            return name, size
    for pack in sorted(item.packs, key=lambda pack: pack.quantity):
        if word == pack.name or stem in PACK_WORDS.get(pack.name, ()):
            return pack.name, Fraction(pack.quantity)
    if stem not in PIECES or (stem in PACK_WORDS and item.packs):
        return None
    return (word if item.unit_zh == PAIR and stem in SINGLES else item.unit_zh), Fraction(1)


def unit_name(unit: str, item: Item, lang: str) -> str:
    """A unit of the echo in `lang`: the base unit's own word, else the pack's or measure's."""
    if unit == item.unit_zh:
        return item.unit(lang)
    if lang == "zh":
        return unit
    metric = {"公斤": "kg", "斤": "jin (500 g)", "吨": "tonne", "克": "g", "毫升": "ml"}
    return metric.get(unit) or PACK_WORDS.get(unit, (unit,))[0]


def _stem(word: str) -> str:
    """An English unit without its plural: boxes, cases, pcs."""
    if not word.isascii() or len(word) < 3:
        return word
    return word[:-2] if word.endswith("xes") else word.removesuffix("s")


def _is_jug(stem: str, item: Item) -> bool:
    """The base unit `20L-jug` is called a jug."""
    return "-" in item.unit_en and stem == item.unit_en.rpartition("-")[2].lower()
