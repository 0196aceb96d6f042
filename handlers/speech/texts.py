"""Sentences into text: `say` one, `render` a whole prompt, within the limits of a channel."""

import logging
import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate

from handlers.dialog import Ask, Button, Fact, Prompt, Term, Text
from handlers.house import Names
from handlers.speech.message import Entity, Key, Message, Rendered, utf16_length
from handlers.speech.sentences import MissingSentence, language_of, sentence
from handlers.speech.terms import word

__all__ = ["brief", "label", "language_of", "render", "say"]

log = logging.getLogger(__name__)

MESSAGE_LIMIT = 4096
CAPTION_LIMIT = 1024
ANSWER_LIMIT = 200
"""Bot API: text, caption and callback answer, in characters after entity parsing."""
LABEL_LIMIT = 64
"""A longer label is cut by every client anyway."""
LEAST_OF_ITEM = 8
"""Signs of an item's name that a label keeps."""
_MARK, MARK_SIGNS = "mark", 32
"""The fact that tells a label from others like it, at its end; signs that are kept of the end."""

_PIECES = re.compile(r"(</?b>|\{[a-z][a-z0-9_]*\})")
_JOINT = {"zh": "、", "en": ", "}
_Fragment = tuple[str, bool]
"""Words, and whether they are bold."""


def say(text: Text, lang: str, names: Names, limit: int = MESSAGE_LIMIT) -> Rendered:
    """`text` in `lang` with its marks, cut to `limit` UTF-16 units. Facts are never parsed."""
    return _assemble(list(_fragments(text, lang, names)), limit)


def brief(text: Text, lang: str, names: Names, limit: int = ANSWER_LIMIT) -> str:
    """`text` without marks, for the answer to a press."""
    return say(text, lang, names, limit).text


def label(name: Text | Term, lang: str, names: Names) -> str:
    """What stands on a button: one line, never empty. Of one too long the name of an item gives way
    first, then what stands before a mark: what is behind them tells two buttons apart."""
    words = word(name, lang, names) if isinstance(name, Term) else brief(name, lang, names)
    words = " ".join(words.split())
    for item in _items(name):
        over, whole = utf16_length(words) - LABEL_LIMIT, word(item, lang, names)
        if over > 0:
            kept = max(len(whole) - over - 1, LEAST_OF_ITEM)
            words = words.replace(whole, _cut(whole, kept + 1), 1)
    if isinstance(name, Text) and _MARK in name.args and utf16_length(words) > LABEL_LIMIT:
        words = f"{_cut(words, LABEL_LIMIT - MARK_SIGNS)}{words[-MARK_SIGNS:]}"
    return _cut(words, LABEL_LIMIT) or "…"


def _items(fact: Fact) -> Iterator[Term]:
    if isinstance(fact, Term):
        yield from (fact,) if fact.kind == "item" else ()
    elif isinstance(fact, Text):
        for part in fact.args.values():
            yield from _items(part)


def render(prompt: Prompt, lang: str, names: Names) -> Message:
    """The prompt as one message. What is asked for by keyboard makes every button a plain word."""
    captioned = prompt.photo or prompt.picture
    body = say(prompt.text, lang, names, CAPTION_LIMIT if captioned else MESSAGE_LIMIT)
    rows = tuple(
        tuple(_key(button, lang, names) for button in row) for row in prompt.buttons if row
    )
    asks = prompt.ask is not Ask.NOTHING
    return Message(
        text=body.text,
        entities=body.entities,
        keys=() if asks else rows,
        keyboard=_keyboard(prompt.ask, rows, lang) if asks else (),
        remove_keyboard=prompt.remove_keyboard and not asks and not rows,
        venue=prompt.venue,
        photo=prompt.photo,
        picture=replace(prompt.picture, lang=lang) if prompt.picture else None,
    )


def _key(button: Button, lang: str, names: Names) -> Key:
    return Key(label(button.label, lang, names), button.data, button.url, button.style)


def _keyboard(ask: Ask, rows: Sequence[Sequence[Key]], lang: str) -> tuple[tuple[Key, ...], ...]:
    share = Key(sentence(f"engine.share_{ask.value}", lang), ask=ask)
    return ((share,), *(tuple(Key(key.label) for key in row) for row in rows))


def _fragments(text: Text, lang: str, names: Names) -> Iterator[_Fragment]:
    """The sentence in pieces. A line that is only facts, all of them empty, is left out."""
    first = True
    for line in sentence(text.key, lang).strip("\n").split("\n"):
        pieces = list(_line(line, text, lang, names))
        if "{" in line and not "".join(words for words, _ in pieces).strip():
            continue
        if not first:
            yield "\n", False
        first = False
        yield from pieces


def _line(line: str, text: Text, lang: str, names: Names) -> Iterator[_Fragment]:
    bold = False
    for piece in _PIECES.split(line):
        if piece in ("<b>", "</b>"):
            bold = piece == "<b>"
        elif piece.startswith("{") and piece.endswith("}"):
            for words, marked in _fact(_named(text, piece[1:-1]), lang, names):
                yield words, bold or marked
        elif piece:
            yield piece, bold


def _named(text: Text, name: str) -> Fact:
    if name not in text.args:
        log.error("fact missing", extra={"key": text.key, "fact": name})
        warnings.warn(f"{text.key} needs {name}", MissingSentence, stacklevel=2)
    return text.args.get(name, "")


def _fact(fact: Fact, lang: str, names: Names) -> Iterator[_Fragment]:
    if isinstance(fact, Text):
        yield from _fragments(fact, lang, names)
    elif isinstance(fact, (str, int, Term)):
        yield (word(fact, lang, names) if isinstance(fact, Term) else str(fact)), False
    else:
        joint = "\n" if any(isinstance(part, Text) for part in fact) else _JOINT[lang]
        for position, part in enumerate(fact):
            if position:
                yield joint, False
            yield from _fact(part, lang, names)


def _assemble(fragments: Sequence[_Fragment], limit: int) -> Rendered:
    whole = "".join(words for words, _ in fragments)
    indent = len(whole) - len(whole.lstrip())
    text = _cut(whole.strip(), limit) or "…"
    end = utf16_length(text)
    starts = accumulate((utf16_length(words) for words, _ in fragments), initial=-indent)
    marks: list[Entity] = []
    for (words, bold), start in zip(fragments, starts, strict=False):
        if not bold or not words.strip():
            continue
        begin, stop = max(start, 0), min(start + utf16_length(words), end)
        if begin < stop:
            _add_mark(marks, begin, stop)
    return Rendered(text, tuple(marks))


def _add_mark(marks: list[Entity], begin: int, stop: int) -> None:
    """Add a bold stretch, joined to the one before if they touch."""
    if marks and marks[-1].offset + marks[-1].length == begin:
        begin = marks.pop().offset
    marks.append(Entity("bold", begin, stop - begin))


def _cut(text: str, limit: int) -> str:
    """`text` within `limit` UTF-16 units, with `…` where something is left out."""
    if utf16_length(text) <= limit:
        return text
    kept = text.encode("utf-16-le", "surrogatepass")[: 2 * (limit - 1)]
    return kept.decode("utf-16-le", "ignore").rstrip() + "…"
