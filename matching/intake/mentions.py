"""The items of a scene as mentions: one thing named twice over is one, kinds find their noun."""

import re
from collections.abc import Sequence

from matching.catalogue import Item
from matching.intake.amounts import MONEY
from matching.intake.cue_words import Way
from matching.intake.heads import find_kinds
from matching.intake.lexicon import Found, is_chinese
from matching.intake.mention import Mention
from matching.intake.reader import Reader
from matching.intake.scene import GOODS, NUMBER, Scene

_SOLO_BEFORE = re.compile(
    r"[需要缺没有无送求和及与、跟或的点些断喝吃给买派借找叫租领等、,，。;；:：/+!?\s\n()\x01"
    r"\x02\x03乏少用发换备供停]$|^$"
)
_SOLO_AFTER = re.compile(
    r"[和及与跟或、,，。;；:：/+!?\s\n()\x01\x02\x03了的都也不没缺各等吗吧啊呀用完送\d一二两"
    r"三四五六七八九十百千几还又再需要急要没供来]|$"
)
_SUCH_AS = re.compile(
    r"\s*(?:(?:are |is )?(?:needed|required|wanted))?\s*(?:,|，)?\s*(?:\(|:|-|such as"
    r"|like|including|includes?|e\.?g\.?|i\.?e\.?|specifically|especially|如下"
    r"|如|例如|包括|比如|主要(?:是|为)?|类|等|清单|物品|需求|具体)+[\s:(,]*$"
)
_SUMS_UP = re.compile(r"等(?:各?类|各种|相关|紧急|急需)?$")
"""口罩、防护服等医疗物资: the last word sums up."""
_WORK_BEFORE = re.compile(
    r"(?<![a-z])(?:serving|sorting|making|cooking|preparing|prepping|packing|folding"
    r"|unloading|loading|baking|carrying|moving|lifting|cleaning|washing|drying"
    r"|organizing|organising|collecting and sorting|assembling|drop(?:ping)? off"
    r"|picking up|(?:can|could|will|to|and) (?:bake|cook|serve|sort|pack|fold|clean"
    r"|wash|lift|move))"
    r"(?: (?:out|up|and [a-z]+ing|the|of|hot|donated))*\s$"
)
_WORK_AFTER = re.compile(
    r"\s(?:di[strbui]{4,9}ion|distribut\w+|sorting|packing|preparation|prep"
    r"|deliver(?:y|ies)|drives?|collection|pantry|service|runs?|removal"
    r"|handout)(?![a-z])(?! (?:did|has|is|was|does|didn|hasn|needed|required|not"
    r"|never))"
)
_MACHINE = re.compile(r"[\u4e00-\u9fff]{2,}[机器仪泵枪车锯灯]$")
_CAR = re.compile(r"车辆?")
AID = "AID-ANY"
HEADINGS = frozenset({AID, "FIRST-AID", "MED-ANY", "FOOD-ANY", "HYG-KIT"})
_HEADING = re.compile(
    r"(?:的)?(?:需求|清单|表|明细|目录|情况|缺口|如下|紧缺|告急|库存|储备|使用|需要|急需|[:：])"
)
"""医用物资需求表: the heading of a list, no entry of it."""
_COUNTED = re.compile(
    rf"\s?[:：]\s?{NUMBER}+(?:\s?(?:[^\w\s{NUMBER}{GOODS}]|$)|\s{GOODS}+[:：×]?{NUMBER})"
)
"""急救包:500，帐篷…: a number that no other goods follow is the entry's own."""
_PURPOSE = re.compile(r"\x02 for (?:the |our |my |your |all |these |those )?$")
"""Gasoline for cars asks for no cars."""
_PLAIN_GAP = re.compile(r"[\s()/-]*")
_OTHER = re.compile(
    r"(?:and )?(?:other|others|any other|some other|all|every|(?<!no )(?<!any )more)\s(?:kinds? of "
    r"|types? of |important |basic |essential |necessary )?$|其他|其它|等$"
)


