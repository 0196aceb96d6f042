"""Names of the gazetteer in Latin letters: pinyin, English, and either of them misspelt."""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from rapidfuzz.distance import OSA

from matching.gazetteer import Place
from matching.intake.lexicon import WORD
from matching.intake.place_found import PlaceFound

BEGIN, _MOST_WORDS = 3, 9
"""Letters by which Latin names are told apart at once; words of the longest one."""
_SHORTEST_SURE, _SHORTEST_NEAR, _LONGER_NEAR = 6, 5, 7
"""Letters of a name that needs no word of place after it; of one that may be misspelt before
"subdistrict", and before words that name places anywhere (road, city)."""
_LETTERS_PER_SLIP, _MOST_GUESSES = 10, 30
"""How many letters allow one more slip; how many misspelt names are looked for in one text."""
_LONG, _END = 8, 3
"""Letters of a name that is known with one slip whatever stands around it; of either end of it."""
_LATIN_NOISE = re.compile(
    r"district|county|city|street|town|subdistrict|sub|area|township|village|qu|xian|shi"
    r"|jiedao|zhen"
)
_OURS = r"sub-?dis\w*|dis?tr?ict|town(?:ship)?|jie ?dao|zhen"
_ANY = rf"{_OURS}|county|city|street|road|yiyuan"
_SAID = re.compile(rf"[\s-](?:{_ANY}|hosp\w*)(?![a-z])")
_SAID_ANY = re.compile(rf"[\s-](?:{_ANY})(?![a-z])")
_SAID_OURS = re.compile(rf"[\s-](?:{_OURS})(?![a-z])")
_HOUSES = (
    "hospital",
    "airport",
    "station",
    "square",
    "center",
    "centre",
    "beach",
    "zone",
    "university",
)
"""What the name of a house of ours ends with."""
_ORDINAL = re.compile(
    r"first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\d+(?:st|nd|rd|th)?"
)
"""Which of several: never a slip (no Fifth Hospital is the Sixth)."""
_SHORT = {"hosp": "hospital", "hsptl": "hospital", "univ": "university", "ppls": "peoples"}
_NUMBERS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
_WHICH = re.compile(rf"(?<=dalian )({'|'.join(_NUMBERS)}) people's ")
_ENDS = {1: "st", 2: "nd", 3: "rd"}
_BREAK, _STOP = re.compile(r"[,;:!?\n()]"), re.compile(r"[;:!?\n)]|,.*,")
"""What ends a name; what ends even one that is written with its campus: "Hospital, Diamond Bay"."""
_DISTRICT_NAMES = (
    "zhongshanqu|xigangqu|shahekouqu|ganjingziqu|lvshunkouqu|lushunkouqu|jinzhouqu|pulandianqu"
    "|changhaixian|wafangdianshi|zhuangheshi"
)
_SPOKEN = re.compile(rf"({_DISTRICT_NAMES})([a-z]{{6,}})")
_DISTRICTS = frozenset(name[:BEGIN] for name in _DISTRICT_NAMES.split("|"))
_DISTRICT_STARTS = frozenset(name[:size] for name in _DISTRICTS for size in range(BEGIN))
_COMMUNITY = re.compile(r"[a-z]{0,12}(?:juweihui|cunweihui|shequ|xiaoqu|cun|jiedaoban)")
_Words = Sequence[tuple[int, int, str]]
Nears = Mapping[str, tuple[str, ...]]
"""Long names by their first letters, and by their last ones (`_tail`): a slip spares one end."""
_Table = Mapping[str, tuple[int, ...]]


_ISLE = re.compile(r"[\u4e00-\u9fff]岛(?:镇|乡|街道)?$")
_DAO = re.compile(r"([a-z]{3,})dao(?:zhen|xiang|jiedao)?$")


def latin_names(place: Place) -> tuple[str, ...]:
    """The Latin names of a place; 人民路街道 is Renminlu and Renmin Road."""
    more = [name for latin in place.latin for name in _numbered(latin)]
    for sign, sound, word in (("路街道", "lu", "road"), ("广场街道", "guangchang", "square")):
        if place.name.endswith(sign):
            more += [
                name.removesuffix(sound) + word for name in place.latin if name.endswith(sound)
            ]
    return (*place.latin, *more, *_isles(place))


