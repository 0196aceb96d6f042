"""Persons who are counted and need nothing: the dead, the helped, the helpers, the onlookers."""

import re

_DEAD_ZH = re.compile(
    r"\s?(?:已经?)?(?:死亡|遇难|丧生|去世|失踪|罹难|牺牲|死了|死|失联|参与|转发|捐|报名)"
)
_ROOM_ZH = re.compile(
    r"(?:可住|能住|可容纳|容纳|可供|可接待|可坐|限|满|大白|志愿者|民警|战士|官兵|队员|人手|职工"
    r"|员工|医护|医生|护士"
    r"|医务人员|工作人员|干部|编制)(?:共|约|总数|共有)?$"
)
_LOST_ZH = re.compile(r"(?:遇难|死亡|失踪|牺牲|罹难|丧生|去世|失联)(?:人数|者|约|共|了|的有|有)?$")
_DEAD_EN = re.compile(
    r"\s?(?:(?:have|has|had|were|was|are|is|been|already|got|who|people|persons"
    r"|bodies)\s){0,3}(?:dead|died|die|killed|missing|bodies|buried|perished|drowned|expired"
    r"|away(?! from)"
    r"|deaths?|lost their lives|passed away|volunteers|signed|(?:per|each|a) shift|to (?:sort"
    r"|unload|pack"
    r"|carry|clean|cook|serve|dig|drive|lift|move|load)(?![a-z]))"
)
_KILLED_EN = re.compile(
    r"(?:killed|kills|killing|claimed|death toll|lost|dead)(?:\s(?:of|at|over|about"
    r"|more than|is|to|the lives of))*\s?$"
)
_SAFE_ZH = re.compile(
    r"\s?(?:都|全|均)?(?:已经?)?(?:被|安全)?(?:出院|治愈|救出|获救|脱险|平安|没事)"
)
_SAVED_ZH = re.compile(r"(?:治愈|出院|康复|获救|脱险)(?:人数|者|约|共|了|的有|有)?$")
_SAFE_EN = re.compile(
    r"\s?(?:(?:have|has|had|were|was|are|is|been|already|got|who|people|persons)\s){0,3}"
    r"(?:all )?(?:(?:get|got|came|come|made it) out|rescued|saved|safe|fine|ok(?:ay)?)(?![a-z])"
    r"|\s(?:have |were |are |was |is )?(?:already )?(?:gone to|left for)(?![a-z])"
)
"""Out of danger, before or after the number: 治愈出院57人, 10 people got out, 600 gone to Multan.
"""
_THERE_EN = re.compile(r"(?<![a-z])(?:police|army|soldiers|troops|thanks to(?: the| all| our)*)\s$")
_CAME_EN = re.compile(r"\s?(?:people |persons )?(?:who came|round the block)")
"""Police, and those who came to help: thanks to the 60 people who came out."""
_WHOLE_EN = re.compile(r"(?:^|[.!?:;]\s?)(?:out )?of (?:the |our |some |about )*$")
"""Of 500 people here …: the whole, of which those in need are told next."""
_HELPED = re.compile(
    r"(?:(?<![需要待拟])(?:救治|治疗|诊治|帮助|服务|接诊)(?:了|过)?(?:近|约|共|大约|超过)?"
    r"|(?<![a-z])(?:rescued|saved|evacuated|turned|bury|buried|serving [a-z\x02]+ to)\s?:?\s?$"
    r"|(?:发给|救出|载走|抓住|抓到|抓获)了?"
    r"|(?<![a-z])(?:fed|served|hosted|caught|arrested|treated|helped|assisted|trained|vaccinated"
    r"|examined|hired)"
    r"(?: (?:over|about|around|almost|nearly|more than|up to|some|another|all))*)\s?$"
)
"""Who was helped is not in need any more: fed over 500 people."""
_GIVEN = re.compile(
    r"(?<![a-z])(?:delivered|gave|given|handed out|distributed|donated|provided|brought|served)"
    r"(?![a-z])[^.!?\n]{0,30} to"
    r"(?: (?:over|about|around|almost|nearly|more than|some|another))*\s?$"
)
"""Delivered groceries to 41 seniors."""
_ROOM_EN = re.compile(
    r"(?<![a-z])(?:can|able to|will|ready to) (?:cook|feed|host|house|seat|sleep|serve|shelter"
    r"|accommodate|receive|lodge|take in)(?![a-z])[^.!?\n]{0,30}$"
)
"""Can cook for 50 people: how many may be helped."""
_MEETING_EN = re.compile(
    r"(?<![a-z])(?:will|i'll|we'll) be (?:there|here|at)(?![a-z])[^.!?\n]{0,40}$"
)
"""Will be there with my two kids."""
_EACH_ZH = re.compile(
    r"[\s\x01]?(?:一天|一次|[每各限\x01]|只[能限发领]"
    r"|[一两二三]\s?[个只盒包份套瓶箱袋件剂])"
)
_ONE = re.compile(r"[一1]\s?[户人家](?:一)?")
"""一户两盒, 一人限购一剂: what each gets, no count."""
_COMING_ZH = re.compile(
    r"(?:都)?(?:可以?|能|愿意?|想|准备|随时)(?:马上|随时|现在)*"
    r"(?:过去|过来|来帮|去帮|支援|出发)"
)
_WATCH_EN = re.compile(
    r"\s?(?:watch|gather|attend|march|protest|celebrat|cheer|queued? for tickets)"
)


def are_in_need(before: str, words: str, after: str) -> bool:
    """Whether persons counted by `words`, between what stands before and after, may need help."""
    return not (
        _ROOM_ZH.search(before)
        or _LOST_ZH.search(before)
        or _DEAD_ZH.match(after)
        or _DEAD_EN.match(after)
        or _KILLED_EN.search(before)
        or _is_safe(before, after)
        or _THERE_EN.search(before)
        or _CAME_EN.match(after)
        or _WHOLE_EN.search(before)
        or _HELPED.search(before)
        or _GIVEN.search(before)
        or _ROOM_EN.search(before)
        or _MEETING_EN.search(before)
        or _COMING_ZH.match(after)
        or _WATCH_EN.match(after)
        or (_ONE.fullmatch(words) and _EACH_ZH.match(after))
    )


def _is_safe(before: str, after: str) -> bool:
    """Whether those who are counted are out of danger already."""
    after_says = _SAFE_ZH.match(after) or _SAFE_EN.match(after)
    return bool(after_says or _SAVED_ZH.search(before))
