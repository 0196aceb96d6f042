"""What a message means that names no goods: a cry for help, a helper who offers himself."""

import re
from collections.abc import Sequence

from matching.intake.hints import (
    ANYTHING,
    ASKS,
    CRY,
    DENIED,
    GRAVE,
    HINTS,
    MEDICAL_SKILL,
    NO_CRY,
    SKILLS,
    TOLD,
)
from matching.intake.lines import Sided
from matching.intake.pattern import Pattern
from matching.intake.reading import Side
from matching.intake.weigh import AID

_PLAIN_HINTS = frozenset({"FOOD-ANY", "WATER-BOT", "RESCUE-TEAM"})
"""Hunger, thirst and being trapped need no word of asking."""
_ROOFLESS = "SHELTER-SVC"
"""Rain on the sleepers asks for a roof where nothing else is asked for."""
_NO_OFFER = re.compile(
    r"(?<![a-z])(?:needs?|needed|looking for|job|jobs|want to know|would like to know"
    r"|please|where|how|why)(?![a-z])|\?"
)
"""What no volunteer says who offers help."""


_WANTS_TO_HELP = re.compile(
    r"(?<![a-z])(?:(?:i|we) (?:want|wish|am willing|are willing|am ready|are ready)"
    r"|would (?:like|love)|i'?d (?:like|love))"
    r" to (?:help|volunteer|assist|offer)(?! (?:my|our) (?:family|mother|son|brother))"
)
_SEEKS_CARE = re.compile(
    r"(?<![a-z])(?:where|nearest|closest|find)[^.?!]{0,40}(?:clinic|hospital|doctor|dispensary)"
    r"|where (?:can|should|do|could) (?:i|we) (?:go|take|bring)[^.?!]{0,40}"
    r"(?:sick|ill|injured|hurt|wounded|pregnant)"
)
_AS_NEEDED = re.compile(r"(?:anything|whatever|where(?:ver)?)(?: is| you)? need(?:s|ed)?")
_I_AM = re.compile(r"(?<![a-z])i(?:'m| am)(?: also)? an? (?:\w+ )?$")
_HOSTS = re.compile(
    r"(?<![a-z])(?:can|could|will|able to|willing to|happy to) (?:host|house|sleep|take in"
    r"|put up|lodge|shelter|(?:receive|welcome) (?:\w+ )?(?:people|famil\w+|persons?|homeless"
    r"|neighbou?rs|guests|kids|children))(?![a-z])"
)
_SHORT = 60
"""Signs of a message that one word of skill can fill."""
_OWN_WORDS = re.compile(
    r"(?<![a-z])(?:i|we|willing|available|able|certified|help|volunteer\w*|can)(?![a-z])"
)


def read_cries(
    text: str, sided: Sequence[Sided], groups: frozenset[str], codes: frozenset[str]
) -> tuple[tuple[str, Side], ...]:
    """The codes that a folded text means beyond those it names; `codes`: the catalogue's."""
    needs = any(one.side is Side.NEED for one in sided)
    if sided and all(one.side is Side.OFFER for one in sided):
        return ()
    found = [(code, Side.NEED) for code in _hinted(text, groups, needs)]
    if not sided and not found:
        found = _without_goods(text)
    return tuple((code, side) for code, side in found if code in codes)


def _hinted(text: str, groups: frozenset[str], needs: bool) -> list[str]:
    """Hunger, thirst, wounds …; help of other kinds only where nothing else is asked for."""
    found: list[str] = []
    if TOLD.search(text):
        return found
    for code, covering, words in HINTS:
        if not _is_said(text, words) or groups.intersection(covering):
            continue
        if code == "MEDIC" and (GRAVE.search(text) or _SEEKS_CARE.search(text)) and not needs:
            found.append(code)
            continue
        alone = not needs and not found and ASKS.search(text) and CRY.search(text)
        if code == _ROOFLESS:
            if not needs and not found:
                found.append(code)
            continue
        if code in _PLAIN_HINTS or alone:
            found.append(code)
    return found


def _is_said(text: str, words: Pattern) -> bool:
    """Whether the words stand there without being denied."""
    return any(DENIED.search(text[: hit.start()]) is None for hit in words.finditer(text))


def _without_goods(text: str) -> list[tuple[str, Side]]:
    if ANYTHING.fullmatch(text):
        return [("VOLUNTEER", Side.OFFER)]
    if CRY.search(text) and not NO_CRY.search(text):
        return [(AID, Side.NEED)]
    return _skills(text)


def _skills(text: str) -> list[tuple[str, Side]]:
    """I can cook, CPR certified: helpers who offer themselves."""
    if _NO_OFFER.search(_AS_NEEDED.sub("", text)) and not _WANTS_TO_HELP.search(text):
        return []
    if _HOSTS.search(text):
        return [("SHELTER-SVC", Side.OFFER)]
    medical = MEDICAL_SKILL.search(text)
    if medical and (
        _WANTS_TO_HELP.search(text)
        or SKILLS.search(text)
        or not text[: medical.start()].strip()
        or _I_AM.search(text[: medical.start()])
    ):
        return [("MEDIC", Side.OFFER)]
    hits = len(SKILLS.findall(text))
    if hits >= 2 or (hits and len(text) < _SHORT and _OWN_WORDS.search(text)):
        return [("VOLUNTEER", Side.OFFER)]
    return []