_USED = re.compile(r"(?:used|old|worn|second ?hand|opened|expired) ")
_NONE_USED = re.compile(r"(?<![a-z])no (?:more )?$")
"""NO used clothing: who asks for new things lacks no old ones."""


def find_mentions(scene: Scene, reader: Reader, items: dict[str, Item]) -> list[Mention]:
    """Every item of the scene, in order, before numbers are given to them."""
    mentions = _named(scene, items)
    mentions = find_kinds(scene.plain.text, scene.open_text, mentions, reader.lexicon)
    return [*mentions, *_sums_of_money(scene, mentions, items)]


def _named(scene: Scene, items: dict[str, Item]) -> list[Mention]:
    """Named and guessed items in order; one item named twice over is one mention."""
    found = [
        Mention(n.start, n.end, n.name.codes, n.name.weak)
        for n in scene.names
        if _stands_alone(scene, n.start, n.end) and not _is_work(scene, n.start, n.end)
    ]
    found += [
        Mention(g.start, g.end, g.name.codes, g.name.weak or _short(scene, g), guessed=True)
        for g in scene.guesses
        if g.name.codes
    ]
    found = [m for m in found if m.codes[0] in items and not _is_refused(scene, m)]
    found.sort(key=lambda mention: mention.start)
    found = _without_vehicles(scene.plain.text, found, items)
    kept: list[Mention] = []
    for mention in found:
        if kept and _is_kind_of(scene.plain.text, kept[-1], mention):
            kept[-1] = mention
        elif kept and _same_thing(scene.plain.text, kept[-1], mention, items):
            kept[-1] = _merged(kept[-1], mention, items)
        else:
            kept.append(mention)
    if any(not m.weak for m in kept):
        kept = [m for m in kept if m.codes[0] != AID or not m.weak]
    return [m for m in kept if not _is_heading(scene, m, kept)]


def _without_vehicles(
    text: str, mentions: Sequence[Mention], items: dict[str, Item]
) -> list[Mention]:
    """消毒车, 消防水车: a vehicle that is none of ours, or the goods it carries; no transport."""
    ends = {m.end: m for m in mentions}
    cars = [m for m in mentions if _CAR.fullmatch(text, m.start, m.end) and m.start in ends]
    loads = [ends[car.start] for car in cars]
    cars = [c for c, load in zip(cars, loads, strict=True) if not _is_service(load, items)]
    dropped = {id(car) for car in cars}
    dropped |= {id(load) for load in loads if load.weak and not _is_service(load, items)}
    return [m for m in mentions if id(m) not in dropped]


def _is_service(mention: Mention, items: dict[str, Item]) -> bool:
    return items[mention.codes[0]].class_ == "service"


def _is_heading(scene: Scene, mention: Mention, all_: Sequence[Mention]) -> bool:
    """医用物资需求：5000套防护服: the heading of a list is no entry of it."""
    if mention.codes[0] not in HEADINGS or len(all_) < 2:
        return False
    return (
        _HEADING.match(scene.open_text, mention.end) is not None
        and _COUNTED.match(scene.open_text, mention.end) is None
    )


def _sums_of_money(
    scene: Scene, mentions: Sequence[Mention], items: dict[str, Item]
) -> list[Mention]:
    """2 crore rupees needed: the unit names the good."""
    if "MONEY" not in items or any(m.codes[0] == "MONEY" for m in mentions):
        return []
    return [Mention(a.end, a.end, ("MONEY",), weak=True) for a in scene.amounts if a.unit in MONEY]


def _short(scene: Scene, guess: Found) -> bool:
    """Two Chinese signs that sound alike are a guess only where goods are asked for."""
    return guess.end - guess.start == 2 and is_chinese(scene.plain.text[guess.start : guess.end])


def _stands_alone(scene: Scene, start: int, end: int) -> bool:
    """A single Chinese sign is a word only between breaks: 水 in 缺水 and 水、食物, not in 水灾."""
    text = scene.plain.text
    if end - start > 1 or not is_chinese(text[start:end]):
        return True
    quiet = scene.open_text
    before = quiet[start - 1] if start else ""
    after = quiet[end] if end < len(quiet) else ""
    return bool(_SOLO_BEFORE.search(before)) and bool(_SOLO_AFTER.match(after))


