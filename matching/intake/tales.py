"""Goods that a sentence only tells of: what came, what was lost, what others did, what one wore.

A tale is known by its register (a deed that is done, or done by others, and no word of need in
the sentence), never by its goods.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from matching.intake.cue_words import Way
from matching.intake.lexicon import is_chinese
from matching.intake.masks import BLANK, blank
from matching.intake.pattern import Pattern, lazy_regex
from matching.intake.scene import Scene
from matching.intake.telling import DOES, TELLS
from matching.intake.weigh import Judged

_BREAK = lazy_regex(r"[。!?\n…;；]|\.(?=\s|$)")
_PART = lazy_regex(r"[。!?\n…;；,，]|\.(?=\s|$)")
_STRETCH = lazy_regex(r"[。!?\n…;；,，:\s]")
_SOME = r"(?:all |both |about |over |around |almost |another |more than |the |our |out )*"
_DONE = lazy_regex(
    r"(?<![没未不能可想望会])(?:收到|领到|(?:昨[日天晚]|前天|上周|已)接收"
    r"|接收了)(?![^,，。]{0,3}(?:需|求|通知|消息|申请|请))"
    r"|(?<![需要])用了(?=\s?\d)|(?:用上了|睡得|发放到|都发完了|已经?分到|卸了|一天[^,，。]{0,4}了"
    r"|向您鞠躬|(?:前几天|昨[天晚日]|上周"
    r"|上次)[^,，。]{0,8}(?:送去|送到|分|发)[^,，。]{0,4}了|(?<![室处人由楼号,，\s])签收(?!人)|验收合格|已入库)"
    rf"|(?<![a-z])(?:(?<!be )(?<!get )(?:unloaded|cooked|fed|served|ate|drank|hosted|treated|packed"
    rf"|built)"
    rf"|gave out|handed out) {_SOME}(?=\d|people|whole|village|kids)"
    r"|(?<![a-z])reached us(?![a-z])"
    r"|(?<![a-z])(?:you|u|they|he|she) (?:gave|brought|sent|donated|cooked|made|built)(?![a-z])"
    r"|(?:把[^,，。]{1,12}|全都?|都)(?:清|搬|修|弄|扫|摆|铺|装|发)[完好]了"
    r"|(?<![a-z])(?:used to (?:have|own|get|sell)|(?:a|last|\d+|many) (?:years?|months?) ago"
    r"|last (?:year|month)|before the (?:storm|quake|flood|earthquake|war))(?![a-z])"
    r"|(?<![a-z])(?:are|is) (?:up|running|working|in place)(?![a-z])(?! out| low| short)"
)
"""What came and was used, or was done for others."""
_SPENT = lazy_regex(
    r"发霉|坏了|过期|[吃用喝烧]完|没了|不够"
    r"|(?<![a-z])(?:spoil\w*|rotten|finished|broken?|used up|gone)(?![a-z])"
)
"""What came and is no use any more is asked for again."""
_HARM = lazy_regex(
    r"(?:侧翻|翻[了覆]|剐蹭|刮蹭|追尾|相撞|撞[上了到]|沉[了没]|搁浅|脱轨|砸了|倒了|压坏|掉进|着火"
    r"|起火|烧[了毁掉]|偷[走了]|被偷|哄抢|抢走|洒了|倒在路)"
    r"|(?<![a-z])(?:overturned|crashed|rolled over|tipped over|flipped|caught fire"
    r"|fire (?:at|in)|burn(?:ed|t)(?! (?:victims?|patients?))|loot(?:ed|ing|ers)|stole|stolen"
    r"|sank|capsized|derailed|robbery|burglary|collided|fell (?:on|in)|caught"
    r"|spilled|emptied|hit an?"
    r"|thie(?:f|ves)|robbers?|broke into)(?![a-z])"
)
"""Accidents, fires and thefts, whatever was on board."""
_HOME = lazy_regex(
    r"房|屋|我|家(?=[里都]|被|[^,，。]{0,2}[烧倒])|(?<![a-z])(?:house|home|hut|our|my"
    r"|we)s?(?![a-z])"
)
"""Whose own home is harmed asks without a word of need: 房子倒了，帐篷2顶."""
_OTHERS = lazy_regex(
    r"(?:省|市|县|国|军|军方|部队|政府|[^我]{2}会|[^我]队|药企|企业|局|企业|公司|邻县|隔壁|邻村"
    r"|直升机)[^,，。我本可能愿拟]{0,14}?"
    r"(?:运送|带着[^,，。]{0,12}出发|捐出|运了|提供了|发了|载走|派了|派出|空投了?|发往|调拨|捐了"
    r"|捐赠了|领到了|送了|储备)"
    r"|(?<![a-z])(?:(?<!not )(?<!be )(?:sent|flew|shipped|donated|airlifted|pledged"
    r"|gives(?= \d)|(?<!i )(?<!we )have set up|is giving|are giving)"
    r"|got \d[^.]*from (?:the|a)(?= )|on (?:the|its|their) way to|i saw[^,.]*)(?![a-z])"
)
"""News of what others sent, got or did."""
_OWN = lazy_regex(
    r"我(?!国)|本[院司厂村校人]|咱|贵|您|请|可(?:以|捐|提供)|愿意|联系|\d{7}"
    r"|(?<![a-z])(?:we|i(?! saw)|our|us|my|me|you|your|call|contact|dm|can|will)(?![a-z])"
)
"""Who speaks for himself, or to the one who is to get it."""
_CUSTOM = lazy_regex(
    r"可(?:以)?(?:储备|分开)|(?:可以|家里)[^,，。]{0,4}多[烧备放存]|放在一|盖好"
    r"|(?:^|[,.!:;]\s*)(?:tip: ?|you should |always |never |please )?"
    r"(?:wear|put|drink|wash|keep|check|boil|store|cover|unplug|run an?)\s(?!us|me|them)"
)
"""Advice to everybody."""
_LOST_ONE = lazy_regex(
    r"寻人|走失|走丢|没回[来家]|不见了|失联|失踪|走散|寻(?:找)?(?:一[位名个]"
    r"|我)?[^,，。求]{0,8}(?:男|女|老|孩|人|儿子|爸|妈|父|母)|身穿|身着"
    r"|穿着"
    r"|(?<![a-z])(?:missing|is lost|who knows (?:him|her)|last seen|have you seen|anyone seen"
    r"|(?:look\w*|search\w*) for (?:my|a|an|our|this|the) (?:\w+ )?(?:brother|sister|father"
    r"|mother|son|daughter|boy|girl|man|woman|child|uncle|aunt|wife|husband|friend|grand\w+|lady))"
    r"(?![a-z])"
)
_WORN = lazy_regex(
    r"(?:身穿|身着|(?<!没)穿着?|戴着?|拿着?|手[里中]有个?|拎着?|提着|背着?|拄着?|披着?|带着?"
    r"|手持)[^。\n]{0,16}$"
    r"|(?<![a-z])(?:wearing|wore|dressed in|carrying|had|has a|jacket|coat|shoes)(?![a-z])[^.]*$"
)
_NEAR = 160
"""Signs within which somebody's clothes are told."""
_ON_ONE = lazy_regex(r"\s?(?:around|on) (?:him|her|his)(?![a-z])")
_NEEDS = lazy_regex(r"急需|需要|(?<!不)缺|求(?!职)|(?<![a-z])(?:needs?|send|without)(?![a-z])")


