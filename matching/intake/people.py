"""Persons and households in need, where a message states them."""

import re
from dataclasses import dataclass, replace
from fractions import Fraction

from matching.intake.bystanders import are_in_need
from matching.intake.counts import NUMBER, value_of
from matching.intake.pattern import Pattern, lazy_regex

_WHO_ZH = (
    "被困人员|被困群众|受灾群众|受困群众|受灾人员|独居老人|留守老人|老年人|老人家"
    "|老人|孩子|小孩子|小孩|儿童|婴幼儿|婴儿|宝宝"
    "|孕妇|产妇|确诊病人|重症病人|危重病人|住院病人|病人|确诊患者|重症患者|患者"
    "|病患|伤员|伤者|重症|群众|灾民|村民|居民|乡亲|学生|师生|乘客|游客"
    "|妇女|难民|学员|员工|职工|老弱|残疾人|病号|幼儿|长者|阿嬷|阿公|爷爷奶奶|旅客"
    "|工人|民工|务工人员|baby|babies|kids|patients"
    "|大人|成人|成年人|女生|女性|男性|家人|住户人员|人员|人"
)
_STAFF = (
    r"(?!.{0,2}(?:志愿者|医护|医务|医生|护士|司机|工作人员|消防|救援队|志工|民警|党员|官兵|战士))"
)
_ZH = lazy_regex(
    rf"(?P<n>{NUMBER})(?P<more>多|余|来"
    rf"|几)?\s?(?:[名位个口](?:(?!人)[\u4e00-\u9fff\x01]){{0,8}}?)?(?:多"
    rf"|余)?(?:余)?{_STAFF}\s?"
    rf"(?:受灾|被困|受困|的|住院|在院|确诊|危重|重症|新冠|隔离|留守|独居|老弱)?(?:{_WHO_ZH})("
    r"?!民币|份|次|工|家(?!人)|大|力|手|均|社|[房间]\d)"
)
_AFTER_ZH = lazy_regex(
    rf"(?:孕妇|产妇|婴儿|新生儿|宝宝|娃|长辈|长者|幼儿|儿童|小孩|孩子|老人|老年人|病人|患者|伤员"
    rf"|伤者|住民|病号|学员|阿公阿[嬷妈]|爷爷奶奶|父母|爸妈|老?夫[妻妇]|母[子女]|父[子女]|兄弟|姐妹"
    rf"|村民|群众|居民|学生|师生|乘客|旅客|游客|灾民|工人|民工)"
    rf"(?:约|共|有|大约|共有|近|:)?\s?(?P<n>{NUMBER})\s?(?:多|余)?[人名位个](?!月|小时|志愿|医|护"
    rf"|能|可)"
)
"""孕妇2人、婴儿3人: who stands before how many."""
_FAMILY_ZH = lazy_regex(
    rf"(?:一家|全家|家里|家中|我家)(?:有|共)?\s?(?P<n>{NUMBER})\s?(?:口|个人|人)"
    rf"|(?P<m>{NUMBER})口(?:之家|人)|(?P<k>\d+) ?kou ?ren(?![a-z])"
)
_CASES_ZH = lazy_regex(
    rf"(?:收治|在院|住院)[^,，。;；\d]{{0,6}}?(?P<n>{NUMBER})\s?(?:多|余)?例"
    rf"|(?:人数|总人数|人口)(?:约|为|共|有|是|:)*\s?(?P<m>{NUMBER})(?!\s?[个只套箱件瓶份天])"
    rf"|(?<![没无])人(?:也|都|已经?)?(?:来|住|到|进)(?:了|满)(?:约"
    rf"|有)?(?P<l>{NUMBER})(?![天个小只套箱床])"
    rf"|(?P<j>{NUMBER})(?:多|余|来)?号人(?!家)"
    rf"|(?P<i>{NUMBER})[名位个]\x02+(?=(?:都)?(?:被困|受困|困在|受伤|感染|发烧|生病|被隔离|没吃))"
    rf"|(?<![a-z\d])(?P<k>\d{{1,5}}) ?(?:ge )?(?:ren|laoren|haizi|bingren)(?![a-z])"
)
"""收治62例, 人数:16, 人来了400, 三百多号人, 6个工人被困, 26 ren."""
_SUMS_ZH = lazy_regex(rf"(?P<n>{NUMBER})大(?P<m>{NUMBER})小|(?P<k>{NUMBER})男(?P<l>{NUMBER})女")
"""4大2小: adults and children."""
_ALONE_ZH = lazy_regex(
    r"独居|独自一人|一个人(?:在家|住|被困|生活)|孤身一人|(?<![a-z])(?:(?:woman"
    r"|man|lady|mother|grandmother|grandfather|person) (?:is |lives? |living )?(?:all )?alon"
    r"e|lives? alone|i am alone|lone (?:old |elderly )?(?:man|woman|lady|senior|person))"
    r"(?![a-z])|孤寡老人(?!院)"
)
_HOUSE_ZH = lazy_regex(
    rf"(?P<n>{NUMBER})(?:多|余|来)?\s?(?:户|hu(?![a-z])|个家庭|户人家|家(?=人?被|受灾|住户))"
)
_TOTAL_ZH = lazy_regex(r"(?:共计|总共|一共|共有|共|合计|总计)\s?$")
_AMONG_ZH = lazy_regex(r"(?:其中|包括|含|里面|内有|包含)(?:有|了)?\s?$")
_AND_ZH = lazy_regex(r"[\s、,，和及与还有加+]*(?:以及)?")

