"""The sentences as they stand in `locales/<language>/*.toml`, by dotted key."""

import functools
import logging
import tomllib
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

log = logging.getLogger(__name__)

LANGUAGES = ("zh", "en")
"""Written first, and the one every other language falls back to when asked for neither."""

FALLBACK = "engine.no_words"
"""Said where a sentence is missing: neutral, and it leads to the menu."""

_FOLDER = Path(__file__).parent.parent / "locales"


class MissingSentence(UserWarning):
    """A key without a sentence: an error in the tests, where warnings are errors."""


@functools.cache
def sentences(lang: str) -> Mapping[str, str]:
    """Every sentence of a language by its dotted key, read once a process."""
    found: dict[str, str] = {}
    for path in sorted((_FOLDER / lang).glob("*.toml")):
        with path.open("rb") as file:
            found.update(_flatten(tomllib.load(file)))
    return MappingProxyType(found)


def sentence(key: str, lang: str) -> str:
    """The sentence of `key`; a missing one is logged and replaced by a neutral line."""
    table = sentences(lang)
    if key in table:
        return table[key]
    log.error("sentence missing", extra={"key": key, "lang": lang})
    warnings.warn(f"no sentence for {key} in {lang}", MissingSentence, stacklevel=2)
    return table[FALLBACK]


def language_of(chosen: str, lang_code: str) -> str:
    """The language to answer in: the person's choice, else Chinese for any zh-*, else English.

    No code at all means Chinese: the city's own people come first.
    """
    if chosen in LANGUAGES:
        return chosen
    code = lang_code.strip().lower().replace("_", "-")
    return "zh" if not code or code.split("-")[0] == "zh" else "en"


def _flatten(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flatten(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", str(value)
