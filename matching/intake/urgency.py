"""How urgent a message is, by its words and by how long the stock lasts."""

import re

from matching.intake.counts import NUMBER, value_of
from matching.intake.life import HURT, LIFE
from matching.intake.pattern import lazy_regex
from matching.model import Urgency

DAYS_CRITICAL, DAYS_HIGH = 2, 7
"""Stock for at most so many days: critical, high."""

_CRITICAL = lazy_regex(
    r"病危|抽搐|溺水|落水(?!管)|触电|喘不(?:上|过)|昏倒|晕倒|(?:毒?蛇|被蛇)咬|病人危险|(?:呼吸机"
    r"|制氧机)(?:快|马上|要|已经?)*(?:停了?|没电)"
    r"|(?:氧气?|氧气瓶)(?:马上|快要?|即将|就要)(?:见底|断|没|用完|用光)|被?(?:洪?水"
    r"|海水)(?:包)?围(?![绕裙])|围困|压(?:着|住|到"
    r"|在)(?:了)?(?:人|下面|里面)|里面(?:还)?有人|人(?:还)?在(?:里面|下面|底下)"
    r"|水[^,，。!?\n]{0,6}(?:漫|淹|涨|升|没)(?:到|过)(?:了)?(?:胸|脖|下巴|床|窗|屋顶|[二三]楼)"
    r"|[只仅]?(?:够|能)(?:撑|维持|坚持"
    r"|用)?到?(?:今|明)[天早晚日]"
    r"|(?:最多|顶多|勉强)(?:只)?能?(?:撑|维持|坚持|顶|用)到?(?:今|明)[天早晚日]|受困(?!难)|今[晚天夜][^,，。]{0,4}就(?:没有?了?"
    r"|断)|十万火急|(?:今[晚天夜]"
    r"|明[天早晚])(?:就|将|会|要|都)?(?:用完|没了|断货|断供|断药)"
    r"|(?:今[天晚日]|明[天早晚])(?:内|中午)?(?:就|将|会|要|都)*(?:用|吃|喝)完"
    r"|水[^。!?\n]{0,5}已到(?:胸|脖|[二三]楼)|水(?:已经?|都)?(?:到|过)(?:了)?(?:胸|脖|下巴"
    r"|屋顶|[二三]楼)|(?:撑|坚持|维持|顶|熬)不(?:到|过)(?:今|明|后)[天日晚早]"
    r"|够用?(?:用)?到(?:今|明|后)[天日晚]|[只仅]够(?:用到?)?(?:今[天晚日]|明[天早])"
    r"|万分(?:火急|紧急|危急)|千钧一发|命悬一线|生命(?:垂危|危险|危在旦夕"
    r"|危急|攸关)|人命关天|危在旦夕|生死|快死|要死|会死|等死|死人了|快不行|快没命"
    r"|没命|奄奄一息|危急|危重(?=.{0,6}(?:急|缺))|垂危|救命(?!药|恩)|窒息|断氧"
    r"|氧气(?:马上|快|即将|已|就要)?(?:用完|耗尽|没了|告急|不够)|大出血|昏迷|休克"
    r"|心梗|心脏骤停|临产|要生了|快生了|难产|被困|困在|心脏病发|被埋|埋在|被压"
    r"|淹到(?:脖|胸|屋顶|二楼|房顶)|随时(?:可能|会)(?:断|没|倒|塌|死)|性命|活不"
    r"|(?<![a-z])(?:losing (?:our |the )?(?:patients|people|babies)"
    r"|water (?:is |was |has |had |now |already )*(?:up to|reach(?:ed|es|ing)|at|over)"
    r" (?:the |my |our |their )?"
    r"(?:neck|chest|roof|windows?|2nd floor|second floor)"
    r"|(?:won'?t|will not|not) (?:last|live|survive|make it)"
    r"(?: (?:till|until|through|to))? (?:the )?(?:night|morning|tonight|tomorrow)"
    r"|dying|diing|dieing|diying|dyeing|dyng|will die|going to die|gonna die"
    r"|about to die"
    r"|can die|may die|could die|might die|would die|to die|we die|people are dead"
    r"|otherwise we die|before we die|let us die|life or death|life and death|matter of life"
    r"|life[- ]threatening|save (?:our|my|his|her|their) li(?:fe|ves)|critical condition"
    r"|critically|in critical|unconscious|bleeding|trapped|buried|under (?:the )?(?:rubble"
    r"|debris|collapsed)|drowning|suffocat\w+|heart attack|in labou?r|giving birth"
    r"|about to give birth|not breathing|still breathing|loosing blood"
    r"|(?:pts?|patients?|condition)(?: is| are| in)? critical"
    r"|can'?t breathe|still alive|going to be dead"
    r"|water (?:is )?(?:chest|neck|roof|window)[- ]?(?:high|deep|level)|under (?:the |a )?(?:wall"
    r"|house)"
    r"|not (?:waking|responding|conscious)|(?:won'?t|can'?t) wake|surgery (?:is )?waiting"
    r"|\d+ (?:hrs?|hours?) (?:of )?(?:backup|left|oxygen|battery)"
    r"|on top of (?:the |our |a )?roof|between life|starving to death"
    r"|on (?:the |a |our |my |their )?roofs?"
    r"|roof ?tops?|(?:on|in|up) (?:the |a )?trees?(?: ?tops?)?|swept away"
    r"|(?:people|persons?|kids|children|men|women|family) (?:are |is )?in the water|(?:boats?"
    r"|kayaks?|rafts?|canoes?|ferry|dingh(?:y|ies)) (?:\w+ )?(?:overturned|capsized|sank"
    r"|sinking)"
    r"|(?:snake ?bit\w*|bitten by (?:a )?snakes?)|(?:spo2|sp02|oxygen level|o2 level|saturation"
    r"|sats?)"
    r" (?:is |at |of |level |now |only |dropp\w+ to )*[3-7]\d|(?:stopped|stops) breathing"
    r"|hear (?:voices|them|him|her|people|cries|screams)|lose blood|losing (?:blood|patients)"
    r"|(?:will|wont|won'?t|may|might|can) not (?:live|last|survive|make it)(?: (?:till|until|the"
    r"|through|to|another)| long)|up to (?:the |our |my |their |her |his )?(?:neck|chin|mouth)"
    r"|cholera[^\n]{0,40}(?:dead|died|die|kill\w*)|(?:concentrator|ventilator"
    r"|oxygen)[a-z ]{0,20} (?:battery|power) (?:is |are )?(?:gone|dead|out|off|finish\w*)"
    r"|(?:many|people|persons?|peoples) (?:are |is |were )?crushed"
    r"|(?:wall|roof|house|building)s? (?:fall|fell|falls|fallen|collapsed?|came down) on (?:the )?"
    r"(?:people|peoples|persons?|us|them|him|her|kids|children)"
    r"|(?:will be|is|be|are) (?:empty|finished|over|gone|out) (?:by )?(?:tonight|tomorrow|today)"
    r"|(?:food|water|milk|oxygen|insulin|rice|fuel|medicines?|diesel)[a-z ]{0,6} (?:only )?for"
    r" (?:only |just )?(?:today|tonight|tomm?or+ow)"
    r"|collapsed on (?:\w+ )?(?:people|persons?|us|them|him|her|my|our|the|\d+)"
    r"|(?:oxygen|insulin|blood|fuel|ventilators?|food|water|milk|medicines?|meds|diesel|gas"
    r"|power|flour|rice)"
    r"[a-z ]{0,16}(?:finish\w*|runs? out|run out|ends?|dies|gone|lasts?|enough|left)(?: only"
    r"| just| is)?"
    r"(?: until| till| til| by| for| up to| before)? (?:today|tonight|tomorrow|this evening"
    r"|this afternoon"
    r"|morning|midnight|noon)"
    r")(?![a-z])"
)
_HIGH = lazy_regex(
    r"急(?!救|诊|性|流|支|转|着回|刹|于|躁|匆|速|需?采购公告)|紧缺|告急|告罄|迫切"
    r"|最紧(?![张要])|尽快|(?:所剩|剩的?)(?:不多|无多|不到)"
    r"|(?<=[\u4e00-\u9fff\d])没有?了(?=[,，。!\s]|$)"
    r"|揭不开锅|等米下锅|(?:非常|十分|极其"
    r"|特别|物资)(?:紧张|短缺|缺乏|匮乏)"
    r"|[只仅]剩最后|最后(?:几|一|两)[个箱瓶包盒袋套]|赶快|快[点些]|等不[及了]|迫在眉睫|日夜盼"
    r"|救救|救个急|等不起|一[件个片粒滴点只瓶包]都没有?|[药菜粮水蛋奶货](?:已经?|都|全)?断了"
    r"|(?:基本|几乎)(?:没有?了?|为零|断了)(?=[,，。!\s]|$)|盼速|[望请盼]速|速[援送救运]|跪求|越快越好|没得穿"
    r"|[都全](?:快)?没了|急急急|快[来!]|(?<![a-z])(?:kuai|ji|ji ?ji) ?!"
    r"|(?<![a-z])(?:ji ?xu|ji ?que|jin ?ji|gan ?kuai|jiu ?zhu|shi ?wan ?huo ?ji"
    r"|mei(?: ?you)? ?(?:dong ?xi ?)?chi ?(?:de|le))(?![a-z])"
    r"|(?<![a-z])(?:but|and|have|has|with) zero (?!covid|tolerance|chance|waste)(?=[a-z])|救急"
    r"|连夜(?!作业|施工|奋战|抢)|等着用|[吃用喝]完了|chi ?wan ?le|yong ?wan ?le|马上|立刻"
    r"|立即|赶紧|速速|速来|火速|加急|刻不容缓|燃眉|求助|求救|求援"
    r"|抓紧(?!时间)|泡水不能用|求支援|请求支援|断货|断供|断粮|断水|断药|用完|用光|耗尽|见底|所剩无几|没有库存"
    r"|无库存|零库存|库存为(?:零|0)|库存(?:不足|紧张)|弹尽粮绝|奇缺|严重(?:不足"
    r"|缺乏|短缺|匮乏)|极度(?:缺|匮)|极缺|非常缺|快没|sos|撑不(?:住|下去|了)|坚持不(?:住"
    r"|了)|没(?:水|吃|饭|粮)(?:没|了)"
    r"|(?<![a-z])(?:urgent|urgently|urgency|urgentes?|urg[a-z]{0,3}t(?:l?y)?|urg[a-z]{2,5}ly"
    r"|urjent|ugent|urgen"
    r"|urgeny"
    r"|urgence|urgenty|imm?ed[ia]{1,2}te?ly|immidiat\w+|imediate|emergancy|emergeny|emergecy"
    r"|emergence"
    r"|about to (?:break|burst|collapse)|rising fast|leaking? fast|jaldi|foran|fori|fauran|ijans"
    r"|vit vit|vitman|rapidement|ijan|quick,? quick|be quick|we used (?:up )?(?:the|our) last"
    r"|[a-z]{3,} finish(?=\s?(?:[,.;!]|$))"
    r"|(?:rice|oil|food|water|charcoal|milk|fuel|flour|gas|serum"
    r"|medicines?) done(?=\s?[,.;!])|none left|no more left|zero left"
    r"|as so+n as pos+ib\w+|(?:food|water|milk|rice|medicines?|oil|flour|all)"
    r" (?:is|are) finish|tank is empty"
    r"|(?:hospital|clinic|camp|shelter|school|ward|village|center|centre|station|team) out of"
    r"|(?:all )?used up|down to (?:the|our) last|on (?:the|our|my) last|khatam|nil(?=[.,!])"
    r"|last (?:box|pack|bottle|one|tank|cylinder)|almost (?:out|gone|finished|empty)"
    r"|nearly (?:out|gone)"
    r"|(?:is|are|am|we're|[a-z]'s|all|completely|totally|already|now) out of(?!"
    r" (?:order|town|work|the"
    r"|our|my|his"
    r"|her|their|here|danger|reach|breath|control|state|power|service|gas on|school|bed))"
    r"|(?:come|send|help)(?![a-z])(?:(?!donat)[^.!?\n]){0,40}?"
    r" now(?=\s?(?:[!#,.]|$|\d{4}))|(?:send|come|help|arrive|move"
    r"|act)(?![a-z])[^.!?\n]{0,24}? fast"
    r"|asap|a\.s\.a\.p|emergency"
    r"|emergencies|sos|s\.o\.s|immediate|immediately|right away|right now|dire"
    r"|desperate|desperately|quickly|as soon as possible|as fast as|hurry|starving"
    r"|starve|starvation|ran out|run out|running out|out of stock|nothing left"
    r"|all gone|are over|is over|all finished|finished|critical|crucial|badly need"
    r"|badly|now please|help now|in danger|danger|serious need|grave need|severe"
    r"|at once|stranded|stuck|distress|in pain)(?![a-z])"
)
_BEFORE_JI = lazy_regex(r"(?:(?:万分|十分|非常|特别)?紧|着|焦|特|危|告|火|很|太|超)$")
_AFTER_JI = lazy_regex(r"急*(?:需要?|缺|求|用|要|等|盼|寻|招|购|征|切|迫|送|件|事)?")
"""What makes a word of 急."""
_NOT_HIGH = lazy_regex(
    r"(?:不急|不紧急|不是很急|非紧急|应急|急救|急诊|救急|快来(?:看|买|抢)|紧急联系|(?:事情|问题"
    r"|灵感|疫情|什么事|电)没有?了"
    r"|emergency (?:number|room"
    r"|services|response|management|kit|shelter|fund|vehicle|hospital|food|blankets?"
    r"|relief)|state of emergency|after the emergency|not urgent|no emergency|no hurry"
    r"|emergency light|in emergency)"
)
_ZH_LASTS = lazy_regex(
    r"(?:够|不足|不到|维持|支撑|撑|用|吃|喝|供|坚持|撑过|支持|顶|管|使用|应付)(?:不了|不到|不过"
    rf"|得了|到|个|上|约|大约|大概|最多|至多|我院|全院|的了|了)*\s?(?P<n>{NUMBER}"
    rf"|半)(?:\s?[-~到至]\s?(?P<m>{NUMBER}))?\s?(?:个)?(?P<u>天|日|小时|周|星期"
    r"|个月)"
    rf"|剩(?:下|余)?(?:约|不到|不足|大概)?\s?(?P<r>{NUMBER}|半)\s?(?:个)?(?P<s>小时"
    rf"|天(?=的?[用存]?量|的?库存|用|份|[,，。;；!]|\s?$)|周|星期)"
    rf"|(?P<k>{NUMBER}|半)\s?(?P<v>天|小时|日)(?:内|后|之后|以?内)?(?:就|将|会|即"
    r"|便|可能)*(?:用完|耗尽|断|用光|没了|告罄|见底|不够)"
)
_EN_LASTS = lazy_regex(
    r"(?:enough|supply|supplies|stock|last|lasts|left|food|water|oxygen|only|fuel"
    r"|medicine)[a-z ]{0,24}?(?:for |left for |another |only |about |next |of "
    rf"|lasts? )*(?:the next )?(?P<n>{NUMBER}|a)[- ]?(?P<u>days?|hours?|hrs?|h|weeks?)(?:['’]s?"
    r")?(?: (?:left|of|supply|worth|more|only|stock))"
    r"|(?:has|have|with|got) (?:\w+ )?(?:food|water|oxygen|fuel|medicines?|stock|supplies|milk"
    rf"|rice|diesel) for (?P<q>{NUMBER}|a) (?P<z>days?|weeks?)(?![a-z])"
    rf"|(?P<h>{NUMBER}) (?P<w>days?|hours?|hrs?) (?:left|remaining|of (?:fuel|oxygen"
    rf"|diesel|stock|supply))"
    r"|(?:finish\w*|dies?|end(?:s|ing)?|runs? out|run out|gone|over|out|empty|expires?)"
    r"(?: of \w+)? (?:in|within|after) (?:about |abt |around |only |less than |just |the next "
    r"|under )*"
    rf"(?P<i>{NUMBER}|a)[- ]?(?P<x>days?|hours?|hrs?|weeks?)(?![a-z])(?! ago)"
    rf"|(?:for|only|just) (?:about |abt |only |just )*(?P<j>{NUMBER}|a) (?:more )?(?P<y>days?"
    rf"|hours?|hrs?)"
    r" only(?![a-z])"
    r"|(?:only|enough|last|lasts|lasting|left|hold)[a-z ]{0,18}?(?: for| another)?(?: the "
    rf"next| about| at most)? (?P<k>{NUMBER}|a) ?(?:more )?(?P<v>days?|hours?|hrs?|h"
    r"|weeks?)(?![a-z])"
)
_SAFE = lazy_regex(
    r"(?:没有?|无|暂无|未有?)人?员?(?:有)?(?:生命危险|被困|受困|昏迷|被埋)"
    r"|(?<![a-z])(?:no ?body|no ?one|not|none)(?:['’]s)?"
    r"(?: (?:is|are|was|were|be(?:en|ing)?|has|have|got|gets?|of|us|them|here|there|yet|\w+ly)"
    r"){0,4} (?:trapped|buried|unconscious|bleeding|dying|drowning)(?![a-z])"
)
"""What is said to be well; not who is trapped where nobody can reach them."""
_NO_LIFE = re.compile(
    r"(?<![a-z])(?:fish(?: tanks?)?|tanks?|plants?|crops?|trees|flowers?|batter(?:y|ies)|phones?"
    r"|laptop|engine|chickens?|cattle|goats?|livestock) (?:is |are )?(?:all )?(?:dying|dead"
    r"|died)(?![a-z])"
    r"|(?:鱼|花|庄稼|菜苗|鸡|牛羊|手机|电池)(?:都|全|也)?(?:快|要)死"
)
"""Fish tanks dying: no person's life."""
_OF_STOCK = lazy_regex(
    r"^(?!.*(?:氧|oxygen|blood|血)).*(?:用完|没了|断货|断供|断药|用到|[只仅]够|十万火急|万分"
    r"|finish|run|ends?|dies|gone|lasts?|enough|left)"
)
"""Goods that run out, save those one breathes or bleeds for; and words of mere haste."""
_DENIED = lazy_regex(
    r"(?:求助|需求|物资)[^,，。]{0,10}已经?解决|请[^,，。]{0,10}删除|辟谣|网传.*不实|谣言"
)
_USED = lazy_regex(
    rf"(?:每[天日]|日均|一天|平均每天)(?:的|要|需|得|大概|大约|约|消?耗|用量?|使用"
    rf"|掉)*[^\d\n,，。]{{0,8}}?(?P<n>{NUMBER})\s?[套只个副双瓶件袋桶]"
)
_LEFT = lazy_regex(
    rf"(?:剩下?|库存|现有|现存|只有|仅有|余)(?:约|还有|只有|下|量"
    rf"|余)*[^\d\n,，。]{{0,8}}?(?P<n>{NUMBER})\s?[套只个副双瓶件袋桶]"
)
_UNIT_DAYS = {
    "天": 1.0,
    "日": 1.0,
    "小时": 1 / 24,
    "周": 7.0,
    "星期": 7.0,
    "个月": 30.0,
    "day": 1.0,
    "hour": 1 / 24,
    "hr": 1 / 24,
    "h": 1 / 24,
    "week": 7.0,
}


