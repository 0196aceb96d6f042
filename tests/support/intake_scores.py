"""Scores readings of labelled messages: the figures of the intake table, one function each."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

DATA = Path(__file__).parents[1] / "data"
DEV, OWN = DATA / "intake_dev.jsonl", DATA / "intake_own.jsonl"
BATCHES, UNSEEN = DATA / "intake_batches.jsonl", DATA / "intake_unseen.jsonl"
DALIAN = DATA / "intake_dalian.jsonl"

Prediction = dict[str, Any]
Predict = Callable[[dict[str, Any]], Prediction]


def messages(path: Path) -> list[dict[str, Any]]:
    """The labelled messages of a file."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


@dataclass
class Tally:
    """Counts over all messages of a set; figures are made of them at the end."""

    items: list[int] = field(default_factory=lambda: [0, 0, 0])
    lines: list[int] = field(default_factory=lambda: [0, 0, 0])
    """Right, predicted, expected."""
    quantities: list[int] = field(default_factory=lambda: [0, 0])
    invented: int = 0
    predicted: int = 0
    stock_as_need: int = 0
    nothing: list[int] = field(default_factory=lambda: [0, 0])
    sure: list[int] = field(default_factory=lambda: [0, 0])
    whole: list[int] = field(default_factory=lambda: [0, 0])
    urgency: list[int] = field(default_factory=lambda: [0, 0, 0])
    people: list[int] = field(default_factory=lambda: [0, 0])
    phones: list[int] = field(default_factory=lambda: [0, 0])
    place: list[int] = field(default_factory=lambda: [0, 0])
    district: list[int] = field(default_factory=lambda: [0, 0])

    def figures(self) -> dict[str, float]:
        """The figures of the table by name; 1 where there was nothing to find."""
        return {
            "item F1": _f1(self.items),
            "line F1": _f1(self.lines),
            "quantity exact": _share(self.quantities),
            "quantities invented": self.invented / max(1, self.predicted),
            "held stock taken as need": float(self.stock_as_need),
            "lines where nothing is asked": self.nothing[0] / max(1, self.nothing[1]),
            "sure precision": _share(self.sure),
            "sure coverage": self.sure[1] / max(1, self.predicted),
            "whole message exact": _share(self.whole),
            "urgency F1": _f1(self.urgency),
            "people exact": _share(self.people),
            "phones found": _share(self.phones),
            "place found": _share(self.place),
            "district right": _share(self.district),
        }


def score(rows: Iterable[dict[str, Any]], predict: Predict) -> tuple[Tally, list[str]]:
    """The tally over the rows, and one line per mistake."""
    tally, mistakes = Tally(), []
    for row in rows:
        wrong = _score_row(tally, row, predict(row))
        if wrong:
            mistakes.append(f"{row['id']}: {'; '.join(wrong)} | {row['text'][:160]!r}")
    return tally, mistakes


def _score_row(tally: Tally, row: dict[str, Any], said: Prediction) -> list[str]:
    expect = row["expect"]
    wrong = _score_lines(tally, expect, said)
    _score_facts(tally, expect, said, wrong)
    return wrong


def _score_lines(tally: Tally, expect: dict[str, Any], said: Prediction) -> list[str]:
    wanted = list(expect.get("lines", ()))
    either = bool(expect.get("either_side"))
    wrong: list[str] = []
    got = [line for line in said["lines"]]
    pairs, extra = _match(wanted, got, either)
    optional = set(expect.get("optional", ()))
    extra = [line for line in extra if not _is_optional(line, optional, either)]
    counted = [line for _, line in pairs] + extra
    right = [pair for pair in pairs if _right_quantity(*pair)]
    for counts, good in ((tally.items, len(pairs)), (tally.lines, len(right))):
        counts[0] += good
        counts[1] += len(counted)
        counts[2] += len(wanted)
    tally.predicted += len(counted)
    for want, line in pairs:
        if "qty" in want:
            tally.quantities[0] += _right_quantity(want, line)
            tally.quantities[1] += 1
        elif line.get("qty") is not None:
            tally.invented += 1
        if not _right_quantity(want, line):
            wrong.append(f"{line['code']} {line.get('qty')} for {want.get('qty')}")
    tally.invented += sum(line.get("qty") is not None for line in extra if not wanted)
    for line in counted:
        if line.get("sure"):
            tally.sure[1] += 1
            tally.sure[0] += any(line is found for _, found in right)
    held = {line["code"] for line in wanted if line.get("side") == "stock"}
    needed = {line["code"] for line in wanted if line.get("side", "need") == "need"}
    tally.stock_as_need += sum(
        line["side"] == "need" and line["code"] in held and line["code"] not in needed
        for line in extra
    )
    if not wanted:
        tally.nothing[0] += len(extra)
        tally.nothing[1] += 1
    missed = [w for w in wanted if not any(w is want for want, _ in pairs)]
    wrong += [f"missed {w['code']} {w.get('side', '')}" for w in missed]
    wrong += [f"extra {line['code']} {line['side']} {line.get('qty')}" for line in extra]
    tally.whole[0] += not wrong
    tally.whole[1] += 1
    return wrong


