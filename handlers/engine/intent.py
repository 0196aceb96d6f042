"""What a sentence typed out of the blue is after: a need, stock to offer, or neither."""

import re
import unicodedata
from dataclasses import dataclass

from handlers.engine.typed import words_of
from matching.catalogue import Catalogue, find_items
from matching.model import Role

NEED, STOCK = "need", "stock"
"""Names of the dialogs that take them."""
_REQUESTERS = frozenset({Role.RESIDENT, Role.HOSPITAL, Role.COMMUNITY})


@dataclass(frozen=True, slots=True)
class Intent:
    """The dialog a sentence asks for, and the rest of it: what the first question may hear."""

    dialog: str
    rest: str


def intent_of(text: str, lang: str, catalogue: Catalogue, roles: frozenset[Role]) -> Intent | None:
    """What the sentence asks for by its words; an item alone means what the roles are for."""
    typed = unicodedata.normalize("NFKC", text).strip()
    # Lacking comes first: 没有口罩 holds the word for having.
    for dialog in (NEED, STOCK):
        found = _longest(words_of(f"typed.{dialog}"), typed.lower())
        if found is not None:
            rest = f"{typed[: found.start()]} {typed[found.end() :]}".strip(" ,.，。!！?？:：")
            return Intent(dialog, rest)
    matches = find_items(catalogue, typed, lang, limit=1)
    if not matches or not matches[0].exact:
        return None
    if roles & _REQUESTERS or not roles:
        return Intent(NEED, typed)
    return Intent(STOCK, typed) if Role.SUPPLIER in roles else None


def _longest(words: tuple[str, ...], typed: str) -> re.Match[str] | None:
    """The longest of the words that stands in the text; Latin ones whole, single signs first."""
    for word in sorted(words, key=len, reverse=True):
        start, end = (r"\b", r"\b") if word.isascii() else ("^" if len(word) == 1 else "", "")
        found = re.search(f"{start}{re.escape(word)}{end}", typed)
        if found:
            return found
    return None
