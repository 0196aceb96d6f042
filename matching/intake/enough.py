"""What somebody has enough of: 口罩够了，谢谢; we have enough masks."""

import re

from matching.intake.reader import Reader
from matching.intake.template import clauses

_LONG = 200
"""Signs within which somebody says it; what is longer tells of more."""
_MAY = re.compile(
    r"够|不|别|有了|充足|齐|到位|enough|plenty|sufficient|no |no longer|not|n't|too many|all the"
    r"|set|good|fine|ok|covered"
)
"""What every such statement holds: all else is not taken apart."""
_HERE = (
    r"(?:我[们这院家]?[里边儿]?|咱们?|这[里边]|医院|社区|现在|目前|暂时|今天|已经?|都|也|的|是)*+"
)
_GOODS = r"\x02(?:[、和及跟与]\x02)*"
_ZH = (
    rf"{_HERE}{_GOODS}{_HERE}(?:足够|够了?用?|不缺|不[需再]?[要用缺]再?[送寄捐]?|有了|充足|齐了|到[位齐])"
    r"(?:了|的|啦)*",
    rf"{_HERE}(?:不缺|不需要|不再需要|不要|不用|别|不必)再?[送寄捐]?{_GOODS}了?",
)
_WE = r"(?:now )?(?:(?:we|i)(?: now| already| do)?(?:'ve| have)?(?: now| already)? ?(?:got )?)?"
_SOME = r"(?:the |our |any |more |all |of )*"
_ALL = rf"{_SOME}\x02(?:(?:,| and|, and| or) {_SOME}\x02)*"
_NOW = r"(?: (?:now|already|for now|here|at the moment|any ?more|any longer|please))*"
_ARE = r"(?:(?:is|are)(?: now| already)?(?: (?:not|no longer))?|aren't|isn't|not|no longer)"
_EN = (
    rf"{_WE}(?:more than )?(?:enough|plenty of|sufficient|all the|too many) {_ALL}"
    rf"(?: (?:we|i) need)?{_NOW}",
    rf"(?:we|i) (?:now )?(?:(?:don'?t|do not) need|no longer need) {_ALL}{_NOW}",
    rf"no (?:more )?(?:need (?:for|of) )?{_ALL} (?:needed|required|wanted|necessary|please){_NOW}",
    rf"no (?:more )?need (?:for|of) {_ALL}{_NOW}",
    rf"{_ALL} {_ARE} (?:needed|required|wanted|necessary){_NOW}",
    rf"{_ALL} (?:is|are)(?: now| already)? enough{_NOW}",
    rf"(?:we|i) ?(?:are|'re|am|'m) (?:all )?(?:set|good|fine|ok|okay|covered) (?:for|on|with) "
    rf"{_ALL}{_NOW}",
)
_ENOUGH = re.compile("|".join((*_ZH, *_EN)))
_NO_MORE = re.compile(rf"no more {_ALL}{_NOW}")
_ASKS = re.compile(r"[?？吗么]\s*$|^\s*enough\b.*\bplease\b")
"""A question, and a plea for enough of something."""
_THANKS = re.compile(r"thank|thx|please|谢")
"""No more masks, thank you: without thanks it may as well be a cry for some."""


def read_enough(text: str, reader: Reader) -> tuple[tuple[str, ...], ...]:
    """What each thing may be that somebody has enough of; empty where they say anything else."""
    if len(text) > _LONG or not _MAY.search(text.lower()) or _ASKS.search(text.lower()):
        return ()
    said = clauses(text, reader)
    polite = _THANKS.search(text.lower()) is not None
    for clause in said:
        no_more = polite and _NO_MORE.fullmatch(clause.said)
        if not no_more and not _ENOUGH.fullmatch(clause.said):
            return ()
    return tuple(mention.codes for clause in said for mention in clause.goods)