_WHO_EN = (
    "senior citizens|eldery|elderley|eldelry|pass?[ae]ngers?|passengrs|senior|"
    "trekkers|tourists|pilgrims|workers stranded|passengers"
    "|inmates|homeless|evacuated|elders|people|persons?|ppl|peoples|pple|kids|kid"
    "|children|childrens|child|childern"
    "|babies|baby|infants?|adults?|elderly|seniors|women|woman|men"
    "|victims?|survivors?|patients?|orphans?|students?|residents?|villagers?|members"
    "|souls|individuals?"
    "|refugees?|injured|wounded|folks|girls?|boys?|toddlers?|teens|youths?|evacuees"
    "|inhabitants|citizens|ladies|mothers|persones|pers|evacuee|persn|persns|peopel|poeple|peaple"
    "|bachay|bachche|bachey|bache|bachon|baccho|log|logon|afraad|afrad|aurtain|aurat|aurten"
    "|widows?|handicap|handicapped|brothers|sisters|sons|daughters|childs|disabled|orphan"
    "|diabetics|newborns|amputees|khawateen|mard|buzurg|moun|timoun|personnes|enfants|femmes|bebes?"
    "|pregnant women|lady|gentlem[ae]n|pts?|pax"
)
_EN = lazy_regex(
    rf"(?<![\w.])(?P<n>{NUMBER})\s?(?:\+|or more|plus)?\s?(?:(?:more|other|small"
    r"|young|little|old|elderly|injured|wounded|sick|hungry|homeless|displaced"
    r"|affected|pregnant|disabled|dialysis|\x02+(?= patients)|cancer|icu|covid|diabetic|bedridden"
    r"|haitian|strand[a-z]+|trapped|handicapped"
    rf"|seriously|badly|severely|critically|gravely|heavily|lightly"
    rf"|of|our|the|in|family|poor|innocent|needy|church|community)\s){{0,2}}(?:{_WHO_EN})(?![a-z])"
)
_ARE_EN = lazy_regex(
    rf"(?<![\w.])(?P<m>{NUMBER}) in (?:the |our )?(?:icu|ward|er|coma|emergency room)(?![a-z])"
    rf"|(?<![a-z])(?:elderly|seniors?|old people|kids|children|babies|patients|women|men|ladies"
    rf"|girls|boys|orphans) (?:here"
    rf"|is"
    rf"|are|about|:)? ?(?P<k>{NUMBER})(?: here| now| of them)?(?=\s?(?:[,.;!]|$))"
    rf"|(?<![a-z])population(?: of| is|:)? (?:about |around |over )?(?P<l>{NUMBER})"
    rf"|(?<![\w.])(?P<n>{NUMBER})\s(?:are|were|is|others? (?:are|were)|more (?:are"
    r"|were))\s(?:\w+\s)?"
    r"(?:injured|wounded|hurt|trapped|stuck|sick|homeless|stranded|displaced|hungry)"
)
_WE_EN = lazy_regex(
    r"(?:we are|we're|we r|there are|there is|they are|we have)\s(?:about|around"
    r"|over|more than|at least|approximately|a group of|a total of|almost|like"
    rf"|nearly|some|up to)?\s?(?P<n>{NUMBER})(?!\s?(?:famil|household|houses|home"
    r"|day|hour|week|month|km|mile|min|block|tent|box|bottle|bag|truck|store|year))(?=\s?(?:"
    r"of us|here|in |at |without|and|with|on |who|[,.;]|living|sleeping|$))|(?:group"
    r"|family|fmaily|famly|familly|faimly|famliy|total|crowd|camp|community)\sof\s(?:about|around"
    r"|over|more than"
    rf"|at least)?\s?(?P<m>{NUMBER})(?!\s?(?:famil|household|tent))"
    rf"|(?P<k>{NUMBER})\sof\sus"
)
_IN_NEED_EN = lazy_regex(
    rf"(?<![\w.$])(?P<n>{NUMBER})\s?\+?\s(?:(?!famil|house|home|day|hour|week|month|year|km|mile"
    rf"|tent|box|bag|bottle|truck|boat|store|road|time|km|car)[a-z-]+\s){{1,3}}"
    r"(?:(?:are|is|were|still|currently|now|remain|reported|have been)\s){0,3}"
    r"(?:stranded|stuck|trapped|marooned|homeless|displaced|starving|waiting for|w/o"
    r"|without (?:any )?(?:food|water|\x02)|living in|sleeping in|sheltering"
    r"|taking shelter|cut off|in need)(?![a-z])"
)
"""80 senior citizens stranded: whatever they are called."""
_FOR_EN = lazy_regex(
    rf"(?<![a-z])for (?:(?:about|around|the|our|some|all|over) )*(?P<n>{NUMBER})"
    r" (?:(?!relief|rescue|medical|health)[a-z]+ ){1,2}workers(?![a-z])"
)
"""Biscuits for 140 dock workers."""
_HOUSE_EN = lazy_regex(
    rf"(?<![\w.])(?P<n>{NUMBER})\s?(?:\+|plus)?\s?(?:(?:more|other|poor|displaced"
    r"|affected|homeless|needy)\s)?(?:families|family|familes|familys|famly|famlys|famlies"
    r"|famili|familly|famillies|familles?"
    r"|fanmi|ghar|gharane|gharano|khandan|khandano|parivar|households?|hh|hhs)(?![a-z])"
    rf"|(?:we|they) (?:are|r|were) (?:about |around |over |some )?(?P<m>{NUMBER}) "
    r"(?:houses?|homes?|huts?)(?![a-z])"
    rf"|(?<![\w.$])(?P<k>{NUMBER}) (?:houses?|homes?|huts?|households?)"
    r"(?:(?=,? \d+\+? (?:souls|people|persons|ppl))|(?=\s?$)| (?:(?:are|were|is"
    rf"|have been|got"
    r"|all|also|now|completely|totally|fully|partially) )*(?:flat\w*|destroyed|collaps\w+"
    r"|damaged|gone"
    r"|washed|under water|fallen|fell|burn\w*|affected|flooded|submerged|ruined|lost|down|broken"
    r"|without"
    r"|w/o|wiped|razed|in need|cut off|isolated|surrounded|waiting)(?![a-z]))"
)
_COUPLE_EN = lazy_regex(
    r"(?<![a-z])(?:(?:an? |the )?(?:elderly|old|senior|aged|disabled|young)\s)couple"
    r"(?! of)(?![a-z])"
)
_PAIR_ZH = lazy_regex(
    r"老两口|夫妻[俩二两]人?|夫妇(?:俩|二人|两人)|爸妈[^,，。]{0,3}(?:\d|两|俩)|父母二?老"
    r"|[母父][子女]俩"
    r"|我和(?:我)?(?:老公|老婆|妻子|丈夫|妈|爸|孩子|女儿|儿子)(?!们)"
)
_SELF_EN = lazy_regex(
    r"(?<![a-z])(?:(?:mom|mum|mother|woman|lady|widow|father|man|me|myself|i am|i'm)(?: is| alone)*"
    r" (?:with|and|n|&) (?:my |our |her |his |the )?|with (?:my|her|his) )"
    rf"(?P<n>{NUMBER}) (?:(?:small|young|little|old) )?"
    r"(?:kids?|child(?:ren)?|daughters?|sons?|babies|boys|girls|infants"
    r"|sisters?|brothers?|siblings|cousins|aunts|uncles|nieces|nephews|grandkids)(?![a-z])"
)
"""Mom with two kids: one more than are counted."""
_BARE_ZH = re.compile(rf"{NUMBER}(?:多|余|来)?\s?[人名位]")
WANTED = re.compile(r"(?:需要?|缺|招|招募|征集|差|再来|名额)$")
"""急需20人: hands that are wanted."""
_LATIN = re.compile("[a-z]{2}")
_LATIN_GROUPS = (_EN, _HOUSE_EN, _WE_EN, _IN_NEED_EN, _ARE_EN, _FOR_EN)
_GROUPS = (
    *(_FAMILY_ZH, _AFTER_ZH, _ZH, _EN, _HOUSE_ZH, _HOUSE_EN, _WE_EN, _IN_NEED_EN, _ARE_EN),
    *(_FOR_EN, _CASES_ZH),
)
_NEAR, _FAR = 80, 200
"""Signs before and after a number that say whom it counts; before "30 of them"."""
_OF_THEM = lazy_regex(rf"(?<![\w.])(?P<n>{NUMBER}) of them(?![a-z])")
_SAID_APART = lazy_regex(r"[.,;]\s?(?:there are |they are |about |around |some )*$")
_THEY = lazy_regex(rf"(?<![a-z])(?:{_WHO_EN})(?![a-z])")
_AMONG_EN = lazy_regex(
    r"(?:including|among them|of which|of whom|incl|with|which include|of them)\s?$|\(\s?$"
)
_AND_EN = lazy_regex(r"[\s,&+n]*(?:and|plus|with)?\s*(?:about|around)?\s*")


