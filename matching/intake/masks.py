"""Numbers that count no goods: times, dates, ages, models, house numbers, list numbers, depths."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from matching.intake.counts import NUMBER
from matching.intake.daily import FARE, USE
from matching.intake.pattern import lazy_regex
from matching.intake.sizes import SHARED

BLANK = "\x01"
"""What stands in the place of a masked sign: no step reads across it."""


class Kind(StrEnum):
    """What a masked piece means."""

    LINK = "link"
    PHONE = "phone"
    CONTACT = "contact"
    MODEL = "model"
    TIME = "time"
    DURATION = "duration"
    AGE = "age"
    MEASURE = "measure"
    PERCENT = "percent"
    MONEY = "money"
    LIST_NUMBER = "list_number"
    HOUSE = "house"
    PEOPLE = "people"
    PLACE = "place"
    ROAD_ACCESS = "road_access"
    PACKING = "packing"
    """How many a pack holds."""
    USE = "use"
    """What is used up per day: no need."""
    FARE = "fare"
    """What each gets a day, goods and all: only 1 meal per day."""


@dataclass(frozen=True, slots=True)
class Mask:
    """A masked piece of the folded text."""

    start: int
    end: int
    kind: Kind


_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec"
_MONTH = rf"(?:{_MONTHS})[a-z]*"
_TITLES = (
    "老师|主任|科长|医生|护士长|护士|院长|先生|小姐|女士|经理|书记|部长|处长|同志"
    "|站长|队长|校长|师傅"
    "|阿姨|大夫|护师|秘书|干事|会长|局长|镇长|村长|主席|教授|总|工|姐|哥|叔"
)
_PLACE_NOUNS = (
    "ward|room|rm|block|street|route|road|rd|highway|hwy|no|number|num|apt|apartment"
    "|floor|camp|zone"
    "|sector|phase|house|lane|km|kilometer|kilometre|delmas?|carrefour|section|district|rue|ruelle"
    "|impasse|building|bldg|page|pier|exit|avenue|ave|national|rn|nationale|channel"
    "|fm|chapter|psalms?"
    "|uc|tehsil|chak|mile|gate|plot|level|tower|code|pin|zip|bloc|chapter|verse|grade|class|version"
    "|cite|fontamara|petit|blok|turgeau|bizoton|martissant|taba|santo|lilavois"
    "|christ-roi|rte|lot|vdc"
)
_DEPTH = "深|高|厚|宽|长|远|处|外|以下|以上|多深|左右深"
_PACKS = "[箱盒包袋件桶]"
_SINGLES = "[个只瓶片双包套支副枚条卷罐袋盒]"
_PATTERNS: tuple[tuple[Kind, str], ...] = (
    (
        Kind.LINK,
        r"https?://\S+|www\.\S+|[^\s@]{1,64}@[^\s@]{1,99}\.\w+|(?<!\w)@\w+|(?<!\w)#[a-z]\w*",
    ),
    (
        Kind.PACKING,
        rf"每\s?{_PACKS}\s?(?:内?装|内?有|内?含|:|为|=)?\s?\d+\s?{_SINGLES}"
        rf"|\d+\s?{_SINGLES}\s?(?:/|每|一)\s?{_PACKS}(?!\d)|(?<=[箱盒包袋件桶])\s?×\s?\d+\s?"
        rf"{_SINGLES}|\d+\s?(?:pcs |pieces |pairs |bottles )?(?:per|/|in each|in a|each"
        r"|a)\s?(?:box|case|carton|pack|bag)(?![a-z])|(?<=boxes )of \d+(?!\d)|(?<=packs )of \d+("
        r"?!\d)|(?<=cases )of \d+(?!\d)|(?<=cartons )of \d+(?!\d)",
    ),
    (Kind.MODEL, SHARED),
    (
        Kind.MODEL,
        r"(?<=\()\s?\d+(?:\.\d+)?\s?(?:l|升|ml|毫升|kg|公斤|斤|克|g|米|m|cm|寸|w|kw|千瓦|v|ah"
        r"|匹)(?:装)?\s?"
        r"(?=\)\s?[:×约]?\s?[\d一二两三四五六七八九十百])"
        r"|(?<=3m)[\u4e00-\u9fff\x02]{0,4}(?:1860s?|1870|8210"
        r"|9132|9501\+?|9502\+?|4565|8511)(?!\d)"
        r"|(?<=\x02)\s?(?:1860s?|1870|8210|9132|9501\+?|9502\+?|4565|8511)(?=\s?[)、,，/;；。\x02]"
        r"|\s+\d|$)"
        r"|(?<=\()\s?(?:3m)?\s?(?:1860s?|1870|8210|9132|9501|9502|4565|8511)\+?(?=\s?(?:\)|或|/|、"
        r"|,))"
        r"|(?<=[或和、/])(?:1860s?|1870|8210|9132|9501\+?|9502\+?|4565"
        r"|8511)(?=\s{0,2}[)、,，/;；。\x02均都]|\s+\d|$)"
        r"|(?<![a-z])(?:gb|yy|iso|astm|niosh|en|din)(?:[/-]?t)?\s?-?\d[\d.]*(?:-\d{2,4})?(?:[a-z+"
        r"]*\d*)|(?<!\d)\d{2}[号码](?=\s?\d+\s?[双件套条])"
        r"|(?<=\x02)\s?(?:[2-5]?x{1,3}l|[sml])[号码](?=\s?\d)|(?:邮政编码|邮编)[是为:]?\s?\d{6}(?!\d)"
        r"|(?<![a-z\d])3m(?:\s?-?\d{4}[a-z+]*)?("
        r"?![a-z])|(?:型号|批号|编号|单号|产品号)(?:为|是"
        r"|:)?\s*[\w-]+(?:\s?[、/,，和]\s?[a-z\d-]+(?![\d]*[个只套件]))*|(?:规格|尺码"
        r"|身高|尺寸)(?:为|是|:)?\s*[\d\w×/-]+(?:cm|码|号|型|ml"
        r"|mm)?(?:\s?[、/,，和]\s?1[4-9][05](?:码|号"
        r"|型)?)*|(?<![\d.])1[4-9][05](?:/\d{"
        r"2,3}[a-z]?)?(?:以上)?(?:cm|码|号|型|mm)?(?=\s?(?:码|号(?!\d)|型|:\s?\d|的))"
        r"|\d+(?:\.\d+)?\s?(?:ml|毫升|l|升|g|克|kg|公斤|斤)?\s?/\s?(?:瓶|桶|袋|包|盒"
        r"|罐|支|箱|bottle|bag|pack|box)|\d+(?:\.\d+)?\s?(?:ml|毫升|cc|mg)(?![a-z])"
        r"|\d+[- ]?(?:gallons?|gals?|litres?|liters?|l)[- ](?=(?:\w+ ){0,2}(?:buckets?"
        r"|cans?|jugs?|containers?|drums?|jerrycans?))"
        r"|\d+\s?(?:l|升|litres?|liters?|ltrs?)\s(?=[a-z ]{3,24}[×x]\s?\d)"
        r"|\d+(?:\.\d+)?[- ]?(?:tons?|tonnes?|t|seater|seats?|passengers?|pax|ft|foot|feet"
        r"|wheel(?:er)?"
        r"|吨|座|米|方)(?=[- ]?(?:\w+ )?(?:truck|lorry|van|bus|trailer|boat|minivan|jeep|car)|(?:的"
        r"|级)?[\u4e00-\u9fff]{0,2}[车船])"
        r"|(?<![\d.])\d{4,6}\s?w(?![a-z\d])|(?<![a-z])seats \d+(?!\d)"
        r"|(?:covid|sars|h1n1|h7n9)\s?-?(?:cov)?-?\s?\d*|\d+\s?(?:ply|层|目)(?![a-z])"
        r"|\d+(?:\.\d+)?\s?(?:kw|kva|千瓦|伏|瓦|volts?|watts?)(?![a-z])"
        r"|(?<![a-z])(?<!\b[smlx] )(?:sizes?|sz)\s?:?\s?"
        r"\d+(?:\s?(?:-|to|and|,|&|\s)\s?\d+t?(?![\d.]*\d))*|\d+\s(?:things?|items?|kinds?"
        r"|types?)(?=\s?:)|(?<=needed )4(?=\s[a-z])|(?<=required )4(?=\s[a-z])|(?:尺寸|尺码"
        r"|号码)\s?:?\s?\d+(?:\.\d)?(?:\s?[-~到、]"
        r"\s?\d+)*|(?<=\d)\s?×\s?\d+\s?(?:cm|mm|m|米|ft|feet)(?![a-z])|\d+(?:\.\d+)?\s?(?:cm"
        r"|mm)?\s?×\s?\d+(?:\.\d+)?\s?(?:cm|mm|m|米|ft|feet)(?![a-z])",
    ),
    (
        Kind.TIME,
        r"(?<!\d)\d{4}\s?[-年/.]\s?\d{1,2}(?:\s?[-月/.]\s?\d{1,2}\s?[日号]?|月)?(?![\d.])"
        r"|(?<!\d)\d{1,2}月(?:份|\d{1,2}[日号]?)?(?:[上下]旬)?|\d{1,2}[日号](?=\s?(?:\d{1,2}[:时"
        r"点]|凌?晨|早|上午|中午|下午|晚|前|起|之前|左右))|(?<![\d:])\d{1,2}:\d{2}(?::\d{2})?(?!"
        r"[\d])\s?(?:am|pm)?|\d{1,2}[点时](?:\d{1,2}分?|半|整|钟)?(?:前|后|左右|之前)?(?![\w]*["
        r"个只])|[一二三四五六七八九十]{1,3}点(?:半|钟|前|左右)|(?<![\d.])\d{1,2}(?:\.\d{2})?\s?"
        r"(?:am|pm|a\.m\.?|p\.m\.?|o'?clock)(?![a-z])"
        rf"|(?<![a-z])(?:{_MONTH})\.?\s?\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s?\d{{4}})?(?!\d)"
        rf"|(?<!\d)\d{{1,2}}(?:st|nd|rd|th)?\s?(?:of\s)?(?:{_MONTHS})[a-z]*(?:\s?\d{{4}})?(?![a-z"
        rf"])|(?<!\d)\d{1, 2}(?:st|nd|rd|th)(?![a-z])|(?<!\d)(?:19|20)\d{2}\s?年|(?<![a-z])(?:in"
        rf"|since|of|year|from)\s(?:19|20)\d{2}(?!\d|,\d|\s?[a-z])",
    ),
    (
        Kind.AGE,
        rf"{NUMBER}\s?(?:多)?(?:周岁|岁|个月大)|\d+[\s-]?(?:years?|yrs?|yr|months?|mths?"
        r"|weeks?|days?)[\s-]?olds?|aged?\s(?:of\s)?\d+(?:\s?(?:-|to)\s?\d+)?",
    ),
    (
        Kind.DURATION,
        rf"(?:{NUMBER}|[几半数])(?:\s?(?:-|到|至|to)\s?{NUMBER})?\s?(?:个)?(?:多)?(?:工作日"
        r"|天|日(?![用常])|小时|钟头|分钟|周(?!岁)|星期|礼拜|个月|年|昼夜|晚上|夜)(?:左右"
        r"|以?内|以?前|以?后|多)?"
        rf"|(?:{NUMBER}|several|few)(?:\s?(?:-|to)\s?{NUMBER})?[\s-]?(?:days?|hours?"
        r"|hrs?|weeks?|months?|years?|yrs?|minutes?|mins?|nights?|jours?)(?![a-z])",
    ),
    (
        Kind.MEASURE,
        rf"{NUMBER}\s?(?:寸|英寸|导(?![管尿流])|公分|厘米|cm|毫米|mm|公里|千米|km|kms|英里|里地"
        rf"|mile?s?|feet"
        r"|foot|ft|inch(?:es)?|尺|英尺|kilometers?|kilometres?|degrees?|celsius|°c?"
        r"|℃|平方公里|平方米|平米|平方|㎡|亩|mph|acres?|yards?|blocks?)(?![a-z])"
        r"|\d+米\d{1,2}(?!\d)"
        r"|(?:\d{1,2}(?:\.\d)?(?:度)?\s?[-~到至]\s?)?\d{1,2}(?:\.\d)?\s?度(?!电|假|过|数)"
        r"|(?:体温|发烧|发热|高烧|低烧|烧到?|气温|温度|室温|水温|零下|fever(?: of)?"
        r"|temperature(?: of)?|temp)(?:约|都|在|是|为|有|达|到|:)*\s?(?:10\d|\d{2})(?:\.\d)?"
        r"(?:\s?[-~到至]\s?\d{2}(?:\.\d)?)?"
        r"(?!\d|\s?[个只套件人名位例盒瓶支片粒])"
        rf"|{NUMBER}\s?(?:多)?米(?:{_DEPTH})|(?:水深|深|高|厚|长|宽|水位|淤泥)(?:约"
        rf"|大约|达|有|到|:)?\s?{NUMBER}\s?(?:多)?米(?:\d{{1,2}}(?!\d))?"
        rf"|{NUMBER}\s?(?:meters?|metres?|m)\s(?:deep|high|from|away|of water|wide|long)"
        r"|(?:magnitude|richter|震级|里氏|mag)(?:\s|of|:)*\d+(?:\.\d+)?|\d+(?:\.\d+)?\s?-?(?:mag"
        r"nitude|级|quake|earthquake|aftershock|richter|on the richter)",
    ),
    (Kind.PERCENT, r"\d+(?:\.\d+)?\s?%|百分之[一二三四五六七八九十百零〇\d.]+|\d+\s?percent"),
    (
        Kind.HOUSE,
        r"(?:拨打|打|拨|call(?:ing)?|dial(?:ed)?)\s?(?:了)?(?:110|119|120|911|122|12345"
        r"|12315|4636)(?!\d)|(?<!\d)(?:110|119|120)(?=急救|电话|指挥|热线)|\d+\s?[/x×]\s?7(?!\d)",
    ),
    (
        Kind.HOUSE,
        r"(?:单元|号楼|栋|幢|楼|号院)\s?-?(?:\d{2,4}(?:室|号)?|\d{3,4}户)"
        r"(?!\d|[个只套件副双瓶箱人名户])"
        r"|[附第]?\d+(?:-\d+)*\s?(?:号楼|号院|号线|号门|号店|号仓|号库|号(?!电池|汽油"
        r"|柴油|口罩|尺|码)(?=[\u4e00-\u9fff,，。;\s)-]|$)|栋|幢|单元|室|楼|弄|巷|段"
        r"|路|街|大队|院区|病区|病房|病床区|科室|区|村|(?<!\d{2})组(?!氧|装)|社|里(?![面边外])"
        r"|邻|团|师|连(?![体夜同忙续])|营|旅|中学|小学)(?:-?\d{2,4}(?:室|号|户)?(?!\d"
        r"|[个只套件副双瓶箱盒"
        r"袋包桶条床顶]))?|[一二三四五六七八九十]+(?:号楼|栋|幢|单元|楼|段|路|街|巷"
        r"|弄|病区|病房|组(?!装)|院区|里(?![面边外])|邻)"
        r"|(?<=[a-z] )(?:no\.?|number) ?\d+(?!\d)"
        rf"|(?<![a-z])(?:{_PLACE_NOUNS})\.?\s?#?\s?\d+[a-z]?(?![\d,.]*\d)(?!\s?(?:tents?"
        r"|people|families|persons|boxes|bottles|pcs|masks?|gloves?|pieces|bags|kg))"
        r"|(?<!\w)#\s?\d+|\d+(?:st|nd|rd|th)?\s(?:street|st|avenue|ave|road|rd|blvd"
        r"|boulevard|floor|lane)(?![a-z])",
    ),
    (
        Kind.MONEY,
        rf"[¥$€£]\s?{NUMBER}|{NUMBER}\s?kuai(?![a-z])|(?<![a-z])rs\.?\s?{NUMBER}"
        rf"|(?:卖到?|涨到|要价|售价|只卖)(?:了)?\s?{NUMBER}(?!\s?[个只套件副瓶箱])(?:多)?(?:元"
        rf"|块钱?)?"
        rf"|{NUMBER}\s?(?:元|块钱?|毛)(?:钱)?\s?(?:一|每|/|1)\s?[斤个包盒只箱瓶袋公桶]"
        rf"|(?:一|每)[盒只箱瓶包袋斤个](?:卖|要|得|就要|涨到|收){{1,2}}\s?{NUMBER}(?:元|块钱?)?",
    ),
    (Kind.FARE, FARE),
    (Kind.USE, USE),
)
_LINKS = re.compile(r"://|www\.|[@#]")
"""One of them is in every link: others need not be looked for."""
_COMPILED = tuple((kind, lazy_regex(pattern)) for kind, pattern in _PATTERNS)
_CONTACT = lazy_regex(
    r"(?:联系人|联络人|收件人|收货人|接收人|负责人|联系|联络|对接人|找)(?:及电话"
    r"|及联系方式|电话|姓名)?\s?[:是为]?\s?"
    rf"(?:[\u4e00-\u9fff]{{1,3}}(?:{_TITLES})|[\u4e00-\u9fff]{{1,4}}(?=\s?(?:电话"
    r"|手机|tel|[,，。;:)\s\x01]|$)))"
    rf"|[\u4e00-\u9fff]{{1,3}}(?:{_TITLES})\s?(?:的)?(?:电话|手机|联系电话|手机号)?\s?(?:为"
    r"|是|:)?\s?(?=\x01)"
    rf"|(?:电话|手机|tel)\s?:?\s?[\u4e00-\u9fff]{{1,4}}(?:{_TITLES})?\s?(?=\x01)"
)
_ROAD = lazy_regex(
    r"(?:大?小?货车|卡车|大?车辆?|物流|顺丰|快递|邮政|ems|德邦|高速|道路|通道)[^,，。;；、\n"
    r"()\x01]{0,5}(?:可以?到|能到|不可|可以?进|能进|不确定|不能|可送|可达|可以?直达"
    r"|能否|通行|畅通|进不来|到不了|绿色通道|可以?通|可以?送|可以?收|正常|停运)"
    r"|(?:送?货车|卡车|车辆)(?=须|必须|需持|需装|限行|绕行|不确定|可(?!(?:以)?(?:提供|支援|帮|用"
    r"|调|出动|随时|参加))|进|否|能(?!帮|支援|用"
    r"|装|拉|跑|运|带|载))"
)
_SIZE_LIST = lazy_regex(r"(?<![\d.])(\d{1,2})([.、)．])(?!\d)|\((\d{1,2})\)")
_ENTRY = lazy_regex(r"(?<![\d.])(\d{1,2})([.、)．])|\((\d{1,2})\)")
_BRACKETED = lazy_regex(r"(?:^|[\n 。;；•:,，!?])\(1\)")
_ROUND = lazy_regex(r"(?:^|[\n 。;；•:,，!?])1\)")
"""Entries are numbered (1), (2) … or 1), 2) …: among the second a number in brackets counts."""
_FEWEST = 3
"""Entries 1., 2., 3. that make a list even where a number follows at once: 2.1000个面罩."""
_BEGINS = "\n 。;；•:,，!?"


def blank(text: str, spans: Iterable[tuple[int, int]], sign: str) -> str:
    """The text with `sign` in the place of every sign of the spans."""
    pieces = list(text)
    for start, end in spans:
        pieces[start:end] = sign * (end - start)
    return "".join(pieces)


def find_masks(text: str) -> Iterator[Mask]:
    """Every piece that counts no goods; earlier kinds take their signs first."""
    for kind, pattern in _COMPILED:
        if kind is Kind.LINK and not _LINKS.search(text):
            continue
        found = [match.span() for match in pattern.finditer(text)]
        if found:
            yield from (Mask(start, end, kind) for start, end in found)
            text = blank(text, found, BLANK)
    yield from _list_numbers(text)


def find_contacts(text: str) -> Iterator[Mask]:
    """People to call, with their titles: 联系人:王医生 is no need of a doctor."""
    for match in _CONTACT.finditer(text):
        yield Mask(match.start(), match.end(), Kind.CONTACT)


def find_road_access(text: str) -> Iterator[Mask]:
    """Whether lorries can get there (货车可到): asks for no lorry."""
    for match in _ROAD.finditer(text):
        yield Mask(match.start(), match.end(), Kind.ROAD_ACCESS)


def _list_numbers(text: str) -> Iterator[Mask]:
    """1. … 2. … in rising order; a number with 、 only where it begins something."""
    expected = 1
    counted = _counts_up(text)
    bracketed = _BRACKETED.search(text) is not None
    for match in (_ENTRY if counted else _SIZE_LIST).finditer(text):
        if _is_count(text, match, bracketed=bracketed):
            continue
        number = int(match[1] or match[3])
        before = text[match.start() - 1] if match.start() else "\n"
        begins = before in _BEGINS or (number == 1 and before in "要求缺需下")
        after = text[match.end() : match.end() + 1]
        if number == 1 and begins:
            expected = 1
        loose = match[2] in (".", "．") and not after.isdigit()
        if number == expected and (begins or (loose and expected > 1)):
            yield Mask(match.start(), match.end(), Kind.LIST_NUMBER)
            expected += 1


def _is_count(text: str, match: re.Match[str], *, bracketed: bool) -> bool:
    """generators (2) in a list 1) 2) 3); suction unit 1. asap — no second entry follows."""
    if match[3]:
        return not bracketed and _ROUND.search(text) is not None
    words = re.search(r"[a-z] $", text[: match.start()]) is not None
    return words and match[2] == "." and re.search(r"(?<!\d)2[.)]", text[match.end() :]) is None


def _counts_up(text: str) -> bool:
    """Whether entries are numbered 1, 2, 3 … although some begin with a quantity: 1.2000只."""
    expected = 1
    for match in _ENTRY.finditer(text):
        begins = match.start() == 0 or text[match.start() - 1] in _BEGINS + "要求缺需下"
        expected += begins and int(match[1] or match[3]) == expected
    return expected > _FEWEST
