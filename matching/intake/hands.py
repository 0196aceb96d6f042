"""Helpers who report with their number, and helpers who are sought: 志愿者报到：我们12个人.

The number stands apart from the word for helpers, and no unit of goods ties them.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from matching.catalogue import Item
from matching.intake.amounts import PERSONS, Amount
from matching.intake.counts import NUMBER, value_of
from matching.intake.cue_words import Way
from matching.intake.mention import Mention
from matching.intake.pattern import lazy_regex

HELPERS = "VOLUNTEER"
_KIND_ZH = (
    r"(?:青年|党员|社区|学生|大学生)?(?:志愿者|义工|志工|人手|帮手|搬运工|装卸工|壮?劳[动]?力|壮小伙"
    r"|退伍(?:军人|老?兵)|突击队|民兵|党员|大学生)"
)
_KIND_EN = r"(?:volunteers?|helpers?|students|veterans|scouts|(?:our |the )?(?:team|crew|group))"
_REPORTS = lazy_regex(
    rf"(?P<who>{_KIND_ZH})(?:们|队|们?前来)?[^。!?\n]{{0,8}}?"
    r"(?:报到|报名|集合完毕|请战|待命|听候|前来支援|前来帮忙)"
    rf"|(?<![a-z])(?P<whom>{_KIND_EN}) (?:\w+ )?(?:reporting|checking in|standing by|on standby"
    r"|ready to (?:help|go|work))(?![a-z])"
)
_WE = lazy_regex(
    rf"(?:我们|咱们?|一共|总共|共|一行|人数)(?:是|有|共|一共|:)*\s?(?P<n>{NUMBER})\s?"
    r"(?P<u>个人|名|位|人)"
    rf"|(?<![a-z])(?:we are|we're|there are|team of|group of) (?P<m>{NUMBER})(?![\d,.]*\d)"
    rf"|(?<![a-z\d])(?P<k>{NUMBER}) of us(?![a-z])"
)
_SEEKS = lazy_regex(
    rf"(?:招募?|征集|招收|急招|诚招|招聘)(?:一批|些|几名)?(?P<who>{_KIND_ZH})|(?P<whom>招募?|急招|诚招)"
    rf"(?=\s?{NUMBER}\s?(?:名|位|人|个人))"
    r"|(?<![a-z])(?:recruiting|signing up|looking for|calling (?:for|all)) (?P<hands>volunteers?"
    r"|helpers?)(?![a-z])"
)
_PLACES = lazy_regex(
    rf"(?:名额|人数|招募?|急招|诚招|需要?|共需|要|限)(?:为|是|约|共|:)*\s?(?P<n>{NUMBER})\s?"
    r"(?P<u>个人|名|位|人)?(?![\d,.]*\d|[点时月日:个岁])"
    rf"|{_KIND_ZH}\s?:?\s?(?P<j>{NUMBER})\s?(?P<v>个人|名|位|人)"
    rf"|(?<![a-z\d])(?P<m>{NUMBER}) (?:spots|places|slots|people|persons|hands)"
    rf"(?: (?:needed|open|left|available))?(?![a-z])|(?:up to|max|need) (?P<k>{NUMBER})(?=[,.;]|$)"
)


@dataclass(frozen=True, slots=True)
class _Hands:
    """Helpers of a text: where they are named, how many they are, and which way they go."""

    start: int
    end: int
    way: Way
    amount: Amount | None


def with_hands(text: str, mentions: Sequence[Mention], items: dict[str, Item]) -> list[Mention]:
    """The mentions, helpers who report or are sought among them with their number."""
    found = list(mentions)
    if HELPERS not in items:
        return found
    for hands in _find(text):
        known = [m for m in found if items[m.codes[0]].class_ == "service" and _touch(m, hands)]
        amounts = [] if hands.amount is None else [hands.amount]
        if known:
            known[0].amounts = known[0].amounts or amounts
            known[0].way = hands.way
        elif not any(amounts and amounts[0].start == a.start for m in found for a in m.amounts):
            found.append(
                Mention(hands.start, hands.end, (HELPERS,), amounts=amounts, way=hands.way)
            )
    return sorted(found, key=lambda mention: mention.start)


def _touch(mention: Mention, hands: _Hands) -> bool:
    return mention.start < hands.end and hands.start < mention.end


def _find(text: str) -> Iterator[_Hands]:
    sought = _SEEKS.search(text)
    if sought:
        yield _hands(sought, Way.NEED, _amount(_PLACES.search(text, sought.start())))
        return
    reports = _REPORTS.search(text)
    count = _WE.search(text)
    if reports and count:
        yield _hands(reports, Way.OFFER, _amount(count))


def _hands(found: re.Match[str], way: Way, amount: Amount | None) -> _Hands:
    name = next(name for name, said in found.groupdict().items() if said)
    return _Hands(found.start(name), found.end(name), way, amount)


def _amount(found: re.Match[str] | None) -> Amount | None:
    if found is None:
        return None
    said = found.groupdict()
    name = next(name for name in "nmkj" if said.get(name))
    value = value_of(found[name])
    if value is None or value[0].denominator != 1 or not 0 < value[0] < 10_000:
        return None
    unit = said.get("u") or said.get("v") or ""
    end = found.end(name) if not unit else found.end("u" if said.get("u") else "v")
    amount = Amount(found.start(name), end, value[0])
    return replace(amount, unit=unit) if unit in PERSONS else amount