def _isles(place: Place) -> list[str]:
    """长兴岛街道 is Changxing Island."""
    sounds = (_DAO.match(latin.lower().replace(" ", "")) for latin in place.latin)
    return [f"{sound[1]} island" for sound in sounds if sound and _ISLE.search(place.name)]


def _numbered(name: str) -> list[str]:
    """Dalian Third People's Hospital is Dalian No. 3 Hospital, Dalian 3rd People's Hospital …"""
    found = _WHICH.search(name.lower())
    if found is None:
        return []
    number = _NUMBERS.index(found[1]) + 1
    begin, end = name.lower()[: found.start()], name.lower()[found.end() :]
    called = (found[1], f"{number}{_ENDS.get(number, 'th')}", f"no {number}", f"{number}")
    return [
        f"{begin}{which} {who}{end}" for which in called for who in ("people's ", "peoples ", "")
    ]


def latin_key(name: str) -> str:
    """The letters of a name in one."""
    words = WORD.findall(name.lower().replace("'s", "s").replace("'", ""))
    return "".join(_SHORT.get(word, word) for word in words)


def index_nears(latin: Iterable[str]) -> Nears:
    """The long names, for a search of what is one slip away."""
    nears: dict[str, list[str]] = {}
    for name in latin:
        if len(name) >= _LONG:
            nears.setdefault(name[:_END], []).append(name)
            nears.setdefault(_tail(name), []).append(name)
    return {key: tuple(names) for key, names in nears.items()}


def _tail(name: str) -> str:
    """The key of a name by its last letters; its first one is never the slip."""
    return f"{name[0]}…{name[-_END:]}"


def known_latin(text: str, latin: _Table, begins: frozenset[str], nears: Nears) -> list[PlaceFound]:
    """Places of a folded text by their Latin names, in order."""
    words = [(m.start(), m.end(), _SHORT.get(m[0], m[0])) for m in WORD.finditer(text)]
    found = []
    said = _SAID.search(text) is not None or any(_is_house(word) for _, _, word in words)
    position, guesses = 0, _MOST_GUESSES if said else 0
    while position < len(words):
        hit = _exact(text, words, position, latin, begins)
        count = 0 if hit or not guesses else _misspelt(text, words, position)
        if count:
            guesses -= 1
            hit = _likest(words[position : position + count], latin)
        address = _spoken_address(text, words, position, latin) if hit is None else None
        hit = address or hit
        longer = (
            None if address else _one_slip(text, words, position, latin, nears)
        )  # Dalian may begin a name
        if longer and (hit is None or (longer[1] > hit[1] and longer[0] != hit[0])):
            hit = longer
        if hit is None:
            position += 1
            continue
        places, count = hit
        last = position + count - 1
        end, count = _with_noise(text, words, last + 1, words[last][1], count)
        found.append(PlaceFound(words[position][0], end, places, known=True))
        position += count
    return found


def _exact(
    text: str, words: _Words, position: int, latin: _Table, begins: frozenset[str]
) -> tuple[tuple[int, ...], int] | None:
    """The places of the longest name that begins here, and how many words it has."""
    first = words[position][2]
    if len(first) >= BEGIN and first[:BEGIN] not in begins:
        return None
    for count in range(min(_MOST_WORDS, len(words) - position), 0, -1):
        run = words[position : position + count]
        key = "".join(word for _, _, word in run)
        places = latin.get(key) if len(key) > BEGIN else None
        if places is None or _broken(text, run, _STOP if len(key) >= _LONG else _BREAK):
            continue
        if count > 1 or len(key) >= _SHORTEST_SURE or _SAID.match(text, run[-1][1]):
            return places, count
    return None


def _spoken_address(
    text: str, words: _Words, position: int, latin: _Table
) -> tuple[tuple[int, ...], int] | None:
    """jinzhouqushihejiedaojuweihui: a district, what lies in it and a community, in one."""
    first = words[position][2]
    if first[:BEGIN] not in _DISTRICTS and not (len(first) < BEGIN and first in _DISTRICT_STARTS):
        return None
    run = [words[position]]
    while (
        len(run) < _MOST_WORDS
        and position + len(run) < len(words)
        and text[run[-1][1] : words[position + len(run)][0]] == " "
        and words[position + len(run)][2].isalpha()
    ):
        run.append(words[position + len(run)])
    for count in range(len(run), 0, -1):
        district = _SPOKEN.fullmatch("".join(word for _, _, word in run[:count]))
        if district is None:
            continue
        letters = district[2]
        for end in range(len(letters), _SHORTEST_SURE, -1):
            places = latin.get(letters[:end])
            if places and (end == len(letters) or _COMMUNITY.fullmatch(letters[end:])):
                return places, count
    return None


