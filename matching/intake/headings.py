"""Further places that no gazetteer knows and that head goods of their own: 我妈家：水10箱."""

import re
from collections.abc import Sequence

from matching.intake.lexicon import CJK
from matching.intake.place_found import PlaceFound
from matching.intake.places_before import find_before

_OPENS = r"(?:^|(?<=[。;；!?\n，,、.•]))[ \t]*(?:另外|还有|以及|然后|再就是|和|[,，])*"
_KIN = (
    r"爷爷|奶奶|姥姥|姥爷|外公|外婆|爸妈|父母|爸爸?|妈妈?|父亲|母亲|哥哥?|姐姐?|弟弟?|妹妹?|叔叔?"
    r"|姑姑?|姨妈?|舅舅?|岳父|岳母|婆婆|公公|丈母娘|丈人|女儿|儿子|闺女|朋友|亲戚|同学|同事|邻居"
    r"|隔壁|对门|阿姨|大爷|大妈|大叔|老师"
)
_THERE = r"(?:家里?|家中|那边|那里|那儿|住处)"
_HOME = (
    rf"(?:[我俺咱你他她]们?|邻居)?[{CJK}]{{0,2}}?(?:{_KIN})(?:他们|她们)?(?:的|{_THERE})*{_THERE}"
    rf"|(?:[我俺咱]们?|自己|老|娘|婆|楼[上下])家里?"
)
_HOUSE = (
    rf"[{CJK}\d]{{2,10}}(?:工地|宿舍|营地|基地|驻地|饭店|旅馆|网吧|食堂|大棚|办公室|值班室|护理院"
    r"|托老所|老人院|孤儿院|寺|庙|祠堂|农场|牧场|渔港|安置处|服务站|值守点|执勤点|卡点|点位)"
)
_GOES_ON = (
    r"(?:里|这边|那边)?(?:也|还|另外|现在?|急|紧急|目前|同样|只|就)*"
    r"(?::|(?=[要缺求差需]|急需|想要))"
)
_GOODS = r"(?=[^。;；\n]{0,16}\x02)"
_ZH = re.compile(rf"{_OPENS}(?P<name>{_HOME}|{_HOUSE}){_GOES_ON}{_GOODS}")

_OPENS_EN = r"(?:^|(?<=[.;\n!?,])|(?<=\band))\s*(?:(?:and|also|then|plus)\s)*"
_OWN = r"(?:my|our|his|her|their|the|a)"
_NAME = rf"(?:{_OWN} )?(?:(?!(?:{_OWN}|and|at|in|for|need|needs)\b)[a-z'-]+ ){{0,4}}?"
_PLACE_EN = (
    r"(?:nursing home|care home|home|house|place|apartment|flat|shelter|school|kindergarten|camp"
    r"|hostel|dormitory|office|clinic|hotel|church|mosque|temple|gym|community cent(?:er|re)"
    r"|construction site|factory|farm|shop)"
)
_EN = re.compile(
    rf"{_OPENS_EN}(?:(?:at|in|for|to) )?(?P<name>{_NAME}{_PLACE_EN})"
    r"(?: ?[:,-] ?| (?:also |urgently |badly |still )*"
    r"(?:needs?|wants?|requires?|lacks?|is short of) "
    r"|(?= \d| \x02))(?=[^.;\n]{0,24}\x02)",
)
_LEADS = re.compile(rf"{_OWN} (?={_PLACE_EN}$)")
_LINE = re.compile(rf"{_OPENS}(?P<name>[{CJK}a-z'][{CJK}a-z\d' -]{{1,24}}?)\s?:{_GOODS}", re.M)
"""A name with a colon before goods, as the lists of several places are written."""
_NO_PLACE = re.compile(
    r"物资|用品|药品?|食[品物]|设备|器[材械]|[类种]|其[他它余]|另外|需[求要]?|缺|数量|备注|情况|清单"
    r"|以下|如下|合计|共计|要的|联系|电话|急|生活|防护|医疗|儿童|老人|女[士性]|婴儿|成人|男|妇|日常"
    r"|今[天晚早]|明[天早晚]|后天|[上下]午|晚上|周[一二三四五六日末]|星期|备用|一线"
    r"|(?:护士长?|医生|主任|经理|师傅|老师|书记|队长)$"
    r"|\b(?:tonight|today|tomorrow|morning|afternoon|evening|noon|\w+day|nurse|doctor|dr|mr|mrs|ms"
    r"|spare|backup)\b"
    r"|第[一二三四五六七八九十\d]|[一二三四五六七八九十]是|还有|包括|现有|库存|有$|要$|和$|请|谢"
    r"|\b(?:food|water|medic\w*|supplies|suppl\w*|needs?|needed|urgent\w*|items?|others?|also|stock"
    r"|equipment|protect\w*|list|following|total|contact|tel|phone|note|kids|children|babies|adults"
    r"|women|men|elderly|clothes|clothing|hygiene|want\w*|have|please|we|i|give|offer|require\w*"
    r"|deadline|quantity|send|bring|day|week|priority|for)\b"
)
_INSTITUTION = re.compile(
    r" (?:nursing|care|retirement|old people's|children's|community|health|relief|refugee"
    r"|transit|primary|middle|high|elementary)? ?(?:home|shelter|school|camp|centre|center|clinic"
    r"|hospital|hostel|kindergarten|orphanage|house|station|hotel|church)\b"
)


def with_headings(text: str, bare: str, places: Sequence[PlaceFound]) -> list[PlaceFound]:
    """The places with those added that only head goods; `bare` is the text with goods blanked."""
    places = [_whole(text, place) for place in places]
    found = [_named(match) for pattern in (_ZH, _EN) for match in pattern.finditer(bare)]
    found = [each for each in found if not _overlaps(each, places)]
    found += [each for each in find_before(bare) if not _overlaps(each, [*places, *found])]
    if places:
        found += _listed(bare, [*places, *found])
    return sorted((*places, *found), key=lambda place: place.start)


def _named(match: re.Match[str]) -> PlaceFound:
    start, end = match.span("name")
    lead = _LEADS.match(match["name"])
    return PlaceFound(start + (lead.end() if lead else 0), end, heading=True)


def _listed(bare: str, places: Sequence[PlaceFound]) -> list[PlaceFound]:
    """Xigang: 20 quilts / Pine Garden: 5 boxes — where a known place stands so, others do."""
    lines = [PlaceFound(*match.span("name")) for match in _LINE.finditer(bare)]
    if not any(_overlaps(line, places) for line in lines):
        return []
    return [
        line
        for line in lines
        if not _overlaps(line, places) and not _NO_PLACE.search(bare[line.start : line.end])
    ]


def _whole(text: str, place: PlaceFound) -> PlaceFound:
    """Sunshine of "Sunshine nursing home" is the home."""
    more = None if place.known else _INSTITUTION.match(text, place.end)
    return place if more is None else PlaceFound(place.start, more.end(), place.places, place.known)


def _overlaps(place: PlaceFound, others: Sequence[PlaceFound]) -> bool:
    return any(place.start < other.end and other.start < place.end for other in others)
