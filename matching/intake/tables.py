"""Lists with a heading of columns: 品名 现有 需求, each entry with a number for every column."""

from collections.abc import Sequence
from dataclasses import replace

from matching.intake.amounts import Amount
from matching.intake.cue_words import Way
from matching.intake.mention import Mention
from matching.intake.pattern import lazy_regex
from matching.intake.scene import Scene

_NEED = (
    r"(?:需求|数量|[还尚]需(?:求|要)?|[还尚]缺|缺(?![\u4e00-\u9fff])|需(?![\u4e00-\u9fff])|需要"
    r"|所需|缺口|申请|短缺|缺少|尚缺"
    r"|needed|need|required|requested|gap)"
)
_STOCK = (
    r"(?:现有|库存|现存|存量|剩余|结存|在库|已有|in stock|on hand|stock|have|available|current)"
)
_OTHER = r"(?:计划|目标|已到|已收|到货|在途|日均|每日|每天|日消?耗|消耗|用量|used|per day|daily)"
_TAIL = r"(?:消耗|用)?(?:数量|数|量)?(?:\([^()\n]{1,8}\))?"
_COLUMN = lazy_regex(
    rf"(?P<need>{_NEED}{_TAIL})|(?P<stock>{_STOCK}{_TAIL})|(?P<other>{_OTHER}{_TAIL})"
)
_GAP = r"[ \t,，/、]{1,4}"
_ANY = rf"(?:{_NEED}|{_STOCK}|{_OTHER}){_TAIL}"
_HEADING = lazy_regex(
    r"(?:^|\n|(?<=[\s:,，)])) ?(?:(?:序号|编号)[ \t,，/、]{1,4})?"
    r"(?:物资|物品|货品|产品|品名|名称|项目|品类|种类|item|name)"
    rf"[^\s\d/、,，]{{0,4}}{_GAP}"
    rf"(?P<kinds>(?:(?:规格|型号|单位|执行标准|标准|品牌|要求"
    rf"|unit){_GAP}){{0,2}})(?P<columns>{_ANY}(?:{_GAP}{_ANY})*)"
    rf"|(?:^|\n) ?(?P<bare>{_ANY}(?:{_GAP}{_ANY})+) ?(?=\n)"
)
_INLINE = lazy_regex(
    rf"(?P<kinds>)(?P<columns>(?:{_STOCK}|{_NEED})\s?/\s?(?:{_STOCK}|{_NEED}))(?P<bare>)\s?:"
)
"""现有/需求：防护服 38套/600套; every entry has both numbers."""


def with_columns(scene: Scene, mentions: list[Mention]) -> list[Mention]:
    """The mentions, those below a heading of columns split into what is held and what is needed."""
    heading = _HEADING.search(scene.plain.text) or _INLINE.search(scene.plain.text)
    if heading is None:
        return mentions
    columns = [
        Way.NEED if match["need"] else Way.STOCK if match["stock"] else None
        for match in _COLUMN.finditer(heading["columns"] or heading["bare"])
    ]
    if Way.NEED not in columns:
        return mentions
    named = [m for m in mentions if m.carried < 0]
    found: list[Mention] = []
    for mention, following in zip(named, (*named[1:], None), strict=True):
        if mention.start < heading.end():
            found.append(mention)
            continue
        until = following.start if following else len(scene.plain.text)
        if (
            following
            and following.codes == mention.codes
            and "\n" not in _cell(scene, mention, until)
        ):
            continue
        found += _entry(scene, mention, until, columns, kinds=bool(heading["kinds"]))
    return found


def _cell(scene: Scene, mention: Mention, until: int) -> str:
    """What stands between two names: 防护面屏 防雾 are two names of one entry."""
    return scene.plain.text[mention.end : until]


def _entry(
    scene: Scene,
    mention: Mention,
    until: int,
    columns: Sequence[Way | None],
    *,
    kinds: bool,
) -> list[Mention]:
    """One entry: a mention for every column of need or stock; `kinds`: sizes stand before them."""
    end = scene.plain.text.find("\n", mention.end, until)
    numbers = [a for a in scene.amounts if mention.end <= a.start < (until if end < 0 else end)]
    if len(numbers) < len(columns) or (len(numbers) > len(columns) and not kinds):
        return [mention]
    numbers = numbers[-len(columns) :]
    return [
        replace(mention, amounts=[number], way=way, loose=False)
        for way, number in zip(columns, numbers, strict=True)
        if way is not None and not _is_no_need(way, number)
    ]


def _is_no_need(way: Way, number: Amount) -> bool:
    return way is Way.NEED and number.value == 0
