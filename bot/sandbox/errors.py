"""What Telegram answers when a call cannot be done, in its own words.

Texts as in tdlib/telegram-bot-api (Client.cpp, Query.cpp) and tdlib/td: products match on them.
"""

from typing import Any


class ApiError(Exception):
    """A call refused with an HTTP code and Telegram's description of why."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def body(self) -> dict[str, Any]:
        """The JSON that Telegram sends for this refusal."""
        body: dict[str, Any] = {
            "ok": False,
            "error_code": self.code,
            "description": self.description,
        }
        if self.parameters:
            body["parameters"] = self.parameters
        return body


class Violation(ApiError):
    """A call that breaks the Bot API's own description: a bug of the product under test."""

    def __init__(self, what: str) -> None:
        super().__init__(400, f"Bad Request: {what}")


class Impossible(Exception):
    """A person tried what no phone lets them do, such as pressing a button that is not there."""


def bad_request(what: str) -> ApiError:
    """400 with Telegram's prefix."""
    return ApiError(400, f"Bad Request: {what}")


def forbidden(what: str) -> ApiError:
    """403 with Telegram's prefix."""
    return ApiError(403, f"Forbidden: {what}")


def too_many_requests(seconds: int) -> ApiError:
    """429; `seconds` until a retry may pass, also sent as the Retry-After header."""
    return ApiError(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


def unauthorized() -> ApiError:
    """401: a well-formed token that belongs to no bot."""
    return ApiError(401, "Unauthorized")


def not_found() -> ApiError:
    """404: a malformed token or a method that the Bot API does not have."""
    return ApiError(404, "Not Found")


def not_offered(what: str) -> ApiError:
    """501: the Bot API has it, this sandbox does not."""
    return ApiError(501, f"Not Implemented: the sandbox does not offer {what}")


CHAT_NOT_FOUND = "chat not found"
BLOCKED = "bot was blocked by the user"
CANNOT_INITIATE = "bot can't initiate conversation with a user"
TEXT_EMPTY = "message text is empty"
TOO_LONG = "message is too long"
CAPTION_TOO_LONG = "message caption is too long"
BUTTON_DATA_INVALID = "BUTTON_DATA_INVALID"
MARKUP_TOO_LONG = "reply markup is too long"
ENTITY_BOUNDS_INVALID = "ENTITY_BOUNDS_INVALID"
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same"
    " as a current content and reply markup of the message"
)
EDIT_NOT_FOUND = "message to edit not found"
CANNOT_EDIT = "message can't be edited"
NO_TEXT_TO_EDIT = "there is no text in the message to edit"
DELETE_NOT_FOUND = "message to delete not found"
CANNOT_DELETE = "message can't be deleted for everyone"
REPLY_NOT_FOUND = "message to be replied not found"
FORWARD_NOT_FOUND = "message to forward not found"
COPY_NOT_FOUND = "message to copy not found"
QUERY_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
ANSWER_TOO_LONG = "MESSAGE_TOO_LONG"
WRONG_FILE = "wrong file identifier/HTTP URL specified"
FILE_TOO_BIG = "file is too big"
WRONG_FILE_ID = "invalid file_id"
TERMINATED = (
    "Conflict: terminated by other getUpdates request; "
    "make sure that only one bot instance is running"
)
WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)
