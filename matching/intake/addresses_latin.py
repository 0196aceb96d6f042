"""Places that no gazetteer knows, in Latin letters: by what leads to them or where they stand."""

from matching.intake.addresses_en import (
    head_of,
    in_small_letters,
    is_everyday,
    joined,
    name_at_end,
    names_alone,
    tagged,
)
from matching.intake.pattern import lazy_regex
from matching.intake.place_found import PlaceFound

_LOCATOR_EN = lazy_regex(
    r"(?:(?<![a-z])(?:located (?:at|in|on|near|by)|live (?:in|at|on)|living (?:in"
    r"|at|on)|stuck (?:in|at|on)|trapped (?:in|at|on)|area of|town of|city of|village of"
    r"|commune of|zone of|camp (?:of|in|at)?|people (?:of|in|from)|coming from"
    r"|here (?:in|at)|are (?:in|at|on|from)|at|in|near|on|from|to|around|outside"
    r"|for|of|hospital|lopital|clinic|orphanage|leaving|hits?|reach)\s+(?:the\s)?(?:(?:stadium"
    r"|market|bridge|plaza|quarter|compound|fort|port|hotel|mosque|temple)\s(?=[a-z]))?"
    r"|@\s?)(?:the\s+)?(?:area\s+of\s+|city\s+of\s+|town\s+of\s+|village\s+of\s+"
    r"|zone\s+of\s+|commune\s+of\s+)?"
)
_NAME_EN = lazy_regex(
    r"(?:(?:St|Mt|Ft|Dr|No|[A-Z])\.|[A-Z][\w'’]*|[A-Z]{2,}"
    r"|\d{1,4}(?=\s+[A-Z]))(?:[ -](?:[A-Z]\.|[A-Z][\w'’]*|convention center|valley"
    r"|old age home|relief camp"
    r"|\d{1,4}|de|du|des|la|le|les|el|al|sur|and (?=[A-Z][a-z]+\s(?:street|road"
    r"|st|rd))|&|of(?=\s[A-Z])|street|road|hospital|village|camp|district|subdistrict"
    r"|county|school|church|square|county hospital|central hospital|high school"
    r"|central|hosp)(?=[\s,.;:!?()-]|$))*"
)
_NOT_NAMES = lazy_regex(
    r"rs|collected|send|bring|your|his|her|their|about|only|over|total|want|wants|give|get|almost"
    r"|around|require|batteries|size|a|afternoon|all|allah|an|and|april|are|area"
    r"|areas|asap|at|august|bridge|building|buildings|christ|city|creole|cross"
    r"|dear|december|digicel|dr|earthquake|emergency|english|evening|everybody"
    r"|everyone|everything|facebook|february|first|flood|food|for|french|friday"
    r"|god|good|government|haitian|he|hello|help|here|hi|home|homes|house|houses"
    r"|houses'|how|hurricane|i|if|in|information|is|it|january|jesus|july|june"
    r"|kn95|lord|madam|march|may|medicine|minister|minustah|miss|req|reqd|required|wts|monday"
    r"|morning|magnitude|salute"
    r"|proud|anyone|anybody|amen|dm|thx|sorry|elderly|mother|father|team|mold"
    r"|mr|mrs|my|n95|need|needs|ngo|ngos|night|no|note|notes|november|october|of"
    r"|ok|on|or|our|people|please|pls|plz|ppe|president|red|road|roads|rt|sandy"
    r"|saturday|school|schools|second|september|she|shelter|sir|someone|sos|street"
    r"|streets|sunday|tent|tents|thank|thanks|that|the|there|these|they|this|those"
    r"|thursday|to|today|tomorrow|tonight|town|tuesday|twitter|un|unicef|urdu|urgent"
    r"|have|has|had|got|want|wanted|wanting|seeking|offer|offering|offered|available|update|updated"
    r"|volunteers?"
    r"|looking|still|drop|dropoff|pickup|pick|call|text|contact|location|where|needs?|needed"
    r"|donations?"
    r"|attention|alert|info|re|fwd|fw|also|plus|both|who|can|could|does|did|do|will|would|just"
    r"|not|never|heartbreaking|devastating|terrible|horrible|tragic|sad|awful|unbelievable|shocking"
    r"|scary|insane|crazy|amazing|incredible|wow|omg|praying|prayers|unreal|horrific|heartbroken"
    r"|many|much|some|any|most|more|very|so|too|new|huge|big|free|calling|come|bring|stock"
    r"|supplies"
    r"|kids|children|people|families|women|men|residents|seniors|patients|victims|doctors?|nurses?"
    r"|me|my|em|ko|mein|hum|nou|mwen|yo|gen|pa|bonjour|bonsoir|bonjou|assalam|salam|aoa|sos|help"
    r"|rescued|saved|missing|trapped|dead|injured|wounded|stranded|evacuated|safe"
    r"|icu|er|us|usaid|village|voila|water|we|wednesday|what|when|where|who|why|yes"
)
_SUBJECT_EN = lazy_regex(
    r"(?:^|[.,;:!?]\s*)((?:[a-z'-]{3,}\s){0,2}[a-z'-]{3,})\s(?:is|are)\s(?:now\s"
    r"|being\s|completely\s|totally\s|all\s)?(?:flood\w*|under water|destroyed"
    r"|isolated|forgotten|in danger|devastated|cut off|inundated|damaged)"
)
_NUMBERED = lazy_regex(
    r"(?:^|[,.;]\s*)([A-Z][a-z]{3,}(?: [A-Z][a-z]+)? \d{1,3})(?=\s*(?:[,;]|\.(?!\d)|$))"
)
_HOUSE_EN = lazy_regex(
    r"(?<![\w#@])((?:[A-Z][\w.'-]*\s){1,4}(?:(?:relief|refugee|tent) )?"
    r"(?:[Hh]osp(?:ital)?|[Ss]chool|[Cc]ollege|[Cc]hurch"
    r"|[Cc]amp|Cent(?:er|re)"
    r"|Shelter|University|Clinic|Mosque|Temple|Station|Airport|Valley|[Vv]illage|Blvd|Ave|Street"
    r"|Road|Rd|Square|Stadium|Park))(?!\w)"
    r"|^([A-Z][a-z-]{3,}(?:\s[A-Z][a-z-]+)?)(?=:)"
)
_NAME_GOES_ON = lazy_regex(r"(?: (?:[A-Z][a-z]+|pur|abad|khan))+")
_LOCATED = lazy_regex(
    r"located (?:at|in|on|near)\s+(?:the\s+)?([a-z]+(?:\s(?!need|and|we|with|please"
    r"|help)[a-z]+)?)"
)
_LOUD = lazy_regex(
    r"(?<![a-z])(?:in|at|near|from)\s(?:the\s)?([a-z]{3,}(?:\s(?!area|need|we|and"
    r"|please|there|with)[a-z]{3,})?)(?=\s?(?:area|camp|village|city|zone|$|[,.]))"
)
_DEDICATED = lazy_regex(
    r"(?<![a-z])(?:church|school|university|college|institut\w*|hospital) of (?:the )?$"
)
_STREETISH = lazy_regex(
    r"(?<![a-z\d])((?:\d{1,5}\s)?\d{1,3}(?:st|nd|rd|th)\s(?:street|st|avenue|ave|road))(?![a-z])"
    r"|(?<![a-z])(\d{1,5}\s+(?!people|ppl|kids|inmates|persons)[a-z]+(?:\s(?!at|in|on|for|of"
    r"|from)[a-z]+)?\s(?:street|st|avenue|ave|road|rd"
    r"|blvd|lane|ln|drive|dr|place|court|pkwy|parkway|terrace|plaza|hwy|way|circle))(?![a-z])"
    r"|(?<![a-z])((?:\d[\d-]{0,7}\s)?beach\s\d{1,3}(?:st|nd|rd|th)?(?:\sst(?:reet)?)?)(?![a-z\d])"
    r"|(?<![a-z])((?:p\.?s\.?|j\.?h\.?s\.?) \d{2,3})(?![\d%a-z])"
    r"|(?<![a-z])((?:delmas?|route|union council|taluka|goth|basti|mouza|moza|killi|mohalla|chak"
    r"|rue|ruelle|carrefour|fontamara|cite|camp|village|ward|tehsil|district|sector"
    r"|zone)\s+(?:de\s+|of\s+)?(?!(?:has|is|are|and|in|at|with|where|for|we|need"
    r"|needs|to|have|near|without|who|here|that|of|on|there|they|was|please|but"
    r"|full|under|by|from|after|still|now|not|no|all|also|people|it|can|since|so|because|come"
    r"|get|got)\b)[a-z0-9'-]+(?:\s\d+)?)(?![a-z])"
)


