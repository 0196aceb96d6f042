"""A new verb of giving turns the side: 我要口罩100只，我可以给棉被20床; … and can give quilts."""

import re
from bisect import bisect_left
from collections.abc import Sequence

from matching.intake.cue_words import Way
from matching.intake.cues import Cue
from matching.intake.mention import Mention

_FAR = 60
"""Signs before goods in which their verb stands."""
_CLAUSE_SIGNS = 200
"""Signs before goods in which their clause begins."""
_SELF = r"(?:我们?|咱们?|俺们?|本人|本公司|[我本][司厂店院校村家这](?:里|边|儿)?|这边)"
_MAY = r"(?:可以?|能够?|愿意?|准备|打算|还|也|都|再|另外|另|先|会|免费|无偿|自愿|尽量)"
_GIVE = (
    r"(?:给|送|捐赠?|拿|匀|分|出|提供|支援|支持|借|让|腾|赠送?|贡献|赞助)(?:出来?|一些|点|些|你们?"
    r"|他们|她们|大家|别人)*"
)
_AND = r"(?:另外|但是?|不过|同时|然后|而且|并且|而|也|还|再)*"
_GOODS = r"(?=\s?[\x02\x03\d])"
_BY_US = re.compile(rf"(?:^|[。!?\n,，;；、.:\x02\x03])\s?{_AND}{_SELF}{_MAY}*{_GIVE}{_GOODS}")
_BY_US_TOO = re.compile(rf"[。!?\n,，;；、.]\s?{_AND}(?:可以?|能够?|愿意?){_MAY}*{_GIVE}{_GOODS}")
"""… ，可以给棉被20床: of somebody who said before what they need."""
_GIVEN = re.compile(
    rf"\s?(?:{_SELF}|都|也|均|这些)*(?:可以?|能够?|愿意?)(?:免费|无偿|都|先|拿来)*"
    r"(?:捐|送|给|提供|支援|借|匀|让|分)(?:出来?|出去|给|赠)*"
    r"(?:你们?|他们|别人|大家|其他人?|需要的人?|灾区|医院)?(?:用|们)?\s?(?=$|[,，。;；!\n])"
)
_GIVE_EN = (
    r"(?:give|donate|offer|share|spare|lend|provide|supply|contribute)"
    r"(?: (?:you|out|away|up to|about|around|some|the|back|them|also|another))*"
)
_WILL = (
    r"(?: can| could| will| would|'ll|'d(?: like to)?| (?:am|are) (?:able|happy|ready|willing) to"
    r"| want to| would like to)"
)
_BY_US_EN = re.compile(
    rf"(?<![a-z])(?:i|we){_WILL}(?: also| even| easily| then)* {_GIVE_EN}(?=\s[\x02\x03\d])"
)
_BY_US_TOO_EN = re.compile(
    rf"(?<![a-z])(?:and|but|,|;) (?:also )?(?:can|could|will)(?: also)* {_GIVE_EN}"
    r"(?=\s[\x02\x03\d])"
)
_PATTERNS = ((_BY_US, False), (_BY_US_EN, False), (_BY_US_TOO, True), (_BY_US_TOO_EN, True))
_HAVE_EN = re.compile(
    r"(?:(?<![a-z])(?:i|we|but|and)(?: also| still)? (?:have|got)|(?:i|we)'ve(?: got)?"
    r"|^\s*(?:have|got))(?: about| some| also| the| still)*\s?$"
)
_GIVEN_EN = re.compile(
    r"\s(?:that |which )?(?:(?:i|we) (?:can|could)|to) "
    r"(?:give(?: away)?|spare|share|donate|offer|lend|contribute)(?![a-z])"
)
_ASKS = re.compile(r"[^,，。;；!\n]{0,24}?(?:吗|么|不\?|\?)")
_BREAK = re.compile(r"[。!?\n…,，;；]|\.(?=\s|$)")
_STOPS = re.compile(r"[。!?\n;；]|\.(?=\s|$)")
_OTHER = re.compile(r"[a-z\u4e00-\u9fff]")
_LITTLE = re.compile(
    r"和|及|与|跟|还有|以及|各|一些|点|些|约|共|大约|左右|(?<![a-z])(?:and|or|about|some|the|of|a)(?![a-z])"
)


def is_given(text: str, mention: Mention, cues: Sequence[Cue]) -> bool:
    """Whether the sender says right at these goods that they give them, whatever they need."""
    begin = max(0, mention.first - _FAR)
    if _ASKS.match(text, mention.last):
        return False
    needs = [cue.end for cue in cues if cue.way is Way.NEED]
    for pattern, too in _PATTERNS:
        for match in pattern.finditer(text, begin, mention.first + 1):
            said_before = not too or (needs and needs[0] <= match.start())
            if said_before and _reaches(text, match.end(), mention):
                return True
    return _is_given_after(text, mention, needs)


def _is_given_after(text: str, mention: Mention, needs: Sequence[int]) -> bool:
    """棉被20床可以给你们; have 20 quilts to give: the clause begins anew and says so behind."""
    begin = max(0, mention.first - _CLAUSE_SIGNS)
    breaks = [m.end() for m in _BREAK.finditer(text, begin, mention.first)]
    clause = breaks[-1] if breaks else begin
    if _HAVE_EN.search(text[clause : mention.first]) and _GIVEN_EN.match(text, mention.last):
        return True
    wanted = bisect_left(needs, clause) < bisect_left(needs, mention.first + 1)
    return not wanted and _GIVEN.match(text, mention.last) is not None


def _reaches(text: str, end: int, mention: Mention) -> bool:
    """Whether only goods and their numbers stand between the verb and these goods."""
    between = text[end : mention.first]
    return not _STOPS.search(between) and not _OTHER.search(_LITTLE.sub("", between))
