"""Whether words say that somebody has a vehicle that goes: 我有一辆, my truck; no wish or wreck."""

import functools
import re

_TROUBLE = re.compile(
    r"坏|着火|起火|失火|冒烟|爆炸|爆胎|烧[了着毁起伤]|撞|翻[了车]|侧翻|抛锚|故障|陷[进在入]|淹|堵|挡"
    r"|偷|没有?油|没有?电|受伤了|(?<!不要)不(?:能|让|准|许|可以|了|动)|无法|没法|禁"
    r"|(?<![有无])限(?!公司)|超[过载重]|(?<![全密])封(?!闭)|能不?能?过|可以过|过得去"
    r"|\b(?:fire|burn\w*|smok\w+|broken?|breakdown|crash\w*|accident|stuck|stolen|flat t[iy]re"
    r"|damaged?|closed?|blocked|limit\w*|(?<!all )over|overturn\w*|overload\w*|flooded|towed"
    r"|hurt|injured|trapped|cross|allowed|cannot|not|never|no (?:fuel|petrol|gas|diesel|driver))\b"
    r"|n['’]t\b",
    re.IGNORECASE,
)
"""Trouble, negation, a limit of the road, or a question whether one may pass."""
_CARRIES = re.compile(
    r"能|可以|可[装拉载运]|载重|待命|有空|随时|空车|\b(?:can|carr\w+|loads?|ready|available|free)\b",
    re.IGNORECASE,
)
_WANTS = re.compile(
    r"(?:需要|急需|[急还]?缺|求|想借|借用|想要|想找)[^,，.。;；!！?？\n]{0,10}[车船]"
    r"|\b(?:we|i|they|hospital) (?:\w+ )?(?:needs?|wants?|lacks?)\s+(?:an?|some|one|another|\d+)\b",
    re.IGNORECASE,
)
_BETWEEN = r"(?:(?!没有|需|缺|求|找|借|给|要|运|送|看到|看见|等)[^,，.。;；!！?？\n]){0,16}?"
"""What may stand between 我有 and 货车: nothing that is wanted."""
_WORDS = (
    r"(?:(?!(?:needs?|wants?|to|for|by|on|in|at|from|with|no|is|are|was|has|the|that|seen)\b)"
    r"[\w'’.·\-]+\s+){0,6}?"
)
_I_HAVE = (
    r"(?:我们?|咱们?|俺|本人)(?:家里?|这里|这儿|这边|手[上头里]|公司|单位|自己|车队|店里?)*"
    r"(?:现在|目前|还|也|就|都|[刚正]好)*(?:有|开着?|是|的|驾驶)"
)
_THERE_IS = r"(?:^|[\s,，.。;；!！])(?:现在|这里|手[上头里]|家里|还)*有[一1两2]?[辆台部条艘架只]"
_I_HAVE_EN = (
    r"\b(?:i|we)(?:['’]ve|(?: also| still| now| currently| can)* (?:have|own|drive|offer|got|run))"
    r"(?: got)?\s+"
)
_HAVE_EN = r"(?:^|[.;!]\s*)(?:have|got)\s+"


def has_vehicle(typed: str, vehicles: frozenset[str]) -> bool:
    """Whether the words say right at one of `vehicles`, the words for one, that the speaker has it,
    and speak of no trouble."""
    if _TROUBLE.search(typed):
        return False
    surely, maybe = _ways(vehicles)
    return bool(surely.search(typed) or (maybe.search(typed) and _CARRIES.search(typed)))


def wants_vehicle(typed: str) -> bool:
    """Whether the words ask for a vehicle, whoever says them."""
    return _WANTS.search(typed) is not None


@functools.cache
def _ways(vehicles: frozenset[str]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """How somebody says it: as their own, or only that it is there and what it can do."""
    words = {re.escape(word) for word in vehicles}
    latin = rf"(?:{'|'.join(sorted(word for word in words if word.isascii()))})\b"
    signs = rf"(?:{'|'.join(sorted(words))})"
    surely = rf"{_I_HAVE}{_BETWEEN}{signs}|(?:{_I_HAVE_EN}|\b(?:my|our)\s+){_WORDS}{latin}"
    maybe = rf"{_THERE_IS}{_BETWEEN}{signs}|{_HAVE_EN}{_WORDS}{latin}"
    return re.compile(surely, re.IGNORECASE), re.compile(maybe, re.IGNORECASE)
