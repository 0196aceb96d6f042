"""The side of goods that no cue governs: a bare list is a need, a tale is nothing."""

import re
from collections.abc import Sequence

from matching.intake.cue_words import Way
from matching.intake.hints import TOLD
from matching.intake.lexicon import is_chinese
from matching.intake.masks import BLANK
from matching.intake.mention import Mention
from matching.intake.reading import Side, Trouble
from matching.intake.scene import GOODS, NUMBER, Scene
from matching.intake.troubles import find_trouble
from matching.intake.weigh import Judged
from matching.model import Role

LIST_SHARE = 0.5
"""Share of a message's words that a list without any verb must have read."""
LEAST_LIST, BARE_LIST, SURE_LIST = 0.3, 0.6, 0.75
"""The same of an English list with numbers, of a Chinese one, and of one that needs no question."""
FUNCTION = re.compile(
    r"a|all|also|an|and|any|are|as|at|etc|for|from|hello|hi|i|in|is|it|more|much"
    r"|my|n|not|of|on|or|other|our|please|pls|plz|so|some|such|thank|thanks|the"
    r"|they|to|us|very|we|with|you|your"
)
"""English words that say nothing of what is asked."""
_WORD = re.compile(r"[a-z']+|[\u4e00-\u9fff]|[^\x00-\x7f\u4e00-\u9fff，。、；：？！（）“”…×·\s]")
STRANGE = re.compile(
    r"(?![的了和及与或等各是在我们请您你好约共个也还就都把被给到对要])[\u4e00-\u9fff]"
)
"""Chinese signs that say something."""
_CLAUSE = re.compile(r"[。!?\n…,，;；、:()\s]")
_STATE = re.compile(r"库存|[较很紧特]?急|[有无缺少]")
_BESIDE, _TALE = 6, 2
"""So many unread signs within so many beside goods tell of them."""
_STORY = re.compile(
    r"(?<![a-z])(?:is|are|was|were|will|has|they|he|she|because|when|if|who|said"
    r"|been|my|i|told|made|gave|bought|got|went|saw|took|had|did|came|again|rescued|saved|brought"
    r"|helped|donated|delivered)(?![a-z])"
)
_ON_THE_ROAD = frozenset({Trouble.ACCIDENT, Trouble.BREAKDOWN, Trouble.LATE})
_REQUESTERS = frozenset({Role.RESIDENT, Role.HOSPITAL, Role.COMMUNITY})

Open = tuple[Side | None, bool]
"""A side and whether it has to be asked; None: the goods say nothing."""


def side_of_bare(scene: Scene, judged: Sequence[Judged], role: Role | None, needs: bool) -> Open:
    """The side of goods that no cue governs; `needs`: something else in the message is needed."""
    chinese = is_chinese(scene.plain.text)
    counted = any(one.way is None and one.mention.amounts for one in judged)
    share = list_share(scene)
    listed = share >= LIST_SHARE and not _tells_a_story(scene)
    if role is Role.SUPPLIER and not needs:
        return Side.OFFER, False
    if needs:
        return (Side.NEED if listed or counted or chinese else None), False
    if _offers(scene, judged):
        return (Side.OFFER if listed or counted else None), False
    settled = any(one.way is Way.NO for one in judged) and not counted
    if _only_tells(scene, listed=listed, settled=settled and not (chinese and share >= SURE_LIST)):
        return None, False
    if chinese:
        return _chinese(scene, share, counted=counted, asks=role in _REQUESTERS)
    return _english(scene, share, listed=listed, counted=counted, asks=role in _REQUESTERS)


def tells_of(scene: Scene, mention: Mention) -> bool:
    """护士把雨衣都穿上了: whether the clause of goods without a number holds unread words."""
    if not is_chinese(scene.plain.text):
        return False
    start = max((m.end() for m in _CLAUSE.finditer(scene.open_text, 0, mention.start)), default=0)
    stop = _CLAUSE.search(scene.open_text, mention.end)
    end = stop.start() if stop else len(scene.open_text)
    if any(
        start <= n.start < end and n.end <= end and n.start != mention.start and not n.name.weak
        for n in scene.names
    ):
        return False
    beside = scene.unread[max(start, mention.start - _BESIDE) : mention.start]
    beside += scene.unread[mention.end : min(end, mention.end + _BESIDE)]
    return len(STRANGE.findall(_STATE.sub("", beside))) >= _TALE


def _offers(scene: Scene, judged: Sequence[Judged]) -> bool:
    ways = {cue.way for cue in scene.cues}
    offers = Way.OFFER in ways and (Way.NO not in ways or not is_chinese(scene.plain.text))
    return offers or any(one.way in (Way.HAVE, Way.OFFER) for one in judged)


def _chinese(scene: Scene, share: float, *, counted: bool, asks: bool) -> Open:
    if asks:
        return Side.NEED, False
    if find_trouble(scene.plain.text) in _ON_THE_ROAD:
        return None, False
    urgent = re.search(r"急|求|更正|订正", scene.open_text) is not None or any(
        cue.way is Way.NEED and not cue.lacking for cue in scene.cues
    )
    if not urgent and share < (BARE_LIST if counted else SURE_LIST):
        return None, False
    return Side.NEED, share < SURE_LIST or not (counted or urgent or scene.places)


def _english(scene: Scene, share: float, *, listed: bool, counted: bool, asks: bool) -> Open:
    trouble = find_trouble(scene.plain.text) is not None
    told = trouble or _tells_a_story(scene)
    if not counted and (trouble or (told and share < SURE_LIST)):
        return None, False
    if not (listed or (counted and share >= (BARE_LIST if told else LEAST_LIST))):
        return None, False
    return Side.NEED, not (asks or (counted and share >= SURE_LIST))


def _tells_a_story(scene: Scene) -> bool:
    """Whether an English message has a verb of telling: no bare list of goods has."""
    return not is_chinese(scene.plain.text) and _STORY.search(scene.open_text) is not None


def _only_tells(scene: Scene, *, listed: bool, settled: bool) -> bool:
    """Whether the message asks a question, gives thanks or passes on news."""
    asks = scene.plain.text.rstrip().endswith("?") and not is_chinese(scene.plain.text)
    return asks or settled or (not listed and TOLD.search(scene.open_text) is not None)


def list_share(scene: Scene) -> float:
    """How much of a message is names, numbers, places and cues: near 1 for a bare list."""
    text = scene.unread
    words = [w for w in _WORD.findall(text) if FUNCTION.fullmatch(w) is None]
    read = len(re.findall(f"{GOODS}+|{NUMBER}+", text)) * 2.5 + len(re.findall(f"{BLANK}+", text))
    return read / max(1.0, read + sum(0.5 if is_chinese(word) else 1.0 for word in words))
