"""Places that no gazetteer knows: what is written like an address, or said to be a place."""

import re

from matching.intake.addresses_latin import latin_places
from matching.intake.lexicon import CJK
from matching.intake.pattern import lazy_regex
from matching.intake.place_found import PlaceFound

_INSTITUTION = (
    "医院|卫生院|卫生服务中心|卫生服务站|卫生室|卫生所|卫健局|卫健委|卫计委|卫计局"
    "|卫生局|疾控中心|疾病预防控制中心|红十字会|慈善总会|指挥部|妇幼保健院|妇幼保健中心"
    "|保健院"
    "|诊所|门诊部|急救中心|血站|中心血站|养老院|福利院|敬老院|居委会|村委会"
    "|街道办事处|街道办|派出所|公安局|消防队|消防站"
    "|国小|国中|物资站|救助站|学校|小学|中学|高中|初中|大学|学院|幼儿园|活动中心|体育馆|体育场|会展中心"
    "|服务中心|操场|礼堂|安置点|避难所|收容所|隔离点|教会|教堂|车站|火车站|机场|码头|公司"
    "|工厂|厂|仓库|市场|超市|广场|公园|宾馆|酒店|院区|分院|方舱"
)
_AREA = (
    r"省|自治区|市|区|县|镇|乡|街道|社区|小区|新村|村|屯|寨|庄|苑|花园|里(?![面边的外有])"
    r"|路(?![上面口况被断])|街(?!道)|大街|大道|巷|胡同|弄|段|号楼|号院|(?<=[\d一二三四五六七"
    r"八九十])号|栋|幢"
    r"|单元|室|楼|组|队|(?<![出住转入在我本全送])院|城|岛|湾|桥|部落"
)
_WHOLE = (
    "要塞|要道|和平|和谐|发电|发展|急救|现代|家[乐具电园]|为民|先进|先锋|由家|于家|从文|住建"
    "|送变电|给排?水|接待|到家|人和|在水|全民"
)
"""Words that only begin like one that leads to a place: 要塞公园, 和平小区, 先进村."""
_LEAD = lazy_regex(
    rf"(?:(?!{_WHOLE})(?:改成|改为|可以跑|能跑|改到|换成|换到|尽快|马上|立即|赶紧|直接|全部|统一|先|可以?|请问?|把|将|现|紧急|急"
    r"|因|由于"
    r"|目前|今天|现在|刚[从才]?|咱们?|需?对接|大家好|你好|您好|各位|麻烦|帮忙|我们?|我家|本人|我院|他们"
    r"|她们|这里|这边|家|人(?!民)|住|位|来自|坐落|送货?|运送?|寄送?|发|捐|收货|收件|详细"
    r"|联系|通讯|邮寄|医院|具体|地址|地点|位置|到|往|至|在|于|是|为|去|给|从|由"
    r"|的|和|及|与|、|，|有|也|都|就|要|需要|求助|求援|急需|急求|急缺|需求|现需"
    r"|还需|缺少?|已(?:经)?送[达到]|已|收到|已收到|感谢|谢谢|多谢|特此|送往|寄往|发往|运往|送达"
    r"|捐赠给"
    r"|捐给|被?困(?=[在于])|封控(?=在)|申请|支援|接收|请求|救援|救命|帮|了|:|\s|•|\(|\)|-|\.|,|\"))+"
)
_ZH = lazy_regex(
    rf"[{CJK}\d·-]{{0,24}}?(?:{_INSTITUTION}|{_AREA})(?:[{CJK}\d-]{{0,12}}?(?:{_INSTITUTION}"
    rf"|{_AREA})){{0,8}}"
)
_QUANTITY = lazy_regex(
    r"\d{1,6}\s?(?:[台个只套件辆艘顶把张条支副双瓶箱盒桶袋床块包]|[公]?[斤升吨])(?!路|街|区|院|楼|庄|河|桥)"
)
"""装载机2台清理巷口: a quantity begins no address."""
_LABOUR = lazy_regex(r"(?:清理|疏通|抢修|抢险|清淤|打扫|搬运|转移|安置|救援|排水|排涝)")
_SENT = lazy_regex(
    r"(?<=[个只双套件箱瓶副顶床袋桶台条张把辆支包盒吨斤份块卷罐人名])[到往至给]|(?<=[人名位])在|[捐赠]给"
    r"|[送接拉带][我你他她人老妈爸爷奶病孕产伤患]{1,3}去"
    r"|[送运寄发](?:货)?(?:[到往至给去]"
    r"|(?=人民|[^货达出]{2,}(?:医院|小学|中学|社区)))"
)
_ONLY_NUMBER = lazy_regex(r"[\d-]+.{1,2}")
_HAPPENS = lazy_regex(r"[把被]|洪水|冲[断垮]|淹|水(?:已经?|都|快|就|要)*(?:[到涨漫没]|进了)")
"""水已经到二楼: what happened, no place."""
_SAYS = lazy_regex(
    rf"(?<=院|心|所|站|学|局|司|厂|区|村)(感谢|谢谢|多谢|鸣谢|致谢|收到|急需|急缺|紧缺|需要|请求"
    rf"|申请|捐赠?)(?=[{CJK}])"
)
"""县人民医院感谢某药业公司: a place ends where it says something."""
_TALE = lazy_regex(
    r"[了着过](?!境)|\d[位名个]|要去|[那这哪]|回来|公里|里地|昨|(?<=[厂家屋手心夜车院里店箱柜包袋盒瓶锅桶兜库])里$"
    r"|[弟妹爸妈哥姐]"
)
"""刚从超市回来, 视频里那个人: what somebody tells, no place."""
_NO_PLACE = lazy_regex(
    r"地下室|\d+[人名]|\d+[多余几]?[名位个]?(?:村民|居民|群众|社员|组员|队员|学生)"
    r"|[哪这那几每某整全各本]|[两一二三](?!峡|亚|门|河|明|元|中心|环"
    r"|桥|道)"
)
_LABELLED = lazy_regex(
    r"(?:具体)?(?:位置|地点|坐标|定位|地址)(?:在|是|为|:)*\s?"
    r"(?P<name>[\u4e00-\u9fff][\u4e00-\u9fff\d]{1,15})(?=[,，。;!\s]|$)"
)
"""位置响水观: what is said to be the place."""
_BLOCKED = lazy_regex(
    r"(?:^|(?<=[,，。;!\s]))(?P<name>[\u4e00-\u9fff]{1,6}(?:路|街|大道|大桥|隧道|高速))"
    r"(?=(?:上|面|口|段|这边|那边)?(?:都|已经?|全|又|被|还|也)*"
    r"(?:堵|封|断|塌|淹|不通|过不去|走不|积水|结冰))"
)
"""黄河路上堵死了: the road that is blocked."""
_BARE = lazy_regex(rf"(?:{_INSTITUTION}|{_AREA})")


