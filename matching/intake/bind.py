"""Which number belongs to which item: neighbours pair up so that most numbers find an item."""

import re
from bisect import bisect_left
from collections.abc import Sequence

from matching.catalogue import Item
from matching.intake.amounts import Amount
from matching.intake.carry import with_carried
from matching.intake.cues import Cue
from matching.intake.gaps import fits, gap, ordered
from matching.intake.mention import Bunch, Mention

FAR = 34
"""Cost of a gap that no pair bridges."""
_REWARD, _HABIT = 100, 6
_SIZE = re.compile(
    r"[\s,，、+/(.;:-]*(?:\d?x{0,4}[sml]{1,2}|[大中小加特均]+[号码]?|男[士款女]?"
    r"|女[士款]?|成人|儿童|\d{3}(?:码|号|型)?|[男女]码|[a-d][款级类型]|[一二三]级"
    r"|[早中晚]餐|[早晚]上|[中上下]午|左手|右手|长|短|无菌|普通|\x01+)?\s?(?:号|码|型|款"
    r"|size)?[\s:/-]*"
)
_SIZE_WORD = re.compile(
    r"[sml\x01]|[早中晚]餐|[早晚]上|[中上下]午|[大中小]|男|女|成人|儿童|\d{3}|\+|码|款|级|类"
)
_BREAK = re.compile(r"[。!?\n,，;；、]|\.(?=\s|$)")
_MEASURED = re.compile(r"\s?:?\s?\x01+(?=[\s,，、;；。]|$)")
"""彩条布3000平米: what follows at once was read as a measure."""
_STOPPED = re.compile(r"\n|[.!?][^.!?]*[.!?]|[\u4e00-\u9fff]|,[^,]*,")
_ENDS = re.compile(
    r"\s?(?:[,.!;]|$|\x01|(?:will|is|would|are)\s(?:do|enough|ok|fine|help)|please|pls|plz|more"
    r"|(?:are |is )?(?:urgently |badly )?(?:needed|required|wanted|requested)(?![a-z]))"
)
_LONE = re.compile(
    r"[.!?\n]\s*(?:(?:just|only|about|maybe|around|at least|say|make it|we need|i need|need) )?$"
)
_LONE_END = re.compile(
    r"\s?(?:pls|please|plz|(?:would|will|is|are) (?:do|enough|fine|ok)|thanks|thx|max|for now)?"
    r"\s*(?:[.!,;\n]|$)"
)
"""Face shields ran out. 250 pls — a number that is a sentence of its own."""
_EACH = re.compile(
    r"(?:各(?:要|需|需要|类|种|为|约)?|均(?:为|需|要)?|每[样种类](?:要|需|需要)?"
    r"|分别(?:为|需|各)?|each)\s?:?\s?$"
)
_EACH_AFTER = re.compile(r"\s?(?:each|apiece)(?![a-z])(?:\s(?:of|for))?")


def bind(
    text: str,
    mentions: list[Mention],
    amounts: Sequence[Amount],
    cues: Sequence[Cue],
    items: dict[str, Item],
) -> list[Mention]:
    """Give every mention its numbers; numbers that stand alone after a cue make a new mention."""
    bunches = _bunches(text, amounts, mentions)
    tokens: list[Mention | Bunch] = sorted((*mentions, *bunches), key=lambda t: t.start)
    pairs = _best_pairs(text, tokens, cues, items)
    taken: set[int] = set()
    for left, right in pairs:
        pair = ordered(tokens[left], tokens[right])
        if pair is None:
            continue
        mention, bunch = pair
        mention.amounts = bunch.amounts
        taken.add(left if bunch is tokens[left] else right)
        if bunch.each:
            _share(text, tokens, mention, bunch)
    _note_loose(text, tokens, taken)
    _give_left_over(text, tokens, taken, items)
    return with_carried(text, tokens, taken, cues, items)


def _give_left_over(
    text: str, tokens: Sequence[Mention | Bunch], taken: set[int], items: dict[str, Item]
) -> None:
    """Blood is needed at Apollo, 3 units. — a number with a unit at the end of what was said."""
    for index, token in enumerate(tokens):
        if isinstance(token, Mention) or index in taken or not _may_follow(text, token):
            continue
        before = [t for t in tokens[max(0, index - 2) : index] if isinstance(t, Mention)]
        for mention in reversed(before):
            between = text[mention.end : token.start]
            if _STOPPED.search(between):
                break
            if not mention.amounts and fits(mention, token, items):
                mention.amounts = token.amounts
                taken.add(index)
                break


def _may_follow(text: str, number: Bunch) -> bool:
    """Whether a number may belong to goods of the sentence before: with a unit, or alone in it."""
    if number.amounts[-1].unit:
        return _ENDS.match(text, number.end) is not None
    lone = _LONE.search(text[max(0, number.start - 24) : number.start]) is not None
    return lone and _LONE_END.match(text, number.end) is not None