def latin_places(text: str, cased: str) -> list[PlaceFound]:
    """Places of a folded text, in any order; `cased` is the text as it was written."""
    shouting = sum(c.isupper() for c in cased) > 0.5 * max(1, sum(c.isalpha() for c in cased))
    found = [] if shouting else _said(text, cased)
    if not found and not shouting:
        found = [
            PlaceFound(m.start(), m.end())
            for m in _HOUSE_EN.finditer(cased)
            if "\x02" not in text[m.start() : m.end()]
            and not _NOT_NAMES.fullmatch(m.group().split()[0].lower())
        ]
    found += _in_any_letters(text, bool(found))
    found += [
        PlaceFound(m.start(1), m.end(1))
        for m in _NUMBERED.finditer(cased)
        if "\x02" not in text[m.start(1) : m.end(1)]
        and not any(_NOT_NAMES.fullmatch(w.lower()) for w in m[1].split())
    ]
    found += [_whole_name(cased, m.start(), m.end()) for m in _STREETISH.finditer(text)]
    found += [] if shouting else _by_place(text, cased, found)
    return joined(text, found or in_small_letters(text, _NOT_NAMES))


def _said(text: str, cased: str) -> list[PlaceFound]:
    """Names after at, in, near …; the saint of a church only where there is nothing else."""
    hits = [
        (hit, _DEDICATED.search(text[: m.end()]) is not None)
        for m in _LOCATOR_EN.finditer(text)
        if (hit := _named(text, cased, m.end())) is not None
    ]
    plain = [hit for hit, dedicated in hits if not dedicated]
    return plain or [hit for hit, _ in hits]


