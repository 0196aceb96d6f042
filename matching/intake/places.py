"""Places of a message: names of the gazetteer, institutions, streets, "in Delma 33"."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz.distance import OSA

from matching.gazetteer import Gazetteer, Place
from matching.intake.lexicon import CJK, WORD

_ENDING = re.compile(r"(?:满族乡|街道|区|县|市|镇|乡)$")
_ROAD_AFTER = re.compile(
    r"路|街|大道|广场|公园|大桥|小学|中学|大学|话|药|队|产|国|北路|南路|东路|西路"
    r"|中路"
)
_LATIN_NOISE = frozenset(
    {
        "district",
        "county",
        "city",
        "street",
        "town",
        "subdistrict",
        "sub",
        "area",
        "township",
        "village",
        "qu",
        "xian",
        "shi",
        "jiedao",
        "zhen",
    }
)
_INSTITUTION = (
    "医院|卫生院|卫生服务中心|卫生服务站|卫生室|卫生所|卫健局|卫健委|卫计委|卫计局"
    "|卫生局|疾控中心|疾病预防控制中心|红十字会|慈善总会|指挥部|妇幼保健院|妇幼保健中心"
    "|保健院"
    "|诊所|门诊部|门诊|急救中心|血站|中心血站|养老院|福利院|敬老院|居委会|村委会"
    "|街道办事处|街道办|派出所|公安局|消防队|消防站"
    "|学校|小学|中学|高中|初中|大学|学院|幼儿园|活动中心|体育馆|体育场|会展中心"
    "|服务中心|安置点|避难所|收容所|隔离点|教会|教堂|车站|火车站|机场|码头|公司"
    "|工厂|厂|仓库|市场|超市|广场|公园|宾馆|酒店|院区|分院|方舱"
)
_AREA = (
    "省|自治区|市|区|县|镇|乡|街道|社区|小区|新村|村|屯|寨|庄|苑|花园|里(?![面边的外有])"
    "|路(?![上面口况被断])|街(?!道)|大街|大道|巷|胡同|弄|段|号楼|号院|号|栋|幢"
    "|单元|室|楼|组|队|院|城|岛|湾|桥"
)
_LEAD = re.compile(
    r"(?:请|把|将|现|紧急|急|因|由于|目前|今天|现在|大家好|你好|您好|各位|麻烦"
    r"|帮忙|我们?|我家|本人|我院|他们|她们|这里|这边|家|人|住|位|来自|坐落|送货?"
    r"|运送?|寄送?|发|捐|收货|收件|详细|联系|通讯|邮寄|医院|具体"
    r"|地址|地点|位置|到|往|至|在|于|是|为|去|给|从|由|的|和|及|与|、|，|有|也"
    r"|都|就|要|需要|求助|求援|急需|急求|急缺|需求|现需|还需|缺少?|收到|已收到"
    r"|感谢|谢谢|多谢|特此|送往|寄往|发往|运往|送达|捐赠给|捐给|申请|支援|接收"
    r"|请求|救援|救命|帮|了|:|\s|•|\(|\)|-|\.|,|\")+"
)
_ZH = re.compile(
    rf"[{CJK}\d·-]{{0,24}}?(?:{_INSTITUTION}|{_AREA})(?:[{CJK}\d-]{{0,12}}?(?:{_INSTITUTION}"
    rf"|{_AREA}))*"
)
_BARE = re.compile(rf"(?:{_INSTITUTION}|{_AREA})")
_LOCATOR_EN = re.compile(
    r"(?<![a-z])(?:located (?:at|in|on|near|by)|live (?:in|at|on)|living (?:in"
    r"|at|on)|stuck (?:in|at|on)|trapped (?:in|at|on)|area of|town of|city of|village of"
    r"|commune of|zone of|camp (?:of|in|at)?|people (?:of|in|from)"
    r"|coming from|here (?:in|at)|are (?:in|at|on|from)|at|in|near|on|from|to|around"
    r"|outside|for|of)\s+(?:the\s+)?(?:area\s+of\s+|city\s+of\s+|town\s+of\s+|village\s+of\s"
    r"+|zone\s+of\s+|commune\s+of\s+)?"
)
_NAME_EN = re.compile(
    r"(?:[A-Z][\w'’.]*|[A-Z]{2,}|\d{1,4}(?=\s+[A-Z]))(?:[ -](?:[A-Z][\w'’]*\.?"
    r"|\d{1,4}|de|du|des|la|le|les|el|al|sur|and (?=[A-Z][a-z]+\s(?:street|road"
    r"|st|rd))|&|of(?=\s[A-Z])"
    r"|street|road|hospital|village|camp|district|subdistrict|county|school|church"
    r"|square|county hospital|central hospital|high school|central|hosp)(?=[\s,.;:!?()-]"
    r"|$))*"
)
_NOT_NAMES = frozenset(
    (
        "i we the a an god jesus lord please help need needs sos hello hi dear sir madam my "
        "our us they he she it is are and or to of for in on at if when what where how who "
        "why thank thanks monday tuesday wednesday thursday friday saturday sunday january "
        "february march april may june july august september october november december house "
        "houses home homes everything water road roads bridge street streets city town "
        "village area areas houses' building buildings school schools all un unicef ngo ngos "
        "red cross usaid digicel voila minustah english french creole haitian urdu food tents "
        "tent shelter medicine asap pls plz rt urgent emergency good morning afternoon "
        "evening night earthquake hurricane flood sandy facebook twitter government president "
        "minister mr mrs miss dr this that these those there here everyone someone everybody "
        "people information notes note no yes ok today tomorrow tonight allah christ first "
        "second n95 kn95 ppe "
    ).split()
)
_SUBJECT_EN = re.compile(
    r"(?:^|[.,;:!?]\s*)((?:[a-z'-]{3,}\s){0,2}[a-z'-]{3,})\s(?:is|are)\s(?:now\s"
    r"|being\s|completely\s|totally\s|all\s)?"
    r"(?:flood\w*|under water|destroyed|isolated|forgotten|in danger|devastated"
    r"|cut off|inundated|damaged)"
)
_STREETISH = re.compile(
    r"(?<![a-z\d])(\d{1,3}(?:st|nd|rd|th)\s(?:street|st|avenue|ave|road))(?![a-z])"
    r"|(?<![a-z])(\d{1,5}\s+[a-z]+(?:\s[a-z]+)?\s(?:street|st|avenue|ave|road|rd"
    r"|blvd|lane|ln|drive|dr|place|court))(?![a-z])|(?<![a-z])((?:delmas?|route"
    r"|rue|ruelle|carrefour|fontamara|cite|camp|village|ward|tehsil|district|sector"
    r"|zone)\s+(?:de\s+|of\s+)?(?!(?:has|is|are|and|in|at|with|where|for|we|need"
    r"|needs|to|have|near|without|who|here|that|of|on|there|they|was|please|but"
    r"|full)\b)[a-z0-9'-]+(?:\s\d+)?)(?![a-z])"
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
    kinds: tuple[str, ...]
    districts: tuple[str, ...]
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlaceFound:
    """A place of the folded text; `places` are indexes of the gazetteer, best first."""

    start: int
    end: int
    places: tuple[int, ...] = ()
    known: bool = False
    """The gazetteer has the name."""


def build_place_index(gazetteer: Gazetteer, aliases: Iterable[tuple[str, str]]) -> PlaceIndex:
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
        for name in place.latin:
            latin.setdefault(_latin_key(name), []).append(index)
    for words, name in aliases:
        if name in by_name:
            table = latin if words.isascii() else whole
            key = _latin_key(words) if words.isascii() else words
            table.setdefault(key, []).insert(0, by_name[name])
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
        tuple(place.kind for place in gazetteer.places),
        tuple(place.district for place in gazetteer.places),
        tuple(place.code for place in gazetteer.places),
    )


def _whole_names(place: Place) -> list[str]:
    names = [place.name, *place.aliases]
    if place.kind == "hospital":
        names.append(re.sub(r"^大连大学附属|^大连市?", "", place.name))
    return [name.lower().replace("（", "(").replace("）", ")") for name in names]


def find_known(text: str, index: PlaceIndex) -> list[PlaceFound]:
    """Names of the gazetteer in a folded text, in order, none within another."""
    found = [*_known_signs(text, index), *_known_latin(text, index)]
    found.sort(key=lambda place: (place.start, -place.end))
    kept: list[PlaceFound] = []
    for place in found:
        if not kept or place.start >= kept[-1].end:
            kept.append(place)
    return kept


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
                or (name in index.stems and _ROAD_AFTER.match(text, position + length))
            ):
                continue
            found.append(PlaceFound(position, position + length, places, known=True))
            step = length
            break
        position += step
    return found


def _known_latin(text: str, index: PlaceIndex) -> list[PlaceFound]:
    words = [(m.start(), m.end(), m.group()) for m in WORD.finditer(text)]
    found = []
    position = 0
    while position < len(words):
        step = 1
        for count in range(min(9, len(words) - position), 0, -1):
            run = words[position : position + count]
            if any(re.search(r"[,;:!?\n()]", text[a[1] : b[0]]) for a, b in pairwise(run)):
                continue
            key = "".join(word for _, _, word in run)
            places = index.latin.get(key) if len(key) >= 4 else None
            if places is None and count <= 3:
                places = _near_latin(run, text, index)
            if places and not (count == 1 and not _said_place(text, run[0][1]) and len(key) < 6):
                end, step = _with_noise(text, words, position + count, run[-1][1], count)
                found.append(PlaceFound(run[0][0], end, places, known=True))
                break
        position += step
    return found


def _with_noise(
    text: str, words: Sequence[tuple[int, int, str]], index: int, end: int, count: int
) -> tuple[int, int]:
    """Where a name ends with "subdistrict", "city" … after it, and how many words it has."""
    while index < len(words) and words[index][2] in _LATIN_NOISE:
        if text[end : words[index][0]] not in (" ", "-"):
            break
        end = words[index][1]
        index, count = index + 1, count + 1
    return end, count


def _said_place(text: str, end: int) -> bool:
    return (
        re.match(r"\s(?:sub-?district|district|county|city|hospital|street|town|road)", text[end:])
        is not None
    )


def _near_latin(
    run: Sequence[tuple[int, int, str]], text: str, index: PlaceIndex
) -> tuple[int, ...] | None:
    """A misspelt pinyin name, where a word after it says that it is a place."""
    key = "".join(word for _, _, word in run)
    if len(key) < 7 or not _said_place(text, run[-1][1]):
        return None
    for name, places in index.latin.items():
        if name[0] == key[0] and OSA.distance(name, key, score_cutoff=1) <= 1:
            return places
    return None


def _latin_key(name: str) -> str:
    words = WORD.findall(name.lower().replace("'s", "s").replace("'", ""))
    return "".join(words)


def district_of(found: Sequence[PlaceFound], index: PlaceIndex) -> tuple[tuple[int, ...], str]:
    """The places that several names of one address leave, and their district if it is one."""
    named = {
        index.districts[place]
        for hit in found
        for place in hit.places
        if index.kinds[place] == "district" and len(hit.places) == 1
    }
    best: tuple[int, ...] = ()
    for hit in found:
        places = (
            tuple(p for p in hit.places if not named or index.districts[p] in named) or hit.places
        )
        fine = index.kinds[places[0]] not in ("district", "city")
        if not best or fine or index.kinds[best[0]] == "city":
            best = places
    districts = {index.districts[place] for place in best}
    if len(named) == 1 and not districts.issubset(named):
        districts = {d for d in districts if d} or named
    return best, districts.pop() if len(districts) == 1 else ""


def find_written(text: str, cased: str) -> list[PlaceFound]:
    """Places that no gazetteer knows: what is written like an address. `text` has goods blanked."""
    found = []
    for match in _ZH.finditer(text):
        lead = _LEAD.match(text, match.start(), match.end())
        start = lead.end() if lead else match.start()
        if match.end() - start >= (
            4 if start == match.start() and _BARE.fullmatch(match.group()) else 2
        ):
            found.append(PlaceFound(start, match.end()))
    if not found:
        found = _latin_places(text, cased)
    return found


def _latin_places(text: str, cased: str) -> list[PlaceFound]:
    shouting = sum(c.isupper() for c in cased) > 0.5 * max(1, sum(c.isalpha() for c in cased))
    found = (
        []
        if shouting
        else [
            hit
            for m in _LOCATOR_EN.finditer(text)
            if (hit := _named(text, cased, m.end())) is not None
        ]
    )
    subject = _SUBJECT_EN.search(text)
    if subject and not found and subject[1].split()[0] not in _NOT_NAMES:
        found.append(PlaceFound(subject.start(1), subject.end(1)))
    located = re.search(
        r"located (?:at|in|on|near)\s+(?:the\s+)?([a-z]+(?:\s(?!need|and|we|with|please"
        r"|help)[a-z]+)?)",
        text,
    )
    if located and not found:
        found.append(PlaceFound(located.start(1), located.end(1)))
    if not found:
        loud = re.search(
            r"(?<![a-z])(?:in|at|near|from)\s(?:the\s)?([a-z]{3,}(?:\s(?!area|need|we|and"
            r"|please|there|with)[a-z]{3,})?)(?=\s?(?:area|camp|village|city|zone|$|[,.]))",
            text,
        )
        if loud and loud[1].split()[0] not in _NOT_NAMES:
            found.append(PlaceFound(loud.start(1), loud.end(1)))
    found += [PlaceFound(m.start(), m.end()) for m in _STREETISH.finditer(text)]
    found.sort(key=lambda hit: hit.start)
    return found


def _named(text: str, cased: str, start: int) -> PlaceFound | None:
    match = _NAME_EN.match(cased, start)
    if match is None or "\x02" in text[start : match.end()]:
        return None
    first = match.group().split()[0].strip(".'’").lower()
    if first in _NOT_NAMES or match.end() - start < 3:
        return None
    return PlaceFound(start, match.end())
