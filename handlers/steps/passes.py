"""Passes that vehicles hold and closures let through, by their code."""

from collections.abc import Iterable, Mapping
from typing import Any

from handlers.dialog import Fact, Term, Text
from handlers.speech.show import joined, own_words

PASSES = ("emergency", "epidemic", "zone", "port")
"""Passes known by name: relief transport, epidemic control, sealed-off zones, port area."""
DONE = "done"
"""The answer of who has no more."""


def pass_name(code: str) -> Text | Term:
    """A pass by its name; one we do not know as it was typed."""
    return Text(f"passes.{code}") if code in PASSES else own_words(code)


def pass_names(codes: Iterable[str]) -> Fact:
    """Several passes on one line."""
    return joined([pass_name(code) for code in codes])


def passes_answered(answers: Mapping[str, Any], names: Iterable[str]) -> list[str]:
    """The passes that were picked or typed in these answers, each once."""
    said = [answers.get(name) for name in names]
    codes = [code for each in said if each for code in (each if isinstance(each, list) else [each])]
    return [code for code in dict.fromkeys(codes) if code != DONE]
