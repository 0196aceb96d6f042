"""What somebody says of lines they see: 第一条改成3000只, no quilts, 再加100只."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Wish(StrEnum):
    """What is to become of a line."""

    SET = "set"
    DROP = "drop"
    MORE = "more"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is wished of lines, named by their numbers or by their goods."""

    wish: Wish
    numbers: tuple[int, ...] = ()
    """Numbers of lines; -1 is the last one. Empty: `what` names them, or nothing does."""
    what: str = ""
    """Words for goods."""
    rest: str = ""
    """What is said of them: a quantity, other goods; of more, how much, maybe with its goods."""


_ZH = "一二三四五六七八九十"
_EN = (
    *("first", "second", "third", "fourth", "fifth"),
    *("sixth", "seventh", "eighth", "ninth", "tenth"),
)
_LAST = ("最后一", "最后", "last")
_DIGITS = r"\d{1,2}(?:st|nd|rd|th)?"
_NUMBER = rf"(?P<n>{_DIGITS}|[{_ZH}]|{'|'.join(_EN)})"
_NUMBERED = (
    re.compile(
        rf"(?:请?把)?第\s?{_NUMBER}\s?[条行项个](?:的?数量)?\s?"
        r"(?:改成|改为|改|换成|应该是|应为|是|[:：,，])\s?(?P<rest>.+)"
    ),
    re.compile(
        rf"(?:please )?(?:change|set|correct|make) (?:the )?(?:line |number |no\.? ?|#)?{_NUMBER}"
        r"(?: (?:line|one|item))? ?(?:to |into |: |= )(?P<rest>.+)",
        re.I,
    ),
    re.compile(
        r"(?:the )?(?=line |number |no\.|#|[a-z0-9]+ (?:line|one|item) )"
        r"(?:line |number |no\.? ?|#)?"
        rf"{_NUMBER}(?: (?:line|one|item))? ?(?::|is|=|should be|->) ?(?P<rest>.+)",
        re.I,
    ),
)
_NAMED = (
    re.compile(
        r"(?:请?把)?(?P<what>[^\d,，。:：;；]{1,12}?|(?:k?n95|84)[^\d,，。:：;；]{0,8}?)(?:的?数量)?\s?"
        r"(?:改成|改为|应该是|应为|[加减降]到|增加到|减少到)\s?(?P<rest>.+)",
        re.I,
    ),
    re.compile(
        r"(?:please )?(?:change|set|correct|make|increase|reduce|lower|raise) (?:the )?"
        r"(?P<what>[^,;:]{2,40}?) (?:in)?to (?P<rest>.+)",
        re.I,
    ),
    re.compile(
        r"(?:please )?(?:change|set|correct|make) (?:the )?"
        r"(?P<what>[^,;:\d]{2,40}?) (?P<rest>\d+(?: [a-z]+)?)",
        re.I,
    ),
)
_UNIT = r"(?:[个只件箱盒包袋瓶桶床双套台条张把顶副罐支斤吨组份块片卷捆提板株辆]|公斤)"
_NOTHING = re.compile(
    rf"0\s?(?:{_UNIT}|[a-z]{{1,8}})?|零\s?{_UNIT}?|没有了?|none|zero|nothing", re.I
)
"""None of it; 零食 and 没有粉的 are goods."""

