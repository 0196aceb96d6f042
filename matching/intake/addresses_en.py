"""Names that head or end an English message, or fill a sentence of their own: where it is from.

`shown` is the text in its own letters, goods and masked pieces blanked, so that no name holds them.
"""

import re
from collections.abc import Iterable

from matching.intake.pattern import Pattern, lazy_regex
from matching.intake.place_found import PlaceFound

_PART = (
    r"(?:(?:St|Mt|Ft|Ste|Dist|Dr)\.|[A-Z][\w'’-]*|\d{1,5}(?:st|nd|rd|th)?"
    r"(?![\w/:.]*\d?[a-z])|[NSEW]\.)"
)
_INNER = (
    r"(?:de|du|des|la|le|les|el|al|sur|of|the|island|street|road|avenue|ave|st|rd|blvd|pkwy|hosp"
    r"|hospital|village|camp|town|district|dist\.?|subdistri?c?t|county|school|church|square"
    r"|zone|bypass"
    r"|dorm|houses|projects|center|centre|beach|valley|ward|block|sector|phase|no\.?|colony"
    r"|chowk|bazar|bazaar|pur|abad|khan"
    r"|cross)"
)
_CHUNK = rf"{_PART}(?:(?: & | @ |[ -]){_PART}| {_INNER}(?![a-z]))*"
_NAMES = rf"{_CHUNK}(?:,? ?(?:, | - |/)(?!\d+\b(?! [A-Z])){_CHUNK})*"
_HEAD = lazy_regex(
    r"(?:rt\b)?(?:[\s\x01:,.!•-]|(?i:(?:hello|hi|sos|help|urgent|update|sir|please|pls|plz"
    r"|good (?:morning|"
    r"evening|afternoon|day)|bonjour|bonsoir|assalam\w*|alaikum|o)\b))*"
)
_NAMES_AT = lazy_regex(_NAMES)
_AFTER_HEAD = lazy_regex(
    r"\s?(?:[:.!,]|-\s|\n|$|(?:needs?|me|mein|main|men|has|have|hai|is|are|pls|plz|please"
    r"|without|still|wants?"
    r"|ko|se|par|requires?|urgently|also)(?![a-z])|\d|(?:[a-z]{3,}\s){1,3}(?:needs?|wants?"
    r"|requires?)(?![a-z]))"
)
_AFTER_ONE = lazy_regex(
    r"\s?(?::|(?:needs?|me|mein|main|men|has|have|wants?|ko|par|requires?"
    r"|urgently needs?)(?![a-z]))"
)
_ALONE = lazy_regex(
    rf"(?:(?<=[.!?;:)]\s)|(?<=\n)|(?<=[.!?]\s\s)|(?<= [.!?]\s))({_NAMES})"
    r"(?=\s*(?:[.!?;(]|$|\n|\x01|\+?\d{3}|(?:text|call|tel|ph|phone|contact|cell|sat"
    r"|sun)(?![a-z])))"
)
_END = lazy_regex(rf"(?:,|\s-|\s–)\s({_NAMES})\s*(?=[.!]?\s*(?:\x01.*)?$)")
_BETWEEN = lazy_regex(rf"(?<=,\s)({_NAMES})(?=\s?[.,](?:\s|$))")
_LAST = lazy_regex(
    r"(?<=[a-z\x01\x02] )((?:[A-Z][\w'’]+[ -](?:(?:des|de|du|la|le|les)[ -])?){0,6}[A-Z][\w'’]{3,})"
    r"\s*[.!]?\s*$"
)
_TAGGED = lazy_regex(r"(?<![a-z])(?:in|at|to|from|near|for|around|of|@)\s#([a-z]\w{2,})")
_PLAIN = lazy_regex(
    r"(?<![a-z])(?:in|at|near|from)\s(?:the\s)?([a-z]{3,}(?: (?!need|and|we|with|please|help"
    r"|call|tel"
    r"|phone|since"
    r"|where|they|send|there|have|without|because|before|after)[a-z]{3,})?)"
    r"(?= (?:call|tel|phone|contact|since|please|pls|plz|where|they|send|there|have|we|without"
    r"|because)\b"
    r"|\s?(?:[!;]|\x01|\d{4}))"
)
_FIELD = lazy_regex(
    r"(?<![a-z])(?:field|place|camp|ground|church|park|area) ((?!from|since|where|with|near"
    r"|behind|need|they"
    r"|have|there|please|beside|next|without|because)[a-z]{4,} [a-z]{3,})(?= (?:since|where|we"
    r"|without)\b)"
)
_SOFT = lazy_regex(
    r"red|new|big|long|may|city|first|second|park|school|village|camp|town|bridge|road|street"
    r"|home|house"
    r"|river|north|south|east|west|st|mt|church|pier|fort|port|cap|cite|christ|hospital|saint"
)
"""Everyday words that begin a name where another capital follows: Red Hook, New York."""
_NO_SECOND = lazy_regex(r"cross|crescent|sir|madam|all|everyone")
_COMMON = lazy_regex(
    r"(?:need|this|that|these|those|your|their|case|front|order|pain|danger|time|home|house"
    r"|houses|church"
    r"|school|hospital|water|food|rain|dark|cold|town|city|country|area|yard|field|park|road"
    r"|roads|least"
    r"|once|night|noon|last|first|risk|which|what|some|here|work|dire|desperate|urgent|good"
    r"|total|fact"
    r"|touch|line|trouble|tent|tents|street|streets|camp|camps|room|basement|building|shelter"
    r"|shelters"
    r"|north|south|east|west|center|village|villages|middle|need|addition|advance|general|person"
    r"|people"
    r"|every|many|different|several|great|hands|mind|spite|terms|place|labour|labor|them|english"
    r"|french"
    r"|creole|urdu|debris|rubble|mud|open|morning|evening|afternoon|bed|hours|days|weeks"
    r"|minutes)(?: .*)?"
)
_JOINT = lazy_regex(r"\s?(?:,|-|/|&)\s?|\s(?:(?:in|at|on)\s(?:the\s)?)?")


