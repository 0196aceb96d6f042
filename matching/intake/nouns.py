"""Whether a name in a text means goods there, or a verb, a flood, a metre or a plain number."""

import re

from matching.intake.counts import NUMBER
from matching.intake.lexicon import Found, is_chinese
from matching.intake.pattern import lazy_regex

_PEOPLE = re.compile(r"\s?(?:了|约|共|有)?\s?\d+\s?(?:多|余)?[人名位]")
_COUNTS = re.compile(r"[\d一二三四五六七八九十百千两几]\s?$")
_COUNT_FOLLOWS = re.compile(
    r"(?=[一二三四五六七八九十两]{1,3}[十百千万]?[箱瓶桶件个只斤盒])|(?:\s?[:(×]\s?|\s?[约需要]\s?"
    r"|\s)[\d一二三四五六七八九两][\d,]*\s?[千万kw百]?\s?(?:[箱瓶桶件个只盒副套]|[^\d%./:-]|$)"
    r"|[,，]\s?[\d一二三四五六七八九两]+[百千万kw]?[箱瓶桶件个只盒]"
)
"""84 50瓶, 1860：8000个: the name that is only digits has a number of its own."""
_VERBS = frozenset(
    {
        "supply",
        "supplies",
        "cook",
        "transport",
        "shelter",
        "rescue",
        "ride",
        "pump",
        "water",
        "truck",
        "ship",
        "boat",
    }
)
_DOES = re.compile(
    r"(?<![a-z])(?:can|could|will|would|shall|should|may|might|must|to|not|n't|'ll"
    r"|able to|happy to|here to|ready to)\s(?:also |easily |help )?$"
)
_CAN_DO = re.compile(
    r"[台艘辆条只架部]\s?(?:都|也|随时)*(?:可以?|能)(?:去|来|参加|参与|帮忙|出海|下水)?$"
)
_WORK = re.compile(r"清淤|救援|搜救|转移|接送|运输|配送|抢险|送医")
"""挖掘机两台可以去清淤: a deed."""
_HELPS_US = re.compile(r"\s(?:us|me|them|him|her|my|our|the people|these|those)(?![a-z])")
_DOES_ZH = re.compile(
    r"(?<!不)(?:可以?|能够?|愿意?|想要?|前来|前往|参与|参加|随时)(?:去|来|帮忙)?$"
)
_GIVES = lazy_regex(
    rf"\s?(?:约|至少|最少|我们)?\s?{NUMBER}\s?[个只套件副双瓶箱盒桶袋罐台顶床条把支张斤吨辆]"
)
"""请立刻支援60瓶: what is counted is the goods before."""
_RISES = re.compile(
    r"(?:位|面)?(?:还|已经?|都|又|正|一直|也|很|太|越来越|就|全|快|开始|现在|刚){0,4}(?:在)?"
    r"(?:涨|退|淹|漫|深|没过|没到|过膝|齐腰|进屋|进了|往[上下]|流进|倒灌|上来|下去了|灌"
    r"|到了?(?:腰|膝|胸|脖|门|楼|二楼|一楼|床))"
)
_RISES_EN = re.compile(
    r"(?:'s)?\s(?:is |was |has |level |levels |keeps |still |now |already |just "
    r"|been |are |started |were )*"
    r"(?:rising|rose|rise|risen|receding|receded|up to|above|over|entering|entered"
    r"|coming in|came in|deep|\d+(?:\.\d+)?\s?(?:ft|feet|foot|m|meters?|inch(?:es)?)"
    r"|waist|knee|neck|chest|flowing|everywhere|going down"
    r"|going up|logging|logged|inside)(?![a-z])"
)

