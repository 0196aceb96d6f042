"""What a dialog shows: a question with its choices, the summary, the list to edit, the menu."""

from collections.abc import Sequence
from dataclasses import replace

from handlers.dialog import Ask, Button, Choice, Dialog, Prompt, Question, Step, Text, Turn
from handlers.engine.book import Book
from handlers.engine.data import Op, dialog_data, menu_data
from handlers.engine.state import State, index_of, step_of

PERSON_AFTER = 2
"""After so many unclear answers in a row a person to talk to is offered."""
_MENU_COLUMNS = 2


def question_prompt(dialog: Dialog, state: State, question: Question) -> Prompt:
    """The question with its choices, a page of them at a time, and the ways out."""
    if question.ask is not Ask.NOTHING:
        # Words of a reply keyboard cannot turn pages: all of them are shown.
        shown: Sequence[Choice] = question.choices
        paging: tuple[Button, ...] = ()
    else:
        page = page_of(state, question)
        first = page * question.page_size
        shown = question.choices[first : first + question.page_size]
        paging = _paging(dialog, state, question, page)
    if question.folded:
        shown = ()
    paged = [_choice_button(dialog, state, choice) for choice in shown]
    fixed = [_choice_button(dialog, state, choice) for choice in question.fixed]
    top = (*_rows(fixed[:1], 1), *_rows(fixed[1:], _MENU_COLUMNS))
    rows = (*top, *_rows(paged, question.columns), paging, *_ways_out(dialog, state))
    return Prompt(question.text, tuple(row for row in rows if row), ask=question.ask)


def _choice_button(dialog: Dialog, state: State, choice: Choice) -> Button:
    return Button(choice.label, _data(dialog, state, Op.SET, choice.value), style=choice.style)


def again(prompt: Prompt, state: State, why: Text) -> Prompt:
    """The same screen after an answer that was not understood or not accepted: nothing is lost."""
    typed = Text("engine.you_wrote", {"typed": state.typed}) if state.typed else ""
    text = Text("engine.again", {"typed": typed, "why": why, "question": prompt.text})
    rows = prompt.buttons
    if state.unclear >= PERSON_AFTER:
        rows = (*rows, (Button(Text("engine.talk"), menu_data("talk")),))
    return replace(prompt, text=text, buttons=rows)


def below(first: Text, prompt: Prompt | None) -> Prompt:
    """The prompt with something said above it."""
    if prompt is None:
        return Prompt(first)
    return replace(prompt, text=Text("engine.both", {"first": first, "then": prompt.text}))


def summary_prompt(turn: Turn, dialog: Dialog, state: State) -> Prompt:
    """Every answer once more, with Confirm, Edit and the ways out."""
    lines = tuple(line for step in shown_steps(turn, dialog) if (line := summary_line(turn, step)))
    heading = dialog.title or Text("engine.check")
    confirm = Button(Text("engine.confirm"), _data(dialog, state, Op.CONFIRM), style="success")
    edit = Button(Text("engine.edit"), _data(dialog, state, Op.EDIT))
    first = (confirm, edit) if lines else (confirm,)
    return Prompt(
        Text("engine.summary", {"title": heading, "lines": lines}),
        (first, *_ways_out(dialog, state)),
    )


def edit_prompt(turn: Turn, dialog: Dialog, state: State) -> Prompt:
    """Which answer is to be changed?"""
    choices = edit_choices(turn, dialog)
    rows = tuple(
        (Button(choice.label, _data(dialog, state, Op.SET, choice.value)),) for choice in choices
    )
    return Prompt(Text("engine.edit_which"), (*rows, *_ways_out(dialog, state)))


def edit_choices(turn: Turn, dialog: Dialog) -> tuple[Choice, ...]:
    """The answered steps as choices."""
    return tuple(
        Choice(step.name, line)
        for step in shown_steps(turn, dialog)
        if (line := summary_line(turn, step))
    )


def shown_steps(turn: Turn, dialog: Dialog) -> tuple[Step, ...]:
    """The steps whose answers the summary shows."""
    return tuple(
        step for step in dialog.steps if step.show is not None and step.name in turn.answers
    )


def summary_line(turn: Turn, step: Step) -> Text | None:
    """The step's line of the summary; None when it has nothing to say."""
    line = step.show(turn) if step.show else None
    if line is None or isinstance(line, Text):
        return line
    return Text("engine.line", {"fact": line})


def menu_prompt(book: Book, turn: Turn, state: State, text: Text | None = None) -> Prompt:
    """What this person can do, and the draft that waits, under an opening sentence."""
    entries = book.entries_for(turn.person.roles)
    buttons = [Button(entry.label, menu_data(entry.name)) for entry in entries]
    rows = (*_draft_row(book, state), *_rows(buttons, _MENU_COLUMNS))
    return Prompt(text or Text("menu.title"), rows)


def with_ways_on(book: Book, turn: Turn, state: State, prompt: Prompt) -> Prompt:
    """What a dialog ends with, never a dead end: the menu if it offers nothing, and the draft."""
    if not prompt.buttons:
        return replace(prompt, buttons=menu_prompt(book, turn, state).buttons)
    return replace(prompt, buttons=(*prompt.buttons, *_draft_row(book, state)))


def _draft_row(book: Book, state: State) -> tuple[tuple[Button, ...], ...]:
    """The way back to the dialog that runs or was put aside."""
    if (state.dialog or (state.parked or {}).get("dialog")) not in book.dialogs:
        return ()
    return ((Button(Text("menu.go_on"), menu_data("continue"), style="primary"),),)


def page_of(state: State, question: Question) -> int:
    """The page on show, within what there is."""
    return min(max(state.page, 0), pages_of(question) - 1)


def pages_of(question: Question) -> int:
    """How many pages the choices take."""
    return max(1, -(-len(question.choices) // question.page_size))


def _paging(dialog: Dialog, state: State, question: Question, page: int) -> tuple[Button, ...]:
    earlier = Button(Text("engine.earlier"), _data(dialog, state, Op.PAGE, str(page - 1)))
    later = Button(Text("engine.later"), _data(dialog, state, Op.PAGE, str(page + 1)))
    has_later = page + 1 < pages_of(question)
    return (*((earlier,) if page else ()), *((later,) if has_later else ()))


def _ways_out(dialog: Dialog, state: State) -> tuple[tuple[Button, ...], ...]:
    """Back, unless there is nothing before; Cancel."""
    step = step_of(dialog, state.step)
    undoes = step is not None and step.undo is not None and step.undo(state.answers) is not None
    back = Button(Text("engine.back"), _data(dialog, state, Op.BACK))
    cancel = Button(Text("engine.cancel"), _data(dialog, state, Op.CANCEL))
    has_before = bool(state.trail) or state.editing or step is None or undoes
    return ((*((back,) if has_before else ()), cancel),)


def _rows(buttons: Sequence[Button], columns: int) -> tuple[tuple[Button, ...], ...]:
    return tuple(
        tuple(buttons[first : first + columns]) for first in range(0, len(buttons), columns)
    )


def _data(dialog: Dialog, state: State, op: Op, value: str = "") -> str:
    return dialog_data(state.run, index_of(dialog, state), op, value)