_PLIGHT = lazy_regex(
    r"急|求|救命|请|谢|困|(?<![a-z])(?:destroyed|lost|collaps\w+|trapped|stranded|injured|homeless"
    r"|hungry|flood\w*|urgent\w*|sos|help|asap|please|pls|plz|away|off|out)(?![a-z])"
)
"""Who tells this may well ask without saying so."""


@dataclass(slots=True)
class _Stretches:
    """What is known of a scene's stretches: each is looked at once, however many goods it holds."""

    scene: Scene
    said: str
    """The folded text without its places: Affiliated Hospital tells of no deed."""
    worn: bool
    plight: bool
    breaks: dict[Pattern, tuple[list[int], list[int]]]
    tales: dict[tuple[int, int, Way | None], bool]
    deeds: dict[tuple[int, int], bool]

    def around(self, pattern: Pattern, first: int, last: int) -> tuple[int, int]:
        """From the break before `first` to the one after `last`."""
        if pattern not in self.breaks:
            found = list(pattern.finditer(self.scene.open_text))
            self.breaks[pattern] = [m.start() for m in found], [m.end() for m in found]
        starts, ends = self.breaks[pattern]
        before, after = bisect_right(ends, first), bisect_left(starts, last)
        length = len(self.scene.open_text)
        return ends[before - 1] if before else 0, starts[after] if after < len(starts) else length


