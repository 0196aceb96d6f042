"""The words a message is read with: built once from catalogue, gazetteer and the shipped tables."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType

from matching.catalogue import Catalogue
from matching.gazetteer import Gazetteer
from matching.intake.lexicon import Lexicon, Name, build_lexicon, is_chinese, squeeze, stems
from matching.intake.places import PlaceIndex, build_place_index
from matching.intake.repair import Likeness, build_likeness
from matching.intake.usage import Usage, build_usage


class WordKind(StrEnum):
    """What a row of the shipped words says."""

    NAME = "name"
    """Another name of an item."""
    WEAK = "weak"
    """A name that counts only where the message asks for it or counts it (help, beds)."""
    NOTHING = "nothing"
    """A phrase that holds an item's word and means none of it (水位, water level)."""
    PLACE = "place"
    """Another name of a place; `meaning` is the place's name."""
    LOOKALIKE = "lookalike"
    """An ordinary word that is no misspelling of an item's (later, price)."""


@dataclass(frozen=True, slots=True)
class Word:
    """One row of the shipped words."""

    words: str
    meaning: str
    kind: WordKind


@dataclass(frozen=True, slots=True)
class Alias:
    """Words that mean a catalogue item, learnt from a confirmed correction."""

    words: str
    code: str


@dataclass(frozen=True, slots=True)
class Language:
    """The shipped tables of the language; empty ones only make the reading weaker."""

    words: tuple[Word, ...] = ()
    spellings: tuple[Word, ...] = ()
    """Words that are known as they are written only: nothing is put right to one of them."""
    signs: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Traditional sign -> simplified sign."""
    syllables: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Simplified sign -> its pinyin without tone."""
    usage: Usage = field(default_factory=Usage)
    """How goods are meant where such words stand around them."""


@dataclass(frozen=True, slots=True)
class Reader:
    """All that `read_message` knows. Build with `build_reader`; a value, shared by all turns."""

    catalogue: Catalogue
    gazetteer: Gazetteer
    signs: Mapping[str, str]
    lexicon: Lexicon
    places: PlaceIndex
    likeness: Likeness
    learnt: Lexicon = field(default_factory=Lexicon)
    learnt_aliases: tuple[Alias, ...] = ()
    usage: Usage = field(default_factory=Usage)

    def with_aliases(self, learnt: Iterable[Alias]) -> "Reader":
        """The same reader that also knows the learnt words; they overrule the shipped ones.

        Cheap: only the learnt words are indexed. Aliases of unknown codes are left out.
        """
        known = (*self.learnt_aliases, *(a for a in learnt if a.code in self.catalogue.by_code))
        latest = {_key(alias.words): alias for alias in known}
        lexicon = build_lexicon((a.words, Name((a.code,))) for a in latest.values())
        # A learnt word is no slip of another: "glovs" is not put right any more.
        spelt = frozenset(word for phrase in lexicon.phrases for word in phrase.split())
        likeness = replace(self.likeness, known=self.likeness.known | spelt)
        return replace(
            self, learnt=lexicon, learnt_aliases=tuple(latest.values()), likeness=likeness
        )


def build_language(
    words: Iterable[Mapping[str, str]],
    signs: Iterable[Mapping[str, str]],
    syllables: Iterable[Mapping[str, str]],
    spellings: Iterable[Mapping[str, str]] = (),
    usage: Iterable[Mapping[str, str]] = (),
) -> Language:
    """The tables from their rows. Raises `KeyError` or `ValueError` on a bad row."""
    return Language(
        tuple(_word(row) for row in words),
        tuple(_word(row) for row in spellings),
        {row["traditional"]: row["simplified"] for row in signs},
        {sign: row["syllable"] for row in syllables for sign in row["signs"]},
        build_usage(usage),
    )


def _word(row: Mapping[str, str]) -> Word:
    return Word(row["words"], row["meaning"], WordKind(row["kind"]))


def build_reader(catalogue: Catalogue, gazetteer: Gazetteer, language: Language) -> Reader:
    """Index all names of goods and places. Words of unknown codes are left out."""
    words = (*language.words, *language.spellings)
    names = tuple(_names(catalogue, words, language.signs))
    lexicon = build_lexicon(names)
    aliases = [(w.words, w.meaning) for w in words if w.kind is WordKind.PLACE]
    lookalikes = frozenset(w.words for w in words if w.kind is WordKind.LOOKALIKE)
    exact = frozenset(_key(w.words) for w in language.spellings if w.kind is not WordKind.LOOKALIKE)
    return Reader(
        catalogue,
        gazetteer,
        language.signs,
        lexicon,
        build_place_index(gazetteer, aliases, language.syllables),
        build_likeness(lexicon, language.syllables, lookalikes, exact),
        usage=language.usage,
    )


def _names(
    catalogue: Catalogue, words: Sequence[Word], signs: Mapping[str, str]
) -> Iterable[tuple[str, Name]]:
    weak = {_key(word.words) for word in words if word.kind is WordKind.WEAK}
    weak |= {_key(item.zh) for item in catalogue.items if item.class_ == "service"}
    table = str.maketrans(dict(signs))
    for item in catalogue.items:
        for words_ in (item.zh, item.en, *item.aliases_zh, *item.aliases_en):
            for name in _written(words_.translate(table)):
                yield name, Name((item.code,), _key(name) in weak)
    for word in words:
        if word.kind is WordKind.NOTHING:
            yield word.words, Name(())
        elif word.kind in (WordKind.NAME, WordKind.WEAK) and word.meaning in catalogue.by_code:
            name = word.words.translate(table)
            yield name, Name((word.meaning,), _key(name) in weak)


def _written(name: str) -> Iterable[str]:
    """A name, and what stands before its bracket."""
    plain = name.replace("（", "(").split("(")[0].split(" / ")[0].strip()
    yield from dict.fromkeys((name.replace("（", "(").replace("）", ")"), plain))


def _key(name: str) -> str:
    return squeeze(name) if is_chinese(name) else stems(name)
