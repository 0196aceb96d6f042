"""What a sentence typed out of the blue is after: a need, stock to offer, or neither."""

import re
import unicodedata
from dataclasses import dataclass

from handlers.engine.typed import words_of
from matching.catalogue import Catalogue, find_items
from matching.model import Role

NEED, STOCK = "need", "stock"
"""Names of the dialogs that take them."""
_AROUND = " ,.，。!！?？:："
_ENDS = re.compile(r"[?吗么]\W*$")
_QUESTION = re.compile(rf"{_ENDS.pattern}|^(?:can|could|do|does) (?:you|any)|^能不能")
_REQUESTERS = frozenset({Role.RESIDENT, Role.HOSPITAL, Role.COMMUNITY})


@dataclass(frozen=True, slots=True)
class Intent:
    """The dialog a sentence asks for, and the rest of it: what the first question may hear."""

    dialog: str
    rest: str


def intent_of(text: str, lang: str, catalogue: Catalogue, roles: frozenset[Role]) -> Intent | None:
    """What the sentence asks for by its words; an item alone means what the roles are for."""
    typed = unicodedata.normalize("NFKC", text).replace("’", "'").strip()
    # Lacking comes first: 没有口罩 holds the word for having.
    lacks = _longest(words_of("typed.need"), typed.lower())
    if lacks is not None:
        declined = _longest(words_of("typed.no_need"), typed.lower())
        if declined is not None and declined.start() <= lacks.start():
            return None
        return Intent(NEED, _without(typed, lacks))
    asks = _QUESTION.search(typed.lower()) is not None
    plain = _stated(typed) if asks else typed
    has = _longest(words_of("typed.stock"), plain.lower())
    if has is not None:
        rest = _without(plain, has)
        named = find_items(catalogue, rest, lang, limit=1)
        return Intent(NEED if asks else STOCK, rest) if named else None
    matches = find_items(catalogue, typed, lang, limit=1)
    if not matches or not matches[0].exact:
        return None
    if roles & _REQUESTERS or not roles:
        return Intent(NEED, typed)
    return Intent(STOCK, typed) if Role.SUPPLIER in roles else None


def _stated(typed: str) -> str:
    """A question without the words that make it one: 有口罩吗 asks for what 有口罩 would offer."""
    typed = _ENDS.sub("", typed)
    while (found := _longest(words_of("typed.asking"), typed.lower())) is not None:
        typed = _without(typed, found)
    return typed


def _without(typed: str, found: re.Match[str]) -> str:
    return f"{typed[: found.start()]} {typed[found.end() :]}".strip(_AROUND)


def _longest(words: tuple[str, ...], typed: str) -> re.Match[str] | None:
    """The longest of the words that stands in the text; Latin ones whole, single signs first."""
    for word in sorted(words, key=len, reverse=True):
        start, end = (r"\b", r"\b") if word.isascii() else ("^" if len(word) == 1 else "", "")
        found = re.search(f"{start}{re.escape(word)}{end}", typed)
        if found:
            return found
    return None
