"""From a scene to mentions with sides: what is asked for, what is offered, what says nothing."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from matching.catalogue import Item
from matching.intake.bare import STRANGE, SURE_LIST, list_share, side_of_bare, tells_of
from matching.intake.bind import bind
from matching.intake.cries import read_cries
from matching.intake.cue_words import Way
from matching.intake.hands import with_hands
from matching.intake.hearsay import with_usage
from matching.intake.lexicon import is_chinese
from matching.intake.lines import Sided
from matching.intake.lost import find_lost
from matching.intake.mention import Mention
from matching.intake.mentions import find_mentions, with_late_kinds, without_general
from matching.intake.objects import asks_for_else
from matching.intake.packs import give_packs
from matching.intake.placing import placed
from matching.intake.reader import Reader
from matching.intake.reading import Side
from matching.intake.scene import Scene
from matching.intake.sides import way_of
from matching.intake.sizes import share_sizes
from matching.intake.tables import with_columns
from matching.intake.tales import without_told
from matching.intake.talk import only_talks, tells_news
from matching.intake.trust import with_doubts
from matching.intake.weigh import AID, Judged, counts
from matching.model import Role

_CLAUSE = re.compile(r"[。!?\n…,，;；]")
_DECLARED = re.compile(
    r"(?:以上|上述|上面|前面)(?:数[字量据])?(?:都|均|全部)?(?:为|是|系)(?:目前|现在?|我院|仓库"
    r"|本)?[^,，。\n]{0,4}"
    r"(?:结存|库存|现有|存货|剩余|在库|存量|余量)|(?:仅|只)是(?:库存|盘点|结存)|不(?:是"
    r"|作)(?:需求|申请)"
    r"|(?<![a-z])(?:this is|these are|above is|all of this is) (?:our |the )?"
    r"(?:stock|in stock|inventory|on hand)"
)
"""A list that is declared to be what they hold."""
_OURS = re.compile(
    r"我|本|咱|(?<![a-z])(?:we|i|our|us|my|i've|we've|i'm|me|dm)(?![a-z])|(?:^|[,;.]\s?)\s*(?:有"
    r"|现有"
    r"|尚有|还有|have|got)|\d{7}"
)
_I_AM = re.compile(
    r"(?:我们?|本人)(?:都)?(?:是|作为)(?:一[名个位])?\s?$"
    r"|(?<![a-z])(?:i'?m|i am|we are|we're) (?:an? )?$"
)
_THEIRS = re.compile(
    r"(?<![a-z])(?:it|he|she|they|which|that|who|(?:will|would|might|should)) (?:will |now )?"
    r"ha(?:ve|s|d) (?:about |only |got )?$"
)

_RUNS_OUT = re.compile(
    r"(?:的?[库存]*(?:存|余|用)?量?)?(?:大概|大约|估计|最多)?(?:[只仅就还][能有]?){0,2}"
    r"(?:够|剩|能?撑|能?用|维持)(?:下|余|用|吃|喝)?(?:不?到)?(?:个|约|大概)?\s?"
    r"(?:\d+|[一二两三四五六七八九十半几]+|[今明后])个?多?(?:天|日|小时|晚|早|周|星期|顿|餐)"
)
"""存量只够4天: what stands after goods that are held, and nearly gone."""


@dataclass(frozen=True, slots=True)
class Decided:
    """The mentions that count, and whether the message leaves the side open."""

    sided: tuple[Sided, ...]
    either_side: bool
    hints: tuple[tuple[str, Side], ...] = ()
    """Codes that no word names but the cry means."""
    lost: tuple[tuple[int, int], ...] = ()
    """Where numbers of goods stand that nothing was read for."""


def find_goods(scene: Scene, reader: Reader) -> list[Mention]:
    """The items of a message with their numbers and packs, whatever is said of them."""
    items = dict(reader.catalogue.by_code)
    mentions = find_mentions(scene, reader, items)
    bound = bind(scene.open_text, mentions, scene.amounts, scene.cues, items)
    bound = with_columns(scene, bound)
    give_packs(scene.plain.text, bound, scene.masks)
    share_sizes(scene.plain.text, bound)
    bound = with_hands(scene.plain.text, bound, items)
    bound = with_late_kinds(scene.open_text, bound, items)
    _ask_beside_stock(scene, bound)
    _count_rooms(scene, bound, items)
    return without_general(scene.open_text, bound, items)


def _ask_beside_stock(scene: Scene, mentions: Sequence[Mention]) -> None:
    """口罩20万个/月，目前库存5000: a bare number before the stock of the same is what is needed."""
    for mention, twin in pairwise(mentions):
        if twin.carried < 0 or twin.start != mention.start or not mention.amounts:
            continue
        begin = max(
            (m.end() for m in _CLAUSE.finditer(scene.open_text, 0, mention.first)), default=0
        )
        if STRANGE.search(scene.open_text, begin, mention.first):
            continue
        ways = [way_of(scene.open_text, each, scene.cues)[0] for each in (mention, twin)]
        if ways == [None, Way.STOCK]:
            mention.way = Way.NEED


def _count_rooms(scene: Scene, mentions: Sequence[Mention], items: dict[str, Item]) -> None:
    """Our hotel has 60 free rooms: the rooms have the number, not the hotel."""
    for house, rooms in pairwise(mentions):
        if not house.amounts or rooms.amounts or house.codes != rooms.codes:
            continue
        beside = not scene.plain.text[house.last : rooms.start].strip()
        follows = house.amounts[0].start > house.end
        if beside and follows and items[house.codes[0]].class_ == "service":
            house.amounts, rooms.amounts = [], house.amounts


def decide(scene: Scene, reader: Reader, role: Role | None) -> Decided:
    """The mentions that count, each with its side."""
    items = dict(reader.catalogue.by_code)
    bound = find_goods(scene, reader)
    every = [Judged(m, *way_of(scene.open_text, m, scene.cues)) for m in bound]
    if _DECLARED.search(scene.plain.text):
        every = [Judged(one.mention, one.way or Way.STOCK, True) for one in every]
    judged = [one for one in every if counts(scene, one, every, items)]
    counted = {one.mention.start for one in judged}
    judged = judged if role is Role.SUPPLIER else without_told(scene, judged)
    judged = [one for one in judged if not asks_for_else(scene, one)]
    news = tells_news(scene.plain.text, scene.open_text)
    if news:
        judged = []
    elif only_talks(scene.plain.text, scene.open_text):
        judged = [
            one
            for one in judged
            if one.way in (Way.OFFER, Way.STOCK) and (one.direct or one.mention.amounts)
        ]
    sided, either = _sides(scene, judged, role, items)
    if role not in (Role.SUPPLIER, Role.DRIVER):
        tales = frozenset(counted - {one.mention.start for one in judged})
        sided = with_usage(scene, every, sided, reader, tales, known=role is not None)
    sided = placed(scene, _specific(scene, sided, items))
    sided = with_doubts(scene, sided, bound, items, told=role is not None)
    groups = frozenset(items[one.mention.codes[0]].group for one in sided)
    cries = () if news else read_cries(scene.plain.text, sided, groups, frozenset(items))
    return Decided(tuple(sided), either, cries, find_lost(scene, bound) if sided else ())


def _sides(
    scene: Scene, judged: Sequence[Judged], role: Role | None, items: dict[str, Item]
) -> tuple[list[Sided], bool]:
    needs = any(one.way is Way.NEED for one in judged)
    wants_goods = any(
        one.way is Way.NEED and items[one.mention.codes[0]].class_ != "service" for one in judged
    )
    plain = side_of_bare(scene, judged, role, needs)
    helpers = (Side.OFFER, True) if plain == (Side.NEED, True) else plain
    held = [cue for cue in scene.cues if cue.way is Way.STOCK]
    list_ = list_share(scene) >= SURE_LIST
    offered = any(
        cue.way is Way.OFFER and not any(h.start < cue.end and cue.start < h.end for h in held)
        for cue in scene.cues
    )
    sided = []
    either = False
    for one in judged:
        if one.way is Way.NO or (one.way is Way.HAVE and needs and not one.mention.amounts):
            continue
        people = items[one.mention.codes[0]].class_ == "service"
        if one.way is Way.HAVE and not (one.mention.amounts or _is_ours(scene)):
            continue
        if one.way is Way.HAVE and _is_theirs(scene, one.mention):
            continue
        if one.way is None and not one.mention.amounts and tells_of(scene, one.mention):
            continue
        side, open_ = _side(
            Way.NEED if _runs_out(scene, one) else one.way,
            needs if people else wants_goods,
            role,
            helpers if people else plain,
        )
        if side is Side.STOCK and not needs and (offered or role is Role.SUPPLIER):
            side = Side.OFFER
        if side is None:
            continue
        either = either or open_
        far = (one.mention.weak and not one.direct) or (
            one.way is None
            and not one.mention.amounts
            and (side is Side.OFFER or not is_chinese(scene.plain.text))
        )
        far = far or (one.way is None and needs and not one.mention.amounts and not list_)
        told = role is not None and one.way is None
        sided.append(Sided(one.mention, side, open_ or (far and not told), way=one.way))
    return sided, either


def _runs_out(scene: Scene, one: Judged) -> bool:
    """胰岛素存量只够4天, 柴油只剩两小时的量: no stock is counted, it is about to run out."""
    if one.way is not Way.STOCK or one.mention.amounts:
        return False
    return _RUNS_OUT.match(scene.plain.text, one.mention.last) is not None


def _is_sender(scene: Scene, mention: Mention, items: dict[str, Item]) -> bool:
    """我是志愿者，家里有手套: who speaks is no goods."""
    if items[mention.codes[0]].class_ != "service":
        return False
    said = _I_AM.search(scene.plain.text[: mention.start]) is not None
    return said and not mention.amounts and mention.way is None


def _specific(scene: Scene, sided: list[Sided], items: dict[str, Item]) -> list[Sided]:
    """Supplies of no kind said add nothing to goods that are named; people on hand are no stock."""
    sided = [
        s
        for s in sided
        if not (s.side is Side.STOCK and items[s.mention.codes[0]].class_ == "service")
    ]
    if any(items[s.mention.codes[0]].class_ != "service" for s in sided):
        sided = [s for s in sided if not _is_sender(scene, s.mention, items)]
    counted = {items[s.mention.codes[0]].group for s in sided if s.mention.amounts}
    sided = [
        s for s in sided if not _is_shorthand(s) or items[s.mention.codes[0]].group not in counted
    ]
    named = [s for s in sided if s.mention.codes[0] != AID]
    return named or sided


def _is_shorthand(one: Sided) -> bool:
    """断粮断水: one sign without a number says nothing beside 桶装水60桶."""
    return one.mention.end - one.mention.start == 1 and not one.mention.amounts


def _side(
    way: Way | None, needs: bool, role: Role | None, plain: tuple[Side | None, bool]
) -> tuple[Side | None, bool]:
    if way is Way.NEED:
        return Side.NEED, False
    if way is Way.STOCK:
        return Side.STOCK, False
    if way is Way.OFFER:
        return Side.OFFER, False
    if way is Way.HAVE:
        if needs:
            return Side.STOCK, False
        return (Side.STOCK, False) if role is Role.HOSPITAL else (Side.OFFER, role is None)
    return plain


def _is_ours(scene: Scene) -> bool:
    """Whether somebody speaks of what is his own: the supermarket has bread offers none."""
    return _OURS.search(scene.plain.text) is not None


def _is_theirs(scene: Scene, mention: Mention) -> bool:
    """It will have 10 beds: what somebody else has, or will, is no offer."""
    return _THEIRS.search(scene.plain.text[: mention.first]) is not None
