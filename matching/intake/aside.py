"""Places that a message only mentions: who passes it on, the way around, what not to mix up."""

import re
from collections.abc import Sequence

from matching.intake.place_found import PlaceFound

_PASSED_ON = re.compile(r"(?:值班室|办公室|值班员)?(?:代?转[:发达告来]|转\s?:)")
_DETOUR = re.compile(r"(?:走|绕行|绕道?|绕到)$|(?<![a-z])(?:take|use|via)(?: the)?\s$")
_PASSABLE = re.compile(r"\s?(?:也|还|就)?(?:可以|能走|能过|能通|通畅|畅通|没事|走|绕|$|[,，。])")
_NOT_ONE = re.compile(
    r"(?:是|不是)(?:两|2|同?一)(?:个|码)?(?:不同的?)?(?:地方|地儿|处|回事)|别(?:搞|弄|送)[混错]|不要(?:搞|弄|送)[混错]"
    r"|(?<![a-z])(?:not|isn'?t) the same (?:place|as)|different places|don'?t (?:mix|confuse)"
)
_SENT_TO = re.compile(
    r"(?:送|运|发|寄|拉)(?:货)?(?:到|往|至|去|给)?\s?$"
    r"|(?<![a-z])(?:go(?:es)?|sent?|deliver(?:ed)?) to(?: the)?\s$"
)
_NEAR = 12
"""Signs before a place that say what it has to do with the message."""


def without_asides(text: str, places: Sequence[PlaceFound]) -> list[PlaceFound]:
    """The places that are meant, in order; all of them where none would be left."""
    meant = [p for p in places if not _is_passed_on(text, p) and not _is_detour(text, p)]
    if len(meant) > 1 and _NOT_ONE.search(text):
        sent = [p for p in meant if _SENT_TO.search(text[max(0, p.start - _NEAR) : p.start])]
        meant = sent[:1] or meant
    return meant or list(places)


def _is_passed_on(text: str, place: PlaceFound) -> bool:
    """市政府值班室转：向应街道要…: who passes a message on is not where it is from."""
    said = text[place.start : place.end]
    after = text[place.end : place.end + 5]
    forwards = said.endswith("转") and after.lstrip()[:1] == ":"
    return forwards or _PASSED_ON.match(after) is not None


def _is_detour(text: str, place: PlaceFound) -> bool:
    """走疏港路可以: the way around a road that is blocked."""
    begin = text[max(0, place.start - _NEAR) : place.start]
    around = text[place.start] in "走绕" or _DETOUR.search(begin) is not None
    return around and _PASSABLE.match(text, place.end) is not None