def find_written(text: str, cased: str) -> list[PlaceFound]:
    """Places that no gazetteer knows: what is written like an address. `text` has goods blanked."""
    found = []
    for match in _ZH.finditer(text):
        begin = _begin(text, match)
        lead = _LEAD.match(text, begin, match.end())
        start = lead.end() if lead else begin
        counted = _QUANTITY.match(text, start, match.end())
        start = counted.end() if counted else start
        says = _SAYS.search(text, start, match.end())
        end = says.start(1) if says else match.end()
        if (
            _NO_PLACE.match(text, start)
            or _HAPPENS.search(match.group())
            or _TALE.search(text, start, end)
            or _ONLY_NUMBER.fullmatch(text, start, end)
            or (counted and _LABOUR.match(text, start, end))
        ):
            continue
        if end - start >= (4 if _BARE.fullmatch(text, start, end) else 2):
            found.append(PlaceFound(start, end))
    found += [
        PlaceFound(*match.span("name"))
        for pattern in (_LABELLED, _BLOCKED)
        for match in pattern.finditer(text)
        if not any(place.start < match.end() and match.start() < place.end for place in found)
    ]
    if not found:
        found = latin_places(text, cased)
    return found


def _begin(text: str, match: re.Match[str]) -> int:
    """Where an address may begin: in 200只送到港湾医院 after the sending."""
    sent = [m.end() for m in _SENT.finditer(text, match.start(), match.end())]
    return sent[-1] if sent and sent[-1] < match.end() else match.start()
