"""How much is in one pack, as somebody says it: 50, 24 bottles, 一桶5升."""

import re
import unicodedata
from fractions import Fraction

from matching.catalogue import Item
from matching.numerals import NUMBER, read_number, spell_out
from matching.units import PACK_WORDS, read_unit

_LITRES = {
    **dict.fromkeys(("升", "公升", "l", "liter", "liters", "litre", "litres", "ltr"), Fraction(1)),
    **dict.fromkeys(("毫升", "ml"), Fraction(1, 1000)),
}
_BOTTLE = "瓶"
_KG_A_LITRE = 1.1
"""What a litre weighs with its bottle: the catalogue's 84 is half a litre and 0.55 kg."""
_UNIT = re.compile(r"\s?([a-z]+|[\u4e00-\u9fff]{0,2})")
_FILLERS = frozenset(
    {"", "in", "per", "each", "a", "an", "of", "左右", "装", "每", "多", "吧", "about"}
)
_VESSELS = frozenset("罐听桶壶坛袋盒箱包") | {"tin", "tins", "can", "cans", "jar", "jars", "jugs"}
"""Words for a vessel: one that is not the item's own is no piece of it."""
_EACH = r"(?:每|一|1|each|per|every|a|an|one)\s?"


def pack_size(text: str, item: Item, pack: str) -> Fraction | None:
    """Base units in one pack; None where the words name no one size in a unit of the item.

    A volume of what is counted in bottles is counted by what such a bottle weighs.
    """
    typed = _without_names(spell_out(unicodedata.normalize("NFKC", text).lower()), item)
    sizes: list[Fraction | None] = []
    for found in NUMBER.finditer(typed):
        number, after = read_number(found.group()), _UNIT.match(typed, found.end())
        unit = "" if after is None else after[1]
        if number == 1 and _is_pack(unit, pack):
            continue
        sizes.append(None if number is None else _times(number, unit, item))
    return sizes[0] if len(sizes) == 1 else None


def speaks_of_pack(text: str, pack: str) -> bool:
    """Whether one pack of this word is spoken of: 每桶5升, 5 litres a bucket."""
    typed = unicodedata.normalize("NFKC", text).lower()
    words = (_one(pack), *PACK_WORDS.get(pack, ()))
    return any(
        re.search(rf"(?<![a-z\d]){_EACH}{re.escape(word)}(?![a-z])", typed)
        for word in words
        if word
    )


def _times(number: Fraction, unit: str, item: Item) -> Fraction | None:
    for word in dict.fromkeys((unit, unit[:1])) if not unit.isascii() else (unit,):
        if word in _FILLERS:
            return number
        if word in _LITRES and item.unit_zh == _BOTTLE and item.unit_kg:
            return Fraction(round(float(number * _LITRES[word]) * _KG_A_LITRE / item.unit_kg))
        known = read_unit(word, item)
        if known is not None and not (known[1] == 1 and _is_other(word, item)):
            return number * known[1]
    return None


def _is_other(word: str, item: Item) -> bool:
    own = {item.unit_zh, item.unit_en.lower(), f"{item.unit_en.lower()}s"}
    return word not in own and (word in _VESSELS or word[:1] in _VESSELS)


def _is_pack(unit: str, pack: str) -> bool:
    return bool(unit) and (unit.startswith(_one(pack)) or unit in PACK_WORDS.get(pack, ()))


def _one(pack: str) -> str:
    return pack.lower().removesuffix("s")


def _without_names(typed: str, item: Item) -> str:
    """The words without the item's names: 84 is no size."""
    names = (item.zh, item.en, *item.aliases_zh, *item.aliases_en)
    for name in sorted(map(str.lower, names), key=len, reverse=True):
        if len(name) > 2:
            typed = typed.replace(name, " ")
    return typed