def read_urgency(text: str) -> tuple[Urgency, int, int]:
    """The urgency of a folded text and where the words stand that say so (0, 0: none)."""
    if _DENIED.search(text):
        return Urgency.NORMAL, 0, 0
    for calm_words in (_SAFE, _NO_LIFE):
        text = calm_words.sub(lambda said: "\x01" * len(said.group()), text)
    days = stock_days(text) or use_days(text)
    found = _CRITICAL.search(text) or LIFE.search(text)
    if found:
        return Urgency.CRITICAL, found.start(), found.end()
    if days is not None and days[0] <= DAYS_CRITICAL:
        return Urgency.CRITICAL, days[1], days[2]
    calm = [m.span() for m in _NOT_HIGH.finditer(text)]
    for match in _HIGH.finditer(text):
        if not any(start <= match.start() < end for start, end in calm):
            return Urgency.HIGH, *_whole_word(text, match)
    if days is not None and days[0] <= DAYS_HIGH:
        return Urgency.HIGH, days[1], days[2]
    return Urgency.NORMAL, 0, 0


def _whole_word(text: str, found: re.Match[str]) -> tuple[int, int]:
    """Where the whole word stands of which a sign was found: 急需 and 紧急, not 急."""
    start, end = found.span()
    if found.group() != "急":
        return start, end
    if before := _BEFORE_JI.search(text[:start]):
        return before.start(), end
    after = _AFTER_JI.match(text, end)
    return start, after.end() if after else end


