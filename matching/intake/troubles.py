"""What goes wrong on the road, as a driver writes it, and other things that merely happened."""

import re

from matching.intake.reading import Trouble

_TROUBLES: tuple[tuple[Trouble, re.Pattern[str]], ...] = (
    (
        Trouble.BREAKDOWN,
        re.compile(
            r"车(?:辆|子)?(?:突然|又|好像|有点)?(?:坏|抛锚|熄火|出(?:了)?(?:故障|毛病|问题)"
            r"|故障|打不着|不走|发动不了|没油|没电|开不了|爆胎|漏油|冒烟|趴窝|动不了)|爆胎"
            r"|轮胎(?:爆|破|扎|瘪|坏)|抛锚|发动机(?:坏|故障|过热|有问题)|水箱(?:开锅|漏)"
            r"|打不着火|熄火了"
            r"|(?<![a-z])(?:broke down|broken down|breakdown|break down|flat tyre|flat tire"
            r"|puncture|engine (?:trouble|failure|failed|died|problem|overheated|stopped)"
            r"|(?:truck|car|van|vehicle|lorry|bus)(?:'s| is| has)?(?: just)? (?:broken"
            r"|broke|dead|stuck|died|won'?t start|not starting|out of fuel|out of gas)"
            r"|won'?t start|out of (?:gas|fuel|petrol) on|overheat\w*)(?![a-z])"
        ),
    ),
    (
        Trouble.ACCIDENT,
        re.compile(
            r"追尾|撞车|出车祸|车祸|被撞|撞了|剐蹭|翻车|出事故|交通事故"
            r"|(?<![a-z])(?:had an accident"
            r"|car accident|crashed|rear-?ended|collision|got hit"
            r"|truck accident|overturned)(?![a-z])"
        ),
    ),
    (
        Trouble.ROAD,
        re.compile(
            r"(?:路|道|桥|高速|隧道)(?:面|段|上|口)?(?:都|已|已经|全|被)?(?:封|断|堵死"
            r"|塌|淹|堵了|不通|过不去|积水|结冰|中断|垮)|封路|封桥|路(?:不通|断|被淹|被堵"
            r"|上积水)|过不去|进不去(?:了)?|绕不过|塌方|(?<!山体)滑坡|走不通|开不进"
            r"|(?:车)?(?:开不过"
            r"去|过不了)"
            r"|(?<![a-z])(?:(?:road|bridge|highway|street|tunnel|way|route) (?:is |was "
            r"|are |has been |got )?(?:blocked|closed|flooded|cut off|collapsed|washed away"
            r"|impassable|out)|(?:blocked|closed|flooded) (?:road|bridge|highway)"
            r"|can'?t get through"
            r"|cannot get through|cannot pass|can'?t pass|roadblock|road block|landslide)(?![a-z])"
        ),
    ),
    (
        Trouble.LATE,
        re.compile(
            r"堵车|堵在|堵住|(?:会|要|可能|恐怕|得)?(?:晚到|迟到|晚点|晚一(?:点|会|些)到"
            r"|(?<![今明昨当每])晚\d+|晚半|来不及|赶不到|耽误|延误|推迟)|还在排队|排队等"
            r"|(?<![a-z])(?:stuck in traffic|traffic jam|(?:will|going to|gonna|running"
            r"|be|am|i'm) (?:be )?late|delay(?:ed)?|behind schedule|won'?t make it|hours? late"
            r"|still waiting to load)(?![a-z])"
        ),
    ),
    (
        Trouble.GOODS,
        re.compile(
            r"(?:货|物资|箱子|包装|口罩|防护服|药品?)[^,，。\n]{0,6}(?:破损|损坏|坏了|打湿"
            r"|淋湿|受潮|丢了|丢失|少了|缺了|不对|不符|发错|漏|碎了|压坏)|少了\s?\d|数量(?:不对"
            r"|不符|对不上)|装错|发错货|货不对"
            r"|(?<![a-z])(?:(?:goods|boxes|cargo|load|packages?|items|crates?)[a-z ]{0,14}"
            r"(?:damaged"
            r"|broken|wet|missing|wrong|lost|stolen|short)|(?:wrong|damaged|missing|wet"
            r"|broken) (?:goods|boxes|items|cargo|load|packages?)|boxes short)(?![a-z])"
        ),
    ),
    (
        Trouble.NOBODY,
        re.compile(
            r"没(?:有)?人(?:在|接|收|应|签|开门|接货|接应|接电话|来)|找不到(?:人|收货人"
            r"|联系人)|联系不上|打不通|电话(?:没人|不)接|不接电话|关门了|锁着门"
            r"|(?<![a-z])(?:nobody (?:here|there|is|home|answers?|at|to receive|picks up)"
            r"|no one (?:here|there|is|answers?|home|at|to receive|picks up)|no answer"
            r"|can'?t reach (?:the|them|him|her)|cannot reach|doesn'?t answer|not answering"
            r"|door is locked|gate is (?:locked|closed))(?![a-z])"
        ),
    ),
)
_HAPPENED = re.compile(
    r"(?<![a-z])(?:there is|there's|there was|there are|there has been)\s(?:a\s"
    r"|an\s)?(?:big\s|huge\s|massive\s|small\s)?(?:fire|flood\w*|explosion|accident"
    r"|landslide|aftershock|earthquake|tremor|robbery|riot|shooting|gunfire|outbreak"
    r"|leak|protest)"
    r"|(?:is|are|has|have|was|were)\s(?:been\s)?(?:burning|flooding|flooded|collaps\w+"
    r"|on fire|rising|leaking|exploded|looting)|着火|失火|起火|火灾|爆炸|坍塌|倒塌"
    r"|决堤|溃坝|泥石流|山洪|泄漏|地震了|停电了"
    r"|(?<![a-z])(?:she|he|they|someone)(?:\s?'s|\sis|\sare|\swill)\s(?:\w+\s)?(?:bring"
    r"|deliver|com|tak|send|distribut)\w*"
)


def find_trouble(text: str) -> Trouble | None:
    """The first kind of trouble that a folded text speaks of."""
    return next((kind for kind, pattern in _TROUBLES if pattern.search(text)), None)


def tells_of_event(text: str) -> bool:
    """Whether something happened that asks for no goods: a fire, a flood."""
    return _HAPPENED.search(text) is not None
