"""Learns the table of usage anew from the labelled messages: `make teach`."""

import csv
import sys
from pathlib import Path

import shipped

from db.shipped import DATA
from matching.intake.usage import Usage
from tests.teach.labels import examples_of
from tests.teach.learn import learn

LABELLED = Path(__file__).parents[1] / "data"
TAUGHT = ("batches", "dev", "nothing", "own", "taught")
"""The sets that are learnt from; `intake_unseen.jsonl` never is."""
TABLE = DATA / "language" / "usage.csv"


def main() -> None:
    """Write the table and say how much it was made of."""
    reader = shipped.reader()
    paths = [LABELLED / f"intake_{name}.jsonl" for name in TAUGHT]
    examples = [example for path in paths for example in examples_of(path, reader)]
    usage = learn(examples)
    _write(TABLE, usage)
    sys.stdout.write(f"{len(usage.weights)} marks from {len(examples)} examples\n")


def _write(path: Path, usage: Usage) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("mark", "need", "offer", "stock", "nothing"))
        writer.writerows((mark, *weights) for mark, weights in sorted(usage.weights.items()))


if __name__ == "__main__":
    main()
