"""A place as an answer: typed, told or shared, with what it may mean; none is fine."""

import re
from collections.abc import Sequence
from typing import Any

from handlers.dialog import Turn, Unclear
from handlers.speech.placed import holds, says_area
from handlers.speech.sentences import LANGUAGES, sentences
from handlers.steps.choices import DISTRICTS, districts_in
from matching.gazetteer import INSIDE, STEM, Gazetteer, Place, PlaceMatch, find_places, locate
from matching.intake.own_house import is_inside

ADDRESS_SIGNS = 200
"""Longest address that is taken; the record holds 300 signs with the detail."""
SHARED_KM = 0.05
"""How far off a shared location usually is, in kilometres."""
LONGEST_DETAIL = 80
"""Signs of a door, floor or entrance."""
NONE_OF_THESE = "none"
NOWHERE = ""
"""Stands for a gazetteer entry where an address names none."""
SHORTEST_ADDRESS, LONGEST_AREA, LONGEST_AREA_LATIN = 5, 7, 25
"""Signs: fewer name no door; an area's bare name has no more."""
COARSE = frozenset({"city", "district", "subdistrict"})
"""Kinds of gazetteer entries that name an area: a driver needs the street as well."""


_WHERETO = re.compile(r"^(?:存放在|放在|存在|送到|送往|运到|位于)(?=..)")
"""Words before a place that are no part of its name."""

_STREET = re.compile(
    r"[街路巷弄村屯]|\d+\s*[号栋楼]|小区|广场|大厦"
    r"|\b(?:street|st|road|rd|avenue|ave|lane|square|village|building)\b",
    re.IGNORECASE,
)
"""Signs that words name more than an area."""
_DOOR = re.compile(r"[\d一二三四五六七八九十第#号栋幢座楼单元层室户门,，\s-]*")


def shared_answer(turn: Turn) -> dict[str, Any]:
    """A shared location; near a border of districts the district stays open."""
    lat, lon = turn.reply.lat, turn.reply.lon
    if lat is None or lon is None:
        raise Unclear("steps.unclear_place")
    found = locate(turn.house.gazetteer, lat, lon)
    if not found.in_region:
        raise Unclear("steps.unclear_far")
    precision = max(SHARED_KM, (turn.reply.accuracy_m or 0.0) / 1000)
    district = found.district if found.sure else ""
    return {
        "lat": lat,
        "lon": lon,
        "precision_km": precision,
        "district": district,
        "near": found.district,
    }


def typed_answer(gazetteer: Gazetteer, words: str, near: str = "") -> dict[str, Any]:
    """A typed address with the places it may mean; none is fine, the district is asked then.

    `areas` lists what would leave a driver without a door, if it is what was meant. `near`: the
    district it lies in, where that was said before.
    """
    found = [match for match in find_places(gazetteer, words) if match.entry.kind != "city"]
    sure = bool(found) and _is_sure(found, words)
    settled = None if sure or _is_bare(words) else _settled(found, words, near)
    if settled is not None:
        return {"address": words, "sure": True, "areas": [], **settled}
    entries = [match.entry for match in (found[:1] if sure else found)]
    areas = [entry.code for entry in entries if entry.kind in COARSE and _is_bare(words)]
    if not sure and len(words) < SHORTEST_ADDRESS:
        areas += [NONE_OF_THESE, NOWHERE]
    return {
        "address": words,
        "options": [entry.code for entry in entries],
        "sure": sure,
        "district": entries[0].district if sure else "",
        "areas": areas,
    }


def place_answer(gazetteer: Gazetteer, words: str, codes: Sequence[str]) -> dict[str, Any]:
    """A place that a message names as the answer of the step: what it may mean was read already."""
    line = _WHERETO.sub("", " ".join(words.split()))[:ADDRESS_SIGNS]
    entries = [entry for code in codes if (entry := entry_of(gazetteer, code)) is not None]
    if not entries:
        return typed_answer(gazetteer, line)
    sure = len(entries) == 1
    areas = [entry.code for entry in entries if entry.kind in COARSE and _is_bare(line)]
    return {
        "address": line,
        "options": [entry.code for entry in entries],
        "sure": sure,
        "district": entries[0].district if sure else "",
        "areas": areas,
    }


def named_district(words: str) -> str:
    """The one district that words name by itself: not in 中山路 or Zhongshan Hospital."""
    said = [name for name in DISTRICTS if says_area(words, name, LANGUAGES[0])]
    return said[0] if len(said) == 1 else ""


def _settled(found: Sequence[PlaceMatch], words: str, near: str) -> dict[str, Any] | None:
    """Where a full address lies that names its district, or lies near what was said before: at the
    one place that it names there, else in the district; None where it may be several places."""
    named = named_district(words)
    area = named or near
    districts = [area] if area else districts_in(words)
    inner = [match.entry for match in found if _lies_in(match, districts)]
    if len(inner) == 1:
        return {"options": [inner[0].code], "district": inner[0].district}
    no_other = all(
        match.entry.kind in COARSE and (named or match.entry.district == area) for match in found
    )
    if area and not inner and no_other:
        return {"options": [], "district": area}
    return None


def _lies_in(match: PlaceMatch, districts: Sequence[str]) -> bool:
    """Whether a place within a district is named, and not only the district, as 甘井子 names
    甘井子街道 too."""
    place = match.entry
    if place.kind == "district" or place.district not in districts or match.score < INSIDE:
        return False
    return place.kind != "subdistrict" or not place.name.startswith(place.district[:-1])


def _is_sure(found: Sequence[PlaceMatch], words: str) -> bool:
    """Whether only the first can be meant: a whole name, or one district called a district."""
    if found[0].exact:
        return True
    alone = len(found) == 1
    called = found[0].entry.kind == "district" and "district" in words.lower()
    return alone and (found[0].score >= STEM or called)


def _is_bare(words: str) -> bool:
    """Whether an address can hardly hold more than the name of an area."""
    longest = LONGEST_AREA_LATIN if words.isascii() else LONGEST_AREA
    return len(words) <= longest and not any(sign.isdigit() for sign in words)


def is_a_door(words: str, district: str) -> bool:
    """Whether no more is said than a house number, a floor or a ward, besides the district."""
    latin = sentences("en").get(f"words.district.{district}", district)
    area = rf"{district}|\b{latin}\b(?:\s+district\b)?"
    rest = re.sub(area, "", words, flags=re.IGNORECASE).strip(" ,，、·")
    return _DOOR.fullmatch(rest) is not None or is_inside(rest)


def names_a_street(words: str) -> bool:
    """Whether more is said than which district it is: a street, a village, a door."""
    return bool(_STREET.search(words))


def calls_it(words: str, place: Place) -> bool:
    """Whether somebody's words hold the name of the place, in signs or in letters."""
    typed = words.lower()
    return any(name.lower() in typed for name in (place.name, *place.latin))


def with_detail(address: str, detail: str) -> str:
    """An address and its door or floor; one that holds the other is enough."""
    return detail if holds(detail, address) else f"{address} {detail}".strip()


def entry_of(gazetteer: Gazetteer, code: str) -> Place | None:
    return next((place for place in gazetteer.places if place.code == code), None)


def seat_of(gazetteer: Gazetteer, district: str) -> Place | None:
    """The district's seat stands in for an address nobody knows; its precision says so."""
    return next((place for place in gazetteer.districts if place.name == district), None)