def _note_loose(text: str, tokens: Sequence[Mention | Bunch], taken: set[int]) -> None:
    """Mark the items without a number that a lost number of the same clause may belong to."""
    for index, token in enumerate(tokens):
        if isinstance(token, Mention):
            if not token.amounts and _MEASURED.match(text, token.end):
                token.loose = True
            continue
        if index in taken:
            continue
        for other in (*tokens[max(0, index - 1) : index], *tokens[index + 1 : index + 2]):
            low, high = sorted((token, other), key=lambda each: each.start)
            if (
                isinstance(other, Mention)
                and not other.amounts
                and not _BREAK.search(text[low.end : high.start])
            ):
                other.loose = True


def _bunches(text: str, amounts: Sequence[Amount], mentions: Sequence[Mention]) -> list[Bunch]:
    starts = sorted(mention.start for mention in mentions)
    bunches: list[Bunch] = []
    for amount in amounts:
        each = bool(_EACH.search(text[max(0, amount.start - 8) : amount.start])) or bool(
            _EACH_AFTER.match(text, amount.end)
        )
        last = bunches[-1] if bunches else None
        if (
            last
            and bisect_left(starts, last.end) == bisect_left(starts, amount.start)
            and _adds_up(text[last.end : amount.start], last.amounts[-1], amount)
        ):
            last.amounts.append(amount)
            continue
        bunches.append(Bunch([amount], each))
    for bunch in bunches:
        _leave_parts_out(text, bunch)
    return bunches


def _leave_parts_out(text: str, bunch: Bunch) -> None:
    """雨衣10件(L号6件、XL号4件): what a bracket splits up is no more of it."""
    whole, *parts = bunch.amounts
    if parts and "(" in text[whole.end : parts[0].start]:
        total = sum(part.value for part in parts if part.value is not None)
        if total == whole.value:
            bunch.amounts = [whole]


def _adds_up(between: str, left: Amount, right: Amount) -> bool:
    """Whether two numbers with `between` between them make one quantity."""
    if left.value is None or right.value is None:
        return False
    if not between and left.unit and right.unit and left.unit != right.unit:
        return left.unit in "箱件包盒" and right.unit in "盒包袋只个瓶双副套片支"
    if between.strip() == "+":
        return bool(right.unit) and left.unit == right.unit
    return bool(_SIZE.fullmatch(between)) and bool(_SIZE_WORD.search(between))


def _best_pairs(
    text: str, tokens: Sequence[Mention | Bunch], cues: Sequence[Cue], items: dict[str, Item]
) -> list[tuple[int, int]]:
    """The pairing of neighbours with the best sum, by dynamic programming from the left."""
    costs = [gap(text, tokens[i], tokens[i + 1], cues, items) for i in range(len(tokens) - 1)]
    habit = _habit(tokens, costs)
    best = [(0.0, ())] * (len(tokens) + 1)  # type: list[tuple[float, tuple[int, ...]]]
    for end in range(1, len(tokens) + 1):
        best[end] = best[end - 1]
        cost = costs[end - 2] if end >= 2 else None
        if cost is None or cost >= FAR:
            continue
        number_last = isinstance(tokens[end - 1], Bunch)
        score = _REWARD - cost + (_HABIT if number_last == habit else 0)
        total = best[end - 2][0] + score
        if total > best[end][0]:
            best[end] = (total, (*best[end - 2][1], end - 2))
    return [(left, left + 1) for left in best[-1][1]]


def _habit(tokens: Sequence[Mention | Bunch], costs: Sequence[int | None]) -> bool:
    """Whether this message writes numbers after items."""
    after = before = 0
    for index, cost in enumerate(costs):
        if cost is not None and cost < 8:
            if isinstance(tokens[index], Mention):
                after += 1
            else:
                before += 1
    return after >= before


def _share(text: str, tokens: Sequence[Mention | Bunch], mention: Mention, bunch: Bunch) -> None:
    """各500: every item before it that has no number of its own gets the number."""
    position = next(i for i, token in enumerate(tokens) if token is mention)
    mention.each, mention.times = True, mention.names
    step = 1 if bunch.start < mention.start else -1
    index = position + step
    end = mention
    while 0 <= index < len(tokens):
        other = tokens[index]
        if isinstance(other, Bunch) or other.amounts:
            return
        between = text[other.end : end.start] if step < 0 else text[end.end : other.start]
        if re.search(r"[。!?\n]", between) or len(between.strip()) > 6:
            return
        other.amounts, other.each, other.times = list(bunch.amounts), True, other.names
        end = other
        index += step
