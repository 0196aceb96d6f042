"""What was walked and what was found: counted, told, and complained about."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from handlers.menu import BOOK
from matching.model import Role
from tests.crawl.city import Walker
from tests.crawl.look import Key, counted

WITHIN = 2
"""Presses that may be needed to reach the menu."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that must not be."""

    what: str
    walker: Walker
    way: tuple[str, ...]

    def __str__(self) -> str:
        """The finding and how to get there."""
        steps = " → ".join(self.way[-6:])
        return f"{self.walker.role}/{self.walker.lang}: {self.what}\n    {steps}"


@dataclass
class Findings:
    """What was walked, and what was found."""

    states: dict[Key, None] = field(default_factory=dict)
    """Every state that was reached, in order."""
    edges: dict[Key, set[Key]] = field(default_factory=dict)
    """Where the buttons of every walked state lead."""
    pressed: set[Key] = field(default_factory=set)
    """States on which every button was pressed: the light crawl presses one for all alike."""
    places: set[tuple[str, str, str]] = field(default_factory=set)
    presses: int = 0
    stale: int = 0
    typed: int = 0
    restarts: int = 0
    texts: dict[str, set[str]] = field(default_factory=lambda: {"zh": set(), "en": set()})
    problems: dict[str, Problem] = field(default_factory=dict)
    count: Counter[str] = field(default_factory=Counter)
    story: list[str] = field(default_factory=list)
    waiting: dict[str, tuple[int, int]] = field(default_factory=dict)
    """By walker what was come to and not walked: new steps and scenes, other looks."""

    def leave(self, walker: Walker, news: int, looks: int) -> None:
        """Note what was come to and not walked; the last crawl of a city counts."""
        self.waiting[f"{walker.part} {walker.lang}"] = (news, looks)

    def complain(self, what: str, walker: Walker, way: Iterable[str]) -> None:
        """Note a problem, once."""
        short = f"{walker.lang} {what[:120]}"
        self.count[short] += 1
        self.problems.setdefault(short, Problem(what, walker, tuple(way)))

    def take(self, other: "Findings") -> None:
        """Add what was found in another city."""
        self.states |= other.states
        self.edges |= other.edges
        self.pressed |= other.pressed
        self.places |= other.places
        for name in ("presses", "stale", "typed", "restarts"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for lang, texts in other.texts.items():
            self.texts[lang] |= texts
        self.problems |= other.problems
        self.count += other.count
        self.story += other.story
        self.waiting |= other.waiting

    def far_from_menu(self) -> list[Key]:
        """Walked states of dialogs from which no two presses show a button of the menu.

        The word for the menu is one way on from each of them, and is tried in each.
        """
        # Whoever signs up is walked no further as a newcomer: those states are only led to.
        known = set(self.states).union(*self.edges.values())
        near = {key for key in known if any(kind.startswith("m:") for kind in key.kinds)}
        for _ in range(WITHIN):
            near |= {key for key, led in self.edges.items() if led & near}
        return [key for key in self.edges if key.dialog and key in self.pressed and key not in near]

    def unseen(self) -> set[tuple[str, str, str]]:
        """Steps of dialogs (with their roles) that nobody came to."""
        wanted = {
            (str(role), dialog.name, counted(step.name))
            for dialog in BOOK.dialogs.values()
            if not dialog.for_all
            for role in dialog.roles
            for step in dialog.steps
            if _comes_there(dialog.name, step.name, role)
        }
        wanted |= {("newcomer", "register", step.name) for step in BOOK.dialogs["register"].steps}
        wanted |= {(str(role), "help", "question") for role in Role}
        return wanted - self.places

    def report(self) -> str:
        """How much was covered, and each problem with the way to it."""
        per_role = Counter(f"{key.role} {key.lang}" for key in self.states)
        steps = {place for place in self.places if place[1]}
        texts = sum(len(found) for found in self.texts.values())
        lines = [
            f"states {len(self.states)} (walked {len(self.edges)}), steps of dialogs {len(steps)}",
            f"presses {self.presses}, old buttons {self.stale}, typed or sent {self.typed},"
            f" restarts {self.restarts}",
            f"different texts read {texts}: zh {len(self.texts['zh'])}, en {len(self.texts['en'])}",
            "  ".join(f"{who}: {number}" for who, number in sorted(per_role.items())),
            *self._uncovered(),
            f"problems {len(self.problems)}",
            *(f"  {self.count[short]}x {found}" for short, found in self.problems.items()),
        ]
        return "\n".join(lines)

    def _uncovered(self) -> Iterable[str]:
        """What this crawl did not look at, said before anybody asks."""
        new = {who: news for who, (news, _) in self.waiting.items() if news}
        if new:
            yield f"NOT WALKED, though new: {new}"
        looks = sum(looks for _, looks in self.waiting.values())
        if looks:
            yield f"come to, not walked: {looks} other looks of walked steps and scenes"
        missed = sorted(self.unseen())
        yield f"steps nobody came to {len(missed)}" + (f": {_listed(missed)}" if missed else "")


def _listed(steps: Iterable[tuple[str, str, str]]) -> str:
    """Steps by the dialog they are of, with the roles that did not come there."""
    roles: dict[str, list[str]] = {}
    for role, dialog, step in steps:
        roles.setdefault(f"{dialog}.{step}", []).append(role)
    return ", ".join(f"{step} ({' '.join(each)})" for step, each in roles.items())


def _comes_there(dialog: str, step: str, role: Role) -> bool:
    """Whether somebody of this role can come to a step at all."""
    match dialog, step:
        case "less_stock", _:
            # Who is no supplier by trade reports less in the very same words.
            return role is Role.SUPPLIER
        case "told", "side":
            return role is Role.COORDINATOR  # every other role says which side is meant
        case "told", "urgency":
            return role is not Role.SUPPLIER
        case _:
            return True
