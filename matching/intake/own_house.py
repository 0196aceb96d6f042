"""The house of somebody's own organisation, and the part of it: 送到我们医院ICU三楼, "our ICU"."""

import re
import unicodedata
from dataclasses import dataclass

from matching.model import OrganisationKind

_N = r"(?:\d{1,4}[a-z]?|[一二三四五六七八九十]{1,3})"
_END = r"(?![a-z0-9])"
_NUMBER = r"(?:\s*(?:no\.?\s*)?(?:\d{1,4}[a-z]?|[a-z])(?![a-z0-9楼层栋床室病号]))?"
_WARD = r"maternity|isolation|children'?s|fever|surgical|medical|emergency|casualty|intensive care"
_ROOM = r"(?:ward|room|floor|bed|bay|wing|icu|unit|building|block)(?![a-z])"
_PART_EN = (
    rf"(?:(?:{_WARD})\s+)?{_ROOM}{_NUMBER}"
    rf"|(?:\d{{1,2}}(?:st|nd|rd|th)|ground|first|second|third|fourth|fifth|top)\s+floor{_END}"
    rf"|(?:(?:main|north|south|east|west|back|side)\s+)?(?:entrance|gate|door){_END}"
    rf"|(?:emergency|casualty)(?:\s+department{_END}|{_END}(?!\s+{_ROOM}))"
    rf"|operating\s+(?:room|theat(?:re|er)){_END}"
    rf"|(?:reception|pharmacy|lobby|store\s?room|warehouse){_END}"
)
_PART_ZH = (
    rf"第?{_N}\s*(?:号?楼|层|栋|单元|病区|病房|号病房|病室|室|床|号床|诊室|号门)"
    rf"|(?:病区|病房|病室)(?:\s*{_N})?|急诊(?:科|室|楼)?|重症(?:监护室|医学科)?|药房|药剂科|护士站"
    r"|住院部|门诊部?|发热门诊|手术室|隔离区|检验科|内科|外科|儿科|妇产科|感染科|呼吸科|设备科"
    r"|前台|大厅|门卫|传达室|仓库|库房|食堂|[东西南北正侧后大]门"
)
_PART = rf"(?:{_PART_EN}|{_PART_ZH})"
_BETWEEN = r"(?:[\s,，、·的里内在]|\b(?:on|in|at|the|of)\b)*"
_PARTS = rf"{_PART}(?:{_BETWEEN}{_PART})*"
_TO = (
    r"(?:[\s请就]|送到|送去|送往|送|运到|放到|放在|在|到"
    r"|\b(?:please|deliver|bring|send|it|them|at|in|to|on|the)\b)*+"
)
"""Taken whole: 送到 is 送 and 到 as well, and a long run of them could be cut in too many ways."""
_AFTER = r"(?:[\s,，。.!！~吧]|就行|就好|谢谢|\b(?:please|thanks|thank you)\b)*"
_BESIDE = r"(?!\s*(?:的?(?:旁|附近|对面|周边|隔壁|后面|前面)))"
_HOUSES = {
    OrganisationKind.HOSPITAL: (
        r"医院|卫生院|院区|院(?![子内外长里])",
        "hospital|clinic|health centre",
    ),
    OrganisationKind.COMMUNITY: (r"社区|小区|居委会|村(?:委会)?", "community|estate|village"),
    OrganisationKind.SUPPLIER: (
        r"公司|工厂|厂|店|仓库|超市|药店",
        "company|factory|shop|warehouse",
    ),
    OrganisationKind.CARRIER: (r"公司|车队", "company|depot"),
    OrganisationKind.DEPARTMENT: (r"局|部门|指挥部", "office|department|headquarters"),
}
_ANY = r"单位|机构", "organi[sz]ation|place|building"
_OURS_ZH = r"(?:(?:我|咱|俺)们?|本|自己)的?(?:这个)?"
_OURS_EN = r"(?<!near )(?<!opposite )(?<!behind )\b(?:our|my)\s+(?:own\s+)?"


@dataclass(frozen=True, slots=True)
class OwnHouse:
    """What is said of the own house. `inside`: the part of it, as written; empty for the whole."""

    inside: str
    words: str
    """All of it, as written."""


def is_inside(words: str) -> bool:
    """Whether words name a part of a house and no house."""
    return _INSIDE.fullmatch(_plain(words)) is not None


def own_house(words: str, kind: OrganisationKind) -> OwnHouse | None:
    """The own house, if an address says that and no more, for somebody of such an organisation."""
    found = _WHOLE[kind].fullmatch(_plain(words)) or _INSIDE.fullmatch(_plain(words))
    return None if found is None else _said(found)


def find_own_house(text: str, kind: OrganisationKind) -> OwnHouse | None:
    """Where a message that names no other place speaks of the own house; a hospital is known by a
    ward alone, too."""
    parts = re.split(r"[,，。;；\n]|需要|请", text) if kind is OrganisationKind.HOSPITAL else []
    alone = next((found for part in parts if (found := _INSIDE.fullmatch(_plain(part)))), None)
    found = _NAMED[kind].search(_plain(text))
    if found is not None and (found["inside"] or alone is None):
        return _said(found)
    return None if alone is None else _said(alone)


def _plain(words: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", words).split()).strip(" .。,，!！")


def _said(found: re.Match[str]) -> OwnHouse:
    return OwnHouse(found["inside"] or "", found.group())


def _named(kind: OrganisationKind) -> str:
    """Our hospital, and our ICU: the part may do for the whole."""
    zh, en = (f"{ours}|{general}" for ours, general in zip(_HOUSES[kind], _ANY, strict=True))
    whole = rf"{_OURS_ZH}(?:{zh})(?:这里|这边)?{_BESIDE}|{_OURS_EN}(?:{en})\b"
    return rf"(?:{whole}|(?:{_OURS_ZH}|{_OURS_EN})(?={_PART}))(?:{_BETWEEN}(?P<inside>{_PARTS}))?"


_INSIDE = re.compile(rf"{_TO}(?P<inside>{_PARTS}){_AFTER}", re.IGNORECASE)
_NAMED = {kind: re.compile(_named(kind), re.IGNORECASE) for kind in OrganisationKind}
_WHOLE = {
    kind: re.compile(rf"{_TO}{_named(kind)}{_AFTER}", re.IGNORECASE) for kind in OrganisationKind
}
