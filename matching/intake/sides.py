"""Which way the goods of a mention go: by the cue that governs it, else by the sender's role."""

import re
from bisect import bisect_left
from collections.abc import Sequence

from matching.intake.cue_words import Way
from matching.intake.cues import Cue
from matching.intake.giving import is_given
from matching.intake.mention import Mention

_SENTENCE = re.compile(r"[。!?\n…]|\.(?=\s|$|\.)|•")
_CLAUSE = re.compile(r"[。!?\n…,，;；]|\.(?=\s|$)")
_NOT_LIST = re.compile(r"[a-z\u4e00-\u9fff]")
_LIST_WORDS = re.compile(
    r"(?<![a-z])(?:and|or|n|the|some|any|more|a|an|of|our|for|such|as|also|like"
    r"|other|even|either|is|things|to|all|very|much|lots|kind|clean|good|adequate"
    r"|proper|including|etc|type|group|positive|negative|o|b|ab|her|his|its|own|extra|new|fresh"
    r"|hot|warm|dry|immediate|urgent|emergency"
    r"|single|more|bag|bags|of|these|aur|saaf|saf|bhi|ek|thoda|kuch|plus|too|w|for (?:sleep|wash"
    r"|cook|drink|eat|babies|kids|children)|following|items?|your|my|their|with)(?![a-z])"
    r"|和|及|与|跟|或|的|等|以及|还有|各|类|一些|点|些|一批|大量|了|给|我们|大家"
    r"|约|共|如下|包括|医用|一次性|数量|急|用|个|免费|无偿|支持|物资"
)
_ALOUD = re.compile(r"\s?!{2,}")
_OPENS = re.compile(r"(?:^|[.!?\n])\s*$")
_ADDED = re.compile(r"\s*(?:and|aur|also|plus|&|\+|n)\s(?:also |a |some |the )*")
_GOES_ON = re.compile(r"[.!?]\s+(?=(?:also|plus|and|in addition|as well)(?![a-z]))")
"""… in Carrefour. Also pampers: the sentence before goes on."""
_QUALITY = re.compile(r"(?!了)[\u4e00-\u9fff]{2}")
NUMBER = "\x03"
"""What stands in the place of a quantity."""
_MOST_REACHING = 6
"""Earlier cues that are asked: a list of 400 lines has 400, and the nearest decide."""
_MOST_TRIED = 16
"""Earlier cues that are looked at, whether they reach or not."""
_LONG = 200
"""Signs of a stretch whose beginning is looked at first: mostly it is no list."""
_ALL = re.compile(r"^\s*(?:都|均|全部?|也都|全都)")
_WHOEVER = re.compile(r"哪|谁|who|any(?:one|body)|if ")
"""手套8000双，棉鞋600双，哪个单位需要跟我说: the whole list is offered."""
_PARTS = re.compile(r"[;，]")
_LASTS = re.compile(r"[够撑维坚支顶]")
_SUBJECT_HAVE = re.compile(r"^(?:we|i|our)")


def _begin(cue: Cue) -> int:
    return cue.start


def way_of(text: str, mention: Mention, cues: Sequence[Cue]) -> tuple[Way | None, bool]:
    """The way that a cue gives a mention (None: no cue), and whether the cue stands right at it."""
    if mention.way is not None:
        return mention.way, True
    between = _between(text, mention, cues)
    if between is not None:
        return between.way, True
    if is_given(text, mention, cues):
        return Way.OFFER, True
    after = _after(text, mention, cues)
    before = _before(text, mention, cues)
    if after is not None and (before is None or _after_wins(text, mention, before, after)):
        return after.way, True
    if before is None:
        return _by_its_place(text, mention, cues)
    return before.way, _is_list(text[before.end : mention.first])


def _by_its_place(text: str, mention: Mention, cues: Sequence[Cue]) -> tuple[Way | None, bool]:
    """Blankets!! — a cry of one word; … chahiye and a doctor: what is added to what was asked."""
    if _ALOUD.match(text, mention.last) and _OPENS.search(text[: mention.first]):
        return Way.NEED, True
    for cue in reversed(cues):
        if cue.end <= mention.first and cue.after:
            added = _ADDED.fullmatch(text, cue.end, mention.first) is not None
            return (cue.way, True) if added and cue.way is Way.NEED else (None, False)
    return None, False


