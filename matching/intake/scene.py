"""What stands where in a message, before anything is decided: names, numbers, places, cues."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from matching.intake.addresses import find_written
from matching.intake.amounts import Amount, find_amounts
from matching.intake.aside import without_asides
from matching.intake.cues import Cue, find_cues
from matching.intake.headings import with_headings
from matching.intake.heard import heard_names, respell_signs
from matching.intake.lexicon import Found, cut, find_names
from matching.intake.masks import (
    BLANK,
    Kind,
    Mask,
    blank,
    find_contacts,
    find_masks,
    find_road_access,
)
from matching.intake.normalise import Plain
from matching.intake.nouns import is_of_a_name, means_goods
from matching.intake.people import Group, counted_people, find_groups
from matching.intake.phones import Phone, find_phones
from matching.intake.place_found import PlaceFound
from matching.intake.places import PlaceIndex, all_of_stem, district_of, find_known, with_campus
from matching.intake.reader import Reader
from matching.intake.repair import repair, respell, respell_glued
from matching.intake.urgency import urgent_words

GOODS, NUMBER = "\x02", "\x03"
"""What stands in the place of a named item and of a quantity."""

_TIMES = re.compile(r"(?<![a-z])x(?=\s?\d)")
_MAKER = re.compile(
    r"\s?(?:厂|公司|集团|市场|批发|专卖|商店|店|协会|行业|街道|社区|路(?!上)|村"
    r"|镇|科技|生产线|学院|大学|监督|管理局|研究所)"
)
_EXTENDS = re.compile(
    r"[\u4e00-\u9fff]{1,8}(?=[\s:：,，。(（、]|$)|[\u4e00-\u9fff]{1,3}(?![\u4e00-\u9fff]{0,12}\x01)"
)
_WISHES = re.compile(
    r"[各均]|[上面口]?(?:都|已经?|全|又|被)*(?:堵|封|断|塌|淹|不通|过不去|积水|着火|起火|进水)"
    r"|(?:还|也|都|想|请|能|可以?|快|赶紧|马上|现在?|急(?![诊救])|先)*"
    r"(?:要(?!塞)|差|没|缺|需|求|[送运寄发给来加补借领订用](?!变|排水|电|热|展|料))"
)
"""友谊医院要水20箱, 解放路送10箱水: what an institution or a street says goes on, not its name."""
_STREET_END = re.compile(r"\d+号?$|[号路街巷弄道]$")
_HOUSE_END = re.compile(r"(?:院|中心|所|站|学校|小学|中学|大学|社区|公司|局|会|部|科|园)$")
_APART = re.compile(r"\s{1,2}|\s?[,，(]\s?")
_ABOUT = re.compile(r"收货地址|地址|联系方式|联系地址|邮寄地址|送货地址|通讯地址|收件地址|address")

_HIDDEN = (Kind.LINK, Kind.CONTACT, Kind.ROAD_ACCESS, Kind.FARE)
"""Pieces whose goods are none."""
_BEFORE_OURS = re.compile(r"辽宁省?|大连市?|.*[到往至在给于送住]|[、和及与跟]\s?$")
"""What may stand before a name of ours that is not elsewhere."""
_AND = re.compile(r"(?:急诊|门诊|住院部|附近)?\s?(?:[、和及与跟]|以及)\s?")
_AHEAD = 100
"""Names of ours that one written place may hold."""
_ADDRESS = 60
"""Signs before a name of ours that may say that it is elsewhere."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A message taken apart. All positions are of the folded text."""

    plain: Plain
    names: tuple[Found, ...]
    guesses: tuple[Found, ...]
    phones: tuple[Phone, ...]
    masks: tuple[Mask, ...]
    places: tuple[PlaceFound, ...]
    groups: tuple[Group, ...]
    amounts: tuple[Amount, ...]
    cues: tuple[Cue, ...]
    open_text: str
    """The folded text with all but plain words blanked; what sides and hints are read from."""
    unread: str
    """Only what no step has read."""


