"""Where a person stands in a dialog: a value that is stored after every turn."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from handlers.dialog import PAGE, REWRITES, Dialog, Step

SUMMARY = "=summary"
EDIT = "=edit"
"""The two screens that are no question; no step is called so."""
RESERVED = "="
"""Key of the answers under which the engine keeps its own notes."""
MOST_PARKED = 3
"""Drafts that wait one below the other; the oldest gives way."""
_RUN_BYTES = 9
"""72 random bits, 12 characters: nobody guesses a run, no two runs meet."""


@dataclass(frozen=True, slots=True)
class State:
    """One person's dialog. `dialog` is empty when none is running."""

    run: str = ""
    dialog: str = ""
    step: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict)
    trail: tuple[str, ...] = ()
    """Steps asked and answered, in order, for Back."""
    page: int = 0
    editing: bool = False
    live_message: str = ""
    keyboard_up: bool = False
    unclear: int = 0
    """Unclear answers in a row."""
    typed: str = ""
    """The last answer that was not understood, so that it is not lost."""
    added: Mapping[str, list[str]] = field(default_factory=dict)
    """Answers a step gave for others, by the step."""
    before: Mapping[str, Any] | None = None
    """The answers before the edit that is going on."""
    parked: Mapping[str, Any] | None = None
    """A draft put aside for this dialog, as `parked_of` wrote it."""
    noted: tuple[str, ...] = ()
    """Reports said where something else was asked: they are come to when no dialog runs."""
    shown: Mapping[str, Any] | None = None
    """The buttons under what was said last beside a dialog, as JSON of a prompt: a press dies
    after 150 seconds, so their words are taken as well."""

    @property
    def running(self) -> bool:
        """Whether a dialog is going on."""
        return bool(self.dialog)


def new_run() -> str:
    """An id for a run of a dialog."""
    return secrets.token_urlsafe(_RUN_BYTES)


def step_of(dialog: Dialog, name: str) -> Step | None:
    """The dialog's step of that name."""
    return next((step for step in dialog.steps if step.name == name), None)


def index_of(dialog: Dialog, state: State) -> int:
    """Number of the screen on show: steps in order, then summary, then the edit list."""
    if state.step == SUMMARY:
        return len(dialog.steps)
    if state.step == EDIT:
        return len(dialog.steps) + 1
    return next((number for number, step in enumerate(dialog.steps) if step.name == state.step), -1)


def record_answer(state: State, step: Step, value: Any) -> State:
    """The state with the step answered; what the old answer brought along goes with it."""
    more: Mapping[str, Any] = {}
    if isinstance(value, dict) and "+" in value:
        more = value["+"]
        value = {name: part for name, part in value.items() if name != "+"}
        value = value["value"] if set(value) == {"value"} else value
    answers = dict(_forget(state, step.name).answers)
    if step.name not in state.answers or state.answers[step.name] != value:
        for name in step.clears:
            answers.pop(name, None)
    answers |= {step.name: value, **more}
    added = {name: list(names) for name, names in state.added.items() if name != step.name}
    if more:
        added[step.name] = list(more)
    return replace(state, answers=answers, added=added, unclear=0, typed="", page=0)


def rewrite(state: State, value: Any) -> State | None:
    """The state with answers changed by a step that stays open; None for a plain answer."""
    if not (isinstance(value, dict) and REWRITES in value):
        return None
    news: Mapping[str, Any] = value[REWRITES]
    kept = {name: answer for name, answer in state.answers.items() if name not in news}
    answers = kept | {name: answer for name, answer in news.items() if answer is not None}
    return replace(state, answers=answers, unclear=0, typed="", page=value.get(PAGE, state.page))


def drop_answer(state: State, name: str) -> State:
    """The state with a step unanswered again."""
    kept = _forget(state, name)
    return replace(kept, answers={key: kept.answers[key] for key in kept.answers if key != name})


def drop_inapplicable(dialog: Dialog, state: State) -> State:
    """The state without answers of steps that do not apply to the other answers."""
    answers = dict(state.answers)
    for step in dialog.steps:
        if step.name in answers and not step.when(answers):
            del answers[step.name]
    trail = tuple(name for name in state.trail if name in answers)
    return replace(state, answers=answers, trail=trail)


def next_open(dialog: Dialog, state: State) -> Step | None:
    """The first step that applies and has no answer yet."""
    return next(
        (
            step
            for step in dialog.steps
            if step.name not in state.answers and step.when(state.answers)
        ),
        None,
    )


def parked_of(state: State) -> Mapping[str, Any] | None:
    """The running draft as it is put aside; None if nothing was answered yet."""
    if not state.running or not state.answers:
        return state.parked
    return {
        "run": state.run,
        "dialog": state.dialog,
        "step": state.step,
        "answers": dict(state.answers),
        "trail": list(state.trail),
        "added": dict(state.added),
        "parked": _only(state.parked, MOST_PARKED - 1),
    }


def _only(parked: Mapping[str, Any] | None, most: int) -> Mapping[str, Any] | None:
    """The draft with those put aside before it, so many in all."""
    if parked is None or most < 1:
        return None
    return {**parked, "parked": _only(parked.get("parked"), most - 1)}


def waiting_draft(dialog: str, answers: Mapping[str, Any]) -> Mapping[str, Any]:
    """A dialog that has not been shown yet, put aside from the start."""
    return {"run": new_run(), "dialog": dialog, "answers": dict(answers)}


def left_over(state: State, answers: Mapping[str, Any], step: str) -> State:
    """The state after its dialog, with what it left undone put aside as a draft."""
    draft = {"run": new_run(), "dialog": state.dialog, "step": step, "answers": dict(answers)}
    parked = {**draft, "parked": _only(state.parked, MOST_PARKED - 1)}
    return replace(ended(state), parked=parked)


def unpark(state: State) -> State:
    """The draft that was put aside, going on."""
    parked = state.parked or {}
    return State(
        run=parked.get("run", ""),
        dialog=parked.get("dialog", ""),
        step=parked.get("step", ""),
        answers=parked.get("answers", {}),
        trail=tuple(parked.get("trail", ())),
        added=parked.get("added", {}),
        parked=parked.get("parked"),
        keyboard_up=state.keyboard_up,
        noted=state.noted,
    )


def ended(state: State) -> State:
    """No dialog runs; the run stays known, so that its buttons are told apart from older ones."""
    return State(
        run=state.run,
        keyboard_up=state.keyboard_up,
        parked=state.parked,
        noted=state.noted,
        live_message=state.live_message,
    )


def _forget(state: State, name: str) -> State:
    """Drop the answers that a step gave for others."""
    gone = set(state.added.get(name, ()))
    added = {step: names for step, names in state.added.items() if step != name}
    return replace(
        state,
        answers={key: value for key, value in state.answers.items() if key not in gone},
        added=added,
    )


def to_notes(state: State) -> dict[str, Any]:
    """The parts of the state that have no column of their own, left out where empty."""
    notes = {
        "unclear": state.unclear,
        "typed": state.typed,
        "added": dict(state.added),
        "before": None if state.before is None else dict(state.before),
        "parked": None if state.parked is None else dict(state.parked),
        "noted": list(state.noted),
        "shown": None if state.shown is None else dict(state.shown),
    }
    return {name: value for name, value in notes.items() if value}