def _one_slip(
    text: str, words: _Words, position: int, latin: _Table, nears: Nears
) -> tuple[tuple[int, ...], int] | None:
    """The places of the longest long name that begins here with one slip in it."""
    letters, before = "", 0
    best = None
    for count, (start, end, word) in enumerate(words[position : position + _MOST_WORDS], 1):
        if letters and _STOP.search(text, before, start):
            break
        letters, before = letters + word, end
        if len(letters) < _LONG - 1:
            continue
        heads = nears.get(letters[:_END], ())
        tails = nears.get(_tail(letters), ())
        if not heads and not tails:
            continue
        run = words[position : position + count]
        found = [
            name
            for name in (*heads, *tails)
            if -1 <= len(name) - len(letters) <= 1
            and OSA.distance(name, letters, score_cutoff=1) <= 1
            and _counts_alike(run, name)
        ]
        if found:
            best = (tuple(dict.fromkeys(p for name in found for p in latin[name])), count)
    return best


def _counts_alike(run: _Words, name: str) -> bool:
    """Whether which of several is said without a slip."""
    counted = [word for _, _, word in run if _ORDINAL.fullmatch(word)]
    digits = "".join(sign for _, _, word in run for sign in word if sign.isdigit())
    return all(word in name for word in counted) and digits == re.sub(r"\D", "", name)


def _misspelt(text: str, words: _Words, position: int) -> int:
    """How many words from here may be a misspelt name; 0 if none: a word of place follows, or
    they end like a house (Cenntral Hosptal)."""
    letters = 0
    for count in range(1, min(_MOST_WORDS, len(words) - position) + 1):
        _, end, word = words[position + count - 1]
        if count > 1 and _broken(text, words[position + count - 2 : position + count]):
            return 0
        letters += len(word)
        if count > 1 and _is_house(word):
            return count
        if count > 3:
            continue
        if letters >= _SHORTEST_NEAR and _SAID_OURS.match(text, end):
            return count
        if letters >= _LONGER_NEAR and _SAID_ANY.match(text, end):
            return count
    return 0


def _is_house(word: str) -> bool:
    return len(word) > 4 and any(
        word[0] == name[0] and OSA.distance(word, name, score_cutoff=2) <= len(name) // 4
        for name in _HOUSES
    )


def _likest(run: _Words, latin: _Table) -> tuple[tuple[int, ...], int] | None:
    """The places of the names that are nearest to the words, of all that are equally near."""
    key = "".join(word for _, _, word in run)
    house = len(run) > 1 and _is_house(run[-1][2])
    slips = min(len(run), 1 + len(key) // _LETTERS_PER_SLIP)
    best: list[int] = []
    least = (slips, len(key))
    for name, places in latin.items():
        if name[0] != key[0] or abs(len(name) - len(key)) > slips:
            continue
        if (house and not name.endswith(_HOUSES)) or not _counts_alike(run, name):
            continue
        distance = OSA.distance(name, key, score_cutoff=least[0])
        rank = (distance, abs(len(name) - len(key)))
        if rank < least:
            best, least = [], rank
        if rank == least:
            best += places
    return (tuple(dict.fromkeys(best)), len(run)) if best else None


def _broken(text: str, run: _Words, breaks: re.Pattern[str] = _BREAK) -> bool:
    return any(breaks.search(text, a[1], b[0]) for a, b in pairwise(run))


def _with_noise(text: str, words: _Words, index: int, end: int, count: int) -> tuple[int, int]:
    """Where a name ends with "subdistrict", "city" … after it, and how many words it has."""
    while index < len(words) and _LATIN_NOISE.fullmatch(words[index][2]):
        if text[end : words[index][0]] not in (" ", "-"):
            break
        end = words[index][1]
        index, count = index + 1, count + 1
    return end, count
