"""Every Bot API method that the sandbox offers, by its Telegram name."""

from collections.abc import Awaitable, Callable
from typing import Any

from bot.sandbox.call import Call
from bot.sandbox.methods.intake import (
    delete_webhook,
    get_updates,
    get_webhook_info,
    set_webhook,
)
from bot.sandbox.methods.media import (
    get_file,
    send_contact,
    send_document,
    send_location,
    send_photo,
    send_venue,
)
from bot.sandbox.methods.messages import (
    answer_callback_query,
    copy_message,
    delete_message,
    edit_message_caption,
    edit_message_reply_markup,
    edit_message_text,
    forward_message,
    send_chat_action,
    send_message,
)
from bot.sandbox.methods.profile import (
    close,
    delete_my_commands,
    get_chat,
    get_me,
    get_my_commands,
    get_my_description,
    get_my_name,
    get_my_short_description,
    log_out,
    set_my_commands,
    set_my_description,
    set_my_name,
    set_my_short_description,
)

Method = Callable[[Call], Awaitable[Any]]

METHODS: dict[str, Method] = {
    "getMe": get_me,
    "logOut": log_out,
    "close": close,
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
    "sendMessage": send_message,
    "editMessageText": edit_message_text,
    "editMessageCaption": edit_message_caption,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "deleteMessage": delete_message,
    "answerCallbackQuery": answer_callback_query,
    "forwardMessage": forward_message,
    "copyMessage": copy_message,
    "sendChatAction": send_chat_action,
    "sendPhoto": send_photo,
    "sendDocument": send_document,
    "sendLocation": send_location,
    "sendVenue": send_venue,
    "sendContact": send_contact,
    "getFile": get_file,
    "getChat": get_chat,
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "deleteMyCommands": delete_my_commands,
    "setMyName": set_my_name,
    "getMyName": get_my_name,
    "setMyDescription": set_my_description,
    "getMyDescription": get_my_description,
    "setMyShortDescription": set_my_short_description,
    "getMyShortDescription": get_my_short_description,
}
"""By name, as in `/bot<token>/<name>`. Telegram matches names without regard to case."""
