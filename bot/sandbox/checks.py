"""Each request held against the Bot API as data: does the method take this, is it of that type?

The data is a file in the layout of PaulSonOfLars/telegram-bot-api-spec (`methods` and `types`).
Telegram itself is more forgiving (it ignores unknown parameters); a product should not rely on it.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.sandbox.errors import Violation

Json = dict[str, Any]

TRUE = ("true", "True", "1")
FALSE = ("false", "False", "0")
"""How clients spell booleans in forms."""


def is_number(value: object, kind: type[int] | type[float], *, form: bool) -> bool:
    """Whether the value is, or in a form spells, such a number."""
    if isinstance(value, bool):
        return False
    if isinstance(value, int) or (kind is float and isinstance(value, float)):
        return True
    if not (form and isinstance(value, str)):
        return False
    try:
        kind(value)
    except ValueError:
        return False
    return True


class Schema:
    """Methods and types of one version of the Bot API."""

    def __init__(self, data: Json) -> None:
        self.version: str = data.get("version", "")
        self.methods: dict[str, Json] = data["methods"]
        self.types: dict[str, Json] = data["types"]

    @classmethod
    def load(cls, path: Path) -> "Schema":
        """Read the data from a JSON file."""
        return cls(json.loads(path.read_text("utf-8")))

    def check(self, method: str, params: Json, uploads: Mapping[str, object]) -> None:
        """Raise Violation when the parameters are not what the method is documented to take.

        `params` as they came: values of forms are strings, nested ones JSON in strings.
        `uploads` are the files that came along, by field name.
        """
        fields = {item["name"]: item for item in self.methods[method].get("fields", ())}
        for name, item in fields.items():
            if item["required"] and name not in params and name not in uploads:
                raise Violation(f"{method}: required parameter {name} is missing")
        for name, value in params.items():
            if name not in fields:
                raise Violation(f"{method}: there is no parameter {name}")
            if not any(self._fits_top(value, kind, uploads) for kind in fields[name]["types"]):
                kinds = " or ".join(fields[name]["types"])
                raise Violation(f"{method}: parameter {name} must be of type {kinds}")

    def _fits_top(self, value: object, kind: str, uploads: Mapping[str, object]) -> bool:
        """Whether a parameter fits a type, JSON in strings read first."""
        if isinstance(value, str) and (kind in self.types or kind.startswith("Array of ")):
            if kind == "InputFile":
                return not value.startswith("attach://") or value[9:] in uploads
            try:
                value = json.loads(value)
            except ValueError:
                return False
        return self._fits(value, kind, form=True)

    def _fits(self, value: object, kind: str, *, form: bool = False) -> bool:
        """Whether a value fits a type of the documentation, all the way down."""
        if kind.startswith("Array of "):
            inner = kind.removeprefix("Array of ")
            return isinstance(value, list) and all(self._fits(item, inner) for item in value)
        match kind:
            case "String":
                return isinstance(value, str)
            case "Integer":
                return is_number(value, int, form=form)
            case "Float":
                return is_number(value, float, form=form)
            case "Boolean" | "True":
                return isinstance(value, bool) or (form and value in TRUE + FALSE)
        return isinstance(value, dict) and self._fits_object(value, self.types[kind])

    def _fits_object(self, value: Json, described: Json) -> bool:
        """Whether an object has all required fields, no unknown ones, each of its type."""
        if described.get("subtypes"):
            return any(self._fits(value, name) for name in described["subtypes"])
        fields = {item["name"]: item for item in described.get("fields", ())}
        if any(item["required"] and name not in value for name, item in fields.items()):
            return False
        return all(
            name in fields and any(self._fits(part, kind) for kind in fields[name]["types"])
            for name, part in value.items()
        )