_ONE = rf"(?:{_DIGITS}|[{_ZH}]|{'|'.join((*_EN, *_LAST))})"
_SOME = rf"(?P<n>{_ONE}(?:(?:\s?[、,，和及跟与]\s?第?|\s?(?:,|and|&|,? and) (?:the )?){_ONE})*)"
_LINE_EN = r"(?:lines?|items?|ones?|entry|entries)"
_AWAY_ZH = r"(?:不要|不需要|不用|去掉|删掉?|删除|取消|拿掉|划掉|算(?=了))"
_AWAY_EN = r"(?:remove|drop|delete|cancel|skip|take out|leave out|forget|scrap|strike)"
_SOFT = (
    r"(?:请|麻烦|那|就|把|先|不过|但是?|另外|对了|还有"
    r"|please |ok,? |sorry,? |no,? |but |and |also )*"
)
_DROP_NUMBERED = (
    re.compile(
        rf"{_SOFT}(?:第\s?{_SOME}\s?[条行项个]|(?P<m>{_ONE})\s?行|(?P<l>{'|'.join(_LAST[:2])})\s?[条行项个])(?:也|都|先|就)*{_AWAY_ZH}了?吧?"
    ),
    re.compile(
        rf"{_SOFT}{_AWAY_ZH}(?:第\s?{_SOME}\s?[条行项个]|(?P<m>{_ONE})\s?行|(?P<l>{'|'.join(_LAST[:2])})\s?[条行项个])了?吧?"
    ),
    re.compile(
        rf"{_SOFT}{_AWAY_EN} (?:the )?(?:{_LINE_EN} |numbers? |nos?\.? ?|#)?{_SOME}"
        r"(?: (?:line|item|one|entry))?(?: please)?",
        re.I,
    ),
)
_GOODS = r"[^\d,，。;；:：!！?？\n]{1,24}?|(?:k?n95|84)[^\d,，。;；:：\n]{0,12}?"
_DROP_NAMED = (
    re.compile(
        rf"{_SOFT}(?P<what>{_GOODS})(?:也|都|就|先|暂时|现在|已经|全部?)*"
        rf"(?:{_AWAY_ZH}|足?够|不缺)了?吧?",
        re.I,
    ),
    re.compile(rf"{_SOFT}{_AWAY_ZH}(?P<what>{_GOODS})(?:了|吧)*", re.I),
    re.compile(
        rf"{_SOFT}(?:no|no more|without|not|{_AWAY_EN}|(?:we |i )?(?:don'?t|do not|no longer) "
        rf"(?:need|want)) (?:the |any |all |our |more )*(?P<what>{_GOODS})"
        r"(?: (?:any ?more|now|please|after all|for now|needed|thanks|thank you|then))*",
        re.I,
    ),
    re.compile(
        rf"(?:we |i )?(?:now )?(?:have )?(?:already )?enough (?P<what>{_GOODS})(?: now)?", re.I
    ),
    re.compile(
        rf"{_SOFT}(?:the )?(?P<what>{_GOODS}) (?:is |are )?(?:not|no longer) (?:needed|wanted"
        r"|necessary|required)(?: (?:any ?more|after all|now))?",
        re.I,
    ),
    re.compile(rf"(?P<what>{_GOODS})[\s:：]?(?:0\s?(?:{_UNIT}|[a-z]{{1,6}})?|零\s?{_UNIT}?)", re.I),
)
_COUNT = rf"\s?(?:\d|[{_ZH}两百千半几])"
_MORE = (
    re.compile(
        rf"{_SOFT}(?:再|又|另外?再|还要再|追|增|多)[加来要添多增补送给]{{0,2}}上?(?P<rest>.*{_COUNT}.*)"
    ),
    re.compile(
        rf"{_SOFT}(?P<what>{_GOODS})(?:再|又|还要|另外?|多|追|增|添|补){{1,2}}[加来要添多增补]?上?"
        rf"(?P<rest>{_COUNT}.*)",
        re.I,
    ),
    re.compile(rf"{_SOFT}(?P<what>{_GOODS})加上?(?P<rest>{_COUNT}.*)", re.I),
    re.compile(rf"{_SOFT}(?:加|添|补)上?(?P<rest>{_COUNT}.*)"),
    re.compile(
        r"(?:please )?(?:(?:and|plus|also|add|we need|i need|need|send) )*"
        r"(?:another|an additional|an extra|additional|extra) (?P<rest>.*\d.*)",
        re.I,
    ),
    re.compile(
        r"(?:please )?(?:(?:and|plus|also|add|we need|i need|need|send) )*"
        r"(?P<rest>\d[\d,]*(?: [a-z]+)?) more(?: of)?(?: (?P<what>[^\d,;:\n]{2,40}))?",
        re.I,
    ),
    re.compile(r"(?:please )?add (?P<rest>\d.*)", re.I),
)
_NO_GOODS = re.compile(
    r"\s?(?:[个名位]?(?:人|灾民|难民|居民|病人|患者|群众|老人|孩子|小孩|儿童|婴儿|村民|工人|游客|学生)"
    r"|[名位]$|[户家口]|天|个?小时|个?钟头|分钟|[点周岁]|公里|个?星期|个?月"
    r"|(?:people|persons?|men|women|adults|kids|children|babies|patients|families|households"
    r"|hours?|hrs?|min(?:ute)?s?|days?|weeks?|months?|km|miles?|floors?)\b"
    r"|(?:st|nd|rd|th)\b|楼|[号单]元?)",
    re.I,
)
"""What stands behind a number that counts no goods: another 2 hours, 又来了30个人."""
_BARE_AMOUNT = re.compile(rf"\D{{0,2}}\d[\d,.]*\s?(?:{_UNIT}|[a-z]{{1,8}})?", re.I)
_FILLER = re.compile(
    r"(?:[\s、,，和及跟与或的这那些个]|全部|所有|\b(?:and|or|the|those|these|any|all|our)\b)*"
)
_CLAUSES = re.compile(r"[,，;；。!！\n]+(?!\d)|\.(?=\s|$)")


