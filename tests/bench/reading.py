"""How well and how fast free text is read, beside the two usual ways, on the developers' sample."""

import sys
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).parents[1] / "support"))

import intake_scores
import shipped

from bot.footprint import keep_for_good
from db.shipped import shipped_catalogue, shipped_gazetteer, shipped_language
from matching.intake.read import read_message
from matching.intake.reader import build_reader
from matching.intake.wire import as_data
from tests.bench.figure import Figure, Goal, Part
from tests.bench.usual_readers import Fuzzy, Segmenter

GOALS = {
    "item F1": Goal(at_least=0.93),
    "line F1": Goal(at_least=0.90),
    "quantity exact": Goal(at_least=0.94),
    "quantities invented": Goal(at_most=0.015),
    "held stock taken as need": Goal(at_most=0.0),
    "lines where nothing is asked": Goal(at_most=0.12),
    "sure precision": Goal(at_least=0.98),
    "sure coverage": Goal(at_least=0.65),
    "whole message exact": Goal(at_least=0.76),
    "urgency F1": Goal(at_least=0.85),
    "people exact": Goal(at_least=0.85),
    "phones found": Goal(at_least=1.0),
    "place found": Goal(at_least=0.75),
    "district right": Goal(at_least=0.99),
}
"""What the figures must reach; the issue names what would be good."""
COMPARED = ("item F1", "line F1", "quantity exact", "lines where nothing is asked")
"""Figures that the usual ways have, too."""
COUNTS = ("held stock taken as need", "lines where nothing is asked")
ROUNDS = 3


async def measure() -> Part:
    """The sample read by us, by rapidfuzz alone and by jieba with rules, in one process."""
    built, held = _built(), _held()
    reader = shipped.reader()
    keep_for_good()  # as `reliefline run` and `parse` do

    def ours(row: dict[str, Any]) -> dict[str, Any]:
        return as_data(read_message(row["text"], None, row["lang"], reader))

    rows = intake_scores.messages(intake_scores.DEV)
    fuzzy, segmenter = Fuzzy(), Segmenter()
    mine = intake_scores.score(rows, ours)[0].figures()
    mine_rows = intake_scores.messages(intake_scores.OWN)
    own = intake_scores.score(mine_rows, ours)[0].figures()
    batches = intake_scores.messages(intake_scores.BATCHES)
    further = intake_scores.score(batches, ours)[0].figures()
    theirs = intake_scores.score(rows, fuzzy)[0].figures()
    segmented = intake_scores.score(rows, segmenter)[0].figures()
    figures = [
        _figure(name, value, segmented[name] if name in COMPARED else None)
        for name, value in mine.items()
    ]
    speed, rival = _milliseconds(ours, rows), _milliseconds(segmenter, rows)
    figures += [
        Figure("processor time a message, median", "ms", speed[0], rival[0], Goal(at_most=3.0)),
        Figure(
            "processor time a message, 95th of 100", "ms", speed[1], rival[1], Goal(at_most=8.0)
        ),
        Figure("tables read and indexed", "ms", built, None, Goal(at_most=300.0)),
        Figure("memory of catalogue, gazetteer and words", "MB", held, None, Goal(at_most=40.0)),
    ]
    fuzzy_speed = _milliseconds(fuzzy, rows)[0]
    return Part(
        "Free text, the developers' sample (76 messages)",
        "jieba with the catalogue's names as dictionary, and the number next to a name",
        tuple(figures),
        (
            "rapidfuzz alone (`partial_ratio` over the names): "
            + ", ".join(f"{name} {theirs[name]:.2f}" for name in COMPARED)
            + f", {fuzzy_speed:.2f} ms",
            f"our own {len(mine_rows)} messages (tests/data/intake_own.jsonl), whose mistakes were"
            " looked at: " + ", ".join(f"{name} {value:.3f}" for name, value in own.items()),
            f"{len(batches)} more, batch by batch (tests/data/intake_batches.jsonl; how they were"
            " read at first sight stands in tests/data/README.md): "
            + ", ".join(f"{name} {value:.3f}" for name, value in further.items()),
        ),
    )


def _figure(name: str, ours: float, rival: float | None) -> Figure:
    """A share in percent; counts as they are."""
    goal = GOALS[name]
    if name in COUNTS:
        return Figure(name, "", ours, rival, goal)
    scaled = Goal(
        None if goal.at_least is None else 100 * goal.at_least,
        None if goal.at_most is None else 100 * goal.at_most,
    )
    return Figure(name, "%", 100 * ours, None if rival is None else 100 * rival, scaled)


def _built() -> float:
    """Milliseconds of processor time to read the shipped tables and index them."""
    begin = time.process_time()
    build_reader(shipped_catalogue(), shipped_gazetteer(), shipped_language())
    return (time.process_time() - begin) * 1000


def _held() -> float:
    """Megabytes that the tables and their indexes hold."""
    tracemalloc.start()
    tables = build_reader(shipped_catalogue(), shipped_gazetteer(), shipped_language())
    held = tracemalloc.get_traced_memory()[0] / 1e6
    tracemalloc.stop()
    return held if tables else 0.0


def _milliseconds(
    predict: Callable[[dict[str, Any]], object], rows: list[dict[str, Any]]
) -> tuple[float, float]:
    """Median and 95th of 100, processor time a message."""
    times = []
    for _ in range(ROUNDS):
        for row in rows:
            begin = time.process_time()
            predict(row)
            times.append((time.process_time() - begin) * 1000)
    times.sort()
    return times[len(times) // 2], times[int(len(times) * 0.95)]
