"""Prompts as JSON and back, for the outbox: exact, so that what was queued is what is said."""

from collections.abc import Mapping
from typing import Any

from handlers.dialog import Ask, Button, Fact, Prompt, Term, Text, Venue


def to_json(value: Prompt | Text | Term | Button | Venue) -> dict[str, Any]:
    """`value` as a JSON object; `prompt_from_json` and `text_from_json` give it back equal.

    Raises `ValueError` for a prompt with a picture: that is drawn as it leaves, never kept.
    """
    match value:
        case Text():
            return _sentence(value)
        case Term():
            return {"kind": value.kind, "code": value.code}
        case Button():
            return _drop_empty(
                label=to_json(value.label), data=value.data, url=value.url, style=value.style
            )
        case Venue():
            return {
                "lat": value.lat,
                "lon": value.lon,
                "title": value.title,
                "address": value.address,
            }
        case Prompt():
            return _prompt(value)


def text_from_json(data: Mapping[str, Any]) -> Text:
    """The sentence that `to_json` wrote."""
    return Text(data["key"], {name: _fact_from(fact) for name, fact in _args(data).items()})


def prompt_from_json(data: Mapping[str, Any]) -> Prompt:
    """The prompt that `to_json` wrote."""
    venue = data.get("venue")
    return Prompt(
        text=text_from_json(data["text"]),
        buttons=tuple(
            tuple(_button_from(button) for button in row) for row in data.get("buttons", ())
        ),
        ask=Ask(data.get("ask", "")),
        venue=None if venue is None else Venue(**venue),
        photo=data.get("photo", ""),
        remove_keyboard=bool(data.get("remove_keyboard")),
        force_new=bool(data.get("force_new")),
    )


def _prompt(prompt: Prompt) -> dict[str, Any]:
    if prompt.picture is not None:
        raise ValueError("a picture is never kept")
    return _drop_empty(
        text=to_json(prompt.text),
        buttons=[[to_json(button) for button in row] for row in prompt.buttons],
        ask=prompt.ask.value,
        venue=None if prompt.venue is None else to_json(prompt.venue),
        photo=prompt.photo,
        remove_keyboard=prompt.remove_keyboard,
        force_new=prompt.force_new,
    )


def _sentence(text: Text) -> dict[str, Any]:
    if not text.args:
        return {"key": text.key}
    return {"key": text.key, "args": {name: _fact(fact) for name, fact in text.args.items()}}


def _args(data: Mapping[str, Any]) -> Mapping[str, Any]:
    args: Mapping[str, Any] = data.get("args", {})
    return args


def _fact(fact: Fact) -> Any:
    if isinstance(fact, (str, int)):
        return fact
    if isinstance(fact, (Text, Term)):
        return to_json(fact)
    return [part if isinstance(part, str) else to_json(part) for part in fact]


def _fact_from(fact: Any) -> Fact:
    if isinstance(fact, list):
        return tuple(part if isinstance(part, str) else _named_from(part) for part in fact)
    return _named_from(fact) if isinstance(fact, dict) else fact


def _named_from(data: Mapping[str, Any]) -> Text | Term:
    return text_from_json(data) if "key" in data else Term(data["kind"], data["code"])


def _button_from(data: Mapping[str, Any]) -> Button:
    return Button(
        label=_named_from(data["label"]),
        data=data.get("data", ""),
        url=data.get("url", ""),
        style=data.get("style", ""),
    )


def _drop_empty(**fields: Any) -> dict[str, Any]:
    """Leave out what is at its default: most rows carry little."""
    return {name: value for name, value in fields.items() if value}
