"""From a scene to mentions with sides: what is asked for, what is offered, what says nothing."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from matching.catalogue import Item
from matching.intake.amounts import MONEY, Amount
from matching.intake.bind import Mention, bind
from matching.intake.cues import Way
from matching.intake.heads import find_kinds
from matching.intake.hints import ANYTHING, ASKS, CRY, HINTS, MEDICAL_SKILL, NO_CRY, SKILLS
from matching.intake.lexicon import Found, is_chinese
from matching.intake.lines import Sided
from matching.intake.masks import BLANK
from matching.intake.reader import Reader
from matching.intake.reading import ANYWHERE, Side
from matching.intake.scene import GOODS, NUMBER, Scene, is_address
from matching.intake.sides import way_of
from matching.model import Role

AID = "AID-ANY"
LIST_SHARE = 0.5
"""Share of a message's words that a list without any verb must have read."""

_SOLO_BEFORE = re.compile(
    r"[需要缺没有无送求和及与、跟或的点些断喝吃给买领、,，。;；:：/+!?\s\n()\x01\x02\x03乏少"
    r"用发换备供停]$|^$"
)
_SOLO_AFTER = re.compile(
    r"[和及与跟或、,，。;；:：/+!?\s\n()\x01\x02\x03了的都也不没缺各等吗吧啊呀用完送\d一二两"
    r"三四五六七八九十百千几还又再需要急要没供]|$"
)
_SUCH_AS = re.compile(
    r"\s*(?:,|，)?\s*(?:\(|:|-|such as|like|including|includes?|e\.?g\.?|i\.?e\.?"
    r"|specifically|especially|如下|如|例如|包括|比如|主要(?:是|为)?|类|等|清单"
    r"|物品|需求|具体)+[\s:(,]*$"
)
_PLAIN_HINTS = frozenset({"FOOD-ANY", "WATER-BOT", "RESCUE-TEAM"})
"""Hunger, thirst and being trapped need no word of asking."""
_PLAIN_GAP = re.compile(r"[\s()/-]*")
_NO_OFFER = re.compile(
    r"(?<![a-z])(?:needs?|needed|looking for|job|jobs|want to know|would like to know"
    r"|please|where|how|why)(?![a-z])|\?"
)
"""What no volunteer says who offers help."""
_FACTS = frozenset({"MEDIC", "HOSP-BED"})
"""What a hospital says of itself: 床位500张，医护人员300人."""
_CLAUSE = re.compile(r"[。!?\n,，;；]")
_OTHER = re.compile(
    r"(?:and )?(?:other|others|any other|some other|all|every|more)\s(?:kinds? of "
    r"|types? of |important |basic |essential |necessary )?$|其他|其它|等$"
)
_FUNCTION = frozenset(
    [
        "and",
        "or",
        "the",
        "a",
        "an",
        "of",
        "for",
        "to",
        "in",
        "on",
        "at",
        "we",
        "i",
        "you",
        "they",
        "it",
        "is",
        "are",
        "us",
        "our",
        "my",
        "your",
        "with",
        "some",
        "any",
        "more",
        "also",
        "as",
        "such",
        "etc",
        "n",
        "other",
        "from",
        "please",
        "pls",
        "plz",
        "thanks",
        "thank",
        "hi",
        "hello",
        "all",
        "so",
        "not",
        "very",
        "much",
        "as",
    ]
)
_WORD = re.compile(r"[a-z']+|[\u4e00-\u9fff]|[^\x00-\x7f\u4e00-\u9fff，。、；：？！（）“”…×·\s]")
_REQUESTERS = frozenset({Role.RESIDENT, Role.HOSPITAL, Role.COMMUNITY})
_TOLD = re.compile(
    r"据|报道|记者|新闻|消息称|讯[,，:]|公告|通报|(?<![a-z])(?:news|reported|reports?"
    r"|according to|announced|says|said)(?![a-z])"
)


@dataclass(frozen=True, slots=True)
class Decided:
    """The mentions that count, and whether the message leaves the side open."""

    sided: tuple[Sided, ...]
    either_side: bool
    hints: tuple[tuple[str, Side], ...] = ()
    """Codes that no word names but the cry means."""


@dataclass(slots=True)
class _Judged:
    mention: Mention
    way: Way | None
    direct: bool


