"""Chinese names of places by their sound: 干井子区 is 甘井子区, youyi yiyuan is 友谊医院."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from matching.gazetteer import Place
from matching.intake.place_found import PlaceFound

_SHORTEST, _TWO_SLIPS = 3, 5
"""Signs of a name that is known by its sound; of one in which two signs may be wrong."""
_ENDINGS = {"街道": "jiedao", "镇": "zhen", "乡": "xiang", "区": "qu", "县": "xian", "市": "shi"}
_HOUSES = ("hospital", "airport", "rail", "port", "landmark")


@dataclass(frozen=True, slots=True)
class Sounds:
    """Names of places by how they sound."""

    syllables: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Simplified sign -> pinyin without tone."""
    names: Mapping[tuple[str, ...], tuple[str, ...]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    lengths: Mapping[str, tuple[int, ...]] = field(default_factory=lambda: MappingProxyType({}))
    """First syllable -> lengths of the names that begin so, longest first."""


def index_sounds(names: Iterable[str], syllables: Mapping[str, str]) -> Sounds:
    """Whole names by sound; those with a sign whose sound is unknown are left out."""
    heard: dict[tuple[str, ...], list[str]] = {}
    lengths: dict[str, set[int]] = {}
    for name in names:
        sound = tuple(syllables.get(sign, "") for sign in name)
        if len(name) >= _SHORTEST and all(sound):
            heard.setdefault(sound, []).append(name)
            lengths.setdefault(sound[0], set()).add(len(name))
    return Sounds(
        syllables,
        {sound: tuple(found) for sound, found in heard.items()},
        {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()},
    )


def known_by_sound(
    text: str, sounds: Sounds, signs: Mapping[str, tuple[int, ...]]
) -> list[PlaceFound]:
    """Names of a folded text with a sign or two of the same sound in the wrong place."""
    heard = [sounds.syllables.get(sign, "") for sign in text]
    found = []
    free = 0
    for position, sound in enumerate(heard):
        if position < free or sound not in sounds.lengths:
            continue
        for length in sounds.lengths[sound]:
            written = text[position : position + length]
            if len(written) < length:
                continue
            names = sounds.names.get(tuple(heard[position : position + length]), ())
            name = next((name for name in names if _is_slip(written, name)), None)
            if name is not None:
                found.append(PlaceFound(position, position + length, signs[name], known=True))
                free = position + length
                break
    return found


def spoken_names(place: Place, names: Iterable[str], syllables: Mapping[str, str]) -> list[str]:
    """The pinyin of a place's whole names: zhongshanqu, youyiyiyuan."""
    if place.kind in _HOUSES:
        sounds = [[syllables.get(sign, "") for sign in name] for name in names]
        return ["".join(s) for s in sounds if len(s) >= _SHORTEST and all(s)]
    ending = next((sound for sign, sound in _ENDINGS.items() if place.name.endswith(sign)), "")
    return [name + ending for name in place.latin[:1] if ending]


def _is_slip(written: str, name: str) -> bool:
    wrong = sum(a != b for a, b in zip(written, name, strict=True))
    most = 2 if len(name) >= _TWO_SLIPS else 1
    return written[-1] == name[-1] and 0 < wrong <= most
