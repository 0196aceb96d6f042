"""Places of a message: names of the gazetteer, institutions, streets, "in Delma 33"."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from matching.gazetteer import Gazetteer, Place
from matching.intake.lexicon import CJK
from matching.intake.place_found import PlaceFound
from matching.intake.places_latin import (
    BEGIN,
    Nears,
    index_nears,
    known_latin,
    latin_key,
    latin_names,
)
from matching.intake.places_sound import Sounds, index_sounds, known_by_sound, spoken_names

_ENDING = re.compile(r"(?:满族乡|街道|区|县|市|镇|乡)$")
_ENDING_AFTER = re.compile(r"[区县市镇乡路街]")
_SIDE_BY_SIDE = re.compile(
    r"[\s,，(的-]{0,3}(?:campus|branch|院区|分院)?[\s,，(]{0,2}(?:(?:of|at|,) (?:the )?)?"
)
_UNHEARD: Mapping[str, str] = MappingProxyType({})
_ROAD_AFTER = re.compile(
    r"路|街|大道|广场|公园|大桥|小学|中学|大学|话|药|队|产|国|北路|南路|东路|西路|中路"
)


@dataclass(frozen=True, slots=True)
class PlaceIndex:
    """Names of the gazetteer by their signs and by their Latin letters."""

    signs: Mapping[str, tuple[int, ...]]
    """Chinese name -> places; whole names and stems."""
    stems: frozenset[str]
    """Those names that are stems: 中山 of 中山区."""
    lengths: Mapping[str, tuple[int, ...]]
    latin: Mapping[str, tuple[int, ...]]
    """Latin name, joined -> places."""
    begins: frozenset[str]
    """First three letters of the Latin names."""
    kinds: tuple[str, ...]
    districts: tuple[str, ...]
    codes: tuple[str, ...]
    sounds: Sounds = field(default_factory=Sounds)
    nears: Nears = field(default_factory=dict)
    """Long Latin names, which are known with one slip."""
    alone: Mapping[str, tuple[int, ...]] = field(default_factory=lambda: MappingProxyType({}))
    """What a district's bare stem may mean: 中山 is the district, the square or the park."""
    campuses: Mapping[int, int] = field(default_factory=lambda: MappingProxyType({}))
    """A campus -> the institution it is a part of."""


def build_place_index(
    gazetteer: Gazetteer,
    aliases: Iterable[tuple[str, str]],
    syllables: Mapping[str, str] = _UNHEARD,
) -> PlaceIndex:
    """Index names, stems, pinyin and the shipped other names of the places."""
    whole: dict[str, list[int]] = {}
    stems: dict[str, list[int]] = {}
    latin: dict[str, list[int]] = {}
    by_name: dict[str, int] = {}
    for index, place in enumerate(gazetteer.places):
        by_name.setdefault(place.name, index)
        for name in _whole_names(place):
            whole.setdefault(name, []).append(index)
        stem = _ENDING.sub("", place.name)
        if stem != place.name and len(stem) > 1 and place.kind in ("district", "subdistrict"):
            stems.setdefault(stem, []).append(index)
        spoken = spoken_names(place, _whole_names(place), syllables)
        for name in (*map(latin_key, latin_names(place)), *spoken):
            latin.setdefault(name, []).append(index)
    for words, name in aliases:
        if name in by_name:
            table = latin if words.isascii() else whole
            key = latin_key(words) if words.isascii() else words
            table.setdefault(key, []).insert(0, by_name[name])
    alone = _alone(gazetteer, stems)
    only = {stem: found for stem, found in stems.items() if stem not in whole}
    signs = {**whole, **only}
    lengths: dict[str, set[int]] = {}
    for key in signs:
        lengths.setdefault(key[0], set()).add(len(key))
    return PlaceIndex(
        {key: tuple(dict.fromkeys(found)) for key, found in signs.items()},
        frozenset(only),
        {sign: tuple(sorted(found, reverse=True)) for sign, found in lengths.items()},
        {key: tuple(dict.fromkeys(found)) for key, found in latin.items() if key},
        frozenset(key[:BEGIN] for key in latin),
        tuple(place.kind for place in gazetteer.places),
        tuple(place.district for place in gazetteer.places),
        tuple(place.code for place in gazetteer.places),
        index_sounds(whole, syllables),
        index_nears(latin),
        alone,
        _campuses(gazetteer),
    )


def _campuses(gazetteer: Gazetteer) -> dict[int, int]:
    """Institutions whose name is another's with a bracket: …第二医院（钻石湾院区）."""
    by_name = {place.name: index for index, place in enumerate(gazetteer.places)}
    return {
        index: by_name[whole]
        for index, place in enumerate(gazetteer.places)
        if (whole := place.name.split("（")[0]) != place.name and whole in by_name
    }


