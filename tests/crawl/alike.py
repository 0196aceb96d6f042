"""Which acts are alike enough that a crawl tries one of them for all."""

from handlers.menu import BOOK
from matching.model import Role
from tests.crawl.city import Walker
from tests.crawl.look import Key

OWN = {
    str(role): {entry.command for entry in BOOK.entries if role in (entry.roles or ())}
    for role in Role
}
"""Commands that are a role's own; all others do the same for everybody who has them."""
EVERYWHERE = frozenset({"menu", "d:b", "d:c"})
"""The engine's own ways on, the same at every step of a dialog."""


ALIKE = ("any ", "old ", "says ", "/")
"""Acts that the whole crawl tries once where all else is alike; buttons are pressed everywhere."""


def whole_mark(key: Key, kind: str) -> tuple[str, str, str, str]:
    """What is alike enough to be tried once in the whole crawl: a reader of words reads the same
    for every role, and what is typed outside dialogs means the same whatever sentence was said
    last; what may be decided on the screen can change it."""
    role, dialog, step = key.place
    if dialog:
        return ("" if kind.startswith("any ") else role, dialog, step, kind)
    return (role, "", open_acts(key) if kind.startswith(("says ", "/")) else "", kind)


def light_mark(walker: Walker, key: Key, kind: str) -> tuple[str, str, str, str]:
    """What is alike enough to be tried once in a light crawl."""
    role, dialog, step = key.place
    who = walker.part
    sort = " ".join(kind.split(" ")[:2]) if kind.startswith("any ") else kind
    if kind.startswith("old "):
        return (who, "", "", kind)  # a card's buttons do the same beside any dialog
    if dialog and (kind in EVERYWHERE or (sort.startswith("any ") and sort != "any words")):
        return ("", dialog, "", sort)
    if dialog:
        # Which words lead on depends on what is asked about: an amount is odd for one item only.
        return (role if kind.startswith("answer ") else "", dialog, step, sort)
    if kind.startswith("/"):
        own = kind[1:] in OWN.get(role, ())
        return (role if own else "", "", "", kind)
    acting = kind.startswith(("a:", "a code", "a photo"))
    return (who, "", scene_of(key) if acting else "", sort)


def scene_of(key: Key) -> str:
    """What may be done outside dialogs: arriving at the supplier's is not arriving at the door."""
    return f"{key.says} {open_acts(key)}"


def open_acts(key: Key) -> str:
    """What may be decided on the screen, whatever it says."""
    return " ".join(sorted(kind for kind in key.kinds if kind.startswith("a:")))