_ASKS_WHEN = re.compile(
    r"(?:几点|几时|多久|什么时候|啥时候|何时)(?:会|能|才|要|开始|恢复){0,3}[停来断供通]$"
)
_NAME_BEFORE = re.compile(
    r"(?<![A-Za-z])(?:[Ii]n|[Aa]t|[Nn]ear|[Ff]rom|[Aa]round|[Oo]utside) (?:the )?"
    r"(?:(?!Need|Send|Urgent|Please)[A-Z][a-z'’]+[ -])*"
    r"(?!(?:Hosp\w*|School|Clinic|District|County|City|Town|Camp|Center|Centre|Square|University"
    r"|Station|Port|Airport|Village|Subdistrict|Cross|Need\w*|Send|Urgent\w*|Please) )"
    r"[A-Z][a-z'’]+[ -]$"
)
_COUNT_AFTER = re.compile(r"\s?[x×:(-]?\s?\d")
_GALLONS = re.compile(r"galons?|gallons?|gals?")
_MEASURED = re.compile(
    r"\s(?:of\s)?(?!and|for|to|at|in|please|pls|needed|each|per|x|or|with|from|if|so|we|is|are"
    r"|plz|bottles?"
    r"|jugs?|containers?|water)[a-z]{3,}"
)
_ILL_BEFORE = re.compile(
    r"(?:tension|bp|b\.p|pressure|diabet\w*|blood|high|hypertension|heart|kidney)(?: and| &| or"
    r"|/|,| n)? ?$"
)
_ILL_AFTER = re.compile(
    r"\s(?:patients?|disease|problem|level|illness|sickness|medicine|tablets?|pills"
    r"|and (?:tension|bp|pressure|blood|heart))"
)
_WHERE = re.compile(
    r"(?<![a-z])(?:in|under|inside|to|into|from|behind|beside|outside)\s(?:(?:the|our|my|your"
    r"|their|his|her|this"
    r"|small|one|plastic|same)\s)*$"
)
_PURPOSE = re.compile(
    r"(?<![a-z])(?<!want )(?<!like )(?<!ready )(?<!able )(?<!willing )to (?:lift|break|move"
    r"|remove|clear|cut|haul"
    r"|repair|fix|cover|charge|power|run|heat|protect|pump(?: out)?|treat|purify|boil|unload|fill"
    r"|keep|store|dig"
    r"|pull down|carry)"
    r"\s(?:(?:the|our|my|this|these|some|all|up|out|those|their)\s)*$"
)


_PAPER = re.compile(
    r"(?:器械|用品|产品|类|医用|医疗|专业|生产|质量|出厂)*(?:注册证|许可证|合格证|资质"
    r"|检验报告|检测报告|质检报告|备案证?|证书|证明|发票|说明书|行业标准|国标|标准)"
    r"|(?:'s)? (?:certificates?|licen[cs]es?"
    r"|paperwork|standards?|invoices?)(?![a-z])"
)
_USED_AS = re.compile(
    r"(?:穿|戴|用|拿|以|裹|套|披)(?:着|了|起)?(?:的)?$"
    r"|(?<![a-z])(?:us(?:e|es|ing|ed)|wear(?:s|ing)?|wore)"
    r" (?:(?:old|plastic|our|the|some|cotton) )*$"
)
_AS = re.compile(
    r"\s?(?:来|去)?(?:当|充当|代替|替代|顶替|凑合)(?!地|天|然|时|班|心)"
    r"|\s(?:as|instead of|in place of)(?![a-z])"
)
_HANDS = re.compile(
    r"(?:[a-z]+ ){0,2}workers?|volunteers?|helpers?|nurses?|doctors?|medics?|firefighters?"
    r"|rescuers?|drivers?"
)
_FOR_HANDS = lazy_regex(
    r"(?<![a-z])(?<!ing )(?<!look )(?<!need )(?<!call )(?<!ask )(?<!appeal )(?<!search )"
    rf"(?<!request )for (?:(?:about|around|the|our|some|all"
    rf"|over) )*(?:{NUMBER} )(?:[a-z]+ ){{0,2}}$"
)
_PASSES = re.compile(
    r"(?:s|es)?\s(?:will|can|could|would|cannot|can'?t|may)\s(?:not\s|ever\s)?(?:pass|cross"
    r"|get through"
    r"|go through|drive)(?![a-z])"
)


def means_goods(text: str, name: Found) -> bool:
    """Whether `name` can be an item (or a phrase that is none) at its place in `text`."""
    return not (
        _is_verb(text, name)
        or _is_head_count(text, name)
        or _is_flood(text, name)
        or _is_metre(text, name)
        or _is_bare_number(text, name)
        or _is_measure(text, name)
        or _is_sickness(text, name)
        or _is_where(text, name)
        or _is_purpose(text, name)
        or _is_asked_when(text, name)
        or _is_paper(text, name)
        or _stands_in(text, name)
        or _is_served(text, name)
        or _is_eaten(text, name)
    )


def is_of_a_name(cased: str, name: Found) -> bool:
    """In Kafou Mango, near Old Ferry Road: a capital after the capitals of a place's name."""
    word = cased[name.start : name.end]
    if not word.isalpha() or not word[0].isupper() or word.isupper():
        return False
    before = cased[max(0, name.start - 48) : name.start]
    return bool(_NAME_BEFORE.search(before)) and not _COUNT_AFTER.match(cased, name.end)


def _is_eaten(text: str, name: Found) -> bool:
    """退烧药吃完了: the medicine is out, and no food is asked for."""
    word, after = text[name.start : name.end], text[name.end : name.end + 1]
    return word in ("吃", "喝") and after in ("完", "光", "掉")