def read_changes(text: str) -> tuple[tuple[str, Change | None], ...]:
    """The words piece by piece, each with what it wishes of lines; None where it says other things.

    18:30 is a time, and a list of several lines adds goods: neither changes a line.
    """
    pieces = [piece for piece in map(str.strip, _CLAUSES.split(text)) if piece]
    listed = "\n" in text.strip()
    changes = tuple((p, (None if listed else _set_of(p)) or _of_clause(p)) for p in pieces)
    if listed or _stand_alone(changes):
        return changes
    whole = _set_of(text) or _numbered(text)
    return changes if whole is None else ((text, whole),)


def _stand_alone(changes: Sequence[tuple[str, Change | None]]) -> bool:
    """Whether the pieces say more than one change whose amount stands behind a comma."""
    others = [piece for piece, change in changes if change is None]
    if not any(change for _, change in changes):
        return False
    return len(changes) > 1 and not (others and all(map(_BARE_AMOUNT.fullmatch, others)))


def counts_no_goods(words: str, what: str | None = None) -> bool:
    """Whether people, time or a way is counted: 30个人, another 2 hours."""
    number = re.search(rf"(?:\d[\d,.]*|[{_ZH}两百千半几]+)", words)
    behind = f"{words[number.end() :]} {what or ''}" if number else ""
    return _NO_GOODS.match(behind) is not None


def only_names(words: str, names: Sequence[str]) -> bool:
    """Whether the words are these names of goods and no more: 不要辣的方便面 drops no noodles."""
    rest = words.lower()
    for name in sorted(names, key=len, reverse=True):
        rest = rest.replace(name.lower(), " ", 1)
    return bool(names) and _FILLER.fullmatch(rest) is not None


def _set_of(text: str) -> Change | None:
    words = " ".join(text.split())
    for pattern in _NUMBERED:
        if (found := pattern.fullmatch(words)) is not None:
            return _set(found["rest"], numbers=_figures(found["n"]))
    for pattern in _NAMED:
        if (found := pattern.fullmatch(words)) is not None:
            return _set(found["rest"], what=found["what"])
    return None


def _numbered(text: str) -> Change | None:
    """第1、3条不要了: its commas stand between numbers."""
    change = _of_clause(text.rstrip("。.!！"))
    return change if change is not None and change.numbers else None


def _set(rest: str, numbers: tuple[int, ...] = (), what: str = "") -> Change:
    if _NOTHING.fullmatch(rest.strip()):
        return Change(Wish.DROP, numbers, what)
    return Change(Wish.SET, numbers, what, rest)


def _of_clause(clause: str) -> Change | None:
    words = " ".join(clause.split())
    for pattern in _DROP_NUMBERED:
        if (found := pattern.fullmatch(words)) is not None:
            return Change(Wish.DROP, _figures(next(filter(None, found.groups()))))
    for pattern in _MORE:
        found = pattern.fullmatch(words)
        if found is not None and not counts_no_goods(found["rest"], found.groupdict().get("what")):
            what = found.groupdict().get("what") or ""
            return Change(Wish.MORE, what=what.strip(), rest=found["rest"].strip())
    for pattern in _DROP_NAMED:
        if (found := pattern.fullmatch(words)) is not None:
            return Change(Wish.DROP, what=found["what"].strip())
    return None


def _figures(words: str) -> tuple[int, ...]:
    """The numbers that are named, in order; -1 is the last."""
    return tuple(_figure(each.lower()) for each in re.findall(_ONE, words, re.I))


def _figure(words: str) -> int:
    if words in _LAST:
        return -1
    if words in _EN:
        return _EN.index(words) + 1
    return _ZH.index(words) + 1 if words in _ZH else int(re.sub(r"\D", "", words))
