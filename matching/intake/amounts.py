"""Quantities in a text: a number with its unit, a range, "about", "as many as possible"."""

import re
from dataclasses import dataclass
from fractions import Fraction

from matching.intake.counts import NUMBER, value_of
from matching.intake.pattern import lazy_regex

PERSONS = frozenset({"名", "位", "人", "个人", "people", "person", "persons"})
"""Units that count people: they belong to helpers, not to goods."""
PEOPLE_UNITS = ("人", "队")
"""Base units of the items that are people."""
METRES = frozenset({"米", "m", "meter", "metre", "meters", "metres"})
VOLUMES = frozenset({"毫升", "ml", "cc"})
LITRES = frozenset(
    {
        "升",
        "公升",
        "加仑",
        "l",
        "liter",
        "litre",
        "liters",
        "litres",
        "ltr",
        "ltrs",
        "gallon",
        "gallons",
        "gal",
        "gals",
    }
)
METRES_SQUARED = frozenset({"平方米", "平米"})
MONEY = frozenset({"元", "块钱", "rmb", "dollars", "usd", "rupees", "gourdes", "万元"})
"""Units that fit few items only."""

_ZH_UNIT = (
    r"公斤|千克|市斤|毫升|公升|加仑|立方米|立方|平方米|人份|人次|车次|大包|大箱"
    r"|小箱|小包|整箱|大桶|小瓶"
    r"|个人(?!防护|卫生|用品|护理|物品|信息)|个(?!人|月|小时|别|体|位数|以)|只(?!有|能|要|是|剩|好|够|收|需)|隻|件(?!事)"
    r"|套|副|付|双(?!方|休)"
    r"|支(?!援|持|队伍)|瓶|台(?!风|湾|北|中|南)|张(?!老|主|医|先|女|某|护|科|姐"
    r"|哥)|条(?!件|例)|床|顶"
    r"|块(?!钱)|把|辆|艘|份(?!额)|罐|根|片(?!区)|盏|部(?!分|队|门|长)|架|具|座"
    r"|节|颗|枚|箱|盒|包(?!括|含|裹)"
    r"|袋|桶|卷|捆|板|吨|斤|克|升|米|名(?!字|称|单|额)|位(?!于|置)|人(?!民|员|口"
    r"|均|次|社)|批|车(?!可|能|辆)"
    r"|组|提|打(?!电|开|针|算|扫)|刀|筐|篓|串|排|队(?!长|员|伍)|柜|托|套装|朵|头"
    r"|匹|粒|剂|针|贴|听|扎|匣"
    r"|元|块钱|万元|间|处|盘|层|面(?!罩|屏|粉|包|条|巾|积|对)|艇|筒|盆|壶|坛"
)
_EN_UNIT = (
    r"(?:kgs?|kilos?|kilograms?|grams?|gms?|[gl](?!\s?[\d×:])|mg|ml|cc|lit(?:er"
    r"|re)s?|ltrs?|lbs?|pounds?|oz|ounces?"
    r"|tons?|tonnes?|mt|metric tons?|gallons?|gals?|quarts?|pieces?|pcs?|pce|units?"
    r"|sets?|pairs?|prs?"
    r"|boxe?s?|bx|cartons?|ctns?|cases?|crates?|packs?|packets?|packages?|pkts?"
    r"|parcels?|bags?|sacks?"
    r"|bott?[el]{1,2}s|bottels?|botles?|bottles?|btls?|galons?|boxs|cartoons?(?=\s(?:of\s)?\x02)"
    r"|peices?|packts?|quintals?|maunds?|marmites?|litrs?|cans?|tins?|jars?|jugs?|drums?|barrels?"
    r"|buckets?|rolls?|bundles?"
    r"|pallets?|trays?|pens|ampoules?"
    r"|truckloads?|truck loads?|containers?|tubes?|vials?|doses?|sachets?|cylinders?|sheets|ea|nos"
    r"|loaves|cups?|meters?|metres?|persons?|people|rupees|dollars|gourdes|usd"
    r"|rmb|bales?|kits?|m(?=\s(?:of\s)?\x02))(?![a-z])"
)
_PINYIN_UNIT = (
    r"(?:(?<=\d)|(?<=\dwan)|(?<=\d wan)|(?<=\dqian)|(?<=\d qian)|(?<=\dbai)|(?<=\d bai))"
    r"\s?(?:ge|zhi|tao|jian|shuang|fu|ping|xiang|he|bao|dai|tong|tai|zhang|chuang"
    r"|ding|tiao|ba|liang|guan|juan|jin|dun|sheng)(?![a-z])"
)
UNIT = rf"(?:{_ZH_UNIT}|{_EN_UNIT}|{_PINYIN_UNIT})"
_ABOUT = (
    r"大约|大概|约|近|至少|不少于|不低于|最少|起码|超过|将近|差不多|预计|估计|上限|最多"
    r"|at least|about|around|approximately|approx\.?|roughly|over|more than|up to|minimum(?: of)?"
    r"|nearly|almost|some|another|abt|like(?=\s\d)|~|≈|>"
)
_AFTER = r"余|多(?!功|参|普)|来|左右|以上|上下|起|\+(?!\s?\d)|plus(?![a-z])|or so|or more"
AMOUNT = lazy_regex(
    rf"(?P<about>(?:{_ABOUT})\s*)?"
    rf"(?<![a-z0-9.])(?P<low>{NUMBER})(?P<more>(?:{_AFTER})(?!\d))?\s?(?P<unit1>{UNIT})?"
    rf"(?:\s?(?P<join>-|~|到|至|to(?![a-z])|～)\s?(?P<high>{NUMBER})\s?(?P<unit2>{UNIT})?)?"
    rf"(?P<later>\s?(?:{_AFTER}))?"
)
OPEN = lazy_regex(
    r"越多越好|多多益善|多少都(?:行|可以|要|收)|有多少要多少|数量不限|不限量|不限数量"
    r"|不限|若干|大量|大批"
    r"|一批|一些|适量|不等|不定量|无上限|不计数量|尽量多|尽可能多|多少不限|数量越多越好"
    r"|as many as (?:possible|you can)|as much as (?:possible|you can)|unlimited"
    r"|any (?:amount|quantity)"
    r"|any number of|lots of"
)
_SCALE = lazy_regex(r"[十百千万亿拾佰仟]")
_NOT_ONE = lazy_regex(
    rf"(?:{_ZH_UNIT})?(?:都|也|全)?(?:没(?:有)?(?:了|剩|到|买)?|无|不剩|不够)(?!问题)"
    rf"|(?:{_ZH_UNIT})?(?:要|得|就|能|只能|都)?(?:用|戴|穿|吃|喝|撑|顶|分)(?:了|着|上|成)?\s?"
    r"(?:\x01|[几好两三四五六七八九十\d半]+\s?(?:天|周|个?人|次|份|个?月|小时))"
)
"""口罩一个没有了: none is left; N95一个用三天: what one must last."""
_NOT = lazy_regex(r"(?<![a-z])not (?:even |a single )?$")
_JUST = lazy_regex(r"(?:^|[.!?,;]\s?)(?:just|only|we need|i need|need) $")
_FULL = lazy_regex(r"(?:\s(?:will do|would do|is enough|is fine|please|pls))?\s*(?:[.!]|$)")
_NO_COUNT = lazy_regex(
    r"(?:十万火急|百年|万众|万幸|百忙|十分|千万|百姓|万一|万分|万家|百货|千家|三甲|三级|二级|一级|两级|一线"
    r"|四面|五一|十一|二七|三八|八一|一二)"
    r"|(?:一|两|二|三|四)(?:院|起|直|定|样|般|共|些|点|旦|切|致|体|方|律|度|时"
    r"|面|路|楼|环|边|生|家|天|下|行|来)"
)