def _after_wins(text: str, mention: Mention, before: Cue, after: Cue) -> bool:
    if after.way is Way.NO:
        return True
    if before.way is Way.NO:
        apart = text[before.end : mention.first]
        touches = not text[mention.last : after.start].strip()
        return (
            after.way is Way.NEED and touches and not (_is_list(apart) and not _PARTS.search(apart))
        )
    if (
        before.lacking
        and after.way is Way.NEED
        and re.match(r"need|required", text[after.start : after.end])
    ):
        return True
    if before.lacking and after.way is Way.STOCK:
        return False
    if after.lacking and before.way is Way.STOCK:
        return not mention.amounts and _LASTS.search(text[after.start : after.end]) is not None
    if after.way is Way.OFFER:
        return before.way is not Way.NEED
    return before.way in (Way.STOCK, Way.HAVE, Way.NEED) or not _is_list(
        text[before.end : mention.first]
    )


def _between(text: str, mention: Mention, cues: Sequence[Cue]) -> Cue | None:
    """A cue between the item and its number: 口罩库存500."""
    if mention.carried >= 0:
        return next((c for c in cues if c.start == mention.carried and not c.after), None)
    if not mention.amounts or mention.amounts[0].start < mention.end or mention.each:
        return None
    begin, stop = mention.end, mention.amounts[0].start
    near = cues[bisect_left(cues, begin, key=_begin) : bisect_left(cues, stop, key=_begin)]
    inside = [c for c in near if c.end <= stop]
    inside = [c for c in inside if not _leaves_bracket(text, c, text[c.end : mention.last])]
    inside = [c for c in inside if not _SENTENCE.search(text, c.end, stop)]
    return next((c for c in reversed(inside) if c.way is not Way.HAVE), None)


def _after(text: str, mention: Mention, cues: Sequence[Cue]) -> Cue | None:
    """The first cue of the clause that speaks of what precedes it."""
    end = mention.last if mention.carried < 0 else mention.amounts[-1].end
    for cue in cues:
        if cue.start < end:
            continue
        between = text[end : cue.start]
        if _CLAUSE.search(between) and not _reaches_back(text, between, cue):
            return None
        if not cue.after:
            if _is_part(cue, cues) or (cue.way is Way.HAVE and not between.strip()):
                continue
            return None
        others = NUMBER in between or (bool(mention.amounts) and "\x02" in between)
        if _speaks_of_others(text, cue, cues, others=others):
            return None
        strange = len(_NOT_LIST.findall(_LIST_WORDS.sub("", between)))
        if strange > _may_stand_between(text, cue):
            return None
        return cue
    return None


def _is_part(cue: Cue, cues: Sequence[Cue]) -> bool:
    """Whether the cue is a piece of a longer one that speaks of what precedes it."""
    return any(c.after and c.start <= cue.start < c.end for c in cues)


def _speaks_of_others(text: str, cue: Cue, cues: Sequence[Cue], *, others: bool) -> bool:
    """Whether a cue after goods does not mean them: what is counted before 防滑沙不用 is wanted."""
    if cue.way is Way.NO and others and _ALL.match(text[cue.start : cue.end]) is None:
        return True
    return _leads_on(text, cue, cues) or _in_bracket(text, cue)


def _may_stand_between(text: str, cue: Cue) -> int:
    """How many letters of other words a cue may be away: food for the children is needed."""
    if not text[cue.start].isascii():
        return 10
    said = text[cue.start : cue.end]
    return (
        24
        if re.match(r"(?:is|are|was|were|has|have|needed|required|urgently needed)\b", said)
        else 0
    )


def _reaches_back(text: str, between: str, cue: Cue) -> bool:
    """都够了 speaks of the whole list before it; so does A, B and C are needed."""
    latin = text[cue.start].isascii() and cue.way is Way.NEED and ";" not in between
    latin = latin or _WHOEVER.match(text, cue.start, cue.end) is not None
    if not latin and not _ALL.match(text[cue.start : cue.end]):
        return False
    return _SENTENCE.search(between) is None and _is_list(between)


def _in_bracket(text: str, cue: Cue) -> bool:
    """防护服(不要白色): what is not wanted is a kind, not the item."""
    opened = text[cue.start - 1 : cue.start] == "("
    return cue.way is Way.NO and opened and bool(_QUALITY.match(text, cue.end))


