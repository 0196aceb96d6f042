"""Places with names: reading the shipped tables and finding what a typed address means."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from rapidfuzz import fuzz

from matching import geo
from matching.snapshot import Point

EXTRA_ALIASES: Mapping[str, tuple[str, ...]] = {
    "大连站": ("站前",),
    "金州区": ("开发区", "金普新区"),
    "旅顺口区": ("旅顺",),
    "凌水街道": ("高新区", "高新园区"),
    "青泥洼桥街道": ("青泥洼",),
    "中山区": ("桂林街道", "昆明街道"),
}
"""What residents say and the tables do not have: everyday names and sub-districts merged away."""

SEAT_PRECISION_KM = 8.0
"""How far a sub-district without a point may be from the district seat that stands in for it."""

CLOSE_ENOUGH = 78.0
"""Lowest likeness (0-100) of a misspelt name worth asking about."""
NEAR_TIE = 1.6
"""The district of a shared location is sure if the next district's nearest point is this much
farther: nearest point alone is right for 90 % of points, in the core for 70 to 85 %."""
REGION_KM = 60.0
"""Farther than this from every known point is outside the region."""

WHOLE, STEM, INSIDE, PART_OF = 100.0, 92.0, 80.0, 60.0
"""Scores: the name itself, the name without its ending, a name in the text, the text in a name."""

_ENDING = re.compile(r"(?:满族乡|街道|区|县|市|镇|乡)$")
_LATIN_ENDING = re.compile(
    r"\b(?:sub-?district|district|county|city|street|town|dalian)\b|\b(?:qu|shi|xian)$"
)
_CITY = re.compile(r"^(?:辽宁省?)?(?:大连市|大连(?=.{2,}[区县市]))")
_NOISE = re.compile(r"[\s,.，。、;；:：()（）\-'’]+")


@dataclass(frozen=True, slots=True)
class Place:
    """One named place. `precision_km` says how far from `point` the place may really be."""

    code: str
    name: str
    kind: str
    """city, district, subdistrict, hospital, airport, rail, port or landmark."""
    district: str
    point: Point
    precision_km: float
    aliases: tuple[str, ...] = ()
    latin: tuple[str, ...] = ()
    """Pinyin and English names."""
    en: str = ""


@dataclass(frozen=True, slots=True)
class PlaceMatch:
    """A place that a text may mean; `exact` if one of its whole names was typed."""

    entry: Place
    score: float
    exact: bool


@dataclass(frozen=True, slots=True)
class Located:
    """The district of a shared location; ask if it is not `sure`."""

    district: str
    km: float
    sure: bool
    in_region: bool


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """All places. Build with `build_gazetteer`."""

    places: tuple[Place, ...]
    names: tuple[tuple[str, int, bool], ...]
    """(normalised name, index of the place, whether it is a whole name), longest first."""
    english: Mapping[str, str] = field(default_factory=dict, hash=False)
    """English name by the Chinese one; the first place of several that are called so."""

    @property
    def districts(self) -> tuple[Place, ...]:
        """The districts in the order of their codes."""
        return tuple(place for place in self.places if place.kind == "district")


@dataclass(frozen=True, slots=True)
class _Hit:
    index: int
    score: float
    exact: bool
    span: tuple[int, int]


def build_gazetteer(*tables: Iterable[Place]) -> Gazetteer:
    """Join the parsed tables and index their names."""
    places = tuple(
        replace(place, aliases=(*place.aliases, *EXTRA_ALIASES.get(place.name, ())))
        for place in chain(*tables)
    )
    names = {
        (name, index, whole)
        for index, place in enumerate(places)
        for name, whole in _names_of(place)
        if len(name) > 1
    }
    english = {place.name: place.en for place in reversed(places) if place.en}
    return Gazetteer(places, tuple(sorted(names, key=lambda n: (-len(n[0]), n))), english)


def parse_divisions(rows: Iterable[Mapping[str, str]]) -> tuple[Place, ...]:
    """City, districts and sub-districts; one without a point takes its district's seat."""
    table = list(rows)
    by_code = {row["code"]: row for row in table}
    return tuple(_division(row, by_code) for row in table)


def parse_hospitals(rows: Iterable[Mapping[str, str]]) -> tuple[Place, ...]:
    """The hospitals, coded H1, H2, ... in the order of the file."""
    return tuple(_named_place(row, f"H{n}", "hospital") for n, row in enumerate(rows, 1))


def parse_places(rows: Iterable[Mapping[str, str]]) -> tuple[Place, ...]:
    """Airports, stations, ports and landmarks, coded P1, P2, ... in the order of the file."""
    return tuple(_named_place(row, f"P{n}", row["kind"]) for n, row in enumerate(rows, 1))


def find_places(gazetteer: Gazetteer, text: str, limit: int = 5) -> tuple[PlaceMatch, ...]:
    """The places a typed address may mean, best first; more than one: the dialog asks which.

    The longest name inside the text wins over shorter ones within it; a district that is named
    too keeps only its own sub-districts; misspelt names are tried last.
    """
    typed = _normalise(text)
    if len(typed) < 2:
        return ()
    hits = _named_hits(gazetteer, typed) or _fuzzy_hits(gazetteer, typed)
    kept = _in_named_district(gazetteer, _not_within_longer(hits))
    best: dict[int, _Hit] = {}
    for hit in kept:
        if hit.index not in best or hit.score > best[hit.index].score:
            best[hit.index] = hit
    order = sorted(best.values(), key=lambda hit: (-hit.score, hit.index))
    alone = len(order) == 1 or (bool(order) and order[1].score < INSIDE)
    return tuple(
        PlaceMatch(gazetteer.places[hit.index], round(hit.score, 1), hit.exact and alone)
        for hit in order[:limit]
    )