def head_of(shown: str, cased: str, stops: Pattern) -> PlaceFound | None:
    """Red Hook, 767 Hicks: …; Kashmore me 200 tent … — the name that opens the message."""
    start = _begin(shown, cased)
    match = _NAMES_AT.match(shown, start)
    if match is None or not _is_name(match, stops):
        return None
    single = not re.search(r"[ ,/]", match.group())
    after = (_AFTER_ONE if single else _AFTER_HEAD).match(shown.lower(), match.end())
    return PlaceFound(match.start(), match.end()) if after else None


def names_alone(shown: str, stops: Pattern) -> list[PlaceFound]:
    """… for the babies. Park Slope. — sentences that are nothing but a name."""
    return [
        PlaceFound(*match.span(1)) for match in _ALONE.finditer(shown) if _is_name(match, stops, 1)
    ]


def name_at_end(shown: str, stops: Pattern) -> list[PlaceFound]:
    """… where 90 persons stay, Torbeck; chahiye Muzaffarabad; …, Astoria. EMT …"""
    for pattern in (_END, _BETWEEN, _LAST):
        for match in pattern.finditer(shown):
            if _is_name(match, stops, 1):
                return [PlaceFound(*match.span(1))]
    return []


def tagged(cased: str) -> list[PlaceFound]:
    """To #Assam: a tag that a word of place leads to."""
    return [PlaceFound(*match.span(1)) for match in _TAGGED.finditer(cased.lower())]


def in_small_letters(text: str, stops: Pattern) -> list[PlaceFound]:
    """No milk in gressier call …: what no capital shows."""
    hits = [*_PLAIN.finditer(text), *_FIELD.finditer(text)]
    return [
        PlaceFound(*hit.span(1))
        for hit in hits
        if not stops.fullmatch(hit[1].split()[0]) and not _COMMON.fullmatch(hit[1])
    ][:1]


def joined(text: str, places: Iterable[PlaceFound]) -> list[PlaceFound]:
    """Names side by side, or one within another, are one address: 616 Sixth Ave, Midland Beach."""
    kept: list[PlaceFound] = []
    for place in sorted(places, key=lambda each: (each.start, -each.end)):
        last = kept[-1] if kept else None
        touches = last is not None and (
            place.start <= last.end or _JOINT.fullmatch(text[last.end : place.start])
        )
        if last is not None and touches:
            kept[-1] = PlaceFound(last.start, max(last.end, place.end))
        else:
            kept.append(place)
    return kept


def _begin(shown: str, cased: str) -> int:
    """Past greetings and cries, which may be blanked as goods: SOS, help."""
    cries = re.match(r"\W*(?:sos|help)\b", cased.lower())
    begin = cries.end() if cries else 0
    match = _HEAD.match(shown.lower(), begin)
    return match.end() if match else begin


def _is_name(match: re.Match[str], stops: Pattern, group: int = 0) -> bool:
    """Whether capitalised words hold no goods and begin with no everyday word."""
    if len(match[group]) < 3:
        return False
    words = re.findall(r"[\w'’]+", match[group])
    if not any(word[0].isupper() and len(word) > 1 for word in words):
        return False
    return not is_everyday(words, stops)


def is_everyday(words: list[str], stops: Pattern) -> bool:
    """Whether capitalised words begin with one that begins no name: Thanks, Red Cross."""
    first = words[0].strip(".'’").lower()
    if stops.fullmatch(first) is None:
        return False
    more = len(words) > 1 and words[1][0].isupper() and not _NO_SECOND.fullmatch(words[1].lower())
    return _SOFT.fullmatch(first) is None or not more