@dataclass(frozen=True, slots=True)
class Group:
    """So many persons (or households) at a place of the folded text."""

    start: int
    end: int
    count: int
    households: bool = False
    among: bool = False
    """Part of a larger group: 其中老人5名."""
    counted: bool = True
    """False: persons who need nothing (the dead, the helpers)."""


def find_groups(text: str) -> list[Group]:
    """Every group of people, in order; none within another."""
    groups: list[Group] = []
    latin = _LATIN.search(text) is not None
    for pattern in _GROUPS:
        if latin or pattern not in _LATIN_GROUPS:
            groups += _groups(pattern, text, pattern in (_HOUSE_ZH, _HOUSE_EN))
    groups += _added(text)
    groups.sort(key=lambda group: (group.start, -group.end))
    kept: list[Group] = []
    for group in groups:
        if not kept or group.start >= kept[-1].end:
            kept.append(group)
    return kept


def _added(text: str) -> list[Group]:
    """4大2小, mom with two kids, 30 of them: what is not one number before one word."""
    found = []
    for match in _SUMS_ZH.finditer(text):
        parts = [value_of(n) for n in match.groups() if n]
        if all(part and part[0].denominator == 1 for part in parts):
            total = sum(int(part[0]) for part in parts if part)
            found.append(Group(match.start(), match.end(), total))
    for match in _SELF_EN.finditer(text):
        value = value_of(match["n"])
        if value is not None and 0 < value[0] < 20:
            group = _group(text, match, value[0], False)
            found.append(replace(group, count=group.count + 1))
    for match in _OF_THEM.finditer(text):
        value = value_of(match["n"])
        before = text[max(0, match.start() - _FAR) : match.start()]
        named = _SAID_APART.search(before) and _THEY.search(before)
        if value is not None and value[0].denominator == 1 and named:
            group = _group(text, match, value[0], False)
            found.append(replace(group, among=True))
    return found