def locate(gazetteer: Gazetteer, lat: float, lon: float) -> Located:
    """The district of a shared location by its nearest known point."""
    here = Point(lat, lon)
    nearest: dict[str, float] = {}
    for place in gazetteer.places:
        if place.district:
            km = geo.haversine_km(here, place.point)
            nearest[place.district] = min(km, nearest.get(place.district, km))
    ranked = sorted((km, district) for district, km in nearest.items())
    if not ranked:
        return Located("", 0.0, sure=False, in_region=False)
    km, district = ranked[0]
    sure = len(ranked) == 1 or ranked[1][0] > NEAR_TIE * km
    return Located(district, km, sure=sure, in_region=km <= REGION_KM)


def _named_hits(gazetteer: Gazetteer, typed: str) -> list[_Hit]:
    """Names equal to the text, inside it, or that contain it."""
    hits = []
    for name, index, whole in gazetteer.names:
        if name == typed:
            score = WHOLE if whole else STEM
        elif name in typed and _counts_inside(name, whole):
            score = INSIDE + min(15.0, len(name) if whole else len(name) / 2)
        elif typed in name and not name.isascii():
            score = PART_OF + 20.0 * len(typed) / len(name)
        else:
            continue
        start = max(0, typed.find(name))
        exact = whole and score >= INSIDE
        hits.append(_Hit(index, score, exact, (start, start + min(len(name), len(typed)))))
    return hits


def _counts_inside(name: str, whole: bool) -> bool:
    """Whether a name may be looked for inside a longer text: pinyin and stems need more signs."""
    return len(name) >= 5 if name.isascii() else whole or len(name) >= 2


def _fuzzy_hits(gazetteer: Gazetteer, typed: str) -> list[_Hit]:
    hits = []
    for name, index, _ in gazetteer.names:
        likeness = fuzz.ratio(typed, name)
        if len(name) > 2 and likeness >= CLOSE_ENOUGH:
            hits.append(_Hit(index, likeness * 0.7, exact=False, span=(0, len(typed))))
    return hits


def _not_within_longer(hits: Sequence[_Hit]) -> list[_Hit]:
    """Drop hits that lie inside a longer whole name: 中山区 in 中山区人民医院."""
    named = [hit for hit in hits if hit.score >= INSIDE]
    return [hit for hit in hits if not any(_covers(longer, hit) for longer in named)]


def _covers(named: _Hit, hit: _Hit) -> bool:
    longer = named.span[1] - named.span[0] > hit.span[1] - hit.span[0]
    only_part = named.exact and hit.score < INSIDE
    around = named.span[0] <= hit.span[0] and hit.span[1] <= named.span[1]
    return around and (longer or only_part)


def _in_named_district(gazetteer: Gazetteer, hits: Sequence[_Hit]) -> list[_Hit]:
    """Where a district is named beside something in it, keep only what lies in that district."""
    named = {
        gazetteer.places[hit.index].name: hit
        for hit in hits
        if gazetteer.places[hit.index].kind == "district" and hit.score >= INSIDE
    }
    inner = [
        hit
        for hit in hits
        if gazetteer.places[hit.index].kind not in ("district", "city")
        and hit.score >= INSIDE
        and (district := named.get(gazetteer.places[hit.index].district)) is not None
        and not _overlap(district.span, hit.span)
    ]
    if inner:
        return inner
    finer = [hit for hit in hits if gazetteer.places[hit.index].kind != "city"]
    whole_city = any(hit.score >= STEM for hit in hits if hit not in finer)
    return finer if finer and not whole_city else list(hits)


def _overlap(a: tuple[int, int], b: tuple[int, int]) -> bool:
    return a[0] < b[1] and b[0] < a[1]


def _names_of(place: Place) -> Iterable[tuple[str, bool]]:
    """Normalised names of a place, and whether each is whole or only a stem."""
    for name in (place.name, *place.aliases):
        yield _normalise(name), True
    yield _normalise(_ENDING.sub("", place.name)), False
    if place.kind == "hospital":
        yield _normalise(re.sub(r"^大连大学附属|^大连市?", "", place.name)), True
    for name in place.latin:
        yield _normalise(name), False


def _normalise(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).lower().strip()
    if folded.isascii():
        stem = _LATIN_ENDING.sub(" ", folded)
        folded = stem if _NOISE.sub("", stem) else folded
    folded = _NOISE.sub("", folded)
    return _CITY.sub("", folded) or folded


def _division(row: Mapping[str, str], by_code: Mapping[str, Mapping[str, str]]) -> Place:
    level, parent = row["level"], by_code.get(row["parent"])
    if level == "city":
        district = ""
    else:
        district = row["name"] if level == "district" or parent is None else parent["name"]
    source = row if row["lat"] or parent is None else parent
    precision = float(row["precision_km"]) if row["precision_km"] else SEAT_PRECISION_KM
    return Place(
        code=row["code"],
        name=row["name"],
        kind=level,
        district=district,
        point=Point(float(source["lat"]), float(source["lon"]), district),
        precision_km=precision,
        latin=tuple(filter(None, (row["pinyin"], row["en"]))),
        en=row["en"],
    )


def _named_place(row: Mapping[str, str], code: str, kind: str) -> Place:
    return Place(
        code=code,
        name=row["name"],
        kind=kind,
        district=row["district"],
        point=Point(float(row["lat"]), float(row["lon"]), row["district"]),
        precision_km=float(row["precision_km"]),
        aliases=tuple(filter(None, row["aliases"].split("|"))),
        latin=tuple(filter(None, (row["en"],))),
        en=row["en"],
    )
