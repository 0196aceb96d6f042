"""Passes that vehicles hold and closures let through, by their code."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from handlers.dialog import Choice, Fact, Question, Step, Term, Text, Turn
from handlers.engine.typed import fold, words_of
from handlers.speech.show import joined, own_words
from handlers.steps.choices import typed_line

PASSES = ("emergency", "epidemic", "zone", "port")
"""Passes known by name: relief transport, epidemic control, sealed-off zones, port area."""
DONE = "done"
"""The answer of who has no more."""
ROUNDS = 4
"""How often a pass may be picked one by one; typed, several come at once."""
_NONE = ("没有", "没", "无", "好了", "不用", "none", "no", "done")


def pass_name(code: str) -> Text | Term:
    """A pass by its name; one we do not know as it was typed."""
    return Text(f"passes.{code}") if code in PASSES else own_words(code)


def _known(typed: str) -> str:
    """The code of a pass that is typed by its name, in either language; empty for another."""
    folded = fold(typed)
    return next(
        (code for code in PASSES if folded in map(fold, words_of(f"passes.{code}"))),
        "",
    )


def pass_names(codes: Iterable[str]) -> Fact:
    """Several passes on one line."""
    return joined([pass_name(code) for code in codes])


def passes_answered(answers: Mapping[str, Any], names: Iterable[str]) -> list[str]:
    """The passes that were picked or typed in these answers, each once."""
    said = [answers.get(name) for name in names]
    codes = [code for each in said if each for code in (each if isinstance(each, list) else [each])]
    return [code for code in dict.fromkeys(codes) if code != DONE]


@dataclass(frozen=True, slots=True)
class PassWords:
    """Keys of what is said: the first question and its "none", the further ones, "no more"."""

    ask: str
    none: str
    more: str
    done: str


def pass_steps(
    name: str, words: PassWords, show: Callable[[Turn], Text | None]
) -> tuple[Step, ...]:
    """Ask for passes in rounds: pick one, type several, or be done."""
    return tuple(_pass_step(name, number, words, show) for number in range(1, ROUNDS + 1))


def rounds_of(name: str, until: int = ROUNDS + 1) -> tuple[str, ...]:
    """The names of the steps before a round; of all without one."""
    return tuple(f"{name}{earlier}" for earlier in range(1, until))


def _pass_step(
    name: str, number: int, words: PassWords, show: Callable[[Turn], Text | None]
) -> Step:
    before = rounds_of(name, number)

    async def ask(turn: Turn) -> Question:
        had = passes_answered(turn.answers, before)
        choices = (
            Choice(DONE, Text(words.done if had else words.none), _NONE),
            *(Choice(code, pass_name(code)) for code in PASSES if code not in had),
        )
        if not had:
            return Question(Text(words.ask), choices, columns=2)
        return Question(Text(words.more, {"passes": pass_names(had)}), choices, columns=2)

    async def read(turn: Turn, _question: Question) -> Any:
        typed = re.split(r"[、，,;；/\s]+", typed_line(turn.reply, 120))
        return [_known(word) or word[:30] for word in typed if word]

    def asked(answers: Mapping[str, Any]) -> bool:
        """Until they are done, or typed several at once."""
        return all(isinstance(answers.get(one), str) for one in before) and not any(
            answers.get(one) == DONE for one in before
        )

    return Step(f"{name}{number}", ask, read, asked, show if number == 1 else None)