def _is_verb(text: str, name: Found) -> bool:
    """we can supply, to cook with: what somebody does, no goods."""
    word, before = text[name.start : name.end], text[: name.start]
    if word in ("help", "assist", "volunteer"):
        return _DOES.search(before) is not None and not _HELPS_US.match(text, name.end)
    if word == "rescued":
        return re.match(r"\s?:?\s(?:over |about |around )?\d", text[name.end :]) is not None
    if _CAN_DO.search(before) and _WORK.fullmatch(word):
        return True
    if word in ("short", "good"):
        return True
    if word in ("ferry", "bus"):
        return before.endswith("no ")
    if word == "dr":
        return not is_chinese(text) or text[name.end : name.end + 1] == "."
    if name.name.codes == ("AID-ANY",) and is_chinese(word):
        return _DOES_ZH.search(before) is not None or _GIVES.match(text, name.end) is not None
    return word in _VERBS and _DOES.search(before) is not None


def _is_head_count(text: str, name: Found) -> bool:
    """收容53人, 转移群众340人: people somebody took in, no lodging and no team asked for."""
    word = text[name.start : name.end]
    return word.startswith(("收容", "安置", "转移")) and _PEOPLE.match(text, name.end) is not None


def _is_flood(text: str, name: Found) -> bool:
    """水还在涨, the water is rising: the flood, no water to drink."""
    word = text[name.start : name.end]
    return (word == "水" and _RISES.match(text, name.end) is not None) or (
        word == "water" and _RISES_EN.match(text, name.end) is not None
    )


def _is_metre(text: str, name: Found) -> bool:
    """4.2米, 5块钱: a length and a price, no rice and no gift of money."""
    word = text[name.start : name.end]
    if word == "钱":
        return text[name.start - 1 : name.start] == "块"
    return word == "米" and _COUNTS.search(text[: name.start]) is not None


def _is_bare_number(text: str, name: Found) -> bool:
    """Whether an item's name that is only digits (84, 1860) is a quantity or a model here."""
    if not text[name.start : name.end].isdigit():
        return False
    before, after = text[: name.start].rstrip()[-1:], text[name.end :].lstrip()[:2]
    begins = before in tuple("、,，/。\n;；:要需缺求捐送") or text[name.start - 1 : name.start] in (
        "",
        " ",
    )
    begins = begins or re.search(r"(?:^|\D)\d{1,2}\.$", text[: name.start]) is not None
    if begins and _COUNT_FOLLOWS.match(text, name.end):
        return False
    if name.end - name.start > 2:
        return not after.startswith(("口罩", "型", "ma"))
    alone = before in ("", "、", ",", "，", "/", "和", "及", "(") and after[:1] in (
        "",
        "、",
        ",",
        "，",
        "/",
        ";",
        ")",
    )
    return not alone


def _is_measure(text: str, name: Found) -> bool:
    """2 gallons of diesel, 3 gallon oil: the unit, no jugs of water; no truck can pass."""
    if "TRUCK" in name.name.codes:
        if _PASSES.match(text, name.end):
            return True
        return text.startswith((" of ", "loads of "), name.end)
    if not _GALLONS.fullmatch(text, name.start, name.end):
        return False
    counted = re.search(r"\d\s?$", text[: name.start]) is not None
    return counted and _MEASURED.match(text, name.end) is not None


def _is_sickness(text: str, name: Found) -> bool:
    """Tension and sugar, sugar patients: an illness."""
    if text[name.start : name.end] != "sugar":
        return False
    return bool(_ILL_BEFORE.search(text[: name.start]) or _ILL_AFTER.match(text, name.end))


def _is_where(text: str, name: Found) -> bool:
    """To my tent, inside the tent: where, not what."""
    return name.name.codes == ("TENT",) and _WHERE.search(text[: name.start]) is not None


def _is_purpose(text: str, name: Found) -> bool:
    """A machine to lift the concrete: what it is for is not asked for."""
    return _PURPOSE.search(text[max(0, name.start - 30) : name.start]) is not None


def _is_asked_when(text: str, name: Found) -> bool:
    """几点停水, 什么时候来电: who asks when a service stops or comes back asks for no goods."""
    return _ASKS_WHEN.search(text[max(0, name.start - 12) : name.start]) is not None


def _is_paper(text: str, name: Found) -> bool:
    """无医疗注册证: a certificate, not what it is for."""
    return _PAPER.match(text, name.end) is not None


def _stands_in(text: str, name: Found) -> bool:
    """穿雨衣当防护服: what stands in for goods is not asked for."""
    before = text[max(0, name.start - 24) : name.start]
    return _USED_AS.search(before) is not None and _AS.match(text, name.end) is not None


def _is_served(text: str, name: Found) -> bool:
    """60 boxes for 140 dock workers: for whom goods are."""
    if not _HANDS.fullmatch(text, name.start, name.end):
        return False
    return _FOR_HANDS.search(text[max(0, name.start - 48) : name.start]) is not None
