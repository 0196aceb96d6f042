"""A ward, room or floor alone lies in the house of one's own organisation."""

import re
import unicodedata
from typing import Any

from db.queries.people import organisation_by_id
from handlers.dialog import Turn
from handlers.steps.addresses import ADDRESS_SIGNS, typed_answer

_N = r"(?:\d{1,4}[a-z]?|[一二三四五六七八九十]{1,3})"
_PART = (
    rf"(?:ward|room|floor|bed|bay|wing|icu)\s*(?:no\.?\s*)?(?:{_N}|[a-z])?\b"
    r"|\d{1,2}(?:st|nd|rd|th)\s+floor|emergency(?:\s+(?:room|department))?|reception|pharmacy"
    rf"|第?{_N}\s*(?:号?楼|层|病区|病房|号病房|病室|室|床|号床|诊室)"
    rf"|(?:病区|病房|病室)\s*{_N}?|急诊(?:科|室)?|重症(?:监护室)?|药房|护士站"
)
_INSIDE = re.compile(
    rf"(?:(?:at|in|to|on|the|在|送到|送)\s*)*(?:{_PART})(?:[\s,、，]*(?:{_PART}))*"
)


def is_inside(words: str) -> bool:
    """Whether words name a part of a house and no house."""
    plain = unicodedata.normalize("NFKC", words).lower().strip(" .。,，!！")
    return bool(_INSIDE.fullmatch(plain))


async def inside_own(turn: Turn, words: str) -> dict[str, Any] | None:
    """The part of the own organisation's house as an answer of the place's step; None if the words
    say more, or if nobody knows where that house is."""
    if turn.person.organisation_id is None or not is_inside(words):
        return None
    own = await organisation_by_id(turn.session, turn.person.organisation_id)
    if own is None:
        return None
    answer = typed_answer(turn.house.gazetteer, own.name)
    if not answer["sure"]:
        answer = {**answer, "options": [], "district": own.district}
    if not answer["district"]:
        return None
    address = f"{own.name} {' '.join(words.split())}"[:ADDRESS_SIGNS]
    return {**answer, "address": address, "areas": []}