def decide(scene: Scene, reader: Reader, role: Role | None) -> Decided:
    """The mentions that count, each with its side."""
    items = dict(reader.catalogue.by_code)
    mentions = _mentions(scene, items)
    mentions = find_kinds(scene.plain.text, scene.open_text, mentions, reader.lexicon)
    mentions = [*mentions, *_sums_of_money(scene, mentions, items)]
    bound = bind(scene.open_text, mentions, _loose(scene), scene.cues, items)
    bound = _without_general(scene.open_text, bound, items)
    judged = [_Judged(m, *way_of(scene.open_text, m, scene.cues)) for m in bound]
    judged = [j for j in judged if _counts(scene, j, judged, items)]
    sided, either = _sides(scene, judged, role, items)
    sided = _specific(sided, items)
    sided = _placed(scene, sided)
    named = {items[s.mention.codes[0]].group for s in sided}
    hints = _hints(scene, named, sided, reader, judged)
    return Decided(tuple(sided), either, hints)


def _loose(scene: Scene) -> Sequence[Amount]:
    return scene.amounts


def _mentions(scene: Scene, items: dict[str, Item]) -> list[Mention]:
    """Named and guessed items in order; one item named twice over is one mention."""
    found = [
        Mention(n.start, n.end, n.name.codes, n.name.weak)
        for n in scene.names
        if _stands_alone(scene, n.start, n.end)
    ]
    found += [
        Mention(g.start, g.end, g.name.codes, g.name.weak or _short(scene, g), guessed=True)
        for g in scene.guesses
        if g.name.codes
    ]
    found = [m for m in found if m.codes[0] in items]
    found.sort(key=lambda mention: mention.start)
    kept: list[Mention] = []
    for mention in found:
        if kept and _same_thing(scene.plain.text, kept[-1], mention, items):
            kept[-1] = _merged(kept[-1], mention, items)
        else:
            kept.append(mention)
    return kept


def _sums_of_money(
    scene: Scene, mentions: Sequence[Mention], items: dict[str, Item]
) -> list[Mention]:
    """2 crore rupees needed: the unit names the good."""
    if "MONEY" not in items or any(m.codes[0] == "MONEY" for m in mentions):
        return []
    return [Mention(a.end, a.end, ("MONEY",), weak=True) for a in scene.amounts if a.unit in MONEY]


def _short(scene: Scene, guess: Found) -> bool:
    """Two Chinese signs that sound alike are a guess only where goods are asked for."""
    return guess.end - guess.start == 2 and is_chinese(scene.plain.text[guess.start : guess.end])


def _stands_alone(scene: Scene, start: int, end: int) -> bool:
    """A single Chinese sign is a word only between breaks: 水 in 缺水 and 水、食物, not in 水灾."""
    text = scene.plain.text
    if end - start > 1 or not is_chinese(text[start:end]):
        return True
    quiet = scene.open_text
    before = quiet[start - 1] if start else ""
    after = quiet[end] if end < len(quiet) else ""
    return bool(_SOLO_BEFORE.search(before)) and bool(_SOLO_AFTER.match(after))


def _same_thing(text: str, left: Mention, right: Mention, items: dict[str, Item]) -> bool:
    between = text[left.end : right.start]
    if not _PLAIN_GAP.fullmatch(between) or "\n" in between:
        return False
    if set(left.codes) & set(right.codes):
        return "/" not in between
    one, other = items[left.codes[0]], items[right.codes[0]]
    if "/" in between or one.group != other.group:
        return False
    if one.must_ask != other.must_ask:
        return True
    return (
        not between
        and text[left.start : left.end].rstrip()[-2:].isdigit()
        and text[right.end - 2 : right.end] == "口罩"
    )


def _merged(left: Mention, right: Mention, items: dict[str, Item]) -> Mention:
    exact = right if items[left.codes[0]].must_ask and not items[right.codes[0]].must_ask else left
    return Mention(
        left.start, right.end, exact.codes, left.weak and right.weak, left.guessed and right.guessed
    )