def without_told(scene: Scene, judged: Sequence[Judged]) -> list[Judged]:
    """Those goods that do not only occur in a tale."""
    text = scene.open_text
    worn = _LOST_ONE.search(text) is not None and _NEEDS.search(text) is None
    plight = _PLIGHT.search(scene.plain.text) is not None
    stretches = _Stretches(scene, _without_places(scene), worn, plight, {}, {}, {})
    return [one for one in judged if not _is_told(stretches, one)]


def _is_told(stretches: _Stretches, one: Judged) -> bool:
    if _is_worn(stretches, one) or _is_deed(stretches, one):
        return True
    if one.way is Way.STOCK:
        return False
    for breaks in (_BREAK, _PART):
        start, end = stretches.around(breaks, one.mention.first, one.mention.last)
        key = (start, end, one.way)
        if key not in stretches.tales:
            stretches.tales[key] = _tells(stretches.scene, start, end, one.way)
        if stretches.tales[key]:
            return True
    return False


def _without_places(scene: Scene) -> str:
    return blank(scene.plain.text, ((p.start, p.end) for p in scene.places), BLANK)


def _tells(scene: Scene, start: int, end: int, way: Way | None) -> bool:
    """Whether a stretch is a tale, and its words of need belong to it."""
    tale = _tale(scene.plain.text[start:end], way)
    if tale is None:
        return False
    asked = [c for c in scene.cues if c.way is Way.NEED and start <= c.start < end]
    low, high = start + tale.start(), start + tale.end()
    within = [cue for cue in asked if cue.start < high and low < cue.end]
    return len(within) == len(asked) and (bool(within) or way is not Way.NEED)


def _is_deed(stretches: _Stretches, one: Judged) -> bool:
    """A boat sank with 50 bags of rice: no word of need or offer, and a verb that tells."""
    if one.way is not None or stretches.plight:
        return False
    scene = stretches.scene
    breaks = _STRETCH if is_chinese(scene.plain.text) else _PART
    key = stretches.around(breaks, one.mention.first, one.mention.last)
    if key not in stretches.deeds:
        start, end = key
        told = TELLS.search(stretches.said[start:end]) or DOES.search(scene.open_text[start:end])
        first, last = stretches.around(_BREAK, start, end)
        stretches.deeds[key] = told is not None and not any(
            cue.way is not Way.NO and first <= cue.start < last for cue in scene.cues
        )
    return stretches.deeds[key]


def _tale(said: str, way: Way | None) -> re.Match[str] | None:
    """What makes a stretch of the folded text a tale."""
    done = _DONE.search(said)
    if done is not None and _SPENT.search(said) is None:
        return done
    own = _OWN.search(said.replace("you should", "")) is not None
    harm = _HARM.search(said)
    if (
        harm is not None
        and ":" not in said
        and not _HOME.search(said)
        and not (own and way is Way.OFFER)
    ):
        return harm
    return None if own else _CUSTOM.search(said) or _OTHERS.search(said)


def _is_worn(stretches: _Stretches, one: Judged) -> bool:
    """寻人…穿蓝色雨衣: what a missing person wears or carries."""
    if not stretches.worn:
        return False
    text = stretches.scene.open_text
    start, _ = stretches.around(_BREAK, one.mention.first, one.mention.last)
    worn = _WORN.search(text[max(start, one.mention.first - _NEAR) : one.mention.first])
    return worn is not None or _ON_ONE.match(text, one.mention.last) is not None
