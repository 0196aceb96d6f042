"""Why a file is no snapshot and no instance, in a sentence for whoever wrote it."""

import json

from pydantic import ValidationError

from bot.commands.plan_form import NamedTwice

FAULTY = (
    KeyError, TypeError, ValueError, AttributeError, IndexError, RecursionError, OverflowError,
)  # fmt: skip
"""What a file that is no snapshot and no instance makes of itself when read."""
LONGEST = 120
"""Signs of a quoted name or message: the file itself is not told back."""


class NotFinite(ValueError):
    """A number that is none, or too large for one."""


def fault_of(error: Exception) -> str:
    """What is wrong with the file, without its content."""
    if isinstance(error, UnicodeDecodeError):
        return f"it is not UTF-8 text (byte {error.start + 1})"
    if isinstance(error, json.JSONDecodeError):
        return f"it is not JSON: {error.msg}, line {error.lineno}, column {error.colno}"
    if isinstance(error, ValidationError):
        return _unfit(error)
    if isinstance(error, NotFinite):
        return f"a number in it is not finite: {str(error)[:LONGEST]}"
    if isinstance(error, NamedTwice):
        return str(error)[:LONGEST]
    if isinstance(error, KeyError) and error.args and isinstance(error.args[0], str):
        return f'"{error.args[0][:LONGEST]}" is missing, or names something that is not in it'
    if isinstance(error, RecursionError):
        return "it is nested too deep"
    return "a value in it is not of the kind that its schema asks for"


def _unfit(error: ValidationError) -> str:
    """The first place that does not fit, and how many more there are."""
    first, *others = error.errors(include_url=False, include_input=False, include_context=False)
    place = ".".join(str(step) for step in first["loc"]) or "the whole"
    more = f" (and {len(others)} more)" if others else ""
    return f"{place[:LONGEST]}: {first['msg'][:LONGEST]}{more}"
