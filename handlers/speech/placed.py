"""A place in words: its district, its name and its address, each said once."""

import re
import unicodedata
from collections.abc import Mapping

from handlers.dialog import Term
from handlers.speech.sentences import sentence, sentences

_BAR = "\n"
"""Between district, name and address in the code of a term; what is typed is one line."""
_LEAST_SIGNS, _LEAST_WORDS = 3, 2
"""What name and address share where they meet: less may be the same by chance (医院, station)."""
_APART = re.compile(r"[\s,，、.。;；·-]+")
_NAMESAKE = (
    r"\s+(?:road|rd|street|st|avenue|square|park|bridge|tunnel|lu|jie|hospital|clinic|station"
    r"|university|college|middle|school|port|hotel|library|stadium|mall|plaza|museum)\b"
)
"""What is called after a district and lies anywhere: Zhongshan Road."""


def placed(district: str, label: str, address: str) -> Term:
    """A place on a card, its district first: 中山区 · 天津街188号."""
    return Term("placed", _BAR.join((district, label, address)))


def where(district: str, label: str, address: str) -> Term:
    """A place in a sentence or on a button: 中山区 天津街188号; 188 Tianjin Street, Zhongshan."""
    return Term("where", _BAR.join((district, label, address)))


def spot(district: str, label: str, address: str) -> Term:
    """A place without its district, which stands beside it; one without a name is its district."""
    return Term("spot", _BAR.join((district, label, address)))


def say_placed(code: str, lang: str, english: Mapping[str, str]) -> str:
    """What `placed` reads as in a language."""
    return _say(code, lang, english, "words.place.placed")


def say_where(code: str, lang: str, english: Mapping[str, str]) -> str:
    """What `where` reads as in a language."""
    return _say(code, lang, english, "words.place.where")


def say_spot(code: str, lang: str, english: Mapping[str, str]) -> str:
    """What `spot` reads as in a language."""
    district, label, address = code.split(_BAR, 2)
    return _name(label, address, lang, english) or _area(district, lang)


def _say(code: str, lang: str, english: Mapping[str, str], key: str) -> str:
    district, label, address = code.split(_BAR, 2)
    area = _area(district, lang)
    if (label or address) == district and address in ("", district):
        return area
    name = _name(label, address, lang, english) or sentence("card.point", lang)
    if not area or says_area(name, district, lang):
        return name
    return sentence(key, lang).format(district=area, place=name)


def says_area(words: str, district: str, lang: str) -> bool:
    """Whether words name their district already, so that a reader of `lang` sees it.

    Who reads Chinese reads 甘井子 in letters, too; not the other way round.
    """
    latin = sentences("en").get(f"words.district.{district}", "")
    alone = rf"(?:^|[\s,，]){latin}(?: (?:sub)?district)?\s*(?:[,，;(（]|$)"
    before = rf"(?:^|\bin ){latin}\b(?!{_NAMESAKE})"
    named = latin and re.search(f"{alone}|{before}", words, re.IGNORECASE)
    return bool(named) or (lang == "zh" and bool(district) and district in words)


def joined_once(name: str, address: str, lang: str) -> str:
    """A place's name and its address in one: the longer where it holds the other, run together
    where the address begins with the end of the name or with its short form, else both."""
    name, address = name.strip(), address.strip()
    if not name or not address or address.startswith(name) or holds(address, name):
        return address or name
    if is_called(name, address):
        return name
    shared = _shared(name, address) or _short_form(name, address)
    if shared:
        return f"{name}{address[shared:]}"
    address = address[_called_so(name, address) :].lstrip(" ,")
    return sentence("words.place.both", lang).format(name=name, address=address)


def is_called(place: str, name: str) -> bool:
    """Whether a place is called by a name, whole or shortened."""
    return holds(place, name) or _shortens(name, place)


def holds(words: str, name: str) -> bool:
    """Whether words hold a name whole: 天津街188号 does hold 天津街, 1 Portside Road no Port."""
    longer, shorter = _folded(words), _folded(name)
    if not shorter:
        return False
    if shorter.isascii():
        return f" {shorter} " in f" {longer} "
    shorter, longer = shorter.replace(" ", ""), longer.replace(" ", "")
    begins = r"(?<!\d)" if shorter[0].isdigit() else ""
    ends = r"(?!\d)" if shorter[-1].isdigit() else ""
    return re.search(begins + re.escape(shorter) + ends, longer) is not None


def _area(district: str, lang: str) -> str:
    return sentences(lang).get(f"words.district.{district}", district) if district else ""


def _name(label: str, address: str, lang: str, english: Mapping[str, str]) -> str:
    """Name and address in one; in English with the English name, and the Chinese for the signs."""
    label, address = label.strip(), address.strip()
    called = label or address
    own = sentences(lang).get(f"words.district.{called}")
    if own:
        return own if address in ("", called) else address
    gloss = english.get(called, "") if lang == "en" else ""
    if not gloss or holds(called, gloss):
        return joined_once(label, address, lang)
    within = address.removeprefix(called).strip(" ,")
    if address.startswith(called) and within and within.isascii():
        address = within
    elif address == called or not address or not address.isascii():
        both = joined_once(label, address, "zh")
        return _with_signs(gloss, both, lang)
    both = joined_once(gloss, address, lang)
    if both != sentence("words.place.both", lang).format(name=gloss, address=address):
        return _with_signs(both, called, lang)
    return sentence("words.place.both", lang).format(
        name=_with_signs(gloss, called, lang), address=address
    )


def _with_signs(name: str, signs: str, lang: str) -> str:
    """A name in letters with what stands on the signs."""
    return sentence("words.place.signs", lang).format(name=name, signs=signs)


def _folded(words: str) -> str:
    return _APART.sub(" ", unicodedata.normalize("NFKC", words).lower()).strip()


def _shortens(short: str, name: str) -> bool:
    """Whether a Chinese name without figures is the other, shortened: 大医一院."""
    if len(short) < 2 or short.isascii() or len(short) >= len(name):
        return False
    if any(sign.isdigit() for sign in short):
        return False
    signs = iter(name)
    return all(sign in signs for sign in short)


def _shared(name: str, address: str) -> int:
    """How many signs the address begins with that the name ends with; 0 for too few to count."""
    lower_name, lower = name.lower(), address.lower()
    for size in range(min(len(name), len(address)), _LEAST_SIGNS - 1, -1):
        if lower_name.endswith(lower[:size]) and _is_cut(lower_name, lower, size):
            return size
    return 0


def _short_form(name: str, address: str) -> int:
    """How many signs of the address are the name, shortened: 大医一院 of 大医一院住院部3楼."""
    sizes = range(len(address), _LEAST_SIGNS - 1, -1)
    fits = (n for n in sizes if address[n - 1] == name[-1] and _shortens(address[:n], name))
    return next(fits, 0)


def _called_so(name: str, address: str) -> int:
    """How many letters the address begins with are words of the name: Zhongshan Hospital ICU."""
    ends = [found.end() for found in re.finditer(r"[A-Za-z']+(?=\W|$)", address)]
    parts = ((end, address[:end]) for end in reversed(ends))
    fits = (end for end, part in parts if len(part.split()) >= _LEAST_WORDS and holds(name, part))
    return next(fits, 0)


def _is_cut(name: str, address: str, size: int) -> bool:
    """Whether both are cut between words there; Chinese may be cut after any sign."""
    shared = address[:size]
    if not shared.isascii():
        return True
    before, after = name[: len(name) - size][-1:], address[size : size + 1]
    whole = not before.isalnum() and not after.isalnum()
    return whole and len(shared.split()) >= _LEAST_WORDS