def _is_work(scene: Scene, start: int, end: int) -> bool:
    """Sorting clothes, food distribution: what a helper does, no goods."""
    text = scene.open_text
    return _WORK_BEFORE.search(text[max(0, start - 32) : start]) is not None or (
        _WORK_AFTER.match(scene.plain.text, end) is not None
    )


def _is_refused(scene: Scene, mention: Mention) -> bool:
    """口罩(不要棉布口罩)5000个: what a bracket refuses takes no number from outside."""
    if _USED.match(scene.plain.text, mention.start):
        return _NONE_USED.search(scene.plain.text[: mention.start]) is not None
    opened = scene.plain.text.rfind("(", 0, mention.start)
    if opened < 0 or ")" in scene.plain.text[opened : mention.start]:
        return False
    return any(c.way is Way.NO and not c.after and c.start == opened + 1 for c in scene.cues)


def _is_kind_of(text: str, left: Mention, right: Mention) -> bool:
    """过氧化氢空气消毒机, 汽油发电机: goods before a machine only say which machine."""
    return left.end == right.start and _MACHINE.search(text[right.start : right.end]) is not None


def _same_thing(text: str, left: Mention, right: Mention, items: dict[str, Item]) -> bool:
    between = text[left.end : right.start]
    if not _PLAIN_GAP.fullmatch(between) or "\n" in between:
        return False
    if set(left.codes) & set(right.codes):
        return "/" not in between
    one, other = items[left.codes[0]], items[right.codes[0]]
    if "/" in between or one.group != other.group:
        return False
    if one.must_ask != other.must_ask:
        return True
    return (
        not between
        and text[left.start : left.end].rstrip()[-2:].isdigit()
        and text[right.end - 2 : right.end] == "口罩"
    )


def _merged(left: Mention, right: Mention, items: dict[str, Item]) -> Mention:
    exact = right if items[left.codes[0]].must_ask and not items[right.codes[0]].must_ask else left
    kinds = not (items[left.codes[0]].must_ask or items[right.codes[0]].must_ask)
    return Mention(
        left.start,
        right.end,
        exact.codes,
        left.weak and right.weak,
        left.guessed and right.guessed,
        names=left.names + right.names if kinds and left.end == right.start else 1,
    )


def with_late_kinds(text: str, mentions: list[Mention], items: dict[str, Item]) -> list[Mention]:
    """呼吸机2台(无创): the kind that follows the number is the item's."""
    kept: list[Mention] = []
    for mention in mentions:
        last = kept[-1] if kept else None
        if (
            last is not None
            and last.amounts
            and not mention.amounts
            and items[last.codes[0]].group == items[mention.codes[0]].group
            and text[last.last : mention.start].strip() == "("
            and text[mention.end :].lstrip()[:1] == ")"
        ):
            last.codes = mention.codes
            continue
        kept.append(mention)
    return kept


def without_general(text: str, mentions: list[Mention], items: dict[str, Item]) -> list[Mention]:
    """Food such as rice: the general word asks for nothing of its own; nor do other necessities."""
    kept = []
    for index, mention in enumerate(mentions):
        item = items[mention.codes[0]]
        following = mentions[index + 1] if index + 1 < len(mentions) else None
        if item.must_ask and not mention.amounts and following is not None:
            between = text[mention.end : following.start].replace(NUMBER, "")
            named = items[following.codes[0]]
            if _SUCH_AS.fullmatch(between) and (item.class_ in (named.class_, "service")):
                continue
        before = text[max(0, mention.start - 24) : mention.start]
        if not mention.amounts and (
            _SUMS_UP.search(before) or (item.class_ != "medicine" and _PURPOSE.search(before))
        ):
            continue
        if (
            item.must_ask
            and not mention.amounts
            and _OTHER.search(text[max(0, mention.start - 24) : mention.start])
        ):
            continue
        kept.append(mention)
    return kept