def look(plain: Plain, reader: Reader) -> Scene:
    """Take a message apart, step by step; each step reads what the ones before it left."""
    text = plain.text
    named = find_names(text, cut(text), (reader.learnt, reader.lexicon))
    known = find_known(text, reader.places)
    named = [n for n in named if not _covered(n, known)]
    known = [
        k
        for k in known
        if not any(n.start <= k.start and k.end <= n.end for n in named if n.name.codes)
    ]
    respelt = _respelt(plain, named, known, reader)
    named = [n for n in named if not _overlaps(n, respelt)]
    with_digits = [n for n in named if any(c.isdigit() for c in text[n.start : n.end])]
    named = [n for n in named if means_goods(text, n)]
    ends = {k.end for k in known}
    named = [n for n in named if n.start - 1 in ends or not is_of_a_name(plain.cased, n)]
    bare = blank(text, ((n.start, n.end) for n in with_digits if n in named), GOODS)
    phones = find_phones(bare)
    bare = blank(bare, ((p.start, p.end) for p in phones), BLANK)
    asides = [*find_contacts(bare), *find_road_access(bare)]
    masks = [*asides, *find_masks(blank(bare, _spans(asides), BLANK))]
    hidden = [m for m in masks if m.kind in _HIDDEN]
    named = [n for n in named if not _covered(n, hidden) and not _MAKER.match(text, n.end)]
    respelt = [n for n in respelt if not _covered(n, hidden)]
    places = _places(plain, [*named, *respelt], known, phones, hidden, reader)
    goods = [n for n in (*named, *respelt) if n.name.codes]
    places = with_headings(text, blank(text, ((n.start, n.end) for n in goods), GOODS), places)
    named = [n for n in named if not _covered(n, places)]
    respelt = [n for n in respelt if not _overlaps(n, places)]
    goods = [n for n in named if n.name.codes]
    quiet = blank(text, ((n.start, n.end) for n in named if not n.name.codes), BLANK)
    quiet = blank(quiet, ((p.start, p.end) for p in phones), BLANK)
    quiet = blank(quiet, ((p.start, p.end) for p in places), BLANK)
    quiet = blank(quiet, ((n.start, n.end) for n in (*goods, *respelt)), GOODS)
    quiet = blank(quiet, ((m.start, m.end) for m in masks if not _hits(m, goods)), BLANK)
    groups = find_groups(quiet)
    calm = _TIMES.sub("×", blank(quiet, ((g.start, g.end) for g in groups), BLANK))
    amounts = find_amounts(calm)
    cues = find_cues(calm)
    still = blank(calm, ((a.start, a.end) for a in amounts), NUMBER)
    unread = blank(still, ((c.start, c.end) for c in cues), BLANK)
    unread = blank(unread, urgent_words(text), BLANK)
    repaired = [g for g in repair(unread, reader.likeness) if means_goods(text, g)]
    guesses = sorted((*respelt, *repaired), key=lambda guess: guess.start)
    spans = [(g.start, g.end) for g in repaired]
    return Scene(
        plain,
        tuple(goods),
        tuple(guesses),
        tuple(phones),
        tuple(masks),
        tuple(places),
        tuple(groups),
        tuple(amounts),
        tuple(cues),
        blank(still, spans, GOODS),
        blank(unread, spans, GOODS),
    )


def _respelt(
    plain: Plain, named: Sequence[Found], known: Sequence[PlaceFound], reader: Reader
) -> list[Found]:
    """Misspelt names, those by their sound first: each is read once."""
    text, likeness = plain.text, reader.likeness
    respelt = [h for h in heard_names(text, named, likeness) if not _overlaps(h, known)]
    slips = _wider(respell(text, plain.cased, likeness), named, known)
    respelt += [s for s in slips if not _overlaps(s, respelt)]
    respelt += [g for g in respell_glued(text, likeness) if not _overlaps(g, respelt)]
    longer = respell_signs(text, named, ((k.start, k.end) for k in known), likeness)
    return respelt + [g for g in longer if not _overlaps(g, respelt)]


def _places(
    plain: Plain,
    named: Sequence[Found],
    known: Sequence[PlaceFound],
    phones: Sequence[Phone],
    hidden: Sequence[Mask],
    reader: Reader,
) -> list[PlaceFound]:
    """Known and written places, joined where one address holds both; in order."""
    text = blank(
        plain.text, ((n.start, n.end) for n in named if n.name.codes and n.end - n.start > 1), GOODS
    )
    text = blank(text, ((p.start, p.end) for p in phones), BLANK)
    text = blank(text, _spans(hidden), BLANK)
    counted = list(counted_people(text))
    text = blank(text, counted, BLANK)
    written = find_written(text, blank(plain.cased, counted, BLANK))
    written = [_longer(text, place) for place in written]
    ends = [k.end for k in known]
    places = []
    for place in written:
        first = bisect_right(ends, place.start)
        touching = [k for k in known[first : _AHEAD + first] if k.start < place.end]
        inside = [k for k in touching if not _is_elsewhere(plain.text, place, k, touching)]
        start = min([place.start, *(k.start for k in inside)])
        end = max([place.end, *(k.end for k in inside)])
        found, _ = district_of(inside, reader.places) if inside else ((), "")
        split = _split(plain.text, inside)
        if len(split) > 1:
            places += [PlaceFound(p.start, p.end, p.places, known=True) for p in split]
            continue
        places.append(PlaceFound(start, end, found, known=bool(inside)))
    for lone in known:
        if not any(p.start <= lone.start < p.end for p in places):
            places.append(PlaceFound(lone.start, lone.end, lone.places, known=True))
    places.sort(key=lambda place: (place.start, -place.end))
    apart, reached = [], 0
    for place in places:
        if place.start >= reached:
            apart.append(place)
        reached = max(reached, place.end)
    joined = without_asides(plain.text, _joined(text, apart, reader.places))
    return [all_of_stem(plain.text, place, reader.places) for place in joined]


