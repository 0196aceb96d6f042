"""One measured figure beside its rival's and its goal, and how figures are written down."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Goal:
    """What a figure must reach: `at_least` or `at_most`, of the figure or of its ratio."""

    at_least: float | None = None
    at_most: float | None = None
    ratio_at_least: float | None = None

    def __str__(self) -> str:
        """As it stands in the table."""
        words = []
        if self.at_least is not None:
            words.append(f"≥ {number(self.at_least)}")
        if self.at_most is not None:
            words.append(f"≤ {number(self.at_most)}")
        if self.ratio_at_least is not None:
            words.append(f"ratio ≥ {number(self.ratio_at_least)}")
        return ", ".join(words)

    def met_by(self, ours: float, ratio: float | None) -> bool:
        """Whether every part of the goal is reached."""
        return (
            (self.at_least is None or ours >= self.at_least)
            and (self.at_most is None or ours <= self.at_most)
            and (self.ratio_at_least is None or (ratio or 0.0) >= self.ratio_at_least)
        )


@dataclass(frozen=True, slots=True)
class Figure:
    """Ours, the rival's in the same run, and the goal where there is one."""

    name: str
    unit: str
    ours: float
    rival: float | None = None
    goal: Goal | None = None

    @property
    def ratio(self) -> float | None:
        """Ours divided by the rival's."""
        return self.ours / self.rival if self.rival else None

    @property
    def met(self) -> bool | None:
        """Whether the goal is reached; None where there is none."""
        return None if self.goal is None else self.goal.met_by(self.ours, self.ratio)

    def cells(self) -> list[str]:
        """One row of the table."""
        met = {None: "", True: "yes", False: "**no**"}[self.met]
        ours, rival = (optional(value, self.unit) for value in (self.ours, self.rival))
        return [self.name, ours, rival, optional(self.ratio), str(self.goal or ""), met]


@dataclass(frozen=True, slots=True)
class Part:
    """One of the measurements: what was done, against whom, what came out."""

    title: str
    rival: str
    figures: tuple[Figure, ...]
    notes: tuple[str, ...] = ()


def of_data(data: dict[str, Any]) -> Part:
    """A part that another process measured, from its JSON."""
    figures = (
        row | {"goal": None if row["goal"] is None else Goal(**row["goal"])}
        for row in data["figures"]
    )
    return Part(
        data["title"],
        data["rival"],
        tuple(Figure(**row) for row in figures),
        tuple(data["notes"]),
    )


def number(value: float) -> str:
    """Three significant digits, thousands apart."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}".rstrip("0").rstrip(".") or "0"


def optional(value: float | None, unit: str = "") -> str:
    """A number with its unit, or nothing."""
    return "" if value is None else f"{number(value)} {unit}".strip()


HEAD = ["figure", "ours", "rival", "ratio", "goal", "met"]


def table(rows: Sequence[Sequence[Any]]) -> str:
    """Rows as a Markdown table that also reads well in a terminal."""
    cells = [HEAD, *([str(cell) for cell in row] for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(HEAD))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in cells
    ]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([lines[0], rule, *lines[1:]])


def described(part: Part) -> str:
    """A part as a section of Markdown."""
    lines = [f"## {part.title}"]
    lines += ["", f"Rival: {part.rival}"] if part.rival else []
    if part.figures:
        lines += ["", table([figure.cells() for figure in part.figures])]
    if part.notes:
        lines += ["", *(f"- {note}" for note in part.notes)]
    return "\n".join(lines)