@dataclass(frozen=True, slots=True)
class Amount:
    """A stated quantity, as written."""

    start: int
    end: int
    value: Fraction | None
    """None where it is open: 若干, as many as possible."""
    maximum: Fraction | None = None
    unit: str = ""
    estimate: bool = False
    open_ended: bool = False
    scaled: bool = True
    """A number that stands for itself; False: a bare small Chinese numeral or English word."""


def find_amounts(text: str) -> list[Amount]:
    """The quantities of a folded text from which other numbers were blanked out, in order."""
    found = []
    for match in AMOUNT.finditer(text):
        amount = _amount(text, match)
        if amount is not None:
            found.append(amount)
    found += [Amount(m.start(), m.end(), None, open_ended=True) for m in OPEN.finditer(text)]
    return sorted(found, key=lambda amount: amount.start)


def _amount(text: str, match: re.Match[str]) -> Amount | None:
    low = value_of(match["low"])
    if low is None or _is_a_word(text, match):
        return None
    if low[0] == 1 and (
        _NOT_ONE.match(text, match.end("low")) or _NOT.search(text[: match.start("low")])
    ):
        return None
    value, maximum = low
    unit = match["unit2"] or match["unit1"] or ""
    estimate = any((match["about"], match["more"], match["later"], maximum))
    if match["high"]:
        high = value_of(match["high"])
        if high is None or (match["unit1"] and not match["unit2"]):
            return Amount(match.start("low"), match.end("unit1"), value, None, unit, bool(estimate))
        value, maximum = _range(match, value, high[0])
        estimate = True
    end = match.end("later") if match["later"] else match.end()
    scaled = match["low"][0].isdigit() or bool(_SCALE.search(match["low"])) or bool(unit)
    if maximum is not None and maximum <= value:
        return None
    start = match.start("about") if match["about"] else match.start("low")
    return Amount(start, _trimmed(text, end), value, maximum, unit, bool(estimate), scaled=scaled)