def with_campus(
    text: str, one: PlaceFound, other: PlaceFound, index: PlaceIndex
) -> PlaceFound | None:
    """大医二院，钻石湾: an institution and its campus side by side are the campus."""
    if not _SIDE_BY_SIDE.fullmatch(text[one.end : other.start]):
        return None
    for campus, whole in ((other, one), (one, other)):
        if any(index.campuses.get(place) in whole.places for place in campus.places):
            return PlaceFound(one.start, other.end, campus.places, known=True)
    return None


def _alone(gazetteer: Gazetteer, stems: Mapping[str, Sequence[int]]) -> dict[str, tuple[int, ...]]:
    """Bare stems of districts that landmarks begin with, by signs and by pinyin."""
    alone: dict[str, tuple[int, ...]] = {}
    for stem, found in stems.items():
        if gazetteer.places[found[0]].kind != "district":
            continue
        named = [
            index
            for index, place in enumerate(gazetteer.places)
            if place.kind == "landmark" and place.name.startswith(stem)
        ]
        if named:
            keys = (stem, *map(latin_key, gazetteer.places[found[0]].latin))
            alone |= dict.fromkeys(keys, (found[0], *named))
    return alone


def all_of_stem(text: str, found: PlaceFound, index: PlaceIndex) -> PlaceFound:
    """中山 with nothing before or after it in its address: all that it may mean."""
    words = text[found.start : found.end]
    meant = index.alone.get(latin_key(words) if words.isascii() else words)
    goes_on = _ENDING_AFTER.match(text, found.end)  # zhongshan区医院
    return found if meant is None or goes_on else replace(found, places=meant)


def _whole_names(place: Place) -> list[str]:
    names = [place.name, *place.aliases]
    if place.kind == "hospital":
        names.append(re.sub(r"^大连大学附属|^大连市?", "", place.name))
    return [name.lower().replace("（", "(").replace("）", ")") for name in names]


def find_known(text: str, index: PlaceIndex) -> list[PlaceFound]:
    """Names of the gazetteer in a folded text, in order, none within another."""
    found = [*_known_signs(text, index), *known_latin(text, index.latin, index.begins, index.nears)]
    heard = known_by_sound(text, index.sounds, index.signs)
    found += [h for h in heard if all(_gives_way(f, h) for f in found)]
    found.sort(key=lambda place: (place.start, -place.end))
    kept: list[PlaceFound] = []
    for place in found:
        if not kept or place.start >= kept[-1].end:
            kept.append(place)
    return kept


def _gives_way(exact: PlaceFound, heard: PlaceFound) -> bool:
    """瓦防店市中心医院 is the longer name, not the city's 市中心医院; else what is exact stands."""
    apart = exact.end <= heard.start or heard.end <= exact.start
    longer = heard.start <= exact.start and exact.end <= heard.end
    return apart or (longer and heard.end - heard.start > exact.end - exact.start)


def _known_signs(text: str, index: PlaceIndex) -> list[PlaceFound]:
    found = []
    position = 0
    while position < len(text):
        step = 1
        for length in index.lengths.get(text[position], ()):
            name = text[position : position + length]
            places = index.signs.get(name)
            if (
                places is None
                or len(name) < length
                or _is_stem_inside(text, position, name, index)
                or (name in index.stems and _ROAD_AFTER.match(text, position + length))
            ):
                continue
            found.append(PlaceFound(position, position + length, places, known=True))
            step = length
            break
        position += step
    return found


def _is_stem_inside(text: str, position: int, name: str, index: PlaceIndex) -> bool:
    """Whether a sub-district's stem is part of other words: 水泵三台 is not 三台满族乡."""
    if name not in index.stems:
        return False
    if any(index.kinds[place] == "district" for place in index.signs[name]):
        return False
    before = text[position - 1 : position]
    return bool(re.match(rf"[{CJK}]", before)) and before not in "到在于往至住区市县去从给是"


def district_of(found: Sequence[PlaceFound], index: PlaceIndex) -> tuple[tuple[int, ...], str]:
    """The places that several names of one address leave, and their district if it is one."""
    named = {
        index.districts[place]
        for hit in found
        for place in hit.places
        if index.kinds[place] == "district" and len(hit.places) == 1
    }
    best: tuple[int, ...] = ()
    for before, hit in zip((None, *found), found, strict=False):
        inside = tuple(p for p in hit.places if not named or index.districts[p] in named)
        if not inside and before is not None and before.end == hit.start:
            continue  # 金州区中医医院 is not the city's: the district stands right before the name
        places = inside or hit.places
        fine = index.kinds[places[0]] not in ("district", "city")
        if not best or fine or index.kinds[best[0]] == "city":
            best = places
    districts = {index.districts[place] for place in best}
    if len(named) == 1 and not districts.issubset(named):
        districts = {d for d in districts if d} or named
    return best, districts.pop() if len(districts) == 1 else ""
