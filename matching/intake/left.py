"""What of somebody's stock is left: 84消毒液只剩20箱, masks are sold out, still 50 gowns here."""

import re
from dataclasses import dataclass, replace

from matching.intake.reader import Reader
from matching.intake.template import Clause, clauses

_LONG = 200
"""Signs within which somebody says it; what is longer tells of more."""
_MAY = re.compile(
    r"剩|有|完|光|空|罄|没|断货|见底|left|remain|only|just|now|down to|out|sold|gone|finish|used"
    r"|given|no |none|nothing|zero|still"
)
"""What every such statement holds: all else is not taken apart."""
_BARE = re.compile(r"\d[\d,]*\s?(?:[a-z]{1,10}|[\u4e00-\u9fff]{1,2})?", re.I)
"""A number, with a unit at most."""
_COUNT = (
    r"(?P<{}>(?:大约|约|大概|差不多|(?:about|around) )?\d[\d,]*\s?"
    r"(?:(?!left|remain)[a-z]{{1,10}}|(?!了)[\u4e00-\u9fff])?)"
)
_LEFT = re.compile(
    r"(?:(?:there (?:is|are)|there's|(?:i|we) (?:have|only have)|(?:i|we)'ve (?:only )?got) )?"
    rf"(?:only |just )?{_COUNT.format('en')}(?: of (?:it|them|those))? (?:left|remaining)[.!]?"
    rf"|(?:(?:i|we) )?still (?:have |got )+{_COUNT.format('still')}[.!]?"
    rf"|(?:现在|我这里|我们)?(?:[只仅就还]剩|剩下?|[只仅就还]有)[下了]?\s?{_COUNT.format('zh')}\s?了?[。!！]?",
    re.I,
)
"""So much is left, and not of what."""

_HERE = (
    r"(?:不好意思|抱歉|现在|目前|今天|我这[里边儿]|我们|我|这[里边]|仓库里?|库存|库里|店里"
    r"|手[上头]里?|的)*+"
)
_THESE = r"(?P<goods>\x02(?:[、和及跟与]\x02)*)"
_PERHAPS = "(?:大概|差不多|大约)?"
_FEW_ZH = (
    rf"{_HERE}\x02{_HERE}{_PERHAPS}(?:[只仅就还才]剩|剩|[只仅就]有)[下余了]?大?约?\x03左?右?了?",
    rf"{_HERE}{_PERHAPS}(?:[只仅就还才]剩|剩|[只仅就]有)[下余了]?大?约?\x03的?\x02了?",
)
_ENDED = r"(?:(?:卖|用|发|送|捐|出|领)(?:完|光|空)|售罄|没有?(?:货|库存)?|断货|没得卖?|清空|见底)"
_NONE_ZH = (
    rf"{_HERE}{_THESE}{_HERE}(?:已经?|都|全部?|也|刚)*+{_ENDED}了?",
    rf"{_HERE}(?:已经?)?没有?{_THESE}了",
)
_WE = r"(?:(?:sorry|hi|hello) )?(?:now )?"
_SOME = r"(?:any |the |our |more |all )*"
_FEW_EN = (
    rf"{_WE}(?:there (?:is|are) |there's |(?:i|we) (?:now |still )?have |(?:i|we)'ve got )?"
    rf"(?:(?:only|just) )+(?:have )?(?:about )?\x03 (?:of )?{_SOME}\x02"
    r"(?: (?:are |is )?(?:left|remaining|now))?",
    rf"{_WE}(?:there (?:is|are) |there's |(?:i|we) (?:now |still )?have |(?:i|we)'ve got )?"
    rf"(?:about )?\x03 (?:of )?{_SOME}\x02 (?:are |is )?(?:left|remaining)",
    rf"{_WE}(?:i|we)(?: are| am|'re|'m) down to (?:about )?\x03 (?:of )?{_SOME}\x02",
    rf"{_SOME}\x02(?: is| are|:)? (?:(?:only|just|down to|now) )+(?:about )?\x03"
    r"(?: (?:left|remaining|now))?",
    rf"{_SOME}\x02(?: is| are|:)? (?:about )?\x03 (?:left|remaining)",
)
_ALL_EN = rf"{_SOME}(?P<goods>\x02(?:(?:,| and|, and) {_SOME}\x02)*)"
_NONE_EN = (
    rf"{_WE}(?:(?:i|we)(?:'re|'m|'ve| are| am| have)? )?(?:all |now |completely |just |run )*"
    rf"(?:ran )?out of {_ALL_EN}(?: now)?",
    rf"{_ALL_EN}(?: (?:is|are|has|have|been|all|now|just|already|was|were))*"
    r" (?:sold out|gone|finished|used up|out of stock|sold|given away)(?: now)?",
    rf"{_WE}(?:there (?:is|are) |there's |(?:i|we) have )?(?:no|none of|not any) {_ALL_EN}"
    r" (?:left|any ?more|in stock|remaining)",
    rf"{_WE}(?:there (?:is|are) |there's |(?:i|we) have )?no (?:more|longer any) {_ALL_EN}",
    rf"{_WE}(?:i|we) (?:now )?have no {_ALL_EN}",
    rf"{_ALL_EN}:? (?:none|nothing|0|zero) (?:left|remaining)",
)
_STILL_HAVE = (
    r"(?:还(?:存|留)?有|还存|现有|现存|(?:现在|目前)(?:还|一共|总共)?有)"
    r"(?:大概|差不多|一共|总共|大约)?"
)
_TO_GIVE = r"(?:左右)?(?:(?:可以?|能)(?:给|捐|提供|用|出|拿)(?:出去?|的)?|没用|没动|在)?[了呢]?"
_WE_HAVE = rf"(?:{_HERE})?{_PERHAPS}{_STILL_HAVE}"
_STILL_ZH = (
    rf"{_WE_HAVE}\x03的?\x02{_TO_GIVE}",
    rf"{_WE_HAVE}\x02\x03{_TO_GIVE}",
    rf"{_HERE}\x02{_WE_HAVE}\x03{_TO_GIVE}",
)
_KEPT = r"(?: (?:are |is )?(?:still )?(?:here|there|in stock|available|unused|to give|with us))?"
_STILL_EN = (
    rf"{_WE}(?:there (?:is|are) still |there's still |(?:i|we) (?:still|now) have (?:got )?"
    rf"|(?:i|we)'ve still got |(?:i|we) have still (?:got )?|still (?:have |got )?)\x03 (?:of )?"
    rf"{_SOME}\x02{_KEPT}",
    rf"{_WE}(?:about )?\x03 (?:of )?{_SOME}\x02 (?:are |is )?still (?:here|there|in stock"
    r"|available|unused|with us)",
    rf"{_SOME}\x02(?: is| are|:|,)? still (?:at )?\x03{_KEPT}",
)
_ABOUT = re.compile("大概|差不多|大约")
"""Nobody counted exactly; before the verb it is no part of the number."""
_FEW = re.compile("|".join((*_FEW_ZH, *_FEW_EN)))
_STILL = re.compile("|".join((*_STILL_ZH, *_STILL_EN)))
_NONE = tuple(map(re.compile, (*_NONE_ZH, *_NONE_EN)))