def _without_general(text: str, mentions: list[Mention], items: dict[str, Item]) -> list[Mention]:
    """Food such as rice: the general word asks for nothing of its own; nor do other necessities."""
    kept = []
    for index, mention in enumerate(mentions):
        item = items[mention.codes[0]]
        following = mentions[index + 1] if index + 1 < len(mentions) else None
        if item.must_ask and not mention.amounts and following is not None:
            between = text[mention.end : following.start].replace(NUMBER, "")
            named = items[following.codes[0]]
            if _SUCH_AS.fullmatch(between) and (
                named.class_ == item.class_ or item.class_ == "service"
            ):
                continue
        if (
            item.must_ask
            and not mention.amounts
            and _OTHER.search(text[max(0, mention.start - 24) : mention.start])
        ):
            continue
        kept.append(mention)
    return kept


def _counts(scene: Scene, one: _Judged, all_: Sequence[_Judged], items: dict[str, Item]) -> bool:
    """Whether a mention can be a line at all: weak names must be asked for or counted."""
    mention = one.mention
    item = items[mention.codes[0]]
    if item.code == AID and mention.weak:
        return False
    if not mention.weak:
        return True
    if item.code in _FACTS and is_chinese(scene.plain.text) and not _asked_at_once(scene, mention):
        return False
    if one.way is not None and one.direct:
        return True
    if (
        mention.amounts
        and mention.amounts[0].value is not None
        and (item.class_ != "service" or one.way in (Way.NEED, Way.OFFER))
    ):
        return True
    if mention.amounts and one.way is None:
        return any(not other.mention.weak and other.mention.amounts for other in all_)
    return _in_list(scene, mention, all_)


def _asked_at_once(scene: Scene, mention: Mention) -> bool:
    """Whether a word of need stands in the same clause: 床位500张 alone only describes."""
    clause = _CLAUSE.split(scene.open_text[: mention.first])[-1]
    start = mention.first - len(clause)
    return any(
        c.way is Way.NEED and not c.after and start <= c.start and c.end <= mention.first
        for c in scene.cues
    )


def _in_list(scene: Scene, mention: Mention, all_: Sequence[_Judged]) -> bool:
    """Whether a strong name stands next to it in a list."""
    for other in all_:
        if other.mention.weak or other.mention is mention:
            continue
        low, high = sorted((mention, other.mention), key=lambda m: m.start)
        between = scene.open_text[low.end : high.start]
        if (
            len(between) < 24
            and re.fullmatch(r"[\s,，、/&+\x02\x03()]*(?:and|or|和|及|与)?[\s\x02\x03]*", between)
            and between
        ):
            return True
    return False


def _sides(
    scene: Scene, judged: Sequence[_Judged], role: Role | None, items: dict[str, Item]
) -> tuple[list[Sided], bool]:
    ways = [one.way for one in judged]
    needs = Way.NEED in ways
    plain = _default(scene, judged, role, needs)
    helpers = (Side.OFFER, True) if plain == (Side.NEED, True) else plain
    sided = []
    either = False
    for one in judged:
        if one.way is Way.NO:
            continue
        people = items[one.mention.codes[0]].class_ == "service"
        side, open_ = _side(one.way, needs, role, helpers if people else plain)
        if side is None:
            continue
        either = either or open_
        sided.append(Sided(one.mention, side, open_))
    return sided, either


def _specific(sided: list[Sided], items: dict[str, Item]) -> list[Sided]:
    """Supplies of no kind said add nothing to goods that are named; people on hand are no stock."""
    sided = [
        s
        for s in sided
        if not (s.side is Side.STOCK and items[s.mention.codes[0]].class_ == "service")
    ]
    named = [s for s in sided if s.mention.codes[0] != AID]
    return named or sided


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


def _default(
    scene: Scene, judged: Sequence[_Judged], role: Role | None, needs: bool
) -> tuple[Side | None, bool]:
    """The side of goods that no cue governs, and whether it is open; None: they say nothing."""
    offers = any(cue.way is Way.OFFER for cue in scene.cues)
    offers = offers or any(one.way is Way.HAVE for one in judged)
    settled = any(one.way is Way.NO for one in judged)
    counted = any(one.way is None and one.mention.amounts for one in judged)
    listed = list_share(scene) >= LIST_SHARE
    if role is Role.SUPPLIER and not needs:
        return Side.OFFER, False
    if needs:
        return (
            (Side.NEED, False)
            if listed or counted or is_chinese(scene.plain.text)
            else (None, False)
        )
    if offers:
        return (Side.OFFER, False) if listed or counted else (None, False)
    if settled and not counted:
        return None, False
    if _TOLD.search(scene.open_text) and not listed:
        return None, False
    said = is_chinese(scene.plain.text) and (
        counted or bool(re.search(r"急|紧急|求", scene.open_text))
    )
    if not (listed or said or (counted and list_share(scene) >= 0.3)):
        return None, False
    if role in _REQUESTERS or is_chinese(scene.plain.text) or counted:
        return Side.NEED, False
    return Side.NEED, True