def _match(
    wanted: Sequence[dict[str, Any]], got: Sequence[dict[str, Any]], either: bool
) -> tuple[list[tuple[dict[str, Any], dict[str, Any]]], list[dict[str, Any]]]:
    left = list(got)
    pairs = []
    for exact in (True, False):
        for want in wanted:
            if any(want is done for done, _ in pairs):
                continue
            codes = [want["code"], *(() if exact else want.get("accept", ()))]
            for line in left:
                side_fits = either or line["side"] == want.get("side", "need")
                if line["code"] in codes and side_fits:
                    pairs.append((want, line))
                    left.remove(line)
                    break
    return pairs, left


def _is_optional(line: dict[str, Any], optional: set[str], either: bool) -> bool:
    side = "" if line["side"] == "need" else f"{line['side']}:"
    return f"{side}{line['code']}" in optional or (either and line["code"] in optional)


def _right_quantity(want: dict[str, Any], line: dict[str, Any]) -> bool:
    said = line.get("qty")
    if "qty" not in want:
        return said is None
    if said is None:
        return False
    if "qty_max" in want:
        return bool(want["qty"] <= said <= want["qty_max"])
    return bool(said == want["qty"])


def _score_facts(tally: Tally, expect: dict[str, Any], said: Prediction, wrong: list[str]) -> None:
    want, got = expect.get("urgency", "normal"), said["urgency"]
    tally.urgency[0] += want == got != "normal"
    tally.urgency[1] += got != "normal"
    tally.urgency[2] += want != "normal"
    if want != got:
        wrong.append(f"urgency {got} for {want}")
    for name in ("people", "households"):
        if expect.get(name) is not None or said.get(name) is not None:
            tally.people[1] += 1
            tally.people[0] += expect.get(name) == said.get(name)
            if expect.get(name) != said.get(name):
                wrong.append(f"{name} {said.get(name)} for {expect.get(name)}")
    heard = {_digits(phone) for phone in said["phones"]}
    for phone in expect.get("phones", ()):
        tally.phones[1] += 1
        tally.phones[0] += _digits(phone) in heard
        if _digits(phone) not in heard:
            wrong.append(f"phone {phone}")
    if expect.get("place"):
        found = _same_place(expect["place"], said.get("place") or "")
        tally.place[0] += found
        tally.place[1] += 1
        if not found:
            wrong.append(f"place {said.get('place')!r} for {expect['place']!r}")
    if expect.get("district"):
        tally.district[0] += expect["district"] == said.get("district")
        tally.district[1] += 1
        if expect["district"] != said.get("district"):
            wrong.append(f"district {said.get('district')} for {expect['district']}")


def _digits(phone: str) -> str:
    return "".join(sign for sign in phone if sign.isdigit())


def _same_place(want: str, got: str) -> bool:
    a, b = want.lower().replace(" ", ""), got.lower().replace(" ", "")
    return bool(b) and len(b) >= 2 and (a in b or b in a)


def _f1(counts: Sequence[int]) -> float:
    right, predicted, expected = counts
    return 1.0 if predicted + expected == 0 else 2 * right / (predicted + expected)


def _share(counts: Sequence[int]) -> float:
    return 1.0 if not counts[1] else counts[0] / counts[1]