def _in_any_letters(text: str, named: bool) -> list[PlaceFound]:
    """aux cayes is flooding; located at leogane laferone: known by the words around them."""
    found = []
    subject = _SUBJECT_EN.search(text)
    if subject and not named and not _NOT_NAMES.fullmatch(subject[1].split()[0]):
        found.append(PlaceFound(subject.start(1), subject.end(1)))
    located = _LOCATED.search(text)
    if located and not named and not found:
        found.append(PlaceFound(located.start(1), located.end(1)))
    loud = _LOUD.search(text)
    if loud and not named and not found and not _NOT_NAMES.fullmatch(loud[1].split()[0]):
        found.append(PlaceFound(loud.start(1), loud.end(1)))
    return found


def _by_place(text: str, cased: str, found: list[PlaceFound]) -> list[PlaceFound]:
    """Names that nothing leads to, by where they stand: at the head, alone, at the end."""
    shown = "".join(t if t in "\x01\x02" else c for t, c in zip(text, cased, strict=True))
    head = head_of(shown, cased, _NOT_NAMES)
    more = [*([head] if head else []), *tagged(cased)]
    alone = names_alone(shown, _NOT_NAMES)
    more += [
        a for a in alone if not found or any(a.start < f.end and f.start < a.end for f in found)
    ]
    tail = name_at_end(shown, _NOT_NAMES)
    return more + [t for t in tail if not (found or more) or _overlap(t, found)]


def _overlap(place: PlaceFound, others: list[PlaceFound]) -> bool:
    return any(place.start < other.end and other.start < place.end for other in others)


def _whole_name(cased: str, start: int, end: int) -> PlaceFound:
    """village Ghulam Rasool: a capital after the name goes on with it."""
    more = _NAME_GOES_ON.match(cased, end)
    return PlaceFound(start, more.end() if more else end)


def _named(text: str, cased: str, start: int) -> PlaceFound | None:
    match = _NAME_EN.match(cased, start)
    if match is None or "\x02" in text[start : match.end()]:
        return None
    if is_everyday(match.group().split(), _NOT_NAMES) or match.end() - start < 3:
        return None
    return PlaceFound(start, match.end())
