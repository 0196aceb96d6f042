"""Persons and households in need, where a message states them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from matching.intake.bystanders import are_in_need
from matching.intake.counts import NUMBER, value_of
from matching.intake.pattern import Pattern, lazy_regex
from matching.intake.people_en import (
    AMONG_EN,
    AND_EN,
    ARE_EN,
    COUPLE_EN,
    EN,
    FOR_EN,
    HOUSE_EN,
    IN_NEED_EN,
    OF_THEM,
    SAID_APART,
    SELF_EN,
    SOME_EN,
    THEY,
    WE_EN,
    WHO_EN,
)

_WHO_ZH = (
    "被困人员|被困群众|受灾群众|受困群众|受灾人员|独居老人|留守老人|老年人|老人家"
    "|老人|孩子|小孩子|小孩|儿童|婴幼儿|婴儿|宝宝|新生儿|患儿|病童|伤患|长辈|灾友|孕产妇"
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
    rf"(?:受灾|被困|受困|的|住院|在院|确诊|危重|重症|新冠|隔离|留守|独居|老弱)?(?:{_WHO_ZH})"
    r"(?:(?<!人)|(?<=[老病工]人)|(?!民币|份|次|工|家(?!人)|大|力|手|均|社|[房间]\d))"
)
_AFTER_ZH = lazy_regex(
    rf"(?:孕妇|产妇|婴儿|新生儿|宝宝|娃|长辈|长者|幼儿|儿童|小孩|孩子|老人|老年人|病人|患者|伤员"
    rf"|患儿|病童|伤患|孙子|孙女|儿子|女儿|阿[嬷公]|爷爷|奶奶|外公|外婆|重伤|轻伤|重症|轻症"
    rf"|伤者|住民|病号|学员|阿公阿[嬷妈]|爷爷奶奶|父母|爸妈|老?夫[妻妇]|母[子女]|父[子女]|兄弟|姐妹"
    rf"|村民|群众|居民|学生|师生|乘客|旅客|游客|灾民|工人|民工)"
    rf"(?:约|共|有|大约|共有|近|:)?\s?(?P<n>{NUMBER})\s?(?:多|余|来|几)?[人名位个](?!月|小时|志愿|医|护"
    rf"|能|可)"
)
"""孕妇2人、婴儿3人: who stands before how many."""
_FAMILY_ZH = lazy_regex(
    rf"(?:一家|全家|家里|家中|我家)(?:有|共)?\s?(?P<n>{NUMBER})\s?(?:口|个人|人)"
    rf"|(?P<m>{NUMBER})口(?:之家|人)|(?P<k>\d+) ?kou ?ren(?![a-z])"
)
_CASES_ZH = lazy_regex(
    rf"(?:收治|在院|住院)[^,，。;；\d]{{0,6}}?(?P<n>{NUMBER})\s?(?:多|余)?例"
    rf"|(?:人数|总人数|(?<!常住)(?<!户籍)(?<!流动)(?<!本里)(?<!本市)(?<!全市)(?<!全县)人口)(?:约|为|共|有|是"
    rf"|:)*\s?(?P<m>{NUMBER})(?!\s?[个只套箱件瓶份天])"
    rf"|(?<![没无])人(?:也|都|已经?)?(?:来|住|到|进)(?:了|满)(?:约"
    rf"|有)?(?P<l>{NUMBER})(?![天个小只套箱床])"
    rf"|(?P<j>{NUMBER})(?:多|余|来)?号人(?!家)"
    rf"|(?P<i>{NUMBER})[名位个]\x02+(?=(?:都)?(?:被困|受困|困在|受伤|感染|发烧|生病|被隔离|没吃))"
    rf"|(?<![a-z\d])(?P<k>\d{{1,5}}) ?(?:ge )?(?:ren|laoren|haizi|bingren)(?![a-z])"
)
"""收治62例, 人数:16, 人来了400, 三百多号人, 6个工人被困, 26 ren."""
_SUMS_ZH = lazy_regex(
    rf"(?P<n>{NUMBER})大(?P<m>{NUMBER})小|(?P<k>{NUMBER})男(?P<l>{NUMBER})女"
    rf"|(?:大人|成人)\s?(?P<j>{NUMBER})[个名位人]?[、,，和\s]?(?:小孩|孩子|儿童|小朋友)\s?(?P<i>{NUMBER})"
    r"(?![个]?[岁月])"
)
"""4大2小, 大人18小孩6: adults and children."""
_ALONE_ZH = lazy_regex(
    r"独居(?!.{0,4}(?:\d|[一二三四五六七八九十百千]{2}|[二三四五六七八九十两][名位个]))|独自一人|一个人(?:在家|住|被困|生活)|孤身一人"
    r"|(?<![a-z])(?:(?:woman"
    r"|man|lady|mother|grandmother|grandfather|person) (?:is |lives? |living )?(?:all )?alon"
    r"e|lives? alone|i am alone|lone (?:old |elderly )?(?:man|woman|lady|senior|person)"
    r"|granmoun (?:\w+ )?alone)"
    r"(?![a-z])|孤寡老人(?!院)"
)
_HOUSE_ZH = lazy_regex(
    rf"(?P<n>{NUMBER})(?:多|余|来|几)?\s?(?:户|hu(?![a-z])|个家庭|户人家|家(?=人?被|受灾|住户))"
)
_TOTAL_ZH = lazy_regex(r"(?:共计|总共|一共|共有|共|合计|总计)\s?$")
_AMONG_ZH = lazy_regex(r"(?:其中|包括|含|里面|内有|包含)(?:有|了)?\s?$")
_AND_ZH = lazy_regex(r"[\s、,，和及与还有加+]*(?:以及)?")

_PAIR_ZH = lazy_regex(
    r"老两口|夫妻[俩二两]人?|夫妇(?:俩|二人|两人)|爸妈[^,，。]{0,3}(?:\d|两|俩)|父母二?老"
    r"|[母父][子女]俩"
    r"|我和(?:我)?(?:老公|老婆|妻子|丈夫|妈|爸|孩子|女儿|儿子)(?!们)"
)
_SELF_ZH = lazy_regex(
    r"(?:妈妈?|爸爸?|母亲|父亲|奶奶|爷爷|阿[嬷公]|外[公婆]|孕妇|产妇|大人|我)(?:一个人|独自|自己)?"
    rf"(?:还?带着?|抱着|和|跟|与)(?P<n>{NUMBER})[个名位](?:小|幼|年幼的?|未成年)*"
    r"(?:孩子?|儿童|宝宝|婴儿|娃娃?|儿子|女儿|孙子|孙女)"
)
"""妈妈带两个小孩: one more than are counted."""
_BARE_ZH = re.compile(rf"{NUMBER}(?:多|余|来)?\s?[人名位]")
WANTED = re.compile(r"(?:需要?|缺|招|招募|征集|差|再来|名额)$")
"""急需20人: hands that are wanted."""
_LATIN = re.compile("[a-z]{2}")
_LATIN_GROUPS = (EN, HOUSE_EN, WE_EN, IN_NEED_EN, ARE_EN, FOR_EN)
_GROUPS = (
    *(_FAMILY_ZH, _AFTER_ZH, _ZH, EN, _HOUSE_ZH, HOUSE_EN, WE_EN, IN_NEED_EN, ARE_EN),
    *(FOR_EN, _CASES_ZH),
)
_COUNTED = lazy_regex(
    rf"(?<!第)(?<!单元)(?<!栋)(?<!楼)(?<!室)(?<!-){NUMBER}(?:多|余|来|几)?\s?"
    r"(?:[名位个口]?人(?![民行工家和才寿口社大力])|[名位](?=[\s,，。;、:]|$)|口(?=[之被人困埋都在,，。])|个(?=被?[困卡])"
    r"|户(?![籍口外县])|名(?=[患病老学孕产伤居村群])"
    rf"|(?<= )(?:{WHO_EN}|famil(?:y|ies)|households?)(?![a-z]))"
)
_NEAR, _FAR = 80, 200
"""Signs before and after a number that say whom it counts; before "30 of them"."""
_KIND_ZH = lazy_regex(
    r"[、,，和及与]\s?(?:(?:[男女]|[轻中重]|儿童|老人|普通|隔离|危重|成人)(?:性|生|病?区|宿舍|[伤症]者?员?"
    r"|病房|患者|病人)?)$"
)
"""男病区90人，女病区75人: kinds that are counted one beside the other."""
_UP_TO = lazy_regex(rf"(?P<n>{NUMBER})\s?(?:-|~|至|到|to|or|、|或)\s?$")
"""20 to 25 persons, 六、七十人: the fewer are sure."""


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


def counted_people(text: str) -> Iterator[tuple[int, int]]:
    """Where persons or households are counted: 病人两百余人, 46户152人. No name of a place goes on
    across it."""
    return (match.span() for match in _COUNTED.finditer(text))


def find_groups(text: str) -> list[Group]:
    """Every group of people, in order; none within another."""
    groups: list[Group] = []
    latin = _LATIN.search(text) is not None
    for pattern in _GROUPS:
        if latin or pattern not in _LATIN_GROUPS:
            groups += _groups(pattern, text, pattern in (_HOUSE_ZH, HOUSE_EN))
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
    for pattern in (SELF_EN, _SELF_ZH):
        for match in pattern.finditer(text):
            value = value_of(match["n"])
            if value is not None and 0 < value[0] < 20 and value[0].denominator == 1:
                group = _group(text, match, value[0], False)
                found.append(replace(group, count=group.count + 1))
    for match in OF_THEM.finditer(text):
        value = value_of(match["n"])
        before = text[max(0, match.start() - _FAR) : match.start()]
        named = SAID_APART.search(before) and THEY.search(before)
        if value is not None and value[0].denominator == 1 and named:
            group = _group(text, match, value[0], False)
            found.append(replace(group, among=True))
    return found


def count_people(text: str, groups: list[Group]) -> tuple[int | None, int | None]:
    """(persons, households) in need; None where not stated."""
    persons = [group for group in groups if group.counted and not group.households]
    houses = [group.count for group in groups if group.counted and group.households]
    people = _summed(text, persons)
    if people is None and COUPLE_EN.search(text):
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
        if between.strip() == "," and SOME_EN.search(text[group.start : group.end]):
            continue
        joined = (
            _AND_ZH.fullmatch(between) or AND_EN.fullmatch(between) or _KIND_ZH.fullmatch(between)
        )
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
            (match[name] for name in match.groupdict() if name in "nmkljih" and match[name]), None
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
        group = _group(text, match, value[0], households)
        found.append(_with_range(text, group))
    return found


def _with_range(text: str, group: Group) -> Group:
    """The lower end where a range is said: 20 to 25 persons; 六、七十人 are sixty at least."""
    lower = _UP_TO.search(text, max(0, group.start - _NEAR), group.start)
    low = value_of(lower["n"]) if lower else None
    if lower is None or low is None or not 0 < low[0] < group.count:
        return group
    tens = int(low[0] * 10 ** (len(str(group.count)) - 1))
    written = low[0] < 10 <= group.count and not lower["n"].isascii()
    fewer = tens if written and tens < group.count else int(low[0])
    return replace(group, start=lower.start(), count=max(1, fewer))


def _group(text: str, match: re.Match[str], value: Fraction, households: bool) -> Group:
    before = text[max(0, match.start() - _NEAR) : match.start()]
    after = text[match.end() : match.end() + _NEAR]
    among = _AMONG_ZH.search(before) or AMONG_EN.search(before)
    counted = are_in_need(before, match.group(), after)
    return Group(match.start(), match.end(), int(value), households, bool(among), counted)