def _leads_on(text: str, cue: Cue, cues: Sequence[Cue]) -> bool:
    """Whether the cue is one that also stands before goods, and goods follow at once."""
    twin = any(
        not c.after and c.start <= cue.start + 1 and c.end >= cue.end - 1 and c.start < cue.end
        for c in cues
    )
    if text[cue.start - 1 : cue.start] == "(" and text[cue.end : cue.end + 1] == ")":
        return False
    following = text[cue.end : cue.end + 12]
    clause = _CLAUSE.split(following)[0]
    return twin and ("\x02" in clause or bool(re.match(r"\s?[:\d]|的", following)))


def _before(text: str, mention: Mention, cues: Sequence[Cue]) -> Cue | None:
    """The nearest cue before the mention whose reach it lies in; an earlier one may overrule it."""
    reaching = _reaching(text, mention, cues)
    if not reaching:
        return None
    chosen = reaching[0]
    if chosen.way not in (Way.OFFER, Way.HAVE) or _states_a_fact(text, chosen):
        return chosen
    for earlier in reaching[1:]:
        if earlier.way is Way.NEED and not earlier.lacking:
            return chosen if _first_person(text, chosen) else earlier
        clause = text[earlier.end : chosen.start]
        if earlier.way is Way.NO and chosen.way is Way.OFFER and not _CLAUSE.search(clause):
            return earlier
    return chosen


def _reaching(text: str, mention: Mention, cues: Sequence[Cue]) -> list[Cue]:
    """The cues before a mention that reach it, nearest first, up to one that does not."""
    reaching: list[Cue] = []
    tried, first = 0, mention.first
    for cue in reversed(cues[: bisect_left(cues, first, key=_begin)]):
        if cue.end > first or cue.after:
            continue
        if _reaches(text, cue, text[cue.end : first]):
            reaching.append(cue)
        elif reaching:
            break
        tried += 1
        if tried == _MOST_TRIED or len(reaching) == _MOST_REACHING:
            break
    return reaching


def _states_a_fact(text: str, cue: Cue) -> bool:
    """…, we have / 我院有: a statement of its own, not part of what is asked for."""
    if cue.way is not Way.HAVE:
        return False
    said = text[max(0, cue.start - 3) : cue.end]
    subject = _SUBJECT_HAVE.match(text[cue.start : cue.end]) or re.search(
        r"我们|[我医]院|[共现]", said
    )
    return bool(subject and _CLAUSE.search(text[max(0, cue.start - 4) : cue.start]))


def _first_person(text: str, cue: Cue) -> bool:
    """我们可以捐, we can give: an offer even after a need."""
    said = text[max(0, cue.start - 4) : cue.end]
    return bool(re.search(r"我们?|本公司|(?:^|\W)(?:we|i)\s|^(?:can|could|will)", said))


def _reaches(text: str, cue: Cue, between: str) -> bool:
    between = _GOES_ON.sub(", ", between)
    if cue.way is Way.NO and _leaves_bracket(text, cue, between):
        return False
    counted = cue.way is Way.STOCK and NUMBER in between.partition(")")[0]
    if counted and _leaves_bracket(text, cue, between):  # 口罩3万(现有库存8000)，消毒液200桶
        return False
    if _SENTENCE.search(between) is None:
        if cue.way in (Way.NEED, Way.OFFER, Way.STOCK) and not cue.lacking:
            return True
        return _CLAUSE.search(between) is None or (_is_list(between) and ";" not in between)
    if cue.way is Way.HAVE or cue.way is Way.NO or cue.lacking:
        return False
    first_line = between.split("\n", maxsplit=1)[0]
    heads = ":" in text[cue.start : cue.end + 8] or (
        not first_line.strip(" :,，()\x01") and "\n" in between
    )
    stops = re.search(r"[。!?]|\n\s*\n|\.(?=\s|$)", between.strip())
    return heads and stops is None


def _leaves_bracket(text: str, cue: Cue, between: str) -> bool:
    """Whether a bracket that holds the cue ends before the mention: …(不要白色) 3.医用帽."""
    inside = text.rfind("(", 0, cue.start) > text.rfind(")", 0, cue.start)
    return inside and ")" in between and "(" not in between.partition(")")[0]


def _is_list(between: str) -> bool:
    """Whether nothing but goods, numbers and little words stands between."""
    if len(between) > _LONG:
        begin = between[: between.rfind(" ", 0, _LONG) + 1]
        if _NOT_LIST.search(_LIST_WORDS.sub("", begin)):
            return False
    return not _NOT_LIST.search(_LIST_WORDS.sub("", between))
