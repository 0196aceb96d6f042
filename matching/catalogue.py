"""The catalogue of relief items: read its rows, browse it by class, find an item by name."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from rapidfuzz import fuzz

from matching.snapshot import Goods

MOST_ASKED = (
    *("MASK-N95", "COVERALL", "GOGGLES", "MASK-SURG", "CAP-MED", "FACE-SHIELD", "GOWN-SURG"),
    *("MASK-MED", "GLOVES-EXAM", "DIS-84", "SHOE-COVER", "ALCOHOL-75", "HAND-SAN", "GOWN-ISO"),
    *("BOOTS-RUBBER", "PERACETIC", "THERMO-IR"),
)
"""What 235 hospitals of Hubei asked for in early 2020, most asked first (db/data/CATALOGUE.md)."""

CLASS_ORDER = (
    *("ppe", "disinfection", "medical", "medicine", "water", "food", "shelter", "clothing"),
    *("hygiene", "household", "sanitation", "energy", "comms", "rescue", "tools", "machinery"),
    *("materials", "service"),
)
"""The order of the class buttons: the catalogue's own, protective equipment first."""

KIND_NOT_SAID = "-ANY"
"""Codes with this ending stand for words that leave the kind open; a dialog asks which."""

LASTING = frozenset({"shelter", "household", "sanitation"})
"""Classes whose consumption figure is per person, not per person and day: a blanket lasts."""

ONE_REPORT_KG = 500_000.0
ONE_REPORT_EQUIPMENT_KG = 50_000.0
"""More weight of one item in one report is a slip of the finger: 25 lorries, for equipment 3."""
LARGEST_COUNT = 5_000_000
SMALLEST_BOUND = 200
LARGEST_SERVICE = 10_000
"""Bounds of one report in base units: light goods, heavy goods, people and trips."""

CLOSE_ENOUGH = 72.0
"""Lowest similarity (0-100) worth showing; below it typed names met unrelated items."""

_NOISE = re.compile(r"[\s\-_,.，。、;:：；!！?？()（）/\"'“”]+")


@dataclass(frozen=True, slots=True)
class Pack:
    """A usual pack: so many base units in one `name` (箱, 盒)."""

    name: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Item:
    """One catalogue entry. Weights in kilograms, volumes in cubic metres, both per base unit."""

    code: str
    group: str
    class_: str
    gbt_top: str
    zh: str
    en: str
    aliases_zh: tuple[str, ...] = ()
    aliases_en: tuple[str, ...] = ()
    unit_zh: str = "件"
    unit_en: str = "pcs"
    packs: tuple[Pack, ...] = ()
    unit_kg: float = 0.0
    unit_m3: float = 0.0
    cold_chain: bool = False
    hazmat: str = ""
    substitutes: tuple[str, ...] = ()
    per_person_day: float | None = None
    """Base units one person uses a day; per person where `lasting`."""

    @property
    def must_ask(self) -> bool:
        """True if the word does not say which kind: 口罩, food."""
        return self.code.endswith(KIND_NOT_SAID)

    @property
    def lasting(self) -> bool:
        """True if one piece serves for the whole incident, however many days it takes."""
        return self.class_ in LASTING

    def name(self, lang: str) -> str:
        """The item's name in `zh` or `en`."""
        return self.zh if lang == "zh" else self.en

    def unit(self, lang: str) -> str:
        """The base unit in `zh` or `en`."""
        return self.unit_zh if lang == "zh" else self.unit_en


@dataclass(frozen=True, slots=True)
class Match:
    """An item found by name; `score` 0-100, `exact` if a whole name or alias was typed."""

    item: Item
    score: float
    exact: bool

    @property
    def must_ask(self) -> bool:
        """True if the found word leaves the kind open."""
        return self.item.must_ask


@dataclass(frozen=True, slots=True)
class Page:
    """One page of item buttons; `number` counts from 0."""

    items: tuple[Item, ...]
    number: int
    pages: int


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All items with their look-ups. Build with `build_catalogue`."""

    items: tuple[Item, ...]
    """Most asked first, then in the order of the file."""
    by_code: Mapping[str, Item] = field(hash=False)
    classes: tuple[str, ...]
    groups: tuple[str, ...]
    names: tuple[tuple[str, str, str], ...]
    """(normalised name, language, code), sorted."""

    def items_of(self, group: str) -> tuple[Item, ...]:
        """The items that count as the same need."""
        return tuple(item for item in self.items if item.group == group)

    def items_in(self, class_: str) -> tuple[Item, ...]:
        """The items of one class, for the second level of buttons."""
        return tuple(item for item in self.items if item.class_ == class_)

    def kinds_of(self, item: Item) -> tuple[Item, ...]:
        """What to offer when `item` leaves the kind open: its group, its stand-ins, else its class.

        Empty for an item that names a kind, and for "help", which could be anything.
        """
        if not item.must_ask or item.class_ == "service":
            return ()
        codes = {other.code for other in self.items_of(item.group)} | set(item.substitutes)
        kinds = tuple(other for other in self.items if other.code in codes and not other.must_ask)
        return kinds or tuple(o for o in self.items_in(item.class_) if not o.must_ask)


def parse_items(rows: Iterable[Mapping[str, str]]) -> tuple[Item, ...]:
    """The items of the shipped table. Raises `KeyError` or `ValueError` on a bad row."""
    return tuple(_parse_item(row) for row in rows)


def build_catalogue(items: Iterable[Item]) -> Catalogue:
    """Put items in button order and index their names. Raises `ValueError` on a doubled code."""
    ordered = tuple(sorted(items, key=_popularity))
    by_code = {item.code: item for item in ordered}
    if len(by_code) != len(ordered):
        raise ValueError("an item code occurs twice")
    present = {item.class_ for item in ordered}
    names = {
        (normal, lang, item.code)
        for item in ordered
        for lang, name in _names_of(item)
        if (normal := normalise(name))
    }
    return Catalogue(
        items=ordered,
        by_code=MappingProxyType(by_code),
        classes=tuple(c for c in CLASS_ORDER if c in present)
        + tuple(sorted(present - set(CLASS_ORDER))),
        groups=tuple(dict.fromkeys(item.group for item in ordered)),
        names=tuple(sorted(names)),
    )


def browse(catalogue: Catalogue, class_: str, number: int, size: int = 8) -> Page:
    """Page `number` of a class, `size` items to a page; an impossible number gives the nearest."""
    items = catalogue.items_in(class_)
    pages = max(1, -(-len(items) // size))
    number = min(max(number, 0), pages - 1)
    return Page(items[number * size : (number + 1) * size], number, pages)


def normalise(text: str) -> str:
    """Fold width, case, spaces and punctuation, so that `Ｎ９５ 口罩` equals `n95口罩`."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", text).lower())