def _trimmed(text: str, end: int) -> int:
    while end and text[end - 1].isspace():
        end -= 1
    return end


def _range(match: re.Match[str], low: Fraction, high: Fraction) -> tuple[Fraction, Fraction]:
    """Both ends; 5-10万 scales both where that makes sense."""
    scale = re.search(r"[十百千万亿kw]$", match["high"].strip())
    if scale and match["low"].isdigit() and low < high and low < 1000:
        figure = value_of(match["high"].strip()[:-1])
        if figure is not None and figure[0] and low < figure[0]:
            return low * (high / figure[0]), high
    return low, high


def _is_a_word(text: str, match: re.Match[str]) -> bool:
    """Whether a Chinese numeral is part of a word (一线, 三甲), or counts nothing."""
    low = match["low"]
    if low[0].isdigit():
        return _stands_in_a_code(text, match)
    if low[0].isascii():
        return low in ("one", "zero") and not (
            match["unit1"] or match["high"] or _alone(text, match)
        )
    start, end = match.start("low"), match.end("low")
    if text[start - 1 : start] in ("第", "统", "唯", "专", "同", "万", "几", "数"):
        return True
    if _NO_COUNT.match(text, start) and not match["unit1"]:
        return True
    single = len(low) == 1
    times = text[:start].rstrip()[-1:] in ("×", ":", "约")
    return (
        single and not times and not match["unit1"] and text[end : end + 1] not in ("", ")", "\n")
    )


def _alone(text: str, match: re.Match[str]) -> bool:
    """Just one: a sentence of its own."""
    before, after = text[: match.start("low")], match.end("low")
    return _JUST.search(before) is not None and _FULL.match(text, after) is not None


def _stands_in_a_code(text: str, match: re.Match[str]) -> bool:
    """Whether a digit run is glued to letters: 40a, b12, 9b."""
    end = match.end("low")
    after = text[end : end + 1]
    if match["unit1"] or not match["low"][-1].isdigit():
        return False
    return after.isascii() and after.isalpha() and after not in ("x",)