def risks_a_life(text: str) -> bool:
    """Whether a folded text says that somebody may die now; stock that runs out is no such word."""
    text = _SAFE.sub("", text)
    if _DENIED.search(text):
        return False
    if LIFE.search(text) or HURT.search(text):
        return True
    return any(not _OF_STOCK.search(match.group()) for match in _CRITICAL.finditer(text))


def use_days(text: str) -> tuple[float, int, int] | None:
    """For how many days the stock lasts by what is used up a day, and where the use stands."""
    used, left = _USED.search(text), _LEFT.search(text)
    if used is None or left is None:
        return None
    daily, stock = _number(used["n"]), _number(left["n"])
    return (stock / daily, used.start(), used.end()) if daily and stock is not None else None


def urgent_words(text: str) -> list[tuple[int, int]]:
    """Where words of urgency stand: they are no misspelt goods (火急 is no 火机)."""
    return [match.span() for match in _CRITICAL.finditer(text)]


def stock_days(text: str) -> tuple[float, int, int] | None:
    """For how many days the stock lasts, if the text says so, and where."""
    for pattern in (_ZH_LASTS, _EN_LASTS):
        for match in pattern.finditer(text):
            groups = match.groupdict()
            words = next(str(groups[n]) for n in "nkhrijq" if groups.get(n))
            unit = next(str(groups[n]) for n in "uvwsxyz" if groups.get(n))
            number = 0.5 if words == "半" else 1.0 if words == "a" else _number(words)
            size = _UNIT_DAYS.get(unit if unit in _UNIT_DAYS else unit.rstrip("s"))
            if number is not None and size is not None:
                return number * size, match.start(), match.end()
    return None


def _number(words: str) -> float | None:
    value = value_of(words)
    return None if value is None else float(value[0])
