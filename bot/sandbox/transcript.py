"""A chat as plain text, the way a person would read it off the phone."""

from typing import Any

Json = dict[str, Any]


def buttons_line(row: list[Any]) -> str:
    """One row of buttons: [Yes] [No]."""
    return " ".join(f"[{cell if isinstance(cell, str) else cell['text']}]" for cell in row)


def content_lines(message: Json) -> list[str]:
    """What the message shows, text first, other content in angle brackets."""
    if "venue" in message:
        return [f"<venue {message['venue']['title']}, {message['venue']['address']}>"]
    if point := message.get("location"):
        live = " live" if "live_period" in point else ""
        return [f"<location{live} {point['latitude']:.5f}, {point['longitude']:.5f}>"]
    if contact := message.get("contact"):
        return [f"<contact {contact['first_name']}>"]
    for kind in ("photo", "document", "sticker", "voice", "dice"):
        if kind in message:
            return [f"<{kind}>", *str(message.get("caption", "")).splitlines()]
    return str(message.get("text", "<message>")).splitlines()


def message_lines(message: Json) -> list[str]:
    """A message: its writer, its content, its buttons."""
    sender = message["from"]
    who = "bot" if sender["is_bot"] else sender["first_name"]
    first, *rest = content_lines(message) or [""]
    edited = " (edited)" if "edit_date" in message else ""
    lines = [f"{message['message_id']:>4} {who}: {first}{edited}", *(f"       {x}" for x in rest)]
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [*lines, *(f"       {buttons_line(row)}" for row in rows)]


def screen_text(screen: Json) -> str:
    """The whole screen: messages, toasts, the reply keyboard, whether the bot is blocked."""
    lines = [line for message in screen["messages"] for line in message_lines(message)]
    for toast in screen["toasts"]:
        lines.append(f"     {'alert' if toast['alert'] else 'toast'}: {toast['text']}")
    if screen["keyboard"]:
        lines += [f"     keyboard {buttons_line(row)}" for row in screen["keyboard"]["keyboard"]]
    if screen["blocked"]:
        lines.append("     (bot blocked)")
    return "\n".join(lines) or "(empty chat)"
