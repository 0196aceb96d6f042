"""The place somebody used before: 送到我上次的地方, the same place as last time. And their own."""

import re

from matching.intake.place_found import PlaceFound

_SPOT = r"(?:地方|地址|位置|地点|那里|那儿|那边)"
_LAST = r"(?:上一?[次回]|之前|以前)"
_BEFORE = re.compile(
    r"(?:[我咱俺]们?)?(?:还是|照旧|仍旧|仍然)?(?:上一?[次回]|前一?[次回]|之前|以前|原来|刚才)"
    rf"(?:[送报填用说]过?)?(?:的|那个|同样|一样){{0,2}}{_SPOT}"
    rf"|[跟和与同]{_LAST}的?(?:一样|相同|同一个?)的?{_SPOT}|{_SPOT}[跟和与同]{_LAST}的?(?:一样|相同)"
    rf"|老{_SPOT}|同一个?{_SPOT}"
    r"|(?:my |our |the )?(?:same|usual|last|previous|earlier) (?:old )?"
    r"(?:place|address|location|spot)"
    r"(?: (?:as |like )?(?:the )?(?:last time|before|always|previously|usual|yesterday"
    r"|(?:my|our) last (?:one|need|order|request|report)))?"
    r"|where (?:i|we|you) (?:was|were|sent it|brought it) (?:last time|before)"
)
_LEAD = re.compile(
    r"(?:[请就都送寄运发拿带到往去在给:\s]|还是|(?:please|send|deliver|bring|it|them|all|to|at|the)\b)*"
)
_TAIL = re.compile(r"(?:吧|就行|就好|谢谢|[\s,，。.!！~]|(?:please|thanks?|thank you)\b)*")
_OWN = re.compile(
    r"(?:[我俺咱]们?|自己|老)家里?"
    r"|(?:the |my |our )?(?:own )?(?:home|house|place|apartment|flat|shelter|school|camp|clinic"
    r"|office|shop|farm|factory)"
)


def find_before(text: str) -> list[PlaceFound]:
    """Where a folded text speaks of the place used before."""
    return [PlaceFound(*match.span()) for match in _BEFORE.finditer(text)]


def is_before(words: str) -> bool:
    """Whether the words are only that: the place used before."""
    plain = " ".join(words.lower().split())
    found = _BEFORE.search(plain)
    if found is None:
        return False
    before, after = plain[: found.start()], plain[found.end() :]
    return _LEAD.fullmatch(before) is not None and _TAIL.fullmatch(after) is not None


def is_own(words: str) -> bool:
    """Whether the words are no name: our house, wherever it is."""
    return _OWN.fullmatch(" ".join(words.lower().split())) is not None
