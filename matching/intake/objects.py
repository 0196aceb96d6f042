"""What a word of need asks for: "we need justice for the stolen rice" asks for no rice.

English only: the first thing after the word is its object, and goods that a preposition hangs on
an object nobody reads are no goods asked for.
"""

import re

from matching.intake.bare import FUNCTION
from matching.intake.cue_words import Way
from matching.intake.lexicon import is_chinese
from matching.intake.scene import GOODS, Scene
from matching.intake.weigh import Judged

_HANGS_ON = re.compile(
    r"(?<![a-z])(?:for|of|than|under|about|on|from|because|since|if|whether|that|will be)\s"
    r"(?:(?:the|a|an|my|our|your|their|his|her|this|that|these|those|all|some|stolen|old|white|new"
    r"|same|other|good|hot)\s)*$"
)
_WORD = re.compile(r"[a-z']{2,}")
_LEADS_TO_GOODS = re.compile(
    r"access|amounts?|any(?:body|one|thing)|assist\w*|bags?|bit|bottles?|boxe?s?|bundles?|buckets?"
    r"|can|cards?|cartons?|cases?|chance|delivery|dist\w+ons?|donat\w+|drop|everything|few|find"
    r"|food|form|get|give|gifts?|go|help|info\w*|items?|kilos?|kinds?|list|litt?le|loads?|lots?"
    r"|lorr\w+"
    r"|means|more|must|need\w*|number|one|pack\w*|parcels?|people|pieces?|place|plenty|portions?"
    r"|provi\w+"
    r"|quantit\w+|rations?|relief|sacks?|sets?|share|shop|someone|somebody|something|sort|stuff"
    r"|suppl\w+|there|they|things?|tins?|tons?|tonnes?|trucks?|types?|units?|us|ways?|where"
)
"""Objects that stand for the goods after them: help with food, a truck of rice."""


def asks_for_else(scene: Scene, one: Judged) -> bool:
    """Whether the word of need before a mention asks for something else that it only adorns."""
    if one.way is not Way.NEED or one.direct or one.mention.amounts or is_chinese(scene.plain.text):
        return False
    cues = [
        cue
        for cue in scene.cues
        if cue.end <= one.mention.first and not cue.after and cue.way is Way.NEED
    ]
    if not cues:
        return False
    gap = scene.unread[cues[-1].end : one.mention.first]
    if GOODS in gap or not _HANGS_ON.search(gap):
        return False
    words = [word for word in _WORD.findall(gap) if FUNCTION.fullmatch(word) is None]
    known = any(_LEADS_TO_GOODS.fullmatch(word) for word in words)
    return bool(_object(gap)) and not known


def _object(gap: str) -> str:
    """The words between the word of need and the preposition that goods hang on."""
    hung = _HANGS_ON.search(gap)
    said = gap[: hung.start()] if hung else gap
    return " ".join(w for w in _WORD.findall(said) if FUNCTION.fullmatch(w) is None)
