"""Typed words where buttons are shown: a label, its number, a near spelling, a way out."""

import functools
import re
import unicodedata
from collections.abc import Sequence
from enum import StrEnum

from rapidfuzz import fuzz

from handlers.dialog import Choice, Question, Term, Text
from handlers.house import Names
from handlers.speech.sentences import LANGUAGES, sentences
from handlers.speech.texts import label
from matching.catalogue import normalise

CLOSE_SPELLING = 75.0
"""Lowest likeness (0-100) of a misspelt label."""
CLEAR_LEAD = 10.0
"""How much likelier than the next label it must be to be taken without asking."""
_SHORTEST_PART = 2
"""Signs a fragment needs to stand for the label it is part of."""
_HAPPENED = frozenset({"requester.got_yes"})
_NEGATED = re.compile(r"别|不要|不用|先别|don'?t|do not")
MOST_OF_IT = 0.6
"""Share of what is typed that a label within it must be."""

_NUMBER = re.compile(r"(?:第|no\.?|#)?\s*(\d{1,3})\s*(?:个|项|条|号)?[.、。)）]?")
_YES_LABEL = re.compile(r"[._]yes(_really)?$")
_SIGNS = re.compile(r"[^\w]+")
_DIGITS = re.compile(r"\d+")


class Control(StrEnum):
    """What a person may type at any moment; the words are in locales/*/engine.toml."""

    BACK = "back"
    CANCEL = "cancel"
    MENU = "menu"
    HELP = "help"
    TALK = "talk"
    CONFIRM = "confirm"
    EDIT = "edit"
    LANGUAGE = "language"
    EARLIER = "earlier"
    LATER = "later"
    CONTINUE = "continue"
    THANKS = "thanks"
    GREETING = "hello"


def words_of(key: str) -> tuple[str, ...]:
    """The words listed under a key, `是|好|ok`, in every language."""
    listed = (sentences(lang).get(key, "") for lang in LANGUAGES)
    return tuple(word for line in listed for word in line.split("|") if word)


def ways_to_say(listed: str, *labels: str) -> tuple[str, ...]:
    """The words listed under one key, and the labels of the buttons that do the same."""
    return tuple(word for key in (listed, *labels) for word in words_of(key))


def fold(text: str) -> str:
    """What counts of typed words: width, case, spaces and signs folded away."""
    folded = normalise(text)
    return _SIGNS.sub("", folded) or folded


def control_of(text: str) -> Control | None:
    """The way out that is typed, if the whole text is one."""
    return _controls().get(fold(text))


def says_yes(text: str) -> bool:
    """Whether nothing but a yes is typed: "yes, but we also need water" is no answer."""
    return fold(text) in _bare("engine.says_yes")


def only_agrees(text: str) -> bool:
    """Whether it is an "ok" that may as well end a talk: it tells of nothing that happened."""
    return fold(text) in _bare("engine.says_ok")


def says_no(text: str) -> bool:
    """Whether nothing but a no is typed."""
    return fold(text) in _bare("engine.says_no")


def is_yes(label: Text | Term) -> bool:
    """Whether a button is the yes to its question, by the name of its sentence."""
    return isinstance(label, Text) and bool(_YES_LABEL.search(label.key))


def told_of(label: Text | Term) -> bool:
    """Whether the yes says that something has happened, which closes a need."""
    return isinstance(label, Text) and label.key in _HAPPENED


def is_no(label: Text | Term) -> bool:
    """Whether it is the no, by the name of its sentence."""
    return isinstance(label, Text) and label.key.endswith("_no")


def choice_said(choices: Sequence[Choice], text: str, names: Names) -> Choice | None:
    """The choice whose label (in any language) or word is typed whole."""
    typed = fold(text)
    if not typed:
        return None
    found = [choice for choice in choices if typed in _ways_to_say(choice, names)]
    return found[0] if found else None


def choice_numbered(question: Question, page: int, text: str) -> Choice | None:
    """The choice at the typed place in the list on show; 1 is the first."""
    written = _NUMBER.fullmatch(unicodedata.normalize("NFKC", text).strip().lower())
    if written is None:
        return None
    place = int(written[1])
    shown = question.choices[page * question.page_size :][: question.page_size]
    return shown[place - 1] if 1 <= place <= len(shown) else None


def choice_close(choices: Sequence[Choice], text: str, names: Names) -> Choice | None:
    """The one choice that a misspelt or shortened label can only mean."""
    typed = fold(text)
    if not typed:
        return None
    scored = sorted(
        (
            (max(_likeness(typed, way) for way in _ways_to_say(choice, names)), position)
            for position, choice in enumerate(choices)
        ),
        key=lambda pair: (-pair[0], pair[1]),
    )
    if not scored or scored[0][0] < CLOSE_SPELLING:
        return None
    if len(scored) > 1 and scored[0][0] - scored[1][0] < CLEAR_LEAD:
        return None
    return choices[scored[0][1]]


def _likeness(typed: str, way: str) -> float:
    numbers = set(_DIGITS.findall(way))
    if not way or (numbers and not numbers.issuperset(_DIGITS.findall(typed))):
        return 0.0  # a number that is typed never means another: 第9条 is not nearly 第1条
    if _NEGATED.match(typed) and not _NEGATED.match(way):
        return 0.0  # 别删1 is not nearly 删1
    short, long = sorted((typed, way), key=len)
    if len(short) >= _SHORTEST_PART and short in long and _is_most_of(way, typed):
        return 80.0 + 20.0 * len(short) / len(long)
    return fuzz.ratio(typed, way)


def _is_most_of(way: str, typed: str) -> bool:
    """Whether a label that is a mere yes, no or the like stands nearly alone: 好的，等一下 does not
    press 好的. A name may be followed by much: 甘井子区红旗街5号."""
    if len(way) >= MOST_OF_IT * len(typed):
        return True
    return control_of(way) is None and not says_yes(way) and not says_no(way)


def _ways_to_say(choice: Choice, names: Names) -> tuple[str, ...]:
    labels = (label(choice.label, lang, names) for lang in LANGUAGES)
    return tuple(_fold_label(way) for way in (*labels, *choice.words))


@functools.lru_cache(maxsize=4096)
def _fold_label(words: str) -> str:
    """Labels come again with every turn; folding them is most of the work of matching."""
    return fold(words)


@functools.cache
def _bare(key: str) -> frozenset[str]:
    return frozenset(fold(word) for word in words_of(key))


@functools.cache
def _controls() -> dict[str, Control]:
    """Folded word → way out; the buttons' own labels count too."""
    found: dict[str, Control] = {}
    for control in Control:
        labels = (sentences(lang).get(f"engine.{control.value}", "") for lang in LANGUAGES)
        for word in (*words_of(f"typed.{control.value}"), *labels):
            if word:
                found.setdefault(fold(word), control)
    return found


def quoted(text: str, limit: int = 200) -> str:
    """What was typed, short enough to be quoted back."""
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1] + "…"
