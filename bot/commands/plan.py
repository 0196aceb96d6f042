"""The matcher on a file: a snapshot or a published instance in, a plan out, as JSON."""

import json
import math
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import TypeAdapter

from bot.clock import Clock, SystemClock
from bot.commands.plan_faults import FAULTY, NotFinite, fault_of
from bot.commands.plan_form import check_instance
from handlers.dialog import Text
from handlers.house import Names
from handlers.speech.because import sentence_of
from handlers.speech.sentences import LANGUAGES
from handlers.speech.texts import say
from matching.catalogue import build_catalogue
from matching.explain import Asked, Stock, because, explain_given, explain_open
from matching.flow import instance
from matching.flow.reasons import reasons_of
from matching.flow.solve import FAIR_SHARE, Outcome, installed, share_out
from matching.jobs.instance import draw_up_instance, within_reach
from matching.model import ReserveMode
from matching.pipeline import plan
from matching.plan import Because, Obstacle, Plan
from matching.snapshot import Params, Snapshot

SNAPSHOT = "snapshot/1"
SAMPLE = "docs/examples/instance.json"


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the caller wants besides the plan."""

    certificate: bool = False
    explain: str = ""
    time_budget: float = 0.0
    """Seconds; 0 for as long as it takes."""
    fairness: float = 0.0
    lang: str = "en"


def print_plan(file: Path, wishes: Wishes, clock: Clock | None = None) -> int:
    """Write the plan of the file to standard output, what was asked besides to standard error."""
    clock = clock or SystemClock()
    if wrong := _mistake(wishes):
        return _refuse(wrong)
    try:
        data = _read(sys.stdin.read() if str(file) == "-" else file.read_text("utf-8"))
        if not isinstance(data, dict) or data.get("schema") not in {instance.SCHEMA, SNAPSHOT}:
            return _refuse(
                f'{file}: "schema" is neither {instance.SCHEMA} nor {SNAPSHOT} (sample: {SAMPLE})'
            )
        if wishes.explain and wishes.explain not in _needs_in(data):
            return _refuse(f"--explain: {file} has no need {wishes.explain}")
        made = _made(data, wishes, clock)
    except OSError as error:
        return _refuse(f"cannot read {file}: {error.strerror}")
    except FAULTY as error:
        return _refuse(f"{file} cannot be planned: {fault_of(error)}")
    answer, sentences = made
    json.dump(answer, sys.stdout, ensure_ascii=False, separators=(",", ":"))
    print()
    names = Names(build_catalogue(()), clock.now())
    for text in sentences:
        print(say(text, wishes.lang, names).text, file=sys.stderr)
    return 0


def _refuse(reason: str) -> int:
    print(f"reliefline: {reason}", file=sys.stderr)
    return 2


def _mistake(wishes: Wishes) -> str:
    """What is wrong with the wishes; empty when nothing is."""
    if wishes.lang not in LANGUAGES:
        return "--lang is zh or en"
    if not 0 <= wishes.fairness <= 1:  # NaN is in no range
        return "--fairness is 0 to 1"
    if not 0 <= wishes.time_budget < math.inf:
        return "--time-budget is a number of seconds, 0 for no limit"
    return ""


def _read(text: str) -> Any:
    """JSON as its standard has it, and every number in it one that can be reckoned with."""
    return json.loads(text, parse_constant=_refused, parse_float=_finite)


def _refused(word: str) -> float:
    raise NotFinite(word)


def _finite(digits: str) -> float:
    number = float(digits)
    return number if math.isfinite(number) else _refused(digits)


def _needs_in(data: Mapping[str, Any]) -> set[str]:
    """What `--explain` may name."""
    if data["schema"] == SNAPSHOT:
        return {str(line["line_id"]) for line in data["snapshot"]["lines"]}
    return {need["id"] for need in data["needs"]}


def _made(
    data: Mapping[str, Any], wishes: Wishes, clock: Clock
) -> tuple[dict[str, Any], list[Text]]:
    enough = _patience(clock, wishes.time_budget)
    if data["schema"] == instance.SCHEMA:
        return _of_instance(data, wishes, enough)
    return _of_snapshot(data, wishes, enough)


def _patience(clock: Clock, seconds: float) -> Callable[[], bool]:
    start = clock.monotonic()
    return lambda: seconds > 0 and clock.monotonic() - start > seconds


def _of_instance(
    data: Mapping[str, Any], wishes: Wishes, enough: Callable[[], bool]
) -> tuple[dict[str, Any], list[Text]]:
    check_instance(data)
    problem, needs, lots = instance.read_instance(data)
    problem = within_reach(problem, data, lots)
    outcome = share_out(problem, installed(), enough, wishes.fairness)
    answer = instance.write_plan(outcome, data, needs, lots)
    answer["jobs"] = draw_up_instance(data, answer["lines"], enough)
    asked_or_unproven = wishes.certificate or not outcome.backend
    texts = list(_certificate(outcome)) if asked_or_unproven else []
    if wishes.explain:
        row = needs.index(wishes.explain)
        (reasons,) = reasons_of(problem, outcome, np.array([row]))
        stock, asked = _stock(data, lots), _asked(data, wishes.explain)
        price = outcome.fair / outcome.relaxed - 1 if outcome.relaxed > 0 else 0.0
        for one in reasons.given:
            texts += _said(explain_given(one, reasons, asked, stock, price))
        texts += _said(explain_open(reasons, asked, stock, price))
    return answer, texts


def _certificate(outcome: Outcome) -> Iterator[Text]:
    if not outcome.backend:
        yield Text("why.uncertified", {"objective": f"{outcome.objective:.2f}"})
        if outcome.fairness:
            yield _unfair(outcome.fairness, len(outcome.under))
        return
    yield Text(
        "why.certified",
        {
            "objective": f"{outcome.objective:.2f}",
            "bound": f"{outcome.bound:.2f}",
            "gap": _percent(outcome.gap),
            "relaxed": f"{outcome.relaxed:.2f}",
            "backend": outcome.backend,
        },
    )
    if outcome.fairness:
        price = outcome.fair / outcome.relaxed - 1 if outcome.relaxed > 0 else 0.0
        count = len(outcome.under)
        yield Text("why.fairness", {"price": f"{100 * price:.2f}", "count": count})


OWNERS = {
    "gov": ReserveMode.GOVERNMENT,
    "reserve": ReserveMode.ENTERPRISE_AGREEMENT,
    "commercial": ReserveMode.ENTERPRISE,
    "donor": ReserveMode.DONOR,
}
"""Whose a lot of a published instance is, in our words."""


def _stock(data: Mapping[str, Any], lots: list[str]) -> dict[int, Stock]:
    rows = {row["id"]: row for row in data["lots"]}
    return {
        at: Stock(
            name, row["item"], row["district"], OWNERS[row["owner"]].value, int(row["min_lot"])
        )
        for at, name in enumerate(lots)
        for row in (rows[name],)
    }


def _asked(data: Mapping[str, Any], need: str) -> Asked:
    (row,) = (row for row in data["needs"] if row["id"] == need)
    return Asked(row["item"], row["district"])


def _said(reasons: Iterable[Because]) -> Iterator[Text]:
    return (sentence_of(one, with_lots=True) for one in reasons)


def _of_snapshot(
    data: Mapping[str, Any], wishes: Wishes, enough: Callable[[], bool]
) -> tuple[dict[str, Any], list[Text]]:
    snapshot = TypeAdapter(Snapshot).validate_python(data["snapshot"])
    params = TypeAdapter(Params).validate_python(data.get("params", {}))
    now = TypeAdapter(datetime).validate_python(data["now"])
    made = plan(snapshot, params, now, enough=enough)
    answer = {"schema": "plan/1", **TypeAdapter(Plan).dump_python(made, mode="json")}
    if not made.certificate.backend:
        texts = _none(made) if snapshot.lines else []
    else:
        texts = [Text("why.certified", _facts(made))] if wishes.certificate else []
    texts += _said(_why_line(snapshot, made, wishes.explain))
    return answer, texts


def _facts(made: Plan) -> dict[str, str]:
    facts = {key: str(value) for key, value in asdict(made.certificate).items()}
    return facts | {"gap": _percent(made.certificate.gap or 0.0)}


def _percent(share: float) -> str:
    return "∞" if math.isinf(share) else f"{100 * share:.4f}"


def _none(made: Plan) -> list[Text]:
    greedy = Text("why.uncertified", {"objective": f"{made.certificate.objective:.2f}"})
    return [greedy, _unfair(FAIR_SHARE, len(made.under_floor))]


def _unfair(floor: float, count: int) -> Text:
    """How many districts get less than the floor that nothing holds up."""
    return Text("why.unfair", {"floor": f"{100 * floor:.0f}", "count": count})


def _why_line(snapshot: Snapshot, made: Plan, number: str) -> Iterator[Because]:
    """Why one need line got what it got."""
    for why in made.why:
        if str(why.line_id) == number:
            for reasons in why.given.values():
                yield from reasons
            yield from why.open
    for line in snapshot.lines:
        if str(line.line_id) == number and not line.verified:
            yield because(Obstacle.UNVERIFIED, units=f"{line.item_code}:{line.quantity}")