def count_people(text: str, groups: list[Group]) -> tuple[int | None, int | None]:
    """(persons, households) in need; None where not stated."""
    persons = [group for group in groups if group.counted and not group.households]
    houses = [group.count for group in groups if group.counted and group.households]
    people = _summed(text, persons)
    if people is None and _COUPLE_EN.search(text):
        people = 2
    if people is None and _PAIR_ZH.search(text):
        people = 2
    if people is None and _ALONE_ZH.search(text):
        people = 1
    return people, (max(houses) if houses else None)


def _summed(text: str, groups: list[Group]) -> int | None:
    whole = [g for index, g in enumerate(groups) if index == 0 or not g.among]
    if not whole:
        return None
    runs = [[whole[0]]]
    for group in whole[1:]:
        between = text[runs[-1][-1].end : group.start]
        joined = _AND_ZH.fullmatch(between) or _AND_EN.fullmatch(between)
        if joined and not _TOTAL_ZH.search(text[max(0, group.start - _NEAR) : group.start]):
            runs[-1].append(group)
        else:
            runs.append([group])
    totals = [sum(group.count for group in run) for run in runs]
    return max(totals)


def _groups(pattern: Pattern, text: str, households: bool = False) -> list[Group]:
    found = []
    for match in pattern.finditer(text):
        words = next(
            (match[name] for name in match.groupdict() if name in "nmklji" and match[name]), None
        )
        value = value_of(words) if words else None
        beside = text[max(0, match.start() - _NEAR) : match.start()].rstrip()
        helpers = beside[-1:] == "\x02" and match.group()[-1:] == "人"
        wanted = _BARE_ZH.fullmatch(match.group()) and WANTED.search(beside)
        if (
            helpers
            or wanted
            or value is None
            or value[0].denominator != 1
            or not 0 < value[0] < 10_000_000
        ):
            continue
        found.append(_group(text, match, value[0], households))
    return found


def _group(text: str, match: re.Match[str], value: Fraction, households: bool) -> Group:
    before = text[max(0, match.start() - _NEAR) : match.start()]
    after = text[match.end() : match.end() + _NEAR]
    among = _AMONG_ZH.search(before) or _AMONG_EN.search(before)
    counted = are_in_need(before, match.group(), after)
    return Group(match.start(), match.end(), int(value), households, bool(among), counted)
