"""What must hold of every message and answer, whoever reads it."""

import json
import re
import sqlite3
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from bot.sandbox.texts import utf16_length
from handlers.speech.sentences import sentences
from tests.crawl.words import ANSWERS, FORWARDED, GARBAGE, OUT_OF_THE_BLUE, PAYLOAD

_QUOTED = re.compile("“([^”]*)”")
"""Somebody's own words, or an example."""
TEXT, CAPTION, TOAST, DATA = 4096, 1024, 200, 64
"""UTF-16 units of a message, a caption and an answer to a press; bytes of a button's data."""
DATA_COLUMNS = (
    ("people", "name"),
    ("organisations", "name"),
    ("gazetteer", "name"),
    ("places", "label"),
    ("places", "address"),
    ("closures", "title"),
    ("vehicles", "label"),
    ("help_calls", "question"),
    ("help_calls", "answer"),
    ("incidents", "name"),
    ("broadcasts", "text"),
)
"""What people wrote themselves: it is shown as they wrote it."""
_HAN = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff01-\uff5e]")
_LATIN = re.compile(r"(?<![/@\w.=-])[A-Za-z]{3,}")
_REPEATED = re.compile(r"(.{1,5}?)\1{15,}")
_LINK = re.compile(r"https?://\S+|/start \S+|/[a-z]+|[NJL]-\d{4}[A-Z]")
_ALLOWED_LATIN = frozenset({"N95", "KN95", "FFP", "PVC", "PCR", "LED", "Telegram"})
_UNSEEN = re.compile(r"[\x00-\x1f\x7f\u202a-\u202e]")
_HOLE = re.compile(r"\{[a-z_]*\}")


def faults_of(call: Mapping[str, Any]) -> Iterable[str]:
    """What is wrong with one call of the bot by Telegram's limits."""
    params, method = call["params"], call["method"]
    text = str(params.get("text", ""))
    if method == "answerCallbackQuery" and utf16_length(text) > TOAST:
        yield f"an answer of {utf16_length(text)} signs"
    elif utf16_length(text) > TEXT:
        yield f"a message of {utf16_length(text)} signs"
    if utf16_length(str(params.get("caption", ""))) > CAPTION:
        yield "a caption too long"
    for button in _buttons(params.get("reply_markup")):
        if len(button.get("callback_data", "").encode()) > DATA:
            yield f"a button that carries {button['callback_data']}"
        if not button["text"].strip():
            yield "a button without words"
    if call["violation"]:
        yield str(call["violation"])
    if call["error"] and not _is_harmless(str(call["error"])):
        yield f"{method} was refused: {call['error']}"


def _is_harmless(error: str) -> bool:
    """A message that is already what it should be."""
    return "not modified" in error


def _buttons(markup: Any) -> Iterable[dict[str, Any]]:
    keyboard = json.loads(markup) if isinstance(markup, str) else markup or {}
    for row in [*keyboard.get("inline_keyboard", ()), *keyboard.get("keyboard", ())]:
        yield from row


def words_in(call: Mapping[str, Any]) -> list[str]:
    """All that a person reads of a call: text, caption, buttons, a venue's names."""
    params = call["params"]
    found = [str(params.get(name, "")) for name in ("text", "caption", "title", "address")]
    return [*found, *(button["text"] for button in _buttons(params.get("reply_markup")))]


class Languages:
    """Tells a sentence in the wrong language, or none at all, from the data people gave."""

    def __init__(self, record: sqlite3.Connection) -> None:
        self._record = record
        self._own: tuple[int, tuple[str, ...]] = (-1, ())
        answers = (word for words in ANSWERS.values() for word in words)
        told = (words for each in OUT_OF_THE_BLUE.values() for words in each)
        typed = [*GARBAGE, FORWARDED, PAYLOAD, *answers, *told]
        # Several passes typed at once are shown as a list.
        typed += [part for words in ANSWERS["permit"] for part in words.split("、")]
        for words in (*GARBAGE, FORWARDED):
            parts = [part for part in re.split(r"[\s/,，、]+", words) if part]
            typed += [mark.join(parts) for mark in ("、", ", ") if 1 < len(parts) < 99]
        # As it is shown: on one line, and without the signs that are dropped.
        self._typed = _by_length([_UNSEEN.sub("", " ".join(each.split())) for each in typed])
        self._typed_forms = _forms(self._typed)

    def faults_of(self, text: str, lang: str) -> Iterable[str]:
        """What a person who reads `lang` could not read in a text."""
        rest = self._without_data(text)
        for key in keys_in(rest):
            yield f"the bare key {key} in {text!r}"
        if _HOLE.search(rest):
            yield f"an unfilled place in {text!r}"
        wrong = _HAN.search(_without_own(rest, lang)) if lang == "en" else _foreign(rest, lang)
        if wrong:
            yield f"not {lang}: {wrong.group()!r} in {text!r}"

    def _without_data(self, text: str) -> str:
        text = _REPEATED.sub(" ", _QUOTED.sub(self._unless_typed, text))
        for form in (*self._written(), *self._typed_forms):
            text = text.replace(form, " ")
        return _LINK.sub(" ", text)

    def _unless_typed(self, quoted: re.Match[str]) -> str:
        """Nothing for a quotation of somebody's words, or else the quotation as it is."""
        words = quoted[1].removesuffix("…").lower()
        return " " if words and any(words in typed.lower() for typed in self._typed) else quoted[0]

    def _written(self) -> tuple[str, ...]:
        """What people wrote that is in the record, in every form, the longest first."""
        version = int(self._record.execute("PRAGMA data_version").fetchone()[0])
        if version != self._own[0]:
            found = [
                value
                for table, column in DATA_COLUMNS
                for (value,) in self._record.execute(f"SELECT DISTINCT {column} FROM {table}")
                if value and len(value) > 1
            ]
            self._own = (version, _forms(_by_length(found)))
        return self._own[1]


def _forms(written: Iterable[str]) -> tuple[str, ...]:
    """What people wrote as it may be shown: whole, cut, or with a long run of signs left out."""
    forms = [
        form
        for data in written
        for form in (data, data[:199] + "…", data[:60], _REPEATED.sub(" ", data))
    ]
    return tuple(form for form in dict.fromkeys(forms) if len(form) > 1)


def _foreign(text: str, lang: str) -> re.Match[str] | None:
    """The first Latin word of three letters that is no code or name of ours."""
    for found in _LATIN.finditer(_without_own(text, lang)):
        if found.group() not in _ALLOWED_LATIN and not found.group().isupper():
            return found
    return None


def _without_own(text: str, lang: str) -> str:
    """The text without the few words that stand in both languages on purpose."""
    for words in _bilingual(lang):
        text = text.replace(words, " ")
    return text


@cache
def _bilingual(lang: str) -> tuple[str, ...]:
    """Sentences about the choice of language: whoever reads the wrong one must find it."""
    keys = ("menu_language", "about_language", "language", "language_zh", "language_en")
    return _by_length([sentences(lang)[f"register.{key}"] for key in keys])


def keys_in(text: str) -> list[str]:
    """Keys of the locales that stand in a text instead of their sentence."""
    known = sentences("zh")
    return [word for word in re.findall(r"[a-z_]+\.[a-z_.]+[a-z]", text) if word in known]


def _by_length(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({word for word in words if word}, key=len, reverse=True))