def find_items(catalogue: Catalogue, text: str, lang: str, limit: int = 5) -> tuple[Match, ...]:
    """The items that `text` may mean, best first; a whole name or alias wins over likeness.

    Names of both languages count; `lang` decides between equals.
    """
    typed = normalise(text)
    if not typed:
        return ()
    rank = {item.code: position for position, item in enumerate(catalogue.items)}
    best: dict[str, tuple[float, bool, bool]] = {}
    for name, name_lang, code in catalogue.names:
        score = _likeness(typed, name)
        if score >= CLOSE_ENOUGH:
            found = (score, name == typed, name_lang == lang)
            best[code] = max(found, best.get(code, found))
    order = sorted(best, key=lambda code: (tuple(-value for value in best[code]), rank[code]))
    return tuple(
        Match(catalogue.by_code[code], best[code][0], best[code][1]) for code in order[:limit]
    )


def plausible_max(item: Item) -> int:
    """The most base units one report may state without a second look."""
    if item.unit_en == "CNY":
        return LARGEST_COUNT
    if item.class_ == "service":
        return LARGEST_SERVICE
    if item.unit_kg <= 0:
        return LARGEST_COUNT
    weight = ONE_REPORT_EQUIPMENT_KG if item.gbt_top == "2" else ONE_REPORT_KG
    return min(LARGEST_COUNT, max(SMALLEST_BOUND, int(weight / item.unit_kg)))


def to_goods(item: Item) -> Goods:
    """The item as the planner sees it."""
    weight, volume = item.unit_kg, item.unit_m3
    cold, hazmat, substitutes = item.cold_chain, item.hazmat, item.substitutes
    return Goods(item.code, item.group, weight, volume, cold, hazmat, substitutes)


def _likeness(typed: str, name: str) -> float:
    """Similarity 0-100: whole name 100, name in the text up to 95, text in a name up to 92."""
    if typed == name:
        return 100.0
    short, long = sorted((typed, name), key=len)
    if short in long and _worth(short):
        share = len(short) / len(long)
        return 80.0 + (15.0 if short == name else 12.0) * share
    return fuzz.ratio(typed, name) * 0.9


def _worth(fragment: str) -> bool:
    """Whether a fragment says enough to be looked for inside others: two signs, three letters."""
    return len(fragment) >= (3 if fragment.isascii() else 2)


def _popularity(item: Item) -> tuple[int, int]:
    asked = MOST_ASKED.index(item.code) if item.code in MOST_ASKED else len(MOST_ASKED)
    known = CLASS_ORDER.index(item.class_) if item.class_ in CLASS_ORDER else len(CLASS_ORDER)
    return asked, known


def _names_of(item: Item) -> tuple[tuple[str, str], ...]:
    zh = (item.zh, re.sub(r"[（(].*", "", item.zh), *item.aliases_zh)
    en = (item.en, re.sub(r"\(.*", "", item.en), *item.aliases_en, item.code)
    return tuple(("zh", name) for name in zh) + tuple(("en", name) for name in en)


def _parse_item(row: Mapping[str, str]) -> Item:
    packs = tuple(_parse_pack(cell) for cell in _cells(row["packs"], ";"))
    unit_kg = float(row["unit_kg"])
    return Item(
        code=row["code"],
        group=row["group"],
        class_=row["class"],
        gbt_top=row["gbt_top"],
        zh=row["zh"],
        en=row["en"],
        aliases_zh=_cells(row["aliases_zh"], "|"),
        aliases_en=_cells(row["aliases_en"], "|"),
        unit_zh=row["unit_zh"],
        unit_en=row["unit_en"],
        packs=packs,
        unit_kg=unit_kg,
        unit_m3=float(row["unit_m3"]),
        cold_chain=row["cold_chain"] == "1",
        hazmat=row["hazmat"],
        substitutes=_cells(row["substitutes"], "|"),
        per_person_day=_parse_consumption(row, unit_kg),
    )


def _parse_consumption(row: Mapping[str, str], unit_kg: float) -> float | None:
    """Base units a person a day; a figure in kilograms becomes pieces where pieces are counted."""
    if not row["per_person_day"]:
        return None
    amount = float(row["per_person_day"])
    in_kg = row["per_person_day_basis"].startswith("kg/")
    return amount / unit_kg if in_kg and row["unit_en"] != "kg" else amount


def _parse_pack(cell: str) -> Pack:
    name, _, quantity = cell.partition("=")
    return Pack(name.strip(), int(quantity))


def _cells(text: str, separator: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in text.split(separator) if cell.strip())
