"""An item named in a message with its numbers, and numbers that make one quantity together."""

from dataclasses import dataclass, field

from matching.intake.amounts import Amount
from matching.intake.cue_words import Way


@dataclass(slots=True)
class Mention:
    """One item named at one place of the folded text, with the numbers that belong to it."""

    start: int
    end: int
    codes: tuple[str, ...]
    weak: bool = False
    guessed: bool = False
    amounts: list[Amount] = field(default_factory=list)
    each: bool = False
    names: int = 1
    """So many names of one item were said together: 土豆白菜."""
    times: int = 1
    """How many sizes, or names said together, each have the number: 土豆白菜各500斤."""
    carried: int = -1
    """Where the number of a second mention begins (库存 50，需求 500); the words stand earlier."""
    pack: int | None = None
    way: Way | None = None
    """What the heading of its column says, whatever the cues do."""
    loose: bool = False
    """It has no number, and a number that found no item stands beside it."""

    @property
    def last(self) -> int:
        """Where the mention ends, its numbers included."""
        end = self.end
        for amount in self.amounts:
            end = max(end, amount.end)
        return end

    @property
    def first(self) -> int:
        """Where it begins, its numbers included."""
        if self.carried >= 0:
            return self.carried
        start = self.start
        for amount in self.amounts:
            start = min(start, amount.start)
        return start


@dataclass(slots=True)
class Bunch:
    """Numbers that make one quantity together: XL 2万 + L 2万, 2箱3盒."""

    amounts: list[Amount]
    each: bool = False

    @property
    def start(self) -> int:
        return self.amounts[0].start

    @property
    def end(self) -> int:
        return self.amounts[-1].end
