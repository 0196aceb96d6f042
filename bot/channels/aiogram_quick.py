"""aiogram without its long start: only the type we validate is built (ADR 9).

`import aiogram` builds a validator for each of its 400 types, which takes seconds and 100 MB. We
validate one of them, `Update`, and its validator holds all that an update can hold. So the
rebuilding at import is left out and done for `Update` alone.

Import aiogram's names from here. Code that needs the other types too (aiogram's own `Bot`, in
tests) calls `build_all` first.
"""

import importlib
import sys
from typing import Any

from pydantic import BaseModel

_REBUILD = "model_rebuild"


def _import_types() -> None:
    if "aiogram.types" in sys.modules:
        return
    kept = BaseModel.__dict__[_REBUILD]
    setattr(BaseModel, _REBUILD, classmethod(_leave_for_later))
    try:
        importlib.import_module("aiogram.types")
    finally:
        setattr(BaseModel, _REBUILD, kept)
    namespace = _namespace()
    namespace["Update"].model_rebuild(_types_namespace=namespace)
    if not namespace["Update"].__pydantic_complete__:
        build_all()


def _leave_for_later(_kind: type[Any], /, **_options: Any) -> None:
    """In the place of `BaseModel.model_rebuild` while aiogram is imported."""


def build_all() -> None:
    """Build what a plain `import aiogram` would have built."""
    namespace = _namespace()
    for name in namespace["__all__"]:
        kind = namespace[name]
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            kind.model_rebuild(_types_namespace=namespace)


def _namespace() -> dict[str, Any]:
    """The names aiogram's types refer to one another by."""
    return dict(vars(sys.modules["aiogram.types"]))


_import_types()

from aiogram import F, Router  # noqa: E402 (only now)
from aiogram.dispatcher.event.bases import UNHANDLED  # noqa: E402
from aiogram.enums import ChatMemberStatus, ChatType  # noqa: E402
from aiogram.types import (  # noqa: E402
    CallbackQuery,
    ChatMemberUpdated,
    Contact,
    Location,
    Message,
    PhotoSize,
    TelegramObject,
    Update,
    User,
)
from aiogram.types.update import UpdateTypeLookupError  # noqa: E402

__all__ = [
    "UNHANDLED",
    "CallbackQuery",
    "ChatMemberStatus",
    "ChatMemberUpdated",
    "ChatType",
    "Contact",
    "F",
    "Location",
    "Message",
    "PhotoSize",
    "Router",
    "TelegramObject",
    "Update",
    "UpdateTypeLookupError",
    "User",
    "build_all",
]