@dataclass(frozen=True, slots=True)
class Left:
    """So much of something is left."""

    codes: tuple[str, ...]
    """What it may be; empty where nobody says of what."""
    count: str
    """As written, with its unit; empty where nothing is left."""
    further: bool = False
    """It may as well be said of goods besides those that were counted: 还有50件."""


def bare_number(text: str) -> bool:
    """Whether a number, with a unit at most, is all that is said."""
    return _BARE.fullmatch(text.strip()) is not None


def read_left(text: str, reader: Reader) -> tuple[Left, ...]:
    """What the words say to be left of each thing; empty where they say anything else as well."""
    text = text.strip()
    if len(text) > _LONG or not _MAY.search(text.lower()):
        return ()
    named = _named(text, reader)
    if named:
        return named
    unnamed = _LEFT.fullmatch(text)
    return () if unnamed is None else (Left((), next(filter(None, unnamed.groups())).strip()),)


def _named(text: str, reader: Reader) -> tuple[Left, ...]:
    found: list[Left] = []
    for clause in clauses(text, reader):
        if _FEW.fullmatch(clause.said):
            found.append(_few(text, clause))
        elif _STILL.fullmatch(clause.said):
            found.append(replace(_few(text, clause), further=True))
        elif any(each.fullmatch(clause.said) for each in _NONE):
            found += [Left(mention.codes, "") for mention in clause.goods]
        else:
            return ()
    return tuple(found)


def _few(text: str, clause: Clause) -> Left:
    (mention,) = clause.goods
    first, last = mention.amounts[0], mention.amounts[-1]
    words = clause.plain.span(first.start, last.end).of(text).strip()
    if _ABOUT.search(clause.said):
        words = f"约{words}"
    return Left(mention.codes, words if any(each.value != 0 for each in mention.amounts) else "")