def _split(text: str, names: Sequence[PlaceFound]) -> list[PlaceFound]:
    """太平街道和铁西街道: names of ours with nothing but "and" between them are places apart."""
    pairs = pairwise(names)
    apart = len(names) > 1 and all(_AND.fullmatch(text, a.end, b.start) for a, b in pairs)
    return list(names) if apart else []


def _joined(text: str, places: Sequence[PlaceFound], index: PlaceIndex) -> list[PlaceFound]:
    """湖北省黄冈市永宁大道东86号 武穴市第一人民医院: an address before its house is one place."""
    joined: list[PlaceFound] = []
    for place in places:
        last = joined[-1] if joined else None
        campus = None if last is None else with_campus(text, last, place, index)
        if campus is not None:
            joined[-1] = campus
        elif (
            last is not None
            and _STREET_END.search(text[last.start : last.end])
            and _HOUSE_END.search(text[place.start : place.end])
            and _APART.fullmatch(text[last.end : place.start])
        ):
            joined[-1] = PlaceFound(
                last.start, place.end, place.places or last.places, place.known or last.known
            )
        else:
            joined.append(place)
    return joined


def _is_elsewhere(
    text: str, place: PlaceFound, name: PlaceFound, touching: Sequence[PlaceFound]
) -> bool:
    """Whether a name of ours ends an address elsewhere: 蕲春县第二人民医院, 咸宁市中心医院."""
    begin = max(place.start, name.start - _ADDRESS)
    prefix = text[begin : name.start]
    for other in touching:
        if begin <= other.start and other.end <= name.start:
            prefix = prefix.replace(text[other.start : other.end], "")
    return bool(re.search(r"[\u4e00-\u9fff]", _BEFORE_OURS.sub("", prefix)))


def _longer(text: str, place: PlaceFound) -> PlaceFound:
    """An institution that opens the message goes on to the next break: …医院协和内分泌."""
    if text[: place.start].strip(" \n•()"):
        return place
    more = _EXTENDS.match(text, place.end)
    if more is None or _WISHES.match(more.group()):
        return place
    cue = next((c for c in find_cues(text[place.end : more.end() + 4]) if not c.after), None)
    end = min(more.end(), place.end + cue.start) if cue else more.end()
    return PlaceFound(place.start, end if end - place.end <= 8 else place.end)


def is_address(text: str, place: PlaceFound) -> bool:
    """Whether a place is the address at the end of a message, not where the message is from."""
    return _ABOUT.search(text[max(0, place.start - 8) : place.start]) is not None


def _wider(
    respelt: Sequence[Found], named: Sequence[Found], known: Sequence[PlaceFound]
) -> list[Found]:
    """Respelt names that hold more than the exact ones they overlap: boot cvers, not boot."""
    return [
        guess
        for guess in respelt
        if not _overlaps(guess, known)
        and all(
            guess.start <= n.start and n.end <= guess.end and n.name.codes
            for n in named
            if n.start < guess.end and guess.start < n.end
        )
    ]


def _overlaps(name: Found, spans: Iterable[PlaceFound | Found]) -> bool:
    return any(s.start < name.end and name.start < s.end for s in spans)


def _covered(name: Found, spans: Iterable[PlaceFound | Mask]) -> bool:
    return any(
        s.start < name.end and name.start < s.end and s.end - s.start > name.end - name.start
        for s in spans
    )


def _hits(mask: Mask, names: Sequence[Found]) -> bool:
    return any(mask.start < n.end and n.start < mask.end for n in names)


def _spans(masks: Iterable[Mask]) -> Iterable[tuple[int, int]]:
    return [(mask.start, mask.end) for mask in masks]