def list_share(scene: Scene) -> float:
    """How much of a message is names, numbers, places and cues: near 1 for a bare list."""
    text = scene.unread
    words = [w for w in _WORD.findall(text) if w not in _FUNCTION]
    read = len(re.findall(f"{GOODS}+|{NUMBER}+", text)) * 2.5 + len(re.findall(f"{BLANK}+", text))
    return read / max(1.0, read + sum(0.5 if is_chinese(word) else 1.0 for word in words))


def _placed(scene: Scene, sided: list[Sided]) -> list[Sided]:
    """Give every mention its place where several places each head a list of their own."""
    if not scene.places:
        return sided
    heads = [i for i, place in enumerate(scene.places) if _heads(scene, i, sided)]
    if len(heads) < 2:
        return [Sided(s.mention, s.side, s.either, 0) for s in sided]
    placed = []
    for one in sided:
        before = [i for i in heads if scene.places[i].end <= one.mention.first]
        placed.append(Sided(one.mention, one.side, one.either, before[-1] if before else heads[0]))
    return placed


def _heads(scene: Scene, index: int, sided: Sequence[Sided]) -> bool:
    """Whether a place opens a sentence or line and goods follow before the next place."""
    place = scene.places[index]
    if is_address(scene.plain.text, place):
        return False
    before = scene.open_text[: place.start].rstrip(" \t•-()")
    opens = not before or before[-1] in "\n。;；!?.:" or bool(re.search(r"[,，]\s*$", before))
    following = (
        scene.places[index + 1].start if index + 1 < len(scene.places) else len(scene.plain.text)
    )
    return opens and any(place.end <= s.mention.first < following for s in sided)


def _hints(
    scene: Scene, named: set[str], sided: Sequence[Sided], reader: Reader, judged: Sequence[_Judged]
) -> tuple[tuple[str, Side], ...]:
    """What a cry without goods means; help of no kind said only where nothing else was read."""
    text = scene.plain.text
    needs = any(s.side is Side.NEED for s in sided)
    found: list[tuple[str, Side]] = []
    if not _TOLD.search(text):
        for code, groups, words in HINTS:
            easy = code in _PLAIN_HINTS
            if (
                code in reader.catalogue.by_code
                and words.search(text)
                and not named.intersection(groups)
            ):
                if easy or (not needs and not found and ASKS.search(text) and CRY.search(text)):
                    found.append((code, Side.NEED))
    if not sided and not found and ANYTHING.fullmatch(text):
        found.append(("VOLUNTEER", Side.OFFER))
    if (
        not sided
        and not found
        and CRY.search(text)
        and not NO_CRY.search(text)
        and AID in reader.catalogue.by_code
    ):
        found.append((AID, Side.NEED))
    if not sided and not found:
        found += _skills(scene, reader)
    return tuple(found)


def _skills(scene: Scene, reader: Reader) -> list[tuple[str, Side]]:
    """I can cook, CPR certified: helpers who offer themselves."""
    text = scene.plain.text
    if _NO_OFFER.search(text):
        return []
    if MEDICAL_SKILL.search(text) and SKILLS.search(text) and "MEDIC" in reader.catalogue.by_code:
        return [("MEDIC", Side.OFFER)]
    hits = len(SKILLS.findall(text))
    if hits >= 2 or (
        hits
        and len(text) < 60
        and re.search(
            r"(?<![a-z])(?:i|we|willing|available|able|certified|help|volunteer\w*|can)(?![a-z])",
            text,
        )
    ):
        return [("VOLUNTEER", Side.OFFER)] if "VOLUNTEER" in reader.catalogue.by_code else []
    return []


__all__ = ["ANYWHERE", "Decided", "decide", "list_share"]
